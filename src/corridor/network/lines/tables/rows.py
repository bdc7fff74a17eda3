"""Check that each row of a frame is a line somewhere on Earth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.errors import Fault

if TYPE_CHECKING:
    import pandas as pd

    from corridor.network.lines.topology.measure import Objects

__all__ = ["LISTED", "listed", "row_faults"]

LISTED = 20
"""Rows named for one rule; further ones are counted."""
LINE_TYPES = (1, 2, 5)
HALF_TURN_DEG = 180.0


def row_faults(given: Objects, shapes: Objects, index: pd.Index) -> list[Fault]:
    """
    Return the rows that are no lines, and why.

    Parameters
    ----------
    given
        Geometries as they stand in the frame.
    shapes
        The same in degrees.
    index
        Labels of the rows.

    Returns
    -------
    faults
        At most twenty for each rule, then a count.

    Examples
    --------
    >>> import pandas as pd
    >>> bad = np.array([shapely.Point(1, 2)], dtype=object)
    >>> print(row_faults(bad, bad, pd.Index(["a"]))[0])
    gdf.loc['a']: geometry 'POINT (1 2)': broken rule: a row is a line; drop it: gdf.drop(['a'])
    """
    missing = shapely.is_missing(given) | shapely.is_missing(shapes)
    empty = ~missing & shapely.is_empty(given)
    there = ~missing & ~empty
    no_line = there & ~np.isin(shapely.get_type_id(given), LINE_TYPES)
    line = there & ~no_line
    lost, outside, jumps = _misplaced(shapes, line)
    drop = "drop it: gdf.drop([{label!r}])"
    far = "coordinates are degrees: longitude within 180, latitude within 90"
    frame = "say in which system they are: gdf.set_crs(..., allow_override=True)"
    across = "a line does not jump half around the Earth from one vertex to the next"
    return [
        *listed(missing, given, index, "a row has a geometry", drop),
        *listed(empty, given, index, "a geometry is not empty", drop),
        *listed(no_line, given, index, "a row is a line", drop),
        *listed(lost, given, index, "the coordinates are finite in degrees", drop),
        *listed(outside, given, index, far, frame),
        *listed(jumps, given, index, across, "cut it at longitude 180"),
    ]


def listed(
    wrong: np.ndarray, given: Objects, index: pd.Index, rule: str, remedy: str
) -> list[Fault]:
    """
    Return a fault for each row that breaks a rule, the first twenty by name.

    Parameters
    ----------
    wrong
        Which rows break it.
    given
        Geometries as they stand in the frame.
    index
        Labels of the rows.
    rule, remedy
        What holds in sound data, and what to do; ``{label!r}`` stands for the row.

    Returns
    -------
    faults
        Empty where no row breaks the rule.

    Examples
    --------
    >>> import pandas as pd
    >>> listed(np.array([False]), np.array([None]), pd.Index([0]), "a row is a line", "")
    []
    """
    rows = np.flatnonzero(wrong)
    faults = [
        Fault(
            f"gdf.loc[{index[k]!r}]", 0, "geometry", _text(given[k]), rule,
            remedy.format(label=index[k]),
        )
        for k in rows[:LISTED]
    ]  # fmt: skip
    if len(rows) > LISTED:
        more = f"{len(rows) - LISTED} more rows, the last {index[rows[-1]]!r}"
        faults.append(Fault("gdf", 0, "geometry", more, rule))
    return faults


def _text(shape: object) -> str:
    """Return the beginning of a geometry as text."""
    text = "None" if shape is None else str(shapely.to_wkt(shape, rounding_precision=3))
    return text if len(text) <= 60 else text[:57] + "..."


def _misplaced(shapes: Objects, line: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which lines are not finite, outside the world, or jump half around it."""
    kept = shapes.copy()
    kept[~line] = None
    xy, of = shapely.get_coordinates(kept, return_index=True)
    finite = np.isfinite(xy).all(axis=1)
    beyond = finite & ((np.abs(xy) > [180.0, 90.0]).any(axis=1))
    step = (of[1:] == of[:-1]) & finite[1:] & finite[:-1]
    jump = step & (np.abs(np.diff(xy[:, 0])) > HALF_TURN_DEG)
    count = len(shapes)
    lost = np.bincount(of[~finite], minlength=count) > 0
    outside = np.bincount(of[beyond], minlength=count) > 0
    across = ~outside & (np.bincount(of[1:][jump], minlength=count) > 0)
    return lost, outside, across
