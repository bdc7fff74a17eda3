"""Trees of best ways through a state graph, one per origin and criterion, read off all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from corridor.network.rule import blocked_because, closed_territories, passing_arcs
from corridor.network.states import MARKET
from corridor.routes.many.edges import Edges, Ends, cheapest_edges, sorted_ends
from corridor.routes.many.trees import walk_back
from corridor.routes.many.ways import Ways
from corridor.routes.search import HAIR, Layered, layered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.network.graph import StateGraph
    from corridor.network.rule import CorridorRule

__all__ = ["StateGround", "ground_of", "tree_ways"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class StateGround:
    """
    The layers that a rule leaves to the cargo of some origins, and their edges in order.

    Attributes
    ----------
    layers
        All edges.
    last, last_arc
        Those that take the cargo off, turned round, and their arcs.
    inner, inner_arc
        All others, and their arcs: what is taken off goes nowhere, so trees end before it.
    """

    layers: Layered
    last: Ends
    last_arc: Ints
    inner: Ends
    inner_arc: Ints


def ground_of(graph: StateGraph, rule: CorridorRule, origin: str) -> StateGround:
    """Return the ground for the cargo of an origin, made when first asked for."""
    closed = tuple(closed_territories(graph, origin).items())
    return graph.once(("ground", rule, closed), lambda: _ground(graph, rule, origin))


def _ground(graph: StateGraph, rule: CorridorRule, origin: str) -> StateGround:
    usable = np.array([not reason for reason in blocked_because(graph, rule, origin)])
    passing = passing_arcs(graph, rule)
    layers = layered(graph, usable, passing, required=rule.requires)
    is_market = (graph.states["mode"] == MARKET).to_numpy()
    is_last = is_market[layers.head % len(is_market)]
    tail, head, arc = layers.tail, layers.head, layers.arc
    return StateGround(
        layers,
        sorted_ends(head[is_last], tail[is_last], layers.size),
        arc[is_last],
        sorted_ends(tail[~is_last], head[~is_last], layers.size),
        arc[~is_last],
    )


def tree_ways(ground: StateGround, weights: Sequence[Floats], starts: Ints, goals: Ints) -> Ways:
    """
    Return the way of least weight of every pair by every criterion.

    Parameters
    ----------
    ground
        The edges to search.
    weights
        (n_arcs,) what to add up, for each criterion.
    starts, goals
        (n_pairs,) states of the plain graph.

    Returns
    -------
    ways
        Those of the first pair by each criterion, then those of the second, and so on. In two
        layers a way may come back over itself.
    """
    inner = [cheapest_edges(ground.inner, weight[ground.inner_arc] + HAIR) for weight in weights]
    last = [cheapest_edges(ground.last, weight[ground.last_arc] + HAIR) for weight in weights]
    sources, row = np.unique(starts, return_inverse=True)
    trees = [dijkstra(edges.matrix, indices=sources, return_predecessors=True) for edges in inner]
    distance, before = (np.concatenate(tables) for tables in zip(*trees, strict=True))
    width, n_pairs = len(weights), len(starts)
    # One row per pair and criterion.
    criterion = np.tile(np.arange(width), n_pairs)
    tree = np.repeat(row, width) + criterion * len(sources)
    ends = np.repeat(starts, width), np.repeat(goals + ground.layers.goal_offset, width)
    least, edge = _last_edges(distance, tree, last, criterion, ends[1])
    found = np.flatnonzero(np.isfinite(least))
    edge, criterion = edge[found], criterion[found]
    tail = last[0].head[edge].astype(np.int64)
    way, *steps = walk_back(before, tree[found], ends[0][found], tail)
    place = np.searchsorted(ground.inner.key, steps[0] * ground.inner.n_states + steps[1])
    arc = ground.inner_arc[np.stack([edges.arc for edges in inner])[criterion[way], place]]
    off = ground.last_arc[np.stack([edges.arc for edges in last])[criterion, edge]]
    n_inner = np.bincount(way, minlength=len(found))
    length = np.zeros(n_pairs * width, dtype=np.int64)
    length[found] = n_inner + 1
    arcs = np.insert(arc, np.cumsum(n_inner), off)
    return Ways(arcs, np.concatenate([[0], np.cumsum(length)]), np.isfinite(least))


def _last_edges(
    distance: Floats, tree: Ints, last: list[Edges], criterion: Ints, goals: Ints
) -> tuple[Floats, Ints]:
    """Return the least weight to each goal, and which of the edges that lead there is the last."""
    first, tail = last[0].first, last[0].head
    weight = np.stack([edges.weight for edges in last])
    begin, count = first[goals], first[goals + 1] - first[goals]
    least, found = np.full(len(goals), np.inf), np.zeros(len(goals), dtype=np.int64)
    for nth in range(int(count.max(initial=0))):
        row = np.flatnonzero(count > nth)
        edge = begin[row] + nth
        total = distance[tree[row], tail[edge]] + weight[criterion[row], edge]
        better = total < least[row]
        least[row[better]], found[row[better]] = total[better], edge[better]
    return least, found
