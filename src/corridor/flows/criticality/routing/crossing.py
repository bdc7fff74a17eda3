"""Replacement paths where every edge costs the same both ways: two trees and the cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.flows.criticality.routing.trees import lift

if TYPE_CHECKING:
    from corridor.flows.criticality.routing.trees import Arcs, Steps, Trees

__all__ = ["crossing_costs"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def crossing_costs(arcs: Arcs, trees: Trees, tree: Ints, beyond: Floats, steps: Steps) -> Floats:
    """
    Return what each pair pays when the edge of a step of its path is lost.

    The edge parts the tree of the source in two. The cheapest way round crosses that cut once, by
    an arc (u, v) of another edge, and costs the distance from the source to u, the arc, and the
    distance from v to the target (Malik, Mittal and Gupta 1989). Neither distance needs the edge:
    the tree reaches u without it, and from v it could only lead back, which cannot be cheaper as
    the edge costs the same both ways.

    Parameters
    ----------
    arcs
        Every edge in both directions.
    trees, tree
        Trees of the sources, and the tree of each pair.
    beyond
        (n_pairs, n_nodes) distance from each node to the target of each pair.
    steps
        Of the paths of the pairs, from `trace`.

    Returns
    -------
    cost
        One per step; inf where nothing leads round.
    """
    length = np.bincount(steps.pair, minlength=len(tree))
    longest = int(length.max(initial=0))
    if longest == 0:
        return np.empty(0)
    place = length[steps.pair] - 1 - steps.left
    branch = _branching(arcs, trees, tree, steps, place)
    low, high = branch[:, arcs.tail], branch[:, arcs.head]
    crosses = (low >= 0) & (low < high) & np.isfinite(arcs.cost)
    crosses[steps.pair, steps.arc] = False
    pair, arc = np.nonzero(crosses)
    before = trees.distance[tree[pair], arcs.tail[arc]]
    cost = before + arcs.cost[arc] + beyond[pair, arcs.head[arc]]
    shape = (len(tree), longest)
    cheapest = _least_over_spans(shape, pair, low[pair, arc], high[pair, arc], cost)
    return np.asarray(cheapest[steps.pair, place])


def _branching(arcs: Arcs, trees: Trees, tree: Ints, steps: Steps, place: Ints) -> Ints:
    """Return where on the path (0 at the source) the tree's way to each node leaves it."""
    position = np.full((len(tree), arcs.size), -1, dtype=np.int64)
    position[np.arange(len(tree)), trees.source[tree]] = 0
    position[steps.pair, arcs.head[steps.arc]] = place + 1
    last = lift(trees.before[tree], position >= 0)
    return np.take_along_axis(position, last, axis=1)


def _least_over_spans(
    shape: tuple[int, int], row: Ints, low: Ints, high: Ints, cost: Floats
) -> Floats:
    """Return for each cell of a row the least cost of the spans [low, high) that cover it."""
    # Two blocks of the largest power of two cover a span; blocks then hand down to their halves.
    levels = shape[1].bit_length()
    table = np.full((levels, *shape), np.inf)
    level = np.frexp((high - low).astype(float))[1].astype(np.int64) - 1
    for left in (low, high - (1 << level)):
        cell = np.ravel_multi_index((level, row, left), table.shape)
        np.minimum.at(table.reshape(-1), cell, cost)
    for k in range(levels - 1, 0, -1):
        half = 1 << (k - 1)
        np.minimum(table[k - 1], table[k], out=table[k - 1])
        later = table[k - 1][:, half:]
        np.minimum(later, table[k][:, : shape[1] - half], out=later)
    return np.asarray(table[0])
