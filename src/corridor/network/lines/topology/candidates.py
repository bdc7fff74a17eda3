"""Find the pairs of ends, and of ends and lines, that a bridge could join."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from corridor.network.lines.topology.measure import (
    Floats,
    Ints,
    along_share,
    between_km,
    on_sphere_km,
)
from corridor.network.lines.topology.near import segments_of
from corridor.network.lines.topology.web import SAME_KM, Web, lightest

__all__ = ["Candidates", "find_candidates"]

AT_ONCE = 5_000_000
"""Cells of a table of distances made in one go."""
CHORD_SLACK = 1.01
"""A sphere and the ellipsoid differ by less."""


@dataclass(frozen=True)
class Candidates:
    """
    Pairs within reach, not yet joined, and the graph in which to look for ways between them.

    Attributes
    ----------
    end
        The node that reaches out.
    other
        The node reached; for the middle of a piece, a node of `ends` made for it.
    piece
        The piece reached in its middle, -1 where a node is reached.
    place, km
        The point reached and how far it is.
    part, level
        Connected part of the point reached, and the level on which the two meet.
    nodes, ends, km_of_ends
        The graph of all pieces, each cut where a candidate reaches it.
    """

    end: Ints
    other: Ints
    piece: Ints
    place: Floats
    km: Floats
    part: Ints
    level: Ints
    nodes: int
    ends: Ints
    km_of_ends: Floats

    def order(self, points: Floats) -> list[int]:
        """Return the rows, the nearest first, ties by where they are."""
        at = points[self.end]
        keys = (self.place[:, 1], self.place[:, 0], at[:, 1], at[:, 0], np.round(self.km, 6))
        return [int(row) for row in np.lexsort(keys)]


def find_candidates(web: Web, snap_km: float, limit_km: float) -> Candidates:
    """
    Return the pairs within reach that share a level and have no short way between them.

    Parameters
    ----------
    web
        Pieces and nodes.
    snap_km
        The reach.
    limit_km
        A way up to this long is short.

    Returns
    -------
    candidates
        Pairs of different connected parts, and of one part where one end dangles.
    """
    part = web.parts
    one, other, km = _node_pairs(web, part, snap_km)
    end, piece, place, away = _feet(web, part, snap_km)
    ends, km_of_ends, foot = _with_feet(web, piece, place)
    bits = np.concatenate([web.levels[one] & web.levels[other], web.levels[end] & web.bits[piece]])
    found = Candidates(
        np.concatenate([one, end]),
        np.concatenate([other, foot]),
        np.concatenate([np.full(len(one), -1), piece]),
        np.vstack([web.points[other], place]),
        np.concatenate([km, away]),
        np.concatenate([part[other], part[web.ends[piece, 0]]]),
        _level(bits),
        int(ends.max(initial=-1)) + 1,
        ends,
        km_of_ends,
    )
    return _some(found, (bits != 0) & ~_short(found, part, limit_km))


def _node_pairs(web: Web, part: Ints, snap_km: float) -> tuple[Ints, Ints, Floats]:
    """Return pairs of drawn ends in different parts, or of one part with a dangling one first."""
    ends = np.flatnonzero(web.drawn_end)
    tree = cKDTree(on_sphere_km(web.points[ends]))
    pairs = ends[tree.query_pairs(snap_km * CHORD_SLACK, output_type="ndarray")].reshape(-1, 2)
    one, other = np.sort(pairs, axis=1).T
    dangling = web.degree == 1
    turn = ~dangling[one] & dangling[other]
    one, other = np.where(turn, other, one), np.where(turn, one, other)
    km = between_km(web.points[one], web.points[other])
    keep = (km <= snap_km) & ((part[one] != part[other]) | dangling[one])
    return one[keep], other[keep], km[keep]


def _feet(web: Web, part: Ints, snap_km: float) -> tuple[Ints, Ints, Floats, Floats]:
    """Return drawn ends, pieces they reach in the middle, where and how far."""
    ends = np.flatnonzero(web.drawn_end)
    feet = segments_of(web.pieces.shapes).feet(web.points[ends], snap_km)
    end, piece = ends[feet.point], feet.line
    apart = part[end] != part[web.ends[piece, 0]]
    keep = apart | ((web.degree == 1)[end] & (web.ends[piece] != end[:, None]).all(axis=1))
    for side in (0, 1):
        keep &= between_km(feet.place, web.points[web.ends[piece, side]]) > SAME_KM
    return end[keep], piece[keep], feet.place[keep], feet.km[keep]


def _with_feet(web: Web, piece: Ints, place: Floats) -> tuple[Ints, Floats, Ints]:
    """Return the graph with a node for each foot: ends and lengths of its edges, and the feet."""
    foot = len(web.points) + np.arange(len(piece))
    number = np.arange(len(web.pieces))
    on = np.concatenate([number, number, piece])
    node = np.concatenate([web.ends[:, 0], web.ends[:, 1], foot])
    along = web.pieces.km[piece] * along_share(web.pieces.shapes[piece], place)
    km = np.concatenate([np.zeros(len(number)), web.pieces.km, along])
    kind = np.repeat([0, 2, 1], [len(number), len(number), len(piece)])
    order = np.lexsort((node, kind, km, on))
    same = on[order][1:] == on[order][:-1]
    ends = np.column_stack([node[order][:-1][same], node[order][1:][same]])
    return ends, np.diff(km[order])[same], foot


def _level(bits: Ints) -> Ints:
    """Return the lowest of the levels in each set, -20 for an empty one."""
    lowest = bits & -bits
    return np.where(lowest > 0, np.log2(np.maximum(lowest, 1)).astype(np.int64), 0) - 20


def _short(found: Candidates, part: Ints, limit_km: float) -> np.ndarray:
    """Return which pairs of one part have a short way between them already."""
    short = np.zeros(len(found.end), dtype=bool)
    rows = np.flatnonzero(part[found.end] == found.part)
    if not len(rows):
        return short
    graph = lightest(found.ends, found.km_of_ends, found.nodes)
    sources = np.unique(found.end[rows])
    size = max(1, AT_ONCE // found.nodes)
    for first in range(0, len(sources), size):
        some = sources[first : first + size]
        way = dijkstra(graph, directed=False, indices=some, limit=limit_km)
        mine = rows[np.isin(found.end[rows], some)]
        at = np.searchsorted(some, found.end[mine])
        short[mine] = way[at, found.other[mine]] <= limit_km
    return short


def _some(found: Candidates, keep: np.ndarray) -> Candidates:
    """Return the candidates of some rows; the graph stays."""
    rows = ("end", "other", "piece", "place", "km", "part", "level")
    return replace(found, **{name: getattr(found, name)[keep] for name in rows})
