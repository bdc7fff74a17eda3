"""Country polygons: in which country a place lies, and which countries a line runs through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.data.checks.links import SEA, WGS84
from corridor.data.checks.territory import km_to_area

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["Ground", "Run"]

STEP_DEGREES = 0.005
"""Lines are sampled about every half kilometre: polygons are coarser than that."""
NEAR_DEGREES = 3.0
MANY = 50_000


@dataclass
class Run:
    """A stretch of a line in one country, or at sea."""

    country: str
    km: float


@dataclass(frozen=True)
class Ground:
    """
    Country polygons.

    Parameters
    ----------
    polygons
        In degrees, by ISO code.

    Examples
    --------
    >>> from shapely.geometry import LineString, box
    >>> ground = Ground({"XX": box(0, -1, 1, 1)})
    >>> ground.nearest(2.0, 0.0)[0]
    'XX'
    >>> [run.country for run in ground.runs(LineString([(0, 0), (2, 0)]))]
    ['XX', 'SEA']
    """

    polygons: Mapping[str, BaseGeometry]

    @cached_property
    def _codes(self) -> npt.NDArray[np.object_]:
        return np.array(sorted(self.polygons), dtype=object)

    @cached_property
    def _areas(self) -> npt.NDArray[np.object_]:
        areas = np.array([self.polygons[code] for code in self._codes], dtype=object)
        shapely.prepare(areas)  # a prepared polygon answers in a fraction of the time
        return areas

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._areas)

    def nearest(self, x: float, y: float) -> tuple[str, float]:
        """
        Return the country at a point, or the nearest, and how far away it is.

        Parameters
        ----------
        x, y
            Longitude and latitude.

        Returns
        -------
        country, km
            "" and infinity where none is near.
        """
        around = shapely.box(x - NEAR_DEGREES, y - NEAR_DEGREES, x + NEAR_DEGREES, y + NEAR_DEGREES)
        near = np.sort(self._tree.query(around))
        away = [(km_to_area(x, y, self._areas[k]), str(self._codes[k])) for k in near]
        km, code = min(away, default=(float("inf"), ""))
        return code, km

    def at(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
        """
        Return the country of every point.

        Parameters
        ----------
        points
            Longitude and latitude, one row a point.

        Returns
        -------
        codes
            `SEA` outside every polygon; the first by code where two overlap.
        """
        found = np.full(len(points), SEA, dtype=object)
        if not len(points):
            return found
        box = shapely.box(*points.min(axis=0), *points.max(axis=0))
        for k in np.sort(self._tree.query(box)):
            free = np.flatnonzero(found == SEA)
            inside = shapely.contains_xy(self._areas[k], points[free, 0], points[free, 1])
            found[free[inside]] = self._codes[k]
        return found

    def within(self, line: BaseGeometry, country: str) -> bool:
        """
        Say whether a line runs in one country from end to end.

        Parameters
        ----------
        line
            In degrees.
        country
            ISO code.

        Returns
        -------
        within
            False for a country without a polygon.
        """
        place = np.searchsorted(self._codes, country)
        known = country in self.polygons
        return known and bool(shapely.covers(self._areas[place], line))

    def runs(self, line: BaseGeometry) -> list[Run]:
        """
        Return the stretches of a line in the order in which it runs through them.

        Parameters
        ----------
        line
            In degrees; of several parts, the gaps between them are left out.

        Returns
        -------
        runs
            Neighbours differ in their country.
        """
        runs: list[Run] = []
        for part in shapely.get_parts(line):
            points = shapely.get_coordinates(shapely.segmentize(part, STEP_DEGREES))
            _, _, metres = WGS84.inv(*points[:-1].T, *points[1:].T)
            middles = (points[:-1] + points[1:]) / 2
            for start in range(0, len(middles), MANY):
                codes = self.at(middles[start : start + MANY])
                _extend(runs, codes, np.asarray(metres)[start : start + MANY] / 1000)
        return runs


def _extend(runs: list[Run], codes: npt.NDArray[np.object_], km: npt.NDArray[np.float64]) -> None:
    """Add steps to the runs, joining those of one country."""
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    totals = np.add.reduceat(km, starts)
    for code, length in zip(codes[starts], totals, strict=True):
        if runs and runs[-1].country == code:
            runs[-1].km += float(length)
        else:
            runs.append(Run(str(code), float(length)))
