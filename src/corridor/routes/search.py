"""Find the cheapest sequence of arcs through the state graph, past a required place if need be."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra

from corridor.errors import SolverError

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph

__all__ = ["Layered", "cheapest_arcs", "layered", "reachable"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Added to every arc so that free arcs stay edges of a sparse matrix: far below a cent.
HAIR = 1e-9
# Restricted searches tried when the cheapest way goes out and back over the same place.
TRIES = 5000


@dataclass(frozen=True)
class Layered:
    """
    The state graph, or two copies of it: before and after the required place has been passed.

    Attributes
    ----------
    tail, head, arc
        Ends (numbers in the layered graph) and arc of every edge.
    size
        Number of states in all layers.
    goal_offset
        What to add to a state's number to stand for it as a goal.
    """

    tail: Ints
    head: Ints
    arc: Ints
    size: int
    goal_offset: int


def layered(graph: StateGraph, usable: Bools, passing: Bools, *, required: bool) -> Layered:
    """
    Return the graph to search: one layer, or two joined by the arcs that pass the required place.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    usable
        Arcs that may be used.
    passing
        Arcs that fulfil the requirement.
    required
        Whether there is a requirement.

    Returns
    -------
    layers
        Edges of the graph to search.
    """
    n = len(graph.states)
    number = np.flatnonzero(usable)
    tail = graph.arcs["tail"].to_numpy(np.int64)[number]
    head = graph.arcs["head"].to_numpy(np.int64)[number]
    if not required:
        return Layered(tail, head, number, n, 0)
    crosses = passing[number]
    return Layered(
        np.concatenate([tail, tail + n]),
        np.concatenate([np.where(crosses, head + n, head), head + n]),
        np.concatenate([number, number]),
        2 * n,
        n,
    )


def cheapest_arcs(layers: Layered, costs: Floats, origin: int, goal: int) -> list[int] | None:
    """
    Return the arcs of the cheapest way from a state to a state, or None where there is none.

    A way that visits a place twice (into a territory and back, only to have touched it) is no
    route. The cheapest one that does not is found by branching: where the shortest path visits a
    state on both sides of the required place, it may use it only before, or only after.

    Parameters
    ----------
    layers
        The graph to search.
    costs
        (n_arcs,) cost of each arc, 0 or more.
    origin, goal
        States of the plain graph.

    Returns
    -------
    arcs
        In order, or None.

    Raises
    ------
    SolverError
        The limit of restricted searches was reached before one was free of coming back.
    """
    edges = _cheapest_edges(layers, costs)
    end = goal + layers.goal_offset
    queue: list[tuple[float, int, list[int], frozenset[int]]] = []
    pushed = itertools.count()

    def push(shut: frozenset[int]) -> None:
        found = _shortest(layers, edges, shut, origin, end)
        if found is not None:
            heapq.heappush(queue, (found[0], next(pushed), found[1], shut))

    push(frozenset())
    for _ in range(TRIES):
        if not queue:
            return None
        _, _, path, shut = heapq.heappop(queue)
        twice = _first_repeated(path, layers)
        if twice is None:
            return [int(layers.arc[edges.number[pair]]) for pair in itertools.pairwise(path)]
        # A simple way uses this state before the required place or after it, never both.
        push(shut | {twice})
        push(shut | {twice + layers.goal_offset})
    msg = f"no way past the required place was found among {TRIES} that come back over themselves"
    raise SolverError(msg, status="limit of tries")


@dataclass(frozen=True)
class _Edges:
    """The cheapest edge between each pair of states."""

    tail: Ints
    head: Ints
    weight: Floats
    number: dict[tuple[int, int], int]


def _cheapest_edges(layers: Layered, costs: Floats) -> _Edges:
    """Keep the cheapest of parallel edges; ties fall to the arc of lower number."""
    weight = costs[layers.arc] + HAIR
    order = np.lexsort((layers.arc, weight, layers.head, layers.tail))
    tail, head = layers.tail[order], layers.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept = order[first]
    pairs = zip(layers.tail[kept].tolist(), layers.head[kept].tolist(), strict=True)
    number = dict(zip(pairs, kept.tolist(), strict=True))
    return _Edges(layers.tail[kept], layers.head[kept], weight[kept], number)


def _shortest(
    layers: Layered, edges: _Edges, shut: frozenset[int], origin: int, end: int
) -> tuple[float, list[int]] | None:
    """Return cost and states of the shortest path that keeps off some layered states."""
    closed = np.zeros(layers.size, dtype=bool)
    closed[list(shut)] = True
    usable = ~(closed[edges.tail] | closed[edges.head])
    shape = (layers.size, layers.size)
    ends = edges.tail[usable], edges.head[usable]
    matrix = csr_array((edges.weight[usable], ends), shape=shape)
    distance, before = dijkstra(matrix, indices=origin, return_predecessors=True)
    if not np.isfinite(distance[end]):
        return None
    path = [end]
    while path[-1] != origin:
        path.append(int(before[path[-1]]))
    return float(distance[end]), path[::-1]


def _first_repeated(path: list[int], layers: Layered) -> int | None:
    """Return the first plain state that a path visits in both layers, or None."""
    if not layers.goal_offset:
        return None
    seen: set[int] = set()
    for state in path:
        plain = state % layers.goal_offset
        if plain in seen:
            return plain
        seen.add(plain)
    return None


def reachable(layers: Layered, state: int, *, back: bool = False) -> Bools:
    """
    Return the states of the layered graph that can be reached from a state, or that reach it.

    Parameters
    ----------
    layers
        The graph to search.
    state
        A state of the plain graph: an origin, or with ``back`` a goal.
    back
        Whether to look for the states from which it can be reached.

    Returns
    -------
    reached
        One flag per state of the layered graph.
    """
    ends = (layers.head, layers.tail) if back else (layers.tail, layers.head)
    shape = (layers.size, layers.size)
    start = state + layers.goal_offset if back else state
    matrix = csr_array((np.ones(len(layers.arc)), ends), shape=shape)
    reached = np.zeros(layers.size, dtype=bool)
    reached[breadth_first_order(matrix, start, return_predecessors=False)] = True
    return reached
