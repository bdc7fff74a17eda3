"""Exhibit 13: what each further percent kept off a territory costs, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import money, number, percent, tonnes
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.all_tonnes.names import commodity_name, country_name, joined
from corridor.report.exhibits.all_tonnes.sheet import panel_paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.flows.independence.curve import IndependenceCurve
    from corridor.report.findings.findings import Findings

__all__ = ["curve_exhibit", "scope_ends"]

ALL = "all"
MEGA = 1e6
SCOPES = (
    Column("name", "Cargo"),
    Column("touching", "Touches it", "kt/y", "number"),
    Column("possible_share", "Can be kept off", kind="share", digits=1),
    Column("extra_musd", "Extra cost", "million USD/y", "number", 2),
    Column("money_musd", "of it money", "million USD/y", "number", 2),
    Column("premium", "Per tonne kept off", "USD/t", "number", 0),
    Column("extra_d", "Longer", "days", "number", 1),
    Column("extra_kg", "CO2e more", "kg/t", "number", 0),
    Column("undelivered", "Undelivered if none", "kt/y", "number"),
)
BENDS = (
    Column("name", "Cargo"),
    Column("kept_off_share", "Kept off", kind="share", digits=1),
    Column("extra_musd", "Extra cost so far", "million USD/y", "number"),
    Column("marginal_usd_per_t", "Next tonne", "USD/t", "number"),
    Column("charges_usd_per_t", "Money", "USD/t delivered", "number"),
    Column("time_d", "Time", "days", "number", 1),
    Column("co2_kg_per_t", "CO2e", "kg/t", "number"),
    Column("unmet", "Undelivered", "kt/y", "number"),
)
STEP = 10.0
NOTES = (
    (
        "Each point is the least cost of all cargo at that share; between two breakpoints "
        "everything is a straight line. Cost holds money, time, carbon and risk as weighted, "
        "and never a penalty."
    ),
    (
        "As long as it is possible, all that is delivered today still is. Beyond, as little as "
        "possible goes undelivered, and that is told in tonnes."
    ),
    (
        "Per tonne kept off is a mean over all producers and markets of a cargo, some of which "
        "have a nearer way out than the pairs compared above."
    ),
    "At central values of the facts; how sure a route's cost is stands with the comparisons.",
)


def curve_exhibit(findings: Findings) -> Exhibit | None:
    """Return the price of independence; None without a curve."""
    if not findings.curves:
        return None
    tables: list[Table] = []
    pictures: list[Picture] = []
    answers = []
    for curve in findings.curves:
        place = country_name(findings.network.data, curve.territory)
        scopes = scope_ends(findings, curve)
        answers.append(_answer(scopes, place))
        if scopes.empty:
            continue
        code = curve.territory
        bends = _bends(findings, curve)
        tables += [
            Table(f"scopes_{code}", f"Kept off the territory of {place}", scopes, SCOPES),
            Table(f"breakpoints_{code}", f"Breakpoints, {place}", bends, BENDS),
        ]
        pictures += _pictures(findings, curve, place, answers[-1])
    return Exhibit(
        13,
        "independence",
        "The price of independence",
        "What does each further percent kept off cost, and where does it end?",
        " ".join(answers),
        tables=tuple(tables),
        pictures=tuple(pictures),
        notes=NOTES,
    )


def scope_ends(findings: Findings, curve: IndependenceCurve) -> pd.DataFrame:
    """
    Return what it takes to keep off as much as possible, by cargo, all of it first.

    Parameters
    ----------
    findings
        For the names.
    curve
        One curve.
    """
    rows = []
    for scope, row in curve.scopes.iterrows():
        steps = curve.steps(STEP, scope=str(scope))
        start, end = steps.iloc[0], steps[steps["possible"]].iloc[-1]
        first, least = float(row["territory_t_per_y"]), float(end["territory_t_per_y"])
        extra = float(end["extra_cost_usd_per_y"])
        rows.append(
            {
                "scope": str(scope),
                "name": commodity_name(findings.network.data, str(scope)),
                "touching": first / 1e3,
                "possible_share": float(row["possible_share"]),
                "extra_musd": extra / MEGA,
                "money_musd": float(end["charges_usd_per_y"] - start["charges_usd_per_y"]) / MEGA,
                "premium": extra / (first - least) if first > least else np.nan,
                "extra_d": float(end["time_d"] - start["time_d"]),
                "extra_kg": float(end["co2_kg_per_t"] - start["co2_kg_per_t"]),
                "undelivered": float(row["unmet_without_t_per_y"]) / 1e3,
            }
        )
    table = pd.DataFrame(rows, columns=["scope", *(column.key for column in SCOPES)])
    order = np.lexsort((-table["touching"].to_numpy(float), table["scope"] != ALL))
    return table.iloc[order].reset_index(drop=True)


def _bends(findings: Findings, curve: IndependenceCurve) -> pd.DataFrame:
    """Return every breakpoint with the means of a delivered tonne."""
    rows = curve.bends
    done = rows["delivered_t_per_y"].where(rows["delivered_t_per_y"] > 0)
    return rows.assign(
        name=[commodity_name(findings.network.data, str(scope)) for scope in rows["scope"]],
        extra_musd=rows["extra_cost_usd_per_y"].where(rows["possible"]) / MEGA,
        charges_usd_per_t=rows["charges_usd_per_y"] / done,
        time_d=rows["time_t_d_per_y"] / done,
        co2_kg_per_t=rows["co2_kg_per_y"] / done,
        unmet=rows["unmet_t_per_y"] / 1e3,
    ).reset_index(drop=True)


def _pictures(
    findings: Findings, curve: IndependenceCurve, place: str, answer: str
) -> list[Picture]:
    """Return the pictures of one curve."""
    code = curve.territory
    price = f"What it costs to keep cargo off the territory of {place}"
    alt = f"Money, days and CO2 per delivered tonne over the share kept off, by cargo. {answer}"
    pictures = [Picture(f"price_{code}", price, alt, lambda: _draw_price(findings, curve, price))]
    if ALL in curve.scopes.index:
        whole = f"All cargo off the territory of {place}"
        text = f"Extra cost while all is delivered, and what goes undelivered beyond. {answer}"
        pictures.append(Picture(f"all_{code}", whole, text, lambda: _draw_whole(curve, whole)))
    return pictures


def _draw_price(findings: Findings, curve: IndependenceCurve, title: str) -> Figure:
    """Draw money, days and CO2 more per delivered tonne, a curve per cargo."""
    from corridor.draw.chart.tonnes.panels import draw_panels  # noqa: PLC0415 - only to draw

    steps = curve.steps(STEP)
    steps = steps[steps["possible"] & (steps["scope"] != ALL)] if len(curve.scopes) > 1 else steps
    parts = []
    for column, words in (
        ("charges_usd_per_t", "Money more, USD/t"),
        ("time_d", "Days more"),
        ("co2_kg_per_t", "CO2e more, kg/t"),
    ):
        more = steps[column] - steps.groupby("scope")[column].transform("first")
        names = [commodity_name(findings.network.data, str(scope)) for scope in steps["scope"]]
        part = {"panel": words, "curve": names, "x": 100 * steps["kept_off_share"], "y": more}
        parts.append(pd.DataFrame(part).dropna())
    figure, axes = panel_paper(3)
    draw_panels(pd.concat(parts), axes, title=title, x_label="Kept off, %")
    return figure


def _draw_whole(curve: IndependenceCurve, title: str) -> Figure:
    """Draw extra cost as far as all is delivered, and what goes undelivered over all shares."""
    from corridor.draw.chart.tonnes.panels import draw_panels  # noqa: PLC0415 - only to draw

    rows = curve.bends[curve.bends["scope"] == ALL]
    there = rows[rows["possible"]]
    cost = pd.DataFrame(
        {
            "panel": "Extra cost while all is delivered, million USD/y",
            "curve": ALL,
            "x": 100 * there["kept_off_share"],
            "y": there["extra_cost_usd_per_y"] / MEGA,
        }
    )
    lost = pd.DataFrame(
        {
            "panel": "Undelivered, Mt/y",
            "curve": ALL,
            "x": 100 * rows["kept_off_share"],
            "y": rows["unmet_t_per_y"] / MEGA,
        }
    )
    figure, axes = panel_paper(2, 3.6)
    draw_panels(pd.concat([cost, lost]), axes, title=title, x_label="Kept off, %")
    return figure


def _answer(scopes: pd.DataFrame, place: str) -> str:
    """Return how far it goes, at what price, and what stays behind."""
    if scopes.empty or not scopes["touching"].max() > 0:
        return f"No cargo touches the territory of {place}, so keeping off it costs nothing."
    top = scopes.iloc[0]
    text = (
        f"Of the {tonnes(top['touching'] * 1e3)} of {top['name']} that touch the territory of "
        f"{place}, {percent(top['possible_share'], 1)} can be kept off it with everything still "
        "delivered"
    )
    if np.isfinite(top["premium"]):
        text += (
            f", at {number(top['premium'], 0)} USD per tonne kept off in money, time, carbon and "
            f"risk, {money(top['extra_musd'] * MEGA)} a year"
        )
    text += "."
    if top["undelivered"] > 0:
        text += f" With none on it {tonnes(top['undelivered'] * 1e3)} go undelivered."
    parts = scopes[(scopes["scope"] != ALL) & (scopes["possible_share"] >= 1 - 1e-9)]
    parts = parts[parts["premium"].notna()].sort_values("premium")
    if len(parts) > 1:
        low, high = parts.iloc[0], parts.iloc[-1]
        text += (
            f" {len(parts)} kinds of cargo can do without it altogether, for "
            f"{number(low['premium'], 0)} ({low['name']}) to {number(high['premium'], 0)} USD "
            f"({high['name']}) a tonne: {joined(parts['name'], 6)}."
        )
    return text
