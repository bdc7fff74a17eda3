"""Find where lines nearly meet: gaps between connected parts, and gaps that force a detour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from corridor.network.lines.topology.measure import Floats, Ints, between_km, on_sphere_km
from corridor.network.lines.topology.near import Feet, segments_of
from corridor.network.lines.topology.web import lightest

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from corridor.network.lines.topology.contraction import Chains

__all__ = ["open_gaps"]

WORTH = 10.0
"""A detour is told of where the way along the lines is this many times the gap."""
SLACK = 1.01


def open_gaps(
    chains: Chains, points: Floats, component: Ints, component_km: Floats, gap_km: float
) -> pd.DataFrame:
    """
    Return the gaps that are left, the nearest first.

    Parameters
    ----------
    chains
        Links of the network.
    points, component
        Nodes and the connected part of each.
    component_km
        The length of each part.
    gap_km
        The widest gap told of.

    Returns
    -------
    gaps
        Of each two parts the nearest place, from a dangling end to the other part; and pairs of
        dangling ends of one part that are each other's nearest, where the way between them is over
        ten times the gap. Columns from_node, from_x, from_y, to_x, to_y, onto, distance_km,
        from_component, to_component, way_km (NaN where there is none), smaller_km (of the smaller
        part), same_level. Of two places those on one level come before nearer ones that are not.
    """
    rows = pd.concat(
        [
            _between_parts(chains, points, component, gap_km),
            _detours(chains, points, component, gap_km),
        ],
        ignore_index=True,
    )
    smaller = np.minimum(
        component_km[rows["from_component"].to_numpy(dtype=int)],
        component_km[rows["to_component"].to_numpy(dtype=int)],
    )
    rows["smaller_km"] = np.where(rows["way_km"].isna(), smaller, np.nan)
    order = ["distance_km", "from_x", "from_y", "to_x", "to_y"]
    return rows.sort_values(order, ignore_index=True).rename_axis("gap")


def _between_parts(chains: Chains, points: Floats, component: Ints, gap_km: float) -> pd.DataFrame:
    """Return the nearest place of each two parts that come within reach of each other."""
    ends = _reaching(chains, points, component)
    of_line = component[chains.ends[:, 0]]
    if component.max(initial=0) == 0:
        ends = ends[:0]
    feet = segments_of(chains.shapes).feet(points[ends], gap_km, (component[ends], of_line))
    here, there = component[ends[feet.point]], of_line[feet.line]
    low, high = np.minimum(here, there), np.maximum(here, there)
    at = points[ends[feet.point]]
    meet = (chains.node_levels[ends[feet.point]] & chains.levels[feet.line]) != 0
    order = np.lexsort((at[:, 1], at[:, 0], feet.km.round(6), ~meet, high, low))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    best = order[first]
    feet, here, there = feet.where(best), here[best], there[best]
    onto = _onto(chains, points, feet)
    frame = _frame(points, ends[feet.point], feet, onto, (here, there))
    return frame.assign(same_level=meet[best])


def _reaching(chains: Chains, points: Floats, component: Ints) -> Ints:
    """Return the dangling ends, and all nodes of parts that have none."""
    dangling = np.bincount(chains.ends.ravel(), minlength=len(points)) == 1
    has = np.bincount(component[dangling], minlength=component.max(initial=0) + 1) > 0
    return np.flatnonzero(dangling | ~has[component])


def _onto(chains: Chains, points: Floats, feet: Feet) -> np.ndarray:
    """Return whether each foot is at an end of its link or in its middle."""
    away = [between_km(feet.place, points[chains.ends[feet.line, side]]) for side in (0, 1)]
    return np.where(np.minimum(*away) < 1e-5, "end", "line")


def _detours(chains: Chains, points: Floats, component: Ints, gap_km: float) -> pd.DataFrame:
    """Return dangling ends of one part, each other's nearest, with a long way between them."""
    ends = np.flatnonzero(np.bincount(chains.ends.ravel(), minlength=len(points)) == 1)
    one, other, km = _mutual(points[ends], gap_km)
    one, other = ends[one], ends[other]
    same = component[one] == component[other]
    one, other, km = one[same], other[same], km[same]
    way = _long_ways(lightest(chains.ends, chains.km, len(points)), one, other, WORTH * km)
    long = np.isfinite(way)
    one, other, km, way = one[long], other[long], km[long], way[long]
    feet = Feet(np.arange(len(one)), np.zeros(len(one), np.int64), points[other], km)
    parts = (component[one], component[other])
    meet = (chains.node_levels[one] & chains.node_levels[other]) != 0
    frame = _frame(points, one, feet, np.full(len(one), "end"), parts)
    return frame.assign(way_km=way, same_level=meet)


def _long_ways(graph: csr_array, one: Ints, other: Ints, least_km: Floats) -> Floats:
    """Return the way between nodes of each pair, NaN where it is no longer than the least."""
    way = np.full(len(one), np.nan)
    for row, (start, goal, least) in enumerate(zip(one, other, least_km, strict=True)):
        # A search that stops early is cheap, and tells most pairs.
        near = dijkstra(graph, directed=False, indices=start, limit=least)
        if not np.isfinite(near[goal]):
            way[row] = dijkstra(graph, directed=False, indices=start)[goal]
    return way


def _mutual(points: Floats, gap_km: float) -> tuple[Ints, Ints, Floats]:
    """Return pairs of points within reach that are each other's nearest."""
    if len(points) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    _, near = cKDTree(on_sphere_km(points)).query(on_sphere_km(points), k=2)
    # Of two points at one place either may come first.
    nearest = np.where(near[:, 0] == np.arange(len(points)), near[:, 1], near[:, 0])
    one = np.flatnonzero(nearest[nearest] == np.arange(len(points)))
    one = one[one < nearest[one]]
    other = nearest[one]
    km = between_km(points[one], points[other])
    keep = km <= gap_km
    return one[keep].astype(np.int64), other[keep].astype(np.int64), km[keep]


def _frame(
    points: Floats, node: Ints, feet: Feet, onto: np.ndarray, parts: tuple[Ints, Ints]
) -> pd.DataFrame:
    """Return gaps as a frame."""
    return pd.DataFrame(
        {
            "from_node": node,
            "from_x": points[node, 0],
            "from_y": points[node, 1],
            "to_x": feet.place[:, 0],
            "to_y": feet.place[:, 1],
            "onto": np.asarray(onto, dtype=object),
            "distance_km": feet.km,
            "from_component": parts[0],
            "to_component": parts[1],
            "way_km": np.full(len(node), np.nan),
        }
    )
