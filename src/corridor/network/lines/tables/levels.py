"""Read the level of each line from the columns layer, bridge and tunnel, as OpenStreetMap has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.errors import Fault

if TYPE_CHECKING:
    from corridor.network.lines.topology.measure import Ints

__all__ = ["read_levels"]

ABSENT = frozenset({"", "nan", "none", "<na>", "no", "false", "0", "0.0"})
FARTHEST = 20


def read_levels(frame: pd.DataFrame) -> tuple[Ints, list[Fault]]:
    """
    Return the level of each row, and the rows whose level cannot be read.

    Parameters
    ----------
    frame
        May have columns ``layer`` (a whole number), ``bridge`` and ``tunnel`` (true, or any text
        but no). A row without a layer is at 1 on a bridge, at -1 in a tunnel, else at 0.

    Returns
    -------
    level, faults
        A whole number for each row.

    Examples
    --------
    >>> import pandas as pd
    >>> read_levels(pd.DataFrame({"layer": ["2", None, ""], "bridge": [None, "yes", "no"]}))[0]
    array([2, 1, 0])
    """
    over, under = _marked(frame, "bridge"), _marked(frame, "tunnel")
    level = np.where(over, 1, np.where(under, -1, 0)).astype(np.int64)
    if "layer" not in frame:
        return level, []
    given = frame["layer"].astype(object)
    number = pd.to_numeric(given, errors="coerce").to_numpy(dtype=float)
    absent = given.map(lambda cell: pd.isna(cell) or str(cell).strip() == "").to_numpy(dtype=bool)
    whole = np.isfinite(number) & (np.abs(number) <= FARTHEST) & (number == np.round(number))
    rule = f"a layer is a whole number within {FARTHEST}"
    faults = [
        Fault(f"gdf.loc[{frame.index[k]!r}]", 0, "layer", str(given.iloc[k]), rule, "")
        for k in np.flatnonzero(~whole & ~absent).tolist()
    ]
    level[whole] = number[whole].astype(np.int64)
    return level, faults


def _marked(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Return which rows say yes in a column that may not be there."""
    if column not in frame:
        return np.zeros(len(frame), dtype=bool)
    said = frame[column].astype(object).map(lambda cell: str(cell).strip().lower())
    return ~said.isin(ABSENT).to_numpy(dtype=bool)
