"""Write the tables of a network of lines: nodes, links, sections, components, bridges, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from corridor.data.checks.links import SEA
from corridor.network.lines.tables.bridging import bridge_frame, gap_frame
from corridor.network.lines.tables.gaps import open_gaps
from corridor.network.lines.tables.ground import UNKNOWN
from corridor.network.lines.tables.patches import settle_network
from corridor.network.lines.topology.measure import Ints, Objects, line_km
from corridor.network.lines.topology.pieces import BRIDGE
from corridor.network.lines.topology.web import parts_of

if TYPE_CHECKING:
    from corridor.network.lines.tables.ground import Ground
    from corridor.network.lines.tables.reading import Lines
    from corridor.network.lines.topology.contraction import Chains
    from corridor.network.lines.topology.pieces import Pieces

__all__ = ["Limits", "Sheets", "component_frame", "node_kinds", "write_frames"]

DEGREES = "EPSG:4326"


@dataclass(frozen=True)
class Sheets:
    """The tables of a network of lines; see `LineNetwork`."""

    nodes: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    sections: pd.DataFrame
    components: pd.DataFrame
    gaps: gpd.GeoDataFrame
    bridges: gpd.GeoDataFrame
    given: pd.DataFrame


@dataclass(frozen=True)
class Limits:
    """The widest gap told of, the tolerance of territory, and whether the lines run on land."""

    gap_km: float
    tolerance_km: float
    dry: bool


@dataclass(frozen=True)
class _Names:
    """Ids of nodes and links, and the component of each node."""

    node: Objects
    link: Objects
    component: Ints


def write_frames(
    chains: Chains,
    pieces: Pieces,
    lines: Lines,
    *,
    name: str,
    places: pd.DataFrame,
    bridges: pd.DataFrame,
    ground: Ground,
    limits: Limits,
) -> Sheets:
    """
    Return the tables.

    Parameters
    ----------
    chains, pieces, lines
        Links, what they are made of, and what was read.
    name
        Ids begin with it.
    places
        Index the name of a place: ``node`` of the web, ``access_km``.
    bridges
        As made, one for each bridge among the pieces.
    ground
        Country polygons.
    limits
        What is told of, and what is given away.

    Returns
    -------
    sheets
        Ids number nodes from west to east, and links by their ends.
    """
    names = _names(chains, name, places)
    links = _links(chains, pieces, lines, names)
    sections, given = _sections(links, chains.ends, ground, limits)
    of_link = links.index.get_indexer(sections.index.get_level_values("link_id"))
    placed = ground.near(chains.points, limits.tolerance_km)
    country = _countries(chains, sections, of_link.astype(np.int64), placed)
    nodes = _nodes(chains, names, places, country)
    components = component_frame(nodes, links, sections)
    length = components["length_km"].to_numpy(dtype=float)
    gaps = open_gaps(chains, chains.points, names.component, length, limits.gap_km)
    bridged = bridge_frame(bridges, chains, pieces, links)
    return Sheets(
        nodes,
        links,
        sections,
        components,
        gap_frame(gaps, bridged, links, names.node, ground),
        bridged,
        given,
    )


def _names(chains: Chains, name: str, places: pd.DataFrame) -> _Names:
    """Return the ids; component 0 is the longest."""
    node = _numbered(f"{name}_n", len(chains.nodes))
    at = np.searchsorted(chains.nodes, places["node"].to_numpy(dtype=np.int64))
    node[at] = places.index.to_numpy(dtype=object)
    part = parts_of(chains.ends, len(chains.nodes))
    km = np.bincount(part[chains.ends[:, 0]], chains.km, part.max() + 1)
    order = np.lexsort((np.arange(len(km)), -km.round(6)))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return _Names(node, _numbered(f"{name}_l", len(chains.ends)), rank[part])


def _numbered(prefix: str, count: int) -> Objects:
    """Return ids from 1, as wide as the last."""
    width = len(str(count))
    return np.array([f"{prefix}{k:0{width}d}" for k in range(1, count + 1)], dtype=object)


def node_kinds(degree: Ints) -> Objects:
    """
    Return what nodes are called by how many links meet at them.

    Parameters
    ----------
    degree
        Number of links.

    Returns
    -------
    kind
        ``end``, ``joint`` or ``junction``.

    Examples
    --------
    >>> node_kinds(np.array([1, 2, 3])).tolist()
    ['end', 'joint', 'junction']
    """
    return np.select([degree == 1, degree == 2], ["end", "joint"], "junction").astype(object)


def _nodes(
    chains: Chains, names: _Names, places: pd.DataFrame, country: Objects
) -> gpd.GeoDataFrame:
    """Return the nodes."""
    degree = np.bincount(chains.ends.ravel(), minlength=len(chains.nodes))
    kind = node_kinds(degree)
    at = np.searchsorted(chains.nodes, places["node"].to_numpy(dtype=np.int64))
    kind[at] = "place"
    access = np.full(len(degree), np.nan)
    access[at] = places["access_km"].to_numpy(dtype=float)
    return gpd.GeoDataFrame(
        {
            "kind": kind,
            "country": country,
            "x_coord": chains.points[:, 0],
            "y_coord": chains.points[:, 1],
            "degree": degree,
            "component": names.component,
            "access_km": access,
        },
        index=pd.Index(names.node, name="node_id"),
        geometry=shapely.points(chains.points),
        crs=DEGREES,
    )


def _links(chains: Chains, pieces: Pieces, lines: Lines, names: _Names) -> gpd.GeoDataFrame:
    """Return the links, with the rows they are made of and the columns carried along."""
    line = pieces.line[chains.piece]
    drawn = line != BRIDGE
    rows: list[dict[object, None]] = [{} for _ in names.link]
    for chain, label in zip(chains.chain[drawn], lines.labels[line[drawn]], strict=True):
        rows[chain][label] = None
    first = np.zeros(len(names.link), dtype=np.int64)
    first[chains.chain[drawn][::-1]] = line[drawn][::-1]
    carried = lines.kept.iloc[first].set_axis(pd.Index(names.link))
    carried[np.array([not row for row in rows])] = None
    frame = gpd.GeoDataFrame(
        {
            "from_node_id": names.node[chains.ends[:, 0]],
            "to_node_id": names.node[chains.ends[:, 1]],
            "length_km": chains.km,
            "drawn_km": line_km(chains.shapes),
            "bridged_km": chains.bridged_km,
            "component": names.component[chains.ends[:, 0]],
            "rows": [tuple(row) for row in rows],
        },
        index=pd.Index(names.link, name="link_id"),
        geometry=chains.shapes,
        crs=DEGREES,
    )
    for column in carried:
        frame[column] = carried[column].to_numpy()
    return frame


def _sections(
    links: gpd.GeoDataFrame, ends: Ints, ground: Ground, limits: Limits
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the countries along each link, and what the tolerance gave away."""
    runs = ground.runs(links.geometry.to_numpy())
    country, given = settle_network(
        runs, ends, limits.tolerance_km, rest=ground.rest, dry=limits.dry and ground.rest == SEA
    )
    line = runs["line"].to_numpy(dtype=np.int64)
    first = np.ones(len(line), dtype=bool)
    first[1:] = (np.diff(line) != 0) | (country[1:] != country[:-1])
    km = np.bincount(np.cumsum(first) - 1, runs["km"])
    line, country = line[first], country[first]
    drawn = links["drawn_km"].to_numpy()[line]
    scale = np.divide(links["length_km"].to_numpy()[line], drawn, out=np.ones_like(drawn),
                      where=drawn > 0)  # fmt: skip
    begin = np.searchsorted(line, line, side="left")
    index = pd.MultiIndex.from_arrays(
        [links.index.to_numpy()[line], np.arange(len(line)) - begin + 1], names=["link_id", "seq"]
    )
    given.insert(0, "link_id", links.index.to_numpy()[given["line"].to_numpy(dtype=np.int64)])
    sections = pd.DataFrame({"country": country, "km": km * scale}, index=index)
    return sections, given.drop(columns="line")


def _countries(chains: Chains, sections: pd.DataFrame, of_link: Ints, placed: Objects) -> Objects:
    """Return the country of each node: that of the lines at it, its own where these differ."""
    first = np.searchsorted(of_link, np.arange(len(chains.ends)), side="left")
    last = np.searchsorted(of_link, np.arange(len(chains.ends)), side="right") - 1
    rows = sections.iloc[np.column_stack([first, last]).ravel()]
    at = rows.reset_index(drop=True).assign(node=chains.ends.ravel())
    at = at[~at["country"].isin([SEA, UNKNOWN])]
    km = at.groupby(["node", "country"])["km"].sum().reset_index()
    km["own"] = km["country"].to_numpy() == placed[km["node"]]
    order = ["node", "own", "km", "country"]
    best = km.sort_values(order, ascending=[True, False, False, True]).drop_duplicates("node")
    found = placed.copy()
    found[best["node"]] = best["country"]
    return found


def component_frame(
    nodes: gpd.GeoDataFrame, links: gpd.GeoDataFrame, sections: pd.DataFrame
) -> pd.DataFrame:
    """
    Return the connected parts.

    Parameters
    ----------
    nodes, links, sections
        Of a network of lines.

    Returns
    -------
    components
        In the order of their numbers, the longest first.
    """
    by_link = links.groupby("component")
    country = sections["country"].groupby(
        sections.index.get_level_values("link_id").map(links["component"])
    )
    return pd.DataFrame(
        {
            "length_km": by_link["length_km"].sum(),
            "links": by_link.size(),
            "nodes": nodes.groupby("component").size(),
            "dangling": (nodes["degree"] == 1).groupby(nodes["component"]).sum(),
            "bridged_km": by_link["bridged_km"].sum(),
            "countries": country.agg(lambda names: ";".join(sorted(set(names)))),
        }
    ).rename_axis("component")
