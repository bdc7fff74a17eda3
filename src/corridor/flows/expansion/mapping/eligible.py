"""Which rows of a projects table can be candidates at all, and why the others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.data.cells import list_items
from corridor.errors import SchemaError, UnknownIdError
from corridor.flows.fleet.table import vessel_projects

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PROJECT_COLUMNS", "eligible_projects", "without_what_they_need"]

PROJECT_COLUMNS = [
    "name",
    "subject",
    "adds",
    "value",
    "unit",
    "capex_musd",
    "capex_low_musd",
    "capex_high_musd",
    "year",
    "needs",
    "status",
]
READABLE = ("capacity", "capacity_total", "contract", "supply", "time_saved", "length_saved")
OPENS = (*READABLE, "length")
MEGA = 1e6


def eligible_projects(
    projects: pd.DataFrame,
    year: int,
    *,
    capex_usd: Mapping[str, float],
    repeat: Mapping[str, int],
) -> tuple[pd.DataFrame, dict[str, str]]:
    """
    Return the projects that are not built yet, with a capital cost, and why the others are not.

    Parameters
    ----------
    projects
        Index project_id, the columns of the data set's table.
    year
        Year of the network: what was open by then is in it already.
    capex_usd
        Capital cost in place of the table's, or where it has none; 0 where it is said.
    repeat
        Units that may be built of a project; 1 where nothing is said.

    Returns
    -------
    table
        Sorted by id: name, subject, adds, value, unit, low, high (the value where the table has
        none), commodity_group, commodity, capex_usd, capex_low_usd, capex_high_usd, year (0 where
        none is stated), needs (tuple, without what is open), most.
    unused
        Reason by project id.

    Raises
    ------
    SchemaError
        The table lacks a column.
    UnknownIdError
        A cost or a number of units is given for a project that is not in the table.
    ValueError
        A cost is negative or not finite, or a number of units is below 1.
    """
    table = vessel_projects(_checked(projects, capex_usd, repeat))
    built = table.index[(table["status"] == "open") & (table["year"].fillna(0) <= year)]
    rows, unused = {}, dict.fromkeys(map(str, built), f"in the network of {year} already")
    for project, row in table.drop(index=built).iterrows():
        capex = _capex(str(project), row, capex_usd)
        reason = _unfit(row)
        if reason or capex is None:
            why = f"no capital cost known; give capex_usd={{'{project}': ...}} to use it"
            unused[str(project)] = reason or why
            continue
        rows[str(project)] = {
            **{name: row[name] for name in ("name", "subject", "adds", "value", "unit")},
            "low": _end(row, "low"),
            "high": _end(row, "high"),
            **{name: str(row.get(name, "") or "") for name in ("commodity_group", "commodity")},
            "capex_usd": capex[0],
            "capex_low_usd": capex[1],
            "capex_high_usd": capex[2],
            "year": 0 if pd.isna(row["year"]) else int(row["year"]),
            "needs": tuple(sorted(set(list_items(row["needs"])) - set(map(str, built)))),
            "most": int(repeat.get(str(project), _most(row))),
        }
    found = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).rename_axis("project_id")
    return without_what_they_need(found, unused)


COLUMNS = [
    "name",
    "subject",
    "adds",
    "value",
    "unit",
    "low",
    "high",
    "commodity_group",
    "commodity",
    "capex_usd",
    "capex_low_usd",
    "capex_high_usd",
    "year",
    "needs",
    "most",
]


def without_what_they_need(
    table: pd.DataFrame, unused: dict[str, str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """
    Return the projects without those that need one that cannot be used, and all reasons.

    Parameters
    ----------
    table
        As of `eligible_projects`.
    unused
        Reason by project id of what cannot be used.

    Returns
    -------
    kept, unused
        What is left, and the reasons.
    """
    unused = dict(unused)
    kept = table.drop(index=[name for name in unused if name in table.index])
    while True:
        lost = {
            str(project): f"needs {other}, which cannot be used"
            for project, needs in kept["needs"].items()
            for other in needs
            if other not in kept.index
        }
        if not lost:
            return kept, dict(sorted(unused.items()))
        unused |= lost
        kept = kept.drop(index=list(lost))


def _checked(
    projects: pd.DataFrame, capex_usd: Mapping[str, float], repeat: Mapping[str, int]
) -> pd.DataFrame:
    """Return the table sorted by id, after columns and what is given besides are checked."""
    table = projects.set_index("project_id") if "project_id" in projects.columns else projects
    missing = [name for name in PROJECT_COLUMNS if name not in table.columns]
    if missing:
        raise SchemaError(f"the projects have no column {', '.join(missing)}")
    if table.index.has_duplicates:
        twice = sorted({str(name) for name in table.index[table.index.duplicated()]})
        raise SchemaError(f"projects that stand twice in the table: {', '.join(twice)}")
    known = [str(name) for name in table.index]
    for name in (*capex_usd, *repeat):
        if name not in known:
            raise UnknownIdError("project", name, known)
    for name, value in capex_usd.items():
        if not (np.isfinite(value) and value >= 0):
            raise ValueError(f"capex_usd of {name} is {value!r}; it is a number of 0 or more, USD")
    for name, count in repeat.items():
        if not (isinstance(count, int) and count >= 1):
            raise ValueError(f"repeat of {name} is {count!r}; it is a whole number of 1 or more")
    return table.sort_index()


def _end(row: pd.Series[Any], side: str) -> float:
    """Return one end of the range of what a project adds; the value where none is stated."""
    end = row.get(side)
    return float(row["value"]) if end is None or pd.isna(end) else float(end)


def _most(row: pd.Series[Any]) -> int:
    """Return the units that may be built, where the table has a column for it."""
    most = row.get("most")
    return 1 if most is None or pd.isna(most) else int(most)


def _capex(
    project: str, row: pd.Series[Any], given: Mapping[str, float]
) -> tuple[float, float, float] | None:
    """Return the capital cost and its range, in USD; None where nobody knows it."""
    if project in given:
        return (float(given[project]),) * 3
    if pd.isna(row["capex_musd"]):
        return None
    centre = float(row["capex_musd"])
    low, high = (row[f"capex_{side}_musd"] for side in ("low", "high"))
    low = centre if pd.isna(low) else float(low)
    high = centre if pd.isna(high) else float(high)
    return centre * MEGA, low * MEGA, high * MEGA


def _unfit(row: pd.Series[Any]) -> str:
    """Say why a project cannot be a candidate, whatever it costs; empty where it can."""
    if row["status"] == "closed":
        return "given up"
    if row["adds"] == "vessels":
        return (
            "adds ships whose payload and cycle are not known: give the projects columns payload, "
            "payload_unit, cycle_d and operating_d_per_y"
        )
    if row["adds"] not in OPENS:
        return f"adds {row['adds']}, which no limit stands for"
    return "no figure for what it adds" if pd.isna(row["value"]) else ""
