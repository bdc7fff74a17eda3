"""Cheapest ways from one state under many draws of the costs, relaxed side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.routes.batch.kernel import compiled, has_numba, is_loaded
from corridor.routes.batch.sweeps import Sweeper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["BatchedTree", "EdgeList", "cheapest_trees", "trees_from"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Edges times draws from which loading the compiled sweeps pays.
LARGE = 1 << 20
# Distances held for origins solved together, which share the costs they read: 16 MB.
HELD = 1 << 21


@dataclass(frozen=True)
class EdgeList:
    """
    Edges of a graph, ready to be relaxed.

    Attributes
    ----------
    tail, head
        (n_edges,) states.
    size
        Number of states.
    """

    tail: Ints
    head: Ints
    size: int

    @cached_property
    def by_head(self) -> tuple[Ints, Ints, Ints]:
        """Return first, edge and tail: ``edge[first[s]:first[s + 1]]`` lead into s, rising."""
        edge = np.argsort(self.head, kind="stable").astype(np.int64)
        first = np.searchsorted(self.head[edge], np.arange(self.size + 1)).astype(np.int64)
        return first, edge, self.tail[edge].astype(np.int64)

    @cached_property
    def into(self) -> list[Ints]:
        """Edges that lead into each state, in rising order."""
        first, edge, _ = self.by_head
        return [edge[first[s] : first[s + 1]] for s in range(self.size)]


@dataclass(frozen=True)
class BatchedTree:
    """
    Cheapest costs from one state, one column a draw.

    Attributes
    ----------
    edges
        The graph.
    costs
        (n_edges, n_draws) cost of each edge in each draw.
    origin
        The state they start from.
    distance
        (n_states, n_draws); inf where there is no way.
    """

    edges: EdgeList
    costs: Floats
    origin: int
    distance: Floats

    def ways(self, goal: int) -> tuple[list[tuple[int, ...]], Ints]:
        """
        Return the cheapest ways to a state: each different one, and which one each draw takes.

        Parameters
        ----------
        goal
            A state.

        Returns
        -------
        ways, number
            Edges of each way, in order; (n_draws,) its place in the list, -1 where there is none.
        """
        n_draws = self.distance.shape[1]
        number = np.full(n_draws, -1, dtype=np.int64)
        ways: list[tuple[int, ...]] = []
        there = np.flatnonzero(np.isfinite(self.distance[goal]))
        # Draws that share the way so far are traced together; they part where their ways part.
        open_ends: list[tuple[int, tuple[int, ...], Ints]] = [(goal, (), there)]
        while open_ends:
            state, way, draws = open_ends.pop()
            if not len(draws):
                continue
            if state == self.origin:
                number[draws] = len(ways)
                ways.append(way)
                continue
            last = self._last_edge(state, draws)
            for edge in sorted(set(last.tolist()), reverse=True):
                tail = int(self.edges.tail[edge])
                open_ends.append((tail, (edge, *way), draws[last == edge]))
        order = sorted(range(len(ways)), key=ways.__getitem__)
        place = np.empty(len(ways) + 1, dtype=np.int64)
        place[order], place[-1] = np.arange(len(ways)), -1
        return [ways[i] for i in order], place[number]

    def _last_edge(self, state: int, draws: Ints) -> Ints:
        """Return the edge by which each draw's cheapest way enters a state; ties: the lowest."""
        into = self.edges.into[state]
        if len(into) == 1:
            return np.full(len(draws), into[0])
        tail = self.edges.tail[into]
        reach = self.distance[tail[:, None], draws] + self.costs[into[:, None], draws]
        return np.asarray(into[np.argmin(reach, axis=0)])


def cheapest_trees(edges: EdgeList, costs: Floats, origin: int) -> BatchedTree:
    """
    Return the cheapest costs from a state to all others in every draw.

    Edges are relaxed draw by draw side by side, in the order in which Dijkstra's method settles
    states at the mean costs, until nothing changes in any draw: exact whatever the order, quick
    because the order is nearly right for most draws. Large jobs run compiled where numba is
    installed, with the same numbers to the last bit.

    Parameters
    ----------
    edges
        The graph; parallel edges are allowed.
    costs
        (n_edges, n_draws), above 0.
    origin
        The state to start from.

    Returns
    -------
    tree
        Distances, from which ways can be traced.

    Raises
    ------
    ValueError
        A cost is not a number above 0: a way could then run in circles for nothing.

    Examples
    --------
    >>> edges = EdgeList(np.array([0, 1, 0]), np.array([1, 2, 2]), 3)
    >>> tree = cheapest_trees(edges, np.array([[1.0, 4.0], [1.0, 4.0], [3.0, 5.0]]), 0)
    >>> tree.distance[2].tolist()
    [2.0, 5.0]
    >>> tree.ways(2)[0]
    [(0, 1), (2,)]
    """
    return next(trees_from(edges, costs, (origin,)))


def trees_from(edges: EdgeList, costs: Floats, origins: Iterable[int]) -> Iterator[BatchedTree]:
    """
    Yield the cheapest costs from each of several states; what they share is made once.

    Parameters
    ----------
    edges, costs
        As of `cheapest_trees`.
    origins
        States to start from.

    Yields
    ------
    tree
        As `cheapest_trees` returns it, in the order of the origins.

    Raises
    ------
    ValueError
        As `cheapest_trees`.

    Examples
    --------
    >>> edges = EdgeList(np.array([0, 1]), np.array([1, 2]), 3)
    >>> [tree.distance[2].tolist() for tree in trees_from(edges, np.ones((2, 1)), (0, 1))]
    [[2.0], [1.0]]
    """
    if costs.size and not costs.min() > 0:
        raise ValueError("every cost must be a number above 0")
    means = _mean_matrix(edges, costs)
    asked = list(origins)
    together = max(1, HELD // max(1, edges.size * costs.shape[1]))
    for start in range(0, len(asked), together):
        some = asked[start : start + together]
        orders = [_settled(means, origin) for origin in some]
        far = np.empty((len(some), edges.size, costs.shape[1]))
        if has_numba() and (is_loaded() or costs.size >= LARGE):
            padded = np.full((len(some), edges.size), -1, dtype=np.int64)
            for row, order in zip(padded, orders, strict=True):
                row[: len(order)] = order
            compiled()(padded, np.array(some, dtype=np.int64), edges.by_head, costs, far)
        else:
            sweeper = Sweeper(edges.tail.tolist(), edges.head.tolist(), edges.size)
            for order, origin, into in zip(orders, some, far, strict=True):
                sweeper.run(order.tolist(), costs, into, origin)
        for origin, distance in zip(some, far, strict=True):
            yield BatchedTree(edges, costs, origin, distance)


def _mean_matrix(edges: EdgeList, costs: Floats) -> csr_array:
    """Return the mean cost from state to state; of parallel edges the cheapest."""
    mean = costs.mean(axis=1) if costs.shape[1] else np.ones(len(costs))
    shut = np.flatnonzero(np.isinf(mean))
    if len(shut):  # An edge shut in some draws is still a way in the others.
        mean[shut] = costs[shut].min(axis=1)
    order = np.lexsort((mean, edges.head, edges.tail))
    tail, head = edges.tail[order], edges.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept = order[first]
    ends = (edges.tail[kept], edges.head[kept])
    return csr_array((mean[kept], ends), shape=(edges.size, edges.size))


def _settled(means: csr_array, origin: int) -> Ints:
    """Return the states that can be reached, in the order they are settled at the mean costs."""
    far = dijkstra(means, indices=origin)
    reached = np.flatnonzero(np.isfinite(far))
    states = reached[np.argsort(far[reached], kind="stable")]
    return np.asarray(states[states != origin], dtype=np.int64)
