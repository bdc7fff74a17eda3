"""Exhibit 2: what a tonne pays for, by charge and by who receives it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent, span
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    corridor_name,
    corridor_words,
    country_name,
    line_each,
    listed,
    pair_keys,
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
    "What each stretch of the way costs stands with the maps of the routes.",
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
        line_each(pairs, _answer),
        tables=tuple(tables),
        pictures=tuple(
            Picture(keys[pair], cmp.title, _alt(cmp), partial(_draw, cmp))
            for pair, cmp in drawn.items()
        ),
        notes=NOTES,
    )


def _draw(cmp: Comparison) -> Figure:
    """Return the bars by charge."""
    tall = 1.9 + 0.55 * len(shown_routes(cmp))
    figure, ax = paper(tall)
    figure.subplots_adjust(left=0.12, right=0.985, bottom=1.0 / tall, top=1 - 0.5 / tall)
    cmp.plot_costs(ax=ax)
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
    paid = {name: _paid(route) for name, route in shown_routes(cmp).items()}
    for at, charge in enumerate(map(str, frame["charge"])):
        for name, route in shown_routes(cmp).items():
            if charge == TOTAL:
                totals = route.totals
                low, high = totals["cost_low_usd_per_t"], totals["cost_high_usd_per_t"]
                detail = rests_on(route, "usd", f"P10 to P90: {span(low, high, 0)} USD/t.")
            else:
                detail = rests_on(route, "usd", _takers(paid[name], charge), charge=charge)
            if detail.text:
                details[at, f"usd_{name}"] = detail
    frame["words"] = frame["charge"].map(_words)
    columns = _columns(cmp, Column("words", "Charge"))
    marks = {len(frame) - 1: "total"}
    return Table(f"{key}_charges", f"{cmp.title}, by charge", frame, columns, details, marks)


def _takers(paid: pd.DataFrame, charge: str) -> str:
    """Say who receives a charge on a route, and how much; empty where it is not paid."""
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
    every = {name: _paid(route) for name, route in shown_routes(cmp).items()}
    for at, taker in enumerate(map(str, frame["taker"])):
        for name, paid in every.items():
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


def _answer(cmp: Comparison) -> str:
    """Say of one pair what takes most of the money, and who, cheapest way and cheapest off."""
    routes = {name: _paid(route) for name, route in shown_routes(cmp).items()}
    paid = {name: rows for name, rows in routes.items() if rows["usd_per_t"].sum() > 0}
    if not paid:
        return "no charge has a fact"
    total = {name: float(rows["usd_per_t"].sum()) for name, rows in paid.items()}
    first = min(total, key=total.__getitem__)
    off = {n: usd for n, usd in total.items() if "RU" not in cmp.routes[n].territories}
    said = []
    for name in dict.fromkeys([first, *([min(off, key=off.__getitem__)] if off else [])]):
        word = "the cheapest" if name == first else "the cheapest off Russian land"
        charge, most = _most(paid[name], "charge")
        taker, share = _most(paid[name], "taker")
        said.append(
            f"of {number(total[name], 0)} USD/t {corridor_words(cmp.network, name)}, {word}, "
            f"{percent(most / total[name])} is {charge.replace('_', ' ')} and "
            f"{percent(share / total[name])} goes to {taker}"
        )
    return "; ".join(said)


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
