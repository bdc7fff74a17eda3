"""Exhibit 24: how much of each area's supply survives each closure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.marks.palette import BORDER, CORRIDORS
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import percent, tonnes
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.all_tonnes.names import area_name, commodity_name, element_words
from corridor.report.exhibits.all_tonnes.sheet import bar_paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings

__all__ = ["survival_exhibit"]

ALL = "all"
KILO, MEGA = 1e3, 1e6
COLUMNS = (
    Column("closure_name", "Closed"),
    Column("area_name", "Supply of"),
    Column("before", "Before", "kt/y", "number"),
    Column("after", "After", "kt/y", "number"),
    Column("surviving_share", "Survives", kind="share"),
    Column("worst", "Hit hardest"),
    Column("worst_share", "Of it survives", kind="share"),
)
PARTS = (
    Column("closure_name", "Closed"),
    Column("area_name", "Supply of"),
    Column("commodity_name", "Commodity"),
    Column("before", "Before", "kt/y", "number"),
    Column("after", "After", "kt/y", "number"),
    Column("surviving_share", "Survives", kind="share"),
)
NOTES = (
    "Supply is what comes from Central Asia in the base; what an area buys elsewhere is not in it.",
    (
        "Each closure is for a whole year and all flows, also those of other areas, settle anew "
        "at least cost, so a closure may shift what is short from one area to another."
    ),
)


def survival_exhibit(findings: Findings) -> Exhibit | None:
    """Return what survives each closure; None without security indices."""
    if findings.security is None:
        return None
    rows = _rows(findings)
    whole = rows[rows["commodity"] == ALL].reset_index(drop=True)
    parts = rows[(rows["commodity"] != ALL) & (rows["surviving_share"] < 1 - 1e-9)]
    parts = parts.sort_values("surviving_share", kind="stable", ignore_index=True)
    marks = {}
    if len(whole):
        marks = {int(whole["surviving_share"].to_numpy(float).argmin()): "worst"}
    tables = [Table("closures", "Supply that survives", whole, COLUMNS, {}, marks)]
    if len(parts):
        tables.append(Table("commodities", "Commodities of which less survives", parts, PARTS))
    answer = _answer(whole)
    title = "Share of supply that survives each closure"
    pictures = (Picture("survival", title, f"Bars. {answer}", lambda: _draw(whole, title)),)
    return Exhibit(
        24,
        "survival",
        "Security of supply",
        "How much of the supply of Europe and Japan survives each closure?",
        answer,
        tables=tuple(tables) if len(whole) else (),
        pictures=pictures if len(whole) else (),
        notes=NOTES,
    )


def _rows(findings: Findings) -> pd.DataFrame:
    """Return the survival table in words, without areas that get nothing."""
    data, security = findings.network.data, findings.security
    table = security.survival if security is not None else pd.DataFrame()
    table = table[table["before_t_per_y"] > 0]
    parts = table[table["commodity"] != ALL]
    order = parts.sort_values("surviving_share", kind="stable")
    worst = order.drop_duplicates(["closure", "area"]).set_index(["closure", "area"])
    keys = list(zip(table["closure"], table["area"], strict=True))
    hit = [worst.loc[key] if key in worst.index else None for key in keys]
    some = [row is not None and row["surviving_share"] < 1 - 1e-9 for row in hit]
    return table.assign(
        closure_name=[
            element_words(data, str(c), str(n))
            for c, n in zip(table["closure"], table["name"], strict=True)
        ],
        area_name=[area_name(data, str(area)) for area in table["area"]],
        commodity_name=[commodity_name(data, str(name)) for name in table["commodity"]],
        before=table["before_t_per_y"] / KILO,
        after=table["after_t_per_y"] / KILO,
        worst=[
            commodity_name(data, str(row["commodity"])) if is_hit and row is not None else "nothing"
            for row, is_hit in zip(hit, some, strict=True)
        ],
        worst_share=[
            float(row["surviving_share"]) if is_hit and row is not None else float("nan")
            for row, is_hit in zip(hit, some, strict=True)
        ],
    )


def _draw(whole: pd.DataFrame, title: str) -> Figure:
    """Draw what survives, a bar per closure and area."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    share = whole["surviving_share"].clip(0, 1) * 100
    labels = whole["area_name"].str.removeprefix("the ") + " without " + whole["closure_name"]
    base = {"row": whole.index, "label": labels}
    bars = pd.concat(
        [
            pd.DataFrame({**base, "part": "survives", "value": share}),
            pd.DataFrame({**base, "part": "lost", "value": 100 - share}),
        ]
    )
    lost = (whole["before_t_per_y"] - whole["after_t_per_y"]).clip(lower=0)
    notes = {
        at: f"{percent(left)}, {tonnes(amount)} lost" if amount > 0 else "all"
        for at, (left, amount) in enumerate(zip(whole["surviving_share"], lost, strict=True))
    }
    figure, ax = bar_paper(len(whole), left=0.36)
    colours = {"survives": CORRIDORS["caspian"], "lost": BORDER}
    label = "% of the supply before"
    draw_stacks(bars, colours=colours, notes=notes, ax=ax, title=title, x_label=label)
    return figure


def _answer(whole: pd.DataFrame) -> str:
    """Return the worst closure of each area."""
    if whole.empty:
        return "None of these areas gets anything in the base, so nothing can be lost."
    texts = []
    for area, rows in whole.groupby("area_name", sort=False):
        worst = rows.iloc[int(rows["surviving_share"].to_numpy(float).argmin())]
        if worst["surviving_share"] >= 1 - 1e-9:
            texts.append(f"The supply of {area} survives every closure asked for.")
            continue
        text = (
            f"Of the supply of {area} ({tonnes(worst['before_t_per_y'])}), "
            f"{percent(worst['surviving_share'])} survives when {worst['closure_name']} is closed"
        )
        if worst["worst"] != "nothing":
            text += f"; hit hardest is {worst['worst']}"
        texts.append(f"{text}.")
    return " ".join(texts)
