"""Search one corridor under any cost of arcs, and measure the route that is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.totals import route_totals
from corridor.costs.weights import CostWeights, arc_costs
from corridor.errors import SolverError, UnknownIdError
from corridor.routes.best import space_under
from corridor.routes.search import Layered, cheapest_arcs

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph
    from corridor.routes.route import Route

__all__ = ["MEASURES", "Measure", "Seeker", "arc_measure", "check_measure", "route_measure"]

Floats = npt.NDArray[np.float64]
GENERALISED = "generalised_cost_usd_per_t"
# Money alone: nothing that is not paid.
_PAID = CostWeights(value_of_time_usd_per_t_d=0.0, delay_price_usd_per_t_d=0.0)


@dataclass(frozen=True)
class Measure:
    """What corridors are compared by: its unit, and the word for having more of it."""

    unit: str
    more: str


MEASURES = {
    GENERALISED: Measure("USD/t", "dearer"),
    "cost_usd_per_t": Measure("USD/t", "dearer"),
    "time_d": Measure("d", "slower"),
    "co2_kg_per_t": Measure("kg/t", "dirtier"),
    "expected_delay_d": Measure("d", "riskier"),
}


def check_measure(by: str) -> Measure:
    """Return a measure by name, or raise `UnknownIdError` with the nearest."""
    if by not in MEASURES:
        raise UnknownIdError("measure", by, MEASURES)
    return MEASURES[by]


def arc_measure(graph: StateGraph, weights: CostWeights, by: str) -> Floats:
    """
    Return the additive part of a measure for each arc: what a search can minimise.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    weights
        Prices that make up the generalised cost; the other measures do not read them.
    by
        One of `MEASURES`.

    Returns
    -------
    costs
        (n_arcs,) in the unit of the measure, never negative.
    """
    if by == GENERALISED:
        return arc_costs(graph, weights)
    if by == "cost_usd_per_t":
        return arc_costs(graph, _PAID)
    quantity = {"time_d": "d", "co2_kg_per_t": "kg", "expected_delay_d": "delay"}[by]
    return np.maximum(graph.per_arc(quantity), 0.0)


def route_measure(route: Route, by: str) -> float:
    """
    Return a measure of a whole route, exactly: losses compound, a shared cause counts once.

    Parameters
    ----------
    route
        The route, on the network and with the weights that hold.
    by
        One of `MEASURES`.

    Returns
    -------
    value
        In the unit of the measure.
    """
    if by == GENERALISED and route.weights.reliability_ratio:
        return float(route.totals[by])  # the spread of time needs the draws
    totals = route_totals(route.graph, list(route.arcs), route.weights)
    return float(getattr(totals, by)[0])


@dataclass(frozen=True)
class Seeker:
    """
    One corridor between two ends, ready to be searched again and again.

    Attributes
    ----------
    layers
        The arcs that may be used, in one layer or two.
    start, goal
        States of the plain graph.
    """

    layers: Layered
    start: int
    goal: int

    @classmethod
    def along(cls, route: Route) -> Seeker:
        """Return the search that found a route: same corridor, same ends."""
        space = space_under(route.graph, route.rule, route.origin, route.destination)
        return cls(space.layers, space.start, space.goal)

    def cheapest(self, costs: Floats) -> tuple[int, ...]:
        """Return the arcs of the cheapest route under these costs of arcs."""
        arcs = cheapest_arcs(self.layers, np.maximum(costs, 0.0), self.start, self.goal)
        if arcs is None:  # a route exists, so this is a fault of the search
            raise SolverError("a corridor that has a route was found to have none", status="none")
        return tuple(arcs)
