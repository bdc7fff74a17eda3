"""The best routes of many pairs of a network, by several criteria at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.costs.weights import CostWeights
from corridor.errors import UnknownIdError
from corridor.network.states import MARKET, ORIGIN
from corridor.routes.best import whole_rule
from corridor.routes.front.points import CRITERIA
from corridor.routes.many.best_result import BestRoutes
from corridor.routes.many.checks import checked_criteria
from corridor.routes.many.state_ways import GENERALISED, search_weights, state_ways
from corridor.routes.many.ways import merged

if TYPE_CHECKING:
    from corridor.network.network import Network

__all__ = ["best_routes"]

Pair = tuple[str, str]


def best_routes(  # noqa: PLR0913
    network: Network,
    commodity: str,
    pairs: Iterable[Pair] | pd.DataFrame,
    *,
    corridor: str = "any",
    avoid: Iterable[str] = (),
    criteria: Iterable[str] = ("cost", "time", "co2", "risk"),
    weights: CostWeights | None = None,
    strict: bool = False,
    n_draws: int = 1000,
    seed: int = 0,
) -> BestRoutes:
    """
    Return the best route of every pair by every criterion.

    Criteria are those of `pareto_routes`, searched on the same sums over arcs; between routes that
    are equal in one, the generalised cost decides. ``generalised_cost`` gives the routes of
    `best_route`. What the routes found cost is then evaluated exactly.

    Parameters
    ----------
    network
        From `build_network`.
    commodity
        What moves.
    pairs
        (origin, destination) of each, or a frame with these columns; rows of the table keep their
        order.
    corridor
        A named corridor rule of the data set.
    avoid
        Territories and passages to avoid besides what the corridor avoids.
    criteria
        Some of ``cost``, ``time``, ``co2``, ``risk``, ``russia_km`` and ``generalised_cost``.
    weights
        Prices of time, carbon and risk; capital bound in the cargo when absent.
    strict
        Whether a pair without a route is an error, not a row of the table that says why.
    n_draws, seed
        Draws of the facts behind the ranges of single routes.

    Returns
    -------
    routes
        A table of one row per pair and criterion; whole routes when asked for.

    Raises
    ------
    UnknownIdError
        No such commodity, node, corridor, territory or criterion; names the nearest.
    NoRouteError
        With ``strict``: the first pair without a route.
    ValueError
        There are no pairs, or one is no pair of node ids.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> pairs = [("balkhash_smelter", "duisburg"), ("balkhash_smelter", "tokyo")]
    >>> routes = best_routes(net, "copper", pairs, criteria=["cost", "time"])
    >>> routes.table[["destination", "criterion", "feasible"]]
        destination criterion  feasible
    row
    0      duisburg      cost      True
    1      duisburg      time      True
    2         tokyo      cost      True
    3         tokyo      time      True
    """
    graph = network.state_graph(commodity)
    rule = whole_rule(network, corridor, avoid)
    asked = _checked_pairs(network, pairs)
    names = checked_criteria(criteria, [*CRITERIA, GENERALISED])
    weights = weights or CostWeights()
    number = graph.state_number
    able = [
        place
        for place, (origin, destination) in enumerate(asked)
        if (origin, ORIGIN) in number and (destination, MARKET) in number
    ]
    amounts = search_weights(graph, names, weights)
    found = state_ways(graph, rule, [asked[place] for place in able], list(amounts.values()))
    rows = np.arange(len(asked) * len(names)).reshape(-1, len(names))[able].ravel()
    ways = merged(len(asked) * len(names), [(rows, found)])
    routes = BestRoutes(network, commodity, rule, weights, names, asked, ways, n_draws, seed)
    for pair in routes.without if strict else ():
        raise routes.no_route(pair)
    return routes


def _checked_pairs(network: Network, pairs: Iterable[Pair] | pd.DataFrame) -> tuple[Pair, ...]:
    """Return the pairs as they were given; every one must name two nodes."""
    if isinstance(pairs, pd.DataFrame):
        missing = {"origin", "destination"} - set(pairs.columns)
        if missing:
            msg = f"the frame of pairs has no column {', '.join(sorted(missing))}"
            raise ValueError(msg)
        pairs = zip(pairs["origin"], pairs["destination"], strict=True)
    known = set(network.nodes.index)
    asked = []
    for given in pairs:
        is_pair = isinstance(given, Iterable) and not isinstance(given, str)
        pair = tuple(given) if is_pair else ()
        if len(pair) != 2:
            msg = f"{given!r} is no pair: give (origin, destination) of each"
            raise ValueError(msg)
        for node in pair:
            if node not in known:
                raise UnknownIdError("node", str(node), sorted(map(str, known)))
        asked.append((str(pair[0]), str(pair[1])))
    if not asked:
        msg = "there are no pairs: give (origin, destination) of at least one"
        raise ValueError(msg)
    return tuple(asked)
