"""Shortest-path trees from many sources at once, and the paths of pairs in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

__all__ = ["Arcs", "Steps", "Trees", "grow_trees", "lift", "trace"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Arcs(NamedTuple):
    """Directed arcs between nodes 0 to ``size - 1``; an arc of infinite cost is not there."""

    size: int
    tail: Ints
    head: Ints
    cost: Floats


@dataclass(frozen=True)
class Trees:
    """
    One shortest-path tree per source.

    Attributes
    ----------
    source
        (n_trees,) root of each.
    distance
        (n_trees, n_nodes) cost from the root, inf where it does not lead.
    before
        (n_trees, n_nodes) the node before on the way from the root; itself where there is none.
    entry
        (n_trees, n_nodes) the arc by which the tree enters the node, -1 where it does not.
    """

    source: Ints
    distance: Floats
    before: Ints
    entry: Ints


class Steps(NamedTuple):
    """The arcs of the paths of pairs: pair, steps that are left to the target, arc."""

    pair: Ints
    left: Ints
    arc: Ints


def grow_trees(arcs: Arcs, sources: Ints) -> Trees:
    """Return the shortest-path tree of each source; parallel arcs stand for their cheapest."""
    order = np.lexsort((arcs.cost, arcs.head, arcs.tail))
    order = order[np.isfinite(arcs.cost[order])]
    key = arcs.tail[order] * arcs.size + arcs.head[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    order, key = order[first], key[first]
    start = np.searchsorted(arcs.tail[order], np.arange(arcs.size + 1))
    matrix = csr_array((arcs.cost[order], arcs.head[order], start), shape=(arcs.size, arcs.size))
    distance, before = dijkstra(matrix, indices=sources, return_predecessors=True)
    before = before.astype(np.int64)
    entered = before >= 0
    own = np.broadcast_to(np.arange(arcs.size), before.shape)
    wanted = (before * arcs.size + own)[entered]
    entry = np.full(before.shape, -1, dtype=np.int64)
    entry[entered] = order[np.searchsorted(key, wanted)]
    return Trees(sources, distance, np.where(entered, before, own), entry)


def trace(trees: Trees, tree: Ints, target: Ints) -> Steps:
    """Return the arcs of the path of each pair (tree, target), from the target backwards."""
    node = target.copy()
    active = np.flatnonzero(np.isfinite(trees.distance[tree, target]))
    active = active[trees.entry[tree[active], node[active]] >= 0]
    found: list[tuple[Ints, Ints, Ints]] = []
    while len(active):
        arc = trees.entry[tree[active], node[active]]
        found.append((active, np.full(len(active), len(found)), arc))
        node[active] = trees.before[tree[active], node[active]]
        active = active[trees.entry[tree[active], node[active]] >= 0]
    if not found:
        return Steps(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    return Steps(*(np.concatenate(part) for part in zip(*found, strict=True)))


def lift(before: Ints, settled: Bools) -> Ints:
    """
    Return for every node its nearest settled ancestor, itself included; the root where none is.

    Each round doubles the number of steps looked over, so that the rounds grow with the logarithm
    of the depth.
    """
    own = np.broadcast_to(np.arange(before.shape[1]), before.shape)
    ancestor = np.where(settled, own, before)
    while True:
        further = np.take_along_axis(ancestor, ancestor, axis=1)
        if np.array_equal(further, ancestor):
            return ancestor
        ancestor = further
