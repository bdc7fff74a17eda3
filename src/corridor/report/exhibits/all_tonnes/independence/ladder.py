"""Exhibit 12: what to build to go without a territory, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.marks.palette import BORDER, CORRIDORS
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import money, number, percent, span, tonnes
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.names import (
    commodity_name,
    country_name,
    joined,
    project_name,
)
from corridor.report.exhibits.all_tonnes.sheet import bar_paper
from corridor.report.exhibits.all_tonnes.subjects import effect_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.data.dataset import Dataset
    from corridor.flows.expansion.ladder import Ladder
    from corridor.report.findings.findings import Findings

__all__ = ["bundle_names", "capex_words", "ladder_exhibit"]

MEGA = 1e6
NOTHING, SAME = "nothing", "the same"
RUNGS = (
    Column("kept_off_share", "Kept off", kind="share"),
    Column("build", "Build"),
    Column("capex", "Capital", "million USD", "number", 0),
    Column("charge", "A year", "million USD", "number", 0),
    Column("with", "Undelivered", "Mt/y", "number", 2),
    Column("without", "if none built", "Mt/y", "number", 2),
    Column("with_all", "if all built", "Mt/y", "number", 2),
    Column("status", "Search"),
)
BUILT = (
    Column("name", "Project"),
    Column("units", "Units", kind="number", digits=0),
    Column("capex", "Capital", "million USD", "number"),
    Column("does", "What it does"),
    Column("state", "State"),
    Column("loss", "Loss without it", "million USD/y", "number", 0),
)
UNUSED = (
    Column("name", "Project"),
    Column("state", "State"),
    Column("why", "Why it is not in the plan"),
)
NOTES = (
    (
        "Each rung is the cheapest bundle of projects for that share of today's tonnes kept off "
        "the territory; what still goes undelivered stands beside it. The search weighs "
        "undelivered cargo with a stated penalty, which is in no column."
    ),
    (
        "A project without a published cost is no candidate: it is listed as unused, never "
        "taken as free. Ranges of capital are those of the project's own sources."
    ),
    (
        "Projects that are open already are not built again; one that can be repeated, such as "
        "a ship, counts as often as the ladder was asked to repeat it."
    ),
)


def ladder_exhibit(findings: Findings) -> Exhibit | None:
    """Return the ladder of projects; None without one."""
    ladder = findings.ladder
    if ladder is None:
        return None
    data = findings.network.data
    place = country_name(data, ladder.territory)
    rungs, details = _rungs(data, ladder)
    tables = [
        Table("rungs", f"Cheapest bundles off the territory of {place}", rungs, RUNGS, details)
    ]
    last = ladder.plans[max(ladder.plans)]
    if len(last.projects):
        built, ranges = _built(data, ladder, set(findings.supposed_capex_usd))
        tables.append(Table("projects", "Projects of the last rung", built, BUILT, ranges))
    unused = _unused(data, ladder)
    if len(unused):
        tables.append(Table("unused", "Projects that are not in the plan", unused, UNUSED))
    cargo = commodity_name(data, findings.ladder_cargo) if findings.ladder_cargo else "cargo"
    answer = _answer(data, ladder, place, cargo)
    terms = f"Capital is spread at {100 * last.rate:g} % over {last.life_years:g} years."
    supposed = [
        f"{project_name(data, project)} {money(amount)}"
        for project, amount in findings.supposed_capex_usd.items()
    ]
    told = (f"Supposed capital that no source states: {', '.join(supposed)}.",) if supposed else ()
    title = f"What {cargo} stays undelivered off the territory of {place}"
    return Exhibit(
        12,
        "ladder",
        "What to build",
        f"What would have to be built for {cargo} to go without the territory of {place}?",
        answer,
        tables=tuple(tables),
        pictures=(Picture("ladder", title, f"Bars. {answer}", lambda: _draw(ladder, title)),),
        notes=(*NOTES, terms, *told),
    )


def bundle_names(data: Dataset, ladder: Ladder, share: float) -> list[str]:
    """
    Return the names of the projects of a rung, and how often each is built.

    Parameters
    ----------
    data
        For the names.
    ladder
        Whose rung it is.
    share
        Kept off, one of the index of its table.
    """
    projects = ladder.plans[share].projects
    return [
        _counted(project_name(data, str(project)), int(units))
        for project, units in projects["units"].items()
    ]


def _counted(name: str, units: int) -> str:
    """Return the name of a project with how often it is built."""
    if units == 1:
        return f"one {name.removeprefix('One ')}" if name.startswith("One ") else name
    return f"{units} \N{MULTIPLICATION SIGN} {name.removeprefix('One ')}"


def _rungs(data: Dataset, ladder: Ladder) -> tuple[pd.DataFrame, dict[tuple[int, str], Detail]]:
    """Return the rungs in words, and the ranges of their capital."""
    table = ladder.table
    frame = pd.DataFrame(
        {
            "kept_off_share": table.index.to_numpy(float),
            "build": _bundles(data, ladder),
            "capex": table["capex_usd"].to_numpy(float) / MEGA,
            "charge": table["charge_usd_per_y"].to_numpy(float) / MEGA,
            "without": table["unmet_without_t_per_y"].to_numpy(float) / MEGA,
            "with": table["unmet_t_per_y"].to_numpy(float) / MEGA,
            "with_all": table["unmet_with_all_t_per_y"].to_numpy(float) / MEGA,
            "status": table["status"].to_numpy(),
        }
    )
    low, high = (table[f"capex_{side}_usd"].to_numpy(float) / MEGA for side in ("low", "high"))
    details = {
        (at, "capex"): Detail(f"{span(low[at], high[at])} million USD.", (), estimate=False)
        for at in range(len(table))
        if high[at] > 0
    }
    return frame, details


def _bundles(data: Dataset, ladder: Ladder) -> list[str]:
    """Return the bundle of each rung in words; one that repeats the rung before says so."""
    said: list[str] = []
    before = ""
    for share in ladder.table.index:
        words = ", ".join(bundle_names(data, ladder, share)) or NOTHING
        said.append(SAME if words == before else words)
        before = words
    return said


def _built(
    data: Dataset, ladder: Ladder, supposed: set[str]
) -> tuple[pd.DataFrame, dict[tuple[int, str], Detail]]:
    """Return the projects of the last rung."""
    plan = ladder.plans[max(ladder.plans)]
    does = plan.effects.groupby("project")["what"].agg(lambda rows: "; ".join(dict.fromkeys(rows)))
    rows = plan.projects
    kinds = data.projects["kind"]
    frame = pd.DataFrame(
        {
            "name": [project_name(data, str(project)) for project in rows.index],
            "units": rows["units"].to_numpy(),
            "capex": rows["capex_usd"].to_numpy(float) / MEGA,
            "does": [effect_words(data, str(does.get(project, ""))) for project in rows.index],
            "state": [_state(data, str(project)) for project in rows.index],
            "loss": rows["loss_usd_per_y"].to_numpy(float) / MEGA,
        }
    )
    details = {}
    for at, (project, row) in enumerate(rows.iterrows()):
        words = span(row["capex_low_usd"] / MEGA, row["capex_high_usd"] / MEGA)
        estimate = str(kinds.get(project, "")) == "estimate" or project in supposed
        text = f"{words} million USD." if words else ""
        if project in supposed:
            text = "Supposed: no source states it."
        details[at, "capex"] = Detail(text, (), estimate)
    return frame, details


def _state(data: Dataset, project: str) -> str:
    """Return whether a project is planned, under construction, open or only proposed."""
    return str(data.projects["status"].get(project, "")).replace("_", " ")


def _unused(data: Dataset, ladder: Ladder) -> pd.DataFrame:
    """Return what no rung builds, and why."""
    built = {str(project) for plan in ladder.plans.values() for project in plan.projects.index}
    left = next(iter(ladder.plans.values())).left
    why = {str(p): "it would not pay in any rung" for p in left if p not in built}
    why |= {str(p): str(reason).partition(";")[0] for p, reason in ladder.unused.items()}
    rows = [(project_name(data, p), _state(data, p), reason) for p, reason in why.items()]
    return pd.DataFrame(rows, columns=[column.key for column in UNUSED])


def _draw(ladder: Ladder, title: str) -> Figure:
    """Draw what stays undelivered at each rung, and what the bundle rescues."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    table = ladder.table.reset_index()
    saved = (table["unmet_without_t_per_y"] - table["unmet_t_per_y"]).clip(lower=0)
    base = {"row": table.index, "label": [f"{percent(s)} off" for s in table["kept_off_share"]]}
    parts = {
        "delivered": table["delivered_t_per_y"] - saved,
        "delivered thanks to what is built": saved,
        "undelivered": table["unmet_t_per_y"],
    }
    bars = pd.concat(
        [
            pd.DataFrame({**base, "part": part, "value": amount.clip(lower=0) / MEGA})
            for part, amount in parts.items()
        ]
    )
    notes = {
        int(str(at)): f"capital {money(row['capex_usd'])}" if row["capex_usd"] else "nothing built"
        for at, row in table.iterrows()
    }
    figure, ax = bar_paper(len(table), left=0.1)
    colours = {
        "delivered": CORRIDORS["caspian"],
        "delivered thanks to what is built": CORRIDORS["iran"],
        "undelivered": BORDER,
    }
    draw_stacks(bars, colours=colours, notes=notes, ax=ax, title=title, x_label="Mt/y")
    return figure


def capex_words(row: pd.Series[float]) -> str:
    """
    Return the capital of a rung with its range.

    Parameters
    ----------
    row
        Of the table of a `Ladder`.

    Examples
    --------
    >>> row = {"capex_usd": 15e6, "capex_low_usd": 13.5e6, "capex_high_usd": 20e6}
    >>> capex_words(pd.Series(row))
    '15 million USD (13.5 to 20)'
    """
    amount, low, high = (float(row[f"capex{end}_usd"]) for end in ("", "_low", "_high"))
    size = 1e9 if amount >= 1e9 else MEGA
    ends = [number(float(f"{end / size:.3g}")) for end in (low, high)]
    return f"{money(amount)} ({' to '.join(ends)})" if high > low else money(amount)


def _answer(data: Dataset, ladder: Ladder, place: str, cargo: str) -> str:
    """Return what the last rung builds, what it costs and what stays undelivered."""
    share = max(ladder.plans)
    row = ladder.table[ladder.table.index == share].iloc[0]
    bundle = bundle_names(data, ladder, share)
    kept = percent(share)
    unused = sum("cost" in reason for reason in ladder.unused.values())
    unpriced = f" {unused} projects have no published cost and are left out." if unused else ""
    if not bundle:
        text = (
            f"No project with a known cost is worth building to keep {kept} of today's {cargo} off "
            f"the territory of {place}; {tonnes(float(row['unmet_t_per_y']))} stay undelivered."
        )
        return text + unpriced
    left = float(row["unmet_t_per_y"])
    text = f"With {kept} of the {cargo} that touches the territory of {place} kept off it, "
    without = tonnes(float(row["unmet_without_t_per_y"]))
    if left <= 1:
        text += f"all can be delivered, against {without} undelivered with nothing built"
    else:
        text += f"{tonnes(left)} go undelivered whatever is built of the projects with a known cost"
        every = float(row["unmet_with_all_t_per_y"])
        if every < left - 1:
            text = text.partition(" whatever")[0] + f", {tonnes(every)} with every candidate"
        text += f", against {without} with nothing built"
    text += f". The cheapest bundle for that is {joined(bundle, 6)}, for {capex_words(row)}."
    return f"{text}{unpriced}"
