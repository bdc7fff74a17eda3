"""What many routes cost, exactly, at central values: as `route_totals`, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.weights import delay_price, time_price

if TYPE_CHECKING:
    from corridor.costs.weights import CostWeights
    from corridor.network.graph import StateGraph
    from corridor.routes.many.ways import Ways

__all__ = ["totals_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def totals_of(graph: StateGraph, ways: Ways, weights: CostWeights) -> dict[str, Floats]:
    """
    Evaluate many routes exactly, at central values and without a price of reliability.

    Losses compound along a route, and a cause that strikes several places counts once, as in
    `route_totals`; sums are taken per arc first, so the last digit may differ.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    ways
        Arcs of each route.
    weights
        Prices of time, carbon, delay and non-delivery.

    Returns
    -------
    totals
        (n_ways,) each: generalised_cost_usd_per_t, cost_usd_per_t, time_d, distance_km,
        co2_kg_per_t, expected_delay_d, availability; NaN where there is no way, the last also
        where no hazard is on record.
    """
    usd, days, km, kg = (ways.sums(graph.per_arc(name)) for name in ("usd", "d", "km", "kg"))
    factors = graph.value_factors()
    worth = 0.0 if factors is None else float(graph.product(factors))
    cost = usd + worth * (1.0 - _left(graph, ways))
    delay = graph.once(("causes", "delay"), lambda: _causes(graph, "delay")).worst(ways)
    down = graph.once(("causes", "down"), lambda: _causes(graph, "down")).worst(ways)
    available = np.prod(1.0 - np.minimum(down, 1.0), axis=1)
    expected = delay.sum(axis=1)
    generalised = (
        cost
        + time_price(graph, weights) * days
        + weights.carbon_price_usd_per_t * kg / 1000.0
        + delay_price(graph, weights) * expected
        + weights.non_delivery_usd_per_t * (1.0 - available)
    )
    on_record = ways.sums(graph.once(("causes", "down"), lambda: _causes(graph, "down")).count) > 0
    return {
        "generalised_cost_usd_per_t": generalised,
        "cost_usd_per_t": cost,
        "time_d": days,
        "distance_km": km,
        "co2_kg_per_t": kg,
        "expected_delay_d": np.where(ways.reached, expected, np.nan),
        "availability": np.where(on_record, available, np.nan),
    }


def _left(graph: StateGraph, ways: Ways) -> Floats:
    """Return the share of the cargo that each way delivers."""
    kept = graph.once(("share kept",), lambda: _kept(graph))
    left = np.ones(len(ways.reached))
    some = np.flatnonzero(np.diff(ways.start))
    if len(some) and len(kept):
        left[some] = np.multiply.reduceat(kept[ways.arc], ways.start[some])
    return left


def _kept(graph: StateGraph) -> Floats:
    """Return the share of the cargo that each arc delivers."""
    _, arc, values = _terms(graph, "loss")
    kept = np.ones(len(graph.arcs))
    np.multiply.at(kept, arc, 1.0 - values)
    return kept


def _terms(graph: StateGraph, quantity: str) -> tuple[Ints, Ints, Floats]:
    """Return number, arc and central value of the terms of a quantity."""
    rows = np.flatnonzero((graph.fact_map.terms["quantity"] == quantity).to_numpy())
    legs = graph.fact_map.terms["leg"].to_numpy()[rows]
    return rows, graph.legs["arc"].to_numpy()[legs], graph.fact_map.values(terms=rows)


@dataclass(frozen=True)
class _Causes:
    """
    What hazards do on each arc, hazards in the order of their causes.

    Entries of arc i are ``first[i]`` to ``first[i + 1]``: hazard, value. Hazards of one cause begin
    at ``begin``.
    """

    first: Ints
    hazard: Ints
    value: Floats
    begin: Ints

    @property
    def count(self) -> Floats:
        """Number of hazards on record for each arc."""
        return np.diff(self.first).astype(np.float64)

    def worst(self, ways: Ways) -> Floats:
        """Return the worst hazard of each cause along each way: (n_ways, n_causes)."""
        n_hazards = int(self.hazard.max(initial=-1)) + 1
        if not n_hazards:
            return np.zeros((len(ways.reached), 1))
        begin = self.first[ways.arc]
        count = self.first[ways.arc + 1] - begin
        # Entries of all arcs of all ways, one after the other.
        entry = np.arange(count.sum()) + np.repeat(begin - np.cumsum(count) + count, count)
        met = np.zeros((len(ways.reached), n_hazards))
        met[np.repeat(ways.owner, count), self.hazard[entry]] = self.value[entry]
        return np.maximum.reduceat(met, self.begin, axis=1)


def _causes(graph: StateGraph, quantity: str) -> _Causes:
    """Return what hazards add to a quantity on each arc."""
    rows, arc, values = _terms(graph, quantity)
    table = graph.fact_map.terms.iloc[rows]
    names = list(zip(table["recipient"].astype(str), table["charge"].astype(str), strict=True))
    hazards = sorted(set(names))
    number = {name: i for i, name in enumerate(hazards)}
    causes = np.array([cause for cause, _ in hazards])
    begin = np.flatnonzero(np.append(True, causes[1:] != causes[:-1])) if hazards else np.empty(0)
    order = np.argsort(arc, kind="stable")
    first = np.searchsorted(arc[order], np.arange(len(graph.arcs) + 1))
    hazard = np.array([number[name] for name in names], dtype=np.int64)
    return _Causes(first, hazard[order], values[order], begin.astype(np.int64))
