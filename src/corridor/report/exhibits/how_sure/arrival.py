"""Exhibit 6: when a tonne arrives: P10, P50 and P90 of the days by corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.chart.spans import draw_spans
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.words import cargo_words, corridor_name, corridor_noun
from corridor.report.exhibits.paper import paper
from corridor.report.exhibits.standing import named_corridors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings
    from corridor.routes.comparison import Comparison

__all__ = ["arrival_exhibit"]

DECILES = (0.1, 0.5, 0.9)
COLUMNS = (
    Column("name", "Corridor"),
    Column("p10", "One in ten within", "days", "number", 0),
    Column("p50", "Half within", "days", "number", 0),
    Column("p90", "Nine in ten within", "days", "number", 0),
    Column("spread", "Between them", "days", "number", 0),
)


def arrival_exhibit(findings: Findings) -> Exhibit | None:
    """Return the days of each pair by corridor; None without a comparison that has a route."""
    compared = [cmp for cmp in findings.comparisons.values() if cmp.routes]
    if not compared:
        return None
    frames = [_frame(cmp) for cmp in compared]
    return Exhibit(
        6,
        "arrival",
        "When it arrives",
        "Can I rely on it?",
        "\n".join(_answer(cmp, frame) for cmp, frame in zip(compared, frames, strict=True)),
        tables=tuple(_table(cmp, frame) for cmp, frame in zip(compared, frames, strict=True)),
        pictures=tuple(_picture(cmp, frame) for cmp, frame in zip(compared, frames, strict=True)),
        notes=(
            (
                "Days are drawn from the ranges of the facts (speeds, dwells, borders, waiting), "
                "not "
                "observed trip by trip; closures are in the availability of a route, not in its "
                "days."
            ),
        ),
    )


def _frame(cmp: Comparison) -> pd.DataFrame:
    """Return the deciles of the days, a row a corridor with a route."""
    rows = []
    for name in named_corridors(cmp):
        if name in cmp.routes:
            low, middle, high = cmp.routes[name].draws["time_d"].quantile(list(DECILES))
            rows.append((name, low, middle, high, high - low))
    return pd.DataFrame(rows, columns=["corridor", "p10", "p50", "p90", "spread"])


def _table(cmp: Comparison, frame: pd.DataFrame) -> Table:
    details = {
        (at, "p50"): Detail(
            "Central value of the facts: "
            f"{number(float(cmp.routes[str(row['corridor'])].totals['time_d']), 0)} days."
        )
        for at, (_, row) in enumerate(frame.iterrows())
    }
    names = [corridor_name(cmp.network, str(name)) for name in frame["corridor"]]
    key = f"{cmp.commodity}_{cmp.destination}"
    return Table(key, cmp.title, frame.assign(name=names), COLUMNS, details)


def _answer(cmp: Comparison, frame: pd.DataFrame) -> str:
    """Return which corridor is quickest and which can be planned on best."""
    fast = frame.iloc[int(frame["p50"].argmin())]
    sure = frame.iloc[int(frame["spread"].argmin())]
    cargo = cargo_words(cmp.network, (cmp.commodity, cmp.origin, cmp.destination))
    text = (
        f"{cargo}: {corridor_noun(cmp.network, str(fast['corridor']))} is fastest, "
        f"{number(float(fast['p50']), 0)} days or less in half of the draws and "
        f"{number(float(fast['p90']), 0)} in nine of ten"
    )
    if len(frame) == 1:
        return f"{text}."
    if sure["corridor"] == fast["corridor"]:
        return f"{text}; its days vary least, too."
    apart = number(float(sure["spread"]), 0)
    noun = corridor_noun(cmp.network, str(sure["corridor"]))
    return f"{text}; the days of {noun} vary least, {apart} from P10 to P90."


def _picture(cmp: Comparison, frame: pd.DataFrame) -> Picture:
    def draw() -> Figure:
        figure, ax = paper(1.1 + 0.5 * len(frame))
        spans = frame.rename(
            columns={"corridor": "label", "p10": "low", "p50": "middle", "p90": "high"}
        )
        draw_spans(spans, ax=ax, x_label="Days: P10, median and P90")
        return figure

    name = f"{cmp.commodity}_{cmp.destination}"
    return Picture(name, cmp.title, _answer(cmp, frame), draw)
