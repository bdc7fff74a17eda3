"""Results as small tables of HTML: escaped, cut, with units in the heads."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from corridor.draw.web.embed import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ROWS", "result_html", "words"]

ROWS: Final = 12
_WIDEST: Final = 16
_HEAD: Final = 600
_CELL: Final = 90
_UNITS: Final = (
    ("_usd_per_tkm", "USD/tkm"),
    ("_usd_per_unit", "USD per unit"),
    ("_usd_per_t", "USD/t"),
    ("_usd_per_y", "USD/y"),
    ("_tkm_per_y", "tkm/y"),
    ("_t_per_y", "t/y"),
    ("_t_per_d", "t/d"),
    ("_kg_per_t", "kg/t"),
    ("_kg_per_y", "kg/y"),
    ("_per_y", "a year"),
    ("_usd", "USD"),
    ("_mt", "Mt"),
    ("_km", "km"),
    ("_d", "d"),
    ("_t", "t"),
)
_LARGE: Final = {"USD": 1e7, "USD/y": 1e7, "t": 1e6, "t/y": 1e6, "tkm/y": 1e7}
_SHARES: Final = ("share", "probability", "feasible_share")
_COUNTED: Final = frozenset({"year", "week", "draw", "seed"})


def result_html(
    head: str,
    *tables: pd.DataFrame | tuple[str, pd.DataFrame],
    notes: Iterable[str] = (),
    rows: int = ROWS,
) -> str:
    """
    Return a heading, tables and notes as HTML.

    Parameters
    ----------
    head
        One line; further lines become notes.
    *tables
        Frames, each alone or with its title; a named index is shown. Empty ones are left out.
    notes
        Sentences under the tables.
    rows
        Rows shown of each table; how many are left out is said.

    Returns
    -------
    html
        One element, every text escaped.

    Examples
    --------
    >>> frame = pd.DataFrame({"cost_usd_per_t": [497.26]}, index=pd.Index(["<b>"], name="corridor"))
    >>> html = result_html("Copper", frame)
    >>> "<th>cost, USD/t</th>" in html, "<td>497.3</td>" in html, "<b>" in html.split("<tr>")[2]
    (True, True, False)
    """
    first, *lines = head.split("\n")
    parts = [f"<b>{escape(plain(first, _HEAD))}</b>", _listed(lines)]
    for table in tables:
        title, frame = table if isinstance(table, tuple) else ("", table)
        if len(frame):
            parts.append(f"<p>{escape(plain(title))}</p>" if title else "")
            parts.append(_table(frame, rows))
    return f"<div>{''.join(parts)}{_listed(notes)}</div>"


def words(column: str) -> str:
    """
    Return the name of a column as words, its unit after a comma.

    Parameters
    ----------
    column
        Such as ``cost_usd_per_t``.

    Returns
    -------
    words
        Such as ``cost, USD/t``.

    Examples
    --------
    >>> words("cum_time_d"), words("share"), words("netback_usd_per_t")
    ('cum time, d', 'share', 'netback, USD/t')
    """
    name, unit = _parted(column)
    text = plain(name.replace("_", " "), 40)
    return f"{text}, {unit}" if unit else text


def _parted(column: str) -> tuple[str, str]:
    """Return name and unit of a column."""
    for ending, unit in _UNITS:
        if column.endswith(ending) and len(column) > len(ending):
            return column.removesuffix(ending), unit
    return column, ""


def _listed(lines: Iterable[str]) -> str:
    """Return sentences as a list; nothing where there are none."""
    items = "".join(f"<li>{escape(plain(line, _HEAD))}</li>" for line in lines if line.strip())
    return f"<ul>{items}</ul>" if items else ""


def _table(frame: pd.DataFrame, rows: int) -> str:
    """Return a frame as a table."""
    shown = frame.head(rows)
    index = shown.index
    parts = [
        (str(name), pd.Series(index.get_level_values(level)))
        for level, name in enumerate(index.names)
        if name is not None
    ]
    parts += [
        (str(name), shown.iloc[:, place])
        for place, name in enumerate(shown.columns)
        if str(name) != "geometry"
    ]
    columns = [_column(name, values) for name, values in parts[:_WIDEST]]
    head = "".join(f"<th>{escape(title)}</th>" for title, _ in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in zip(*(cells for _, cells in columns), strict=True)
    )
    more = [
        text
        for count, text in (
            (len(frame) - rows, "more rows"),
            (len(parts) - _WIDEST, "more columns"),
        )
        if count > 0
        for text in [f"{count:,} {text}"]
    ]
    rest = f"<p>and {' and '.join(more)}</p>" if more else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _column(name: str, values: pd.Series) -> tuple[str, list[str]]:
    """Return the head and the cells of a column, in a unit that suits the amounts."""
    title, unit = words(name), _parted(name)[1]
    if pd.api.types.is_float_dtype(values) and unit in _LARGE:
        finite = values[np.isfinite(values)]
        if len(finite) and float(finite.abs().max()) >= _LARGE[unit]:
            values, title = values / 1e6, title.removesuffix(unit) + _million(unit)
    is_share = name.endswith(_SHARES)
    return title, [_cell(value, name, is_share=is_share) for value in values]


def _million(unit: str) -> str:
    """Return a unit a million times as large."""
    return "M" + unit if unit.startswith(("USD", "t")) else f"million {unit}"


def _cell(value: object, name: str, *, is_share: bool) -> str:
    """Return one cell as text."""
    if isinstance(value, (tuple, list, set, frozenset)):
        return plain(", ".join(str(item) for item in value), _CELL)
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, np.integer)):
        return str(value) if name in _COUNTED else f"{value:,}"
    if isinstance(value, (float, np.floating)):
        return _number(100.0 * float(value)) + " %" if is_share else _number(float(value))
    return plain(value, _CELL)


def _number(value: float) -> str:
    """Return four digits of a number, never an exponent."""
    if not np.isfinite(value):
        return "no limit" if value > 0 else "-"
    if abs(value) >= 1000 or value == 0:
        return f"{value + 0.0:,.0f}"
    if abs(value) < 1e-4:
        return f"{value:.2g}"
    digits = max(0, 3 - int(np.floor(np.log10(abs(value)))))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
