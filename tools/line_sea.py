"""Ship lines that keep off land: shortest paths over a grid of water cells.

The water is what the country polygons leave free, so a river or canal (the Volga-Don,
for one) does not exist unless ``channels.csv`` draws it.  A channel is a hand-drawn
polyline through a strait or canal too narrow for the grid; a channel with
``only_passage`` filled is usable only by links that name that passage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

Line = list[tuple[float, float]]

# name, bounds (west, south, east, north), cell size in degrees; the first that fits is used
Basin = tuple[str, tuple[float, float, float, float], float]
BASINS: tuple[Basin, ...] = (
    ("caspian", (46.5, 36.3, 55.2, 47.4), 0.02),
    ("black_sea", (26.5, 40.2, 42.3, 47.4), 0.03),
    ("europe", (-12.0, 30.2, 43.0, 66.0), 0.05),
    ("asia", (29.0, -10.0, 150.0, 46.0), 0.1),
    ("atlantic", (-75.0, 29.0, 43.0, 66.0), 0.1),
    ("world", (-75.0, -40.0, 180.0, 72.0), 0.15),
)
NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1))
COAST_PENALTY = 1.3
CLEARANCE_DEG = 0.015
FARTHEST_QUAY = 400.0  # km, with land counted seven times
POND_CELLS = 500  # fewer joined cells than this are no sea


@dataclass
class WaterGrid:
    """Graph of the water cells of one basin and the channels through it."""

    points: np.ndarray
    graph: csr_array
    tree: cKDTree
    land: BaseGeometry
    shore: BaseGeometry
    channel_start: int
    scale: float
    open_water: np.ndarray  # False in lagoons and ponds cut off from the sea


def distance_km(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Haversine distance between rows of lon, lat."""
    x1, y1, x2, y2 = (np.radians(v) for v in (a[..., 0], a[..., 1], b[..., 0], b[..., 1]))
    h = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    return np.asarray(12742.0 * np.arcsin(np.sqrt(h)))


def crosses(land: BaseGeometry, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Tell which straight lines between rows of ``a`` and ``b`` touch land."""
    return np.asarray(shapely.intersects(land, shapely.linestrings(np.stack([a, b], axis=1))))


def basin_of(points: Line) -> Basin:
    """Return the first basin that holds all points."""
    for basin in BASINS:
        west, south, east, north = basin[1]
        if all(west <= x <= east and south <= y <= north for x, y in points):
            return basin
    raise ValueError(f"no basin holds {points}")


def build_grid(
    land: BaseGeometry,
    bounds: tuple[float, float, float, float],
    size: float,
    channels: pd.DataFrame,
) -> WaterGrid:
    """Build the water graph of a basin; edges between coastal cells are tested for land."""
    clipped = shapely.intersection(land, shapely.box(*bounds).buffer(1.0))
    shapely.prepare(clipped)
    xs = np.arange(bounds[0], bounds[2], size)
    ys = np.arange(bounds[1], bounds[3], size)
    gx, gy = np.meshgrid(xs, ys)
    water = ~shapely.contains_xy(clipped, gx, gy)
    near = np.zeros_like(water)
    for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, -1), (1, -1), (-1, 1)):
        near |= np.roll(~water, (dy, dx), axis=(0, 1))
    near |= beside_islands(clipped, xs, ys, size)
    number = np.where(water, np.cumsum(water.ravel()).reshape(water.shape) - 1, -1)
    points = np.column_stack([gx[water], gy[water]])
    coast = near[water]
    starts, ends, weights = [], [], []
    for dy, dx in NEIGHBOURS:
        height, width = number.shape
        left = number[: height - dy, max(0, -dx) : width - max(0, dx)].ravel()
        right = number[dy:, max(0, dx) : width + min(0, dx)].ravel()
        both = (left >= 0) & (right >= 0)
        i, j = left[both], right[both]
        risky = coast[i] | coast[j]
        blocked = np.zeros(len(i), dtype=bool)
        blocked[risky] = crosses(clipped, points[i[risky]], points[j[risky]])
        i, j = i[~blocked], j[~blocked]
        cost = distance_km(points[i], points[j])
        starts.append(i)
        ends.append(j)
        weights.append(cost * np.where(coast[i] | coast[j], COAST_PENALTY, 1.0))
    return add_channels(points, starts, ends, weights, clipped, bounds, size, channels)


def beside_islands(land: BaseGeometry, xs: np.ndarray, ys: np.ndarray, size: float) -> np.ndarray:
    """Mark the cells around land parts so small that they may slip between cell centres."""
    near = np.zeros((len(ys), len(xs)), dtype=bool)
    for west, south, east, north in shapely.bounds(shapely.get_parts(land)):
        if max(east - west, north - south) < 6 * size:
            i, j = np.searchsorted(xs, [west - size, east + size])
            k, m = np.searchsorted(ys, [south - size, north + size])
            near[k:m, i:j] = True
    return near


def add_channels(
    points: np.ndarray,
    starts: list[np.ndarray],
    ends: list[np.ndarray],
    weights: list[np.ndarray],
    land: BaseGeometry,
    bounds: tuple[float, float, float, float],
    size: float,
    channels: pd.DataFrame,
) -> WaterGrid:
    """Join the channels inside the bounds to the grid at every vertex that sees water."""
    scale = float(np.cos(np.radians((bounds[1] + bounds[3]) / 2)))
    tree = cKDTree(points * [scale, 1.0])
    count, extra = len(points), []
    for _, channel in channels.sort_values(["channel", "seq"]).groupby("channel"):
        vertices = channel[["x_coord", "y_coord"]].to_numpy(float)
        inside = (vertices > bounds[:2]) & (vertices < bounds[2:])
        if not inside.all():
            continue
        ids = count + np.arange(len(vertices))
        starts.append(ids[:-1])
        ends.append(ids[1:])
        weights.append(distance_km(vertices[:-1], vertices[1:]))
        for vertex, node in zip(vertices, ids, strict=True):
            _, close = tree.query(vertex * [scale, 1.0], k=12, distance_upper_bound=3 * size)
            close = close[close < len(points)]
            origin = np.repeat(vertex[None], len(close), axis=0)
            free = close[~crosses(land, origin, points[close])] if len(close) else close
            starts.append(np.full(len(free), node))
            ends.append(free)
            weights.append(distance_km(np.repeat(vertex[None], len(free), axis=0), points[free]))
        extra.append(vertices)
        count += len(vertices)
    every = np.vstack([points, *extra]) if extra else points
    i, j, w = (np.concatenate(part) for part in (starts, ends, weights))
    graph = coo_array((w, (i, j)), shape=(count, count)).tocsr()
    _, part = connected_components(graph, directed=False)
    open_water = np.bincount(part)[part] >= POND_CELLS
    shore = shapely.buffer(land, CLEARANCE_DEG)
    shapely.prepare(shore)
    return WaterGrid(
        every, graph, cKDTree(every * [scale, 1.0]), land, shore, len(points), scale, open_water
    )


def moor(grid: WaterGrid, place: tuple[float, float]) -> int:
    """Return the graph node a port joins: near, with as little land between as may be."""
    here = np.asarray(place)
    _, close = grid.tree.query(here * [grid.scale, 1.0], k=60)
    rows = np.repeat(here[None], len(close), axis=0)
    lines = shapely.linestrings(np.stack([rows, grid.points[close]], axis=1))
    over_land = shapely.length(shapely.intersection(lines, grid.land)) * 111.0
    cost = distance_km(rows, grid.points[close]) + 6.0 * over_land
    cost[~grid.open_water[close]] = np.inf
    best = int(np.argmin(cost))
    if not cost[best] < FARTHEST_QUAY:
        raise ValueError(f"no open water near {place}")
    return int(close[best])


def water_path(grid: WaterGrid, start: int, end: int) -> np.ndarray:
    """Return the node ids of the shortest way by water."""
    reach, before = dijkstra(grid.graph, directed=False, indices=start, return_predecessors=True)
    if not np.isfinite(reach[end]):
        raise ValueError(f"no water between {grid.points[start]} and {grid.points[end]}")
    path = [end]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return np.asarray(path[::-1])


def pull_tight(grid: WaterGrid, path: np.ndarray) -> Line:
    """Drop every vertex that the line can do without while it keeps clear of land."""
    points = grid.points[path]
    fixed = path >= grid.channel_start

    def sees(i: int, j: int) -> bool:
        if fixed[i + 1 : j].any():
            return False
        return not crosses(grid.shore, points[i : i + 1], points[j : j + 1])[0]

    kept, i = [0], 0
    while i < len(path) - 1:
        j, step = i + 1, 1
        while j + step < len(path) and sees(i, j + step):
            j, step = j + step, step * 2
        while step >= 1:
            if j + step < len(path) and sees(i, j + step):
                j += step
            step //= 2
        kept.append(j)
        i = j
    return thin([tuple(points[k]) for k in kept], [bool(fixed[k]) for k in kept], grid.land)


def thin(line: Line, fixed: list[bool], land: BaseGeometry) -> Line:
    """Drop further vertices close to the coast where the bare land allows it."""
    i = 1
    while i < len(line) - 1:
        a, b, c = (np.asarray(line[k]) for k in (i - 1, i, i + 1))
        off = shapely.distance(shapely.Point(b), shapely.LineString([a, c]))
        if not fixed[i] and off < CLEARANCE_DEG and not crosses(land, a[None], c[None])[0]:
            del line[i], fixed[i]
        else:
            i += 1
    return line


def sea_line(grid: WaterGrid, places: Line) -> Line:
    """Return the ship line through the given places (ports first and last)."""
    nodes = [moor(grid, place) for place in places]
    line: Line = [places[0]]
    for here, there in zip(nodes, nodes[1:], strict=False):
        part = pull_tight(grid, water_path(grid, here, there))
        line.extend(part if line[-1] != part[0] else part[1:])
    return [*line, places[-1]] if line[-1] != places[-1] else line
