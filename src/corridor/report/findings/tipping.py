"""What would tip the choice between two corridors: the quantities a report asks about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.report.exhibits.standing import heaviest_facts
from corridor.routes.tipping.break_even import break_even

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.report.findings.findings import Pair
    from corridor.routes.comparison import Comparison
    from corridor.routes.tipping.quantity import Change
    from corridor.routes.tipping.result import BreakEven

__all__ = ["tipping_points"]

# Weights that a policy can set, and what a delay is worth.
WEIGHTS: tuple[str, ...] = ("subsidy_usd_per_t", "carbon_price_usd_per_t")
# Prices that a carrier sets.
PRICES = ("tariff_usd_per_t", "tariff_usd_per_tkm", "freight_usd_per_t", "freight_usd_per_tkm")
LOOKED_AT = 24


def tipping_points(
    comparisons: Mapping[Pair, Comparison], first: str, second: str
) -> tuple[BreakEven, ...]:
    """Return where each pair's choice between two corridors tips; of pairs that have both."""
    found = []
    for (commodity, origin, destination), cmp in comparisons.items():
        if first not in cmp.routes or second not in cmp.routes:
            continue
        for change in _changes(cmp, first, second):
            point = break_even(
                cmp.network,
                commodity=commodity,
                origin=origin,
                destination=destination,
                better=first,
                than=second,
                change=change,
            )
            found.append(point)
    return tuple(found)


def _changes(cmp: Comparison, *sides: str) -> list[Change]:
    """Return the quantities to move: two weights, and the price that each side pays most of."""
    changes: list[Change] = list(WEIGHTS)
    for side in sides:
        for fact in heaviest_facts(cmp.routes[side], LOOKED_AT):
            subject, attribute = fact.split("|")[:2]
            if attribute in PRICES:
                changes.append((subject, attribute))
                break
    return list(dict.fromkeys(changes))
