"""What is moved in a break-even: a fact wherever it is used, or a weight; and its value today."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.costs.weights import CostWeights, delay_price, time_price
from corridor.errors import UnknownIdError
from corridor.routes.tipping.seeker import arc_measure
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph
    from corridor.network.network import Network

__all__ = ["SUBSIDY", "Change", "Quantity", "quantity_of"]

Change = tuple[str, str] | str

SUBSIDY, VALUE = "subsidy_usd_per_t", "commodity_value"
# Weights: their unit, and how far to look when the weight is 0 today.
_WEIGHTS = {
    "value_of_time_usd_per_t_d": ("USD/t/d", 100.0),
    "carbon_price_usd_per_t": ("USD/t CO2e", 1000.0),
    "reliability_ratio": ("d/d", 10.0),
    "delay_price_usd_per_t_d": ("USD/t/d", 100.0),
    "non_delivery_usd_per_t": ("USD/t", 10_000.0),
    SUBSIDY: ("USD/t", 1000.0),
    VALUE: ("USD/t", 1_000_000.0),
}
# How far above today's value to look when no range is given.
REACH = 10.0


def _no_facts() -> pd.DataFrame:
    return pd.DataFrame(columns=["today", "unit"]).rename_axis("fact")


@dataclass(frozen=True)
class Quantity:
    """
    One quantity that can take another value, and everything that follows from it.

    Attributes
    ----------
    name, unit, today
        In words; the unit of the fact as published; the value in force.
    least, most
        Values beyond which it has no meaning.
    reach
        How far up to look when no range is given.
    graph, weights
        The commodity's graph and the weights as they are today.
    weight
        The weight moved, or an empty string.
    moved
        The facts moved, index ``fact``: today, unit; all by one factor.
    positions, ratios
        Where these facts stand in the fact map, and what brings each to its unit inside.
    """

    name: str
    unit: str
    today: float
    least: float
    most: float
    reach: float
    graph: StateGraph
    weights: CostWeights
    weight: str = ""
    moved: pd.DataFrame = field(default_factory=_no_facts)
    positions: tuple[int, ...] = ()
    ratios: tuple[float, ...] = ()

    def at(self, x: float) -> tuple[StateGraph, CostWeights]:
        """Return the graph and the weights that hold when the quantity has this value."""
        if self.weight and not self.positions:
            moved = {} if self.weight == SUBSIDY else {self.weight: x}
            return self.graph, replace(self.weights, **moved)
        facts, rows = self.graph.fact_map.facts, list(self.positions)
        if self.today:
            # The whole range moves with the value, so that its relative spread stays.
            factor = np.ones(len(facts))
            factor[rows] = x / self.today
            facts = facts.assign(**{c: facts[c] * factor for c in ("value", "low", "high")})
        else:
            value = facts["value"].to_numpy(float, copy=True)
            value[rows] = x * np.array(self.ratios)
            facts = facts.assign(value=value)
        fact_map = replace(self.graph.fact_map, facts=facts)
        return replace(self.graph, fact_map=fact_map), self.weights

    def subsidy(self, x: float) -> float:
        """Return what the better corridor gets per tonne at this value."""
        return x if self.weight == SUBSIDY else 0.0


def quantity_of(
    network: Network, commodity: str, change: Change, weights: CostWeights, by: str
) -> Quantity:
    """
    Return the quantity that a change names.

    Parameters
    ----------
    network
        From `build_network`.
    commodity
        A commodity id.
    change
        A weight by name, or (subject, attribute) of a fact.
    weights
        The weights as they are today.
    by
        The measure that has to read the quantity.

    Returns
    -------
    quantity
        With its value today.

    Raises
    ------
    UnknownIdError
        No such weight, subject or attribute; names the nearest.
    ValueError
        Nothing that carries the commodity reads it; or several facts would move and one is 0.
    """
    graph = network.state_graph(commodity)
    if isinstance(change, str):
        return _weight(graph, change, weights, by)
    try:
        subject, attribute = (str(part) for part in change)
    except (TypeError, ValueError):
        msg = f"change is a weight or (subject, attribute), not {change!r}"
        raise ValueError(msg) from None
    network.data.trace(subject, attribute)  # raises for what does not exist
    facts = graph.fact_map.facts
    same = (facts["subject"] == subject) & (facts["attribute"] == attribute)
    rows = [int(i) for i in np.flatnonzero(same) if _read(graph, weights, by, int(i))]
    if not rows:
        raise ValueError(_unread(graph, subject, attribute, by))
    quantity = _facts(graph, weights, f"{attribute} of {subject}", rows)
    if _same(quantity, quantity.today, 1.5 * quantity.today or 1.0, by):
        named = ", ".join(str(facts.index[row]) for row in rows)
        raise ValueError(f"moved by one factor, these facts cancel out: {named}")
    return quantity


def _weight(graph: StateGraph, name: str, weights: CostWeights, by: str) -> Quantity:
    """Return a weight, the value of a tonne or a subsidy as the quantity."""
    if name not in _WEIGHTS:
        raise UnknownIdError("weight", name, _WEIGHTS)
    unit, reach = _WEIGHTS[name]
    factors = graph.value_factors()
    if name == VALUE:
        if factors is None:
            raise ValueError(f"no price of {graph.commodity} in force: its value is not known")
        row = int(graph.fact_map.facts.index.get_indexer(pd.Index([factors[0][0]]))[0])
        if not _read(graph, weights, by, row):
            raise ValueError(f"{by} does not read the value of {graph.commodity}")
        fact = _facts(graph, weights, name, [row])
        worth = float(graph.product(factors))
        return replace(fact, unit=unit, today=worth, reach=REACH * worth, weight=name)
    today = {
        "value_of_time_usd_per_t_d": time_price(graph, weights),
        "delay_price_usd_per_t_d": delay_price(graph, weights),
        SUBSIDY: 0.0,
    }.get(name)
    today = float(getattr(weights, name)) if today is None else today
    reach = REACH * today if today else reach
    least = -math.inf if name == SUBSIDY else 0.0
    quantity = Quantity(name, unit, today, least, math.inf, reach, graph, weights, name)
    if name == SUBSIDY:
        if "usd" not in by:
            raise ValueError(f"a subsidy is money: {by} does not read it")
    elif _same(quantity, today, today + 1.0, by):
        raise ValueError(f"{by} of {graph.commodity} does not read {name} with these weights")
    return quantity


def _facts(graph: StateGraph, weights: CostWeights, name: str, rows: list[int]) -> Quantity:
    """Return facts that move by one factor as the quantity; its value is that of the first."""
    facts = graph.fact_map.facts.iloc[rows]
    ratios = [_ratio(u, c) for u, c in zip(facts["unit"], facts["canonical"], strict=True)]
    today = facts["value"].to_numpy(float) / np.array(ratios)
    moved = pd.DataFrame({"today": today, "unit": facts["unit"]}, index=facts.index)
    if len(rows) > 1 and not today.all() and (today != today[0]).any():
        named = ", ".join(map(str, facts.index))
        raise ValueError(f"{name} is several facts, one of them 0: no one factor moves {named}")
    share = bool((facts["canonical"] == "share").all())
    signed = bool((facts["minimum"] < 0).any())
    return Quantity(
        name,
        str(facts["unit"].iloc[0]),
        float(today[0]),
        -math.inf if signed else 0.0,
        1.0 / ratios[0] if share else math.inf,
        REACH * float(today[0]),
        graph,
        weights,
        moved=moved,
        positions=tuple(rows),
        ratios=tuple(ratios),
    )


def _ratio(unit: str, canonical: str) -> float:
    """Return what a number in a unit is multiplied by to be in the unit inside."""
    return 1.0 if unit == canonical else convert(unit).factor / convert(canonical).factor


def _read(graph: StateGraph, weights: CostWeights, by: str, row: int) -> bool:
    """Say whether any arc's measure depends on a fact: found by moving it."""
    fact = _facts(graph, weights, "", [row])
    return not _same(fact, fact.today, 1.5 * fact.today or 1.0, by)


def _same(quantity: Quantity, x: float, y: float, by: str) -> bool:
    here, there = (arc_measure(*quantity.at(value), by) for value in (x, y))
    return bool(np.array_equal(here, there))


def _unread(graph: StateGraph, subject: str, attribute: str, by: str) -> str:
    """Say that nothing reads a quantity, and what its legs read in its place."""
    said = f"{by} of {graph.commodity} reads no {attribute} of {subject}"
    legs = np.flatnonzero((graph.legs["subject"] == subject).to_numpy())
    if not len(legs):
        return f"{said}: no leg of its network is, or falls back on, {subject}"
    read = graph.fact_map.facts.iloc[graph.fact_map.facts_of(graph.terms_of(legs))]
    named = sorted({f"{s} {a}" for s, a in zip(read["subject"], read["attribute"], strict=True)})
    return f"{said}; its legs read {', '.join(named) or 'no fact at all'}"
