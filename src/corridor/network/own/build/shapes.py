"""Points and lines of frames, in degrees whatever system they came in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from corridor.data.files.geojson import LINES, Features
from corridor.errors import Fault

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.network.own.build.given import GivenTable

__all__ = ["DEGREES", "crs_faults", "with_lines", "with_points"]

DEGREES = "EPSG:4326"
SAME_PLACE = 1e-6
"""Degrees by which x_coord and y_coord may miss the geometry beside them."""


def crs_faults(file: str, frame: pd.DataFrame) -> list[Fault]:
    """
    Return the fault of a frame whose shapes are in no known system.

    Parameters
    ----------
    file
        What faults call the frame.
    frame
        A frame, with or without geometry.

    Returns
    -------
    faults
        One, or none.

    Examples
    --------
    >>> crs_faults("nodes", pd.DataFrame())
    []
    """
    if not _has_shapes(frame) or frame.geometry.crs is not None:
        return []
    rule = "the geometry states its coordinate reference system"
    remedy = f"set it: {file} = {file}.set_crs('EPSG:4326') for longitude and latitude"
    return [Fault(file, 0, "geometry", "", rule, remedy)]


def with_points(table: GivenTable, frame: pd.DataFrame) -> GivenTable:
    """
    Return the nodes with the coordinates of their points in `x_coord` and `y_coord`.

    Parameters
    ----------
    table
        The nodes as text.
    frame
        The same rows; without geometry the table must have the coordinates.

    Returns
    -------
    nodes
        With a fault for each row without a usable point.
    """
    if not _has_shapes(frame):
        return table
    shapes = _degrees(frame)
    usable = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & ~shapely.is_empty(shapes)
    faults = [
        table.fault(row, "geometry", f"the geometry of a node is a point, not {_kind(shapes[row])}")
        for row in np.flatnonzero(~usable).tolist()
    ]
    nodes = table
    sound = np.where(usable, shapes, shapely.Point(0, 0))
    for name, values in (("x_coord", shapely.get_x(sound)), ("y_coord", shapely.get_y(sound))):
        if name in table:
            faults += _disagreeing(table, name, values, usable)
        texts = [repr(float(v)) if ok else "" for v, ok in zip(values, usable, strict=True)]
        nodes = nodes.without([name]).filled(name, pd.Series(texts, dtype="str"))
    return replace(nodes, faults=(*nodes.faults, *faults))


def _disagreeing(
    table: GivenTable, name: str, values: npt.NDArray[np.float64], usable: npt.NDArray[np.bool_]
) -> list[Fault]:
    """Return a fault for each coordinate that is not that of the geometry beside it."""
    stated = table.number(name).to_numpy()
    apart = usable & (np.abs(stated - values) > SAME_PLACE)
    rule = f"{name} is that of the geometry in degrees"
    remedy = f"leave {name} out, or the geometry"
    return [table.fault(row, name, rule, remedy) for row in np.flatnonzero(apart).tolist()]


def with_lines(table: GivenTable, frame: pd.DataFrame) -> Features:
    """
    Return the lines of links by id.

    Parameters
    ----------
    table
        The links as text.
    frame
        The same rows; without geometry there are no lines.

    Returns
    -------
    lines
        A row without geometry has none; an empty or unusable one is a fault.
    """
    lines = Features(table.file)
    if not _has_shapes(frame) or "link_id" not in table:
        return lines
    shapes = _degrees(frame)
    for row, (name, shape) in enumerate(zip(table.cells["link_id"], shapes, strict=True)):
        if shape is None or name in lines.shapes or not name:
            continue
        reason = _line_fault(shape)
        if reason:
            fault = table.fault(row, "geometry", reason, f"in the row of {name!r}")
            lines.faults.append(fault)
            lines.complete = False
            continue
        lines.shapes[name] = shapely.force_2d(shape)
        lines.rows[name] = table.lines[row]
        lines.properties[name] = {"method": "given"}
    return lines


def _line_fault(shape: shapely.Geometry) -> str:
    """Return the rule that a line breaks, or nothing."""
    if shape.geom_type not in LINES:
        return f"the geometry of a link is a line, not {_kind(shape)}"
    if shape.is_empty:
        return "the geometry of a link is not empty"
    points = shapely.get_coordinates(shape)
    if not np.isfinite(points).all():
        return "a line has finite coordinates"
    if np.abs(points).max(axis=0)[0] > 180 or np.abs(points).max(axis=0)[1] > 90:
        return "coordinates are degrees: longitude within 180, latitude within 90"
    return ""


def _kind(shape: shapely.Geometry | None) -> str:
    """Return what a shape is, in words."""
    if shape is None:
        return "nothing"
    return f"an empty {shape.geom_type}" if shape.is_empty else f"a {shape.geom_type}"


def _has_shapes(frame: pd.DataFrame) -> bool:
    return isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None


def _degrees(frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the shapes in degrees."""
    with np.errstate(invalid="ignore"):  # what is not finite is refused later
        return np.asarray(gpd.GeoSeries(frame.geometry).to_crs(DEGREES).to_numpy(), dtype=object)
