"""Exhibit 25: what changes under each scenario, beside the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.marks.palette import BORDER, CORRIDORS
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent, tonnes
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.names import commodity_name, joined
from corridor.report.exhibits.all_tonnes.sheet import bar_paper
from corridor.scenarios.comparing.flow_rows import flow_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings
    from corridor.scenarios.comparing.runs import ScenarioRuns

__all__ = ["scenarios_exhibit"]

MEGA, KILO = 1e6, 1e3
ALL, ANY = "all", "any"
KEYS = ["commodity", "corridor", "metric"]
# A difference in USD/t below this is none.
CENT = 0.005
METRICS = {
    "delivered_t_per_y": ("delivered", MEGA),
    "unmet_t_per_y": ("unmet", MEGA),
    "cost_usd_per_y": ("cost", MEGA),
    "usd_per_delivered_t": ("per_t", 1.0),
    "co2_t_per_y": ("co2", MEGA),
}
TOTALS = (
    Column("name", "Scenario"),
    Column("delivered", "Delivered", "Mt/y", "number", 2),
    Column("delivered_delta", "to the base", "Mt/y", "number", 2),
    Column("unmet", "Unmet", "Mt/y", "number", 2),
    Column("cost", "Cost of carrying", "million USD/y", "number", 0),
    Column("cost_delta", "to the base", "million USD/y", "number", 0),
    Column("per_t", "Per tonne", "USD/t", "number", 1),
    Column("per_t_delta", "to the base", "USD/t", "number", 1),
    Column("co2", "CO2e", "Mt/y", "number", 2),
)
BY_CARGO = (
    Column("name", "Scenario"),
    Column("cargo", "Cargo"),
    Column("value", "Delivered", "kt/y", "number"),
    Column("delta", "to the base", "kt/y", "number"),
)
BY_CORRIDOR = (
    Column("name", "Scenario"),
    Column("corridor_name", "Corridor"),
    Column("value", "Keeps its rule", "Mt/y", "number"),
    Column("delta", "to the base", "Mt/y", "number"),
)
ONE_TONNE = (
    Column("name", "Scenario"),
    Column("way", "Cargo and way"),
    Column("corridor_name", "Corridor"),
    Column("value", "Cost", "USD/t", "number", 0),
    Column("delta", "to the base", "USD/t", "number", 0),
)
NOTES = (
    (
        "Every scenario is applied to the same base, and a fact keeps its draw from one to the "
        "next, so a difference is due to the changes alone."
    ),
    (
        "Cost is money paid for what is delivered; the penalty with which undelivered cargo is "
        "weighed is in no column. Flows are at central values."
    ),
    "A tonne may keep the rules of several corridors, or of none.",
)


def scenarios_exhibit(findings: Findings) -> Exhibit | None:
    """Return the scenarios side by side; None where fewer than two were run."""
    runs = findings.runs
    if runs is None or len(runs) < 2:
        return None
    tidy = _tidy(runs)
    totals, details, marks = _totals(runs, tidy)
    tables = [Table("totals", "All tonnes under each scenario", totals, TOTALS, details, marks)]
    for name, title, frame, columns in (
        ("cargo", "Delivered by cargo, where it changes", _by_cargo(findings, tidy), BY_CARGO),
        ("corridors", "Tonnes by corridor", _by_corridor(findings, tidy), BY_CORRIDOR),
        ("one_tonne", "One tonne, where its cost changes", _one_tonne(findings), ONE_TONNE),
    ):
        if len(frame):
            tables.append(Table(name, title, frame, columns))
    answer = _answer(totals)
    title = "Delivered and unmet under each scenario"
    drawn = totals[totals["delivered"].notna()].reset_index(drop=True)
    pictures = (Picture("delivered", title, f"Bars. {answer}", lambda: _draw(drawn, title)),)
    return Exhibit(
        25,
        "scenarios",
        "What changes under each scenario",
        "What changes under each scenario?",
        answer,
        tables=tuple(tables),
        pictures=pictures if len(drawn) else (),
        notes=NOTES,
    )


def _tidy(runs: ScenarioRuns) -> pd.DataFrame:
    """Return the flows of all scenarios in long form, with the difference to the base."""
    rows = [row for run in runs.runs for row in flow_rows(runs, run)]
    tidy = pd.DataFrame(rows, columns=["scenario", *KEYS, "value"])
    first = tidy[tidy["scenario"] == runs.names[0]].set_index(KEYS)["value"]
    before = first.reindex(pd.MultiIndex.from_frame(tidy[KEYS])).to_numpy(float)
    return tidy.assign(
        value=tidy["value"].astype(float), delta=tidy["value"].to_numpy(float) - before
    )


def _named(runs: ScenarioRuns) -> dict[str, str]:
    """Return what each scenario is called: its title, or its name in words."""
    return {
        run.scenario.name: run.scenario.title or run.scenario.name.replace("-", " ")
        for run in runs.runs
    }


def _totals(
    runs: ScenarioRuns, tidy: pd.DataFrame
) -> tuple[pd.DataFrame, dict[tuple[int, str], Detail], dict[int, str]]:
    """Return the totals of each scenario; those without flows keep the reason."""
    whole = tidy[(tidy["commodity"] == ALL) & (tidy["corridor"] == ANY)]
    names = _named(runs)
    rows, details, marks = [], {}, {}
    for at, run in enumerate(runs.runs):
        own = whole[whole["scenario"] == run.scenario.name].set_index("metric")
        row: dict[str, object] = {"name": names[run.scenario.name]}
        for metric, (key, scale) in METRICS.items():
            for column, suffix in (("value", ""), ("delta", "_delta")):
                value = own[column].get(metric, float("nan"))
                row[key + suffix] = float(value) / scale
        rows.append(row)
        if run.flows is None:
            why = run.reasons.get("scenario", run.reasons.get("flows", "no flows were asked for"))
            details[at, "name"] = Detail(f"Not run: {why}")
            marks[at] = "not run"
        elif run.scenario.description:
            details[at, "name"] = Detail(run.scenario.description)
        if at == 0:
            marks[at] = "base"
    return pd.DataFrame(rows), details, marks


def _by_cargo(findings: Findings, tidy: pd.DataFrame) -> pd.DataFrame:
    """Return what is delivered of each cargo, where it differs from the base."""
    if findings.runs is None:
        return pd.DataFrame()
    rows = tidy[(tidy["metric"] == "delivered_t_per_y") & (tidy["commodity"] != ALL)]
    rows = rows[rows["delta"].abs() > 0.5]
    names = _named(findings.runs)
    return rows.assign(
        name=rows["scenario"].map(names),
        cargo=[commodity_name(findings.network.data, str(c)) for c in rows["commodity"]],
        value=rows["value"] / KILO,
        delta=rows["delta"] / KILO,
    ).reset_index(drop=True)


def _by_corridor(findings: Findings, tidy: pd.DataFrame) -> pd.DataFrame:
    """Return the tonnes of each corridor."""
    if findings.runs is None:
        return pd.DataFrame()
    rows = tidy[(tidy["metric"] == "flow_t_per_y") & (tidy["commodity"] == ALL)]
    rows = rows[rows["corridor"] != ANY]
    corridors, names = findings.network.data.corridors["name"], _named(findings.runs)
    return rows.assign(
        name=rows["scenario"].map(names),
        corridor_name=[str(corridors.get(c, c)) for c in rows["corridor"]],
        value=rows["value"] / MEGA,
        delta=rows["delta"] / MEGA,
    ).reset_index(drop=True)


def _one_tonne(findings: Findings) -> pd.DataFrame:
    """Return the cost of one tonne by corridor, where it differs from the base."""
    runs = findings.runs
    columns = [column.key for column in ONE_TONNE]
    if runs is None:
        return pd.DataFrame(columns=columns)
    data, names = findings.network.data, _named(runs)
    corridors, nodes = data.corridors["name"], data.nodes["name"]
    rows = []
    for run in runs.runs[1:]:
        for pair, found in run.comparisons.items():
            before = runs.runs[0].comparisons.get(pair)
            for corridor, route in found.routes.items():
                if corridor == ANY or before is None or corridor not in before.routes:
                    continue
                cost = float(route.charges["usd_per_t"].sum())
                delta = cost - float(before.routes[corridor].charges["usd_per_t"].sum())
                if abs(delta) > CENT:
                    cargo, start, end = pair
                    way = f"{commodity_name(data, cargo)}, {nodes[start]} to {nodes[end]}"
                    words = str(corridors.get(corridor, corridor))
                    rows.append((names[run.scenario.name], way, words, cost, delta))
    return pd.DataFrame(rows, columns=columns)


def _draw(totals: pd.DataFrame, title: str) -> Figure:
    """Draw delivered and unmet, a bar a scenario."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    base = {"row": totals.index, "label": totals["name"]}
    bars = pd.concat(
        [
            pd.DataFrame({**base, "part": part, "value": totals[part].clip(lower=0.0)})
            for part in ("delivered", "unmet")
        ]
    )
    notes = {
        int(str(at)): f"{number(row['per_t'], 1)} USD/t"
        for at, row in totals.iterrows()
        if pd.notna(row["per_t"])
    }
    figure, ax = bar_paper(len(totals), left=0.32)
    colours = {"delivered": CORRIDORS["caspian"], "unmet": BORDER}
    draw_stacks(bars, colours=colours, notes=notes, ax=ax, title=title, x_label="Mt/y")
    return figure


def _answer(totals: pd.DataFrame) -> str:
    """Return the scenario that costs most deliveries, and those that change nothing."""
    base, others = totals.iloc[0], totals.iloc[1:]
    run = others[others["delivered"].notna()]
    if pd.isna(base["delivered"]) or run.empty:
        return "No flows were assigned, so scenarios differ by the cost of one tonne alone."
    text = (
        f"In the base {tonnes(base['delivered'] * MEGA)} are delivered at "
        f"{number(base['per_t'], 1)} USD a tonne."
    )
    worst = run.iloc[int(run["delivered_delta"].to_numpy(float).argmin())]
    if worst["delivered_delta"] < -1e-6:
        text += (
            f" The most is lost under “{worst['name']}”: "
            f"{tonnes(worst['delivered'] * MEGA)} are still delivered, "
            f"{percent(worst['delivered'] / base['delivered'])} of the base, at "
            f"{number(worst['per_t'], 1)} USD a tonne."
        )
    same = run[(run["delivered_delta"].abs() < 1e-6) & (run["cost_delta"].abs() < 0.5)]
    if len(same):
        names = joined([f"“{name}”" for name in same["name"]])
        text += f" Tonnes and costs stay as they are under {names}."
    return text
