"""What each pair of a graph pays when a part of its shortest path is lost, in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, eye_array, hstack

from corridor.flows.criticality.routing.crossing import crossing_costs
from corridor.flows.criticality.routing.repair import repaired_distances
from corridor.flows.criticality.routing.trees import Arcs, grow_trees, trace

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from corridor.flows.criticality.routing.trees import Steps

__all__ = ["Replacement", "replacement_costs"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# A way round that differs by less, relative to the way, costs the same: the rest is rounding.
ROUNDING = 1e-12
# Cells of the largest table made at a time by the search with two trees.
CELLS = 2_000_000


@dataclass(frozen=True)
class Replacement:
    """
    Shortest paths of pairs, and what they cost when an element is lost.

    An element that is not on a pair's shortest path cannot matter to it, so only those that are
    have a row in ``pair``, ``element`` and ``cost``.

    Attributes
    ----------
    base
        (n_pairs,) cost of the shortest path; inf where there is none.
    pair, element, cost
        (n_rows,) cost of the pair when the element is lost; inf where no path is left. Sorted by
        pair, then element.
    n_elements
        Number of elements.
    """

    base: Floats
    pair: Ints
    element: Ints
    cost: Floats
    n_elements: int

    @property
    def increase(self) -> Floats:
        """(n_elements, n_pairs) cost added; inf where cut, NaN where there was no path before."""
        table = np.zeros((self.n_elements, len(self.base)))
        table[:, ~np.isfinite(self.base)] = np.nan
        table[self.element, self.pair] = self.cost - self.base[self.pair]
        return table


def replacement_costs(
    n_nodes: int,
    tail: ArrayLike,
    head: ArrayLike,
    cost: ArrayLike,
    source: ArrayLike,
    target: ArrayLike,
    *,
    directed: bool = True,
    elements: csr_array | None = None,
) -> Replacement:
    """
    Return what each pair pays when an element on its shortest path is lost.

    Exact for any costs of 0 or more, parallel arcs and ties included. Where every edge costs the
    same both ways and is an element of its own, two trees per pair and the cuts of the first give
    all answers; otherwise the part of the tree that a loss cuts off is searched again.

    Parameters
    ----------
    n_nodes
        Nodes are 0 to ``n_nodes - 1``.
    tail, head, cost
        (n_arcs,) ends and cost of each arc, 0 or more; inf for an arc that may not be used.
    source, target
        (n_pairs,) ends of each pair.
    directed
        When false, each row is an edge that runs both ways at its cost.
    elements
        (n_elements, n_arcs) non-zero where the arc is lost with the element; when absent each arc
        is an element.

    Returns
    -------
    replacement
        Cost of each pair, and of each pair without each element on its path.

    Raises
    ------
    ValueError
        An end is out of range, a cost is negative or NaN, or lengths differ.

    Examples
    --------
    A square with a diagonal: without edge 0-1 the pair 0-2 goes by 3 instead.

    >>> found = replacement_costs(4, [0, 1, 0, 3], [1, 2, 3, 2], [1, 1, 2, 3], [0], [2],
    ...                           directed=False)
    >>> found.base.tolist(), found.element.tolist(), found.cost.tolist()
    ([2.0], [0, 1], [5.0, 5.0])
    """
    arcs = _checked(n_nodes, tail, head, cost)
    start, goal = _ends(n_nodes, source, "source"), _ends(n_nodes, target, "target")
    if len(start) != len(goal):
        msg = f"{len(start)} sources and {len(goal)} targets: give one of each per pair"
        raise ValueError(msg)
    parts = _membership(elements, len(arcs.cost))
    if not directed:
        arcs = Arcs(n_nodes, *_both_ways(arcs))
        if elements is None:
            return _by_crossing(arcs, start, goal)
        parts = csr_array(hstack([parts, parts], format="csr"))
    return _by_repair(arcs, start, goal, parts)


def _by_crossing(arcs: Arcs, source: Ints, target: Ints) -> Replacement:
    """Answer with two trees per pair; ``arcs`` are edges forward, then the same backward."""
    n_edges = len(arcs.cost) // 2
    ends = np.unique(np.concatenate([source, target]))
    trees = grow_trees(arcs, ends)
    here, there = np.searchsorted(ends, source), np.searchsorted(ends, target)
    base = trees.distance[here, target]
    rows: list[tuple[Ints, Ints, Floats]] = []
    stride = max(1, CELLS // max(arcs.size, len(arcs.cost)))
    for first in range(0, len(source), stride):
        chunk = slice(first, first + stride)
        steps = trace(trees, here[chunk], target[chunk])
        cost = crossing_costs(arcs, trees, here[chunk], trees.distance[there[chunk]], steps)
        rows.append((steps.pair + first, steps.arc % n_edges, cost))
    return _sorted(base, rows, n_edges)


def _by_repair(arcs: Arcs, source: Ints, target: Ints, parts: csr_array) -> Replacement:
    """Answer by searching again what each loss cuts off from each source."""
    roots, tree = np.unique(source, return_inverse=True)
    trees = grow_trees(arcs, roots)
    steps = trace(trees, tree, target)
    pair, element = _hits(steps, parts)
    n_elements = parts.shape[0]
    key = tree[pair] * n_elements + element
    order = np.argsort(key, kind="stable")
    pair, element = pair[order], element[order]
    losses, loss = np.unique(key[order], return_inverse=True)
    lost = parts[losses % n_elements] if len(losses) else parts[:0]
    cost = repaired_distances(arcs, trees, losses // n_elements, lost, (loss, target[pair]))
    return _sorted(trees.distance[tree, target], [(pair, element, cost)], n_elements)


def _hits(steps: Steps, parts: csr_array) -> tuple[Ints, Ints]:
    """Return each pair and element of which an arc is on the path of the pair, once."""
    by_arc = parts.tocsc()
    first, last = by_arc.indptr[steps.arc], by_arc.indptr[steps.arc + 1]
    count = (last - first).astype(np.int64)
    shift = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
    element = by_arc.indices[np.arange(count.sum()) + shift].astype(np.int64)
    key = np.unique(np.repeat(steps.pair, count) * parts.shape[0] + element)
    return key // parts.shape[0], key % parts.shape[0]


def _sorted(base: Floats, rows: list[tuple[Ints, Ints, Floats]], n_elements: int) -> Replacement:
    """Join the rows in order of pair and element; a difference within rounding is none."""
    nothing = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))
    pair, element, cost = (np.concatenate(part) for part in zip(nothing, *rows, strict=True))
    order = np.lexsort((element, pair))
    pair, element, cost = pair[order], element[order], cost[order]
    same = cost <= base[pair] * (1.0 + ROUNDING)
    return Replacement(base, pair, element, np.where(same, base[pair], cost), n_elements)


def _checked(n_nodes: int, tail: ArrayLike, head: ArrayLike, cost: ArrayLike) -> Arcs:
    """Return the arcs, or say which row is unfit."""
    start, end = _ends(n_nodes, tail, "tail"), _ends(n_nodes, head, "head")
    usd = np.asarray(cost, dtype=np.float64)
    if not len(start) == len(end) == len(usd):
        msg = f"{len(start)} tails, {len(end)} heads, {len(usd)} costs: give one per arc"
        raise ValueError(msg)
    bad = np.flatnonzero(~(usd >= 0.0))
    if len(bad):
        msg = f"cost of arc {bad[0]} is {usd[bad[0]]}; a cost is 0 or more, inf where closed"
        raise ValueError(msg)
    return Arcs(n_nodes, start, end, usd)


def _ends(n_nodes: int, ends: ArrayLike, name: str) -> Ints:
    """Return node numbers as integers, or say which one is none."""
    given = np.asarray(ends)
    numbers = given.astype(np.int64)
    bad = np.flatnonzero((numbers != given) | (numbers < 0) | (numbers >= n_nodes))
    if len(bad):
        msg = f"{name} {bad[0]} is {given[bad[0]]}; nodes are 0 to {n_nodes - 1}"
        raise ValueError(msg)
    return numbers


def _membership(elements: csr_array | None, n_arcs: int) -> csr_array:
    """Return which arcs are lost with each element, as truth values."""
    if elements is None:
        return csr_array(eye_array(n_arcs, dtype=bool, format="csr"))
    if elements.shape[1] != n_arcs:
        msg = f"elements have {elements.shape[1]} columns; there are {n_arcs} arcs"
        raise ValueError(msg)
    parts = csr_array(elements != 0)
    parts.eliminate_zeros()
    return parts


def _both_ways(arcs: Arcs) -> tuple[Ints, Ints, Floats]:
    """Return every edge forward, then every edge backward."""
    tail, head = (arcs.tail, arcs.head), (arcs.head, arcs.tail)
    return np.concatenate(tail), np.concatenate(head), np.tile(arcs.cost, 2)
