"""Join ends over gaps: the nearest first, where the lines do not join them already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from corridor.network.lines.topology.candidates import Candidates, find_candidates
from corridor.network.lines.topology.measure import Floats, Ints, Objects, between_km
from corridor.network.lines.topology.ways import Ways
from corridor.network.lines.topology.web import Web, parts_of, weave

__all__ = ["DETOUR", "join_ends"]

MANY = 50
DETOUR = 3.0
"""Ends of one connected part are joined where the way between them is over this many snaps."""


@dataclass
class _Parts:
    """Connected parts that grow together, with the kilometres of each."""

    part: list[int]
    km: list[float]

    def find(self, node: int) -> int:
        """Return the part of a node."""
        root = node
        while self.part[root] != root:
            root = self.part[root]
        while self.part[node] != root:
            self.part[node], node = root, self.part[node]
        return root

    def merge(self, one: int, other: int) -> float:
        """Make two parts one; return the kilometres of the smaller."""
        one, other = sorted((self.find(one), self.find(other)))
        smaller = min(self.km[one], self.km[other])
        self.part[other] = one
        self.km[one] += self.km[other]
        return smaller


def join_ends(web: Web, lines: Objects, snap_km: float) -> tuple[Web, pd.DataFrame]:
    """
    Bridge the gaps between ends, and between ends and lines, that are within reach.

    Nothing is moved: a bridge is a straight piece of its own. Pairs are taken nearest first. A pair
    in two connected parts is always joined. A pair in one part is joined where one of the two is a
    dangling end and the way between them along the lines is longer than `DETOUR` times
    the reach; unless both dangle, only while the end has no bridge yet.

    Parameters
    ----------
    web
        Pieces and nodes.
    lines
        The lines that were drawn.
    snap_km
        The reach.

    Returns
    -------
    web
        With the bridges among its pieces, cut where a bridge meets the middle of one.
    bridges
        A row for each bridge: from_x, from_y (the end), to_x, to_y, length_km, onto (``end`` or
        ``line``), joins (``parts`` or ``detour``), smaller_km (of the smaller of two parts joined),
        cluster, spread_km (between the farthest ends of its cluster).

    Examples
    --------
    >>> from corridor.network.lines.topology.noding import node_lines
    >>> lines = shapely.linestrings([[[0, 0], [1, 0]], [[1.001, 0], [2, 0]]])
    >>> noded = node_lines(lines, np.zeros(2, int), np.array([111.3, 111.2]))
    >>> web, bridges = join_ends(weave(noded.pieces, lines), lines, 0.5)
    >>> bridges[["length_km", "onto", "joins"]].round(3).to_numpy().tolist()
    [[0.111, 'end', 'parts']]
    """
    found = find_candidates(web, snap_km, DETOUR * snap_km)
    taken = _choose(web, found, DETOUR * snap_km)
    bridges = _frame(web, found, taken)
    if not taken:
        return web, bridges
    rows = np.array([row for row, _, _ in taken], dtype=np.int64)
    start, stop = web.points[found.end[rows]], found.place[rows]
    onto_line = found.piece[rows] >= 0
    cut = web.pieces.cut_at(found.piece[rows[onto_line]], stop[onto_line])
    shapes = shapely.linestrings(np.stack([start, stop], axis=1))
    level = found.level[rows]
    return weave(cut.and_bridges(np.asarray(shapes, dtype=object), level), lines), bridges


def _choose(web: Web, found: Candidates, limit_km: float) -> list[tuple[int, str, float]]:
    """Return the candidates taken, nearest first: row, what it joins, km of the smaller part."""
    part = web.parts
    km = np.bincount(part[web.ends[:, 0]], web.pieces.km, part.max(initial=-1) + 1)
    parts = _Parts(list(range(len(km))), km.tolist())
    dangling = web.degree == 1
    ways = Ways(found.ends, found.km_of_ends, found.nodes)
    bridged: set[int] = set()
    taken: list[tuple[int, str, float]] = []
    for row in found.order(web.points):
        end, other = int(found.end[row]), int(found.other[row])
        here, there = int(part[end]), int(found.part[row])
        joins, smaller = "parts", 0.0
        if parts.find(here) != parts.find(there):
            smaller = parts.merge(here, there)
        else:
            both = found.piece[row] < 0 and dangling[other] and dangling[end]
            free = dangling[end] and end not in bridged
            if not (both or free) or ways.shorter(end, other, limit_km):
                continue
            joins = "detour"
        ways.add(end, other, float(found.km[row]))
        bridged |= {end, other}
        taken.append((row, joins, smaller))
    return taken


def _frame(web: Web, found: Candidates, taken: list[tuple[int, str, float]]) -> pd.DataFrame:
    """Return the bridges as a frame, with the clusters in which they hang together."""
    rows = np.array([row for row, _, _ in taken], dtype=np.int64)
    start, stop = web.points[found.end[rows]], found.place[rows]
    cluster, spread = _clusters(start, stop)
    return pd.DataFrame(
        {
            "from_x": start[:, 0],
            "from_y": start[:, 1],
            "to_x": stop[:, 0],
            "to_y": stop[:, 1],
            "length_km": found.km[rows],
            "onto": np.where(found.piece[rows] >= 0, "line", "end"),
            "joins": np.array([joins for _, joins, _ in taken], dtype=object),
            "smaller_km": np.array([km for _, _, km in taken], dtype=float),
            "cluster": cluster,
            "spread_km": spread,
        }
    ).rename_axis("bridge")


def _outer(points: Floats) -> Floats:
    """Return the outermost of many points: the farthest pair is among them."""
    if len(points) < MANY:
        return points
    return np.asarray(shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(points))))


def _clusters(start: Floats, stop: Floats) -> tuple[Ints, Floats]:
    """Return the cluster of each bridge and the distance between its farthest ends."""
    count = len(start)
    if not count:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    points, node = np.unique(np.vstack([start, stop]), axis=0, return_inverse=True)
    node = node.ravel()
    part = parts_of(np.column_stack([node[:count], node[count:]]), len(points))
    spread = np.zeros(part.max() + 1)
    for name in range(len(spread)):
        inside = _outer(points[part == name])
        one, other = np.triu_indices(len(inside), k=1)
        spread[name] = between_km(inside[one], inside[other]).max()
    return part[node[:count]], spread[part[node[:count]]]
