"""Ways read off trees of shortest paths: one search per origin serves all its destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from corridor.routes.many.edges import Edges

__all__ = ["tree_steps", "walk_back"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Entries of the tables of distances and predecessors held at a time: about 50 MB.
HELD = 4_000_000


def tree_steps(edges: Edges, origins: Ints, goals: Ints) -> tuple[Ints, Ints, Ints, Bools]:
    """
    Return the steps of the cheapest ways of many pairs.

    Parameters
    ----------
    edges
        The graph to search.
    origins, goals
        (n_pairs,) states.

    Returns
    -------
    pair, tail, head
        One row per step, ordered by pair and then from origin to goal.
    reached
        (n_pairs,) whether there is a way.
    """
    sources, row = np.unique(origins, return_inverse=True)
    reached = np.zeros(len(origins), dtype=bool)
    at_once = max(1, HELD // edges.n_states)
    steps = []
    for begin in range(0, len(sources), at_once):
        span = slice(begin, begin + at_once)
        distance, before = dijkstra(edges.matrix, indices=sources[span], return_predecessors=True)
        pairs = np.flatnonzero((row >= begin) & (row < begin + at_once))
        found = np.isfinite(distance[row[pairs] - begin, goals[pairs]])
        pairs = pairs[found]
        reached[pairs] = True
        ends = origins[pairs], goals[pairs]
        place, tail, head = walk_back(before, row[pairs] - begin, *ends)
        steps.append((pairs[place], tail, head))
    pair, tail, head = (np.concatenate(column) for column in zip(*steps, strict=True))
    order = np.argsort(pair, kind="stable")
    return pair[order], tail[order], head[order], reached


def walk_back(
    before: npt.NDArray[np.int32], row: Ints, origins: Ints, goals: Ints
) -> tuple[Ints, Ints, Ints]:
    """
    Return the steps of many ways at once, read back from their goals.

    Parameters
    ----------
    before
        (n_trees, n_states) predecessor of each state in each tree.
    row
        (n_ways,) the tree of each way.
    origins, goals
        (n_ways,) the ends of each way; each goal is in its tree.

    Returns
    -------
    way, tail, head
        One row per step, ordered by way and then from origin to goal.
    """
    way, here = np.arange(len(row)), goals
    ways, tails, heads = [way[:0]], [way[:0]], [way[:0]]
    moving = here != origins
    while moving.any():
        way, here, origins, row = way[moving], here[moving], origins[moving], row[moving]
        tail = before[row, here].astype(np.int64)
        ways.append(way)
        tails.append(tail)
        heads.append(here)
        here = tail
        moving = here != origins
    # The last steps were read first.
    columns = (np.concatenate(column[::-1]) for column in (ways, tails, heads))
    way, tail, head = columns
    order = np.argsort(way, kind="stable")
    return way[order], tail[order], head[order]
