"""
The inner loop of label setting, written so that numba can compile it as it stands.

A label is a way from the origin to a state: what it adds up to in four criteria, and which of the
tracked states it has visited (a bit each). All amounts are whole numbers, so sums are exact.
"""

from __future__ import annotations

import logging
from functools import cache
from heapq import heappop, heappush
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

__all__ = ["DONE", "FULL", "TOO_MANY", "compiled", "has_numba", "is_loaded", "settle"]

# How a search ended: with the whole front, at the limit of points, at the limit of labels.
DONE, TOO_MANY, FULL = 0, 1, 2


def beaten(vectors: Any, older: Any, other: int, b: int, c: int, d: int, seen: int) -> bool:  # noqa: ANN401
    """
    Whether a label of a list is no worse in criteria 2 to 4 and has visited nothing more.

    Labels are settled in order of the first criterion, so a settled one is no worse in that.
    """
    while other >= 0:
        _, b2, c2, d2, seen2 = vectors[other]
        if b2 <= b and c2 <= c and d2 <= d and seen2 & ~seen == 0:
            return True
        other = older[other]
    return False


def earlier(label: int, other: int, parent: Any, via: Any, number: Any) -> bool:  # noqa: ANN401
    """Whether the arc numbers of one way come before those of another of as many arcs."""
    comes_first = False
    while label != other:
        mine, theirs = number[via[label]], number[via[other]]
        if mine != theirs:
            comes_first = mine < theirs
        label, other = parent[label], parent[other]
    return comes_first


def refused(label: int, vectors: Any, books: Any, number: Any) -> bool:  # noqa: ANN401
    """
    Whether a settled label of the same state makes this one needless.

    Of equal ways the one of fewest arcs was settled first; of as many arcs, the one whose arc
    numbers come first takes the place of the settled one.
    """
    parent, via, depth, at, older, latest = books
    a, b, c, d, seen = vectors[label]
    other = latest[at[label]]
    while other >= 0:
        a2, b2, c2, d2, seen2 = vectors[other]
        if b2 <= b and c2 <= c and d2 <= d and seen2 & ~seen == 0:
            equal = a2 == a and b2 == b and c2 == c and d2 == d and depth[other] == depth[label]
            if not equal or not earlier(label, other, parent, via, number):
                return True
            if seen2 == seen:
                parent[other], via[other] = parent[label], via[label]
                return True
        other = older[other]
    return False


def enter(label: int, vectors: Any, books: Any) -> None:  # noqa: ANN401
    """Put a label on the list of its state; drop those there that it makes needless for checks."""
    _, _, _, at, older, latest = books
    _, b, c, d, seen = vectors[label]
    state = at[label]
    last, other = -1, latest[state]
    while other >= 0:
        _, b2, c2, d2, seen2 = vectors[other]
        if b <= b2 and c <= c2 and d <= d2 and seen & ~seen2 == 0:
            if last < 0:
                latest[state] = older[other]
            else:
                older[last] = older[other]
        else:
            last = other
        other = older[other]
    older[label] = latest[state]
    latest[state] = label


def expand(label: int, end: int, vectors: Any, books: Any, graph: Any, heap: Any) -> None:  # noqa: ANN401
    """Push the labels one arc further that neither the goal nor their state already beats."""
    parent, via, depth, at, older, latest = books
    first, head, cost, ahead, bit, before = graph
    a, b, c, d, seen = vectors[label]
    for edge in range(first[at[label]], first[at[label] + 1]):
        state = head[edge]
        if seen & bit[state]:
            continue
        # What a way has visited matters for what is still ahead: at the goal nothing is.
        visited = 0 if state == end else seen | before[state]
        a2, b2 = a + cost[4 * edge], b + cost[4 * edge + 1]
        c2, d2 = c + cost[4 * edge + 2], d + cost[4 * edge + 3]
        b3, c3 = b2 + ahead[4 * state + 1], c2 + ahead[4 * state + 2]
        d3 = d2 + ahead[4 * state + 3]
        if beaten(vectors, older, latest[end], b3, c3, d3, 0):
            continue
        if beaten(vectors, older, latest[state], b2, c2, d2, visited):
            continue
        heappush(heap, (a2 + ahead[4 * state], b3, c3, d3, depth[label] + 1, len(parent)))
        vectors.append((a2, b2, c2, d2, visited))
        parent.append(label)
        via.append(edge)
        depth.append(depth[label] + 1)
        at.append(state)
        older.append(-1)


def settle(
    graph: Any,  # noqa: ANN401
    number: Any,  # noqa: ANN401
    origin: int,
    end: int,
    most_points: int,
    most_labels: int,
) -> Any:  # noqa: ANN401
    """
    Settle labels in order of their bound until none is left or a limit is reached.

    Parameters
    ----------
    graph
        first, head: edges of state i are ``first[i]`` to ``first[i + 1]``; cost, ahead: four per
        edge, and four per state from there to the end; bit, before: what visiting a state checks,
        and what it marks.
    number
        Arc of each edge.
    origin, end
        States.
    most_points, most_labels
        Where to stop.

    Returns
    -------
    found
        How it ended; the labels at the end, in order; parent and edge of every label.
    """
    ahead, before = graph[3], graph[5]
    vectors = [(0, 0, 0, 0, before[origin])]
    parent, via, depth, at, older = [-1], [-1], [0], [origin], [-1]
    latest = [-1 for _ in range(len(before))]
    books = (parent, via, depth, at, older, latest)
    bound = (ahead[4 * origin], ahead[4 * origin + 1], ahead[4 * origin + 2], ahead[4 * origin + 3])
    heap = [(bound[0], bound[1], bound[2], bound[3], 0, 0)]
    goals = [0 for _ in range(0)]
    status = 0
    while len(heap) > 0 and status == 0:
        _, b, c, d, _, label = heappop(heap)
        state = at[label]
        if state != end and beaten(vectors, older, latest[end], b, c, d, 0):
            continue
        if refused(label, vectors, books, number):
            continue
        if len(goals) == most_points and state == end:
            status = 1
        elif len(parent) > most_labels:
            status = 2
        else:
            enter(label, vectors, books)
            if state == end:
                goals.append(label)
            else:
                expand(label, end, vectors, books, graph, heap)
    return status, np.array(goals), np.array(parent), np.array(via)


@cache
def has_numba() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


@cache
def compiled() -> Any:  # noqa: ANN401
    """Return `settle`, compiled where numba is installed; says once where it is not."""
    if not has_numba():
        logging.getLogger(__name__).warning("large Pareto fronts are found faster with numba")
        return settle
    jitable = import_module("numba.extending").register_jitable
    for helper in (beaten, earlier, refused, enter, expand):
        jitable(helper)
    return import_module("numba").njit(cache=True)(settle)


def is_loaded() -> bool:
    """Whether a compiled function is at hand: it is then the faster one for small fronts too."""
    return has_numba() and compiled.cache_info().currsize > 0
