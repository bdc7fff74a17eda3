"""Arc costs for many draws of the facts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from corridor.costs.weights import DAYS_PER_YEAR, arc_spread, holding_factors

if TYPE_CHECKING:
    from corridor.costs.weights import CostWeights
    from corridor.network.graph import StateGraph

__all__ = ["ArcMoney", "drawn_arc_costs", "drawn_arc_money"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def drawn_arc_costs(
    graph: StateGraph, weights: CostWeights, facts: Floats, arcs: Bools | None = None
) -> Floats:
    """
    Return the additive generalised cost of each arc in each draw: `arc_costs`, draw by draw.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    weights
        Prices of time, carbon, delay and non-delivery.
    facts
        (n_facts, n_draws) drawn facts.
    arcs
        Arcs wanted; the others are left at 0. All when absent.

    Returns
    -------
    costs
        (n_arcs, n_draws) USD/t, never negative.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> graph = net.state_graph("copper")
    >>> central = graph.fact_map.facts["value"].to_numpy(float)[:, None]
    >>> costs = drawn_arc_costs(graph, corridor.CostWeights(), central)
    >>> costs.shape == (len(graph.arcs), 1)
    True
    """
    wanted = np.ones(len(graph.arcs), dtype=bool) if arcs is None else arcs
    worth = _worth(graph, facts)
    day = _day(graph, weights, worth, facts)
    given = weights.delay_price_usd_per_t_d
    price = {
        "usd": np.ones(1),
        "d": day,
        "loss": worth,
        "kg": np.full(1, weights.carbon_price_usd_per_t / 1000.0),
        "delay": day if given is None else np.full(1, given),
        "down": np.full(1, weights.non_delivery_usd_per_t),
    }
    costs = np.zeros((len(graph.arcs), facts.shape[1]))
    for quantity, per_unit in price.items():
        if per_unit.any():
            costs += _per_arc(graph, quantity, facts, wanted) * per_unit
    if weights.reliability_ratio:
        spread = np.where(wanted, arc_spread(graph), 0.0)
        costs += weights.reliability_ratio * spread[:, None] * day
    return np.maximum(costs, 0.0)


class ArcMoney(NamedTuple):
    """
    What of each arc a route's money and CO2 add up from, exactly: ``usd + worth (1 - exp(kept))``.

    Attributes
    ----------
    usd, kg
        (n_arcs, n_draws) money and CO2 per tonne.
    kept
        (n_arcs, n_draws) logarithm of the share of the cargo that arrives.
    worth
        Value of a tonne in each draw.
    """

    usd: Floats
    kg: Floats
    kept: Floats
    worth: Floats


def drawn_arc_money(graph: StateGraph, facts: Floats, arcs: Bools) -> ArcMoney:
    """
    Return the parts of the money and CO2 of routes, arc by arc, in draws of the facts.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    facts
        (n_facts, n_draws) drawn facts.
    arcs
        Arcs wanted; the others are left at 0.

    Returns
    -------
    parts
        Summed over the arcs of a route they give `route_totals`.
    """
    return ArcMoney(
        _per_arc(graph, "usd", facts, arcs),
        _per_arc(graph, "kg", facts, arcs),
        _per_arc(graph, "loss", facts, arcs, compound=True),
        _worth(graph, facts),
    )


def _worth(graph: StateGraph, facts: Floats) -> Floats:
    """Return the value of a tonne in each draw; 0 where none is known."""
    factors = graph.value_factors()
    return np.zeros(1) if factors is None else np.atleast_1d(graph.product(factors, facts))


def _day(graph: StateGraph, weights: CostWeights, worth: Floats, facts: Floats) -> Floats:
    """Return the value of a day per tonne in each draw: given, or V (r + delta) / 365."""
    if weights.value_of_time_usd_per_t_d is not None:
        return np.full(1, weights.value_of_time_usd_per_t_d)
    shares = [graph.product(factors, facts) for factors in holding_factors(graph)]
    held = np.sum(shares, axis=0) if shares else np.zeros(1)
    return np.asarray(worth * held / DAYS_PER_YEAR)


def _per_arc(
    graph: StateGraph, quantity: str, facts: Floats, wanted: Bools, *, compound: bool = False
) -> Floats:
    """Return a quantity, or the logarithm of what it leaves, summed over the legs of each arc."""
    arc, of_quantity = graph.once(("terms of", quantity), lambda: _terms(graph, quantity))
    chosen = of_quantity[wanted[arc[of_quantity]]]
    values = graph.fact_map.values(facts, chosen)
    values = np.log1p(-values) if compound else values
    shape = (len(graph.arcs), len(chosen))
    ones = np.ones(len(chosen))
    add_up = csr_array((ones, (arc[chosen], np.arange(len(chosen)))), shape=shape)
    return np.asarray(add_up @ values)


def _terms(graph: StateGraph, quantity: str) -> tuple[Ints, Ints]:
    """Return the arc of every term, and which terms are of a quantity."""
    terms = graph.fact_map.terms
    arc = graph.legs["arc"].to_numpy()[terms["leg"].to_numpy()]
    return arc, np.flatnonzero((terms["quantity"] == quantity).to_numpy())
