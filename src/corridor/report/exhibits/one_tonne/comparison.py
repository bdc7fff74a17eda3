"""Exhibit 3: the corridors side by side, with range, difference to the best, rank and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.report.contents.exhibit import Exhibit
from corridor.report.contents.numbers import number, percent, span
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    absent_words,
    capital,
    cargo_words,
    corridor_name,
    corridor_noun,
    country_name,
    listed,
    pair_keys,
    reason_words,
)
from corridor.report.exhibits.standing import named_corridors

if TYPE_CHECKING:
    from corridor.report.findings.findings import Findings
    from corridor.routes.comparison import Comparison

__all__ = ["comparison_exhibit"]

COLUMNS = (
    Column("name", "Corridor"),
    Column("rank", "Rank", kind="number", digits=0),
    Column("cost_usd_per_t", "Cost", "USD/t", "number", 0),
    Column("above_best_usd_per_t", "More", "USD/t", "number", 0),
    Column("cheapest_share", "Best in", "of draws", "share"),
    Column("time_d", "Time", "days", "number", 0),
    Column("netback_usd_per_t", "Netback", "USD/t", "number", 0),
    Column("co2_kg_per_t", "CO2e", "kg/t", "number", 0),
    Column("availability", "Open", "of the time", "share"),
    Column("capacity_mt_per_y", "Capacity", "Mt/y", "number"),
    Column("distance_km", "Distance", "km", "number", 0),
    Column("border_crossings", "Borders", kind="number", digits=0),
    Column("territory_share_RU", "In Russia", "of the km", "share"),
    Column("estimate_share", "Estimated", "of the cost", "share"),
)

WHY = Column("why", "Why there is no route")

NOTES = (
    (
        "Ranges are P10 to P90 over draws of the facts; a fact that two corridors share is "
        "drawn once for both. Where the ranges of facts reach further up than down, as those of "
        "delays do, a central value lies near the lower end of its range, or below it."
    ),
    (
        "Rank and More (above the best) are by money. A charge without a fact is not counted, "
        "and named with the cost."
    ),
    (
        "Open: the share of the time that known hazards leave a route open; a dash says that no "
        "hazard is on record. Capacity: the least that is known on the way, less what is taken; "
        "a capacity that no fact states is not taken to be unlimited. In Russia: of the km, on "
        "its land."
    ),
)


def comparison_exhibit(findings: Findings) -> Exhibit | None:
    """Return the comparison of corridors, a table a pair; None without one."""
    pairs = findings.comparisons
    if not pairs:
        return None
    keys = pair_keys(pairs)
    return Exhibit(
        3,
        "comparison",
        "The corridors side by side",
        "Which way?",
        "\n".join(_answer(cargo_words(cmp.network, pair), cmp) for pair, cmp in pairs.items()),
        tables=tuple(_table(keys[pair], cmp) for pair, cmp in pairs.items()),
        notes=NOTES,
    )


def _table(key: str, cmp: Comparison) -> Table:
    """Return one pair as a table; corridors without a route stay, with the reason."""
    names = named_corridors(cmp)
    frame = cmp.table.loc[names].reset_index()
    frame["name"] = [corridor_name(cmp.network, name) for name in names]
    cost = frame["cost_usd_per_t"].to_numpy(float)
    best = np.nanmin(cost) if np.isfinite(cost).any() else np.nan
    frame["rank"] = pd.Series(cost).rank(method="min")
    frame["above_best_usd_per_t"] = cost - best
    frame["capacity_mt_per_y"] = frame["capacity_t_per_y"].astype(float) / 1e6
    wins = _cheapest_shares(cmp, names)
    frame["cheapest_share"] = [wins.get(name, np.nan) for name in names]
    details, marks = {}, {}
    for at, name in enumerate(names):
        if name not in cmp.routes:
            reason = reason_words(cmp.network, cmp.reasons.get(name, ""))
            details[at, "name"] = Detail(f"No route: {reason}.")
            marks[at] = "no route"
            continue
        if cost[at] == best:
            marks[at] = "best"
        details |= {(at, key): value for key, value in _details(cmp, name).items()}
    if not cmp.routes:
        frame["why"] = [
            capital(reason_words(cmp.network, cmp.reasons.get(name, ""))) for name in names
        ]
        return Table(key, cmp.title, frame, (COLUMNS[0], WHY), details, marks)
    return Table(key, cmp.title, frame, COLUMNS, details, marks)


def _details(cmp: Comparison, corridor: str) -> dict[str, Detail]:
    """Return what stands behind the numbers of one corridor."""
    route = cmp.routes[corridor]
    row = route.totals
    cost = f"P10 to P90: {span(row['cost_low_usd_per_t'], row['cost_high_usd_per_t'], 0)} USD/t."
    if row["not_included"]:
        absent = dict.fromkeys(absent_words(cmp.network, item) for item in row["not_included"])
        cost += f" Not included, for want of a fact: {'; '.join(absent)}."
    low, high = route.draws[["netback_usd_per_t", "co2_kg_per_t"]].quantile([0.1, 0.9]).to_numpy()
    days = f"P10 to P90: {span(row['time_low_d'], row['time_high_d'], 0)} days."
    netback = f"P10 to P90: {span(low[0], high[0], 0)} USD/t." if np.isfinite(low[0]) else ""
    known = f"{percent(row['capacity_known_share'])} of the links and transfers state a capacity."
    lands = listed(country_name(cmp.network, land) for land in row["territories"])
    return {
        "name": Detail(f"Over {lands}."),
        "cost_usd_per_t": rests_on(route, "usd", cost),
        "time_d": rests_on(route, "d", days),
        "netback_usd_per_t": Detail(netback or "No price of the year at the market."),
        "co2_kg_per_t": rests_on(route, "kg", f"P10 to P90: {span(low[1], high[1], 0)} kg/t."),
        "availability": rests_on(route, "down"),
        "capacity_mt_per_y": rests_on(route, "capacity", known),
    }


def _cheapest_shares(cmp: Comparison, names: list[str]) -> dict[str, float]:
    """Return in which share of the draws each corridor costs least; ties are shared."""
    there = [name for name in names if name in cmp.routes]
    if not there:
        return {}
    costs = np.column_stack([cmp.routes[name].draws["cost_usd_per_t"] for name in there])
    least = costs == costs.min(axis=1, keepdims=True)
    shares = (least / least.sum(axis=1, keepdims=True)).mean(axis=0)
    return dict(zip(there, map(float, shares), strict=True))


def _answer(cargo: str, cmp: Comparison) -> str:
    """Return the finding of one pair in a sentence."""
    there = [name for name in named_corridors(cmp) if name in cmp.routes]
    if not there:
        return f"{cargo}: no corridor has a route; the table says why."
    costs = cmp.table.loc[there, "cost_usd_per_t"].astype(float).sort_values(kind="stable")
    first = str(costs.index[0])
    row = cmp.routes[first].totals
    words = span(row["cost_low_usd_per_t"], row["cost_high_usd_per_t"], 0)
    text = f"{cargo}: {corridor_noun(cmp.network, first)} is cheapest, at "
    text += f"{number(costs.iloc[0], 0)} USD/t ({words})"
    if len(costs) == 1:
        return f"{text}; no other corridor has a route."
    second = str(costs.index[1])
    gap = number(costs.iloc[1] - costs.iloc[0], 0)
    share = percent(cmp.probability_better(first, second))
    other = corridor_noun(cmp.network, second)
    return f"{text}; {other} costs {gap} more, and loses in {share} of the draws."
