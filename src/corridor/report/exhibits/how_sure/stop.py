"""Exhibit 22: what a stop costs by day 1, 30 and 180: lost, stored, rerouted, in Mt and USD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import money, number, percent
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings
    from corridor.scenarios.disruption.path import DisruptionPath

__all__ = ["stop_exhibit", "weekly_loss"]

DAYS = (1, 30, 180)
WEEK = 7
COLUMNS = (
    Column("day", "Day since the first change", kind="number", digits=0),
    Column("base_delivered_mt", "Delivered without it", "Mt", "number", 2),
    Column("delivered_mt", "Delivered", "Mt", "number", 2),
    Column("shortfall_mt", "Short by", "Mt", "number", 2),
    Column("rerouted_mt", "Moved to other ways", "Mt", "number", 2),
    Column("stored_mt", "In tanks", "Mt", "number", 2),
    Column("shut_in_mt", "Not produced", "Mt", "number", 2),
    Column("value_lost_musd", "Value of what was not produced", "million USD", "number", 0),
    Column("extra_cost_musd", "Further cost of moving", "million USD", "number", 0),
)


def stop_exhibit(findings: Findings) -> Exhibit | None:
    """Return the weeks of each disruption; None without one."""
    if not findings.disruptions:
        return None
    paths = findings.disruptions
    notes = list(dict.fromkeys(note for path in paths for note in path.notes))
    return Exhibit(
        22,
        "stop",
        "A stop, day by day and week by week",
        "What does a stop cost?",
        "\n".join(_answer(path) for path in paths),
        tables=tuple(_table(path) for path in paths),
        pictures=tuple(_picture(path) for path in paths),
        notes=tuple(notes),
    )


def weekly_loss(path: DisruptionPath) -> tuple[float, float]:
    """Return Mt not produced or late, and USD of value lost, per week in which a change held."""
    weeks = float(path.weekly["struck_d"].sum()) / WEEK
    if not weeks:
        return 0.0, 0.0
    lost = float(path.weekly["shut_in_t"].sum()) / 1e6
    return lost / weeks, float(path.weekly["value_lost_usd"].sum()) / weeks


def _title(path: DisruptionPath) -> str:
    return path.scenario.title or path.scenario.name


def _sums(path: DisruptionPath) -> pd.DataFrame:
    """Return the sums at the days that lie on the path."""
    last = sum(step.piece.days for step in path.steps)
    offset = (path.struck - path.steps[0].piece.start).days
    sums = path.at([day for day in DAYS if offset + day <= last]).reset_index()
    sums["value_lost_musd"] = sums["value_lost_usd"] / 1e6
    sums["extra_cost_musd"] = sums["extra_cost_usd"] / 1e6
    return sums


def _table(path: DisruptionPath) -> Table:
    return Table(
        path.scenario.name[:28], f"{_title(path)}: sums since {path.struck}", _sums(path), COLUMNS
    )


def _answer(path: DisruptionPath) -> str:
    """Return what one disruption costs, in words."""
    tonnes, usd = weekly_loss(path)
    weeks = float(path.weekly["struck_d"].sum()) / WEEK
    if tonnes <= 0:
        return f"{_title(path)}: nothing goes unproduced over {number(weeks, 0)} weeks."
    whole = path.weekly[["delivered_t", "base_delivered_t", "shut_in_t"]].sum()
    kept = whole["delivered_t"] / whole["base_delivered_t"]
    return (
        f"{_title(path)}: each of the {number(weeks, 0)} weeks costs {number(tonnes, 2)} Mt of "
        "crude "
        f"that is not produced, worth {money(usd)}; over {len(path.weekly)} weeks {percent(kept)} "
        "of "
        f"the usual exports arrive and {number(whole['shut_in_t'] / 1e6, 2)} Mt are shut in."
    )


def _picture(path: DisruptionPath) -> Picture:
    def draw() -> Figure:
        figure, ax = paper(4.6)
        path.plot(ax=ax)
        return figure

    return Picture(path.scenario.name[:28], f"{_title(path)}: Mt a week", _answer(path), draw)
