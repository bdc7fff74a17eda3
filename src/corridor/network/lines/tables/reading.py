"""Read a frame of lines: check every row, bring it to degrees, take it apart into plain lines."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from corridor.errors import Fault, SchemaError, UnknownIdError
from corridor.network.lines.tables.levels import read_levels
from corridor.network.lines.tables.rows import row_faults
from corridor.network.lines.topology.measure import Floats, Ints, Objects, line_km

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Lines", "read_lines"]

DEGREES = "EPSG:4326"
LINE, RING, LINES = 1, 2, 5


@dataclass(frozen=True)
class Lines:
    """
    Plain lines in degrees, in an order that does not depend on that of the rows.

    Attributes
    ----------
    shapes
        Lines, each from its western end to its eastern one.
    labels
        The row of the frame each is from.
    level
        Lines of different levels pass each other.
    km
        Length: stated in a column, else geodesic.
    kept
        The columns to carry along, a row per line.
    dropped
        Rows, or parts of rows, that are no lines of their own: ``row``, ``why``.
    """

    shapes: Objects
    labels: Objects
    level: Ints
    km: Floats
    kept: pd.DataFrame
    dropped: pd.DataFrame

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.shapes)


def read_lines(gdf: gpd.GeoDataFrame, *, length: str | None, keep: Sequence[str]) -> Lines:
    """
    Return the lines of a frame.

    Parameters
    ----------
    gdf
        Lines or multi-lines in any reference system.
    length
        Column with the length of each row in km; geodesic lengths when absent.
    keep
        Columns to carry along.

    Returns
    -------
    lines
        Those without length and those that stand twice are left out and listed.

    Raises
    ------
    SchemaError
        No frame, no reference system, or rows that are no lines; lists the rows.
    UnknownIdError
        No such column.

    Examples
    --------
    >>> import geopandas as gpd
    >>> frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(["LINESTRING (1 0, 0 0)"]))
    >>> read_lines(frame.set_crs("EPSG:4326"), length=None, keep=()).shapes[0].wkt
    'LINESTRING (0 0, 1 0)'
    """
    _check_frame(gdf, [*([length] if length else []), *keep])
    shapes = _in_degrees(gdf)
    level, faults = read_levels(gdf)
    stated, wrong = _stated(gdf, length)
    faults = row_faults(gdf.geometry.to_numpy(), shapes, gdf.index) + faults + wrong
    if faults:
        raise SchemaError(faults)
    parts, row = shapely.get_parts(shapes, return_index=True)
    parts = _westward_first(_plain(parts))
    drawn = line_km(parts)
    km = drawn if stated is None else stated[row] * _share(drawn, row)
    labels = gdf.index.to_numpy(dtype=object)[row]
    return _sorted_once(parts, labels, level[row], km, gdf[list(keep)].iloc[row])


def _check_frame(gdf: object, columns: list[str]) -> None:
    """Refuse what is no frame of lines that says where on Earth it is."""
    if not isinstance(gdf, gpd.GeoDataFrame):
        raise SchemaError(
            f"lines come as a GeoDataFrame, this is a {type(gdf).__name__}: "
            "read them with geopandas.read_file, or wrap a GeoSeries as "
            "geopandas.GeoDataFrame(geometry=series)"
        )
    if gdf.active_geometry_name is None:
        raise SchemaError("the frame has no geometry column: call gdf.set_geometry(column)")
    if gdf.empty:
        raise SchemaError("the frame has no rows: there is no line to make a network of")
    if gdf.crs is None:
        raise SchemaError(
            "the frame has no reference system, so its numbers are no places: set it with "
            "gdf.set_crs('EPSG:4326') where they are longitude and latitude in degrees"
        )
    for name in columns:
        if name not in gdf.columns:
            raise UnknownIdError("column", name, [str(column) for column in gdf.columns])


def _in_degrees(gdf: gpd.GeoDataFrame) -> Objects:
    """Return the geometries in longitude and latitude."""
    with np.errstate(invalid="ignore"):  # what is not finite is refused later
        shapes = gdf.geometry.to_crs(DEGREES).to_numpy()
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def _stated(gdf: gpd.GeoDataFrame, length: str | None) -> tuple[Floats | None, list[Fault]]:
    """Return the stated lengths in km and the faults of those that are none."""
    if length is None:
        return None, []
    km = pd.to_numeric(gdf[length], errors="coerce").to_numpy(dtype=float)
    wrong = ~(np.isfinite(km) & (km >= 0))
    rule = "a length is a number of km, 0 or more"
    remedy = "correct it, drop the row, or leave out length= to measure the lines as drawn"
    faults = [
        Fault(f"gdf.loc[{gdf.index[k]!r}]", 0, length, str(gdf[length].iloc[k]), rule, remedy)
        for k in np.flatnonzero(wrong)
    ]
    return km, faults


def _plain(parts: Objects) -> Objects:
    """Return rings as lines, without vertices that stand twice in a row."""
    rings = shapely.get_type_id(parts) == RING
    if rings.any():
        xy, of = shapely.get_coordinates(parts[rings], return_index=True)
        parts[rings] = shapely.linestrings(xy, indices=of)
    return np.asarray(shapely.remove_repeated_points(parts, 0.0), dtype=object)


def _westward_first(parts: Objects) -> Objects:
    """Return the lines turned so that they start at their western end."""
    xy, of = shapely.get_coordinates(parts, return_index=True)
    first = xy[np.searchsorted(of, np.arange(len(parts)), side="left")]
    last = xy[np.searchsorted(of, np.arange(len(parts)), side="right") - 1]
    turn = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    for k in np.flatnonzero((first == last).all(axis=1)):  # a ring has no western end
        turn[k] = shapely.to_wkb(shapely.reverse(parts[k])) < shapely.to_wkb(parts[k])
    out = parts.copy()
    out[turn] = shapely.reverse(parts[turn])
    return out


def _share(drawn: Floats, row: Ints) -> Floats:
    """Return the share of each part in the drawn length of its row."""
    whole = np.bincount(row, drawn)[row]
    return np.divide(drawn, whole, out=np.ones_like(drawn), where=whole > 0)


def _sorted_once(
    parts: Objects, labels: Objects, level: Ints, km: Floats, kept: pd.DataFrame
) -> Lines:
    """Return the lines in order of their course, without points and repetitions."""
    course = shapely.to_wkb(parts)
    keys: list[tuple[Any, ...]] = list(zip(course, level, km, map(str, labels), strict=True))
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    point = shapely.length(parts[order]) == 0
    again = np.array([False] + [keys[a][:2] == keys[b][:2] for a, b in itertools.pairwise(order)])
    why = np.where(point, "no length", "same line elsewhere")
    out = point | again
    dropped = pd.DataFrame({"row": labels[order][out], "why": why[out]})
    take = order[~out]
    if not len(take):
        raise SchemaError("no line has any length: every row is a single point drawn as a line")
    return Lines(
        parts[take],
        labels[take],
        level[take],
        km[take],
        kept.iloc[take].reset_index(drop=True),
        dropped,
    )
