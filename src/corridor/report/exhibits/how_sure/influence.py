"""Exhibit 16: which number matters: tornado from P10 to P90, and shares of the variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.report.contents.evidence import quantity_words
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent, span
from corridor.report.contents.subjects import subject_words
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.words import cargo_words, corridor_noun
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings
    from corridor.scenarios.sensitivity.sensitivity import Sensitivity

__all__ = ["influence_exhibit"]

FACTS = 8
COLUMNS = (
    Column("fact", "Fact"),
    Column("first", "Explains alone", "of the variance", "share"),
    Column("interval", "95 % interval"),
    Column("value", "Today", kind="number"),
    Column("range", "P10 to P90"),
    Column("unit", "Unit"),
    Column("at_p10", "Answer at P10", "USD/t", "number", 0),
    Column("at_p90", "Answer at P90", "USD/t", "number", 0),
    Column("kind", "Kind"),
)


def influence_exhibit(findings: Findings) -> Exhibit | None:
    """Return which facts move each answer; None without a sensitivity analysis."""
    if not findings.sensitivities:
        return None
    found = findings.sensitivities
    return Exhibit(
        16,
        "influence",
        "Which number matters most",
        "Which fact, if known better, would narrow the answer most?",
        "\n".join(_answer(findings, each) for each in found),
        tables=tuple(_table(findings, each) for each in found),
        pictures=tuple(_picture(findings, each) for each in found),
        notes=(
            (
                "The share is Sobol's first-order index: what would go of the variance, on "
                "average, if "
                "the fact were known exactly; an interval that begins at 0 % cannot be told "
                "from "
                "none. Intervals are cut at 0 % and 100 %."
            ),
            (
                "Facts are drawn independently of each other; bars show one fact at its P10 and "
                "P90 "
                "with all others at their median."
            ),
        ),
    )


def _name(each: Sensitivity) -> str:
    """Return a short name, unique among analyses."""
    return "_".join(part for part in (each.pair[0], each.pair[2], each.scenario) if part)[:28]


def _question(findings: Findings, each: Sensitivity) -> str:
    """Return the answer that is analysed, in words."""
    commodity = str(findings.network.commodities.at[each.pair[0], "name"])
    nodes = findings.network.nodes["name"]
    ends = f"{commodity}: {nodes[each.pair[1]]} to {nodes[each.pair[2]]}"
    return f"{ends}: {_sides(findings, each)}"


def _sides(findings: Findings, each: Sensitivity) -> str:
    """Return what is analysed of which corridor, or of one less another."""
    net = findings.network
    text = f"{_measure(each)} of {corridor_noun(net, each.corridor)}"
    return f"{text} less that of {corridor_noun(net, each.than)}" if each.than else text


def _measure(each: Sensitivity) -> str:
    """Return the metric in words, with its unit."""
    units = {"_usd_per_t": "USD/t", "_kg_per_t": "kg/t", "_d": "days"}
    for end, unit in units.items():
        if each.metric.endswith(end):
            return f"{each.metric.removesuffix(end).replace('_', ' ')} ({unit})"
    return each.metric.replace("_", " ")


def _words(findings: Findings, fact: str) -> str:
    """Return a fact in words."""
    subject, attribute, *rest = fact.split("|")
    table = findings.network.data.attributes["description"]
    what = quantity_words(attribute, str(table.get(attribute, "")))
    more = ", ".join(part for part in rest if part)
    words = f"{subject_words(findings.network.data, subject)}: {what}"
    return f"{words} ({more})" if more else words


def _ranked(findings: Findings, each: Sensitivity) -> pd.DataFrame:
    """Return the facts that were analysed alone, the weightiest first, with their bars."""
    single = each.facts[each.facts["source_id"] != ""]
    ranked = single.sort_values(["first", "total"], ascending=False, kind="stable")[:FACTS]
    bars = each.tornado.set_index("fact")[["at_p10", "at_p90"]]
    frame = ranked.join(bars, on="fact").reset_index(drop=True)
    frame["fact_id"] = frame["fact"]
    frame["fact"] = [_words(findings, str(fact)) for fact in frame["fact_id"]]
    frame["interval"] = [
        f"{percent(max(float(low), 0.0))} to {percent(min(float(high), 1.0))}"
        for low, high in zip(frame["first_low"], frame["first_high"], strict=True)
    ]
    frame["range"] = [
        span(float(low), float(high)) for low, high in zip(frame["low"], frame["high"], strict=True)
    ]
    return frame


def _table(findings: Findings, each: Sensitivity) -> Table:
    frame = _ranked(findings, each)
    details = {
        (at, "value"): Detail(
            str(row["title"]), (str(row["fact_id"]),), estimate=row["kind"] == "estimate"
        )
        for at, (_, row) in enumerate(frame.iterrows())
    }
    return Table(_name(each), _question(findings, each), frame, COLUMNS, details)


def _answer(findings: Findings, each: Sensitivity) -> str:
    """Return the answer with its range, and the fact that matters most."""
    low, middle, high = (float(each.summary[name]) for name in ("p10", "p50", "p90"))
    text = (
        f"{cargo_words(findings.network, each.pair)}: the {_sides(findings, each)} is "
        f"{number(middle, 0)} in the median ({number(low, 0)} to {number(high, 0)})"
    )
    frame = _ranked(findings, each)
    if frame.empty:
        return f"{text}."
    top = frame.iloc[0]
    alone = f"{percent(float(top['first']))} of its variance ({top['interval']})"
    return f"{text}; {alone} is due to one fact, {top['fact']}."


def _picture(findings: Findings, each: Sensitivity) -> Picture:
    def draw() -> Figure:
        from corridor.draw.chart.tornado import draw_tornado  # noqa: PLC0415 - only when drawing

        rows = each.tornado[each.tornado["swing"] > 0][:FACTS]
        bars = rows[["at_p10", "at_p90"]].assign(
            label=[_words(findings, str(fact)) for fact in rows["fact"]]
        )
        figure, ax = paper(1.4 + 0.36 * max(len(bars), 1))
        figure.subplots_adjust(left=0.42)
        centre = float(each.summary["median_facts"])
        sides = _sides(findings, each)
        label = f"{sides[:1].upper()}{sides[1:]}"
        draw_tornado(bars, centre=centre, ax=ax, x_label=label)
        return figure

    return Picture(_name(each), _question(findings, each), _answer(findings, each), draw)
