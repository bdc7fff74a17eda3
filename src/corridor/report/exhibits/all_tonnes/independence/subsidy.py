"""Exhibit 23: the subsidy or committed volume at which a corridor breaks even."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import money, number, percent, tonnes
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.names import commodity_name, joined, short_name
from corridor.report.exhibits.all_tonnes.sheet import panel_paper
from corridor.report.exhibits.standing import by_way, way_noun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.data.dataset import Dataset
    from corridor.flows.security.subsidy.curve import SubsidyCurve
    from corridor.report.findings.findings import Findings

__all__ = ["subsidy_exhibit"]

KILO, MEGA = 1e3, 1e6
COLUMNS = (
    Column("name", "Cargo"),
    Column("against_kt", "By the other corridor today", "kt/y", "number"),
    Column("break_even", "First cargo turns at", "USD/t", "number"),
    Column("turned_kt", "Turns then", "kt/y", "number"),
    Column("musd", "Subsidy a year then", "million USD/y", "number"),
    Column("all_at", "All that can turn, at", "USD/t", "number"),
    Column("most_kt", "That is", "kt/y", "number"),
    Column("most_share", "Of the other corridor's cargo", kind="share"),
)
STEPS = (
    Column("name", "Cargo"),
    Column("from_usd_per_t", "From", "USD/t", "number"),
    Column("to_usd_per_t", "To", "USD/t", "number"),
    Column("flow_kt", "By the corridor", "kt/y", "number"),
    Column("against_kt", "By the other", "kt/y", "number"),
    Column("low_musd", "Subsidy at the lower end", "million USD/y", "number"),
)
FIXED = (
    Column("name", "Cargo"),
    Column("project", "Project to be paid for"),
    Column("charge_musd", "It costs", "million USD/y", "number"),
    Column("paid", "If each tonne that turns is paid", "USD/t", "number"),
    Column("volume_kt", "Committed volume that pays for it", "kt/y", "number"),
)
NOTES = (
    (
        "The subsidy is paid per tonne on every tonne that keeps the corridor's rule, and all "
        "flows settle at least cost within known capacities; what the corridor cannot carry "
        "turns at no price."
    ),
    (
        "The first cargo turns where its two ways cost the same: the subsidy is the difference "
        "in money, time, carbon and risk. Where a higher subsidy would pay for going out and "
        "back, the curve ends."
    ),
    (
        "A committed volume pays for a project once what its tonnes bring above their own "
        "difference adds up to the project's yearly charge."
    ),
)


def subsidy_exhibit(findings: Findings) -> Exhibit | None:
    """Return the break-even of the corridor; None without curves."""
    if not findings.subsidies:
        return None
    data = findings.network.data
    rows = pd.DataFrame([_row(data, curve) for curve in findings.subsidies.values()])
    rows = rows.sort_values(["break_even", "name"], kind="stable", ignore_index=True)
    details = {
        (at, "break_even"): Detail(why) for at, why in enumerate(map(str, rows["why"])) if why
    }
    steps = pd.concat([_steps(data, curve) for curve in findings.subsidies.values()])
    tables = [
        Table("break_even", "Where cargo turns", rows, COLUMNS, details),
        Table("steps", "Every step", steps.reset_index(drop=True), STEPS),
    ]
    fixed = _fixed(findings)
    if len(fixed):
        short = {
            (at, "volume_kt"): Detail("All that turns is not enough.")
            for at, volume in enumerate(fixed["volume_kt"])
            if pd.isna(volume)
        }
        title = "Volume that pays for one unit of a project"
        tables.insert(1, Table("committed", title, fixed, FIXED, short))
    first = next(iter(findings.subsidies.values()))
    names = data.corridors["name"]
    corridor, against = (
        short_name(str(names.get(name, name))) for name in (first.corridor, first.against)
    )
    answer = _answer(rows, fixed, corridor, against)
    title = f"Which share of the cargo {by_way(against)} turns"
    pictures: tuple[Picture, ...] = ()
    if rows["break_even"].notna().any():
        alt = f"Stairs of the share that turns. {answer}"
        pictures = (Picture("steps", title, alt, lambda: _draw(findings, title)),)
    return Exhibit(
        23,
        "subsidy",
        "What it takes",
        f"At what subsidy or committed volume does {way_noun(corridor)} break even?",
        answer,
        tables=tuple(tables),
        pictures=pictures,
        notes=NOTES,
    )


def _row(data: Dataset, curve: SubsidyCurve) -> dict[str, object]:
    """Return the break-even of one commodity."""
    table, tip = curve.table, curve.break_even_usd_per_t
    before = float(table["against_t_per_y"].iloc[0])
    turned = before - table["against_t_per_y"]
    most = float(turned.max())
    row: dict[str, object] = {
        "name": commodity_name(data, curve.commodity),
        "against_kt": before / KILO,
        "most_kt": most / KILO,
        "most_share": most / before if before else math.nan,
        "all_at": math.nan,
        "break_even": math.nan,
        "turned_kt": math.nan,
        "musd": math.nan,
        "why": "",
    }
    if math.isinf(tip):
        reason = "none of it goes by the other corridor" if not before else "it turns at no price"
        return {**row, "why": f"Up to {number(curve.most_usd_per_t)} USD/t {reason}."}
    step = table[table["from_usd_per_t"] >= tip].iloc[0]
    last = table[turned >= most * (1 - 1e-9)].iloc[0]
    return {
        **row,
        "break_even": tip,
        "turned_kt": (before - float(step["against_t_per_y"])) / KILO,
        "musd": float(step["subsidy_low_usd_per_y"]) / MEGA,
        "all_at": float(last["from_usd_per_t"]),
    }


def _steps(data: Dataset, curve: SubsidyCurve) -> pd.DataFrame:
    """Return every step of one commodity."""
    return curve.table.assign(
        name=commodity_name(data, curve.commodity),
        flow_kt=curve.table["flow_t_per_y"] / KILO,
        against_kt=curve.table["against_t_per_y"] / KILO,
        low_musd=curve.table["subsidy_low_usd_per_y"] / MEGA,
    )


def _fixed(findings: Findings) -> pd.DataFrame:
    """Return the committed volume that pays for each project of the ladder that cargo can use."""
    rows = []
    data, ladder = findings.network.data, findings.ladder
    projects = ladder.plans[max(ladder.plans)].projects if ladder is not None else pd.DataFrame()
    for curve in findings.subsidies.values():
        tip = curve.break_even_usd_per_t
        paid = min(2 * tip, curve.most_usd_per_t)
        group = str(data.commodities.at[curve.commodity, "commodity_group"])
        for project, row in projects.iterrows() if math.isfinite(tip) else ():
            link = str(data.projects.at[str(project), "subject"]).removeprefix("link:")
            groups = str(data.links["commodity_groups"].get(link, "-"))
            if group not in groups.split(";"):
                continue
            charge = float(row["charge_usd_per_y"]) / max(int(row["units"]), 1)
            volume = curve.committed_volume(charge, subsidy_usd_per_t=paid)
            rows.append(
                {
                    "name": commodity_name(data, curve.commodity),
                    "project": str(row["name"]),
                    "charge_musd": charge / MEGA,
                    "paid": paid,
                    "volume_kt": volume / KILO if math.isfinite(volume) else math.nan,
                }
            )
    return pd.DataFrame(rows, columns=[column.key for column in FIXED])


def _draw(findings: Findings, title: str) -> Figure:
    """Draw the share of the other corridor's cargo that turns, a staircase a cargo."""
    from corridor.draw.chart.tonnes.panels import draw_panels  # noqa: PLC0415 - only to draw

    parts = []
    for curve in findings.subsidies.values():
        table = curve.table
        before = float(table["against_t_per_y"].iloc[0])
        if not before or math.isinf(curve.break_even_usd_per_t):
            continue
        turned = 100 * (1 - table["against_t_per_y"].to_numpy(float) / before)
        x = [*table["from_usd_per_t"], curve.most_usd_per_t]
        name = commodity_name(findings.network.data, curve.commodity)
        part = {"panel": "% that turns", "curve": name, "x": x, "y": [*turned, turned[-1]]}
        parts.append(pd.DataFrame(part))
    figure, axes = panel_paper(1, 4.4)
    figure.subplots_adjust(bottom=0.22, top=0.84)
    draw_panels(pd.concat(parts), axes, title=title, x_label="Subsidy, USD/t", shape="stairs")
    return figure


def _answer(rows: pd.DataFrame, fixed: pd.DataFrame, corridor: str, against: str) -> str:
    """Return the cheapest break-even, the largest cargo's, and what turns at no price."""
    there = rows[rows["break_even"].notna()]
    none = rows[rows["break_even"].isna() & (rows["against_kt"] > 0)]
    noun = way_noun(corridor)
    if there.empty:
        return f"No cargo turns to {noun} at any subsidy looked at."
    cheap, large = there.iloc[0], there.iloc[int(there["against_kt"].to_numpy(float).argmax())]
    text = (
        f"The first cargo to turn to {noun} is {cheap['name']}, at "
        f"{number(cheap['break_even'], 1)} USD a tonne ({tonnes(cheap['turned_kt'] * KILO)}, "
        f"{money(cheap['musd'] * MEGA)} a year)."
    )
    text += (
        f" Of {large['name']}, the largest cargo {by_way(against)} "
        f"({tonnes(large['against_kt'] * KILO)}), {percent(large['most_share'])} can turn, from "
        f"{number(large['break_even'], 1)} USD a tonne on; the rest turns at no subsidy."
        if large["most_share"] < 1 - 1e-9
        else f" All {large['name']} can turn, at {number(large['all_at'], 1)} USD a tonne."
    )
    if len(none):
        text += f" No subsidy looked at turns {joined(none['name'], 6)}."
    paid = fixed[(fixed["charge_musd"] > 0) & fixed["volume_kt"].notna()]
    if len(paid):
        row = paid.iloc[0]
        project = str(row["project"]).replace("One ", "one ", 1)
        text += (
            f" With {number(row['paid'], 1)} USD for each tonne that turns, "
            f"{tonnes(row['volume_kt'] * KILO)} of {row['name']} committed pay for "
            f"{project}, {money(row['charge_musd'] * MEGA)} a year."
        )
    return text
