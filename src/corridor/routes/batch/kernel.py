"""
Sweeps over blocks of draws, written so that numba can compile them as they stand.

The same distances as in plain numpy, bit for bit: a distance is the least sum of costs from the
origin on, over all ways, and rounding never makes a sum of more smaller than one of less, so it
does not matter in which order edges are relaxed.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

__all__ = ["compiled", "has_numba", "is_loaded", "sweep_blocks"]

# Draws relaxed side by side: distances and costs of a block stay in the nearer caches.
BLOCK = 128


def add(dist: Any, state: int, cost: Any, edge: int, best: Any) -> None:  # noqa: ANN401
    """Write the distances by way of an edge."""
    for j in range(BLOCK):
        best[j] = dist[state, j] + cost[edge, j]


def add_less(dist: Any, state: int, cost: Any, edge: int, best: Any) -> None:  # noqa: ANN401
    """Keep the distances by way of an edge where they are less."""
    for j in range(BLOCK):
        new, old = dist[state, j] + cost[edge, j], best[j]
        best[j] = new if new < old else old  # noqa: FURB136 - min() compiles to slower code


def lower(best: Any, dist: Any, state: int) -> int:  # noqa: ANN401
    """Lower the distances of a state to the best found; return in how many draws they moved."""
    moved = 0
    for j in range(BLOCK):
        new, old = best[j], dist[state, j]
        moved += new < old
        dist[state, j] = new if new < old else old  # noqa: FURB136 - min() compiles to slower code
    return moved


def settle_block(edges: Any, cost: Any, order: Any, origin: int, dist: Any) -> None:  # noqa: ANN401
    """Sweep a block of draws until no distance moves; only edges whose tail has moved since."""
    first, tail = edges
    best = np.empty(BLOCK)
    touched = np.zeros(len(dist), dtype=np.int64)
    seen = np.zeros(len(tail), dtype=np.int64)
    dist[:] = np.inf
    dist[origin] = 0.0
    clock, moved = 1, True
    touched[origin] = clock
    while moved:
        moved = False
        for state in order:
            if state < 0:
                break
            found = False
            for i in range(first[state], first[state + 1]):
                if touched[tail[i]] > seen[i]:
                    seen[i] = clock
                    if found:
                        add_less(dist, tail[i], cost, i, best)
                    else:
                        add(dist, tail[i], cost, i, best)
                        found = True
            if found and lower(best, dist, state) > 0:
                clock += 1
                touched[state] = clock
                moved = True


def sweep_blocks(
    orders: Any,  # noqa: ANN401
    origins: Any,  # noqa: ANN401
    edges: Any,  # noqa: ANN401
    costs: Any,  # noqa: ANN401
    distance: Any,  # noqa: ANN401
) -> None:
    """
    Fill in the distances from every origin, a block of draws at a time.

    Parameters
    ----------
    orders, origins
        A row per origin: states in the order of a sweep, -1 after the last; and where to start.
    edges
        first, edge, tail: edges into state i are ``edge[first[i]:first[i + 1]]``, from the states
        of `tail` there.
    costs
        (n_edges, n_draws).
    distance
        (n_origins, n_states, n_draws), filled in.
    """
    first, edge, tail = edges
    n_draws = costs.shape[1]
    # The last block is filled up with draws in which nothing leads anywhere.
    cost = np.full((len(edge), BLOCK), np.inf)
    dist = np.empty((distance.shape[1], BLOCK))
    for start in range(0, n_draws, BLOCK):
        width = min(BLOCK, n_draws - start)
        for i in range(len(edge)):
            for j in range(width):
                cost[i, j] = costs[edge[i], start + j]
            cost[i, width:] = np.inf
        for number in range(len(origins)):
            settle_block((first, tail), cost, orders[number], origins[number], dist)
            for state in range(len(dist)):
                for j in range(width):
                    distance[number, state, start + j] = dist[state, j]


@cache
def has_numba() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


@cache
def compiled() -> Any:  # noqa: ANN401
    """Return `sweep_blocks`, compiled; numba must be installed."""
    jitable = import_module("numba.extending").register_jitable
    for helper in (add, add_less, lower, settle_block):
        jitable(helper)
    return import_module("numba").njit(cache=True, nogil=True)(sweep_blocks)


def is_loaded() -> bool:
    """Whether a compiled function is at hand: it is then the faster one for small jobs too."""
    return has_numba() and compiled.cache_info().currsize > 0
