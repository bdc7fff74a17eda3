"""Exhibit 14: the share of exports served against weeks and depth of a cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.chart.curves import draw_curves
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings

__all__ = ["depth_exhibit"]

SHOWN_WEEKS = (1, 2, 4, 8, 13, 26)


def depth_exhibit(findings: Findings) -> Exhibit | None:
    """Return what deeper and longer cuts of one element leave; None without such paths."""
    if not findings.depths:
        return None
    served = _served(findings)
    subject = next(iter(findings.depths.values())).scenario.changes[0].change
    name = _name(findings, getattr(subject, "subject", ""))
    answer = _answer(served, name)
    return Exhibit(
        14,
        "depth",
        "How bad, by depth and duration",
        "What if less of it is lost, or for longer?",
        answer,
        tables=(_table(served, name),),
        pictures=(
            Picture("lost", f"Crude not exported while {name} is cut", answer, _drawing(findings)),
        ),
        notes=tuple(next(iter(findings.depths.values())).notes),
    )


def _served(findings: Findings) -> pd.DataFrame:
    """Return the share served from the start to the end of each week, a column a depth."""
    columns = {}
    for depth, path in sorted(findings.depths.items()):
        sums = path.weekly[["delivered_t", "base_delivered_t"]].cumsum()
        columns[depth] = sums["delivered_t"] / sums["base_delivered_t"]
    return pd.DataFrame(columns)


def _name(findings: Findings, subject: str) -> str:
    """Return what is cut, in words."""
    kind, _, rest = subject.partition(":")
    place = rest.split("/")[0]
    nodes, links = findings.network.nodes["name"], findings.network.links["name"]
    if kind == "link" and place in links.index:
        return str(links[place])
    return str(nodes[place]) if place in nodes.index else subject


def _table(served: pd.DataFrame, name: str) -> Table:
    """Return depths by rows and weeks by columns."""
    weeks = [week for week in SHOWN_WEEKS if week in served.index]
    frame = served.loc[weeks].T.rename_axis("depth").reset_index()
    frame.columns = pd.Index(["depth", *(f"week_{week}" for week in weeks)])
    columns = (
        Column("depth", "Capacity lost", kind="share"),
        *(Column(f"week_{week}", f"Served by week {week}", kind="share") for week in weeks),
    )
    return Table(
        "served", f"Share of usual crude exports served while {name} is cut", frame, columns
    )


def _answer(served: pd.DataFrame, name: str) -> str:
    """Return the finding."""
    last = int(served.index[-1])
    shares = {float(str(depth)): float(share) for depth, share in served.iloc[-1].items()}
    harmless = [depth for depth, share in shares.items() if share > 1 - 1e-6]
    deepest = max(shares)
    text = (
        f"With {percent(deepest)} of the capacity of {name} lost for {number(last, 0)} "
        "weeks, "
        f"{percent(shares[deepest])} of the usual crude exports still arrive"
    )
    middle = [depth for depth in shares if depth not in harmless and depth != deepest]
    if middle:
        text += f"; with {percent(middle[0])} lost, {percent(shares[middle[0]])}"
    if harmless:
        room = percent(max(harmless))
        return f"{text}. Up to {room} lost costs nothing: there is that much room."
    return f"{text}."


def _drawing(findings: Findings) -> Callable[[], Figure]:
    """Return what draws Mt not exported since the start, a curve a depth."""

    def draw() -> Figure:
        figure, ax = paper(4.4)
        parts = []
        for depth, path in sorted(findings.depths.items()):
            lost = (path.weekly["base_delivered_t"] - path.weekly["delivered_t"]).cumsum() / 1e6
            weeks = [0.0, *path.weekly.index.astype(float)]
            named = f"{percent(depth)} lost"
            parts.append(pd.DataFrame({"curve": named, "x": weeks, "y": [0.0, *lost]}))
        draw_curves(pd.concat(parts), ax=ax, x_label="Weeks", y_label="Not exported so far, Mt")
        return figure

    return draw
