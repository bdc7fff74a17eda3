"""What a frame must hold before it is drawn; every fault of a frame is told in one error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.errors import Fault, SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd


def check_frame(
    frame: pd.DataFrame, what: str, columns: Sequence[str], *, numbers: Sequence[str] = ()
) -> None:
    """
    Check that a frame has rows, the columns, and finite numbers.

    Parameters
    ----------
    frame
        Any frame.
    what
        Its name in the message.
    columns
        Columns it must have.
    numbers
        Those of them that must hold finite numbers.

    Raises
    ------
    SchemaError
        No rows, or a column is missing, or a number is absent, infinite or text; lists every fault.

    Examples
    --------
    >>> check_frame(pd.DataFrame({"usd": [1.0]}), "costs", ["usd"], numbers=["usd"])
    """
    faults = [
        _fault(what, "the frame to draw has this column", name)
        for name in columns
        if name not in frame.columns
    ]
    if not faults and frame.empty:
        faults.append(
            _fault(what, "the frame to draw has rows; it is empty, so there is nothing to draw")
        )
    for name in numbers:
        if name in frame.columns:
            faults += _number_faults(what, frame[name], name)
    if faults:
        raise SchemaError(faults)


def refuse(what: str, rule: str, column: str = "", value: object = "") -> SchemaError:
    """
    Return the error for a frame that breaks one rule.

    Parameters
    ----------
    what
        Name of the frame.
    rule
        What holds in a frame that can be drawn.
    column, value
        Where it does not hold.

    Returns
    -------
    error
        To be raised.

    Examples
    --------
    >>> refuse("points", "days never fall", "days", 3.0).faults[0].column
    'days'
    """
    return SchemaError([_fault(what, rule, column, value)])


def lonlat(frame: gpd.GeoDataFrame, what: str, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """
    Return the drawable rows of a geographic frame in degrees.

    Parameters
    ----------
    frame
        GeoDataFrame; without a coordinate system it is taken as EPSG:4326.
    what
        Its name in the message.
    columns
        Columns it must have.

    Returns
    -------
    drawable
        Copy in EPSG:4326 without absent or empty geometries.

    Raises
    ------
    SchemaError
        A column is missing, no row has a geometry, or coordinates are not degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> places = gpd.GeoDataFrame({"name": ["Aktau", "?"]}, geometry=[Point(51.2, 43.6), None])
    >>> list(lonlat(places, "places", ["name"])["name"])
    ['Aktau']
    """
    if not hasattr(frame, "to_crs"):
        raise refuse(what, "the frame to draw is a GeoDataFrame", value=type(frame).__name__)
    check_frame(frame, what, columns)
    some = frame.loc[~(frame.geometry.isna() | frame.geometry.is_empty)]
    if some.empty:
        raise refuse(what, "the frame to draw has a geometry in at least one row", "geometry")
    if some.crs is not None and not some.crs.equals("EPSG:4326"):
        some = some.to_crs("EPSG:4326")
    west, south, east, north = (float(v) for v in some.total_bounds)
    if west < -180.001 or east > 180.001 or south < -90.001 or north > 90.001:
        bounds = f"{west:.1f} {south:.1f} {east:.1f} {north:.1f}"
        raise refuse(
            what,
            "coordinates are degrees of longitude and latitude (EPSG:4326)",
            "geometry",
            bounds,
        )
    return some.copy()


def _fault(what: str, rule: str, column: str = "", value: object = "") -> Fault:
    """Return one fault of a whole frame."""
    return Fault(what, 0, column, str(value), rule)


def _number_faults(what: str, column: pd.Series, name: str) -> list[Fault]:
    """Say which rows of a column are not finite numbers."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = column[~np.isfinite(values)]
    return [
        _fault(f"{what}, row {label}", "the value is a finite number", name, value)
        for label, value in bad.items()
    ]
