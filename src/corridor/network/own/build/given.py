"""Tables as a user gave them: text cells, and where each row stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.files.geojson import Features
from corridor.data.files.reading import RawTable, read_csv
from corridor.data.files.texts import table_texts
from corridor.errors import Fault, SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from corridor.data.dataset import Dataset

__all__ = ["Given", "GivenTable", "given_csv", "given_frame"]


@dataclass(frozen=True)
class GivenTable:
    """
    One table of a user.

    Parameters
    ----------
    file
        What faults call it: the name of a file, or of an argument.
    cells
        Text, "" for nothing; any columns.
    lines
        Line of each row in the file; rows of an argument count from 1.
    faults
        Found while reading.
    stray
        First cells of rows that were lost.
    complete
        Whether no row was lost.
    """

    file: str
    cells: pd.DataFrame
    lines: tuple[int, ...]
    faults: tuple[Fault, ...] = ()
    stray: frozenset[str] = frozenset()
    complete: bool = True

    def __contains__(self, column: object) -> bool:
        """Say whether the column is there."""
        return column in self.cells.columns

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.cells)

    def filled(self, column: str, values: pd.Series[str] | str) -> GivenTable:
        """Return the table with a column added, unless it has it."""
        return (
            self if column in self else replace(self, cells=self.cells.assign(**{column: values}))
        )

    def without(self, columns: Iterable[str]) -> GivenTable:
        """Return the table without these columns."""
        return replace(self, cells=self.cells.drop(columns=list(columns), errors="ignore"))

    def number(self, column: str) -> pd.Series[float]:
        """Return a column as numbers, NaN where it holds none."""
        return pd.to_numeric(self.cells[column], errors="coerce").astype(float)

    def fault(self, row: int, column: str, rule: str, remedy: str = "") -> Fault:
        """Return a fault of one cell; `row` counts from 0."""
        value = str(self.cells[column].iloc[row]) if column in self else ""
        return Fault(self.file, self.lines[row], column, value[:80], rule, remedy)

    def raw(self) -> RawTable:
        """Return the table as the reader of files does."""
        return RawTable(
            header=list(map(str, self.cells.columns)),
            rows=self.cells.to_numpy(dtype=object).tolist(),
            lines=list(self.lines),
            stray=set(self.stray),
            faults=list(self.faults),
            complete=self.complete,
        )


@dataclass(frozen=True)
class Given:
    """
    All that a user gave for a network.

    Parameters
    ----------
    tables
        By the name of the schema; nodes and links at least.
    lines
        The lines of links; a link without one is drawn straight.
    base
        Where all that is not given comes from.
    year
        The year the network stands for.
    folder
        Where it was read.
    source_id
        The source of rows that name none; "" where there is no such.
    polygons
        Country polygons that come before those of the base.
    faults
        Found while reading.
    """

    tables: dict[str, GivenTable]
    lines: Features
    base: Dataset
    year: int
    folder: Path
    source_id: str = ""
    polygons: Features = field(default_factory=lambda: Features("countries.geojson"))
    faults: tuple[Fault, ...] = ()


def given_frame(name: str, frame: object, key: str = "") -> GivenTable:
    """
    Return a frame as a given table.

    Parameters
    ----------
    name
        What faults call it.
    frame
        A table; its geometry is left out.
    key
        Column that the index holds where no column does.

    Returns
    -------
    table
        Rows count from 1.

    Raises
    ------
    SchemaError
        It is no table.

    Examples
    --------
    >>> import pandas as pd
    >>> given_frame("nodes", pd.DataFrame({"name": ["A"]}, index=["a"]), "node_id").cells.iloc[0, 0]
    'a'
    """
    if not isinstance(frame, pd.DataFrame):
        kind = type(frame).__name__
        raise SchemaError([Fault(name, 0, "", kind, f"{name} is a DataFrame")])
    plain = pd.DataFrame(frame.drop(columns=_shapes(frame)))
    named = [level for level in plain.index.names if level is not None]
    if key and key not in plain.columns and plain.index.nlevels == 1:
        plain = plain.rename_axis(key).reset_index()
    elif named and not set(named) & set(plain.columns):
        plain = plain.reset_index()
    faults = _repeated(name, plain)
    plain = plain.loc[:, ~plain.columns.duplicated()]
    return GivenTable(name, table_texts(plain), tuple(range(1, len(plain) + 1)), tuple(faults))


def _shapes(frame: pd.DataFrame) -> list[str]:
    """Return the columns that hold shapes."""
    return [name for name in frame.columns if str(frame.dtypes.get(name, "")) == "geometry"]


def _repeated(file: str, frame: pd.DataFrame) -> list[Fault]:
    """Return a fault for each column that stands twice."""
    twice = frame.columns[frame.columns.duplicated()]
    return [Fault(file, 0, str(n), "", "a column stands once") for n in twice.unique()]


def given_csv(path: Path) -> GivenTable:
    """
    Return a CSV file as a given table.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    table
        With the faults of its form; empty where it cannot be read.
    """
    raw = read_csv(path)
    frame = pd.DataFrame(raw.rows, columns=pd.Index(raw.header, dtype="str"), dtype="str")
    faults = [*raw.faults, *_repeated(path.name, frame)]
    frame = frame.loc[:, ~frame.columns.duplicated()]
    return GivenTable(
        path.name, frame, tuple(raw.lines), tuple(faults), frozenset(raw.stray), raw.complete
    )
