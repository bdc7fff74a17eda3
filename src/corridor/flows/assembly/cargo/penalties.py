"""What a market pays, by stream, and what a tonne not delivered is charged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.network.prices import market_price

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph

__all__ = [
    "LEAST_PENALTY_USD_PER_T",
    "check_penalty",
    "drawn_penalty",
    "price_at",
    "unmet_penalty",
]

Floats = npt.NDArray[np.float64]

# Above the dearest way any bulk commodity of the data set takes, so that firm demand is met.
LEAST_PENALTY_USD_PER_T = 1000.0
Penalty = float | Mapping[str, float] | None


def price_at(graph: StateGraph, market: str, stream: str) -> float | None:
    """
    Return what a market pays for a tonne (USD/t), by stream for crude; None where none is known.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    market
        A node; its price area is asked, then wider areas.
    stream
        The grade the crude has become; empty for other commodities.

    Returns
    -------
    price
        USD per tonne.
    """
    area = str(graph.lookup.data.nodes.at[market, "price_area"])
    terms = market_price(graph.lookup, area, stream)
    return None if terms is None else sum(float(graph.product(term)) for term in terms)


def check_penalty(penalty: Penalty) -> None:
    """Refuse a penalty that is no finite number of 0 or more."""
    given = penalty.values() if isinstance(penalty, Mapping) else [penalty]
    for value in given:
        if value is not None and not (math.isfinite(value) and value >= 0):
            msg = f"unmet_usd_per_t is {value!r}; it must be a finite number of 0 or more"
            raise ValueError(msg)


def unmet_penalty(graph: StateGraph, penalty: Penalty) -> float:
    """
    Return what a tonne of a commodity that is not delivered is charged (USD/t).

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    penalty
        USD/t for all, or by commodity. When absent, or for a commodity it leaves out: the value of
        a tonne at large, and at least `LEAST_PENALTY_USD_PER_T`.

    Returns
    -------
    penalty
        A bottleneck whose price this sets is worth what the last tonne loses by staying at home.
    """
    if isinstance(penalty, Mapping):
        penalty = penalty.get(graph.commodity)
    if penalty is not None:
        return float(penalty)
    value = graph.value_factors()
    worth = 0.0 if value is None else float(graph.product(value))
    return max(worth, LEAST_PENALTY_USD_PER_T)


def drawn_penalty(graph: StateGraph, penalty: Penalty, facts: Floats) -> Floats:
    """
    Return `unmet_penalty` in draws of the facts.

    Parameters
    ----------
    graph, penalty
        As of `unmet_penalty`.
    facts
        (n_facts, n_draws) drawn facts.

    Returns
    -------
    penalty
        (n_draws,) USD/t.
    """
    given = penalty.get(graph.commodity) if isinstance(penalty, Mapping) else penalty
    value = graph.value_factors()
    if given is not None or value is None:
        return np.full(facts.shape[1], unmet_penalty(graph, penalty))
    return np.maximum(graph.product(value, facts), LEAST_PENALTY_USD_PER_T)
