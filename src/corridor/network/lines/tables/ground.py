"""Say whose land lines run over: the ordered countries of each line, with kilometres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from corridor.data.checks.links import SEA
from corridor.data.files.geojson import POLYGONS, read_features
from corridor.data.files.schema import bundled_folder
from corridor.errors import SchemaError
from corridor.network.lines.topology.measure import Floats, Ints, Objects, between_km
from corridor.network.lines.topology.near import segments_of

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["UNKNOWN", "Ground", "bundled_ground", "ground_of"]

UNKNOWN = "unknown"
STEP_DEG = 0.005
"""A line is looked at about every half kilometre."""


@dataclass(frozen=True)
class Ground:
    """
    Country polygons.

    Attributes
    ----------
    codes, areas
        Country codes, and polygons in degrees.
    rest
        What is beyond all polygons: the sea, or unknown.
    """

    codes: tuple[str, ...]
    areas: Objects
    rest: str

    def at(self, points: Floats) -> Objects:
        """
        Return the country of each point.

        Parameters
        ----------
        points
            Longitude and latitude.

        Returns
        -------
        codes
            The first in alphabetical order where polygons overlap.
        """
        found = np.full(len(points), self.rest, dtype=object)
        point, area = shapely.STRtree(self.areas).query(shapely.points(points))
        for number in np.unique(area)[::-1]:
            mine = point[area == number]
            inside = shapely.contains_xy(self.areas[number], points[mine, 0], points[mine, 1])
            found[mine[inside]] = self.codes[number]
        west, south, east, north = shapely.total_bounds(self.areas)
        beyond = (points < [west, south]).any(axis=1) | (points > [east, north]).any(axis=1)
        found[beyond] = UNKNOWN
        return found

    def near(self, points: Floats, reach_km: float) -> Objects:
        """
        Return the country of each point; off the land, that of the nearest shore within reach.

        Parameters
        ----------
        points
            Longitude and latitude.
        reach_km
            How far to look for land.

        Returns
        -------
        codes
            Country codes, or what is beyond all polygons.
        """
        codes = self.at(points)
        off = np.flatnonzero(codes == self.rest)
        if not len(off):
            return codes
        reach = reach_km / 50.0
        around = shapely.union_all(shapely.box(*(points[off] - reach).T, *(points[off] + reach).T))
        rings, area = shapely.get_parts(shapely.boundary(self.areas), return_index=True)
        close = shapely.intersects(shapely.box(*shapely.bounds(rings).T), around)
        if not close.any():
            return codes
        rings, area = rings[close], area[close]
        feet = segments_of(np.asarray(rings, dtype=object)).feet(points[off], reach_km)
        order = np.lexsort((area[feet.line], feet.km, feet.point))
        for row in order[::-1]:
            codes[off[feet.point[row]]] = self.codes[area[feet.line[row]]]
        return codes

    def runs(self, shapes: Objects) -> pd.DataFrame:
        """
        Return the countries along lines.

        Parameters
        ----------
        shapes
            Plain lines in degrees.

        Returns
        -------
        runs
            In order along each line: ``line``, ``country``, ``km`` (geodesic). Neighbours differ.
        """
        code, line, km = self._steps(shapes)
        first = np.r_[True, (np.diff(line) != 0) | (code[1:] != code[:-1])]
        length = np.bincount(np.cumsum(first) - 1, km)
        return pd.DataFrame({"line": line[first], "country": code[first], "km": length})

    def _steps(self, shapes: Objects) -> tuple[Objects, Ints, Floats]:
        """Return country, line and km of short steps along the lines, one step for inland lines."""
        inland = self._inland(shapes)
        step = np.where(inland >= 0, 1e6, STEP_DEG)
        xy, of = shapely.get_coordinates(shapely.segmentize(shapes, step), return_index=True)
        same = of[1:] == of[:-1]
        start, stop, line = xy[:-1][same], xy[1:][same], of[1:][same].astype(np.int64)
        code = np.empty(len(line), dtype=object)
        at_home = inland[line] >= 0
        code[at_home] = np.array(self.codes, dtype=object)[inland[line[at_home]]]
        code[~at_home] = self.at((start[~at_home] + stop[~at_home]) / 2)
        return code, line, between_km(start, stop)

    def _inland(self, shapes: Objects) -> Ints:
        """Return the country that holds all of a line and shares it with none, -1 for others."""
        line, area = shapely.STRtree(self.areas).query(shapes)
        meets = shapely.intersects(self.areas[area], shapes[line])
        line, area = line[meets], area[meets]
        alone = np.bincount(line, minlength=len(shapes))[line] == 1
        line, area = line[alone], area[alone]
        covered = shapely.covers(self.areas[area], shapes[line])
        inland = np.full(len(shapes), -1, dtype=np.int64)
        inland[line[covered]] = area[covered]
        return inland


def ground_of(countries: gpd.GeoDataFrame | None) -> Ground:
    """
    Return the ground of a frame of countries, or of the bundled ones.

    Parameters
    ----------
    countries
        Index country codes, polygons; those of the bundled data when absent.

    Returns
    -------
    ground
        Beyond the bundled polygons is the sea; beyond polygons given is unknown.

    Raises
    ------
    SchemaError
        The polygons have no reference system, or there are none.

    Examples
    --------
    >>> ground_of(None).at(np.array([[71.4, 51.1], [51.0, 42.0]])).tolist()
    ['KZ', 'SEA']
    """
    if countries is None:
        return bundled_ground()
    if countries.crs is None:
        raise SchemaError("countries have no reference system: countries.set_crs('EPSG:4326')")
    frame = countries[countries.geometry.notna()].to_crs("EPSG:4326").sort_index()
    if frame.empty:
        raise SchemaError("countries have no polygon")
    areas = np.array(frame.geometry.to_numpy(), dtype=object)
    shapely.prepare(areas)
    return Ground(tuple(map(str, frame.index)), areas, UNKNOWN)


@lru_cache(maxsize=1)
def bundled_ground() -> Ground:
    """
    Return the ground of the bundled country polygons, read once.

    Returns
    -------
    ground
        UN-recognised borders, coarse to some kilometres.

    Examples
    --------
    >>> "KZ" in bundled_ground().codes
    True
    """
    features = read_features(bundled_folder() / "countries.geojson", "country", POLYGONS)
    codes = tuple(sorted(features.shapes))
    areas = np.array([features.shapes[code] for code in codes], dtype=object)
    shapely.prepare(areas)
    return Ground(codes, areas, SEA)
