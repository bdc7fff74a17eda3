"""Which facts move the cost of the central routes most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.totals import route_totals
from corridor.costs.weights import arc_costs
from corridor.errors import NoRouteError
from corridor.network.rule import corridor_rule
from corridor.routes.best import space_under
from corridor.routes.search import cheapest_arcs
from corridor.scenarios.ensemble.sampling import uncertain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.costs.weights import CostWeights
    from corridor.network.graph import StateGraph
    from corridor.network.network import Network

__all__ = ["ranked_facts", "swings"]

Ints = npt.NDArray[np.int64]


def ranked_facts(
    networks: Sequence[Network],
    weights: Sequence[CostWeights],
    pairs: Iterable[tuple[str, str, str]],
    corridors: Iterable[str],
) -> tuple[str, ...]:
    """
    Return every fact with a range that the graphs of the pairs read, the most influential first.

    Parameters
    ----------
    networks, weights
        One of each per scenario.
    pairs, corridors
        Whose central routes decide the order; facts off every central route come last, by name.

    Returns
    -------
    names
        Facts of any scenario, each once.
    """
    moved: dict[str, float] = {}
    pairs, corridors = list(pairs), list(corridors)
    for network, priced in zip(networks, weights, strict=True):
        for commodity, origin, destination in pairs:
            graph = network.state_graph(commodity)
            for name in _read(graph):
                moved.setdefault(name, 0.0)
            for corridor in corridors:
                rule = corridor_rule(network.data, corridor)
                space = space_under(graph, rule, origin, destination)
                try:
                    arcs = cheapest_arcs(
                        space.layers, arc_costs(graph, priced), space.start, space.goal
                    )
                except NoRouteError:
                    arcs = None
                for name, swing in (swings(graph, arcs, priced) if arcs else {}).items():
                    moved[name] = moved.get(name, 0.0) + swing**2
    return tuple(sorted(moved, key=lambda name: (-moved[name], name)))


def _read(graph: StateGraph) -> list[str]:
    """Return the facts with a range that a graph reads."""
    facts = graph.fact_map.facts
    used = graph.fact_map.facts_of(np.arange(len(graph.fact_map.terms)))
    chosen = facts.iloc[used]
    return [str(name) for name in chosen.index[uncertain(chosen)]]


def swings(graph: StateGraph, arcs: list[int], weights: CostWeights) -> dict[str, float]:
    """
    Return how far each fact alone moves a route's generalised cost from its P10 to its P90.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    arcs
        Arcs of the route, in order.
    weights
        Prices of time, carbon and risk.

    Returns
    -------
    swings
        Per fact: the cost at P90 less the cost at P10, as a share of the central cost.
    """
    facts = graph.fact_map.facts
    used = graph.fact_map.facts_of(graph.terms_of(graph.legs_of(arcs)))
    ranged = used[uncertain(facts.iloc[used])]
    values = np.repeat(facts["value"].to_numpy(float)[:, None], 2 * len(ranged) + 1, axis=1)
    columns = np.arange(len(ranged))
    values[ranged, columns] = facts["low"].to_numpy(float)[ranged]
    values[ranged, columns + len(ranged)] = facts["high"].to_numpy(float)[ranged]
    cost = route_totals(graph, arcs, weights, facts=values).generalised_cost_usd_per_t
    low, high, centre = cost[: len(ranged)], cost[len(ranged) : -1], float(cost[-1])
    rise = (high - low) / max(centre, 1e-9)
    return {str(facts.index[i]): float(x) for i, x in zip(ranged, rise, strict=True)}
