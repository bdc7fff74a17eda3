"""Graphs: what `to_networkx` writes is read back; what an edge means is said, not guessed."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

import corridor as cr
from corridor.data.checks.links import lengths_km
from tests.network.own.conftest import (
    PLACES,
    SOURCE,
    TRANSFERS,
    as_graph,
    bare_base,
    faults_of,
    small_base,
    told,
)


def read(graph, **options):
    return cr.Network.from_networkx(graph, **{"source": SOURCE, "base": bare_base(), **options})


@pytest.mark.slow
def test_the_bundled_network_comes_back(net):
    again = cr.Network.from_networkx(net.to_networkx(), source=SOURCE, base=net.data)
    for ours, theirs in ((net.nodes, again.nodes), (net.links, again.links)):
        columns = [name for name in ours.columns if name not in ("source_id", "note", "geometry")]
        found = theirs.reindex(ours.index)
        assert len(theirs) == len(ours)
        pd.testing.assert_frame_equal(pd.DataFrame(ours[columns]), pd.DataFrame(found[columns]))
        assert (ours.geometry.to_wkb() == found.geometry.to_wkb()).all()
    before, after = (lengths_km(n.data.facts).sort_index() for n in (net, again))
    pd.testing.assert_series_equal(before, after)


def test_an_own_network_comes_back(own):
    again = read(own.to_networkx())
    assert not again.links["directed"].any()
    assert lengths_km(again.data.facts).to_dict() == {"spur": 200.0, "haul": 20.0}
    for name, line in own.links.geometry.items():
        assert again.links.geometry[name].equals(line)
    assert again.data.sections["km"].to_dict() == own.data.sections["km"].to_dict()


@pytest.mark.parametrize("kind", [nx.Graph, nx.MultiGraph])
def test_an_edge_without_direction_is_a_link_of_both(kind):
    net = read(as_graph(kind), base=small_base(), transfers=TRANSFERS)
    assert not net.links["directed"].any()
    for pair in (("works", "depot"), ("depot", "works")):
        route = cr.best_route(net, "copper", *pair, n_draws=50)
        assert route.totals["distance_km"] == pytest.approx(220.0)


@pytest.mark.parametrize("kind", [nx.DiGraph, nx.MultiDiGraph])
def test_an_edge_with_direction_is_a_link_of_one(kind):
    net = read(as_graph(kind), base=small_base())
    assert net.links["directed"].all()
    assert cr.best_route(net, "copper", "works", "quay", n_draws=50).totals["distance_km"] == 200.0
    with pytest.raises(cr.NoRouteError):
        cr.best_route(net, "copper", "quay", "works")


def test_parallel_edges_are_links_of_their_own():
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((name, {"lon": x, "lat": y}) for name, (x, y) in PLACES.items())
    for km in (200.0, 210.0, 220.0):
        graph.add_edge("works", "quay", mode="rail_1520", length_km=km)
    graph.add_edge("works", "quay", key="relief", mode="road", length_km=230.0)
    found = lengths_km(read(graph).data.facts).to_dict()
    assert found == {
        "works__quay": 200.0,
        "works__quay__1": 210.0,
        "works__quay__2": 220.0,
        "relief": 230.0,
    }


def test_numbers_name_nodes_and_metres_are_lengths():
    graph = nx.relabel_nodes(as_graph(nx.Graph), {"works": 1, "quay": 2, "depot": 3})
    for _, _, said in graph.edges(data=True):
        said["length"] = said.pop("length_km") * 1000
        del said["link_id"]
    assert told(lambda: read(graph)) == [("links", 0, "length", "")]
    net = read(graph, length="length", length_unit="m")
    assert lengths_km(net.data.facts).to_dict() == {"1__2": 200.0, "2__3": 20.0}


def test_lines_of_edges_without_direction_start_at_their_first_node():
    bent = LineString([PLACES["works"], (52.2, 43.8), PLACES["quay"]])
    for line in (bent, bent.reverse()):
        graph = as_graph(nx.Graph)
        graph.edges["works", "quay"].update(geometry=line)
        del graph.edges["works", "quay"]["length_km"], graph.edges["quay", "depot"]["length_km"]
        graph.edges["quay", "depot"].update(geometry=LineString([PLACES["quay"], PLACES["depot"]]))
        net = read(graph)
        assert net.links.loc["spur", ["from_node_id", "to_node_id"]].to_list() == ["quay", "works"]
        assert net.links.geometry["spur"].coords[0] == PLACES["quay"]


def test_other_reference_systems():
    import geopandas as gpd

    graph = as_graph()
    points = gpd.GeoSeries([Point(p) for p in PLACES.values()], crs=4326).to_crs(32639)
    for name, point in zip(PLACES, points, strict=True):
        graph.nodes[name].update(x=point.x, y=point.y)
    graph.graph["crs"] = "EPSG:32639"
    net = read(graph)
    assert net.nodes.at["works", "x_coord"] == pytest.approx(PLACES["works"][0], abs=1e-9)


def test_nodes_without_coordinates_are_all_named():
    graph = as_graph()
    graph.add_edge("quay", "crane", mode="road", length_km=1.0)
    graph.add_node("shed", x="here", y="there")
    del graph.nodes["depot"]["x"]
    faults = faults_of(lambda: read(graph))
    assert {fault.value for fault in faults} == {"depot", "crane", "shed"}


def test_other_bad_graphs():
    assert told(lambda: read({"a": "b"})) == [("graph", 0, "", "dict")]
    assert told(lambda: read(as_graph(), length_unit="league")) == [
        ("graph", 0, "length_unit", "league")
    ]
    assert {file for file, *_ in told(lambda: read(nx.Graph()))} == {"nodes", "links"}
    tuples = nx.relabel_nodes(as_graph(), PLACES)
    assert {column for _, _, column, _ in told(lambda: read(tuples))} == {"node_id"}
    bare = as_graph()
    for *_, said in bare.edges(data=True):
        del said["mode"]
    assert told(lambda: read(bare)) == [("links", 0, "mode", "")]
    assert set(read(bare, mode="road").links["mode"]) == {"road"}
    loop = as_graph()
    loop.add_edge("quay", "quay", mode="road", length_km=1.0)
    assert ("links", "to_node_id") in {
        (file, column) for file, _, column, _ in told(lambda: read(loop))
    }
    nan = as_graph(nx.DiGraph)
    nan.edges["works", "quay"]["length_km"] = float("nan")
    assert told(lambda: read(nan)) == [("links", 1, "length_km", "")]
