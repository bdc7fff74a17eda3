"""
The inner loops of searches on large graphs, written so that numba can compile them as they stand.

Each state waits at most once, in a heap of four branches that knows where each state stands.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.routes.front.kernel import has_numba

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.routes.many.edges import Edges

__all__ = ["between_all", "compiled", "note_absence", "runs_compiled", "tree_from"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Whole = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

# With fewer arcs than this, loading compiled code takes longer than most searches.
FEW_ARCS = 10_000


def lift(keys: Any, states: Any, place: Any, i: int, key: float, state: int) -> None:  # noqa: ANN401
    """Put a state into the heap at a place or above it, where it belongs."""
    while i > 0:
        above = (i - 1) >> 2
        if keys[above] <= key:
            break
        keys[i], states[i] = keys[above], states[above]
        place[states[i]] = i
        i = above
    keys[i], states[i] = key, state
    place[state] = i


def drop(keys: Any, states: Any, place: Any, size: int) -> None:  # noqa: ANN401
    """Fill the top of the heap, just taken, with what belongs there; so many states are left."""
    key, state = keys[size], states[size]
    i = 0
    while 4 * i + 1 < size:
        least = 4 * i + 1
        low = keys[least]
        for below in range(least + 1, min(4 * i + 5, size)):
            if keys[below] < low:
                least, low = below, keys[below]
        if low >= key:
            break
        keys[i], states[i] = low, states[least]
        place[states[i]] = i
        i = least
    keys[i], states[i] = key, state
    place[state] = i


def spread(first: Any, head: Any, weight: Any, origin: int, cost: Any, came: Any) -> None:  # noqa: ANN401
    """Fill in the least cost from a state to every one, infinite before, and the state before."""
    n = len(cost)
    keys, states = np.empty(n + 1), np.empty(n + 1, dtype=np.int32)
    place = np.full(n, -1, dtype=np.int32)
    lift(keys, states, place, 0, 0.0, origin)
    cost[origin], size = 0.0, 1
    while size > 0:
        so_far, here = keys[0], states[0]
        size -= 1
        drop(keys, states, place, size)
        for edge in range(first[here], first[here + 1]):
            state, new = head[edge], so_far + weight[edge]
            if new < cost[state]:
                cost[state], came[state] = new, here
                at = place[state]
                if at < 0:
                    at = size
                    size += 1
                lift(keys, states, place, at, new, state)


def meet(  # noqa: PLR0913, PLR0917
    first: Any,  # noqa: ANN401
    head: Any,  # noqa: ANN401
    weight: Any,  # noqa: ANN401
    cost: Any,  # noqa: ANN401
    came: Any,  # noqa: ANN401
    place: Any,  # noqa: ANN401
    seen: Any,  # noqa: ANN401
    ahead: Any,  # noqa: ANN401
    back: Any,  # noqa: ANN401
    origin: int,
    goal: int,
) -> tuple[int, int]:
    """
    Search from both ends until the cheapest way is known.

    The graph is two in one: states from n on are those of the graph turned round. ``ahead`` and
    ``back`` are the two heaps. Returns a state on the way, or -1, and how many were seen.
    """
    n = len(cost) // 2
    best, found = (0.0, origin) if origin == goal else (np.inf, -1)
    for start in (origin, goal + n):
        cost[start], came[start] = 0.0, -1
    seen[0], seen[1], n_seen = origin, goal + n, 2
    lift(ahead[0], ahead[1], place, 0, 0.0, origin)
    lift(back[0], back[1], place, 0, 0.0, goal + n)
    size_ahead, size_back = 1, 1
    while size_ahead > 0 and size_back > 0 and ahead[0][0] + back[0][0] < best:
        is_ahead = ahead[0][0] <= back[0][0]
        keys, states = ahead if is_ahead else back
        size, other = (size_ahead, n) if is_ahead else (size_back, -n)
        so_far, here = keys[0], states[0]
        size -= 1
        drop(keys, states, place, size)
        for edge in range(first[here], first[here + 1]):
            state, new = head[edge], so_far + weight[edge]
            if new < cost[state]:
                at = place[state]
                if cost[state] == np.inf:
                    seen[n_seen] = state
                    n_seen += 1
                    at = size
                    size += 1
                cost[state], came[state] = new, edge
                lift(keys, states, place, at, new, state)
                if new + cost[state + other] < best:
                    best, found = new + cost[state + other], min(state, state + other)
        size_ahead, size_back = (size, size_back) if is_ahead else (size_ahead, size)
    return found, n_seen


def meet_all(
    first: Any,  # noqa: ANN401
    head: Any,  # noqa: ANN401
    weight: Any,  # noqa: ANN401
    tail: Any,  # noqa: ANN401
    arc: Any,  # noqa: ANN401
    origins: Any,  # noqa: ANN401
    goals: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Return the arcs of the ways of all pairs, where each begins, and which there are."""
    both = len(first) - 1
    cost, came = np.full(both, np.inf), np.empty(both, dtype=np.int32)
    place, seen = np.empty(both, dtype=np.int32), np.empty(both, dtype=np.int32)
    ahead = (np.empty(both // 2 + 1), np.empty(both // 2 + 1, dtype=np.int32))
    back = (np.empty(both // 2 + 1), np.empty(both // 2 + 1, dtype=np.int32))
    start = np.zeros(len(origins) + 1, dtype=np.int64)
    reached = np.zeros(len(origins), dtype=np.bool_)
    way, size = np.empty(1024, dtype=np.int64), 0
    for pair in range(len(origins)):
        ends = origins[pair], goals[pair]
        books = cost, came, place, seen, ahead, back
        found, n_seen = meet(first, head, weight, *books, *ends)
        reached[pair] = found >= 0
        begin = size
        for side in range(2):
            state = found + side * (both // 2)
            while found >= 0 and came[state] >= 0:
                if size == len(way):
                    way = np.concatenate((way, np.empty_like(way)))
                way[size] = arc[came[state]]
                state = tail[came[state]]
                size += 1
            if side == 0:  # Read from the middle back to the origin.
                way[begin:size] = way[begin:size][::-1].copy()
        cost[seen[:n_seen]] = np.inf
        start[pair + 1] = size
    return way[:size].copy(), start, reached


@cache
def compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return `spread` and `meet_all`, compiled."""
    jitable, njit = import_module("numba.extending").register_jitable, import_module("numba").njit
    for helper in (lift, drop, meet):
        jitable(helper)
    return njit(cache=True)(spread), njit(cache=True)(meet_all)


def runs_compiled(n_arcs: int) -> bool:
    """Whether searches on a graph of so many arcs run compiled; says once where they cannot."""
    if n_arcs < FEW_ARCS:
        return False
    if not has_numba():
        note_absence()
    return has_numba()


@cache
def note_absence() -> None:
    """Say once that there is a faster way."""
    logging.getLogger(__name__).warning("routes on large graphs are found faster with numba")


def between_all(edges: Edges, origins: Ints, goals: Ints) -> tuple[Ints, Ints, Bools]:
    """Return arcs, starts and reached flags of the cheapest ways of all pairs, compiled."""
    # Another layout in memory would be compiled anew.
    ends = np.ascontiguousarray(origins), np.ascontiguousarray(goals)
    return compiled()[1](*edges.both_ways, *ends)  # type: ignore[no-any-return]


def tree_from(edges: Edges, weight: Floats, origin: int) -> tuple[Floats, Whole]:
    """Return the least cost from a state to every one, and the state before each; compiled."""
    cost: Floats = np.full(edges.n_states, np.inf)
    came: Whole = np.full(edges.n_states, -1, dtype=np.int32)
    compiled()[0](edges.first, edges.head, weight, origin, cost, came)
    return cost, came
