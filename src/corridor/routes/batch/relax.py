"""Cheapest ways from one state under many draws of the costs, relaxed side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

__all__ = ["BatchedTree", "EdgeList", "cheapest_trees"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Draws worked on together: their distances to every state then stay in the processor's cache.
SLICE = 2048


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
    def into(self) -> list[Ints]:
        """Edges that lead into each state, in rising order."""
        order = np.argsort(self.head, kind="stable")
        ends = np.searchsorted(self.head[order], np.arange(self.size + 1))
        return [order[ends[s] : ends[s + 1]] for s in range(self.size)]


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
            for edge in np.unique(last)[::-1]:
                tail = int(self.edges.tail[edge])
                open_ends.append((tail, (int(edge), *way), draws[last == edge]))
        order = sorted(range(len(ways)), key=ways.__getitem__)
        place = np.empty(len(ways) + 1, dtype=np.int64)
        place[order], place[-1] = np.arange(len(ways)), -1
        return [ways[i] for i in order], place[number]

    def _last_edge(self, state: int, draws: Ints) -> Ints:
        """Return the edge by which each draw's cheapest way enters a state; ties: the lowest."""
        into = self.edges.into[state]
        reach = self.distance[self.edges.tail[into]][:, draws] + self.costs[into][:, draws]
        return np.asarray(into[np.argmin(reach, axis=0)])


def cheapest_trees(edges: EdgeList, costs: Floats, origin: int) -> BatchedTree:
    """
    Return the cheapest costs from a state to all others in every draw.

    Edges are relaxed draw by draw side by side, in the order in which Dijkstra's method settles
    states at the mean costs, until nothing changes in any draw: exact whatever the order, quick
    because the order is nearly right for most draws.

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
    if not (costs > 0).all():
        raise ValueError("every cost must be a number above 0")
    distance = np.full((edges.size, costs.shape[1]), np.inf)
    distance[origin] = 0.0
    plan = _plan(edges, costs.mean(axis=1), origin)
    for start in range(0, costs.shape[1], SLICE):
        part = slice(start, start + SLICE)
        _relax(edges, plan, np.ascontiguousarray(costs[:, part]), distance[:, part], origin)
    return BatchedTree(edges, costs, origin, distance)


def _plan(edges: EdgeList, mean: Floats, origin: int) -> list[tuple[int, Ints]]:
    """Return states in the order they are settled at the mean costs, each with the edges in."""
    order = np.lexsort((mean, edges.head, edges.tail))
    tail, head = edges.tail[order], edges.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept = order[first]
    shape = (edges.size, edges.size)
    matrix = csr_array((mean[kept], (edges.tail[kept], edges.head[kept])), shape=shape)
    far = dijkstra(matrix, indices=origin)
    reached = np.flatnonzero(np.isfinite(far))
    states = reached[np.argsort(far[reached], kind="stable")]
    usable = np.isfinite(far[edges.tail])
    plan = [(int(s), edges.into[s][usable[edges.into[s]]]) for s in states if s != origin]
    return [(state, into) for state, into in plan if len(into)]


def _relax(
    edges: EdgeList, plan: list[tuple[int, Ints]], costs: Floats, distance: Floats, origin: int
) -> None:
    """Relax one slice of draws in place until nothing changes."""
    dist = np.ascontiguousarray(distance)
    moved = np.zeros(edges.size, dtype=bool)
    moved[origin] = True
    while moved.any():
        again = np.zeros(edges.size, dtype=bool)
        for state, into in plan:
            tails = edges.tail[into]
            stale = moved[tails] | again[tails]
            if not stale.any():
                continue
            chosen = into[stale]
            best = (dist[edges.tail[chosen]] + costs[chosen]).min(axis=0)
            better = best < dist[state]
            if better.any():
                np.minimum(dist[state], best, out=dist[state])
                again[state] = True
        moved = again
    distance[:] = dist
