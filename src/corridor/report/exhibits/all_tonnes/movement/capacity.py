"""Exhibit 5: how full each limit is, which bind, and what one more tonne of them is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.draw.marks.palette import BORDER, CORRIDORS
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent, span, tonnes
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.names import joined, limit_name
from corridor.report.exhibits.all_tonnes.sheet import bar_paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.flows.result import Flows
    from corridor.report.findings.findings import Findings

__all__ = ["capacity_exhibit", "price_words"]

MEGA = 1e6
BARS = 16
UNIT = "t/y"
FULL = 1 - 1e-7
# A price below this is rounding of the optimum.
WORTHLESS = 1e-6
KNOWN = (
    Column("name", "Limit"),
    Column("used", "Used", kind="number"),
    Column("available", "Available", kind="number"),
    Column("unit", "Unit"),
    Column("utilisation", "Used of it", kind="share"),
    Column("gain_usd_per_unit", "One more is worth", "USD per unit", "number"),
    Column("loss_usd_per_unit", "One less would cost", "USD per unit", "number"),
)
UNKNOWN = (
    Column("name", "Limit"),
    Column("used", "Used", kind="number"),
    Column("unit", "Unit"),
)
NOTES = (
    (
        "Available is the nameplate capacity less what shippers hold by right and what traffic "
        "outside the model takes. Worth is what one more unit a year would save all cargo "
        "together; at a corner of the cost one more may gain nothing although one less hurts, "
        "so both are given."
    ),
    (
        "A price set by unmet demand is the stated penalty of a tonne not delivered less what "
        "its way would cost; in words it is said as tonnes turned away, not in dollars."
    ),
    (
        "A limit without a fact on its capacity is not held to any; it is listed as unknown, "
        "never as unlimited."
    ),
)


def capacity_exhibit(findings: Findings) -> Exhibit | None:
    """Return the use of all limits; None without flows."""
    flows = findings.flows
    if flows is None:
        return None
    used = _named(flows)
    known = used[used["known"]].reset_index(drop=True)
    unknown = used[~used["known"]].head(BARS).reset_index(drop=True)
    tables = []
    if len(known):
        tables.append(_known_table(known))
    if len(unknown):
        title = f"The {len(unknown)} most used limits of unknown capacity"
        tables.append(Table("unknown", title, unknown, UNKNOWN))
    answer = _answer(flows, used)
    pictures: tuple[Picture, ...] = ()
    if len(known):
        alt = f"Bars of used and free capacity. {answer}"
        pictures = (Picture("use", "How full each limit is", alt, lambda: _draw(known)),)
    return Exhibit(
        5,
        "capacity",
        "Capacity and its use",
        "What is full, and what would one more tonne be worth?",
        answer,
        tables=tuple(tables),
        pictures=pictures,
        notes=NOTES,
    )


def _named(flows: Flows) -> pd.DataFrame:
    """Return the limits in use, named, the fullest and dearest first."""
    data, limits = flows.assembly.network.data, flows.limits
    rows = limits[limits["use_per_y"] > 0].copy()
    rows["name"] = [limit_name(data, limits, str(limit)) for limit in rows["limit"]]
    rows["known"] = rows["known"].astype(bool) & np.isfinite(rows["available_per_y"])
    scale = np.where(rows["unit"] == UNIT, MEGA, 1.0)
    rows["used"] = rows["use_per_y"] / scale
    rows["available"] = rows["available_per_y"] / scale
    rows["unit"] = rows["unit"].astype(str).where(rows["unit"] != UNIT, "Mt/y")
    worth = rows[["gain_usd_per_unit", "loss_usd_per_unit"]].max(axis=1)
    rows["binding"] = (rows["utilisation"] >= FULL) & (worth > WORTHLESS)
    order = ["binding", "loss_usd_per_unit", "utilisation", "use_per_y"]
    return rows.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def _known_table(rows: pd.DataFrame) -> Table:
    """Return limits with a known capacity; those that bind are marked."""
    details, marks = {}, {}
    for at, row in enumerate(rows.to_dict("records")):
        scale = MEGA if row["unit"] == "Mt/y" else 1.0
        taken = row["committed_per_y"] + row["background_per_y"]
        words = []
        ends = span(row["low_per_y"] / scale, row["high_per_y"] / scale)
        if ends:
            words.append(f"Nameplate {number(row['nameplate_per_y'] / scale)}, {ends}.")
        if taken:
            words.append(f"Taken already: {number(taken / scale)}.")
        details[at, "available"] = Detail(" ".join(words), (), bool(row["estimate"]))
        if row["set_by_unmet"]:
            details[at, "gain_usd_per_unit"] = Detail("Set by unmet demand: no market price.")
        if row["binding"]:
            marks[at] = "binding"
    title = "Limits of known capacity in use"
    return Table("known", title, rows, KNOWN, details, marks)


def price_words(row: pd.Series[Any]) -> str:
    """Return what a limit that binds is worth, in words."""
    gain, loss = float(row["gain_usd_per_unit"]), float(row["loss_usd_per_unit"])
    unit = str(row["unit"])
    per = "tonne" if unit in {UNIT, "Mt/y"} else unit.removesuffix("/y")
    if row["set_by_unmet"]:
        return "cargo is turned away for want of it"
    if not np.isfinite(loss) or not np.isfinite(gain):
        text = f"the next {per} is worth {_usd(float(row['shadow_price_usd_per_unit']))}"
    elif gain > WORTHLESS:
        text = f"one {per} more would save {_usd(gain)}"
    else:
        text = f"one {per} less would cost {_usd(loss)}"
    return text


def _usd(price: float) -> str:
    """Return a price to three digits."""
    return f"{number(float(f'{price:.3g}'))} USD"


def _draw(known: pd.DataFrame) -> Figure:
    """Draw what is used of each limit."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    rows = known.head(BARS)
    used = np.clip(rows["utilisation"].to_numpy(float), 0.0, 1.0) * 100
    part = np.where(rows["binding"], "used, and binding", "used")
    bars = pd.concat(
        [
            pd.DataFrame({"row": rows.index, "label": rows["name"], "part": part, "value": used}),
            pd.DataFrame(
                {"row": rows.index, "label": rows["name"], "part": "free", "value": 100 - used}
            ),
        ]
    )
    notes = {
        int(str(at)): f"full; {price_words(row)}"
        if row["binding"]
        else f"{number(row['available'])} {row['unit']}"
        for at, row in rows.iterrows()
    }
    figure, ax = bar_paper(len(rows), left=0.32)
    colours = {
        "used": CORRIDORS["caspian"],
        "used, and binding": CORRIDORS["russia"],
        "free": BORDER,
    }
    title = "How full each limit is"
    draw_stacks(
        bars, colours=colours, notes=notes, ax=ax, title=title, x_label="% of what is available"
    )
    return figure


def _answer(flows: Flows, used: pd.DataFrame) -> str:
    """Return what binds and what it is worth, and how much runs over unknown capacity."""
    if used.empty:
        return "Nothing moves, so no limit is in use."
    known = used[used["known"]]
    full = known[known["binding"]]
    if len(full):
        parts = [f"{row['name']} ({price_words(row)})" for _, row in full.head(3).iterrows()]
        more = f", and {len(full) - 3} more" if len(full) > 3 else ""
        verb = "binds" if len(full) == 1 else "bind"
        text = f"Of {len(known)} limits of known capacity in use, {len(full)} {verb}: "
        text += f"{joined(parts)}{more}."
    else:
        text = f"None of the {len(known)} limits of known capacity in use binds."
    share = flows.share_on_unknown_capacity
    if np.isfinite(share):
        text += f" {percent(share)} of the tonne-km run over links whose capacity no fact states."
    if flows.unmet_t_per_y:
        text += f" {tonnes(flows.unmet_t_per_y)} of demand stay unmet."
    return text
