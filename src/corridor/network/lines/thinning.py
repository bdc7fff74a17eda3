"""Thin a network of lines to the shortest ways between some of its nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from corridor.errors import SchemaError, UnknownIdError
from corridor.network.lines.parted import no_route
from corridor.network.lines.tables.frames import component_frame, node_kinds
from corridor.network.lines.tables.runs import Run, joined
from corridor.network.lines.topology.contraction import Chains, make_chains
from corridor.network.lines.topology.pieces import Pieces
from corridor.network.lines.topology.web import Web, edges_on, lightest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from corridor.network.lines.result import LineNetwork
    from corridor.network.lines.spots import Roads
    from corridor.network.lines.topology.measure import Floats, Ints

__all__ = ["thinned"]


@dataclass(frozen=True)
class _Move:
    """Where the old links are now: in which new one, from where on, and which way round."""

    old: Ints
    new: Ints
    start_km: Floats
    forward: np.ndarray


def thinned(network: LineNetwork, roads: Roads, nodes: Iterable[str]) -> LineNetwork:
    """
    Return the network of the shortest ways between nodes; see `LineNetwork.between`.

    Parameters
    ----------
    network, roads
        The network and its numbers.
    nodes
        At least two node ids.

    Returns
    -------
    network
        Chains of links are one link again.

    Raises
    ------
    UnknownIdError
        No such node.
    NoRouteError
        Two of the nodes are not connected.
    """
    names = sorted({nodes} if isinstance(nodes, str) else set(nodes))
    for name in names:
        if name not in network.nodes.index:
            raise UnknownIdError("node", name, map(str, network.nodes.index))
    if len(names) < 2:
        raise SchemaError("name at least two nodes: the ways between them are kept")
    keep = network.nodes.index.get_indexer(names).astype(np.int64)
    rows = _on_ways(network, roads, names)
    while True:
        web = _web(network, roads, rows)
        kind = _kinds(network, rows)
        chains = make_chains(web, keep=keep, kind=kind, contract=network.options.contract)
        spare = _spare(chains)
        if not spare.any():
            return _thin(network, chains, _moves(web, chains, rows))
        rows = np.sort(rows[chains.piece[~spare[chains.chain]]])


def _kinds(network: LineNetwork, rows: Ints) -> Ints:
    """Return a number for each link kept: those with the same carried columns share one."""
    columns = list(network.options.keep)
    if not columns:
        return np.zeros(len(rows), dtype=np.int64)
    kept = network.links[columns].iloc[rows]
    return np.asarray(kept.groupby(columns, dropna=False).ngroup(), dtype=np.int64)


def _spare(chains: Chains) -> np.ndarray:
    """Return the chains beside a shorter one, or one as short, between the same nodes."""
    # Chains come in the order of their ends, then their length.
    spare = np.zeros(len(chains.ends), dtype=bool)
    spare[1:] = (np.diff(chains.ends, axis=0) == 0).all(axis=1)
    return spare


def _on_ways(network: LineNetwork, roads: Roads, names: list[str]) -> Ints:
    """Return the links on the shortest ways between all pairs of nodes."""
    at = network.nodes.index.get_indexer(names)
    graph = lightest(roads.ends, roads.km, len(network.nodes))
    kept: set[int] = set()
    for first, start in enumerate(at):
        km, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
        for second in range(first + 1, len(at)):
            path = [int(at[second])]
            if not np.isfinite(km[path[0]]):
                component = network.nodes["component"]
                parts = (int(component[names[first]]), int(component[names[second]]))
                raise no_route(network, names[first], names[second], parts)
            while path[-1] != start:
                path.append(int(before[path[-1]]))
            kept |= {edge for edge, _ in edges_on(roads.ends, roads.km, path)}
    return np.array(sorted(kept), dtype=np.int64)


def _web(network: LineNetwork, roads: Roads, rows: Ints) -> Web:
    """Return the links kept as pieces; they have their nodes already."""
    count = len(network.nodes)
    zero = np.zeros(len(rows), dtype=np.int64)
    points = network.nodes[["x_coord", "y_coord"]].to_numpy(dtype=float)
    pieces = Pieces(roads.shapes[rows], rows, zero, roads.km[rows])
    one_level = np.ones(count, dtype=np.int64)
    return Web(pieces, roads.ends[rows], points, one_level, np.zeros(count, dtype=bool))


def _moves(web: Web, chains: Chains, rows: Ints) -> _Move:
    """Return where the links kept are in the chains."""
    start_km, forward = np.zeros(len(chains.piece)), np.zeros(len(chains.piece), dtype=bool)
    at, done, last = -1, 0.0, -1
    for k, (piece, chain) in enumerate(zip(chains.piece, chains.chain, strict=True)):
        if chain != last:
            at, done, last = int(chains.nodes[chains.ends[chain, 0]]), 0.0, int(chain)
        one, other = (int(node) for node in web.ends[piece])
        forward[k], start_km[k] = one == at, done
        at, done = (other if one == at else one), done + float(web.pieces.km[piece])
    return _Move(rows[chains.piece], chains.chain, start_km, forward)


def _thin(network: LineNetwork, chains: Chains, move: _Move) -> LineNetwork:
    """Return the tables of the chains."""
    links = _links(network, chains, move)
    nodes = network.nodes.iloc[chains.nodes].copy()
    nodes["degree"] = np.bincount(chains.ends.ravel(), minlength=len(nodes))
    kind = node_kinds(nodes["degree"].to_numpy(dtype=np.int64))
    nodes["kind"] = np.where(nodes["kind"] == "place", "place", kind)
    nodes["component"] = 0
    sections = _sections(network, links, move)
    new = pd.Series(links.index.to_numpy()[move.new], index=network.links.index[move.old])
    bridges = network.bridges[network.bridges["link_id"].isin(new.index)].copy()
    bridges["at_km"] = _at_km(network, bridges, move)
    bridges["link_id"] = bridges["link_id"].map(new)
    gaps = network.gaps[network.gaps["link_id"].isin(new.index)].copy()
    gaps["link_id"] = gaps["link_id"].map(new)
    gaps[["from_component", "to_component"]] = 0
    given = network.tolerated[network.tolerated["link_id"].isin(new.index)].copy()
    given["link_id"] = given["link_id"].map(new)
    return replace(
        network,
        nodes=nodes,
        links=links,
        sections=sections,
        components=component_frame(nodes, links, sections),
        gaps=gaps,
        bridges=bridges,
        tolerated=given,
        counts={**network.counts, "thinned_from_km": float(network.links["length_km"].sum())},
    )


def _links(network: LineNetwork, chains: Chains, move: _Move) -> gpd.GeoDataFrame:
    """Return the links of the chains."""
    old, count = network.links.iloc[move.old], len(chains.ends)
    first = np.searchsorted(move.new, np.arange(count), side="left")
    links = old.iloc[first].copy()
    width = len(str(count))
    names = [f"{network.name}_l{k:0{width}d}" for k in range(1, count + 1)]
    links.index = pd.Index(names, name="link_id")
    ids = network.nodes.index.to_numpy()[chains.nodes]
    links["from_node_id"], links["to_node_id"] = ids[chains.ends[:, 0]], ids[chains.ends[:, 1]]
    for column in ("length_km", "drawn_km", "bridged_km"):
        links[column] = np.bincount(move.new, old[column].to_numpy(dtype=float), count)
    rows: list[dict[object, None]] = [{} for _ in range(count)]
    for chain, labels in zip(move.new, old["rows"], strict=True):
        rows[chain] |= dict.fromkeys(labels)
    links["rows"] = [tuple(row) for row in rows]
    links["component"] = 0
    return links.set_geometry(np.asarray(chains.shapes), crs=network.links.crs)


def _sections(network: LineNetwork, links: gpd.GeoDataFrame, move: _Move) -> pd.DataFrame:
    """Return the countries along the new links."""
    runs: list[list[Run]] = [[] for _ in range(len(links))]
    names = network.links.index.to_numpy()
    for old, new, forward in zip(move.old, move.new, move.forward, strict=True):
        part = network.sections.loc[names[old]]
        more = [Run(c, float(km)) for c, km in zip(part["country"], part["km"], strict=True)]
        runs[new] += more if forward else more[::-1]
    rows = [
        (name, seq, *run)
        for name, parts in zip(links.index, runs, strict=True)
        for seq, run in enumerate(joined(parts), start=1)
    ]
    frame = pd.DataFrame(rows, columns=["link_id", "seq", "country", "km"])
    return frame.set_index(["link_id", "seq"])


def _at_km(network: LineNetwork, bridges: gpd.GeoDataFrame, move: _Move) -> Floats:
    """Return how far along the new links the bridges are."""
    row = pd.Series(np.arange(len(move.old)), index=network.links.index[move.old])
    at = row[bridges["link_id"]].to_numpy(dtype=np.int64)
    km = network.links["length_km"].loc[bridges["link_id"]].to_numpy(dtype=float)
    along = bridges["at_km"].to_numpy(dtype=float)
    return np.asarray(move.start_km[at] + np.where(move.forward[at], along, km - along))
