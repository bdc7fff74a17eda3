"""Hand a network of lines over as tables, of which a `Network` is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from corridor.data.checks.links import SEA
from corridor.data.files.schema import read_schema
from corridor.data.loading import load_dataset
from corridor.errors import SchemaError, UnknownIdError
from corridor.network.lines.tables.ground import UNKNOWN, ground_of
from corridor.network.lines.topology.measure import between_km
from corridor.network.own.build.fill import GROUPS_OF_MODE
from corridor.network.own.tables import network_from_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corridor.data.dataset import Dataset
    from corridor.network.lines.result import LineNetwork
    from corridor.network.network import Network

__all__ = ["as_network"]

STUB_KM, STUB_SHARE = 0.1, 0.1
"""What a link has in the country of its node where its line begins in another."""


def as_network(
    lines: LineNetwork,
    *,
    source: Mapping[str, object],
    load_at: Iterable[str] | None,
    commodity_groups: Iterable[str],
    base: Dataset | None,
) -> Network:
    """
    Return the network of the tables; see `LineNetwork.to_network`.

    Parameters
    ----------
    lines
        A network of lines.
    source, load_at, commodity_groups, base
        As of `LineNetwork.to_network`.

    Returns
    -------
    network
        Built through the checks of every data set.

    Raises
    ------
    UnknownIdError
        No such node or commodity group.
    SchemaError
        The tables break the schema.
    """
    groups = _groups(lines, commodity_groups)
    loading = _loading(lines, load_at)
    if (lines.sections["country"] == UNKNOWN).any():
        km = lines.sections.loc[lines.sections["country"] == UNKNOWN, "km"].sum()
        raise SchemaError(
            f"{km:,.0f} km of the lines run where no country polygon is: cut the lines to the "
            "polygons, or give LineOptions(countries=...) that cover them"
        )
    base = load_dataset() if base is None else base
    least_km = float(base.attributes["minimum"].astype(float)["length_km"])
    return network_from_tables(
        _nodes(lines, loading, groups),
        _links(lines, groups),
        sections=_sections(lines, least_km),
        facts=_lengths(lines, least_km),
        base=base,
        source=source,
    )


def _groups(lines: LineNetwork, asked: Iterable[str]) -> list[str]:
    """Return the commodity groups that the links carry."""
    known = read_schema().vocabularies["commodity_group"]
    groups = [asked] if isinstance(asked, str) else list(asked)
    for group in groups:
        if group not in known:
            raise UnknownIdError("commodity group", group, known)
    groups = groups or GROUPS_OF_MODE.get(lines.mode, "").split(";")
    if groups == [""]:
        raise SchemaError(
            f"say what goes by {lines.mode}: commodity_groups is some of {', '.join(known)}"
        )
    return sorted(set(groups))


def _loading(lines: LineNetwork, load_at: Iterable[str] | None) -> set[str]:
    """Return the nodes at which goods can be put on and taken off."""
    if load_at is None:
        names = set(lines.nodes.index[lines.nodes["kind"] == "place"].astype(str))
    else:
        names = {load_at} if isinstance(load_at, str) else set(load_at)
    for name in sorted(names):
        if name not in lines.nodes.index:
            raise UnknownIdError("node", name, map(str, lines.nodes.index))
    if not names:
        raise SchemaError(
            "goods can be put on nowhere: name nodes in load_at, or make the network with places"
        )
    return names


def _sections(lines: LineNetwork, least_km: float) -> pd.DataFrame:
    """Return the sections, each link beginning and ending in the country of its nodes."""
    country = lines.nodes["country"]
    rows: list[tuple[str, str, float]] = []
    sections = lines.sections.reset_index()
    border = _border_nodes(lines)
    groups = {str(link): part for link, part in sections.groupby("link_id", sort=False)}
    for link in lines.links.itertuples():
        part = groups[str(link.Index)]
        runs = list(zip(part["country"], part["km"], strict=True))
        stub = min(STUB_KM, STUB_SHARE * float(link.length_km))
        for at, node in ((0, link.from_node_id), (-1, link.to_node_id)):
            if runs[at][0] != country[node] and country[node] != SEA and node not in border:
                runs[at] = (runs[at][0], runs[at][1] - stub)
                runs.insert(at if at == 0 else len(runs), (country[node], stub))
        rows += [(str(link.Index), code, km) for code, km in runs]
    frame = pd.DataFrame(rows, columns=["link_id", "country", "km"])
    frame.insert(1, "seq", frame.groupby("link_id", sort=False).cumcount() + 1)
    stated = frame.groupby("link_id")["km"].transform("sum")
    frame["km"] *= frame["link_id"].map(_handed_km(lines, least_km)) / stated
    return frame.assign(kind="derived")


def _border_nodes(lines: LineNetwork) -> set[str]:
    """Return the nodes at which lines of two countries meet."""
    sections = lines.sections.reset_index()
    by_link = sections.groupby("link_id")["country"]
    ends = pd.concat(
        [
            pd.DataFrame({"node": lines.links["from_node_id"], "country": by_link.first()}),
            pd.DataFrame({"node": lines.links["to_node_id"], "country": by_link.last()}),
        ]
    )
    ends = ends[ends["country"] != SEA]
    pairs = ends.drop_duplicates(["node", "country"])["node"]
    return set(pairs[pairs.duplicated()].astype(str))


def _nodes(lines: LineNetwork, loading: set[str], groups: list[str]) -> gpd.GeoDataFrame:
    """Return the nodes table."""
    nodes, border = lines.nodes, _border_nodes(lines)
    names = nodes.index.astype(str)
    rail = lines.mode in ("rail_1520", "rail_1435")
    place = "station" if rail else "terminal"
    kind = np.where(nodes["kind"] == "place", place, "junction")
    kind = np.where(names.isin(list(border)), "border_point", kind)
    tokens = ";".join(f"{group}:{lines.mode}" for group in groups)
    drawn = ground_of(lines.options.countries).at(nodes[["x_coord", "y_coord"]].to_numpy())
    moved = drawn != nodes["country"].to_numpy()
    return gpd.GeoDataFrame(
        {
            "kind": kind,
            "country": nodes["country"],
            "offshore": nodes["country"] == SEA,
            "load_modes": np.where(names.isin(list(loading)), tokens, ""),
            "accuracy_km": np.where(moved, lines.options.tolerance_km, np.nan),
        },
        index=nodes.index,
        geometry=nodes.geometry,
        crs=nodes.crs,
    )


def _links(lines: LineNetwork, groups: list[str]) -> gpd.GeoDataFrame:
    """Return the links table."""
    links = lines.links
    bridged = links["bridged_km"].map("{:.2f} km over gaps".format).where(links["bridged_km"] > 0)
    return gpd.GeoDataFrame(
        {
            "mode": lines.mode,
            "from_node_id": links["from_node_id"],
            "to_node_id": links["to_node_id"],
            "commodity_groups": ";".join(groups),
            "access": "common",
            "note": bridged.fillna(""),
        },
        index=links.index,
        geometry=links.geometry,
        crs=links.crs,
    )


def _lengths(lines: LineNetwork, least_km: float) -> pd.DataFrame:
    """Return the length of each link as a fact."""
    km, stated = _handed_km(lines, least_km), lines.links["length_km"]
    how = f"from column {lines.length_column}" if lines.length_column else "geodesic, as drawn"
    straight = "the straight line between its ends, longer than the length stated"
    least = f"{least_km:g} km is the shortest length a link may have"
    note = np.where(km == least_km, least, straight)
    return pd.DataFrame(
        {
            "subject": "link:" + lines.links.index.astype(str),
            "attribute": "length_km",
            "value": km.to_numpy(),
            "unit": "km",
            "kind": "derived",
            "note": np.where(km > stated, note, how),
        }
    )


def _handed_km(lines: LineNetwork, least_km: float) -> pd.Series[float]:
    """Return the length of each link, no less than the straight line and what a link may have."""
    points = lines.nodes[["x_coord", "y_coord"]]
    start = points.loc[lines.links["from_node_id"]].to_numpy(dtype=float)
    stop = points.loc[lines.links["to_node_id"]].to_numpy(dtype=float)
    straight = np.maximum(between_km(start, stop), least_km)
    km = np.maximum(lines.links["length_km"].to_numpy(dtype=float), straight)
    return pd.Series(km, index=lines.links.index)
