"""Find the cheapest ways of one block under given weights, from its sources to its sinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from corridor.flows.program.problem import Block

__all__ = ["Pricer"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# From so many states on, a search of its own for each root, no farther than need be, pays.
LARGE = 1000


class Pricer:
    """
    Shortest paths in a block, whose structure is compiled once and whose weights change.

    Searches run from the ends of which there are fewer: forward from the sources, or backward from
    the sinks. Of parallel arcs the cheapest counts, of equal ones that with the lowest number.

    Parameters
    ----------
    block
        The block.
    sources, sinks
        States to search between, each once.

    Examples
    --------
    >>> import numpy as np
    >>> from corridor.flows.program.generation.pricing import Pricer
    >>> from corridor.flows.program.sample import two_ways
    >>> block = two_ways().blocks[0]
    >>> pricer = Pricer(block, np.array([0]), np.array([3]))
    >>> row, leaf = pricer.ends(np.array([0]), np.array([3]))
    >>> pricer.search(block.cost, reach=np.array([1e9]))[row, leaf].tolist()
    [20.0]
    >>> [way.tolist() for way in pricer.ways(row, leaf)]
    [[0, 1]]
    """

    def __init__(self, block: Block, sources: Ints, sinks: Ints) -> None:
        self.backward = len(sinks) < len(sources)
        start, end = (block.head, block.tail) if self.backward else (block.tail, block.head)
        self._size = block.n_states
        key = start.astype(np.int64) * self._size + end
        self._order = np.argsort(key, kind="stable")
        self._keys, self._first = np.unique(key[self._order], return_index=True)
        self._parallel = len(self._keys) < len(key)
        self.roots = np.sort(sinks if self.backward else sources)
        # Zeros stay stored entries, so arcs without cost stay edges.
        self._graph = csr_array(
            (
                np.zeros(len(self._keys)),
                (self._keys % self._size).astype(np.int32),
                np.searchsorted(self._keys, np.arange(self._size + 1) * self._size).astype(
                    np.int32
                ),
            ),
            shape=(self._size, self._size),
        )
        self._weights = np.empty(0)
        self._distance = self._before = np.empty((0, 0))
        self._reach = np.full(len(self.roots), -1.0)

    def ends(self, source: Ints, sink: Ints) -> tuple[Ints, Ints]:
        """
        Return where in the result of `search` pairs of states are found.

        Parameters
        ----------
        source, sink
            States, paired.

        Returns
        -------
        row, leaf
            Row and column.
        """
        root, leaf = (sink, source) if self.backward else (source, sink)
        return np.searchsorted(self.roots, root), leaf

    def search(self, weights: Floats, reach: Floats) -> Floats:
        """
        Return distances between each root and every state, inf where above the root's reach.

        Parameters
        ----------
        weights
            (n_arcs,) weight of each arc, 0 or more, inf where it is shut.
        reach
            (n_roots,) farther states need not be found.

        Returns
        -------
        distance
            (n_roots, n_states) distances.
        """
        if not np.array_equal(weights, self._weights) or (self._reach < reach).any():
            self._weights, self._reach = weights, reach
            if len(self._first):
                sorted_weights = weights[self._order]
                self._graph.data[:] = (
                    np.minimum.reduceat(sorted_weights, self._first)
                    if self._parallel
                    else sorted_weights
                )
            self._run()
        return self._distance

    def _run(self) -> None:
        """Search from all roots: at once, or one by one where each step saved is worth a call."""
        shape = (len(self.roots), self._size)
        if self._size < LARGE:
            self._distance, self._before = dijkstra(
                self._graph, indices=self.roots, return_predecessors=True, limit=self._reach.max()
            )
            return
        if self._distance.shape != shape:
            self._distance, self._before = np.empty(shape), np.empty(shape, dtype=np.int32)
        for row, (root, reach) in enumerate(zip(self.roots, self._reach, strict=True)):
            self._distance[row], self._before[row] = dijkstra(
                self._graph, indices=root, return_predecessors=True, limit=reach
            )

    def ways(self, row: Ints, leaf: Ints) -> list[Ints]:
        """
        Return the arcs of the ways found by the last search, from source to sink.

        Parameters
        ----------
        row, leaf
            Ends as given by `ends`; each must have been reached.

        Returns
        -------
        ways
            Numbers of arcs in order, one array for each pair.
        """
        cheapest, at, steps = self._cheapest(), leaf, []
        while True:
            before = self._before[row, at].astype(np.int64)
            alive = before >= 0
            if not alive.any():
                break
            place = np.searchsorted(self._keys, before[alive] * self._size + at[alive])
            arcs = np.full(len(row), -1, dtype=np.int64)
            arcs[alive] = cheapest[place]
            steps.append(arcs)
            at = np.where(alive, before, at)
        if not steps:
            return [np.empty(0, dtype=np.int64)] * len(row)
        table = np.stack(steps if self.backward else steps[::-1], axis=1)
        return [line[line >= 0] for line in table]

    def _cheapest(self) -> Ints:
        """Return the arc that counts between each pair of states."""
        if not self._parallel:
            return self._order
        weights = self._weights[self._order]
        sizes = np.diff(np.append(self._first, len(weights)))
        least = weights == np.repeat(self._graph.data, sizes)
        number = np.where(least, self._order, len(weights))
        return np.minimum.reduceat(number, self._first)
