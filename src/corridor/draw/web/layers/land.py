"""The ground of an interactive map: countries in view, coarse enough to travel in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from corridor.draw.map.extent import Extent, seen, view_extent
from corridor.draw.marks.checks import lonlat
from corridor.draw.web.embed import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from corridor.draw.marks.space import Floats

_STEPS: Final = 1200.0  # cells of the grid of vertices across the view
_ISLAND: Final = 6.0  # cells that an island must cover
# Bounds of the whole world make MapLibre's matrices singular; a degree less does not.
_MOST: Final = ((-179.0, -78.0), (179.0, 80.0))
_NAMED: Final = 5e-4  # share of the view that a country must cover to be named
_BEYOND: Final = 0.5  # share of the view that can be reached on each side


def map_view(geometry: Sequence[BaseGeometry]) -> tuple[Extent, Extent]:
    """
    Return what a map shows at first, and how far it can be moved.

    Parameters
    ----------
    geometry
        What must be in view, in degrees.

    Returns
    -------
    view, reach
        West, south, east, north each.

    Examples
    --------
    >>> view, reach = map_view([shapely.Point(50, 40), shapely.Point(60, 44)])
    >>> bool(reach[0] < view[0] < 50 and 44 < view[3] < reach[3])
    True
    """
    west, south, east, north = view_extent(geometry)
    wide, tall = _BEYOND * (east - west), _BEYOND * (north - south)
    return _on_map((west, south, east, north)), _on_map(
        (west - wide, south - tall, east + wide, north + tall)
    )


def _on_map(box: Extent) -> Extent:
    """Return a box within what a map in Mercator's projection can be moved over."""
    (west, south), (east, north) = _MOST
    return (max(box[0], west), max(box[1], south), min(box[2], east), min(box[3], north))


def land_features(
    countries: gpd.GeoDataFrame, view: Extent, reach: Extent, shade: Collection[str]
) -> list[dict[str, Any]]:
    """
    Return the countries within reach as GeoJSON features.

    Outlines keep what can be told apart at the first view; islands too small to see are left out.

    Parameters
    ----------
    countries
        Columns `country` (ISO2), `name`, geometry (polygons in degrees).
    view
        What is shown at first: it sets the fineness of the grid.
    reach
        What can be reached.
    shade
        Countries that are marked.

    Returns
    -------
    features
        Properties `shaded` (0 or 1), `name`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[shapely.box(50, 40, 80, 55)]
    ... )
    >>> box = (40.0, 30.0, 70.0, 50.0)
    >>> land_features(land, box, box, {"RU"})[0]["properties"]
    {'name': 'Kazakhstan', 'shaded': 0}
    """
    grid = max((view[2] - view[0]) / _STEPS, 0.005)
    features = []
    for country, name, polygon in zip(
        countries["country"], countries["name"], countries.geometry, strict=True
    ):
        rings = _polygons(seen(polygon, reach), grid)
        if rings:
            said = {"name": plain(name, 40), "shaded": int(country in shade)}
            shape = {"type": "MultiPolygon", "coordinates": rings}
            features.append({"type": "Feature", "properties": said, "geometry": shape})
    return features


def country_names(
    countries: gpd.GeoDataFrame, view: Extent, shade: Collection[str]
) -> list[dict[str, Any]]:
    """
    Return where the names of the countries in view stand, the shaded and the large ones first.

    Parameters
    ----------
    countries
        Columns `country` (ISO2), `name`, geometry (polygons in degrees).
    view
        What is shown.
    shade
        Countries whose names are strong.

    Returns
    -------
    names
        `t` the text, `x`, `y` degrees, `k` 2 for shaded countries and 1 for others.

    Examples
    --------
    >>> import geopandas as gpd
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[shapely.box(50, 40, 80, 55)]
    ... )
    >>> country_names(land, (40.0, 30.0, 90.0, 60.0), {"RU"})
    [{'t': 'Kazakhstan', 'x': 65.0, 'y': 47.5, 'k': 1}]
    """
    rows = []
    least = _NAMED * (view[2] - view[0]) * (view[3] - view[1])
    for country, name, polygon in zip(
        countries["country"], countries["name"], countries.geometry, strict=True
    ):
        part = seen(polygon, view)
        strong = country in shade
        if part.area <= 0 or (part.area < least and not strong):
            continue
        largest = max(shapely.get_parts(part), key=lambda piece: float(piece.area))
        spot = (
            largest.centroid if largest.contains(largest.centroid) else largest.point_on_surface()
        )
        said = {"t": plain(name, 40), "x": round(spot.x, 2), "y": round(spot.y, 2)}
        rows.append((not strong, -float(part.area), {**said, "k": 2 if strong else 1}))
    return [said for *_, said in sorted(rows, key=lambda row: row[:2])]


def coarse(countries: gpd.GeoDataFrame, view: Extent) -> gpd.GeoDataFrame:
    """
    Return countries with no more corners than a view can show, for a picture that travels.

    Parameters
    ----------
    countries
        Polygons in degrees.
    view
        What will be shown.

    Returns
    -------
    countries
        The rows that have an outline, coarser.

    Examples
    --------
    >>> import geopandas as gpd
    >>> land = gpd.GeoDataFrame(geometry=[shapely.Point(50, 40).buffer(9, quad_segs=500)])
    >>> less = coarse(land, (40.0, 30.0, 60.0, 50.0))
    >>> bool(shapely.get_num_coordinates(less.geometry.iloc[0]) < 500)
    True
    """
    countries = lonlat(countries, "countries", [])
    grid = (view[2] - view[0]) / _STEPS
    shapes = []
    for polygon in countries.geometry:
        thin = shapely.simplify(polygon, grid)
        parts = shapely.get_parts(thin)
        large = parts[shapely.area(parts) >= _ISLAND * grid**2]
        shapes.append(shapely.multipolygons(large) if len(large) else thin)
    return countries.set_geometry(shapes, crs=countries.crs)


def _polygons(part: BaseGeometry, grid: float) -> list[list[list[list[float]]]]:
    """Return the rings of polygons on a grid, without those that vanish."""
    polygons = []
    for piece in shapely.get_parts(shapely.simplify(part, grid, preserve_topology=False)):
        if piece.geom_type != "Polygon" or piece.area < _ISLAND * grid**2:
            continue
        shell = _ring(shapely.get_coordinates(piece.exterior), grid)
        if shell:
            holes = (_ring(shapely.get_coordinates(hole), grid) for hole in piece.interiors)
            polygons.append([shell, *(hole for hole in holes if hole)])
    return polygons


def _ring(points: Floats, grid: float) -> list[list[float]]:
    """Return a ring on a grid; empty where fewer than three corners are left."""
    cells = np.round(points / grid)
    kept = np.append(True, (np.diff(cells, axis=0) != 0).any(axis=1))
    corners = cells[kept]
    if len(corners) < 4:
        return []
    return [[x, y] for x, y in np.round(corners * grid, 3).tolist()]
