"""Pieces and the nodes at which they meet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from corridor.network.lines.topology.measure import Floats, Ints, Objects, line_km, on_sphere_km
from corridor.network.lines.topology.pieces import BRIDGE, Pieces

__all__ = ["SAME_KM", "Web", "edges_on", "lightest", "parts_of", "weave"]

SAME_KM = 1e-5
"""Ends closer than this are one place (a centimetre)."""


@dataclass(frozen=True)
class Web:
    """
    Pieces with a node at each of their ends.

    Attributes
    ----------
    pieces
        The pieces.
    ends
        Nodes at which each starts and ends, shape (m, 2).
    points
        Longitude and latitude of the nodes, from west to east.
    levels
        A bit for each level that meets at the node.
    drawn_end
        Whether a line that someone drew ends at the node.
    """

    pieces: Pieces
    ends: Ints
    points: Floats
    levels: Ints
    drawn_end: np.ndarray

    @property
    def degree(self) -> Ints:
        """How many pieces meet at each node."""
        return np.bincount(self.ends.ravel(), minlength=len(self.points))

    @property
    def parts(self) -> Ints:
        """The connected part each node is in."""
        return parts_of(self.ends, len(self.points))

    @property
    def bits(self) -> Ints:
        """The bit of the level of each piece."""
        return _bits(self.pieces.level)


def parts_of(ends: Ints, count: int) -> Ints:
    """
    Return the connected part each of some nodes is in.

    Parameters
    ----------
    ends
        Pairs of nodes that are joined, shape (m, 2).
    count
        Number of nodes.

    Returns
    -------
    part
        From 0, in the order of the first node of each part.

    Examples
    --------
    >>> parts_of(np.array([[0, 2]]), 3).tolist()
    [0, 1, 0]
    """
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def lightest(ends: Ints, km: Floats, count: int) -> csr_array:
    """
    Return the graph of some pieces, of parallel ones the shortest.

    Parameters
    ----------
    ends, km
        Ends and length of each piece.
    count
        Number of nodes.

    Returns
    -------
    graph
        Upper triangle, for undirected search; a sparse graph drops 0, so 0 km is a nanometre.

    Examples
    --------
    >>> lightest(np.array([[0, 1], [1, 0]]), np.array([2.0, 1.0]), 2).toarray().tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((km, high, low))
    low, high, km = low[order], high[order], np.maximum(km[order], 1e-12)
    first = np.ones(len(low), dtype=bool)
    first[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
    first &= low != high
    return coo_array((km[first], (low[first], high[first])), shape=(count, count)).tocsr()


def edges_on(ends: Ints, km: Floats, path: list[int]) -> list[tuple[int, bool]]:
    """
    Return the edge of each step of a path, the shortest of parallel ones, and whether forward.

    Parameters
    ----------
    ends, km
        Ends and length of each edge.
    path
        Nodes in order.

    Returns
    -------
    edges
        One for each step.

    Examples
    --------
    >>> edges_on(np.array([[0, 1], [0, 1], [2, 1]]), np.array([3.0, 2.0, 5.0]), [0, 1, 2])
    [(1, True), (2, False)]
    """
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((km, high, low))
    size = int(ends.max()) + 1
    key = low[order] * size + high[order]
    steps = np.array(list(pairwise(path)), dtype=np.int64).reshape(-1, 2)
    at = np.searchsorted(key, steps.min(axis=1) * size + steps.max(axis=1), side="left")
    edges = order[at]
    return [
        (int(edge), bool(ends[edge, 0] == step[0])) for edge, step in zip(edges, steps, strict=True)
    ]


def weave(pieces: Pieces, lines: Objects) -> Web:
    """
    Find the nodes of pieces: ends at one place are one node.

    Ends of different levels join only where each is the end of a line that someone drew. A piece
    that starts and ends at one node is cut in the middle.

    Parameters
    ----------
    pieces
        Cut wherever they meet.
    lines
        The lines they are parts of.

    Returns
    -------
    web
        Nodes are numbered from west to east, then from south to north.

    Examples
    --------
    >>> lines = shapely.linestrings([[[0, 0], [1, 0]], [[1, 0], [2, 0]]])
    >>> zero = np.zeros(2, dtype=int)
    >>> weave(Pieces(lines, np.arange(2), zero, np.ones(2)), lines).ends.tolist()
    [[0, 1], [1, 2]]
    """
    count = len(pieces)
    points = np.vstack([_point(pieces.shapes, 0), _point(pieces.shapes, -1)])
    level = np.concatenate([pieces.level, pieces.level])
    drawn = _drawn_ends(pieces, lines)
    # One row for each different place, level and kind of end, so that busy places stay small.
    rows, row = np.unique(np.column_stack([points, level, drawn]), axis=0, return_inverse=True)
    node, place = _places(rows)
    node = node[row.ravel()]
    ends = np.column_stack([node[:count], node[count:]]).astype(np.int64)
    levels = np.zeros(len(place), dtype=np.int64)
    np.bitwise_or.at(levels, node, _bits(level))
    ended = np.zeros(len(place), dtype=bool)
    ended[node[drawn]] = True
    ring = ends[:, 0] == ends[:, 1]
    if ring.any():
        return weave(_without_rings(pieces, ring), lines)
    return Web(pieces, ends, place, levels, ended)


def _without_rings(pieces: Pieces, ring: np.ndarray) -> Pieces:
    """Return the pieces with rings cut in the middle, and without specks."""
    speck = ring & (line_km(pieces.shapes) <= 4 * SAME_KM)
    ring, pieces = np.flatnonzero(ring[~speck]), pieces.where(~speck)
    middle = shapely.line_interpolate_point(pieces.shapes[ring], 0.5, normalized=True)
    return pieces.cut_at(ring, shapely.get_coordinates(middle))


def _places(rows: Floats) -> tuple[Ints, Floats]:
    """Return the node of each (lon, lat, level, drawn end), and where the nodes are."""
    pairs = cKDTree(on_sphere_km(rows[:, :2])).query_pairs(SAME_KM, output_type="ndarray")
    one, other = rows[pairs[:, 0]], rows[pairs[:, 1]]
    joined = (one[:, 2] == other[:, 2]) | ((one[:, 3] > 0) & (other[:, 3] > 0))
    part = parts_of(pairs[joined].astype(np.int64).reshape(-1, 2), len(rows))
    # The rows are sorted, so the first of a part is its south-western one.
    _, first, node = np.unique(part, return_index=True, return_inverse=True)
    order = np.lexsort((rows[first, 2], rows[first, 1], rows[first, 0]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[node.ravel()], rows[first[order], :2]


def _point(shapes: Objects, at: int) -> Floats:
    """Return the first or last vertex of each line."""
    return np.asarray(shapely.get_coordinates(shapely.get_point(shapes, at)), dtype=float)


def _drawn_ends(pieces: Pieces, lines: Objects) -> np.ndarray:
    """Return which ends of pieces, all first ones and then all last ones, are ends of lines."""
    real = pieces.line != BRIDGE
    ends = np.stack([_point(lines, 0), _point(lines, -1)])[:, np.where(real, pieces.line, 0)]
    found = [real & (ends == _point(pieces.shapes, at)).all(axis=2).any(axis=0) for at in (0, -1)]
    return np.concatenate(found)


def _bits(level: Ints) -> Ints:
    """Return one bit for each level from -20 to 20."""
    return np.left_shift(np.int64(1), level.astype(np.int64) + 20)
