"""The best route of a commodity between two nodes under a corridor rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from corridor.costs.weights import CostWeights, arc_costs
from corridor.errors import NoRouteError, UnknownIdError
from corridor.network.rule import (
    CorridorRule,
    avoiding,
    blocked_because,
    corridor_rule,
    passing_arcs,
)
from corridor.network.states import MARKET, ORIGIN
from corridor.routes.cut import parting_cut
from corridor.routes.route import Route
from corridor.routes.search import Layered, cheapest_arcs, layered, reachable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.network.graph import StateGraph
    from corridor.network.network import Network

__all__ = ["SearchSpace", "best_route", "check_ends", "search_space"]

Bools = npt.NDArray[np.bool_]


def best_route(  # noqa: PLR0913
    network: Network,
    commodity: str,
    origin: str,
    destination: str,
    *,
    corridor: str = "any",
    avoid: Iterable[str] = (),
    weights: CostWeights | None = None,
    n_draws: int = 1000,
    seed: int = 0,
) -> Route:
    """
    Return the route of least generalised cost.

    The search adds up costs arc by arc; losses that compound, shared causes of disruption and the
    spread of time do not add, so the route found is then evaluated exactly.

    Parameters
    ----------
    network
        From `build_network`.
    commodity, origin, destination
        What moves, from which node to which.
    corridor
        A named corridor rule of the data set.
    avoid
        Territories (ISO 2 codes) and passages to avoid besides what the corridor avoids.
    weights
        Prices of time, carbon and risk; capital bound in the cargo when absent.
    n_draws, seed
        Draws of the facts behind the ranges.

    Returns
    -------
    route
        Legs, totals, territories, netback and certificate.

    Raises
    ------
    UnknownIdError
        No such commodity, node, corridor or territory; names the nearest.
    NoRouteError
        There is no such route; names the rule and the cut that parts the two ends.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> route = best_route(net, "copper", "balkhash_smelter", "duisburg", avoid={"RU", "BY"})
    >>> "RU" in route.territories
    False
    """
    space = search_space(network, commodity, origin, destination, corridor=corridor, avoid=avoid)
    weights = weights or CostWeights()
    costs = arc_costs(space.graph, weights)
    arcs = cheapest_arcs(space.layers, costs, space.start, space.goal)
    if arcs is None:
        raise space.no_route()
    rule = space.rule
    return Route(network, commodity, origin, destination, rule, weights, tuple(arcs), n_draws, seed)


@dataclass(frozen=True)
class SearchSpace:
    """
    What a search for routes runs on: the graph under a rule, and the two ends.

    Attributes
    ----------
    graph, rule
        The compiled graph of the commodity; the rule with everything to avoid.
    origin, destination
        Nodes asked for.
    reasons
        Why each arc may not be used; empty where it may.
    passing
        Whether each arc fulfils what the rule requires.
    layers
        The usable arcs, in one layer or in two.
    start, goal
        States of the plain graph.
    """

    graph: StateGraph
    rule: CorridorRule
    origin: str
    destination: str
    reasons: list[str]
    passing: Bools
    layers: Layered
    start: int
    goal: int

    def no_route(self) -> NoRouteError:
        """Return the error that says why nothing joins the two ends, with the cut."""
        everything = _everything(self.graph, self.rule)
        cut = parting_cut(self.graph, everything, self.reasons, self.start, self.goal)
        reason = _why(self.graph, self.rule, (self.start, self.goal), is_cut=bool(cut))
        ends = self.origin, self.destination
        return NoRouteError(*ends, rule=str(self.rule), reason=reason, cut=cut)


def search_space(
    network: Network,
    commodity: str,
    origin: str,
    destination: str,
    *,
    corridor: str = "any",
    avoid: Iterable[str] = (),
) -> SearchSpace:
    """Check the ends and the rule, and return what a search runs on; arguments of `best_route`."""
    graph = network.state_graph(commodity)
    rule = whole_rule(network, corridor, avoid)
    check_ends(network, commodity, origin, destination)
    return space_under(graph, rule, origin, destination)


def whole_rule(network: Network, corridor: str, avoid: Iterable[str]) -> CorridorRule:
    """Return the rule of a named corridor with everything else to avoid."""
    rule, avoid = corridor_rule(network.data, corridor), tuple(avoid)
    if not avoid:
        return rule
    extra = avoiding(network.data, avoid)
    return replace(
        rule,
        avoid_territories=rule.avoid_territories | extra.avoid_territories,
        avoid_passages=rule.avoid_passages | extra.avoid_passages,
    )


def space_under(
    graph: StateGraph, rule: CorridorRule, origin: str, destination: str
) -> SearchSpace:
    """Return what a search runs on under a whole rule, between ends known to be sound."""
    reasons = blocked_because(graph, rule, origin)
    passing = passing_arcs(graph, rule)
    usable = np.array([not reason for reason in reasons])
    layers = layered(graph, usable, passing, required=rule.requires)
    start, goal = graph.state_number[(origin, ORIGIN)], graph.state_number[(destination, MARKET)]
    return SearchSpace(graph, rule, origin, destination, reasons, passing, layers, start, goal)


def check_ends(network: Network, commodity: str, origin: str, destination: str) -> None:
    """Refuse a node that is unknown, or where the commodity cannot be put on or taken off."""
    graph = network.state_graph(commodity)
    for node, end, verb in ((origin, ORIGIN, "put on"), (destination, MARKET, "taken off")):
        if node not in network.nodes.index:
            raise UnknownIdError("node", node, [str(n) for n in network.nodes.index])
        if (node, end) not in graph.state_number:
            near = ", ".join(_near(network, node, graph.nodes_with(end)))
            reason = (
                f"{graph.commodity} cannot be {verb} at {node!r}; it can at {near or 'no node'}"
            )
            raise NoRouteError(origin, destination, reason=reason)


def _near(network: Network, node: str, able: list[str]) -> list[str]:
    """Return the three nodes of a list that lie nearest on the map."""
    here, there = network.nodes.loc[node], network.nodes.loc[able]
    pairs = (
        np.full(len(able), here["x_coord"]),
        np.full(len(able), here["y_coord"]),
        there["x_coord"].to_numpy(float),
        there["y_coord"].to_numpy(float),
    )
    _, _, metres = Geod(ellps="WGS84").inv(*pairs)
    return [able[i] for i in np.argsort(metres, kind="stable")[:3]]


def no_route_because(graph: StateGraph, rule: CorridorRule, origin: str, destination: str) -> str:
    """Say why nothing joins two sound ends, as the error would, without looking for the cut."""
    if rule.requires:  # Ways that come back over themselves may join them.
        return space_under(graph, rule, origin, destination).no_route().reason
    start, goal = graph.state_number[(origin, ORIGIN)], graph.state_number[(destination, MARKET)]
    joined = graph.once(("joined", start), lambda: reachable(_everything(graph, rule), start))
    return _why(graph, rule, (start, goal), is_cut=bool(joined[goal]))


def _everything(graph: StateGraph, rule: CorridorRule) -> Layered:
    """Return all arcs, blocked or not, in the layers of the search."""
    usable = np.ones(len(graph.arcs), dtype=bool)
    return layered(graph, usable, passing_arcs(graph, rule), required=rule.requires)


def _why(graph: StateGraph, rule: CorridorRule, ends: tuple[int, int], *, is_cut: bool) -> str:
    """Say in one sentence why there is no route."""
    if is_cut:
        return f"every way for {graph.commodity} is closed or forbidden"
    place = rule.require_passage or rule.require_territory
    if not place:
        return f"no links that can carry {graph.commodity} connect the two places"
    everything = _everything(graph, rule)
    ahead, behind = reachable(everything, ends[0]), reachable(everything, ends[1], back=True)
    n = len(graph.states)
    arcs = graph.arcs.loc[passing_arcs(graph, rule)]
    enter = arcs[ahead[arcs["tail"].to_numpy()]]
    if enter.empty:
        return f"no link carries {graph.commodity} from {_node(graph, ends[0])} to {place}"
    if not behind[enter["head"].to_numpy() + n].any():
        return f"no link carries {graph.commodity} on from {place} to {_node(graph, ends[1])}"
    return f"going by {place} would mean coming back over the same way"


def _node(graph: StateGraph, state: int) -> str:
    return str(graph.states.at[state, "node"])
