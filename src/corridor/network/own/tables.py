"""Build a network of one's own from tables in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corridor.data.building import raise_faults
from corridor.data.files.schema import read_schema
from corridor.errors import Fault, SchemaError, nearest_ids
from corridor.network.network import Network, build_network
from corridor.network.own.build.dataset import own_dataset
from corridor.network.own.build.given import Given, given_frame
from corridor.network.own.build.shapes import crs_faults, with_lines, with_points
from corridor.network.own.source import chosen_base, given_source, with_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from corridor.data.dataset import Dataset

__all__ = ["network_from_tables"]

MEMORY = Path("memory")
"""Stands for the folder of tables that were never in one."""


def network_from_tables(  # noqa: PLR0913
    nodes: pd.DataFrame,
    links: pd.DataFrame,
    *,
    sections: pd.DataFrame | None = None,
    facts: pd.DataFrame | None = None,
    transfers: pd.DataFrame | None = None,
    base: Dataset | None = None,
    source: Mapping[str, object],
    tables: Mapping[str, pd.DataFrame] | None = None,
    year: int | None = None,
) -> Network:
    """
    Return a network of one's own nodes and links.

    Prices and times that no own fact states come from the mode and country factors of the base,
    and are marked `factor` in results. Every default is listed in ``docs/own-network.md``.

    Parameters
    ----------
    nodes
        GeoDataFrame of points in any reference system, index `node_id`. Optional columns: `name`,
        `country` (else that of the polygon the point lies in), `kind`, `load_modes`, and the others
        of the nodes table; any attribute of nodes in its unit, such as `loading_usd_per_t`.
    links
        GeoDataFrame of lines, index `link_id`, with `mode`, `from_node_id` and `to_node_id`.
        Optional columns: `length_km` (else the sum of the sections, else the geodesic length of the
        line), `name`, `directed`, `commodity_groups`, `status` and the others of the links table;
        any attribute of links in its unit, such as `tariff_usd_per_t` or `capacity_t_per_y`.
    sections
        Columns `link_id`, `seq`, `country`, `km` in order from the start of each link. Links
        without any are cut where their line crosses country polygons.
    facts
        Columns of the facts table; `kind` is `reported` unless said.
    transfers
        Columns `node_id`, `from_mode`, `to_mode`, and `commodity_group` where not for all.
    base
        Lends countries, commodities, attributes, factors, exchange rates, borders and corridor
        rules; the bundled data when left out.
    source
        Where the tables come from: `source_id`, `title`, `accessed` (the day, such as
        ``2026-11-22``); `licence` (else `unknown`), `tier` (else `secondary`), `publisher`, `url`.
    tables
        More tables by name: `supply`, `demand`, `borders`, `prices`, `sources` ... A row of a
        table that the base lends takes the place of the row of the same key.
    year
        The year the network stands for; that of the base when left out.

    Returns
    -------
    network
        Of these nodes and links alone: see `Network.merge` for both.

    Raises
    ------
    SchemaError
        The tables break the schema; lists every fault with table, row (from 1), column and id.
    ProvenanceError
        All that is wrong is that numbers lack a source or a fact.
    ValueError
        The year is not a whole number from 2000 to 2035.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import LineString, Point
    >>> ends = {"mine": Point(70.0, 48.0), "works": Point(71.0, 48.0)}
    >>> nodes = gpd.GeoDataFrame({"name": ["Mine", "Works"]}, index=list(ends),
    ...                          geometry=list(ends.values()), crs="EPSG:4326")
    >>> links = gpd.GeoDataFrame(
    ...     {"mode": ["road"], "from_node_id": ["mine"], "to_node_id": ["works"]},
    ...     index=["haul"], geometry=[LineString(list(ends.values()))], crs="EPSG:4326")
    >>> source = {"source_id": "survey", "title": "Survey of the site", "accessed": "2026-11-22"}
    >>> net = network_from_tables(nodes, links, source=source)
    >>> round(float(net.trace("link:haul", "length_km")["value"].iloc[0]), 1)
    74.6
    """
    base = chosen_base(base)
    frames = {"nodes": nodes, "links": links, "sections": sections, "facts": facts}
    frames |= {"transfers": transfers, **_more(tables)}
    given = {
        name: given_frame(name, frame, _key(name))
        for name, frame in frames.items()
        if frame is not None
    }
    raise_faults([*crs_faults("nodes", nodes), *crs_faults("links", links)])
    given["nodes"] = with_points(given["nodes"], nodes)
    stated = given_source(source)
    given["sources"] = with_source(given.get("sources"), stated)
    lines = with_lines(given["links"], links)
    chosen = base.year if year is None else year
    name = str(stated.cells["source_id"].iloc[0])
    return build_network(own_dataset(Given(given, lines, base, chosen, MEMORY, name)))


def _key(table: str) -> str:
    """Return the column that the index may hold."""
    key = read_schema().tables[table].key
    return key[0] if len(key) == 1 else ""


def _more(tables: Mapping[str, pd.DataFrame] | None) -> dict[str, pd.DataFrame]:
    """Return further tables, having checked their names."""
    taken = {"nodes", "links", "sections", "facts", "transfers"}
    known = set(read_schema().tables) - taken
    for name in tables or {}:
        if name not in known:
            near = ", ".join(nearest_ids(name, known) or sorted(known))
            rule = "the name is that of a further table"
            raise SchemaError([Fault("tables", 0, "", str(name), rule, f"one of: {near}")])
    return dict(tables or {})
