"""Exhibit 17: the tariff, time or risk at which the better corridor changes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.chart.choice.break_even import draw_break_even
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, span
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.words import (
    capital,
    corridor_name,
    corridor_noun,
    corridor_words,
    listed,
    pair_title,
    quantity_words,
)
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.network.network import Network
    from corridor.report.findings.findings import Findings
    from corridor.routes.tipping.result import BreakEven

__all__ = ["break_even_exhibit"]

PICTURES = 3
MEASURES = {
    "generalised_cost_usd_per_t": ("generalised cost", "USD/t"),
    "cost_usd_per_t": ("cost", "USD/t"),
    "time_d": ("days", "d"),
    "co2_kg_per_t": ("CO2e", "kg/t"),
    "expected_delay_d": ("delay by hazards", "d"),
}
COLUMNS = (
    Column("pair", "Cargo"),
    Column("quantity", "What moves"),
    Column("unit", "Unit"),
    Column("today", "Today", "in its unit", "number"),
    Column("value", "Changes at", "in its unit", "number"),
    Column("times", "Of today's value", "times", "number", 2),
    Column("below", "Better below"),
    Column("above", "Better above"),
    Column("gap_today", "Gap today", "in the measure", "number", 0),
    Column("measure", "Measure"),
)
NOTES = (
    (
        "Both corridors take their best route at every value; a corridor whose line bends has "
        "changed its route."
    ),
    ("Generalised cost counts the days and the expected delay by the capital bound in the cargo."),
    (
        "Gap today: the first corridor less the second; a dash under Changes at says that no "
        "value in the range searched changes the better corridor."
    ),
)


def break_even_exhibit(findings: Findings) -> Exhibit | None:
    """Return what would tip each choice, one table and up to three charts; None without any."""
    tips = findings.break_evens
    if not tips:
        return None
    net = findings.network
    drawn = [(at, tip) for at, tip in enumerate(tips) if tip.in_range][:PICTURES]
    return Exhibit(
        17,
        "break_even",
        "What would tip the choice",
        "At which tariff, time or risk does the better corridor change?",
        _summary(net, tips),
        tables=(_table(net, tips),),
        pictures=tuple(
            Picture(f"tip_{at + 1}", _title(net, tip), _answer(net, tip), partial(_draw, net, tip))
            for at, tip in drawn
        ),
        notes=(*NOTES, *dict.fromkeys(_notes(net, tips))),
    )


def _title(net: Network, tip: BreakEven) -> str:
    """Return pair and quantity in words."""
    pair = pair_title(net, (tip.commodity, tip.origin, tip.destination))
    return f"{pair}; {quantity_words(net, tip.quantity, tip.better)}"


def _table(net: Network, tips: tuple[BreakEven, ...]) -> Table:
    """Return the break-evens, one a row."""
    rows, details, marks = [], {}, {}
    for at, tip in enumerate(tips):
        value = float("nan") if tip.value is None else tip.value
        name, unit = MEASURES[tip.by]
        rows.append(
            {
                "pair": pair_title(net, (tip.commodity, tip.origin, tip.destination)),
                "quantity": quantity_words(net, tip.quantity, tip.better),
                "unit": tip.unit,
                "today": tip.at,
                "value": value,
                "times": value / tip.at if tip.at else float("nan"),
                "below": _named(net, tip.better_below),
                "above": _named(net, tip.better_above),
                "gap_today": tip.gap_today,
                "measure": f"{name}, {unit}",
            }
        )
        details[at, "today"] = Detail("", tuple(map(str, tip.moved.index)))
        searched = f"Searched from {span(*tip.within)} {tip.unit}."
        more = len(tip.crossings) - 1
        searched += f" {more} more such values in the range." if more > 0 else ""
        details[at, "value"] = Detail(searched)
        pair = f"{corridor_name(net, tip.better)} less {corridor_name(net, tip.than)}"
        details[at, "gap_today"] = Detail(f"{pair}; {number(tip.slope)} for one {tip.unit} more.")
        if not tip.in_range:
            marks[at] = "no change"
    return Table(
        "break_evens", "What would tip the choice", pd.DataFrame(rows), COLUMNS, details, marks
    )


def _summary(net: Network, tips: tuple[BreakEven, ...]) -> str:
    """Say what tips the choices, and what does not."""
    found = [_answer(net, tip) for tip in tips if tip.in_range]
    rest = [tip for tip in tips if not tip.in_range]
    if len(rest) == 1 or not found:
        return " ".join([*found, *(_answer(net, tip) for tip in rest)])
    if rest:
        said = dict.fromkeys(f"the {quantity_words(net, t.quantity, t.better)}" for t in rest)
        found.append(f"In the ranges searched no choice is changed by {listed(said, 'or')}.")
    return " ".join(found)


def _named(net: Network, corridor: str) -> str:
    """Return a corridor by name; ``tie`` and nothing stay as they are."""
    return corridor_name(net, corridor) if corridor not in ("", "tie") else corridor


def _answer(net: Network, tip: BreakEven) -> str:
    """Say in a sentence what tips one choice, or that nothing in the range does."""
    what, (measure, unit) = quantity_words(net, tip.quantity, tip.better), MEASURES[tip.by]
    head = pair_title(net, (tip.commodity, tip.origin, tip.destination))
    ahead, behind = (tip.better, tip.than) if tip.gap_today < 0 else (tip.than, tip.better)
    lead = number(abs(tip.gap_today), 0)
    today = f"today {number(tip.at)}"
    if tip.value is None:
        if tip.gap_least * tip.gap_most < 0 or not tip.gap_today:
            return f"{head}: the two corridors tie, whatever the {what} ({today} {tip.unit})."
        gaps = sorted((abs(tip.gap_least), abs(tip.gap_most)))
        reach = span(gaps[0], gaps[1], 0)
        return (
            f"{head}: no {what} from {span(*tip.within)} {tip.unit} ({today}) changes the choice; "
            f"{corridor_noun(net, ahead)} stays ahead by {reach} {unit} of {measure}."
        )
    move = "rises above" if tip.value > tip.at else "falls below"
    other = tip.better_above if tip.value > tip.at else tip.better_below
    then = "the two tie" if other == "tie" else f"the better way is {corridor_words(net, other)}"
    return (
        f"{head}: once the {what} {move} {number(tip.value)} {tip.unit} ({today}), {then}; today "
        f"{corridor_noun(net, ahead)} is ahead of {corridor_noun(net, behind)} by {lead} {unit}."
    )


def _draw(net: Network, tip: BreakEven) -> Figure:
    """Return the two corridors as the quantity moves, around today's value and the break-even."""
    ends = [("from", "cost_from"), ("to", "cost_to")]
    parts = [
        tip.envelope[["corridor", x, y]].set_axis(["corridor", "x", "y"], axis=1) for x, y in ends
    ]
    lines = pd.concat(parts).sort_values(["corridor", "x"], kind="stable")
    value = tip.at if tip.value is None else tip.value
    reach = 0.6 * abs(value - tip.at) or 0.5 * abs(tip.at) or 1.0
    view = (
        max(tip.within[0], min(value, tip.at) - reach),
        min(tip.within[1], max(value, tip.at) + reach),
    )
    measure, unit = MEASURES[tip.by]
    figure, ax = paper(4.4)
    draw_break_even(
        lines,
        today=tip.at,
        crossing=tip.value,
        view=view,
        ax=ax,
        title=pair_title(net, (tip.commodity, tip.origin, tip.destination)),
        x_label=f"{capital(quantity_words(net, tip.quantity, tip.better))}, {tip.unit}",
        y_label=f"{capital(measure)}, {unit}",
    )
    return figure


def _notes(net: Network, tips: tuple[BreakEven, ...]) -> list[str]:
    """Return what each break-even has to say besides, as sentences."""
    said = []
    for tip in tips:
        what = quantity_words(net, tip.quantity, tip.better)
        for note in tip.notes:
            text = note
            for name in (tip.better, tip.than):
                text = text.replace(f" {name} ", f" {corridor_noun(net, name)} ")
            said.append(f"{capital(what)}: {text}.")
    return said
