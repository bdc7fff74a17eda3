"""Put checked rows on top of each other: lent ones, own ones, derived ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.data.files.reading import RawTable
from corridor.data.files.tables import CheckedTable, typed_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.data.files.schema import Table

__all__ = ["sound", "stacked", "typed_rows"]


def sound(frame: pd.DataFrame, spec: Table) -> CheckedTable:
    """
    Return rows of a data set, which are sound, as a checked table.

    Parameters
    ----------
    frame
        The columns of the schema, typed.
    spec
        Which table.

    Returns
    -------
    table
        Its rows stand on no line.
    """
    lines = np.zeros(len(frame), dtype=np.int64)
    return CheckedTable(spec, frame.reset_index(drop=True), lines, (), frozenset(), complete=True)


def stacked(above: CheckedTable, below: CheckedTable) -> CheckedTable:
    """
    Return the rows of two tables as one.

    Parameters
    ----------
    above, below
        Tables of one schema; the second gives the name that faults use.

    Returns
    -------
    table
        Complete where both are.
    """
    frames = [table.frame for table in (above, below) if len(table.frame)]
    frame = pd.concat(frames, ignore_index=True) if frames else below.frame
    return CheckedTable(
        below.spec,
        frame,
        np.concatenate([above.lines, below.lines]),
        (*above.faults, *below.faults),
        above.stray | below.stray,
        above.complete and below.complete,
    )


def typed_rows(
    rows: Sequence[dict[str, str]], lines: Sequence[int], spec: Table, file: str
) -> CheckedTable:
    """
    Return derived rows as a checked table.

    Parameters
    ----------
    rows
        Cells as text; what is left out is empty.
    lines
        What stands for the line of each row.
    spec
        Which table.
    file
        What faults call it.

    Returns
    -------
    table
        Every cell checked and typed.
    """
    cells = [[row.get(name, "") for name in spec.fields] for row in rows]
    raw = RawTable(list(spec.fields), cells, list(lines))
    return typed_table(raw, replace(spec, file=file))
