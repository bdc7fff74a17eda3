"""Exhibit 2: what a tonne pays for, by charge, by leg and by who receives it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.chart.costs import draw_costs
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent, span
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.along.stretches import stretches
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    corridor_name,
    corridor_words,
    country_name,
    listed,
    pair_keys,
    pair_title,
    shown_routes,
)
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["waterfall_exhibit"]

TOTAL = "all charges"
LOST = "lost on the way"
NAMED = 3
NOTES = (
    "A charge without a fact is not counted; the comparison of corridors names them.",
    "Losses are what is lost on the way at the value of the cargo: nobody receives them.",
    "Bars are stacked at central values, whiskers are P10 to P90 of the total.",
    "Below, sections of one mode in one country are one part; parts under 2 % are merged.",
)


def waterfall_exhibit(findings: Findings) -> Exhibit | None:
    """Return what a tonne pays for, two tables and a chart a pair; None without a comparison."""
    pairs = findings.comparisons
    if not pairs:
        return None
    keys = pair_keys(pairs)
    drawn = {pair: cmp for pair, cmp in pairs.items() if cmp.routes}
    tables = []
    for pair, cmp in drawn.items():
        tables += [_by_charge(keys[pair], cmp), _by_recipient(keys[pair], cmp)]
    return Exhibit(
        2,
        "waterfall",
        "What a tonne pays for",
        "What does the money buy, and who receives it?",
        "\n".join(_answer(pair_title(cmp.network, pair), cmp) for pair, cmp in pairs.items()),
        tables=tuple(tables),
        pictures=tuple(
            Picture(keys[pair], cmp.title, _alt(cmp), partial(_draw, cmp))
            for pair, cmp in drawn.items()
        ),
        notes=NOTES,
    )


def _draw(cmp: Comparison) -> Figure:
    """Return the bars by charge above those by stretch."""
    routes = shown_routes(cmp)
    heights = [0.55 * len(routes), 1.0 * len(routes)]
    tall = sum(heights) + 3.0
    figure, ax = paper(tall)
    figure.delaxes(ax)
    above, below = figure.subplots(2, 1, height_ratios=heights)
    figure.subplots_adjust(
        left=0.12,
        right=0.985,
        bottom=0.5 / tall,
        top=1 - 0.5 / tall,
        hspace=1.6 / (sum(heights) / 2),
    )
    cmp.plot_costs(ax=above)
    parts = [stretches(route).assign(corridor=name) for name, route in routes.items()]
    costs = pd.concat(parts).rename(columns={"name": "leg", "cost_usd_per_t": "usd"})
    draw_costs(costs, by="leg", ax=below, title="The same by stretch, in the order of travel")
    return figure


def _paid(route: Route) -> pd.DataFrame:
    """Return the charges of a route with the recipient in words."""
    charges = route.charges
    taker = charges["recipient"].where(charges["charge"] != "losses", LOST)
    words = {name: country_name(route.network, str(name)) for name in taker.unique()}
    return charges.assign(taker=taker.map(words))


def _columns(cmp: Comparison, first: Column) -> tuple[Column, ...]:
    """Return the columns: what the row is, then a corridor each."""
    names = shown_routes(cmp)
    return (
        first,
        *(
            Column(f"usd_{name}", corridor_name(cmp.network, name), "USD/t", "number", 1)
            for name in names
        ),
    )


def _grid(cmp: Comparison, by: str) -> pd.DataFrame:
    """Return USD per tonne by charge or taker and corridor, the largest first, and the total."""
    sums = {
        f"usd_{name}": _paid(route).groupby(by)["usd_per_t"].sum()
        for name, route in shown_routes(cmp).items()
    }
    grid = pd.DataFrame(sums)
    grid = grid.loc[grid.max(axis=1).sort_values(ascending=False, kind="stable").index]
    grid.loc[TOTAL] = grid.sum()
    return grid.rename_axis(by).reset_index()


def _by_charge(key: str, cmp: Comparison) -> Table:
    """Return one pair by charge; behind each cell who receives it and the facts."""
    frame, details = _grid(cmp, "charge"), {}
    for at, charge in enumerate(map(str, frame["charge"])):
        for name, route in shown_routes(cmp).items():
            if charge == TOTAL:
                totals = route.totals
                low, high = totals["cost_low_usd_per_t"], totals["cost_high_usd_per_t"]
                detail = rests_on(route, "usd", f"P10 to P90: {span(low, high, 0)} USD/t.")
            else:
                detail = rests_on(route, "usd", _takers(route, charge), charge=charge)
            if detail.text:
                details[at, f"usd_{name}"] = detail
    frame["words"] = frame["charge"].map(_words)
    columns = _columns(cmp, Column("words", "Charge"))
    marks = {len(frame) - 1: "total"}
    return Table(f"{key}_charges", f"{cmp.title}, by charge", frame, columns, details, marks)


def _takers(route: Route, charge: str) -> str:
    """Say who receives a charge on a route, and how much; empty where it is not paid."""
    paid = _paid(route)
    sums = paid[paid["charge"] == charge].groupby("taker")["usd_per_t"].sum()
    sums = sums[sums > 0].sort_values(ascending=False, kind="stable")
    if sums.empty:
        return ""
    if charge == "losses":
        return "Lost on the way, at the value of the cargo."
    return f"Paid to {listed(f'{taker} ({number(usd, 1)})' for taker, usd in sums.items())}."


def _by_recipient(key: str, cmp: Comparison) -> Table:
    """Return one pair by who receives the money."""
    frame, details = _grid(cmp, "taker"), {}
    for at, taker in enumerate(map(str, frame["taker"])):
        for name, route in shown_routes(cmp).items():
            paid = _paid(route)
            rows = paid[paid["taker"] == taker]
            total = float(paid["usd_per_t"].sum())
            if len(rows) and total:
                share = percent(float(rows["usd_per_t"].sum()) / total)
                facts = dict.fromkeys(
                    fact
                    for cell in rows.sort_values("usd_per_t", ascending=False)["facts"]
                    for fact in cell
                    if not fact.startswith("currency:")
                )
                judged = bool((rows["kind"] == "estimate").any())
                details[at, f"usd_{name}"] = Detail(
                    f"{share} of the money.", tuple(facts)[:6], judged
                )
    frame["words"] = frame["taker"].map(_words)
    columns = _columns(cmp, Column("words", "Recipient"))
    marks = {len(frame) - 1: "total"}
    return Table(f"{key}_recipients", f"{cmp.title}, by recipient", frame, columns, details, marks)


def _words(name: str) -> str:
    """Return an id as words with a capital."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _answer(title: str, cmp: Comparison) -> str:
    """Say of one pair what takes most of the money, and who."""
    if not cmp.routes:
        return f"{title}: no corridor has a route, so nothing is paid."
    said = []
    for name, route in shown_routes(cmp).items():
        paid = _paid(route)
        total = float(paid["usd_per_t"].sum())
        if total:
            share, taker = _most(paid, "charge"), _most(paid, "taker")
            said.append(
                f"{corridor_words(cmp.network, name)} {number(total, 0)} USD/t, of which "
                f"{share[0].replace('_', ' ')} {percent(share[1] / total)}, and "
                f"{percent(taker[1] / total)} to {taker[0]}"
            )
    return f"{title}: {'; '.join(said)}." if said else f"{title}: no charge has a fact."


def _most(paid: pd.DataFrame, by: str) -> tuple[str, float]:
    """Return the largest part of the money and its USD per tonne."""
    sums = paid.groupby(by)["usd_per_t"].sum().sort_values(ascending=False, kind="stable")
    return str(sums.index[0]), float(sums.iloc[0])


def _alt(cmp: Comparison) -> str:
    """Say what the bars show."""
    said = []
    for name, route in shown_routes(cmp).items():
        sums = route.charges.groupby("charge")["usd_per_t"].sum()
        sums = sums.sort_values(ascending=False, kind="stable")
        parts = [
            f"{str(charge).replace('_', ' ')} {number(usd, 0)}"
            for charge, usd in sums.iloc[:NAMED].items()
        ]
        said.append(
            f"{corridor_name(cmp.network, name)}: {number(float(sums.sum()), 0)} USD/t, "
            f"most for {listed(parts)}."
        )
    return " ".join(said)
