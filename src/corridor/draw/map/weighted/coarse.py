"""Shapes no finer than the paper shows, so that a map draws fast and stays small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from corridor.draw.map.extent import view_extent

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

    from corridor.draw.map.extent import Extent

__all__ = ["coarse", "main_extent", "paper_of_map"]

# Detail below this many pixels is left out.
_PIXELS: Final = 0.6
# Islands below this many square pixels are left out.
_SPECK: Final = 4.0


def coarse(frame: gpd.GeoDataFrame, ax: Axes, extent: Extent) -> gpd.GeoDataFrame:
    """
    Return shapes cut to a view and simplified to what its pixels can show.

    Parameters
    ----------
    frame
        Lines or polygons in degrees.
    ax
        Axes whose size is final.
    extent
        West, south, east, north of the view.

    Returns
    -------
    coarse
        Rows with something in view; specks of land are left out.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> line = shapely.LineString([(0, 0), (1, 0.0001), (2, 0), (200, 0)])
    >>> rows = coarse(gpd.GeoDataFrame(geometry=[line]), Figure().subplots(), (-1, -1, 10, 1))
    >>> shapely.get_num_coordinates(rows.geometry.iloc[0]).item()
    2
    """
    pixel = (extent[2] - extent[0]) / float(ax.get_window_extent().width)
    margin = 5 * pixel
    box = shapely.box(
        extent[0] - margin, extent[1] - margin, extent[2] + margin, extent[3] + margin
    )
    frame = frame[shapely.intersects(shapely.box(*frame.geometry.bounds.to_numpy().T), box)]
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    shapes = shapely.make_valid(shapely.simplify(shapes, _PIXELS * pixel))
    shapes = shapely.intersection(shapes, box)
    shapes = np.array([_without_specks(shape, _SPECK * pixel**2) for shape in shapes], dtype=object)
    cut = frame.set_geometry(shapes, crs=frame.crs)
    return cut[~shapely.is_empty(shapes)]


def _without_specks(
    shape: shapely.geometry.base.BaseGeometry, area: float
) -> shapely.geometry.base.BaseGeometry:
    """Return a shape without polygons too small to see; lines stay as they are."""
    parts = shapely.get_parts(shape)
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    if not polygons:
        return shape
    return shapely.MultiPolygon([part for part in polygons if part.area >= area])


def main_extent(places: gpd.GeoDataFrame, ax: Axes, *, share: float = 0.99) -> Extent:
    """
    Return the view that holds most of a value, so that one far market shrinks no map.

    Parameters
    ----------
    places
        Column `value` (0 or more), geometry (points or lines).
    ax
        Axes whose size is final.
    share
        Of the value, to be in view.

    Returns
    -------
    extent
        West, south, east, north.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> places = gpd.GeoDataFrame(
    ...     {"value": [99.0, 99.0, 1.0]}, geometry=shapely.points([[50, 40], [60, 44], [-80, 43]])
    ... )
    >>> main_extent(places, Figure().subplots())[0] > 40
    True
    """
    ranked = places.sort_values("value", ascending=False, kind="stable")
    value = ranked["value"].to_numpy(float)
    before = np.concatenate([[0.0], value.cumsum()[:-1]])
    kept = ranked[before < share * value.sum()]
    box = ax.get_window_extent()
    chosen = kept if len(kept) else ranked
    return view_extent([*chosen.geometry], ratio=box.width / box.height)


def paper_of_map() -> Axes:
    """
    Return the Axes of a new figure, a map twice as wide as tall.

    Examples
    --------
    >>> box = paper_of_map().get_window_extent()
    >>> round(float(box.width / box.height))
    2
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure, ax = plt.subplots(figsize=(12, 6.6))
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.06, top=0.93)
    return ax
