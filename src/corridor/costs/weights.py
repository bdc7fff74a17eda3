"""Weights that turn money, days, CO2 and risk into one generalised cost."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from corridor.network.factmap import Factor
    from corridor.network.graph import StateGraph

__all__ = ["CostWeights", "arc_costs", "time_price"]

Floats = npt.NDArray[np.float64]
DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, kw_only=True)
class CostWeights:
    """
    Prices of the things that are not money, per tonne of cargo.

    The value of time of raw materials is the cost of the capital bound in the cargo and what it
    loses by age, V (r + delta) / 365, not the 0.6-2.1 % of value a day found for finished goods
    (Hummels and Schaur 2013): at 8,300 USD/t of copper and 10 % a year that is 2.3 USD/t a day.

    Attributes
    ----------
    value_of_time_usd_per_t_d
        USD per tonne and day; from the commodity's value when absent.
    reliability_ratio
        Price of one day of standard deviation over the price of one day (de Jong et al. 2009).
    carbon_price_usd_per_t
        USD per tonne of CO2e.
    delay_price_usd_per_t_d
        USD per tonne and expected day lost to disruption; the value of time when absent.
    non_delivery_usd_per_t
        USD per tonne that cannot move, times the share of the year the route is down.

    Raises
    ------
    ValueError
        A weight is negative or not finite.

    Examples
    --------
    >>> CostWeights(carbon_price_usd_per_t=100.0).carbon_price_usd_per_t
    100.0
    """

    value_of_time_usd_per_t_d: float | None = None
    reliability_ratio: float = 0.0
    carbon_price_usd_per_t: float = 0.0
    delay_price_usd_per_t_d: float | None = None
    non_delivery_usd_per_t: float = 0.0

    def __post_init__(self) -> None:
        """Refuse weights that would make a route look better the worse it is."""
        for item in fields(self):
            weight = getattr(self, item.name)
            if weight is not None and not (math.isfinite(weight) and weight >= 0):
                msg = f"{item.name} is {weight!r}; a weight must be a finite number of 0 or more"
                raise ValueError(msg)


def time_price(graph: StateGraph, weights: CostWeights) -> float:
    """
    Return the value of a day per tonne (USD/t/d): given, or V (r + delta) / 365.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    weights
        Its value of time wins when it is given.

    Returns
    -------
    value
        0 when neither the weight nor a price of the commodity is known.
    """
    if weights.value_of_time_usd_per_t_d is not None:
        return weights.value_of_time_usd_per_t_d
    value = graph.value_factors()
    if value is None:
        return 0.0
    return float(graph.product(value)) * holding_share(graph) / DAYS_PER_YEAR


def holding_share(graph: StateGraph) -> float:
    """Return r + delta per year: what holding the cargo costs as a share of its value."""
    return sum(float(graph.product(factors)) for factors in holding_factors(graph))


def holding_factors(graph: StateGraph) -> list[list[Factor]]:
    """Return the factors of r, the cost of capital, and of delta, the loss of value by age."""
    subjects = [
        f"commodity:{graph.commodity}",
        f"group:{graph.group}",
        "commodity:any",
        "group:any",
    ]
    attributes = ("capital_cost_share_per_y", "decay_share_per_y")
    found = (graph.lookup.first(subjects, attribute) for attribute in attributes)
    return [fact.factors for fact in found if fact is not None]


def delay_price(graph: StateGraph, weights: CostWeights) -> float:
    """Return the price of an expected day lost (USD/t/d)."""
    given = weights.delay_price_usd_per_t_d
    return time_price(graph, weights) if given is None else given


def arc_costs(graph: StateGraph, weights: CostWeights) -> Floats:
    """
    Return the additive generalised cost of each arc, for the search.

    Losses compound, spreads of time do not add and shared causes count once on a whole route; here
    each is taken per arc, and the route found is then evaluated exactly.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    weights
        Prices of time, carbon, delay and non-delivery.

    Returns
    -------
    costs
        (n_arcs,) USD/t, never negative.
    """
    value = graph.value_factors()
    worth = 0.0 if value is None else float(graph.product(value))
    day = time_price(graph, weights)
    costs = graph.per_arc("usd") + day * graph.per_arc("d")
    costs += worth * graph.per_arc("loss")
    costs += weights.carbon_price_usd_per_t * graph.per_arc("kg") / 1000.0
    costs += delay_price(graph, weights) * graph.per_arc("delay")
    costs += weights.non_delivery_usd_per_t * graph.per_arc("down")
    if weights.reliability_ratio:
        costs += weights.reliability_ratio * day * arc_spread(graph)
    return np.maximum(costs, 0.0)


def arc_spread(graph: StateGraph) -> Floats:
    """Return the standard deviation of each arc's time, to first order in its facts' ranges."""
    terms, facts = graph.fact_map.terms, graph.fact_map.facts
    timed = np.flatnonzero((terms["quantity"] == "d").to_numpy())
    half = (facts["high"] - facts["low"]).fillna(0.0) / 2.0 / 1.2815515655446004
    relative = (half / facts["value"].replace(0.0, np.nan)).fillna(0.0).to_numpy() ** 2
    n = len(facts)
    spread = np.zeros(len(timed))
    for row, term in enumerate(timed):
        span = graph.fact_map.factor[graph.fact_map.start[term] : graph.fact_map.start[term + 1]]
        spread[row] = np.sqrt(relative[np.where(span < n, span, span - n)].sum())
    spread *= graph.fact_map.values(terms=timed)
    arc = graph.legs["arc"].to_numpy()[terms["leg"].to_numpy()[timed]]
    return np.asarray(np.bincount(arc, spread, len(graph.arcs)), dtype=np.float64)
