"""Exhibit 19: says who: what the numbers rest on, and the estimates that carry most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.audit.estimates import estimates
from corridor.report.contents.evidence import quantity_words
from corridor.report.contents.exhibit import Exhibit
from corridor.report.contents.numbers import number, percent, span
from corridor.report.contents.subjects import subject_words
from corridor.report.contents.table import Column, Detail, Table

if TYPE_CHECKING:
    from corridor.report.findings.findings import Findings

__all__ = ["sources_exhibit"]

SHOWN = 15
KINDS = (
    Column("kind", "Kind"),
    Column("facts", "Facts in force", kind="number", digits=0),
    Column("share", "Share", kind="share"),
)
COSTS = (
    Column("pair", "Route"),
    Column("corridor", "Corridor"),
    Column("cost_usd_per_t", "Cost", "USD/t", "number", 0),
    Column("estimate_share", "On estimates", kind="share"),
    Column("not_included", "Charges without a fact"),
)
HEAVIEST = (
    Column("fact", "Estimate"),
    Column("usd_per_t", "Cost that rests on it, all routes added", "USD/t", "number", 0),
    Column("routes", "Routes", kind="number", digits=0),
    Column("value", "Value", kind="number"),
    Column("range", "Range"),
    Column("unit", "Unit"),
)


def sources_exhibit(findings: Findings) -> Exhibit:
    """Return what the numbers rest on."""
    kinds = findings.network.data.values["kind"].value_counts()
    tables = [_kinds(kinds)]
    routes = _routes(findings)
    heaviest = _estimates(findings)
    if len(routes):
        tables.append(Table("costs", "What the cost of each route rests on", routes, COSTS))
    if len(heaviest):
        tables.append(_heaviest(heaviest))
    share = float(kinds.get("estimate", 0)) / max(float(kinds.sum()), 1.0)
    answer = (
        f"Of {number(float(kinds.sum()), 0)} facts in force {percent(1 - share)} are published or "
        f"derived from published figures and {percent(share)} are estimates with a range, marked "
        "wherever they are shown."
    )
    if len(heaviest):
        top = heaviest.iloc[0]
        answer += f" The estimate that carries most cost is {top['fact']}."
    return Exhibit(
        19,
        "sources",
        "What the numbers rest on",
        "Says who?",
        answer,
        tables=tuple(tables),
        notes=(
            (
                "A fact is reported (published as it stands), derived (worked out from published "
                "figures) or an estimate. Each cost is counted whole for every fact it rests on."
            ),
        ),
    )


def _kinds(kinds: pd.Series) -> Table:
    frame = kinds.rename_axis("kind").rename("facts").reset_index()
    frame["share"] = frame["facts"] / frame["facts"].sum()
    return Table("kinds", "Facts in force by kind", frame, KINDS)


def _routes(findings: Findings) -> pd.DataFrame:
    """Return each route's cost and the share of it that rests on estimates."""
    rows = [
        {
            "pair": cmp.title,
            "corridor": name,
            "cost_usd_per_t": route.totals["cost_usd_per_t"],
            "estimate_share": route.estimate_share,
            "not_included": ", ".join(
                sorted({c.partition(":")[0] for c in route.totals["not_included"]})
            ),
        }
        for cmp in findings.comparisons.values()
        for name, route in cmp.routes.items()
        if name != "any"
    ]
    return pd.DataFrame(rows)


def _estimates(findings: Findings) -> pd.DataFrame:
    """Return the estimates that carry most cost over all routes, the heaviest first."""
    values = findings.network.data.values
    top = estimates(findings.comparisons.values())[:SHOWN]
    facts = values.loc[top.index]
    table = findings.network.data.attributes["description"]
    top["fact"] = [
        f"{subject_words(findings.network.data, str(s))}: "
        f"{quantity_words(str(a), str(table.get(a, '')))}"
        for s, a in zip(facts["subject"], facts["attribute"], strict=True)
    ]
    top[["value", "unit"]] = facts[["value", "unit"]].to_numpy()
    top["range"] = [
        span(float(a), float(b)) for a, b in zip(facts["low"], facts["high"], strict=True)
    ]
    return top.rename_axis("fact_id").reset_index()


def _heaviest(frame: pd.DataFrame) -> Table:
    details = {
        (at, "value"): Detail("", (str(fact),), estimate=True)
        for at, fact in enumerate(frame["fact_id"])
    }
    return Table("estimates", "The estimates that carry most cost", frame, HEAVIEST, details)
