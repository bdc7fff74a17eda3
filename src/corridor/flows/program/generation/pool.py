"""Keep every path that was ever made, and what each costs and draws on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack, vstack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Variant

__all__ = ["Pool"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Pool:
    """
    Paths in the order they were made; a path that is there already is not added again.

    Parameters
    ----------
    problem
        The flow problem.

    Attributes
    ----------
    source, demand, block
        (n_paths,) of each path.
    arcs
        Arcs of the block, in order, of each path.
    draw
        (n_paths, n_limits + n_sources) units of each limit, then of each source, one tonne takes.

    Examples
    --------
    >>> import numpy as np
    >>> from corridor.flows.program.generation.pool import Pool
    >>> from corridor.flows.program.sample import two_ways
    >>> from corridor.flows.program.variant import variant_of
    >>> pool, zero = Pool(two_ways()), np.array([0])
    >>> pool.add(zero, zero, zero, [np.array([0, 1])])
    1
    >>> pool.add(zero, zero, zero, [np.array([0, 1])])
    0
    >>> pool.draw.toarray().tolist(), pool.costs(variant_of(two_ways(), {})).tolist()
    ([[1.0, 0.0, 1.0]], [20.0])
    """

    def __init__(self, problem: FlowProblem) -> None:
        self._problem = problem
        lengths = [len(block.tail) for block in problem.blocks]
        self._offset = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self._known: set[tuple[int, int, bytes]] = set()
        self.arcs: list[Ints] = []
        self.source, self.demand, self.block = (np.empty(0, dtype=np.int64) for _ in range(3))
        width = len(problem.limits) + len(problem.source_block)
        self.draw = csr_array((0, width))
        self._path = self._arc = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        """Return the number of paths."""
        return len(self.arcs)

    def add(self, source: Ints, demand: Ints, block: Ints, ways: Sequence[Ints]) -> int:
        """
        Add paths that are not there yet.

        Parameters
        ----------
        source, demand, block
            Of each path.
        ways
            Arcs of the block, in order, of each path.

        Returns
        -------
        n_added
            How many were new; they stand at the end.
        """
        keys = [
            (int(s), int(d), way.tobytes()) for s, d, way in zip(source, demand, ways, strict=True)
        ]
        new = np.array([key not in self._known for key in keys], dtype=np.bool_)
        self._known.update(keys)
        ways = [way for way, fresh in zip(ways, new, strict=True) if fresh]
        if not ways:
            return 0
        first = len(self.arcs)
        self.arcs += ways
        self.source = np.append(self.source, source[new])
        self.demand = np.append(self.demand, demand[new])
        self.block = np.append(self.block, block[new])
        lengths = [len(way) for way in ways]
        path = np.repeat(np.arange(len(ways)), lengths)
        arc = np.concatenate(ways) + np.repeat(self._offset[block[new]], lengths)
        self._path = np.append(self._path, path + first)
        self._arc = np.append(self._arc, arc)
        self.draw = vstack([self.draw, self._draw(source[new], path, arc)], format="csr")
        return len(ways)

    def costs(self, variant: Variant) -> Floats:
        """
        Return the cost of each path.

        Parameters
        ----------
        variant
            The numbers of the call.

        Returns
        -------
        cost
            (n_paths,) USD/t, tolls and charges apart.
        """
        every = np.concatenate([np.empty(0), *variant.cost])
        costs: Floats = np.zeros(len(self))
        np.add.at(costs, self._path, every[self._arc])
        return costs

    def shut(self, variant: Variant) -> Bools:
        """
        Return which paths use a closed arc.

        Parameters
        ----------
        variant
            The numbers of the call.

        Returns
        -------
        shut
            (n_paths,) True where one does.
        """
        if variant.closed is None:
            return np.zeros(len(self), dtype=np.bool_)
        every = np.concatenate([np.empty(0, dtype=np.bool_), *variant.closed])
        return np.bincount(self._path, every[self._arc], minlength=len(self)) > 0

    def _draw(self, source: Ints, path: Ints, arc: Ints) -> csr_array:
        """Return what some new paths draw on."""
        shape = (len(source), len(self._problem.limits))
        limits = csr_array(shape)
        for number, block in enumerate(self._problem.blocks):
            start, stop = self._offset[number : number + 2]
            mine = (arc >= start) & (arc < stop)
            if mine.any():
                ones = np.ones(int(mine.sum()))
                size = (len(source), stop - start)
                limits = limits + csr_array((ones, (path[mine], arc[mine] - start)), shape=size) @ (
                    block.use
                )
        n_sources = len(self._problem.source_block)
        rows = np.arange(len(source))
        own = csr_array((np.ones(len(source)), (rows, source)), shape=(len(source), n_sources))
        return hstack([limits, own], format="csr")
