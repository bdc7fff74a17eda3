"""How certain the capacity of 2030 is: announced, planned, under construction, or supposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.subjects import effect_words
from corridor.scenarios.changes.building import Build
from corridor.scenarios.changes.quantities import ScaleFact

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.report.findings.findings import Findings
    from corridor.scenarios.changes.change import Change
    from corridor.scenarios.scenario import Dated

__all__ = ["certainty_tables"]

CHANGES = (
    Column("case", "Scenario"),
    Column("change", "Change"),
    Column("certainty", "How certain"),
    Column("basis", "Why"),
)
PROJECTS = (
    Column("name", "Project"),
    Column("state", "State"),
    Column("year", "Year"),
    Column("subject", "Where"),
    Column("adds", "Adds", kind="number"),
    Column("unit", "Unit"),
    Column("capex", "Capital", "million USD", "number"),
)
SUPPOSED, ANNOUNCED = "supposed", "announced figure"
# Units at the end of an attribute's name.
UNITS = {"t", "d", "h", "kg", "km", "usd"}
STATES = ("under_construction", "planned", "proposed")


def certainty_tables(
    findings: Findings, scenarios: tuple[str, ...], territory: str
) -> tuple[Table, ...]:
    """
    Return what the scenarios of the future rest on, and the projects off a territory by state.

    Parameters
    ----------
    findings
        With runs, or without.
    scenarios
        Names of the scenarios of the future.
    territory
        Projects on links that touch it are left out.

    Returns
    -------
    tables
        Those that have rows.
    """
    data = findings.network.data
    runs = findings.runs.runs if findings.runs is not None else ()
    rows = [
        (f"{run.scenario.name}: {run.scenario.title}", *_change(data, dated))
        for run in runs
        if run.scenario.name in scenarios
        for dated in run.scenario.changes
    ]
    changes = pd.DataFrame(rows, columns=[column.key for column in CHANGES])
    projects, details = _projects(data, territory)
    tables = (
        Table("changes", "What the scenarios of 2030 rest on", changes, CHANGES),
        Table("projects", "Projects that add capacity, by state", projects, PROJECTS, details),
    )
    return tuple(table for table in tables if len(table.frame))


def _change(data: Dataset, dated: Dated) -> tuple[str, str, str]:
    """Return a change in words, how certain it is, and why."""
    change, note = dated.change, dated.note
    if isinstance(change, Build):
        state = str(data.projects["status"].get(change.project, "")).replace("_", " ")
        words = str(data.projects["name"].get(change.project, change.project))
        return words, state, note
    supposed = "suppose" in note or not dated.source_id
    return _change_words(data, change), SUPPOSED if supposed else ANNOUNCED, note


def _change_words(data: Dataset, change: Change) -> str:
    """Return a change in words."""
    if isinstance(change, ScaleFact):
        parts = change.attribute.split("_per_")[0].split("_")
        what = " ".join(part for part in parts if part not in UNITS)
        words = f"{what} of {effect_words(data, change.subject)}"
        return f"{words[:1].upper()}{words[1:]} times {change.factor:g}"
    return effect_words(data, str(change))


def _projects(data: Dataset, territory: str) -> tuple[pd.DataFrame, dict[tuple[int, str], Detail]]:
    """Return projects that add capacity and are not open yet, off the territory."""
    sections = data.sections.reset_index()
    shut = {f"link:{link}" for link in sections.loc[sections["country"] == territory, "link_id"]}
    table = data.projects[data.projects["status"].isin(STATES)]
    table = table[~table["subject"].isin(shut)]
    rank = table["status"].map({state: place for place, state in enumerate(STATES)})
    table = table.assign(rank=rank).sort_values(["rank", "name"], kind="stable")
    frame = pd.DataFrame(
        {
            "name": table["name"].astype(str).to_numpy(),
            "state": table["status"].str.replace("_", " ").to_numpy(),
            "year": ["" if pd.isna(year) else str(int(year)) for year in table["year"]],
            "subject": [effect_words(data, str(subject)) for subject in table["subject"]],
            "adds": table["value"].astype(float).to_numpy(),
            "unit": table["unit"].astype(str).to_numpy(),
            "capex": table["capex_musd"].astype(float).to_numpy(),
        }
    )
    details = {}
    for at, row in enumerate(table.to_dict("records")):
        estimate = str(row["kind"]) == "estimate"
        details[at, "adds"] = Detail(str(row["note"]), (), estimate)
        if pd.isna(row["capex_musd"]):
            details[at, "capex"] = Detail("No published cost.")
    return frame, details
