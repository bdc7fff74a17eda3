"""A report as a spreadsheet: a sheet a table, numbers as numbers, units in the heads, sources."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.report.contents.numbers import cell_text

if TYPE_CHECKING:
    from pathlib import Path

    from corridor.report.contents.exhibit import Exhibit
    from corridor.report.contents.report import ReportContent
    from corridor.report.contents.table import Column, Detail, Table

__all__ = ["write_workbook"]

# No cell becomes a formula, a link or a number because of how its text begins.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
LONGEST = 32_000
NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
# The same content gives the same file: nothing in it tells when it was written.
WRITTEN = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no time zone
WIDE, NARROW = 46, 14


@dataclass
class _Book:
    """A workbook being written, its formats, and the sheet names taken."""

    book: Any
    formats: dict[str, Any] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def format(self, code: str, **more: object) -> Any:  # noqa: ANN401 - untyped library
        """Return a format by its number code."""
        key = f"{code}{sorted(more.items())}"
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"num_format": code, "valign": "top", **more})
        return self.formats[key]

    def sheet(self, wanted: str) -> Any:  # noqa: ANN401
        """Return a new sheet whose name nothing else has."""
        plain = FORBIDDEN.sub("_", wanted).strip() or "sheet"
        name, count = plain[:NAME], 1
        while name.casefold() in self.taken:
            count += 1
            name = f"{plain[: NAME - len(str(count)) - 1]}_{count}"
        self.taken.add(name.casefold())
        return self.book.add_worksheet(name)


def write_workbook(content: ReportContent, path: Path) -> None:
    """
    Write a report as an xlsx file.

    Parameters
    ----------
    content
        What it says.
    path
        Where; an existing file is overwritten.
    """
    import xlsxwriter  # noqa: PLC0415 - only where a spreadsheet is written

    with xlsxwriter.Workbook(str(path), {**OPTIONS, "in_memory": True}) as book:
        book.set_properties({"created": WRITTEN, "title": content.title[:250]})
        making = _Book(book)
        _summary(making, content)
        for exhibit in content.exhibits:
            for table in exhibit.tables:
                _table(making, exhibit, table)
        _facts(making, content)
        _sources(making, content)


def _write(sheet: Any, row: int, column: int, value: object, style: Any) -> None:  # noqa: ANN401
    """Write a number as a number, and anything else as plain text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        sheet.write_string(row, column, str(value)[:LONGEST], style)
    elif math.isfinite(value):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_blank(row, column, None, style)


def _summary(making: _Book, content: ReportContent) -> None:
    """Write the first sheet: what it is about, the answers, what is in which exhibit."""
    sheet = making.sheet("Summary")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 120)
    bold, plain = making.format("@", bold=True), making.format("@", text_wrap=True)
    _write(sheet, 0, 0, content.title, making.format("@", bold=True, font_size=14))
    _write(sheet, 1, 0, content.subtitle, making.format("@"))
    row = 3
    for question, sentences in content.summary:
        _write(sheet, row, 0, question, bold)
        _write(sheet, row, 1, " ".join(sentences), plain)
        row += 1
    row += 1
    for exhibit in content.exhibits:
        _write(sheet, row, 0, exhibit.title, bold)
        _write(sheet, row, 1, exhibit.answer, plain)
        row += 1


def _table(making: _Book, exhibit: Exhibit, table: Table) -> None:
    """Write one table on a sheet of its own, with what stands behind its cells as comments."""
    sheet = making.sheet(f"{exhibit.number} {exhibit.key} {table.name}")
    _write(sheet, 0, 0, table.title, making.format("@", bold=True))
    _write(sheet, 1, 0, exhibit.answer, making.format("@"))
    head = making.format("@", bold=True, text_wrap=True, bottom=1)
    for at, column in enumerate(table.columns):
        unit = f" ({column.unit})" if column.unit else ""
        _write(sheet, 3, at, f"{column.head}{unit}", head)
        sheet.set_column(at, at, WIDE if column.kind == "text" and at == 0 else NARROW)
    mark = len(table.columns)
    if table.row_marks:
        _write(sheet, 3, mark, "Mark", head)
    for line, (_, row) in enumerate(table.frame.iterrows()):
        for at, column in enumerate(table.columns):
            _cell(making, sheet, (4 + line, at), row[column.key], column)
            detail = table.details.get((line, column.key))
            if detail is not None and (text := _said(detail)):
                sheet.write_comment(4 + line, at, text, {"author": "corridor", "x_scale": 2.5})
        if line in table.row_marks:
            _write(sheet, 4 + line, mark, table.row_marks[line], making.format("@"))
    sheet.freeze_panes(4, 1)


def _cell(
    making: _Book,
    sheet: Any,  # noqa: ANN401
    place: tuple[int, int],
    value: object,
    column: Column,
) -> None:
    """Write one cell by the kind of its column."""
    number = column.kind != "text" and pd.api.types.is_scalar(value)
    if not number:
        _write(sheet, *place, cell_text(value, column), making.format("@", text_wrap=True))
    elif value is None or pd.isna(value):  # type: ignore[call-overload]
        sheet.write_blank(*place, None, making.format("General"))
    else:
        digits = "0" if column.digits == 0 else "0." + "0" * (column.digits or 2)
        code = "0%" if column.kind == "share" else f"#,##{digits}"
        general = column.kind == "number" and column.digits is None
        amount = float(str(value))
        _write(sheet, *place, amount, making.format("General" if general else code))


def _said(detail: Detail) -> str:
    """Return what a comment says."""
    parts = [detail.text, "Rests on an estimate." if detail.estimate else ""]
    if detail.facts:
        parts.append("Facts: " + "; ".join(detail.facts))
    return "\n".join(part for part in parts if part)[:LONGEST]


def _facts(making: _Book, content: ReportContent) -> None:
    """Write the facts behind the numbers."""
    heads = ("fact", "about", "quantity", "value", "low", "high", "unit", "year", "kind", "source")
    sheet = making.sheet("Facts")
    for at, head in enumerate(heads):
        _write(sheet, 0, at, head, making.format("@", bold=True, bottom=1))
    for line, fact in enumerate(content.evidence.facts.values(), start=1):
        year = math.nan if fact.year is None else fact.year
        cells = (fact.fact_id, fact.about, fact.quantity, fact.value, fact.low, fact.high)
        for at, value in enumerate((*cells, fact.unit, year, fact.kind, fact.source_id)):
            _write(sheet, line, at, value, making.format("General"))
    sheet.set_column(0, 2, WIDE)
    sheet.freeze_panes(1, 0)


def _sources(making: _Book, content: ReportContent) -> None:
    """Write the sources."""
    heads = ("source", "title", "publisher", "address", "published", "licence")
    sheet = making.sheet("Sources")
    for at, head in enumerate(heads):
        _write(sheet, 0, at, head, making.format("@", bold=True, bottom=1))
    for line, source in enumerate(content.evidence.sources.values(), start=1):
        cells = (source.source_id, source.title, source.publisher, source.url)
        for at, value in enumerate((*cells, source.published, source.licence)):
            _write(sheet, line, at, value, making.format("@"))
    sheet.set_column(0, 3, WIDE)
    sheet.freeze_panes(1, 0)
