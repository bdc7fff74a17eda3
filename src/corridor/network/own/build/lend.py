"""What a base data set lends to a network of one's own: all that is not of its nodes and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.data.checks.subjects import SubjectBook, subject_ids
from corridor.data.facts import FACT_KEY
from corridor.data.files.schema import read_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from corridor.data.dataset import Dataset

    Row = tuple[object, ...]

__all__ = [
    "GENERAL_TABLES",
    "NETWORK_TABLES",
    "lent_tables",
    "plain_table",
    "row_keys",
    "row_tuples",
    "with_own_rows",
    "within",
]

GENERAL_TABLES = (
    *("sources", "facts", "attributes", "countries", "commodities", "borders"),
    *("prices", "controls", "hazards", "events", "corridors"),
)
NETWORK_TABLES = (
    *("nodes", "links", "sections", "transfers"),
    *("supply", "demand", "observed", "projects"),
)
SUBJECT_TABLES = ("hazards", "facts", "events")
"""Only their rows about things that are lent are taken; hazards come before their facts."""


def lent_tables(base: Dataset) -> dict[str, pd.DataFrame]:
    """
    Return the rows of a data set that hold without its nodes and links.

    Parameters
    ----------
    base
        Any data set.

    Returns
    -------
    tables
        Every table of the schema with its columns; those of the network are empty.
    """
    specs = read_schema().tables
    plain = {name: plain_table(base, name) for name in specs}
    for name in NETWORK_TABLES:
        plain[name] = plain[name].iloc[:0]
    for name in SUBJECT_TABLES:
        plain[name] = _about_known(name, plain)
    controls = plain["controls"]
    places = {"", *plain["countries"]["country"]}
    plain["controls"] = controls[controls["origin"].isin(list(places))]
    return {name: frame.reset_index(drop=True) for name, frame in plain.items()}


def plain_table(base: Dataset, name: str) -> pd.DataFrame:
    """
    Return a table with its key as columns, and the columns of the schema alone.

    Parameters
    ----------
    base
        Any data set.
    name
        Of the table.

    Returns
    -------
    table
        Countries that are only drawn are left out.
    """
    spec = read_schema().tables[name]
    table = pd.DataFrame(base.tables[name])
    table = table.reset_index() if spec.key else table
    if name == "countries":
        table = table[table["iso3"] != ""]  # the others are only drawn
    return table[list(spec.fields)]


def _about_known(name: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows whose subject is among the lent things."""
    book = SubjectBook(subject_ids(tables, read_schema().vocabularies))
    subjects = tables[name]["subject"]
    known = {subject for subject in subjects.unique() if book.fault(subject) is None}
    return tables[name][subjects.isin(list(known))]


def row_tuples(frame: pd.DataFrame) -> list[Row]:
    """
    Return the cells of each row, None for nothing: equal rows have equal cells.

    Parameters
    ----------
    frame
        Any rows.

    Returns
    -------
    rows
        In the order of the frame.

    Examples
    --------
    >>> row_tuples(pd.DataFrame({"km": [1.0, float("nan")], "country": ["KZ", "RU"]}))
    [(1.0, 'KZ'), (None, 'RU')]
    """
    return list(zip(*(_cells(frame[name]) for name in frame.columns), strict=True))


def _cells(column: pd.Series[Any]) -> list[object]:
    """Return the cells of a column, None for nothing: NaN is not even equal to itself."""
    cells = column.tolist()
    if not column.hasnans:
        return cells
    return [None if empty else cell for cell, empty in zip(cells, column.isna(), strict=True)]


def row_keys(name: str, frame: pd.DataFrame, attributes: pd.DataFrame) -> list[Row]:
    """
    Return what names each row of a table: rows of one name cannot both be used.

    Parameters
    ----------
    name
        Of the table.
    frame
        Its rows, with the key as columns.
    attributes
        The attributes table, `attribute` a column: a yearly quantity has a fact a year.

    Returns
    -------
    keys
        In the order of the frame.
    """
    spec = read_schema().tables[name]
    if name == "facts":
        timing = dict(zip(attributes["attribute"], attributes["timing"], strict=True))
        yearly = frame["attribute"].map(timing) == "yearly"
        return row_tuples(frame[FACT_KEY].assign(seen=frame["observed"].where(yearly)))
    return row_tuples(frame[list(spec.distinct[0]) if spec.distinct else list(spec.fields)])


def within(rows: list[Row], others: list[Row]) -> npt.NDArray[np.bool_]:
    """
    Say which rows are among others.

    Parameters
    ----------
    rows, others
        From `row_tuples` or `row_keys`.

    Returns
    -------
    within
        In the order of the rows.

    Examples
    --------
    >>> within([("a",), ("b",)], [("b",)]).tolist()
    [False, True]
    """
    known = set(others)
    return np.array([row in known for row in rows], dtype=bool)


def with_own_rows(
    name: str, lent: pd.DataFrame, own: pd.DataFrame, attributes: pd.DataFrame
) -> pd.DataFrame:
    """
    Return the lent rows that own rows leave in place.

    An own row takes the place of the lent row, or facts, of the same key; a source that is stated
    twice must be the same source, so lent ones give way only to their equals.

    Parameters
    ----------
    name
        Of the table.
    lent, own
        Rows with the same columns.
    attributes
        As of `row_keys`.

    Returns
    -------
    kept
        Some of the lent rows.
    """
    if name == "sources":
        return lent[~within(row_tuples(lent), row_tuples(own))]
    taken = row_keys(name, own, attributes)
    return lent[~within(row_keys(name, lent, attributes), taken)]
