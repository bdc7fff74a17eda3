"""The capacity that a project adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.errors import ScenarioError, UnitError
from corridor.scenarios.changes.quantities import SetFact, with_facts
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["with_capacity"]

CAPACITY = "capacity_t_per_y"


def with_capacity(data: Dataset, row: pd.Series, *, opened: bool) -> Dataset:
    """
    Add what a project adds to the capacity in force.

    Parameters
    ----------
    data
        The data.
    row
        Of the projects table.
    opened
        Whether the link opens with the project.

    Returns
    -------
    changed
        With the capacity; as it was where none is known.

    Raises
    ------
    ScenarioError
        The capacity is known in units that the project's do not convert to.
    """
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
