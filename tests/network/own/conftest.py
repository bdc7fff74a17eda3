"""A small network near Aktau, given in each of the forms that can be read."""

from __future__ import annotations

import dataclasses
import functools

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

import corridor as cr
from corridor.network.own.tables import network_from_tables

SOURCE = {"source_id": "survey", "title": "Survey of the site", "accessed": "2026-11-22"}
# The quay stands where the port of Aktau does; the works lie two degrees east, on its parallel.
PLACES = {"works": (53.22045, 43.59888), "quay": (51.22045, 43.59888), "depot": (51.30, 43.70)}
# link: mode, from, to, km
LINKS = {
    "spur": ("rail_1520", "works", "quay", 200.0),
    "haul": ("road", "depot", "quay", 20.0),
}
TRANSFERS = pd.DataFrame(
    [("quay", "road", "rail_1520"), ("quay", "rail_1520", "road")],
    columns=["node_id", "from_mode", "to_mode"],
)


def nodes_frame(**columns):
    names = list(PLACES)
    points = [Point(PLACES[name]) for name in names]
    frame = {"name": [name.title() for name in names], **columns}
    return gpd.GeoDataFrame(frame, index=names, geometry=points, crs="EPSG:4326")


def links_frame(*, lengths=True, **columns):
    frame = {
        "mode": [mode for mode, *_ in LINKS.values()],
        "from_node_id": [start for _, start, *_ in LINKS.values()],
        "to_node_id": [end for _, _, end, _ in LINKS.values()],
        **({"length_km": [km for *_, km in LINKS.values()]} if lengths else {}),
        **columns,
    }
    lines = [LineString([PLACES[a], PLACES[b]]) for _, a, b, _ in LINKS.values()]
    return gpd.GeoDataFrame(frame, index=list(LINKS), geometry=lines, crs="EPSG:4326")


@functools.cache
def bare_base():
    """Return the small base without a fact: enough, and quick, for tables alone."""
    base = small_base()
    bare = {name: base.tables[name].iloc[:0] for name in ("facts", "prices", "borders")}
    sources = base.sources.loc[base.countries["source_id"].unique()]
    return dataclasses.replace(base, sources=sources, **bare)


_UNUSED = ("hazards", "events", "controls", "observed", "projects", "supply", "demand")


@functools.cache
def small_base():
    """Return as much of the bundled data as rail and road in two countries need: quick to check."""
    data = cr.load_dataset()
    countries = data.countries.loc[["AZ", "BY", "CN", "IR", "KZ", "RU"]]
    facts = data.facts["subject"].str.match(
        r"(mode:(rail_1520|road)(/KZ)?$|commodity:copper|group:container|currency:)"
    )
    inside = data.borders[["from_country", "to_country"]].isin(list(countries.index)).all(axis=1)
    return dataclasses.replace(
        data,
        facts=data.facts[facts],
        countries=countries,
        borders=data.borders[inside],
        prices=data.prices[data.prices["commodity"] == "copper"],
        **{name: data.tables[name].iloc[:0] for name in _UNUSED},
    )


def build(nodes=None, links=None, **options):
    nodes = nodes_frame() if nodes is None else nodes
    links = links_frame() if links is None else links
    options = {"source": SOURCE, "base": bare_base(), **options}
    return network_from_tables(nodes, links, **options)


def as_graph(kind=nx.MultiDiGraph):
    graph = kind()
    for name, (x, y) in PLACES.items():
        graph.add_node(name, x=x, y=y)
    for name, (mode, start, end, km) in LINKS.items():
        graph.add_edge(start, end, link_id=name, mode=mode, length_km=km)
    return graph


def faults_of(call):
    """Return the faults that a call raises."""
    with pytest.raises(cr.SchemaError) as caught:
        call()
    return caught.value.faults


def told(call):
    """Return file, row, column and value of each fault that a call raises."""
    return [(f.file, f.row, f.column, f.value) for f in faults_of(call)]


@pytest.fixture(scope="session")
def own():
    return build(transfers=TRANSFERS, base=small_base())
