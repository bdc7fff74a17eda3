"""Exhibit 18: modelled against published flows, the error of each named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent
from corridor.report.contents.subjects import subject_words
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.flows.validation.validation import FlowValidation
    from corridor.report.findings.findings import Findings

__all__ = ["trust_exhibit"]

MISS = 0.2
METHODS = {
    "optimum": "least cost",
    "logit": "likely flows (logit, scale from the other years)",
    "naive": "naive: great circle at one rate",
}
SCORES = (
    Column("method", "Method"),
    Column("n_flows", "Flows scored", kind="number", digits=0),
    Column("median_error", "Median error", kind="share"),
    Column("within_band", "Within 20 %", kind="share"),
    Column("median_points", "Shares off by (median)", kind="share"),
    Column("within_points", "Shares within 5 points", kind="share"),
)
FLOWS = (
    Column("year", "Year"),
    Column("where", "Where"),
    Column("commodity", "Commodity"),
    Column("published_mt", "Published", "Mt/y", "number"),
    Column("optimum_mt", "Least cost", "Mt/y", "number"),
    Column("optimum_error", "Error", kind="share"),
    Column("logit_mt", "Likely", "Mt/y", "number"),
    Column("naive_mt", "Naive", "Mt/y", "number"),
    Column("reason", "Note"),
)


def trust_exhibit(findings: Findings) -> Exhibit | None:
    """Return modelled against published flows; None without a validation."""
    found = findings.validation
    if found is None:
        return None
    answer = _answer(found)
    return Exhibit(
        18,
        "trust",
        "Modelled against published flows",
        "May I believe it?",
        answer,
        tables=(_scores(found), _flows(findings, found)),
        pictures=_pictures(findings, found, answer),
        notes=(
            (
                f"{len(found.excluded)} published figures have no counterpart in the model (all "
                "cargo "
                "together, parts of a year, totals) and are not scored."
            ),
            (
                "Flows whose demand or supply of the year rests on the same publication are shown "
                "without a score. Nothing was fitted to them; published flows are no input."
            ),
        ),
    )


def _scores(found: FlowValidation) -> Table:
    frame = found.scores.reset_index()
    frame["method"] = [METHODS.get(str(name), str(name)) for name in frame["method"]]
    return Table("scores", "Scores by method, over all years", frame, SCORES)


def _flows(findings: Findings, found: FlowValidation) -> Table:
    """Return every scored flow, the worst first."""
    frame = found.flows[found.flows["scored"]].copy()
    worst = frame["optimum_error"].abs().sort_values(ascending=False, kind="stable").index
    frame = frame.loc[worst].reset_index(drop=True)
    frame["where"] = [subject_words(findings.network.data, str(s)) for s in frame["subject"]]
    names = findings.network.data.commodities["name"]
    frame["commodity"] = [str(names.get(c, c)) for c in frame["commodity"]]
    for name in ("published", "optimum", "logit", "naive"):
        frame[f"{name}_mt"] = frame[f"{name}_t_per_y"] / 1e6
    marks = {
        at: "missed"
        for at, error in enumerate(frame["optimum_error"])
        if pd.isna(error) or abs(error) > MISS
    }
    details = {
        (at, "published_mt"): Detail(f"Basis: {row['basis']}.", estimate=row["kind"] == "estimate")
        for at, (_, row) in enumerate(frame.iterrows())
    }
    return Table("flows", "Each scored flow, the largest error first", frame, FLOWS, details, marks)


def _answer(found: FlowValidation) -> str:
    """Return how far off the model is, and against what."""
    scores: dict[Any, Any] = found.scores.T.to_dict()
    if "optimum" not in scores or not scores["optimum"]["n_flows"]:
        return "No published flow of these years can be scored."
    best, naive = scores["optimum"], scores.get("naive")
    text = (
        f"Over {number(best['n_flows'], 0)} published flows of {found.years[0]} to "
        f"{found.years[-1]} the least-cost flows are off by {percent(best['median_error'])} "
        f"in the median; {percent(best['within_band'])} lie within 20 %"
    )
    if naive is None:
        return f"{text}."
    word = "better" if best["median_error"] < naive["median_error"] else "not better"
    rule = percent(naive["median_error"])
    return f"{text}. That is {word} than a naive rule by distance ({rule})."


def _pictures(findings: Findings, found: FlowValidation, answer: str) -> tuple[Picture, ...]:
    """Return the chart of modelled over published flows, where there is a flow to draw."""
    drawn = found.flows[found.flows["scored"] & (found.flows["optimum_t_per_y"] > 0)]
    if drawn.empty:
        return ()
    data = findings.network.data
    rows = zip(drawn["subject"], drawn["year"], strict=True)
    labels = [f"{y} {subject_words(data, str(s))}" for s, y in rows]
    lost = int((found.flows["scored"] & (found.flows["optimum_t_per_y"] <= 0)).sum())
    title = "Modelled against published, Mt a year"
    if lost:
        title += f"; {lost} published flows of which the least cost sends none are not drawn"

    def draw() -> Figure:
        from corridor.draw.chart.agreement import draw_agreement  # noqa: PLC0415 - only when drawing

        figure, ax = paper(5.4)
        points = pd.DataFrame(
            {
                "group": drawn["commodity"],
                "published": drawn["published_t_per_y"] / 1e6,
                "modelled": drawn["optimum_t_per_y"] / 1e6,
                "label": labels,
            }
        )
        draw_agreement(points, ax=ax, unit="Mt/y")
        return figure

    return (Picture("agreement", title, answer, draw),)
