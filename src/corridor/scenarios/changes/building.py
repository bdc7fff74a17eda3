"""Building: a project of the data set stands, with what it adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.cells import list_items
from corridor.errors import ScenarioError, UnitError
from corridor.scenarios.changes.access import Open
from corridor.scenarios.changes.change import Change, known_id
from corridor.scenarios.changes.quantities import SetFact, with_facts
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["Build"]

CAPACITY = "capacity_t_per_y"
STANDING = "open"


@dataclass(frozen=True)
class Build(Change):
    """
    A project stands: its link is open, its capacity is there.

    A capacity that is unknown today stays unknown: what the project adds to it makes no total. Only
    a link that opens with the project has the project's capacity as its own.

    Attributes
    ----------
    project
        A row of the projects table, such as ``trans_caspian_gas_full``. What it needs must be built
        before it, or stand already.

    Examples
    --------
    >>> data = Build("trans_caspian_gas_full").apply(corridor.load_dataset())
    >>> bool(data.links.at["tcgp", "is_open"])
    True
    """

    project: str

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with the project standing; see `Change.apply`."""
        name = known_id("project", self.project, data.projects.index)
        row = pd.Series(data.projects.loc[name])
        waiting = [
            name
            for name in list_items(row["needs"])
            if data.projects["status"].get(name) != STANDING
        ]
        if waiting:
            msg = f"{self.project} needs {', '.join(waiting)} first"
            raise ScenarioError(msg, key=self.project)
        projects = data.projects.copy()
        projects.loc[self.project, "status"] = STANDING
        data = replace(data, projects=projects)
        data, opened = _opened(data, str(row["subject"]))
        if row["status"] == STANDING or row["adds"] not in ("capacity", "contract"):
            return data
        return _with_capacity(data, row, opened=opened)


def _opened(data: Dataset, subject: str) -> tuple[Dataset, bool]:
    """Open the link of a project when it is not open yet."""
    kind, _, name = subject.partition(":")
    if kind != "link" or bool(data.links.at[name, "is_open"]):
        return data, False
    return Open(subject).apply(data), True


def _with_capacity(data: Dataset, row: pd.Series, *, opened: bool) -> Dataset:
    """Add what the project adds to the capacity in force."""
    if pd.isna(row["value"]):
        return data
    values, subject, unit = data.values, str(row["subject"]), str(row["unit"])
    known = values[(values["subject"] == subject) & (values["attribute"] == CAPACITY)]
    if known.empty:
        return _new(data, row) if opened else data
    if opened:
        return data  # the link's own fact already is its capacity when built
    rows = known[[_same_basis(unit, str(u)) for u in known["unit"]]].copy()
    if rows.empty:
        units = ", ".join(sorted(set(known["unit"])))
        msg = f"{subject} states its capacity in {units}; the project adds {unit}"
        raise ScenarioError(msg, key=str(row.name))
    factor = rows["unit"].map(lambda there: convert(unit).factor / convert(str(there)).factor)
    for column in ("value", "low", "high"):
        added = row[column] if pd.notna(row[column]) else row["value"]
        rows[column] = rows[column].astype(float) + float(added) * factor.astype(float)
    return with_facts(data, rows)


def _new(data: Dataset, row: pd.Series) -> Dataset:
    """Give a link that opens the capacity of its project."""
    low, high = (None if pd.isna(row[c]) else float(row[c]) for c in ("low", "high"))
    value, unit = float(row["value"]), str(row["unit"])
    return SetFact(str(row["subject"]), CAPACITY, value, unit, low, high).apply(data)


def _same_basis(one: str, other: str) -> bool:
    """Say whether two units differ by a constant alone."""
    try:
        first, second = convert(one), convert(other)
    except UnitError:
        return False
    bases = (first.numerator, first.denominator), (second.numerator, second.denominator)
    return bases[0] == bases[1]
