"""What a quantity of a route rests on: its facts, the heaviest first, and whether one is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.report.contents.table import Detail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.routes.route import Route

__all__ = ["cargo_value", "rests_on"]

FACTS = 6
CURRENCY = "currency:"
LOSSES = "losses"


def rests_on(
    route: Route,
    quantity: str,
    text: str = "",
    *,
    legs: Iterable[int] | None = None,
    charge: str = "",
    count: int = FACTS,
) -> Detail:
    """
    Return what stands behind an amount of a route.

    Parameters
    ----------
    route
        The route.
    quantity
        ``usd``, ``d``, ``kg``, ``km`` or ``loss``.
    text
        Its range or what has to be said, in words.
    legs
        Positions of the legs counted; all when absent.
    charge
        Only this charge; ``losses`` are the shares lost on the way.
    count
        Most facts named.

    Returns
    -------
    detail
        The facts, the heaviest first, without price levels and exchange rates.
    """
    graph = route.graph
    numbers = graph.legs_of(list(route.arcs))
    chosen = numbers if legs is None else numbers[list(legs)]
    terms = graph.terms_of(chosen)
    table = graph.fact_map.terms
    kind, charges = (table[name].to_numpy()[terms] for name in ("quantity", "charge"))
    kinds = ["usd", "loss"] if quantity == "usd" and not charge else [quantity]
    wanted = np.isin(kind, ["loss"] if charge == LOSSES else kinds)
    if charge and charge != LOSSES:
        wanted &= charges == charge
    terms = terms[wanted]
    amounts = np.abs(graph.fact_map.values(terms=terms)).tolist()
    weight: dict[str, float] = {}
    for facts, amount in zip(graph.fact_map.facts_by_term(terms), amounts, strict=True):
        for fact in facts:
            if not fact.startswith(CURRENCY):  # price levels: behind every charge
                weight[fact] = weight.get(fact, 0.0) + amount
    heaviest = sorted(weight, key=lambda fact: -weight[fact])[:count]
    judged = bool(graph.once(("estimated",), graph.fact_map.estimated)[terms].any())
    return Detail(text, tuple(heaviest), judged)


def cargo_value(route: Route) -> float:
    """Return what a tonne of the cargo is worth at large, in USD; NaN where no price is known."""
    factors = route.graph.value_factors()
    return float("nan") if factors is None else float(route.graph.product(factors))
