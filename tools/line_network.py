"""Lines that follow a network of known tracks or pipes, with holes bridged and counted.

The network is a set of polylines.  Its vertices are joined by their own segments at
their length, and by the edges of a Delaunay triangulation at a multiple of it, so that
a path leaves the network only where the network has a hole.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, QhullError, cKDTree

from line_sea import Line, distance_km

BRIDGE_PENALTY = 5.0
DENSE_KM = 12.0
VIA_KM = 30.0  # a waypoint this close to the network is meant to lie on it


@dataclass(frozen=True)
class Followed:
    """A line along a network: its vertices and the km that run outside the network."""

    line: Line
    bridged_km: float


def dense(line: np.ndarray, step_km: float = DENSE_KM) -> np.ndarray:
    """Add vertices so that no step is longer than ``step_km``."""
    out = [line[:1]]
    for a, b in zip(line[:-1], line[1:], strict=True):
        steps = max(1, int(np.ceil(distance_km(a, b) / step_km)))
        share = np.arange(1, steps + 1)[:, None] / steps
        out.append(a + (b - a) * share)
    return np.vstack(out)


def join_segments(polylines: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return unique vertices and the two ends of every segment."""
    parts = [dense(line) for line in polylines]
    points = np.vstack(parts)
    unique, inverse = np.unique(np.round(points, 4), axis=0, return_inverse=True)
    inverse = inverse.ravel()
    starts, ends, at = [], [], 0
    for part in parts:
        ids = inverse[at : at + len(part)]
        starts.append(ids[:-1])
        ends.append(ids[1:])
        at += len(part)
    return unique, np.concatenate(starts), np.concatenate(ends)


def triangulate(points: np.ndarray) -> np.ndarray:
    """Return the edges of the Delaunay triangulation as rows of two ids."""
    try:
        simplices = Delaunay(points, qhull_options="QJ Qbb Qc").simplices
    except QhullError:
        return np.empty((0, 2), dtype=int)
    edges = np.vstack([simplices[:, [0, 1]], simplices[:, [1, 2]], simplices[:, [2, 0]]])
    return np.unique(np.sort(edges, axis=1), axis=0)


def follow(polylines: Iterable[np.ndarray], places: Line) -> Followed | None:
    """Return the cheapest line through ``places`` along the polylines, or None."""
    polylines = [line for line in polylines if len(line) > 1]
    if not polylines:
        return None
    points, starts, ends = join_segments(polylines)
    stretch = np.array([np.cos(np.radians(points[:, 1].mean())), 1.0])
    tree = cKDTree(points * stretch)
    ends_in = snap_vias(np.asarray(places), points, tree, stretch)
    every = np.vstack([points, ends_in])
    bridges = triangulate(every * stretch)
    _, close = tree.query(ends_in * stretch, k=min(6, len(points)))
    close = np.atleast_2d(close.T).T
    access = np.column_stack(
        [np.repeat(len(points) + np.arange(len(places)), close.shape[1]), close.ravel()]
    )
    bridges = np.vstack([bridges, access])
    i = np.concatenate([starts, bridges[:, 0]])
    j = np.concatenate([ends, bridges[:, 1]])
    low, high = np.minimum(i, j), np.maximum(i, j)
    length = distance_km(every[low], every[high])
    on_net = np.arange(len(low)) < len(starts)
    weight = np.where(on_net, length, length * BRIDGE_PENALTY) + 1e-6
    order = np.lexsort((weight, high, low))  # keep the cheapest of parallel edges
    low, high, weight, on_net = low[order], high[order], weight[order], on_net[order]
    first = np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])] & (low != high)
    low, high, weight, on_net = low[first], high[first], weight[first], on_net[first]
    graph = coo_array((weight, (low, high)), shape=(len(every), len(every))).tocsr()
    track = set(zip(low[on_net].tolist(), high[on_net].tolist(), strict=True))
    return walk(graph, every, track, len(points), len(places))


def snap_vias(
    places: np.ndarray, points: np.ndarray, tree: cKDTree, stretch: np.ndarray
) -> np.ndarray:
    """Move the places between the ends onto the network where it is near."""
    out = places.astype(float).copy()
    _, close = tree.query(out * stretch)
    near = distance_km(out, points[close]) < VIA_KM
    near[[0, -1]] = False
    out[near] = points[close[near]]
    return out


def walk(
    graph: object, points: np.ndarray, track: set[tuple[int, int]], first: int, count: int
) -> Followed | None:
    """Walk from place to place; count the km that are not on a track."""
    line: Line = [tuple(points[first])]
    bridged = 0.0
    for place in range(first, first + count - 1):
        reach, before = dijkstra(graph, directed=False, indices=place, return_predecessors=True)
        if not np.isfinite(reach[place + 1]):
            return None
        path = [place + 1]
        while path[-1] != place:
            path.append(int(before[path[-1]]))
        path.reverse()
        for u, v in zip(path, path[1:], strict=False):
            if (min(u, v), max(u, v)) not in track:
                bridged += float(distance_km(points[u], points[v]))
            line.append(tuple(points[v]))
    return Followed([(float(x), float(y)) for x, y in line], bridged)


def near_polylines(polylines: np.ndarray, places: Line, margin: float) -> list[np.ndarray]:
    """Return the coordinates of the polylines that touch the box around the places."""
    xy = np.asarray(places)
    box = shapely.box(*(xy.min(axis=0) - margin), *(xy.max(axis=0) + margin))
    hit = shapely.STRtree(polylines).query(box)
    return [shapely.get_coordinates(line) for line in polylines[np.sort(hit)]]


def load_rail_graph(bounds: tuple[float, float, float, float]) -> np.ndarray:
    """Return the edges of scgraph_data's world railways inside the bounds as lines.

    scgraph_data is MIT licensed; the data are OpenStreetMap contributors', ODbL 1.0.
    The module is parsed, not imported: release 2.0.0 needs an older scgraph to import.
    """
    spec = importlib.util.find_spec("scgraph_data")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("install scgraph_data, or pass no --rail-graph")
    tree = ast.parse((Path(spec.origin).parent / "world_railways.py").read_text(encoding="utf-8"))
    values = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id in {"graph", "nodes"}
    }
    xy = np.asarray(values["nodes"], dtype=float)[:, ::-1]
    west, south, east, north = bounds
    inside = (xy[:, 0] > west) & (xy[:, 0] < east) & (xy[:, 1] > south) & (xy[:, 1] < north)
    pairs = np.array(
        [(i, j) for i, row in enumerate(values["graph"]) if inside[i] for j in row if i < j],
        dtype=int,
    ).reshape(-1, 2)
    pairs = pairs[inside[pairs[:, 1]]]
    return np.asarray(shapely.linestrings(np.stack([xy[pairs[:, 0]], xy[pairs[:, 1]]], axis=1)))
