"""Lines cut where they meet: small cases by hand, random ones against shapely and networkx."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Geod

from corridor.errors import NoRouteError
from tests.network.lines.frames import built, lines, random_lines

GEOD = Geod(ellps="WGS84")
# A piece has its share of the geodesic length of its line: the straight line on the map between two
# far vertices is longer by parts in a million.
CLOSE = {"rel": 2e-5}


def km(here, there):
    return GEOD.inv(*here, *there)[2] / 1000


def oracle(gdf):
    """Return the graph of the union of all lines, made by shapely."""
    graph = nx.MultiGraph()
    for part in shapely.get_parts(shapely.unary_union(gdf.geometry.to_numpy())):
        for here, there in pairwise((round(x, 9), round(y, 9)) for x, y in part.coords):
            graph.add_edge(here, there, km=km(here, there))
    return graph


def test_a_crossing_on_one_level_joins():
    net = built(lines("LINESTRING (68 44, 69 44)", "LINESTRING (68.5 43.5, 68.5 44.5)"))
    assert len(net.links) == 4
    assert net.nodes["degree"].tolist().count(4) == 1
    route = net.shortest((68.0, 44.0), (68.5, 44.5))
    assert route.length_km == pytest.approx(
        km((68, 44), (68.5, 44)) + km((68.5, 44), (68.5, 44.5)), **CLOSE
    )


def test_a_bridge_passes_over():
    crossing = ("LINESTRING (68 44, 69 44)", "LINESTRING (68.5 43.5, 68.5 44.5)")
    for columns in ({"layer": [0, 1]}, {"bridge": [None, "yes"]}, {"tunnel": ["yes", "no"]}):
        net = built(lines(*crossing, **columns))
        assert len(net.components) == 2
        assert net.counts["passed"] == 1
        with pytest.raises(NoRouteError, match="on different levels"):
            net.shortest((68.0, 44.0), (68.5, 44.5))


def test_a_layer_outranks_bridge_and_tunnel():
    crossing = ("LINESTRING (68 44, 69 44)", "LINESTRING (68.5 43.5, 68.5 44.5)")
    net = built(lines(*crossing, layer=[1, None], bridge=["no", "viaduct"]))
    assert len(net.components) == 1


def test_levels_join_at_shared_ends():
    net = built(
        lines(
            "LINESTRING (68 44, 68.4 44)",
            "LINESTRING (68.4 44, 68.6 44)",
            "LINESTRING (68.6 44, 69 44)",
            "LINESTRING (68.5 43.5, 68.5 44.5)",
            layer=[0, 1, 0, 0],
        )
    )
    assert sorted(net.components["links"]) == [1, 1]  # the bridge and its ramps, the line below
    assert net.shortest((68.0, 44.0), (69.0, 44.0)).length_km == pytest.approx(
        sum(km((a, 44), (b, 44)) for a, b in ((68, 68.4), (68.4, 68.6), (68.6, 69)))
    )


def test_an_end_in_the_middle_of_a_line_of_another_level_does_not_join():
    net = built(
        lines("LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44, 68.5 45)", layer=[0, 1]), 0.5
    )
    assert len(net.components) == 2
    assert net.gaps["distance_km"].tolist() == [0.0]


def test_an_end_on_a_line_cuts_it():
    net = built(lines("LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44, 68.5 45)"))
    assert (len(net.links), len(net.components), len(net.bridges)) == (3, 1, 0)


def test_a_line_that_crosses_itself_is_cut_there():
    net = built(lines("LINESTRING (68 44, 69 45, 69 44, 68 45)"))
    assert net.counts["own_crossings"] == 1
    way = net.shortest((68.0, 44.0), (68.0, 45.0)).length_km
    assert way == pytest.approx(km((68, 44), (68.5, 44.5)) * 2, rel=2e-3)


def test_crossings_need_not_join():
    crossing = lines("LINESTRING (68 44, 69 44)", "LINESTRING (68.5 43.5, 68.5 44.5)")
    loop = lines("LINESTRING (68 44, 69 45, 69 44, 68 45)")
    assert len(built(crossing, crossings=False).components) == 2
    assert len(built(loop, crossings=False).links) == 1
    branch = lines("LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44, 68.5 45)")
    assert len(built(branch, crossings=False).components) == 1


def test_a_ring_is_a_ring():
    net = built(lines("LINESTRING (68 44, 69 44, 69 45, 68 44)"))
    assert (len(net.nodes), len(net.links), len(net.components)) == (2, 2, 1)
    assert (net.links["from_node_id"] != net.links["to_node_id"]).all()
    assert net.links["length_km"].sum() == pytest.approx(
        km((68, 44), (69, 44)) + km((69, 44), (69, 45)) + km((69, 45), (68, 44)), **CLOSE
    )


def test_a_loop_at_the_end_of_a_line_has_two_links():
    net = built(lines("LINESTRING (67 44, 68 44)", "LINESTRING (68 44, 69 44, 69 45, 68 44)"))
    assert (len(net.links), sorted(net.nodes["degree"])) == (3, [1, 2, 3])


def test_a_stretch_drawn_twice_counts_once():
    net = built(lines("LINESTRING (68 44, 69 44)", "LINESTRING (68.4 44, 68.6 44, 68.6 45)"))
    whole = km((68, 44), (68.4, 44)) + km((68.4, 44), (68.6, 44)) + km((68.6, 44), (69, 44))
    assert net.links["length_km"].sum() == pytest.approx(
        whole + km((68.6, 44), (68.6, 45)), **CLOSE
    )
    assert net.counts["doubled_km"] == pytest.approx(km((68.4, 44), (68.6, 44)), **CLOSE)


def test_chains_are_one_link_and_keep_length_and_course():
    bits = ["LINESTRING (68 44, 68.2 44.1)", "LINESTRING (68.5 44, 68.2 44.1)"]
    whole = built(lines(*bits))
    apart = built(lines(*bits), contract=False)
    assert (len(whole.links), len(apart.links)) == (1, 2)
    assert whole.links["length_km"].sum() == pytest.approx(apart.links["length_km"].sum())
    assert list(whole.links.geometry.iloc[0].coords) == [(68, 44), (68.2, 44.1), (68.5, 44)]
    assert whole.links["rows"].tolist() == [(0, 1)]


def test_a_link_ends_where_a_kept_column_changes():
    bits = ["LINESTRING (68 44, 69 44)", "LINESTRING (69 44, 70 44)", "LINESTRING (70 44, 71 44)"]
    net = built(lines(*bits, gauge=[1520, 1520, 1435]), keep=("gauge",))
    assert net.links[["from_node_id", "gauge"]].to_numpy().tolist() == [
        ["line_n1", 1520],
        ["line_n2", 1435],
    ]


@pytest.mark.parametrize("seed", range(20))
def test_random_lines_join_as_their_union_does(seed):
    gdf = random_lines(np.random.default_rng(seed), 7)
    net, graph = built(gdf), oracle(gdf)
    assert len(net.components) == nx.number_connected_components(graph)
    assert net.links["length_km"].sum() == pytest.approx(
        sum(length for *_, length in graph.edges(data="km")), **CLOSE
    )
    ends = sorted({(round(p[0], 9), round(p[1], 9)) for s in gdf.geometry for p in s.coords})
    for here in ends[::3]:
        far = nx.single_source_dijkstra_path_length(graph, here, weight="km")
        for there in ends[::2]:
            if there not in far:
                with pytest.raises(NoRouteError):
                    net.shortest(here, there)
            else:
                found = net.shortest(here, there).length_km
                assert found == pytest.approx(far[there], **CLOSE)


@pytest.mark.parametrize("seed", range(5))
def test_neither_the_order_nor_the_direction_of_lines_matters(seed):
    rng = np.random.default_rng(seed)
    gdf = random_lines(rng, 12)
    gdf.geometry = gdf.geometry.translate(0.0)  # a copy
    other = gdf.sample(frac=1.0, random_state=seed)
    turned = other.geometry.to_numpy().copy()
    turned[::2] = shapely.reverse(turned[::2])
    one, two = built(gdf, 8.0), built(other.set_geometry(turned, crs=gdf.crs), 8.0)
    for name in ("nodes", "links", "sections", "components", "gaps", "bridges"):
        ours, theirs = getattr(one, name), getattr(two, name)
        assert ours.drop(columns="rows", errors="ignore").equals(
            theirs.drop(columns="rows", errors="ignore")
        ), name
    assert one.links["rows"].map(set).tolist() == two.links["rows"].map(set).tolist()
