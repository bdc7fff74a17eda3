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
    cargo_words,
    corridor_name,
    corridor_noun,
    listed,
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
    (
        "Generalised cost counts the days and the expected delay by the capital bound in the "
        "cargo, so a gap is not that of money alone in the comparison of corridors."
    ),
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
    pair = cargo_words(net, (tip.commodity, tip.origin, tip.destination))
    return f"{pair}: {quantity_words(net, tip.quantity, tip.better)}"


def _table(net: Network, tips: tuple[BreakEven, ...]) -> Table:
    """Return the break-evens, one a row."""
    rows, details, marks = [], {}, {}
    for at, tip in enumerate(tips):
        value = float("nan") if tip.value is None else tip.value
        name, unit = MEASURES[tip.by]
        rows.append(
            {
                "pair": cargo_words(net, (tip.commodity, tip.origin, tip.destination)),
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
    """Say what tips the choices, a line a choice, and what does not."""
    rest = [tip for tip in tips if not tip.in_range]
    choices: dict[tuple[str, ...], list[BreakEven]] = {}
    for tip in tips:
        if tip.in_range:
            key = (tip.commodity, tip.origin, tip.destination, tip.better, tip.than, tip.by)
            choices.setdefault(key, []).append(tip)
    found = [_choice(net, some) for some in choices.values()]
    if len(rest) == 1 or not found:
        return "\n".join([*found, *(_answer(net, tip) for tip in rest)])
    if rest:
        said = dict.fromkeys(f"the {quantity_words(net, t.quantity, t.better)}" for t in rest)
        found.append(f"In the ranges searched no choice is changed by {listed(said, 'or')}.")
    return "\n".join(found)


def _choice(net: Network, tips: list[BreakEven]) -> str:
    """Say what tips one choice: who is ahead today, and where each quantity changes that."""
    first = tips[0]
    head = cargo_words(net, (first.commodity, first.origin, first.destination))
    ahead = first.better if first.gap_today < 0 else first.than
    measure, unit = MEASURES[first.by]
    text = f"{head}: {corridor_noun(net, ahead)} is ahead by {number(abs(first.gap_today), 0)} "
    text += f"{unit} of {measure}"
    turns: dict[str, list[str]] = {}
    for tip in tips:
        turns.setdefault(_then(net, tip), []).append(_turn(net, tip))
    said = "; ".join(f"{then} {listed(some, 'or')}" for then, some in turns.items())
    return f"{text}; {said}."


def _then(net: Network, tip: BreakEven) -> str:
    """Say what holds beyond a break-even."""
    other = tip.better_above if _rises(tip) else tip.better_below
    return "the two tie once" if other == "tie" else f"{corridor_noun(net, other)} gets ahead once"


def _turn(net: Network, tip: BreakEven) -> str:
    """Say where a quantity changes a choice."""
    what, move = quantity_words(net, tip.quantity, tip.better), "falls below"
    if _rises(tip):
        move = "rises above"
    return f"the {what} {move} {_three(tip.value)} {tip.unit} (today {number(tip.at)})"


def _rises(tip: BreakEven) -> bool:
    """Say whether a quantity has to rise to change a choice."""
    return tip.value is not None and tip.value > tip.at


def _three(value: float | None) -> str:
    """Return a value to three digits: a break-even is known no better."""
    return number(float("nan") if value is None else float(f"{value:.3g}"))


def _named(net: Network, corridor: str) -> str:
    """Return a corridor by name; ``tie`` and nothing stay as they are."""
    return corridor_name(net, corridor) if corridor not in ("", "tie") else corridor


def _answer(net: Network, tip: BreakEven) -> str:
    """Say in a sentence what tips one choice, or that nothing in the range does."""
    if tip.value is not None:
        return _choice(net, [tip])
    what, (measure, unit) = quantity_words(net, tip.quantity, tip.better), MEASURES[tip.by]
    head = cargo_words(net, (tip.commodity, tip.origin, tip.destination))
    today = f"today {number(tip.at)}"
    if tip.gap_least * tip.gap_most < 0 or not tip.gap_today:
        return f"{head}: the two corridors tie, whatever the {what} ({today} {tip.unit})."
    ahead = tip.better if tip.gap_today < 0 else tip.than
    gaps = sorted((abs(tip.gap_least), abs(tip.gap_most)))
    return (
        f"{head}: no {what} from {span(*tip.within)} {tip.unit} ({today}) changes the choice; "
        f"{corridor_noun(net, ahead)} stays ahead by {span(gaps[0], gaps[1], 0)} {unit} of "
        f"{measure}."
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
        title=_title(net, tip),
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
