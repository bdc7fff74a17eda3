"""What it costs more, or less, to keep one tonne off a territory, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.report.exhibits.one_tonne.evidence import cargo_value
from corridor.report.exhibits.one_tonne.words import shown_routes

if TYPE_CHECKING:
    import pandas as pd

    from corridor.routes.comparison import Comparison

__all__ = ["Premium", "corridors_off", "premium_of"]

COST, DAYS = "cost_usd_per_t", "time_d"


@dataclass(frozen=True)
class Premium:
    """
    The cheapest corridor that stays off a territory, against the cheapest that touches it.

    Attributes
    ----------
    off, through
        The two corridors, by money at central values.
    usd_per_t, low, high
        Cost of the first less that of the second: at central values, P10 and P90 of the draws.
    days, days_low, days_high
        The same of days.
    value_usd_per_t
        What a tonne of the cargo is worth; NaN where no price is known.
    dearer_share
        Share of the draws in which staying off costs more; ties count half.
    """

    off: str
    through: str
    usd_per_t: float
    low: float
    high: float
    days: float
    days_low: float
    days_high: float
    value_usd_per_t: float
    dearer_share: float

    def of_value(self, usd_per_t: float) -> float:
        """Return an amount as a share of the cargo's value."""
        return usd_per_t / self.value_usd_per_t


def corridors_off(cmp: Comparison, territory: str = "RU") -> tuple[list[str], list[str]]:
    """Return the corridors whose route stays off a territory, and those that touch it, by cost."""
    routes = shown_routes(cmp)
    costs = cmp.table.loc[list(routes), COST].sort_values(kind="stable")
    names = [str(name) for name in costs.index]
    touches = [name for name in names if territory in routes[name].territories]
    return [name for name in names if name not in touches], touches


def premium_of(cmp: Comparison, territory: str = "RU") -> Premium | None:
    """Return the premium of staying off a territory; None where either side has no route."""
    off, through = corridors_off(cmp, territory)
    if not off or not through:
        return None
    first, second = cmp.routes[off[0]], cmp.routes[through[0]]
    central = first.totals[[COST, DAYS]].astype(float) - second.totals[[COST, DAYS]].astype(float)
    gap: pd.DataFrame = first.draws[[COST, DAYS]] - second.draws[[COST, DAYS]]
    low, high = gap.quantile(0.1), gap.quantile(0.9)
    return Premium(
        off[0],
        through[0],
        *(float(central[COST]), float(low[COST]), float(high[COST])),
        *(float(central[DAYS]), float(low[DAYS]), float(high[DAYS])),
        cargo_value(first),
        float((gap[COST] > 0).mean() + 0.5 * (gap[COST] == 0).mean()),
    )
