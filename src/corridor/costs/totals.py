"""What a whole route costs, exactly: at central values or for every draw of the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.weights import CostWeights, delay_price, time_price

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph

__all__ = ["Totals", "route_totals"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Totals:
    """Quantities of a route per tonne loaded; arrays of one value, or of one value per draw."""

    cost_usd_per_t: Floats
    generalised_cost_usd_per_t: Floats
    time_d: Floats
    distance_km: Floats
    co2_kg_per_t: Floats
    loss_share: Floats
    expected_delay_d: Floats
    availability: Floats


def route_totals(
    graph: StateGraph,
    arcs: list[int],
    weights: CostWeights,
    *,
    facts: Floats | None = None,
    time_spread_d: float = 0.0,
) -> Totals:
    """
    Evaluate a route exactly.

    Losses compound along the route and are paid at the value of the cargo; a cause that strikes
    several places (a storm over the Caspian) counts once: its worst place.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    arcs
        Arcs of the route, in order.
    weights
        Prices of time, carbon, delay and non-delivery.
    facts
        (n_facts, n_draws) drawn facts; central values when absent.
    time_spread_d
        Standard deviation of the route's time, for the reliability term.

    Returns
    -------
    totals
        One value each, or (n_draws,) values.
    """
    terms = graph.terms_of(graph.legs_of(arcs))
    values = graph.fact_map.values(facts, terms)
    values = values[:, None] if values.ndim == 1 else values
    table = graph.fact_map.terms.iloc[terms]
    quantity = table["quantity"].to_numpy()

    def total(name: str) -> Floats:
        return np.asarray(values[quantity == name].sum(axis=0))

    loss = 1.0 - np.prod(1.0 - values[quantity == "loss"], axis=0)
    worth = _worth(graph, facts)
    cost = total("usd") + worth * loss
    hazards = table["charge"].to_numpy(), table["recipient"].to_numpy()
    delay = _by_cause(values, quantity == "delay", *hazards).sum(axis=0)
    down = np.minimum(_by_cause(values, quantity == "down", *hazards), 1.0)
    availability = np.prod(1.0 - down, axis=0)
    days, carbon = total("d"), total("kg")
    day = time_price(graph, weights)
    generalised = (
        cost
        + day * (days + weights.reliability_ratio * time_spread_d)
        + weights.carbon_price_usd_per_t * carbon / 1000.0
        + delay_price(graph, weights) * delay
        + weights.non_delivery_usd_per_t * (1.0 - availability)
    )
    return Totals(cost, generalised, days, total("km"), carbon, loss, delay, availability)


def _worth(graph: StateGraph, facts: Floats | None) -> Floats:
    """Return the value of a tonne at large; 0 where no price is known."""
    factors = graph.value_factors()
    return np.zeros(1) if factors is None else np.atleast_1d(graph.product(factors, facts))


def _by_cause(
    values: Floats, rows: npt.NDArray[np.bool_], hazard: npt.NDArray[np.object_], cause: Floats
) -> Floats:
    """Return one row per shared cause: the worst of the hazards that share it, each once."""
    seen: dict[str, dict[str, Floats]] = {}
    for row in np.flatnonzero(rows):
        seen.setdefault(str(cause[row]), {})[str(hazard[row])] = values[row]
    if not seen:
        return np.zeros((1, values.shape[1]))
    return np.vstack([np.max(np.vstack(list(group.values())), axis=0) for group in seen.values()])
