"""What several exhibits read off routes: corridors worth a row, and the facts that carry a cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.routes.frames import distinct

if TYPE_CHECKING:
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["heaviest_facts", "named_corridors"]

FACTS = 6
CURRENCY = "currency:"


def named_corridors(cmp: Comparison) -> list[str]:
    """Return the corridors of a comparison; ``any`` only where it repeats no other's route."""
    kept = {*distinct(cmp.routes)}
    return [name for name in cmp.corridors if name != "any" or name in kept] or cmp.corridors


def heaviest_facts(route: Route, count: int = FACTS) -> tuple[str, ...]:
    """Return the facts that most of a route's money rests on, the heaviest first."""
    rows = route.charges[["facts", "usd_per_t"]].explode("facts").dropna(subset="facts")
    rows = rows[~rows["facts"].str.startswith(CURRENCY)]  # price levels: behind every charge
    weight = rows.groupby("facts")["usd_per_t"].sum().sort_values(ascending=False, kind="stable")
    return tuple(str(fact) for fact in weight.index[:count])
