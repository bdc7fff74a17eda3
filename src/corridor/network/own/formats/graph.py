"""Networks as networkx graphs, and graphs as networks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point

from corridor.data.building import raise_faults
from corridor.data.checks.links import lengths_km
from corridor.data.files.geojson import Features
from corridor.data.files.schema import COUNTRY_FILE
from corridor.errors import Fault
from corridor.network.own.build.columns import known_columns
from corridor.network.own.build.given import given_frame
from corridor.network.own.build.shapes import DEGREES, with_lines, with_points
from corridor.network.own.formats.gmns import KM_OF_UNIT
from corridor.network.own.formats.whole import Found, network_of
from corridor.network.own.source import chosen_base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network

__all__ = ["graph_of_links", "graph_of_states", "network_from_networkx"]

BACKWARD = ":backward"
"""Ends the key of the edge that is the other direction of a link."""
PLACES = (("x", "y"), ("lon", "lat"), ("x_coord", "y_coord"), ("longitude", "latitude"))
Edge = tuple[object, object, object, dict[str, Any]]


def graph_of_links(net: Network) -> nx.MultiDiGraph:
    """Return nodes and links; see `Network.to_networkx`."""
    graph = nx.MultiDiGraph(year=net.year, crs=DEGREES)
    for node, row in net.nodes.sort_index().iterrows():
        graph.add_node(node, **row.to_dict())
    lengths, sections = lengths_km(net.data.facts), _sections(net.data)
    for link, row in net.links.sort_index().iterrows():
        said = {**row.to_dict(), "length_km": float(lengths.get(link, np.nan))}
        said["sections"] = sections.get(str(link), ())
        ends = (row["from_node_id"], row["to_node_id"])
        graph.add_edge(*ends, key=link, **said)
        if not row["directed"]:
            graph.add_edge(*reversed(ends), key=f"{link}{BACKWARD}", **said)
    return graph


def _sections(data: Dataset) -> dict[str, tuple[tuple[str, float, str], ...]]:
    """Return country, km and crossing of the sections of each link, in order."""
    rows = data.sections.reset_index().sort_values(["link_id", "seq"])
    columns = ["country", "km", "crossing"]
    return {
        str(link): tuple(part[columns].itertuples(index=False, name=None))
        for link, part in rows.groupby("link_id")
    }


def graph_of_states(net: Network, commodity: str) -> nx.MultiDiGraph:
    """Return the states of a commodity; see `Network.to_networkx`."""
    state_graph = net.state_graph(commodity)
    graph = nx.MultiDiGraph(year=net.year, commodity=commodity)
    names = [(str(s.node), str(s.mode)) for s in state_graph.states.itertuples()]
    graph.add_nodes_from((name, {"node": name[0], "mode": name[1]}) for name in names)
    quantities = {name: state_graph.per_arc(name) for name in ("usd", "d", "kg", "km", "loss")}
    for number, arc in enumerate(state_graph.arc_list):
        if arc.is_open:
            weights = {name: float(values[number]) for name, values in quantities.items()}
            ends = names[arc.tail], names[arc.head]
            graph.add_edge(*ends, key=number, subject=arc.subject, kind=arc.kind, **weights)
    return graph


def network_from_networkx(
    graph: nx.Graph[Any],
    *,
    source: Mapping[str, object],
    mode: str | None = None,
    length: str = "length_km",
    length_unit: str = "km",
    transfers: pd.DataFrame | None = None,
    base: Dataset | None = None,
    year: int = 2024,
) -> Network:
    """Return the network of a graph; see `Network.from_networkx`."""
    if not isinstance(graph, nx.Graph):
        kind = type(graph).__name__
        raise_faults([Fault("graph", 0, "", kind, "graph is a networkx graph")])
    if length_unit not in KM_OF_UNIT:
        rule = f"length_unit is one of {', '.join(KM_OF_UNIT)}"
        raise_faults([Fault("graph", 0, "length_unit", str(length_unit), rule)])
    base = chosen_base(base)
    crs = graph.graph.get("crs", DEGREES)
    nodes = _nodes(graph, crs)
    links = _links(graph, crs, mode, length, KM_OF_UNIT[length_unit])
    raise_faults([*_id_faults(nodes), *_length_faults(links, length)])
    tables = {
        name: given_frame(name, frame) for name, frame in (("nodes", nodes), ("links", links))
    }
    tables["nodes"] = with_points(
        tables["nodes"].without([c for pair in PLACES for c in pair]), nodes
    )
    lines = with_lines(tables["links"], links)
    # What a graph says of its sources is not among its nodes and edges.
    tables = {
        name: known_columns(name, table, base).without(["source_id", "note"])
        for name, table in tables.items()
    }
    cut = _cut(links)
    if len(cut):
        tables["sections"] = given_frame("sections", cut)
    if transfers is not None:
        tables["transfers"] = given_frame("transfers", transfers)
    found = Found(tables, lines, Features(COUNTRY_FILE), Path("memory"))
    return network_of(found, year=year, base=base, source=source)


def _nodes(graph: nx.Graph[Any], crs: object) -> gpd.GeoDataFrame:
    """Return the nodes with their points, or raise with every node that has none."""
    rows, points, faults = [], [], []
    for number, (name, said) in enumerate(graph.nodes(data=True), start=1):
        point = _point(said)
        if point is None:
            rule = "a node has coordinates"
            remedy = "set x and y, lon and lat, pos, or geometry (a Point)"
            faults.append(Fault("nodes", number, "geometry", _shown(name), rule, remedy))
        rows.append({**_plain(said), "node_id": name})
        points.append(point)
    raise_faults(faults)
    frame = pd.DataFrame(rows, columns=None if rows else ["node_id"])
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, index=frame.index, crs=crs))


def _point(said: Mapping[str, Any]) -> Point | None:
    """Return the place of a node, None where it is not said."""
    if isinstance(said.get("geometry"), Point):
        return said["geometry"]
    pairs = [(said[x], said[y]) for x, y in PLACES if x in said and y in said]
    pairs += [tuple(said["pos"])] if len(said.get("pos", ())) == 2 else []
    for x, y in pairs:
        try:
            return Point(float(x), float(y))
        except (TypeError, ValueError):
            continue
    return None


def _shown(name: object) -> str:
    return str(name)[:80]


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes without shapes."""
    return {str(key): value for key, value in said.items() if key != "geometry"}


def _edges(graph: nx.Graph[Any]) -> Iterator[Edge]:
    """Yield each link once: the two directions that `to_networkx` writes are one link."""
    multi = graph.is_multigraph()
    edges = graph.edges(keys=True, data=True) if multi else graph.edges(data=True)
    for edge in edges:
        start, end, key, said = edge if multi else (edge[0], edge[1], "", edge[2])
        forward = str(key).removesuffix(BACKWARD)
        if key != forward and graph.has_edge(end, start, key=forward):
            continue
        yield start, end, key, said


def _links(
    graph: nx.Graph[Any], crs: object, mode: str | None, length: str, factor: float
) -> gpd.GeoDataFrame:
    """Return the links with their lines."""
    rows, shapes = [], []
    directed, multi = graph.is_directed(), graph.is_multigraph()
    for start, end, key, said in _edges(graph):
        twin = multi and directed and graph.has_edge(end, start, key=f"{key}{BACKWARD}")
        ends = (start, end) if directed else tuple(sorted((start, end), key=str))
        row = {"mode": mode, **_plain(said), "from_node_id": ends[0], "to_node_id": ends[1]}
        row["link_id"] = said.get("link_id", _link_id(ends, key))
        row["directed"] = directed and not twin
        row["given_length"] = "length" in said and length != "length"
        value = row.pop(length, None)
        if isinstance(value, int | float | np.number):
            row["length_km"] = float(value) * factor
        elif value is not None:
            row["length_km"] = value
        if mode is None and "mode" not in said:
            del row["mode"]
        rows.append(row)
        shape = said.get("geometry")
        shapes.append(shape if directed else _from_first(graph, ends, shape))
    frame = pd.DataFrame(rows, columns=None if rows else ["link_id"])
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=crs))


def _link_id(ends: tuple[object, ...], key: object) -> str:
    """Return the id of an edge that has none: its key, where that is text, else its ends."""
    if isinstance(key, str) and key:
        return key
    return f"{ends[0]}__{ends[1]}" + (f"__{key}" if key not in ("", 0) else "")


def _from_first(graph: nx.Graph[Any], ends: tuple[object, ...], shape: Any) -> Any:  # noqa: ANN401
    """Return the line of an edge without direction so that it starts at the first node."""
    if not isinstance(shape, shapely.LineString) or shape.is_empty:
        return shape
    first = _point(graph.nodes[ends[0]])
    away = [shapely.distance(first, Point(shape.coords[at])) for at in (0, -1)]
    return shapely.reverse(shape) if away[1] < away[0] else shape


def _id_faults(nodes: gpd.GeoDataFrame) -> list[Fault]:
    """Return a fault for each node that is neither text nor a whole number."""
    rule = "a node is named by text or a whole number"
    remedy = "rename the nodes with networkx.relabel_nodes"
    return [
        Fault("nodes", row, "node_id", _shown(name), rule, remedy)
        for row, name in enumerate(nodes["node_id"], start=1)
        if isinstance(name, bool) or not isinstance(name, str | int | np.integer)
    ]


def _length_faults(links: gpd.GeoDataFrame, length: str) -> list[Fault]:
    """Return a fault where lengths are there under another name, in a unit nobody stated."""
    if not len(links) or "length_km" in links or not links["given_length"].any():
        return []
    rule = f"edges state their length as {length}"
    remedy = "length has no unit: pass length='length' and length_unit='m', or rename it"
    return [Fault("links", 0, "length", "", rule, remedy)]


def _cut(links: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the sections that edges carry."""
    if "sections" not in links:
        return pd.DataFrame()
    rows = [
        {"link_id": link, "seq": seq, "country": part[0], "km": part[1], "crossing": [*part, ""][2]}
        for link, parts in zip(links["link_id"], links["sections"], strict=True)
        if isinstance(parts, list | tuple)
        for seq, part in enumerate(parts, start=1)
    ]
    return pd.DataFrame(rows)
