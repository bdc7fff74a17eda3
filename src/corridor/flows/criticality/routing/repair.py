"""Replacement paths where costs depend on the direction: search again only what was cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.flows.criticality.routing.trees import lift

if TYPE_CHECKING:
    from corridor.flows.criticality.routing.trees import Arcs, Trees

__all__ = ["repaired_distances"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Cells of the largest table made at a time; keeps memory near 100 MB.
CELLS = 4_000_000


class _Patch(NamedTuple):
    """The nodes that losses cut off from their roots: loss, node, and number of each."""

    loss: Ints
    node: Ints
    number: Ints


def repaired_distances(
    arcs: Arcs, trees: Trees, tree: Ints, lost: csr_array, wanted: tuple[Ints, Ints]
) -> Floats:
    """
    Return distances from roots after losses, one loss per row of ``lost``.

    Only nodes whose way from the root used a lost arc can move. They are entered from the others at
    known distances, and one search over those parts of all losses, laid side by side, settles them.

    Parameters
    ----------
    arcs
        The arcs.
    trees
        Trees of the sources.
    tree
        (n_losses,) the tree each loss is seen from.
    lost
        (n_losses, n_arcs) which arcs are lost.
    wanted
        Loss and node of each distance asked for, in rising order of the loss.

    Returns
    -------
    distance
        One per ``wanted``; inf where nothing leads there any more.
    """
    out = np.empty(len(wanted[0]))
    stride = max(1, CELLS // max(arcs.size, len(arcs.cost)))
    for first in range(0, len(tree), stride):
        chunk = slice(first, first + stride)
        span = slice(*np.searchsorted(wanted[0], [first, first + stride]))
        asked = (wanted[0][span] - first, wanted[1][span])
        removed = lost[chunk].toarray()
        out[span] = _repaired(arcs, trees, tree[chunk], removed, asked)
    return out


def _repaired(
    arcs: Arcs, trees: Trees, tree: Ints, removed: Bools, asked: tuple[Ints, Ints]
) -> Floats:
    """Return the distances asked for, for losses few enough to be seen at once."""
    patch = _cut_off(trees, tree, removed)
    usable = ~removed & (patch.number[:, arcs.head] >= 0) & np.isfinite(arcs.cost)
    loss, arc = np.nonzero(usable)
    start, end = patch.number[loss, arcs.tail[arc]], patch.number[loss, arcs.head[arc]]
    inside = start >= 0
    entering = np.full(len(patch.node), np.inf)
    outer = ~inside
    known = trees.distance[tree[loss[outer]], arcs.tail[arc[outer]]] + arcs.cost[arc[outer]]
    np.minimum.at(entering, end[outer], known)
    settled = _settle(entering, start[inside], end[inside], arcs.cost[arc[inside]])
    number = patch.number[asked]
    whole = trees.distance[tree[asked[0]], asked[1]]
    return np.where(number >= 0, np.append(settled, np.inf)[number], whole)


def _cut_off(trees: Trees, tree: Ints, removed: Bools) -> _Patch:
    """Return the nodes whose tree path uses a lost arc."""
    entry, before = trees.entry[tree], trees.before[tree]
    rows = np.arange(len(tree))[:, None]
    broken = removed[rows, np.maximum(entry, 0)] & (entry >= 0)
    nearest = lift(before, broken)
    cut = np.take_along_axis(broken, nearest, axis=1)
    loss, node = np.nonzero(cut)
    number = np.full(cut.shape, -1, dtype=np.int64)
    number[loss, node] = np.arange(len(loss))
    return _Patch(loss, node, number)


def _settle(entering: Floats, start: Ints, end: Ints, cost: Floats) -> Floats:
    """Return the distances of nodes entered at given costs, over arcs among themselves."""
    size = len(entering)
    entered = np.flatnonzero(np.isfinite(entering))
    if len(entered) == 0:
        return np.full(size, np.inf)
    order = np.argsort(start, kind="stable")
    pointer = np.searchsorted(start[order], np.arange(size + 1))
    pointer = np.append(pointer, len(order) + len(entered))
    weight = np.concatenate([cost[order], entering[entered]])
    goal = np.concatenate([end[order], entered])
    matrix = csr_array((weight, goal, pointer), shape=(size + 1, size + 1))
    return np.asarray(dijkstra(matrix, indices=size)[:size])
