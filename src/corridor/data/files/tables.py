"""Check every cell of a table against its field and give the cells their types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.data.files.reading import read_csv
from corridor.errors import Fault, nearest_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from corridor.data.files.reading import RawTable
    from corridor.data.files.schema import Field, Table

__all__ = ["CheckedTable", "read_table", "typed_table"]

LONGEST_SHOWN = 80
Mask = npt.NDArray[np.bool_]

_NUMBER = r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?"
_INTEGER = r"-?[0-9]{1,15}"
# Blank ends hide in diffs and break exact joins; control characters break terminals and pages.
_UNTIDY = r"^\s|\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029]"


@dataclass(frozen=True)
class CheckedTable:
    """
    A typed table with the line of each row, and the faults of its cells.

    An unusable number is NaN and an unusable word stands as it is, so that later checks
    may go on without calling a consequence a fault.
    """

    spec: Table
    frame: pd.DataFrame
    lines: npt.NDArray[np.int64]
    faults: tuple[Fault, ...]
    stray: frozenset[str]
    complete: bool

    def where(
        self, mask: npt.ArrayLike, column: str, rule: str | Iterable[str], remedy: str = ""
    ) -> list[Fault]:
        """Return one fault for each row of the mask."""
        rows = np.flatnonzero(np.asarray(mask, dtype=bool))
        rules = [rule] * len(rows) if isinstance(rule, str) else list(rule)
        return [
            self.fault(int(row), column, text, remedy)
            for row, text in zip(rows, rules, strict=True)
        ]

    def fault(self, row: int, column: str, rule: str, remedy: str = "") -> Fault:
        """Return a fault of one cell; `row` counts from 0."""
        cell = self.frame[column].iloc[row] if column in self.frame else ""
        value = "" if pd.isna(cell) else f"{cell:.15g}" if isinstance(cell, float) else str(cell)
        return Fault(self.spec.file, int(self.lines[row]), column, value, rule, remedy)

    def indexed(self) -> pd.DataFrame:
        """Return the table with its primary key as the index."""
        return self.frame.set_index(list(self.spec.key)) if self.spec.key else self.frame

    def known(self, column: str) -> set[str]:
        """Return the values of a key column, those of lost rows included."""
        return {value for value in self.frame[column] if value} | set(self.stray)


def read_table(path: Path, spec: Table) -> CheckedTable:
    """
    Return one table, every cell checked and typed.

    Parameters
    ----------
    path
        The CSV file.
    spec
        What its columns may hold.

    Returns
    -------
    table
        All columns of the schema in its order; numbers are float, years `Int64`, true and false
        bool, the rest text with "" where a cell is empty. Lists stay joined by `;`.
    """
    return typed_table(read_csv(path), spec)


def typed_table(raw: RawTable, spec: Table) -> CheckedTable:
    """
    Return one table of text cells, every cell checked and typed.

    Parameters
    ----------
    raw
        The cells as text, from a file or from elsewhere.
    spec
        What its columns may hold.

    Returns
    -------
    table
        As of `read_table`.
    """
    faults = list(raw.faults)
    text = _columns(raw, spec, faults)
    lines = np.asarray(raw.lines, dtype=np.int64)
    typed = {}
    for name, spec_field in spec.fields.items():
        column = _Column(spec.file, spec_field, text.get(name), lines, len(raw.rows))
        typed[name] = column.typed()
        faults += column.faults
    needed = {name for name, spec_field in spec.fields.items() if not spec_field.optional}
    complete = raw.complete and needed <= set(text)
    frame = pd.DataFrame(typed)
    return CheckedTable(spec, frame, lines, tuple(faults), frozenset(raw.stray), complete)


def _columns(raw: RawTable, spec: Table, faults: list[Fault]) -> dict[str, pd.Series[str]]:
    """Return the text of each column of the schema; add the faults of the header."""
    if not raw.header:
        return {}
    header, known = raw.header, list(spec.fields)
    missing = [name for name in known if name not in header and not spec.fields[name].optional]
    faults += [Fault(spec.file, 1, name, "", "the column is there") for name in missing]
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            faults.append(Fault(spec.file, 1, name, name, "a column stands once"))
        if name not in known:
            near = nearest_ids(name, known)
            remedy = f"nearest: {', '.join(near)}" if near else ""
            faults.append(Fault(spec.file, 1, name, name, "the column is known", remedy))
    cells = list(zip(*raw.rows, strict=True)) if raw.rows else [()] * len(header)
    first = {name: header.index(name) for name in known if name in header}
    return {name: pd.Series(cells[at], dtype="str") for name, at in first.items()}


class _Column:
    """One column on its way from text to typed cells."""

    def __init__(
        self,
        file: str,
        spec: Field,
        text: pd.Series[str] | None,
        lines: npt.NDArray[np.int64],
        size: int,
    ) -> None:
        self.file, self.spec, self.lines = file, spec, lines
        self.faults: list[Fault] = []
        self.given = text is not None
        self.text = text if text is not None else pd.Series([""] * size, dtype="str")
        self.good: Mask = np.ones(size, dtype=bool)

    def refuse(self, mask: npt.ArrayLike, rule: str, remedy: str = "") -> None:
        """Record a fault for the rows of the mask that have none yet."""
        bad = np.asarray(mask, dtype=bool) & self.good
        for row in np.flatnonzero(bad):
            self._add(int(row), rule, remedy)
        self.good &= ~bad

    def _add(self, row: int, rule: str, remedy: str = "") -> None:
        """Record one fault; a long cell is shown in part."""
        value = str(self.text.iloc[row])
        shown = value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "..."
        # A missing source is a gap of provenance, whichever table it is missing in.
        topic: Literal["schema", "provenance"] = (
            "provenance" if self.spec.name == "source_id" and not value else "schema"
        )
        place = (self.file, int(self.lines[row]), self.spec.name, shown)
        self.faults.append(Fault(*place, rule, remedy or self.spec.remedy, topic))

    def typed(self) -> pd.Series[str] | pd.Series[float] | pd.Series[int] | pd.Series[bool]:
        """Return the typed cells, having checked them."""
        filled = (self.text != "").to_numpy(dtype=bool)
        if self.spec.required and self.given:
            self.refuse(~filled, "a cell of this column is not empty")
        self.refuse(
            self.text.str.contains(_UNTIDY, regex=True),
            "no blank at an end and no control character in a cell",
        )
        if self.spec.type in ("number", "integer"):
            return self._numbers(filled)
        if self.spec.type == "boolean":
            self.refuse(filled & ~self.text.isin(["true", "false"]), "one of true, false")
            return self.text == "true"
        self._words(filled)
        if self.spec.unique:
            self.refuse(filled & self.text.duplicated(), "a value of this column stands once")
        return self.text

    def _numbers(self, filled: Mask) -> pd.Series[float] | pd.Series[int]:
        """Return the cells as numbers, NaN where there is none."""
        whole = self.spec.type == "integer"
        form = self.text.str.fullmatch(_INTEGER if whole else _NUMBER).to_numpy(dtype=bool)
        noun = "a whole number" if whole else "a finite decimal number"
        self.refuse(filled & ~form, f"{noun}, not NaN, infinity, hexadecimal or text")
        numbers = np.full(len(self.text), np.nan)
        usable = filled & self.good
        numbers[usable] = [float(cell) for cell in self.text[usable]]
        self.refuse(np.isinf(numbers), "a finite number: this one is too large")
        if self.spec.minimum is not None:
            self.refuse(numbers < self.spec.minimum, f"at least {self.spec.minimum:g}")
        if self.spec.maximum is not None:
            self.refuse(numbers > self.spec.maximum, f"at most {self.spec.maximum:g}")
        # A refused number must not set off the checks that compare it with others.
        series = pd.Series(np.where(self.good, numbers, np.nan))
        return series.astype("Int64") if whole else series

    def _words(self, filled: Mask) -> None:
        """Check text, or each item of a list, against pattern and vocabulary."""
        if not (self.spec.enum or self.spec.pattern):
            return
        found = {cell: self._word_fault(cell) for cell in self.text[filled].unique()}
        faults = {cell: fault for cell, fault in found.items() if fault is not None}
        bad = self.text.isin(list(faults)).to_numpy(dtype=bool) & self.good
        for row in np.flatnonzero(bad):
            self._add(int(row), *faults[str(self.text.iloc[row])])
        self.good &= ~bad

    def _word_fault(self, cell: str) -> tuple[str, str] | None:
        """Return the rule a cell breaks and the remedy, or None."""
        items = cell.split(self.spec.separator) if self.spec.separator else [cell]
        subject = "each item" if self.spec.separator else "the cell"
        unknown = [item for item in items if self.spec.enum and item not in self.spec.enum]
        if unknown:
            near = nearest_ids(unknown[0], self.spec.enum)
            remedy = f"nearest: {', '.join(near)}" if near else ""
            return f"{subject} is one of {', '.join(self.spec.enum)}", remedy
        pattern = re.compile(self.spec.pattern)
        if self.spec.pattern and not all(pattern.fullmatch(item) for item in items):
            return f"{subject} has the form {self.spec.pattern}", ""
        return None
