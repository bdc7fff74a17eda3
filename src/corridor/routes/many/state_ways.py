"""The best ways of many pairs through a state graph: one search per origin and criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.weights import arc_costs
from corridor.network.rule import closed_territories
from corridor.network.states import MARKET, ORIGIN
from corridor.routes.front.points import arc_amounts, whole_amounts
from corridor.routes.many.state_trees import ground_of, tree_ways
from corridor.routes.many.ways import Ways, merged
from corridor.routes.search import cheapest_arcs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.costs.weights import CostWeights
    from corridor.network.graph import StateGraph
    from corridor.network.rule import CorridorRule
    from corridor.routes.search import Layered

__all__ = ["GENERALISED", "search_weights", "state_ways"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[str, str]

GENERALISED = "generalised_cost"


def search_weights(
    graph: StateGraph, criteria: Sequence[str], weights: CostWeights
) -> dict[str, Floats]:
    """
    Return what the search adds up, by criterion.

    A criterion is counted in whole millionths, as in `pareto_routes`; less than one of them in
    all, the generalised cost decides between routes that are equal in it.
    """
    general = arc_costs(graph, weights)
    tie = general / (4.0 * max(float(general.sum()), 1.0))
    named = [name for name in criteria if name != GENERALISED]
    amounts = whole_amounts(arc_amounts(graph, named)) if named else ()
    found = {name: amount + tie for name, amount in zip(named, amounts, strict=True)}
    return {name: found.get(name, general) for name in criteria}


def state_ways(
    graph: StateGraph, rule: CorridorRule, pairs: Sequence[Pair], weights: Sequence[Floats]
) -> Ways:
    """
    Return the best way of every pair by every criterion.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    rule
        The whole corridor rule.
    pairs
        Origins and destinations where the commodity can be put on and taken off.
    weights
        (n_arcs,) what to add up, for each criterion.

    Returns
    -------
    ways
        Those of the first pair by each criterion, then those of the second, and so on.
    """
    origins = {origin for origin, _ in pairs}
    closed = {origin: tuple(closed_territories(graph, origin).items()) for origin in origins}
    groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for place, (origin, _) in enumerate(pairs):
        groups.setdefault(closed[origin], []).append(place)
    width, parts = len(weights), []
    number = graph.state_number
    for members in groups.values():
        ground = ground_of(graph, rule, pairs[members[0]][0])
        starts = np.array([number[(pairs[place][0], ORIGIN)] for place in members])
        goals = np.array([number[(pairs[place][1], MARKET)] for place in members])
        ways = tree_ways(ground, weights, starts, goals)
        if rule.requires:
            ways = _straightened(ways, ground.layers, weights, (starts, goals))
        rows = np.array(members)[:, None] * width + np.arange(width)
        parts.append((rows.ravel(), ways))
    return merged(len(pairs) * width, parts)


def _came_back(ways: Ways, layers: Layered) -> Ints:
    """Return the ways that visit a state in both layers: the cheapest, but no routes."""
    n = layers.goal_offset
    head = np.zeros(int(layers.arc.max(initial=-1)) + 1, dtype=np.int64)
    head[layers.arc] = layers.head % n
    visits = np.sort(ways.owner * n + head[ways.arc])
    return np.unique(visits[1:][visits[1:] == visits[:-1]] // n)


def _straightened(
    ways: Ways, layers: Layered, weights: Sequence[Floats], ends: tuple[Ints, Ints]
) -> Ways:
    """Return the ways with those that come back over themselves searched anew, one by one."""
    again = _came_back(ways, layers).tolist()
    arcs = [ways.arcs(row) for row in range(len(ways.reached))] if again else []
    reached = ways.reached.copy()
    for row in again:
        pair, criterion = divmod(row, len(weights))
        way = cheapest_arcs(layers, weights[criterion], int(ends[0][pair]), int(ends[1][pair]))
        arcs[row], reached[row] = np.array(way or [], dtype=np.int64), way is not None
    if not again:
        return ways
    return Ways(np.concatenate(arcs), np.cumsum([0, *map(len, arcs)]), reached)
