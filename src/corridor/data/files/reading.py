"""Read one CSV file as text, refusing what is not a plain rectangular table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.errors import Fault

if TYPE_CHECKING:
    from _csv import Reader as Rows
    from pathlib import Path

__all__ = ["MAX_BYTES", "RawTable", "check_size", "read_csv"]

MAX_BYTES = 50_000_000
"""Larger files are refused unread; the bundled data are under 5 MB."""


@dataclass
class RawTable:
    """
    The cells of a file as they stand.

    `complete` is False when rows or columns were lost, so that "not there" proves nothing;
    `stray` holds the first cells of lost rows, so that their ids still count as known.
    """

    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    stray: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    complete: bool = True

    def lose(self, fault: Fault) -> None:
        """Record a fault by which part of the table is lost."""
        self.faults.append(fault)
        self.complete = False


def check_size(path: Path) -> Fault | None:
    """
    Say why a file must not be opened.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    fault
        None for a regular file of at most 50 MB.

    Examples
    --------
    >>> from pathlib import Path
    >>> print(check_size(Path("nowhere.csv")))
    nowhere.csv: broken rule: the file exists
    """
    if not path.is_file():
        return Fault(path.name, 0, "", "", "the file exists")
    if path.stat().st_size > MAX_BYTES:
        return Fault(path.name, 0, "", "", f"a file has at most {MAX_BYTES // 1_000_000} MB")
    return None


def read_csv(path: Path) -> RawTable:
    """
    Return the cells of a CSV file with the line each row stands on.

    Parameters
    ----------
    path
        The file; nothing is taken for a missing value.

    Returns
    -------
    table
        Text cells and the faults of form. Rows of a wrong length are left out.
    """
    table = RawTable()
    if (fault := check_size(path)) is not None:
        table.lose(fault)
        return table
    reader = csv.reader(io.StringIO(_text(path, table), newline=""), strict=True)
    _read_rows(reader, path.name, table)
    return table


def _text(path: Path, table: RawTable) -> str:
    """Return the text of a file; what is not UTF-8 is a fault, and replaced."""
    data = path.read_bytes()
    if b"\0" in data:
        for number, line in enumerate(data.split(b"\n"), start=1):
            if b"\0" in line:
                table.faults.append(Fault(path.name, number, "", "\\0", "no NUL byte in a file"))
        # csv would stop at the first NUL and hide the faults behind it.
        data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        value = repr(data[error.start : error.end])[2:-1]
        table.faults.append(Fault(path.name, number, "", value, "the file is UTF-8 text"))
        return data.decode("utf-8-sig", errors="replace")


def _read_rows(reader: Rows, file: str, table: RawTable) -> None:
    """Fill the table from the reader, row by row."""
    line = 1
    try:
        for row in reader:
            _keep_row(row, line, file, table)
            line = reader.line_num + 1
    except csv.Error as error:
        table.lose(Fault(file, line, "", "", f"a row is well-formed CSV ({error})"))
    if not table.header:
        table.lose(Fault(file, 1, "", "", "the file has a header row"))


def _keep_row(row: list[str], line: int, file: str, table: RawTable) -> None:
    """Keep one row, or record why it cannot be kept."""
    if line == 1:
        table.header = row
    elif len(row) == len(table.header):
        table.rows.append(row)
        table.lines.append(line)
    else:
        rule = f"a row has {len(table.header)} cells like the header, this one {len(row)}"
        table.lose(Fault(file, line, "", ",".join(row)[:80], rule))
        table.stray.update(row[:1])
