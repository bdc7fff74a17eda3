"""The capacity of a link from the ships or wagons on it, where the facts state those instead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from corridor.flows.assembly.numbers import Amount, Number
from corridor.flows.fleet.capacity import carrying_capacity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.network.graph import StateGraph

__all__ = ["FLEET", "fleet_tonnes"]

VESSELS, PAYLOAD, CYCLE = "fleet_vessels", "fleet_payload_t", "fleet_cycle_d"
WORKING, LOADED = "fleet_operating_share", "fleet_loaded_share"
FLEET = (VESSELS, PAYLOAD, CYCLE, WORKING, LOADED)
DAYS_PER_YEAR = 365.0


def fleet_tonnes(graph: StateGraph, numbers: Mapping[str, Number], subject: str) -> Number | None:
    """
    Return what the vessels of a link carry in a year, or None where their facts are not complete.

    Vessels x payload x share loaded x operating days / days of a cycle. The share loaded is what
    draught and sea level leave of the payload: 1 where no fact says. The share of the year that a
    vessel works is 1 where no fact says; both then make the figure an upper bound, so it counts as
    an estimate.

    Parameters
    ----------
    graph
        The compiled graph of the commodity that asks.
    numbers
        From `numbers_of`.
    subject
        Such as ``link:sea_aktau_baku``.

    Returns
    -------
    number
        Tonnes per year; the range takes the spreads of the facts as independent.
    """
    found = {name: graph.lookup.find(subject, name) for name in FLEET}
    if any(found[name] is None for name in (VESSELS, PAYLOAD, CYCLE)):
        return None
    values: dict[str, Amount] = {}
    spread, estimate = {"low": 0.0, "high": 0.0}, False
    for name, fact in found.items():
        if fact is None:
            values[name], estimate = 1.0, True
            continue
        number = numbers[fact.fact]
        rest = fact.factors[1:]
        values[name] = number.value * (graph.product(rest) if rest else 1.0)
        estimate |= number.estimate
        for side, bound in (("low", float(number.low)), ("high", float(number.high))):
            if math.isfinite(bound) and bound > 0:
                # A longer cycle carries less: its high end belongs to the low end of the whole.
                end = side if name != CYCLE else {"low": "high", "high": "low"}[side]
                spread[end] += math.log(bound / float(number.value)) ** 2
    carried = _carried(*(values[name] for name in FLEET))
    low = carried * math.exp(-math.sqrt(spread["low"]))
    return Number(carried, low, carried * math.exp(math.sqrt(spread["high"])), estimate)


def _carried(*values: Amount) -> Amount:
    """Return what the vessels carry: one value, or one in each draw."""

    def one(vessels: float, payload: float, cycle: float, working: float, loaded: float) -> float:
        days = DAYS_PER_YEAR * working
        return carrying_capacity(vessels, payload, cycle, operating_d_per_y=days, loaded=loaded)

    carried: Amount = np.vectorize(one, otypes=[float])(*values)[()]
    return carried
