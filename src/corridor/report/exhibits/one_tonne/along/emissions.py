"""Exhibit 11: CO2e of a tonne by mode and by stretch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.chart.choice.emissions import draw_emissions
from corridor.draw.marks.palette import mode_name
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent, span
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.one_tonne.along.stretches import stretches
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    corridor_name,
    corridor_words,
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

__all__ = ["by_mode", "emissions_exhibit"]

HANDLING = "handling"
CO2 = "co2_kg_per_t"
HEAVIEST = 5
COLUMNS = (
    Column("corridor", "Corridor"),
    Column("mode", "Mode"),
    Column("km", "Distance", "km", "number", 0),
    Column(CO2, "CO2e", "kg/t", "number", 1),
    Column("share", "Of the route", kind="share"),
    Column("g_per_tkm", "Intensity", "g/tkm", "number", 1),
)
LEGS = (
    Column("corridor", "Corridor"),
    Column("name", "Stretch"),
    Column("mode", "Mode"),
    Column("place", "Where"),
    Column("km", "Distance", "km", "number", 0),
    Column(CO2, "CO2e", "kg/t", "number", 1),
    Column("share", "Of the route", kind="share"),
)
NOTES = (
    (
        "CO2 equivalent from well to wheel, per tonne of cargo, as ISO 14083 and the GLEC "
        "framework count it: the emission factor of the link or of its mode and country, times "
        "the distance."
    ),
    (
        "Handling is what ports and transfers emit. Emissions of making or burning the cargo "
        "are left out."
    ),
    f"The second table of a pair shows the {HEAVIEST} stretches of each corridor that emit most.",
)


def emissions_exhibit(findings: Findings) -> Exhibit | None:
    """Return CO2e by mode and stretch, two tables and a chart a pair; None without a comparison."""
    pairs = findings.comparisons
    if not pairs:
        return None
    keys = pair_keys(pairs)
    drawn = {pair: cmp for pair, cmp in pairs.items() if cmp.routes}
    tables = []
    for pair, cmp in drawn.items():
        tables += [_modes(keys[pair], cmp), _legs(keys[pair], cmp)]
    return Exhibit(
        11,
        "co2",
        "CO2e by mode and stretch",
        "Which part of the way emits most?",
        line_each(pairs, _answer),
        tables=tuple(tables),
        pictures=tuple(
            Picture(keys[pair], cmp.title, _alt(cmp), partial(_draw, cmp))
            for pair, cmp in drawn.items()
        ),
        notes=NOTES,
    )


def by_mode(route: Route) -> pd.DataFrame:
    """Return km, CO2e, share and intensity by mode and for handling, in travel order."""
    legs = route.legs
    mode = legs["mode"].where(legs["kind"] == "section", HANDLING)
    sums = legs.groupby(mode, sort=False)[["km", CO2]].sum().rename_axis("mode")
    sums = sums[(sums["km"] > 0) | (sums[CO2] > 0)]
    total = float(sums[CO2].sum())
    sums["share"] = sums[CO2] / total if total else 0.0
    sums["g_per_tkm"] = (1000.0 * sums[CO2] / sums["km"]).where(sums["km"] > 0)
    order = [name for name in sums.index if name != HANDLING]
    order += [HANDLING] if HANDLING in sums.index else []
    return sums.loc[order].reset_index()


def _modes(key: str, cmp: Comparison) -> Table:
    """Return one pair by mode, with the whole route as a last row per corridor."""
    frames, details, marks, at = [], {}, {}, 0
    for name, route in shown_routes(cmp).items():
        rows = by_mode(route)
        legs = route.legs
        kinds = legs["mode"].where(legs["kind"] == "section", HANDLING)
        for mode in rows["mode"]:
            details[at, CO2] = rests_on(route, "kg", legs=legs.index[kinds == mode].tolist())
            at += 1
        low, high = route.draws[CO2].quantile([0.1, 0.9])
        details[at, CO2] = rests_on(route, "kg", f"P10 to P90: {span(low, high, 0)} kg/t.")
        marks[at] = "total"
        at += 1
        km, total = float(rows["km"].sum()), float(rows[CO2].sum())
        ratio = 1000.0 * total / km if km else float("nan")
        whole = {"mode": "whole way", "km": km, CO2: total, "share": 1.0, "g_per_tkm": ratio}
        rows = pd.concat([rows, pd.DataFrame([whole])], ignore_index=True)
        frames.append(rows.assign(corridor=corridor_name(cmp.network, name), corridor_id=name))
    frame = pd.concat(frames, ignore_index=True)
    frame["mode"] = frame["mode"].map(mode_name)
    return Table(f"{key}_modes", f"{cmp.title}, CO2e by mode", frame, COLUMNS, details, marks)


def _legs(key: str, cmp: Comparison) -> Table:
    """Return the stretches of each corridor that emit most."""
    frames, details, at = [], {}, 0
    for name, route in shown_routes(cmp).items():
        rows = stretches(route)
        total = float(rows[CO2].sum())
        rows["share"] = rows[CO2] / total if total else 0.0
        rows = rows[rows[CO2] > 0].sort_values(CO2, ascending=False, kind="stable").head(HEAVIEST)
        for legs in rows["legs"]:
            details[at, CO2] = rests_on(route, "kg", legs=legs)
            at += 1
        frames.append(rows.assign(corridor=corridor_name(cmp.network, name), corridor_id=name))
    frame = pd.concat(frames, ignore_index=True).drop(columns="legs")
    frame["mode"] = frame["mode"].map(mode_name)
    return Table(f"{key}_stretches", f"{cmp.title}, CO2e by stretch", frame, LEGS, details)


def _draw(cmp: Comparison) -> Figure:
    """Return the bars of one pair by mode."""
    routes = shown_routes(cmp)
    parts = [by_mode(route).assign(corridor=name) for name, route in routes.items()]
    figure, ax = paper(1.5 + 0.6 * len(routes))
    figure.subplots_adjust(left=0.12, bottom=0.9 / (1.5 + 0.6 * len(routes)), top=0.86)
    bars = pd.concat(parts).rename(columns={CO2: "kg"})
    ranges = pd.DataFrame(
        [(name, *route.draws[CO2].quantile([0.1, 0.9])) for name, route in routes.items()],
        columns=["corridor", "low", "high"],
    )
    draw_emissions(bars, ranges=ranges, ax=ax, title=cmp.title)
    return figure


def _answer(cmp: Comparison) -> str:
    """Say of one pair which corridor emits least and which most, and by which mode."""
    order = sorted(shown_routes(cmp).items(), key=lambda item: _kg(item[1]))
    said = []
    for word, (name, route) in zip(("least", "most"), (order[0], order[-1]), strict=True):
        low, high = route.draws[CO2].quantile([0.1, 0.9])
        text = f"{word} {corridor_words(cmp.network, name)}, {number(_kg(route), 0)} kg/t "
        text += f"({span(low, high, 0)})"
        rows = by_mode(route).sort_values(CO2, ascending=False, kind="stable")
        if len(rows):
            text += f", {percent(rows['share'].iloc[0])} of it by {mode_name(rows['mode'].iloc[0])}"
        said.append(text)
    return said[0].removeprefix("least ") if len(order) == 1 else "; ".join(said)


def _kg(route: Route) -> float:
    return float(route.totals[CO2])


def _alt(cmp: Comparison) -> str:
    """Say what the bars show."""
    said = []
    for name, route in shown_routes(cmp).items():
        rows = by_mode(route)
        parts = [
            f"{number(kg, 0)} by {mode_name(str(mode))}"
            for mode, kg in zip(rows["mode"], rows[CO2], strict=True)
        ]
        said.append(
            f"{corridor_name(cmp.network, name)}: {number(_kg(route), 0)} kg of CO2e per tonne, "
            f"{listed(parts)}."
        )
    return " ".join(said)
