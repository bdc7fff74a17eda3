"""The capacity of links from a table of fleets, and a further vessel as a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd  # noqa: TC002 - the examples use it

from corridor.errors import SchemaError
from corridor.flows.fleet.capacity import carrying_capacity

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["FLEET_COLUMNS", "fleet_capacity", "vessel_projects"]

FLEET_COLUMNS = ["subject", "vessels", "payload", "unit", "cycle_d", "operating_d_per_y"]
UNITS = ("t", "TEU", "FEU", "wagon")


def fleet_capacity(fleets: pd.DataFrame) -> pd.DataFrame:
    """
    Return what each line can carry, from the ships or wagons on it.

    Parameters
    ----------
    fleets
        One row a class of vessels on a line: subject (``link:sea_aktau_baku`` or
        ``group:aktau_tankers``), vessels, payload, unit (t, TEU, FEU or wagon), cycle_d,
        operating_d_per_y, and loaded (share of the payload; 1 where there is no such column).

    Returns
    -------
    capacity
        Index subject and unit: vessels, capacity_per_y, per_vessel_per_y (of the fleet's mean
        vessel). To be used as a capacity, or as ``extra_capacity`` of `assemble`.

    Raises
    ------
    SchemaError
        A column is missing, or a unit is not known.
    ValueError
        A number is out of its range; names the line.

    Examples
    --------
    Tankers of two classes, the larger ones as deep as the port of Aktau lets them load in 2025:

    >>> fleets = pd.DataFrame(
    ...     [["group:aktau_tankers", 3, 12_000, "t", 8.0, 340, 9_500 / 12_000],
    ...      ["group:aktau_tankers", 2, 8_000, "t", 7.5, 340, 1.0]],
    ...     columns=["subject", "vessels", "payload", "unit", "cycle_d", "operating_d_per_y",
    ...              "loaded"],
    ... )
    >>> fleet_capacity(fleets).round().values.tolist()
    [[5.0, 1936583.0, 387317.0]]
    """
    missing = [name for name in FLEET_COLUMNS if name not in fleets.columns]
    if missing:
        raise SchemaError(f"the fleets have no column {', '.join(missing)}")
    table = fleets.reset_index(drop=True)
    table = table.assign(
        capacity_per_y=[_carried(row) for row in table.to_dict("records")],
        unit=table["unit"].astype(str) + "/y",
    )
    found = table.groupby(["subject", "unit"])[["vessels", "capacity_per_y"]].sum()
    return found.assign(per_vessel_per_y=found["capacity_per_y"] / found["vessels"])


def _carried(row: dict[Hashable, object]) -> float:
    """Return what one class of vessels carries."""
    if row["unit"] not in UNITS:
        raise SchemaError(f"unit of {row['subject']} is {row['unit']!r}; it is one of {UNITS}")
    numbers = {str(name): row[name] for name in ("vessels", "payload", "cycle_d")}
    try:
        return carrying_capacity(
            **{name: float(str(value)) for name, value in numbers.items()},
            operating_d_per_y=float(str(row["operating_d_per_y"])),
            loaded=float(str(row.get("loaded", 1.0))),
        )
    except ValueError as fault:
        raise ValueError(f"{row['subject']}: {fault}") from fault


def vessel_projects(projects: pd.DataFrame) -> pd.DataFrame:
    """
    Return a projects table in which what adds vessels adds capacity.

    A row counts where it has a payload, a payload_unit (t, TEU, FEU or wagon), a cycle_d and
    operating_d_per_y; its value and range are numbers of vessels.

    Parameters
    ----------
    projects
        Columns of the data set's table, and the four above.

    Returns
    -------
    projects
        With ``adds`` capacity, and value, low, high and unit of it, in those rows; the others as
        they were.

    Raises
    ------
    ValueError
        A number is out of its range; names the project.

    Examples
    --------
    >>> row = pd.DataFrame(
    ...     {"adds": ["vessels"], "value": [2.0], "low": [1.0], "high": [2.0], "unit": ["ships"],
    ...      "payload": [700.0], "payload_unit": ["TEU"], "cycle_d": [7.0],
    ...      "operating_d_per_y": [350.0]},
    ...     index=["feeders"],
    ... )
    >>> vessel_projects(row)[["adds", "value", "low", "unit"]].values.tolist()
    [['capacity', 70000.0, 35000.0, 'TEU/y']]
    """
    needed = ["payload", "payload_unit", "cycle_d", "operating_d_per_y"]
    if any(name not in projects.columns for name in needed):
        return projects
    table = projects.copy()
    known = table[needed].notna().all(axis=1) & (table["adds"] == "vessels")
    for project, row in table[known].iterrows():
        unit = str(row["payload_unit"])
        if unit not in UNITS:
            raise SchemaError(f"payload_unit of {project} is {unit!r}; it is one of {UNITS}")
        try:
            one = carrying_capacity(
                1.0,
                float(row["payload"]),
                float(row["cycle_d"]),
                operating_d_per_y=float(row["operating_d_per_y"]),
            )
        except ValueError as fault:
            raise ValueError(f"{project}: {fault}") from fault
        for column in ("value", "low", "high"):
            if column in table.columns:
                table.loc[project, column] = float(row[column]) * one
        table.loc[project, ["adds", "unit"]] = ["capacity", f"{unit}/y"]
    return table
