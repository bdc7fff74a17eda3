"""Pieces of lines, and how to cut them at points that lie on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from corridor.network.lines.topology.measure import Floats, Ints, Objects, line_km

__all__ = ["BRIDGE", "Pieces", "cut"]

BRIDGE = -1
"""The line of a piece that was drawn by no one: it bridges a gap."""
SAME_DEG = 1e-9
"""Cuts closer than this along a line are one (a tenth of a millimetre)."""


@dataclass(frozen=True)
class Pieces:
    """
    Parts of lines that meet others only at their ends.

    Attributes
    ----------
    shapes
        Plain lines in degrees.
    line
        The line each is a part of; `BRIDGE` for none.
    level
        The level it lies on; lines of different levels pass each other.
    km
        Its length: its geodesic share of the length of the line.
    """

    shapes: Objects
    line: Ints
    level: Ints
    km: Floats

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.shapes)

    def where(self, keep: Ints | np.ndarray) -> Pieces:
        """Return some of the pieces."""
        return Pieces(self.shapes[keep], self.line[keep], self.level[keep], self.km[keep])

    def cut_at(self, which: Ints, points: Floats) -> Pieces:
        """Return the pieces with some of them cut, lengths shared out by geodesic length."""
        shapes, parent = cut(self.shapes, which, points)
        drawn = line_km(shapes)
        whole = np.bincount(parent, drawn, len(self))[parent]
        share = np.divide(drawn, whole, out=np.ones_like(drawn), where=whole > 0)
        return Pieces(shapes, self.line[parent], self.level[parent], self.km[parent] * share)

    def and_bridges(self, shapes: Objects, level: Ints) -> Pieces:
        """Return the pieces and new ones that bridge gaps."""
        return Pieces(
            np.concatenate([self.shapes, shapes]),
            np.concatenate([self.line, np.full(len(shapes), BRIDGE)]),
            np.concatenate([self.level, level]),
            np.concatenate([self.km, line_km(shapes)]),
        )


def cut(shapes: Objects, which: Ints, points: Floats) -> tuple[Objects, Ints]:
    """
    Cut lines at points that lie on them.

    Parameters
    ----------
    shapes
        Plain lines.
    which, points
        The line each cut is on and where, shape (n,) and (n, 2). A cut at an end of its line
        changes nothing; cuts at one place are one.

    Returns
    -------
    parts, parent
        Parts in order along their lines, and the line of each. They end exactly at the points
        given.

    Examples
    --------
    >>> lines = np.array([shapely.LineString([(0, 0), (4, 0)])])
    >>> parts, parent = cut(lines, np.array([0, 0]), np.array([[3.0, 0.0], [1.0, 0.0]]))
    >>> [part.wkt for part in parts]
    ['LINESTRING (0 0, 1 0)', 'LINESTRING (1 0, 3 0)', 'LINESTRING (3 0, 4 0)']
    """
    which = np.asarray(which, dtype=np.int64)
    at = shapely.line_locate_point(shapes[which], shapely.points(points))
    inside = (at > SAME_DEG) & (at < shapely.length(shapes)[which] - SAME_DEG)
    if not inside.any():
        return shapes, np.arange(len(shapes))
    points, which, at = points[inside], which[inside], at[inside]
    xy, line = shapely.get_coordinates(shapes, return_index=True)
    line = np.concatenate([line, which])
    place = np.concatenate([_along(shapes), at])
    xy = np.vstack([xy, points])
    is_cut = np.arange(len(line)) >= len(line) - len(which)
    # Where a cut and a vertex coincide the cut comes first, the smaller of two cuts before.
    order = np.lexsort((xy[:, 1], xy[:, 0], ~is_cut, place, line))
    line, place, xy, is_cut = line[order], place[order], xy[order], is_cut[order]
    new = np.r_[True, (np.diff(line) > 0) | (np.diff(place) > SAME_DEG)]
    group = np.cumsum(new) - 1
    cut_here = np.bincount(group, is_cut) > 0
    best = np.lexsort((np.arange(len(group)), ~is_cut, group))
    first = best[np.r_[True, np.diff(group[best]) > 0]]
    return _split(line[first], xy[first], cut_here)


def _along(shapes: Objects) -> Floats:
    """Return how far along its line each vertex is, in degrees."""
    xy, line = shapely.get_coordinates(shapes, return_index=True)
    step = np.zeros(len(xy))
    same = line[1:] == line[:-1]
    step[1:][same] = np.hypot(*(xy[1:] - xy[:-1])[same].T)
    total = np.cumsum(step)
    return np.asarray(total - total[np.searchsorted(line, line, side="left")])


def _split(line: Ints, xy: Floats, cut_here: np.ndarray) -> tuple[Objects, Ints]:
    """Return lines made of vertices, ending and beginning anew at each cut."""
    twice = np.repeat(np.arange(len(line)), 1 + cut_here)
    again = np.r_[False, twice[1:] == twice[:-1]]
    begins = np.r_[True, line[twice][1:] != line[twice][:-1]] | again
    part = np.cumsum(begins) - 1
    shapes = np.asarray(shapely.linestrings(xy[twice], indices=part), dtype=object)
    return shapes, line[twice][begins].astype(np.int64)
