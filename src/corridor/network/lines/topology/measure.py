"""Geodesic measures of points and lines given in degrees."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

__all__ = [
    "WGS84",
    "Floats",
    "Ints",
    "Objects",
    "along_share",
    "between_km",
    "line_km",
    "on_sphere_km",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

WGS84 = Geod(ellps="WGS84")
RADIUS_KM = 6371.0


def between_km(here: Floats, there: Floats) -> Floats:
    """
    Return the geodesic distance between points, row by row.

    Parameters
    ----------
    here, there
        Longitude and latitude, shape (n, 2).

    Returns
    -------
    km
        Kilometres on the WGS 84 ellipsoid.

    Examples
    --------
    >>> between_km(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])).round(2).tolist()
    [111.32]
    """
    if not len(here):
        return np.zeros(0)
    _, _, metres = WGS84.inv(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    return np.asarray(metres, dtype=float) / 1000


def along_share(lines: Objects, places: Floats) -> Floats:
    """
    Return which share of its length each line has covered at a place on it.

    Parameters
    ----------
    lines
        Plain lines in degrees.
    places
        A longitude and latitude on each.

    Returns
    -------
    share
        From 0 at the start to 1 at the end, by geodesic length.

    Examples
    --------
    >>> lines = shapely.linestrings([[[0, 0], [4, 0]], [[0, 0], [0, 4]]])
    >>> along_share(lines, np.array([[1.0, 0.0], [0.0, 3.0]])).round(2).tolist()
    [0.25, 0.75]
    """
    if not len(lines):
        return np.zeros(0)
    points, line = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(line, np.arange(len(lines)), side="left")
    same = np.r_[False, np.diff(line) == 0]
    degrees, km = np.zeros(len(points)), np.zeros(len(points))
    degrees[same] = np.hypot(*np.diff(points, axis=0)[same[1:]].T)
    km[same] = between_km(points[:-1][same[1:]], points[1:][same[1:]])
    # One scale for all lines, a gap between any two, so that one call serves them all.
    along, total = np.cumsum(degrees) + line, np.cumsum(km)
    at = along[first] + shapely.line_locate_point(lines, shapely.points(places))
    done, whole = np.interp(at, along, total) - total[first], np.bincount(line, km, len(lines))
    share = np.divide(done, whole, out=np.zeros(len(lines)), where=whole > 0)
    return np.asarray(share.clip(0.0, 1.0))


def line_km(lines: Objects) -> Floats:
    """
    Return the geodesic length of each line.

    Parameters
    ----------
    lines
        Plain lines in degrees.

    Returns
    -------
    km
        One length per line.

    Examples
    --------
    >>> line_km(shapely.linestrings([[[0, 0], [1, 0], [2, 0]]])).round(1).tolist()
    [222.6]
    """
    points, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    steps = between_km(points[:-1][same], points[1:][same])
    return np.bincount(line[1:][same], steps, len(lines)).astype(float)


def on_sphere_km(points: Floats) -> Floats:
    """
    Return points as places on a sphere, where straight distances order as geodesic ones nearly do.

    Parameters
    ----------
    points
        Longitude and latitude, shape (n, 2).

    Returns
    -------
    places
        Kilometres from the centre of the Earth, shape (n, 3); 180 E and 180 W are one place.

    Examples
    --------
    >>> on_sphere_km(np.array([[90.0, 0.0]])).round(6).tolist()
    [[0.0, 6371.0, 0.0]]
    """
    lon, lat = np.radians(points).T
    flat = np.cos(lat)
    return RADIUS_KM * np.column_stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)])
