"""Find what lies near a point: the closest place of each line within a reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.network.lines.topology.measure import Floats, Ints, Objects, between_km

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Feet", "Segments", "segments_of"]

KM_PER_DEG_LAT = 110.5
KM_PER_DEG_LON = 111.2
AT_ONCE = 2000


@dataclass(frozen=True)
class Feet:
    """
    The closest places of lines to points: a row for each point and line within reach.

    Attributes
    ----------
    point, line
        Which point, which line.
    place
        Longitude and latitude on the line, shape (n, 2).
    km
        Geodesic distance from the point.
    """

    point: Ints
    line: Ints
    place: Floats
    km: Floats

    def where(self, keep: np.ndarray) -> Feet:
        """Return some of the rows."""
        return Feet(self.point[keep], self.line[keep], self.place[keep], self.km[keep])

    @staticmethod
    def joined(parts: list[Feet]) -> Feet:
        """Return the rows of several as one."""
        none = Feet(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 2)), np.zeros(0))
        rows = [none, *parts]
        return Feet(
            np.concatenate([part.point for part in rows]),
            np.concatenate([part.line for part in rows]),
            np.vstack([part.place for part in rows]),
            np.concatenate([part.km for part in rows]),
        )


@dataclass(frozen=True)
class Segments:
    """Straight parts of lines in an index, with the line of each."""

    start: Floats
    stop: Floats
    line: Ints
    tree: shapely.STRtree

    def feet(self, points: Floats, reach_km: float, apart: tuple[Ints, Ints] | None = None) -> Feet:
        """
        Return the closest place of each line within reach of each point.

        Parameters
        ----------
        points
            Longitude and latitude.
        reach_km
            How far to look.
        apart
            A label of each point and of each line: lines with the label of the point are left out.

        Returns
        -------
        feet
            Sorted by point, then by distance.
        """
        found = []
        for point, segment in self._pairs(points, reach_km):
            keep = np.ones(len(point), dtype=bool)
            if apart is not None:
                keep = apart[0][point] != apart[1][self.line[segment]]
            feet = self._closest(points, point[keep], segment[keep])
            found.append(feet.where(feet.km <= reach_km))
        return Feet.joined(found)

    def _pairs(self, points: Floats, reach_km: float) -> Iterator[tuple[Ints, Ints]]:
        """Yield pairs of points and segments that may be within reach, some points at a time."""
        north = reach_km / KM_PER_DEG_LAT
        widest = np.minimum(np.abs(points[:, 1]) + north, 89.9)
        east = np.minimum(reach_km / (KM_PER_DEG_LON * np.cos(np.radians(widest))), 180.0)
        lon, lat = points.T
        boxes = shapely.box(lon - east, lat - north, lon + east, lat + north)
        for first in range(0, len(points), AT_ONCE):
            point, segment = self.tree.query(boxes[first : first + AT_ONCE])
            yield first + point, segment

    def _closest(self, points: Floats, point: Ints, segment: Ints) -> Feet:
        """Return the closest place of each line among some of its segments."""
        here = points[point]
        # Degrees of longitude shrink with latitude: without this the nearest place is not.
        squeeze = np.column_stack([np.cos(np.radians(here[:, 1])), np.ones(len(here))])
        start, stop = self.start[segment], self.stop[segment]
        along, away = (stop - start) * squeeze, (here - start) * squeeze
        length = (along**2).sum(axis=1)
        share = np.divide((along * away).sum(axis=1), length, out=np.zeros(len(here)),
                          where=length > 0).clip(0.0, 1.0)  # fmt: skip
        place = start + (stop - start) * share[:, None]
        place[share == 1.0] = stop[share == 1.0]  # exactly, so that an end is known as one
        km = between_km(here, place)
        line = self.line[segment]
        order = np.lexsort((place[:, 1], place[:, 0], km, line, point))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(point[order]) != 0) | (np.diff(line[order]) != 0)
        best = order[first]
        feet = Feet(point[best], line[best], place[best], km[best])
        return feet.where(np.lexsort((feet.line, feet.km, feet.point)))


def segments_of(lines: Objects) -> Segments:
    """
    Return the straight parts of lines in an index.

    Parameters
    ----------
    lines
        Plain lines in degrees.

    Returns
    -------
    segments
        Ask it for `feet`.

    Examples
    --------
    >>> segments = segments_of(shapely.linestrings([[[0, 0], [2, 0]], [[0, 1], [2, 1]]]))
    >>> feet = segments.feet(np.array([[1.0, 0.2]]), 100.0)
    >>> feet.line.tolist(), feet.place.tolist(), feet.km.round(1).tolist()
    ([0, 1], [[1.0, 0.0], [1.0, 1.0]], [22.1, 88.5])
    """
    xy, of = shapely.get_coordinates(lines, return_index=True)
    same = of[1:] == of[:-1]
    start, stop = xy[:-1][same], xy[1:][same]
    tree = shapely.STRtree(shapely.linestrings(np.stack([start, stop], axis=1)))
    return Segments(start, stop, of[1:][same].astype(np.int64), tree)
