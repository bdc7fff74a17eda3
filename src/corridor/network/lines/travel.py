"""The shortest route along lines, with the countries it runs through by distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

from corridor.data.checks.links import SEA
from corridor.network.lines.parted import no_route
from corridor.network.lines.route import LineRoute
from corridor.network.lines.spots import Place, Roads, Spot, find_spot
from corridor.network.lines.tables.ground import UNKNOWN
from corridor.network.lines.tables.runs import Run, settle
from corridor.network.lines.topology.web import edges_on, lightest

if TYPE_CHECKING:
    from shapely.geometry import LineString

    from corridor.network.lines.result import LineNetwork
    from corridor.network.lines.topology.measure import Floats

__all__ = ["shortest_route"]


def shortest_route(network: LineNetwork, roads: Roads, start: Place, end: Place) -> LineRoute:
    """
    Return the shortest route; see `LineNetwork.shortest`.

    Parameters
    ----------
    network, roads
        The network and its numbers.
    start, end
        Node ids or (longitude, latitude).

    Returns
    -------
    route
        Legs and territories.

    Raises
    ------
    NoRouteError
        The two are not connected.
    """
    here, there = find_spot(network, roads, start), find_spot(network, roads, end)
    if roads.component[here.link] != roads.component[there.link]:
        parts = (int(roads.component[here.link]), int(roads.component[there.link]))
        raise no_route(network, start, end, parts)
    legs = _legs(roads, here, there)
    return _route(network, roads, legs, (here, there))


def _legs(roads: Roads, here: Spot, there: Spot) -> list[tuple[int, float, float]]:
    """Return the links of the shortest way in order, each from one share of it to another."""
    count = int(roads.ends.max()) + 1
    extra = [(count, here, 0), (count, here, 1), (count + 1, there, 0), (count + 1, there, 1)]
    ends = [(spot, int(roads.ends[at.link, side])) for spot, at, side in extra]
    part = [(at.link, at.share, float(side)) for _, at, side in extra]
    if here.link == there.link:
        ends.append((count, count + 1))
        part.append((here.link, here.share, there.share))
    more = np.array([abs(a - b) * roads.km[link] for link, a, b in part])
    every = np.vstack([roads.ends, np.array(ends, dtype=np.int64)])
    km = np.concatenate([roads.km, more])
    graph = lightest(every, km, count + 2)
    _, before = dijkstra(graph, directed=False, indices=count, return_predecessors=True)
    path = [count + 1]
    while path[-1] != count:
        path.append(int(before[path[-1]]))
    edges = edges_on(every, km, path[::-1])
    legs = []
    for edge, forward in edges:
        link, a, b = (edge, 0.0, 1.0) if edge < len(roads.ends) else part[edge - len(roads.ends)]
        legs.append((link, a, b) if forward else (link, b, a))
    moving = [leg for leg in legs if leg[1] != leg[2]]
    return moving or [(here.link, here.share, here.share)]


def _route(
    network: LineNetwork,
    roads: Roads,
    legs: list[tuple[int, float, float]],
    spots: tuple[Spot, Spot],
) -> LineRoute:
    """Return the route of legs."""
    km = np.array([abs(a - b) * roads.km[link] for link, a, b in legs])
    done = np.concatenate([[0.0], np.cumsum(km)])
    names = network.links.index.to_numpy()[[link for link, _, _ in legs]]
    bridges, bridged = _bridges(network, roads, legs)
    links = pd.DataFrame(
        {"link_id": names, "from_km": done[:-1], "to_km": done[1:], "bridged_km": bridged},
        index=pd.RangeIndex(1, len(legs) + 1, name="seq"),
    )
    return LineRoute(
        float(done[-1]),
        (spots[0].access_km, spots[1].access_km),
        links,
        _sections(network, roads, legs),
        bridges,
        _course(roads, legs),
    )


def _sections(
    network: LineNetwork, roads: Roads, legs: list[tuple[int, float, float]]
) -> pd.DataFrame:
    """Return the countries in order, with short foreign stretches settled over the whole route."""
    runs: list[Run] = []
    for link, a, b in legs:
        rows = network.sections.loc[network.links.index[link]]
        stop = rows["km"].cumsum().to_numpy(dtype=float)
        start = stop - rows["km"].to_numpy(dtype=float)
        low, high = sorted((a * roads.km[link], b * roads.km[link]))
        inside = np.minimum(stop, high) - np.maximum(start, low)
        part = [Run(c, float(k)) for c, k in zip(rows["country"], inside, strict=True) if k >= 0]
        runs += part if a < b else part[::-1]
    settled, _ = settle(runs, network.options.tolerance_km, {SEA, UNKNOWN})
    km = np.array([run.km for run in settled])
    to = np.cumsum(km)
    return pd.DataFrame(
        {"country": [run.country for run in settled], "from_km": to - km, "to_km": to, "km": km},
        index=pd.RangeIndex(1, len(settled) + 1, name="seq"),
    )


def _bridges(
    network: LineNetwork, roads: Roads, legs: list[tuple[int, float, float]]
) -> tuple[pd.DataFrame, Floats]:
    """Return the bridges that legs run over, and the km of those of each leg."""
    rows, bridged = [], np.zeros(len(legs))
    by_link = network.bridges.groupby("link_id").groups
    for number, (link, a, b) in enumerate(legs):
        low, high = sorted((a * roads.km[link], b * roads.km[link]))
        for row in by_link.get(network.links.index[link], ()):
            if low <= network.bridges.at[row, "at_km"] <= high:
                rows.append(row)
                bridged[number] += network.bridges.at[row, "length_km"]
    return pd.DataFrame(network.bridges.loc[rows]), bridged


def _course(roads: Roads, legs: list[tuple[int, float, float]]) -> LineString:
    """Return the line along legs."""
    parts = [
        shapely.get_coordinates(substring(roads.shapes[link], a, b, normalized=True))
        for link, a, b in legs
    ]
    points = np.vstack(parts)
    new = np.ones(len(points), dtype=bool)
    new[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    points = points[new]
    return shapely.linestrings(points if len(points) > 1 else np.repeat(points, 2, axis=0))
