"""Lines of several corridors on one track, side by side so that each stays visible."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from corridor.draw.marks.space import Floats

Point: TypeAlias = tuple[float, float]
Segment: TypeAlias = tuple[Point, Point]


@dataclass(frozen=True)
class Leg:
    """A leg of a corridor as drawn: its mode and its line in pixels."""

    corridor: str
    mode: str
    pixels: Floats


def side_by_side(legs: Sequence[Leg], gap: float) -> list[Leg]:
    """
    Return the legs with shared track pulled apart.

    Legs share a track where they have the same pair of neighbouring vertices. The track is offset
    along its normal, by rank of the corridor, seen in the direction of the first corridor on it.

    Parameters
    ----------
    legs
        Legs in order; the order of first appearance is the order of the corridors.
    gap
        Pixels between the middles of two lines.

    Returns
    -------
    legs
        As many legs, moved.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0], [100.0, 0.0]])
    >>> legs = [Leg("a", "sea", line), Leg("b", "sea", line)]
    >>> [float(leg.pixels[0, 1]) for leg in side_by_side(legs, 4.0)]
    [-2.0, 2.0]
    """
    order = list(dict.fromkeys(leg.corridor for leg in legs))
    users: dict[Segment, dict[str, Segment]] = {}
    for leg in legs:
        for segment in _segments(leg.pixels):
            users.setdefault(_key(segment), {}).setdefault(leg.corridor, segment)
    return [Leg(leg.corridor, leg.mode, _moved(leg, users, order, gap)) for leg in legs]


def line_parts(geometry: BaseGeometry) -> list[Floats]:
    """
    Return the coordinates of each line in a geometry, joined where they touch.

    Parameters
    ----------
    geometry
        Line or multi-line; other kinds give nothing.

    Returns
    -------
    lines
        (n, 2) degrees each.

    Examples
    --------
    >>> from shapely import MultiLineString
    >>> [len(line) for line in line_parts(MultiLineString([[(0, 0), (1, 0)], [(1, 0), (2, 0)]]))]
    [3]
    """
    whole = shapely.line_merge(geometry) if geometry.geom_type == "MultiLineString" else geometry
    parts = [
        part for part in shapely.get_parts(whole) if part.geom_type in {"LineString", "LinearRing"}
    ]
    return [shapely.get_coordinates(part) for part in parts]


def _segments(pixels: Floats) -> list[Segment]:
    """Return the pairs of neighbouring vertices, rounded so that they compare."""
    rounded = [(float(x), float(y)) for x, y in np.round(pixels, 2)]
    return [(one, two) for one, two in pairwise(rounded) if one != two]


def _key(segment: Segment) -> Segment:
    """Return the segment without its direction."""
    return segment if segment[0] <= segment[1] else (segment[1], segment[0])


def _moved(
    leg: Leg, users: Mapping[Segment, Mapping[str, Segment]], order: Sequence[str], gap: float
) -> Floats:
    """Return the line of a leg, each run of equal company offset as one."""
    out: list[Floats] = []
    for shift, run in groupby(
        _segments(leg.pixels), key=lambda s: _shift(leg.corridor, s, users[_key(s)], order, gap)
    ):
        pairs = list(run)
        points = np.array([pairs[0][0], *[pair[1] for pair in pairs]])
        smooth = shapely.get_coordinates(shapely.LineString(points).simplify(0.6))
        out.append(smooth + shift * _normals(smooth))
    return np.vstack(out) if out else leg.pixels


def _shift(
    corridor: str,
    segment: Segment,
    company: Mapping[str, Segment],
    order: Sequence[str],
    gap: float,
) -> float:
    """Return the signed offset of a corridor on a segment, to the left of its own direction."""
    ranked = [name for name in order if name in company]
    offset = (ranked.index(corridor) - (len(ranked) - 1) / 2) * gap
    return offset if company[ranked[0]] == segment else -offset


def _normals(points: Floats) -> Floats:
    """Return the mitred unit normals of a line, to the left, at each vertex."""
    step = np.diff(points, axis=0)
    step /= np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    left = np.column_stack([-step[:, 1], step[:, 0]])
    joint = np.vstack([left[:1], left[:-1] + left[1:], left[-1:]])
    length = np.maximum(np.hypot(joint[:, 0], joint[:, 1]), 1e-9)[:, None]
    joint /= length
    inner = np.vstack([left[:1], left])
    mitre = np.clip((joint * inner).sum(axis=1), 0.6, 1.0)[:, None]
    return np.asarray(joint / mitre, dtype=float)
