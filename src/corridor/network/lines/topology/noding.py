"""Cut lines where they cross, touch or run together on one level, or cross themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.network.lines.topology.measure import line_km
from corridor.network.lines.topology.pieces import Pieces

if TYPE_CHECKING:
    from corridor.network.lines.topology.measure import Floats, Ints, Objects

__all__ = ["TOUCH_DEG", "Noded", "node_lines"]

TOUCH_DEG = 1e-7
"""An end this close to a line touches it (a centimetre)."""
POINT, LINES = 0, 5


@dataclass(frozen=True)
class Noded:
    """
    Lines cut into pieces, with what was met on the way.

    Attributes
    ----------
    pieces
        They meet only at their ends, but for pieces of different levels.
    crossings
        Places where lines of one level crossed or touched away from an end of one of them.
    own_crossings
        Lines that crossed themselves.
    passed
        Pairs of lines that pass each other without joining: of different levels, or all that cross
        where crossings do not join.
    """

    pieces: Pieces
    crossings: int
    own_crossings: int
    passed: int


def node_lines(shapes: Objects, level: Ints, km: Floats, *, crossings: bool = True) -> Noded:
    """
    Return lines cut wherever lines of their level meet them.

    Parameters
    ----------
    shapes
        Plain lines in degrees.
    level
        The level of each: lines of different levels join at shared ends only.
    km
        The length of each; pieces get their geodesic share.
    crossings
        Whether lines that cross in their middles join there; if not, they are cut only where the
        end of one touches another.

    Returns
    -------
    noded
        Pieces and counts.

    Examples
    --------
    >>> lines = shapely.linestrings([[[0, 0], [2, 0]], [[1, -1], [1, 1]]])
    >>> len(node_lines(lines, np.array([0, 0]), np.array([223.0, 221.0])).pieces)
    4
    >>> len(node_lines(lines, np.array([0, 1]), np.array([223.0, 221.0])).pieces)
    2
    """
    pieces, own = _own_crossings(Pieces(shapes, np.arange(len(shapes)), level, km), cut=crossings)
    tree = shapely.STRtree(pieces.shapes)
    one, other = tree.query(pieces.shapes, predicate="intersects")
    pair = one < other
    one, other = one[pair], other[pair]
    same = pieces.level[one] == pieces.level[other]
    passed = _passing(pieces.shapes, one[~same], other[~same])
    which, points = _touching(pieces, tree)
    if crossings:
        crossed, places = _meetings(pieces.shapes, one[same], other[same])
        which, points = np.concatenate([crossed, which]), np.vstack([places, points])
    else:
        passed += _crossing(pieces.shapes, one[same], other[same])
    cut = pieces.cut_at(which, points)
    return Noded(_once(cut), _inside(pieces.shapes, which, points), own, passed)


def _own_crossings(pieces: Pieces, *, cut: bool) -> tuple[Pieces, int]:
    """Return the lines that cross themselves taken apart where asked, and how many did."""
    crossed = ~shapely.is_simple(pieces.shapes)
    if not crossed.any() or not cut:
        return pieces, int(crossed.sum())
    rows = np.flatnonzero(crossed)
    # The union of one line with itself has a vertex at each crossing and each stretch once.
    apart = [shapely.get_parts(shapely.unary_union(pieces.shapes[row])) for row in rows]
    count = np.array([len(parts) for parts in apart])
    parent = np.repeat(rows, count)
    shapes = np.concatenate(apart)
    per_km = pieces.km[parent] / line_km(pieces.shapes)[parent]
    whole = pieces.where(~crossed)
    return Pieces(
        np.concatenate([whole.shapes, shapes]),
        np.concatenate([whole.line, pieces.line[parent]]),
        np.concatenate([whole.level, pieces.level[parent]]),
        np.concatenate([whole.km, line_km(shapes) * per_km]),
    ), len(rows)


def _meetings(shapes: Objects, one: Ints, other: Ints) -> tuple[Ints, Floats]:
    """Return where lines meet: for both lines of each pair, points of crossing, ends of overlap."""
    common = shapely.intersection(shapes[one], shapes[other])
    lines = shapely.get_type_id(common) == LINES
    common[lines] = shapely.line_merge(common[lines])
    parts, pair = shapely.get_parts(common, return_index=True)
    point = shapely.get_type_id(parts) == POINT
    ends = [
        (shapely.get_point(parts[~point], place), pair[~point])
        for place in (0, -1)
    ]  # fmt: skip
    places = np.concatenate([parts[point], *(shape for shape, _ in ends)])
    pair = np.concatenate([pair[point], *(index for _, index in ends)])
    points = shapely.get_coordinates(places)
    return np.concatenate([one[pair], other[pair]]), np.vstack([points, points])


def _touching(pieces: Pieces, tree: shapely.STRtree) -> tuple[Ints, Floats]:
    """Return the lines that an end of a line of their level touches, and those ends."""
    ends = np.concatenate([shapely.get_point(pieces.shapes, k) for k in (0, -1)])
    level = np.concatenate([pieces.level, pieces.level])
    end, line = tree.query(ends, predicate="dwithin", distance=TOUCH_DEG)
    same = level[end] == pieces.level[line]
    return line[same], shapely.get_coordinates(ends[end[same]])


def _inside(shapes: Objects, which: Ints, points: Floats) -> int:
    """Return the number of places where a line is met between its ends."""
    at = shapely.line_locate_point(shapes[which], shapely.points(points))
    away = (at > TOUCH_DEG) & (at < shapely.length(shapes)[which] - TOUCH_DEG)
    return len(np.unique(np.round(points[away], 7), axis=0))


def _crossing(shapes: Objects, one: Ints, other: Ints) -> int:
    """Return how many pairs of lines cross in their middles."""
    return int(shapely.crosses(shapes[one], shapes[other]).sum())


def _passing(shapes: Objects, one: Ints, other: Ints) -> int:
    """Return how many pairs of lines share more than ends."""
    if not len(one):
        return 0
    shared = shapely.intersection(shapely.boundary(shapes[one]), shapely.boundary(shapes[other]))
    common = shapely.intersection(shapes[one], shapes[other])
    more = shapely.get_dimensions(common) > 0
    return int((more | (shapely.get_num_geometries(common) > _count(shared))).sum())


def _count(points: Objects) -> Ints:
    """Return the number of points of each geometry, 0 for an empty one."""
    return np.where(shapely.is_empty(points), 0, shapely.get_num_geometries(points))


def _once(pieces: Pieces) -> Pieces:
    """Return the pieces without those drawn twice on one level; the shorter stated length stays."""
    course = shapely.to_wkb(shapely.normalize(pieces.shapes))
    order = sorted(range(len(pieces)), key=lambda k: (course[k], pieces.level[k], pieces.km[k]))
    seen = set()
    keep = []
    for k in order:
        name = (course[k], int(pieces.level[k]))
        if name not in seen:
            seen.add(name)
            keep.append(k)
    return pieces.where(np.sort(np.array(keep, dtype=np.int64)))
