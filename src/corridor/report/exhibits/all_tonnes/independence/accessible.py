"""Exhibit 21: how much can leave off a territory, today and in 2030, and how certain that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.draw.marks.palette import BORDER, CORRIDORS
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import percent, span, tonnes
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.independence.certainty import certainty_tables
from corridor.report.exhibits.all_tonnes.names import commodity_name, country_name, joined
from corridor.report.exhibits.all_tonnes.sheet import bar_paper
from corridor.report.findings.reach import FUTURES, TODAY, Reach, cases_of, reaches_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings

__all__ = ["accessible_exhibit"]

TERRITORY = "RU"
MEGA, KILO = 1e6, 1e3
COLUMNS = (
    Column("case", "When"),
    Column("name", "Cargo"),
    Column("asked", "Asked for", "kt/y", "number"),
    Column("served", "Deliverable", "kt/y", "number"),
    Column("held_by", "What holds the rest back"),
    Column("most", "Can leave at most", "Mt/y", "number"),
    Column("set_by", "What sets that"),
)
NOTES = (
    (
        "The most that can leave, whoever buys it, is the least cut: capacities between producers "
        "and markets that add up to it, less what shippers hold by right and what other traffic "
        "takes. A way on which some link has no known capacity makes it unknown, never unlimited."
    ),
    "What can be delivered of today's demand counts quotas and access too, whatever it costs.",
    (
        "A commodity is shown if it needs pipelines, or if not all of it can be kept off the "
        "territory; all others can be delivered in full off it."
    ),
    (
        "2030 is today's network with the changes of a named scenario; the second table says "
        "which of them are announced with a figure, and which are supposed."
    ),
)


def accessible_exhibit(findings: Findings) -> Exhibit | None:
    """Return the capacity off Russian territory; None without flows."""
    if findings.flows is None:
        return None
    data = findings.network.data
    place = country_name(data, TERRITORY)
    reaches = list(reaches_of(findings, TERRITORY))
    frame, details = _frame(findings, reaches)
    answer = _answer(findings, reaches, place, len(cases_of(findings)))
    title = f"Demand of today that can be delivered off the territory of {place}"
    tables = [Table("reach", f"Off the territory of {place}", frame, COLUMNS, details)]
    pictures = (Picture("reach", title, f"Bars. {answer}", lambda: _draw(frame, title)),)
    return Exhibit(
        21,
        "accessible",
        "Capacity off Russian territory",
        f"How much can really leave without {place}, today and in 2030?",
        answer,
        tables=(*(tables if reaches else []), *certainty_tables(findings, FUTURES, TERRITORY)),
        pictures=pictures if reaches else (),
        notes=NOTES,
    )


def _frame(
    findings: Findings, reaches: list[Reach]
) -> tuple[pd.DataFrame, dict[tuple[int, str], Detail]]:
    """Return one row a case and commodity."""
    data = findings.network.data
    rows, details = [], {}
    for at, reach in enumerate(reaches):
        finite = np.isfinite(reach.most_t_per_y)
        rows.append(
            {
                "case": reach.case,
                "name": commodity_name(data, reach.commodity),
                "most": reach.most_t_per_y / MEGA if finite else np.nan,
                "set_by": _set_by(reach),
                "asked": reach.asked_t_per_y / KILO,
                "served": reach.served_t_per_y / KILO,
                "held_by": _words(reach.served_by) or "nothing",
            }
        )
        if not finite:
            details[at, "most"] = Detail(_set_by(reach).capitalize() + ".")
            continue
        parts = [f"{name} {tonnes(part)}" for name, part, _ in reach.most_by]
        text = f"{'; '.join(parts)}."
        ends = span(reach.most_low_t_per_y / MEGA, reach.most_high_t_per_y / MEGA)
        if ends:
            text += f" At the ends of the ranges of these capacities: {ends} Mt/y."
        if reach.unknown_share > 0:
            text += f" {percent(reach.unknown_share)} of it also uses links of unknown capacity."
        details[at, "most"] = Detail(text, (), any(mark for _, _, mark in reach.most_by))
    return pd.DataFrame(rows, columns=[column.key for column in COLUMNS]), details


def _set_by(reach: Reach) -> str:
    """Return what sets the most that can leave, or why it is not known."""
    if np.isnan(reach.most_t_per_y):
        return "not told: it shares its ways with all other dry cargo"
    if np.isinf(reach.most_t_per_y):
        return "unknown: no fact states the capacity of a way"
    return _words(reach.most_by)


def _words(parts: tuple[tuple[str, float, bool], ...]) -> str:
    return joined([name for name, _, _ in parts], 3)


def _draw(frame: pd.DataFrame, title: str) -> Figure:
    """Draw what can be delivered and what not, a bar per case and commodity."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    share = (frame["served"] / frame["asked"]).fillna(0.0).clip(0, 1) * 100
    order = frame.sort_values("name", kind="stable").index
    place = pd.Series(range(len(order)), index=order)
    base = {"row": place.reindex(frame.index), "label": frame["name"] + ", " + frame["case"]}
    bars = pd.concat(
        [
            pd.DataFrame({**base, "part": "can be delivered", "value": share}),
            pd.DataFrame({**base, "part": "cannot", "value": 100 - share}),
        ]
    ).sort_values("row", kind="stable")
    notes = {
        int(number): f"{tonnes(served * KILO)} of {tonnes(asked * KILO)}"
        for number, served, asked in zip(
            place.sort_index(), frame["served"], frame["asked"], strict=True
        )
    }
    figure, ax = bar_paper(len(frame), left=0.36)
    colours = {"can be delivered": CORRIDORS["caspian"], "cannot": BORDER}
    draw_stacks(bars, colours=colours, notes=notes, ax=ax, title=title, x_label="% of demand")
    return figure


def _answer(findings: Findings, reaches: list[Reach], place: str, cases: int) -> str:
    """Return today's capacity for the largest cargo, what sets it, and what 2030 adds."""
    held = [
        r for r in reaches if r.case == TODAY and r.served_t_per_y < r.asked_t_per_y * (1 - 1e-9)
    ]
    if not held:
        return f"All that is asked for today can be delivered off the territory of {place}."
    data = findings.network.data
    texts = []
    for now in held[:2]:
        name = commodity_name(data, now.commodity)
        text = (
            f"Of the {tonnes(now.asked_t_per_y)} of {name} asked for, {tonnes(now.served_t_per_y)} "
            f"can be delivered off the territory of {place} today"
        )
        if now.served_by:
            text += f", held back by {_words(now.served_by)}"
        ends = span(now.most_low_t_per_y / MEGA, now.most_high_t_per_y / MEGA, 1)
        if ends:
            most = f"{now.most_t_per_y / MEGA:.1f} Mt/y ({ends})"
            text += f"; its ways out would bear {most} if any buyer took it"
        later = [r for r in reaches if r.commodity == now.commodity and r.case != TODAY]
        if later:
            best = max(later, key=lambda r: r.served_t_per_y)
            gain = best.served_t_per_y - now.served_t_per_y
            text += (
                f"; by 2030, at most {tonnes(best.served_t_per_y)} ({best.case})"
                if gain > 1
                else "; the scenarios of 2030 change nothing in that"
            )
        texts.append(f"{text}.")
    if cases == 1:
        texts.append("No scenario of 2030 was run.")
    return "\n".join(texts)
