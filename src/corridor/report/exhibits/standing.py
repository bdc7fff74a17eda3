"""What several exhibits say of routes: corridors worth a row, their names, the facts that carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.routes.frames import distinct

if TYPE_CHECKING:
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["by_way", "heaviest_facts", "named_corridors", "way_noun"]

FACTS = 6
CURRENCY = "currency:"
WAYS = ("Through ", "Over ", "By ")
ROUTES = ("route", "corridor", "way", "ways")


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


def by_way(name: str) -> str:
    """
    Return the name of a corridor as said after a cargo.

    Examples
    --------
    >>> by_way("Through Russia"), by_way("Caspian"), by_way("other ways")
    ('through Russia', 'by the Caspian route', 'by other ways')
    """
    if name.startswith(WAYS):
        return f"{name[:1].lower()}{name[1:]}"
    return f"by {name}" if name.startswith("other ") else f"by {way_noun(name)}"


def way_noun(name: str) -> str:
    """
    Return the name of a corridor as what a sentence is about.

    Examples
    --------
    >>> way_noun("Through Russia"), way_noun("Caspian"), way_noun("Silk Road Corridor")
    ('the way through Russia', 'the Caspian route', 'the Silk Road Corridor')
    """
    if name.startswith(WAYS):
        return f"the way {name[:1].lower()}{name[1:]}"
    return f"the {name}" if name.lower().endswith(ROUTES) else f"the {name} route"
