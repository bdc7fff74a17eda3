"""Tables and the notes behind their cells, as the page writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.report.contents.numbers import NONE, cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.report.contents.table import Column, Detail, Table

__all__ = ["Cell", "Note", "PageTable", "page_table"]


@dataclass(frozen=True)
class Cell:
    """One cell: its text, what it sorts by (empty for none), and the note behind it."""

    text: str
    sort: str
    number: bool
    note: str = ""
    estimate: bool = False


@dataclass(frozen=True)
class Note:
    """What stands behind one or more cells: an id in the page, where, and the detail."""

    name: str
    where: str
    detail: Detail


@dataclass(frozen=True)
class PageTable:
    """One table: heads, rows of a mark and cells, and the notes in the order of the cells."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    notes: tuple[Note, ...]

    @property
    def estimates(self) -> bool:
        """Whether some cell is marked as resting on an estimate."""
        return any(cell.estimate for _, cells in self.rows for cell in cells)


def page_table(table: Table, name: str) -> PageTable:
    """
    Return a table as the page writes it; cells with one detail share a note.

    Parameters
    ----------
    table
        Its row positions are those of the frame, whatever its index.
    name
        Prefix of the ids of its notes; unique in the page.

    Examples
    --------
    >>> from corridor.report.contents.table import Column, Detail, Table
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"way": ["rail"], "usd": [497.3]})
    >>> columns = (Column("way", "Way"), Column("usd", "Cost", "USD/t", "number", 0))
    >>> shown = page_table(Table("a", "A", frame, columns, {(0, "usd"): Detail("High.")}), "t1")
    >>> shown.rows[0][1][1].text, shown.rows[0][1][1].sort, shown.notes[0].where
    ('497', '497.3', 'Cost, rail')
    """
    notes: dict[tuple[Detail, str], Note] = {}
    rows = []
    for place, values in enumerate(_values(table)):
        label = cell_text(values[0], table.columns[0]) if values else ""
        cells = []
        for column, value in zip(table.columns, values, strict=True):
            detail = table.details.get((place, column.key))
            note = ""
            if detail is not None and (detail.text or detail.facts):
                first = column is table.columns[0]
                where = label if first else f"{column.head}, {label}"
                found = Note(f"{name}-n{len(notes) + 1}", where, detail)
                note = notes.setdefault((detail, column.key), found).name
            mark = detail is not None and detail.estimate
            cells.append(
                Cell(
                    cell_text(value, column),
                    _sort(value, column),
                    column.kind != "text",
                    note,
                    mark,
                )
            )
        rows.append((str(table.row_marks.get(place, "")), tuple(cells)))
    return PageTable(name, table.title, table.columns, tuple(rows), tuple(notes.values()))


def _values(table: Table) -> Iterator[tuple[object, ...]]:
    """Yield the shown values of each row."""
    columns = [table.frame[column.key].tolist() for column in table.columns]
    return zip(*columns, strict=True)


def _sort(value: object, column: Column) -> str:
    """Return what a number sorts by, to the letter; text sorts by what is shown."""
    if column.kind == "text" or cell_text(value, column) == NONE:
        return ""
    return repr(float(str(value)))
