"""Faults as the user can read them: in the cell that was given, with the id of its row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corridor.errors import Fault
    from corridor.network.own.build.given import GivenTable

__all__ = ["Ledger"]

LONGEST_ID = 60
# What follows from another fault of the same row and would only repeat it.
_CONSEQUENCES = (
    "every link has a length_km fact",
    "it has a line in",
    "each border crossed is in",
)
# Sections are derived, or a fault says why not: that a link has none is never news.
_NO_SECTIONS = "every link has sections"
_NO_LENGTH = ("no link is shorter", "a link has a line, or its length")
_PLACE = frozenset(["x_coord", "y_coord", "geometry"])
_EMPTY = "a cell of this column is not empty"


@dataclass
class Ledger:
    """
    Faults on their way out, and where derived rows came from.

    Parameters
    ----------
    faults
        Found before the checks of the tables as a whole.
    places
        File, line and column of each derived row.
    """

    faults: list[Fault] = field(default_factory=list)
    places: list[tuple[str, int, str]] = field(default_factory=list)

    def place(self, place: tuple[str, int, str]) -> int:
        """Return the number that stands for the line of a derived row: below 0."""
        self.places.append(place)
        return -len(self.places)

    def readable(self, found: Iterable[Fault], tables: Mapping[str, GivenTable]) -> list[Fault]:
        """
        Return the faults as they are to be shown.

        Parameters
        ----------
        found
            By the checks.
        tables
            As given, by name: for the ids of rows, and for what they are called.

        Returns
        -------
        faults
            Each once, without those that only follow from another one of their row.
        """
        called = {f"{name}.csv": table.file for name, table in tables.items()}
        moved = [self._moved(fault, called) for fault in [*self.faults, *found]]
        known = _Known(
            causes={(f.file, f.row) for f in moved if f.column not in ("", "link_id")}
            | {(f.file, f.row) for f in self.faults},
            placeless={(f.file, f.row) for f in moved if f.column in _PLACE},
            shapeless={(f.file, f.row) for f in moved if f.column == "geometry"},
            lengthless={(f.file, f.row) for f in moved if f.column == "length_km"},
            told={(f.file, f.row, f.column) for f in moved if not f.rule.startswith(_EMPTY)},
        )
        kept = [f for f in moved if not known.explains(f)]
        if len(kept) > 1:
            kept = [f for f in kept if not f.rule.startswith(_NO_SECTIONS)] or kept
        ids = {table.file: _ids(table) for table in tables.values()}
        return [_named(fault, ids.get(fault.file, {})) for fault in kept]

    def _moved(self, fault: Fault, called: Mapping[str, str]) -> Fault:
        """Return a fault of a derived row as one of the cell it came from."""
        if fault.row < 0:
            file, row, column = self.places[-fault.row - 1]
            return _ranged(replace(fault, file=file, row=row), column)
        file = called.get(fault.file, fault.file)
        of_header = fault.row == 1 and fault.rule == "the column is there"
        return replace(fault, file=file, row=0 if of_header else fault.row)


@dataclass(frozen=True)
class _Known:
    """Rows and cells with faults, by what else follows from them."""

    causes: set[tuple[str, int]]
    placeless: set[tuple[str, int]]
    shapeless: set[tuple[str, int]]
    lengthless: set[tuple[str, int]]
    told: set[tuple[str, int, str]]

    def explains(self, fault: Fault) -> bool:
        """Say whether a fault only repeats another one of its row."""
        place = (fault.file, fault.row)
        if place in self.causes and fault.rule.startswith(_CONSEQUENCES):
            return True
        cut = fault.column == "geometry" and fault.value != ""  # a section of that length
        if place in self.lengthless and (cut or fault.rule.startswith(_NO_LENGTH)):
            return True
        if not fault.rule.startswith(_EMPTY):
            return False
        if fault.column == "country" and place in self.placeless:
            return True
        if fault.column in _PLACE and place in self.shapeless:
            return True
        return (*place, fault.column) in self.told


def _ids(table: GivenTable) -> dict[int, str]:
    """Return the first cell of each row, which names it, by line."""
    names = [n for n in ("link_id", "node_id", "subject", "source_id") if n in table]
    if not names:
        return {}
    first = next(iter(table.cells.columns)) if names[0] not in table else names[0]
    return dict(zip(table.lines, table.cells[first], strict=True))


def _ranged(fault: Fault, column: str) -> Fault:
    """Return a fault of a range that was not given as one of its own columns."""
    if not fault.rule.startswith("an estimate has a low and a high"):
        return replace(fault, column=column)
    remedy = f"its source is an estimate: add the columns {column}_low and {column}_high"
    return replace(fault, column=column, value="", remedy=remedy)


def _named(fault: Fault, ids: Mapping[int, str]) -> Fault:
    """Return a fault that says in whose row it is, and offers an id where one is ill-formed."""
    if fault.column in ("node_id", "link_id") and fault.rule.startswith("the cell has the form"):
        plain = re.sub("[^a-z0-9]+", "_", fault.value.lower()).strip("_")[:40]
        return replace(fault, remedy=f"such as {plain!r}" if plain else "small letters and digits")
    name = str(ids.get(fault.row, ""))
    if not name or name == fault.value or f"{name!r}" in fault.remedy:
        return fault
    shown = name if len(name) <= LONGEST_ID else name[:LONGEST_ID] + "..."
    place = f"in the row of {shown!r}"
    return replace(fault, remedy=f"{fault.remedy}; {place}" if fault.remedy else place)
