"""Networks of one's own tables: what is derived, what is lent, and every kind of bad input."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, box

import corridor as cr
from corridor.data.checks.links import lengths_km
from tests.network.own.conftest import (
    LINKS,
    PLACES,
    SOURCE,
    TRANSFERS,
    build,
    faults_of,
    links_frame,
    nodes_frame,
    small_base,
    told,
)


def test_lengths_given_are_reported_facts(own):
    row = own.trace("link:spur", "length_km").iloc[0]
    assert (row["value"], row["unit"], row["kind"]) == (200.0, "km", "reported")
    assert row["source_id"] == "survey"


def test_lengths_left_out_are_measured_along_the_line():
    net = build(links=links_frame(lengths=False))
    row = net.trace("link:spur", "length_km").iloc[0]
    start, end = PLACES["works"], PLACES["quay"]
    assert row["value"] == pytest.approx(Geod(ellps="WGS84").inv(*start, *end)[2] / 1000, abs=1e-9)
    assert row["value"] == pytest.approx(2 * 111.32 * np.cos(np.radians(43.6)), rel=0.003)
    assert (row["kind"], row["note"]) == ("derived", "geodesic length of its line")


def test_countries_come_from_the_polygons(own):
    assert own.nodes["country"].to_dict() == dict.fromkeys(PLACES, "KZ")
    assert own.data.sections["country"].to_list() == ["KZ", "KZ"]
    assert own.data.sections["km"].to_list() == [200.0, 20.0]


def test_any_reference_system_gives_the_same_network(own):
    turned = build(nodes_frame().to_crs("EPSG:32639"), links_frame().to_crs("EPSG:3857"))
    for axis in ("x_coord", "y_coord"):
        assert np.allclose(turned.nodes[axis], own.nodes[axis], atol=1e-9)
    assert np.allclose(turned.links.geometry["spur"].coords, own.links.geometry["spur"].coords)


def test_order_of_rows_changes_nothing(own, data):
    rows = nodes_frame()[::-1], links_frame()[::-1]
    turned = build(*rows, transfers=TRANSFERS[::-1], base=small_base())
    assert turned.data.data_hash == own.data.data_hash
    assert turned.year == data.year


def test_prices_and_times_are_lent_by_mode_and_country(own, net):
    graph, lent = own.state_graph("copper"), net.state_graph("copper")
    terms = graph.fact_map.terms
    legs = graph.legs
    spur = legs.index[(legs["subject"] == "link:spur") & (legs["kind"] == "section")][0]
    charge = terms[(terms["leg"] == spur) & (terms["charge"] == "transport")]
    assert charge["basis"].to_list() == ["factor"]
    per_tkm = lent.lookup.find("mode:rail_1520/KZ", "tariff_usd_per_tkm")
    rate = float(lent.product(per_tkm.factors))
    paid = float(graph.fact_map.values(terms=charge.index.to_numpy())[0])
    assert paid == pytest.approx(200.0 * rate)


def test_a_route_changes_mode_at_the_transfer(own):
    route = cr.best_route(own, "copper", "depot", "works")
    assert route.totals["distance_km"] == pytest.approx(220.0)
    assert "transfer:quay/road/rail_1520" in route.legs["subject"].to_list()


def test_own_columns_come_before_lent_factors():
    net = build(
        links=links_frame(tariff_usd_per_t=[7.5, None], transit_time_d=[3.0, None]),
        base=small_base(),
    )
    legs = cr.best_route(net, "copper", "works", "quay").legs.set_index("subject")
    assert legs.at["link:spur", "cost_usd_per_t"] == pytest.approx(7.5)
    assert legs.at["link:spur", "time_d"] == pytest.approx(3.0)
    assert net.trace("link:haul", "tariff_usd_per_t").empty  # absent is not zero


def test_a_column_with_its_range_may_rest_on_an_estimate():
    judged = {**SOURCE, "tier": "estimate"}
    ranged = links_frame(length_km_low=[190.0, 18.0], length_km_high=[230.0, 25.0])
    row = build(links=ranged, source=judged).trace("link:spur", "length_km").iloc[0]
    assert (row["low"], row["value"], row["high"], row["kind"]) == (190, 200, 230, "estimate")
    faults = faults_of(lambda: build(source=judged))
    assert {fault.remedy.split(":")[0] for fault in faults} == {"its source is an estimate"}


def test_own_facts_take_the_place_of_lent_ones():
    fact = {"subject": "mode:rail_1520/KZ", "attribute": "tariff_usd_per_tkm", "value": 0.5}
    fact |= {"unit": "USD/tkm", "observed": 2024, "commodity_group": "container"}
    net = build(facts=pd.DataFrame([{**fact, "scope": "shipper"}]), base=small_base())
    legs = cr.best_route(net, "copper", "works", "quay").legs.set_index("subject")
    assert legs.at["link:spur", "cost_usd_per_t"] == pytest.approx(100.0)


def test_nothing_of_the_base_network_comes_along(data):
    own = build(base=data)
    assert set(own.nodes.index) == set(PLACES)
    assert set(own.links.index) == set(LINKS)
    kinds = own.data.facts["subject"].str.partition(":")[0]
    assert set(own.data.facts["subject"][kinds == "link"]) == {"link:spur", "link:haul"}
    assert not (kinds == "node").any()
    assert own.data.supply.empty
    assert own.data.corridors.equals(data.corridors)
    rest = pd.concat([table for name, table in own.data.tables.items() if name != "sources"])
    assert set(own.data.sources.index) == {*rest["source_id"].dropna(), "survey"} - {""}


def test_a_border_that_nobody_listed_is_taken_from_the_link(data):
    points = {"a": Point(-3.7, 40.4), "b": Point(-9.1, 38.75)}
    nodes = gpd.GeoDataFrame(
        {"name": ["Madrid", "Lisbon"]}, index=list(points), geometry=list(points.values()), crs=4326
    )
    links = gpd.GeoDataFrame(
        {"mode": ["rail_1435"], "from_node_id": ["a"], "to_node_id": ["b"]},
        index=["iberia"],
        geometry=[LineString(list(points.values()))],
        crs=4326,
    )
    net = build(nodes, links, base=data)
    found = net.borders[net.borders["source_id"] == "survey"]
    assert set(zip(found["from_country"], found["to_country"], strict=True)) == {
        ("ES", "PT"),
        ("PT", "ES"),
    }
    assert set(found["mode"]) == {"rail_1435"}
    assert len(net.borders) == len(data.borders) + 2
    assert net.data.sections.loc["iberia", "country"].to_list() == ["ES", "PT"]


def test_sections_given_make_the_length(own):
    sections = pd.DataFrame(
        {"link_id": ["spur", "spur"], "seq": [1, 2], "country": ["KZ", "KZ"], "km": [120.0, 90.0]}
    )
    net = build(links=links_frame(lengths=False), sections=sections)
    assert lengths_km(net.data.facts)["spur"] == 210.0
    assert net.trace("link:spur", "length_km")["note"].iloc[0] == "sum of its sections"


def test_slices_of_the_bundled_network_are_tables(net):
    nodes, links = net.nodes.loc[["aktau", "aktau_station"]], net.links
    links = links[links.index == "ra_aktau_station__aktau"]
    sections = net.data.sections.loc[links.index]
    copy = build(nodes, links, sections=sections, base=net.data)
    assert lengths_km(copy.data.facts).to_list() == [18.0]


def test_a_link_without_a_line_is_drawn_straight_inside_one_country():
    plain = pd.DataFrame(links_frame().drop(columns="geometry"))
    net = build(links=plain)
    assert list(net.links.geometry["spur"].coords) == [PLACES["works"], PLACES["quay"]]
    faults = faults_of(lambda: build(links=plain.drop(columns="length_km")))
    assert {fault.rule for fault in faults} == {"a link has a line, or its length and its sections"}


def test_a_straight_line_over_another_country_tells_no_sections():
    nodes = nodes_frame()
    nodes.loc["works", "geometry"] = Point(49.9, 40.4)  # Baku: the line crosses the Caspian
    faults = faults_of(lambda: build(nodes, pd.DataFrame(links_frame().drop(columns="geometry"))))
    assert "a line on land stays in country polygons" in faults[0].rule


# bad input ----------------------------------------------------------------------------------


def test_no_reference_system():
    bare = nodes_frame().set_crs(None, allow_override=True)
    lines = links_frame().set_crs(None, allow_override=True)
    assert told(lambda: build(bare, lines)) == [
        ("links", 0, "geometry", ""),
        ("nodes", 0, "geometry", ""),
    ]


def test_a_wrong_reference_system_is_seen():
    metres = nodes_frame().to_crs("EPSG:32639").set_crs("EPSG:4326", allow_override=True)
    columns = {column for _, _, column, _ in told(lambda: build(metres))}
    assert columns == {"x_coord", "y_coord"}


@pytest.mark.parametrize(
    ("shape", "word"),
    [(Point(), "an empty Point"), (None, "nothing"), (box(0, 0, 1, 1), "a Polygon")],
)
def test_nodes_are_points(shape, word):
    nodes = nodes_frame()
    nodes = nodes.set_geometry([shape, *nodes.geometry[1:]], crs="EPSG:4326")
    (fault,) = faults_of(lambda: build(nodes))
    assert (fault.file, fault.row, fault.column) == ("nodes", 1, "geometry")
    assert fault.rule == f"the geometry of a node is a point, not {word}"
    assert "'works'" in fault.remedy


@pytest.mark.parametrize("shape", [LineString(), Point(51, 43), box(0, 0, 1, 1)])
def test_links_are_lines(shape):
    links = links_frame()
    links = links.set_geometry([shape, links.geometry.iloc[1]], crs="EPSG:4326")
    (fault,) = faults_of(lambda: build(links=links))
    assert (fault.file, fault.row, fault.column) == ("links", 1, "geometry")
    assert "'spur'" in fault.remedy


def test_a_point_that_is_nowhere():
    nodes = nodes_frame()
    nodes.loc["works", "geometry"] = Point(float("inf"), 43.0)
    assert told(lambda: build(nodes)) == [("nodes", 1, "x_coord", "inf")]


def test_missing_columns():
    needed = ["mode", "from_node_id", "to_node_id"]
    assert told(lambda: build(links=links_frame().drop(columns=needed))) == [
        ("links", 0, missing, "") for missing in needed
    ]


def test_all_faults_at_once():
    nodes = nodes_frame(kind=["mine", "harbour", "station"])
    links = links_frame(status=["open", "opne"], capacity_t_per_y=[-1.0, None])
    links["to_node_id"] = ["quai", "quay"]
    assert sorted(told(lambda: build(nodes, links))) == [
        ("links", 1, "capacity_t_per_y", "-1"),
        ("links", 1, "to_node_id", "quai"),
        ("links", 2, "status", "opne"),
        ("nodes", 2, "kind", "harbour"),
    ]


def test_duplicate_ids_are_one_fault_a_row():
    twice = told(lambda: build(pd.concat([nodes_frame()] * 2), pd.concat([links_frame()] * 2)))
    assert twice == [
        *(("links", row, "link_id", name) for row, name in enumerate(LINKS, start=3)),
        *(("nodes", row, "node_id", name) for row, name in enumerate(PLACES, start=4)),
    ]


def test_lengths_that_are_none():
    bad = {"a": np.nan, "b": -5.0, "c": 0.0, "d": np.inf, "e": 1e9}
    links = pd.concat([links_frame().iloc[:1]] * len(bad)).set_axis(list(bad))
    links["length_km"] = list(bad.values())
    assert told(lambda: build(links=links)) == [
        ("links", row, "length_km", shown)
        for row, shown in enumerate(["", "-5", "0", "inf", "1000000000"], start=1)
    ]


def test_a_length_shorter_than_the_great_circle():
    links = links_frame()
    links["length_km"] = [100.0, 20.0]  # 161 km apart
    (fault,) = faults_of(lambda: build(links=links))
    assert "shorter than the great circle" in fault.rule


def test_a_misspelt_column_is_not_passed_over():
    (fault,) = faults_of(lambda: build(links=links_frame(lengths=False, lenght_km=1.0)))
    assert (fault.column, fault.remedy) == ("lenght_km", "nearest: length_km; else leave it out")


def test_a_line_that_runs_backwards():
    links = links_frame()
    links.loc["spur", "geometry"] = links.geometry["spur"].reverse()
    faults = faults_of(lambda: build(links=links))
    assert {fault.remedy for fault in faults} == {
        "the line runs backwards: it starts at from_node_id"
    }


def test_hostile_ids_are_refused():
    names = ["<script>", "=cmd()", "../x", "Works", "مصنع", "a b", "", "--", "x\0y"]
    nodes = pd.concat([nodes_frame(), *[nodes_frame().iloc[:1]] * len(names)])
    nodes.index = [*PLACES, *names]
    assert told(lambda: build(nodes)) == [
        ("nodes", row, "node_id", name) for row, name in enumerate(names, start=4)
    ]


def test_hostile_names_are_text(tmp_path):
    names = ["<script>alert(1)</script>", "=cmd()", "../x" + "w" * 300]
    net = build(nodes_frame().assign(name=names), links_frame(name=["مصنع النحاس", 'a,b;"c"']))
    again = cr.Network.from_folder(net.to_folder(tmp_path / "out"))
    assert again.nodes["name"].to_dict() == dict(zip(PLACES, names, strict=True))
    assert again.links["name"].to_dict() == net.links["name"].to_dict()
    assert "<script>" not in net._repr_html_()


def test_control_characters_in_names_are_refused():
    names = ["new\nline", "bell\a", " padded"]
    assert told(lambda: build(nodes_frame().assign(name=names))) == [
        ("nodes", row, "name", name) for row, name in enumerate(names, start=1)
    ]


def test_a_place_in_the_sea_says_so():
    nodes = nodes_frame()
    nodes.loc["works", "geometry"] = Point(50.5, 42.0)
    links = links_frame(lengths=False).drop(index="haul")
    links.loc["spur", "geometry"] = LineString([Point(50.5, 42.0), PLACES["quay"]])
    (fault,) = faults_of(lambda: build(nodes, links))
    assert fault.rule == "a place outside every country polygon says its country"
    net = build(nodes.assign(country=["SEA", "KZ", "KZ"]), links.assign(mode="sea"))
    assert net.data.sections["country"].to_list() == ["SEA"]


def test_empty_and_other_things():
    nothing = told(lambda: build(nodes_frame().iloc[:0], links_frame().iloc[:0]))
    assert {file for file, *_ in nothing} == {"nodes", "links"}
    assert told(lambda: build({"name": []})) == [("nodes", 0, "", "dict")]
    assert {c for _, _, c, _ in told(lambda: build(source={}))} == {
        "source_id",
        "title",
        "accessed",
    }
    assert told(lambda: build(tables={"suply": pd.DataFrame()})) == [("tables", 0, "", "suply")]
    with pytest.raises(ValueError, match="2000 to 2035"):
        build(year=1999)
    with pytest.raises(TypeError, match="base is a Dataset"):
        build(base="data/geo")
