"""Turn columns named like attributes into facts, and lines without a stated length into lengths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corridor.data.cells import list_items
from corridor.data.checks.territory import geodesic_km
from corridor.data.files.schema import read_schema
from corridor.errors import Fault, nearest_ids

if TYPE_CHECKING:
    import pandas as pd

    from corridor.data.dataset import Dataset
    from corridor.data.files.schema import Table
    from corridor.network.own.build.given import GivenTable

__all__ = [
    "Derived",
    "facts_of_columns",
    "known_columns",
    "measured_lengths",
    "without_unknown",
]

LENGTH = "length_km"


@dataclass
class Derived:
    """
    Rows made from other rows, each with the place of the cell it came from.

    Parameters
    ----------
    rows
        Cells as text.
    places
        File, line and column of each.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    places: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, place: tuple[str, int, str], **cells: str) -> None:
        """Add one row."""
        self.rows.append(cells)
        self.places.append(place)


def facts_of_columns(
    table: GivenTable, kind: str, base: Dataset, year: int, tiers: dict[str, str]
) -> tuple[GivenTable, Derived, list[Fault]]:
    """
    Return a table without its columns that are named like attributes, and these as facts.

    Parameters
    ----------
    table
        Nodes or links, filled.
    kind
        `node` or `link`.
    base
        For the attributes and their units.
    year
        In which the numbers were seen.
    tiers
        Tier of each source: numbers of a source that is an estimate are estimates.

    Returns
    -------
    table, facts, faults
        A cell that is empty states nothing, but a column of lengths is full or left out. Beside
        a column may stand its range: `length_km_low` and `length_km_high`.
    """
    allowed = base.attributes[base.attributes["subjects"].map(lambda c: kind in list_items(c))]
    names = [name for name in table.cells.columns if name in allowed.index]
    again = table.cells[f"{kind}_id"].duplicated().to_list() if f"{kind}_id" in table else []
    facts = Derived()
    faults: list[Fault] = []
    for name in names:
        unit, timing = (str(allowed.at[name, column]) for column in ("unit", "timing"))
        for row, cell in enumerate(table.cells[name]):
            if not cell:
                faults += _no_length(table, row) if name == LENGTH else []
            if not cell or not again or again[row]:
                continue
            source = _cell(table, "source_id", row)
            facts.add(
                (table.file, table.lines[row], name),
                subject=f"{kind}:{_cell(table, f'{kind}_id', row)}",
                attribute=name,
                value=cell,
                low=_cell(table, f"{name}_low", row),
                high=_cell(table, f"{name}_high", row),
                unit=unit,
                observed="" if timing == "timeless" else str(year),
                kind="estimate" if tiers.get(source) == "estimate" else "reported",
                source_id=source,
            )
    ranges = [f"{name}_{end}" for name in names for end in ("low", "high")]
    return table.without([*names, *ranges]), facts, faults


def without_unknown(
    table: GivenTable, spec: Table, base: Dataset
) -> tuple[GivenTable, list[Fault]]:
    """
    Return a table without columns that the schema does not know, each a fault.

    Parameters
    ----------
    table
        Columns that state facts are taken out already.
    spec
        Which table.
    base
        For the attributes that nodes and links may have as columns.

    Returns
    -------
    table, faults
        A column that is misspelt must not be passed over.
    """
    known = [*spec.fields]
    known += list(base.attributes.index) if spec.name in ("nodes", "links") else []
    unknown = [name for name in table.cells.columns if name not in spec.fields]
    faults = []
    for name in unknown:
        near = ", ".join(nearest_ids(name, known))
        remedy = f"nearest: {near}; else leave it out" if near else "leave it out"
        line = 1 if table.file.endswith(".csv") else 0
        faults.append(Fault(table.file, line, name, name, "the column is known", remedy))
    return table.without(unknown), faults


def known_columns(name: str, table: GivenTable, base: Dataset) -> GivenTable:
    """
    Return a table with the columns alone that a network reads.

    Parameters
    ----------
    name
        `nodes` or `links`.
    table
        From a format whose files hold much that is of no use here.
    base
        For the attributes that nodes and links may have as columns.

    Returns
    -------
    table
        Columns of the schema, and attributes.
    """
    kind = name.removesuffix("s")
    allowed = base.attributes["subjects"].map(lambda cell: kind in list_items(cell))
    stated = list(base.attributes.index[allowed])
    ranges = [f"{attribute}_{end}" for attribute in stated for end in ("low", "high")]
    known = {*read_schema().tables[name].fields, *stated, *ranges}
    return table.without([column for column in table.cells.columns if column not in known])


def _cell(table: GivenTable, column: str, row: int) -> str:
    return str(table.cells[column].iloc[row]) if column in table else ""


def _no_length(table: GivenTable, row: int) -> list[Fault]:
    rule = "every row has a length where some have"
    remedy = "fill it, or leave the column out: lines are then measured"
    return [table.fault(row, LENGTH, rule, remedy)]


def measured_lengths(
    links: GivenTable, shapes: dict[str, object], known: set[str], sums: pd.Series[float]
) -> Derived:
    """
    Return a length for each link that states none.

    Parameters
    ----------
    links
        Filled.
    shapes
        Line of each link that was given one.
    known
        Links whose length is stated.
    sums
        Total of the sections of each link that has them.

    Returns
    -------
    facts
        The sum of the sections, else the geodesic length of the line. A link with neither has none.
    """
    facts = Derived()
    if "link_id" not in links:
        return facts
    names = [n for n in links.cells["link_id"] if n in shapes]
    lines = np.array([shapes[n] for n in names], dtype=object)
    measured = dict(zip(names, geodesic_km(lines), strict=True)) if names else {}
    for row, name in enumerate(links.cells["link_id"]):
        place = (links.file, links.lines[row], "geometry")
        source = _cell(links, "source_id", row)
        if name in known or not name:
            continue
        known.add(name)
        km, note = _best(name, sums, measured)
        if note:
            facts.add(
                place,
                subject=f"link:{name}",
                attribute=LENGTH,
                value=repr(km),
                unit="km",
                kind="derived",
                source_id=source,
                note=note,
            )
    return facts


def _best(name: str, sums: pd.Series[float], measured: dict[str, float]) -> tuple[float, str]:
    """Return the length of a link and how it came about."""
    if name in sums.index and np.isfinite(sums[name]):
        return float(sums[name]), "sum of its sections"
    if name in measured:
        return float(measured[name]), "geodesic length of its line"
    return float("nan"), ""
