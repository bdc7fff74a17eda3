"""Check links: their years, ends and lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyproj import Geod

from corridor.errors import Fault, UnitError
from corridor.units import convert

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import numpy.typing as npt

    from corridor.data.files.tables import CheckedTable

    Row = Mapping[Hashable, Any]
    Tables = Mapping[str, CheckedTable]

__all__ = ["BOOK_MODES", "SEA", "WGS84", "check_links", "lengths_km", "rows_by_id"]

WGS84 = Geod(ellps="WGS84")
SEA = "SEA"
BOOK_MODES = frozenset(["gas_swap", "book_swap"])
"""Modes by which nothing moves along a line: title changes hands instead."""
ROUNDING_SHARE = 0.005
"""How far a stated length may fall short of the great circle."""


def check_links(tables: Tables) -> list[Fault]:
    """
    Return the faults of links as wholes.

    Parameters
    ----------
    tables
        All tables, their cells checked.

    Returns
    -------
    faults
        In the order of the checks.
    """
    links = tables["links"]
    faults = _years(links) + _ends_differ(links)
    facts_torn = not tables["facts"].complete
    lengths = lengths_km(tables["facts"].frame)
    if not facts_torn:
        faults += _without_length(links, lengths)
    return faults + _shorter_than_great_circle(links, tables["nodes"], lengths)


def lengths_km(facts: pd.DataFrame) -> pd.Series[float]:
    """
    Return the stated length of each link.

    Parameters
    ----------
    facts
        The facts table.

    Returns
    -------
    lengths
        Kilometres, index the link id; the newest observation where there are several.
    """
    rows = facts[facts["attribute"] == "length_km"].sort_values(
        ["observed", "value"], na_position="first"
    )
    rows = rows[rows["subject"].str.startswith("link:")].drop_duplicates("subject", keep="last")
    factors = {unit: _kilometres(unit) for unit in rows["unit"].unique()}
    values = rows["value"] * rows["unit"].map(factors).astype(float)
    return pd.Series(values.to_numpy(), index=rows["subject"].str.removeprefix("link:"))


def rows_by_id(table: CheckedTable, key: str) -> dict[str, Row]:
    """
    Return the rows of a table by id, the first where an id is repeated.

    Parameters
    ----------
    table
        A table, its cells checked.
    key
        The column of the id.

    Returns
    -------
    rows
        Cells by column.
    """
    rows = table.frame.drop_duplicates(key).set_index(key).to_dict("index")
    return {str(name): row for name, row in rows.items()}


def _kilometres(unit: str) -> float:
    """Return the kilometres of one unit, NaN where it is none of length."""
    try:
        conversion = convert(unit)
    except UnitError:
        return np.nan
    return conversion.factor if conversion.dimension == "km" else np.nan


def _years(links: CheckedTable) -> list[Fault]:
    """Check that what is shut says since when, and opened before."""
    frame = links.frame
    shut = frame["status"].isin(["closed", "idle"]) & frame["closed"].isna()
    late = (frame["opened"] >= frame["closed"]).fillna(value=False)
    rule = "a closed or idle link has the year it closed"
    return [
        *links.where(_unless_refused(links, shut, "closed"), "closed", rule),
        *links.where(late, "closed", "a link opens before it closes"),
    ]


def _unless_refused(
    table: CheckedTable, mask: pd.Series[bool], column: str
) -> npt.NDArray[np.bool_]:
    """Leave out rows whose cell was refused: it is not empty, only unusable."""
    lines = [fault.row for fault in table.faults if fault.column == column]
    return mask.to_numpy(dtype=bool) & ~np.isin(table.lines, lines)


def _ends_differ(links: CheckedTable) -> list[Fault]:
    """Check that no link ends where it starts."""
    frame = links.frame
    same = (frame["from_node_id"] == frame["to_node_id"]) & (frame["to_node_id"] != "")
    return links.where(same, "to_node_id", "a link ends elsewhere than it starts")


def _without_length(links: CheckedTable, lengths: pd.Series[float]) -> list[Fault]:
    """Check that every link on the ground has a length with a source."""
    frame = links.frame
    bare = ~frame["link_id"].isin(lengths.index) & ~frame["mode"].isin(list(BOOK_MODES))
    rule = "every link has a length_km fact"
    return [
        Fault("links.csv", int(links.lines[row]), "link_id", link, rule, topic="provenance")
        for row in np.flatnonzero(bare)
        if (link := str(frame["link_id"].iloc[row]))
    ]


def _shorter_than_great_circle(
    links: CheckedTable, nodes: CheckedTable, lengths: pd.Series[float]
) -> list[Fault]:
    """Check lengths against the shortest line there is, allowing for vague coordinates."""
    places = nodes.frame.drop_duplicates("node_id").set_index("node_id")
    columns = ["x_coord", "y_coord", "accuracy_km"]
    start = places.reindex(links.frame["from_node_id"])[columns].to_numpy(dtype=float)
    end = places.reindex(links.frame["to_node_id"])[columns].to_numpy(dtype=float)
    _, _, metres = WGS84.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    slack = np.nan_to_num(start[:, 2]) + np.nan_to_num(end[:, 2])
    least = np.asarray(metres) / 1000 * (1 - ROUNDING_SHARE) - slack
    stated = lengths.reindex(links.frame["link_id"]).to_numpy(dtype=float)
    moved = ~links.frame["mode"].isin(list(BOOK_MODES)).to_numpy(dtype=bool)
    short = np.flatnonzero((stated < least) & moved)
    return [
        links.fault(
            row,
            "link_id",
            f"no link is shorter than the great circle ({stated[row]:.0f} < {least[row]:.0f} km)",
            "look at the length_km fact and the coordinates of both ends",
        )
        for row in map(int, short)
    ]
