"""A table of an exhibit: a plain frame, what its columns mean, and what its cells rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Column", "Detail", "Table"]

Kind = Literal["text", "number", "share"]


@dataclass(frozen=True)
class Column:
    """
    What one column of a table holds.

    Attributes
    ----------
    key
        Column of the frame.
    head
        Its words, without the unit.
    unit
        Such as ``USD/t``; empty for text.
    kind
        ``text``; ``number``; ``share``: a number from 0 to 1 shown in percent.
    digits
        Decimals shown; None: four significant digits. Nothing is rounded in the frame.
    """

    key: str
    head: str
    unit: str = ""
    kind: Kind = "text"
    digits: int | None = None


@dataclass(frozen=True)
class Detail:
    """
    What stands behind one cell.

    Attributes
    ----------
    text
        Its range and what has to be said, in words.
    facts
        Ids of the facts it rests on, the heaviest first.
    estimate
        Whether it rests on an estimate, so that it is marked.
    """

    text: str = ""
    facts: tuple[str, ...] = ()
    estimate: bool = False


@dataclass(frozen=True)
class Table:
    """
    One table: numbers stay numbers, the units stand in the columns.

    Attributes
    ----------
    name
        Short and unique in its exhibit, such as ``crude_oil``: names a sheet or an anchor.
    title
        What it shows, in words.
    frame
        Plain columns, one row a line; its index is not shown.
    columns
        The columns shown, in order.
    details
        By row position and column key, what stands behind the cell.
    row_marks
        By row position, a word that marks the row: ``best``, ``binding``, ``no route``.
    """

    name: str
    title: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    details: Mapping[tuple[int, str], Detail] = field(default_factory=dict)
    row_marks: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [c.key for c in self.columns if c.key not in self.frame.columns]
        if missing:
            msg = f"table {self.name!r} has no column {', '.join(missing)}"
            raise KeyError(msg)
