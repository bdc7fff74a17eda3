"""Find the cheapest sequence of arcs through the state graph, past a required place if need be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, dijkstra, yen

from corridor.errors import SolverError

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph

__all__ = ["Layered", "cheapest_arcs", "layered", "reachable"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Added to every arc so that free arcs stay edges of a sparse matrix: far below a cent.
HAIR = 1e-9
# Routes tried when the cheapest one goes out and back over the same place.
TRIES = (8, 40, 200, 1000)


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
    route: the next cheapest that does not is taken.

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
        None of the cheapest 1,000 ways past the required place is free of coming back.
    """
    matrix, best = _matrix(layers, costs)
    end = goal + layers.goal_offset
    _, before = dijkstra(matrix, indices=origin, return_predecessors=True)
    path = _walk(before, origin, end)
    if path is None:
        return None
    if layers.goal_offset and _comes_back(path, layers):
        path = _next_simple(matrix, layers, origin, end)
        if path is None:
            return None
    return [int(layers.arc[best[pair]]) for pair in pairwise(path)]


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


def _matrix(layers: Layered, costs: Floats) -> tuple[csr_array, dict[tuple[int, int], int]]:
    """Return the sparse matrix of the cheapest edge between each pair, and which edge that is."""
    weight = costs[layers.arc] + HAIR
    order = np.lexsort((layers.arc, weight, layers.head, layers.tail))
    tail, head = layers.tail[order], layers.head[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept = order[first]
    shape = (layers.size, layers.size)
    ends = layers.tail[kept].astype(np.int32), layers.head[kept].astype(np.int32)
    matrix = csr_array((weight[kept], ends), shape=shape)
    pairs = zip(layers.tail[kept].tolist(), layers.head[kept].tolist(), strict=True)
    return matrix, dict(zip(pairs, kept.tolist(), strict=True))


def _walk(before: Ints, origin: int, end: int) -> list[int] | None:
    """Return the states from origin to end by their predecessors."""
    path = [end]
    while path[-1] != origin:
        step = int(before[path[-1]])
        if step < 0:
            return None
        path.append(step)
    return path[::-1]


def _comes_back(path: list[int], layers: Layered) -> bool:
    """Say whether a path visits the same state in both layers."""
    plain = [state % layers.goal_offset for state in path]
    return len(set(plain)) < len(plain)


def _next_simple(matrix: csr_array, layers: Layered, origin: int, end: int) -> list[int] | None:
    """Return the cheapest path that visits no state twice, or None where there is none."""
    for count in TRIES:
        distances, before = yen(matrix, source=origin, sink=end, K=count, return_predecessors=True)
        for row in range(len(distances)):
            path = _walk(before[row], origin, end)
            if path is not None and not _comes_back(path, layers):
                return path
        if len(distances) < count:
            return None
    msg = f"the {TRIES[-1]} cheapest ways past the required place all come back over themselves"
    raise SolverError(msg, status="limit of tries")
