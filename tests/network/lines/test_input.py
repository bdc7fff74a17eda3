"""What a frame of lines may be, and what is said of one that is not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from corridor.errors import NoRouteError, SchemaError, UnknownIdError
from corridor.network.lines.build import network_from_lines
from corridor.network.lines.options import LineOptions
from tests.network.lines.frames import built, lines

STRAIGHT = "LINESTRING (68 44, 69 44)"


def faults(gdf, **kwargs):
    with pytest.raises(SchemaError) as caught:
        built(gdf, **kwargs)
    return str(caught.value)


def test_every_bad_row_is_listed():
    gdf = lines(STRAIGHT, "POINT (1 2)", "LINESTRING EMPTY", STRAIGHT)
    gdf.index = ["good", "dot", "nothing", "gone"]
    gdf.loc["gone", "geometry"] = None
    said = faults(gdf)
    assert said.splitlines()[0] == "3 faults in the data"
    assert "gdf.loc['dot']: geometry 'POINT (1 2)': broken rule: a row is a line" in said
    assert "gdf.loc['nothing']: geometry 'LINESTRING EMPTY': broken rule: a geometry is not" in said
    assert "gdf.loc['gone']: geometry 'None': broken rule: a row has a geometry" in said
    assert "gdf.drop(['gone'])" in said


def test_many_bad_rows_are_counted():
    said = faults(lines(*["POINT (1 2)"] * 50))
    assert said.count("gdf.loc") == 20
    assert "30 more rows, the last 49" in said


def test_a_frame_without_a_reference_system_is_refused():
    assert "gdf.set_crs('EPSG:4326')" in faults(lines(STRAIGHT, crs=None))


@pytest.mark.parametrize("wrong", [None, [STRAIGHT], gpd.GeoSeries.from_wkt([STRAIGHT])])
def test_what_is_no_frame_is_refused(wrong):
    assert "GeoDataFrame" in faults(wrong)


def test_an_empty_frame_is_refused():
    assert "no rows" in faults(lines(STRAIGHT).iloc[:0])


def test_coordinates_outside_the_world_are_refused():
    said = faults(lines("LINESTRING (500000 4800000, 510000 4800000)"))
    assert "coordinates are degrees" in said
    assert "set_crs" in said


def test_a_line_around_the_earth_is_refused():
    assert "cut it at longitude 180" in faults(lines("LINESTRING (179 66, -179 66)"))


def test_other_reference_systems_are_read():
    gdf = lines(STRAIGHT, "LINESTRING (69 44, 69 45)")
    there = built(gdf.to_crs("EPSG:32642"))
    here = built(gdf)
    assert there.links["length_km"].sum() == pytest.approx(here.links["length_km"].sum(), rel=1e-6)
    assert len(there.components) == 1


def test_multilines_rings_and_heights_are_read():
    gdf = lines(
        "MULTILINESTRING ((68 44, 69 44), (69 44, 69 45))", "LINESTRING Z (69 45 7, 70 45 9)"
    )
    ring = gpd.GeoDataFrame(
        geometry=[shapely.LinearRing([(68, 44), (69, 44), (69, 45)])], crs="EPSG:4326"
    )
    assert built(gdf).links["rows"].tolist() == [(0, 1)]
    assert len(built(ring).links) == 2


def test_lines_without_length_and_repeated_ones_are_left_out_and_listed():
    net = built(
        lines(STRAIGHT, "LINESTRING (1 1, 1 1)", "LINESTRING (69 44, 68 44)", STRAIGHT), gap_km=1.0
    )
    assert sorted(net.dropped["row"]) == [1, 2, 3]
    assert "left out, same line elsewhere: 2 (in rows 2, 3)" in net.report
    assert "left out, no length: 1 (in rows 1)" in net.report
    assert len(net.links) == 1


def test_nothing_but_points_drawn_as_lines_is_refused():
    assert "no line has any length" in faults(lines("LINESTRING (1 1, 1 1)"))


def test_stated_lengths_are_shared_out_along_a_line():
    gdf = lines(STRAIGHT, "LINESTRING (68.25 44, 68.25 45)", km=[100.0, 112.0])
    net = built(gdf, length="km")
    assert sorted(net.links["length_km"].round(2)) == [25.0, 75.0, 112.0]
    assert "as stated in km" in net.report


@pytest.mark.parametrize("km", [np.nan, -1.0, "far"])
def test_a_length_that_is_none_is_refused(km):
    gdf = lines(STRAIGHT, "LINESTRING (69 44, 69 45)", km=[100.0, km])
    assert "gdf.loc[1]: km" in faults(gdf, length="km")


@pytest.mark.parametrize("layer", ["ground", 1.5, 99])
def test_a_layer_that_is_none_is_refused(layer):
    assert "gdf.loc[0]: layer" in faults(lines(STRAIGHT, layer=[layer]))


@pytest.mark.parametrize("snap_km", [-1, np.nan, np.inf, "1", None, True, 1000])
def test_a_reach_that_is_no_distance_is_refused(snap_km):
    with pytest.raises(ValueError, match="snap_km is kilometres from 0 to 100"):
        network_from_lines(lines(STRAIGHT), mode="road", snap_km=snap_km)


@pytest.mark.parametrize("name", ["place_km", "gap_km", "tolerance_km"])
def test_options_that_are_no_distance_are_refused(name):
    with pytest.raises(ValueError, match=name):
        LineOptions(**{name: -1.0})


def test_columns_kept_may_not_hide_others():
    with pytest.raises(ValueError, match="links have a column 'rows' of their own"):
        LineOptions(keep=("rows",))
    with pytest.raises(TypeError, match=r"keep=\('gauge',\)"):
        LineOptions(keep="gauge")


def test_coordinates_that_are_no_numbers_are_refused():
    with np.errstate(invalid="ignore"):
        shapes = [
            shapely.LineString([(68, 44), (np.nan, 44)]),
            shapely.LineString([(0, 0), (1, 1)]),
        ]
    wild = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326")
    said = faults(wild)
    assert said.startswith("1 fault in the data\ngdf.loc[0]")
    assert "finite in degrees" in said
    far = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1e30, 1e30)])], crs="EPSG:32642")
    assert "finite in degrees" in faults(far)


def test_unknown_names_offer_the_nearest():
    with pytest.raises(UnknownIdError, match="unknown mode 'rail_1250'; nearest: rail_1520"):
        network_from_lines(lines(STRAIGHT), mode="rail_1250", snap_km=0)
    with pytest.raises(UnknownIdError, match="unknown column 'lenght'; nearest: length"):
        built(lines(STRAIGHT, length=[1.0]), length="lenght")
    with pytest.raises(UnknownIdError, match="unknown column 'gage'; nearest: gauge"):
        built(lines(STRAIGHT, gauge=[1]), keep=("gage",))
    with pytest.raises(UnknownIdError, match="unknown node 'line_n9'"):
        built(lines(STRAIGHT)).shortest("line_n9", "line_n1")


def test_places_become_nodes_where_the_lines_pass():
    net = built(lines(STRAIGHT), places={"town": (68.5, 44.01), "port": (69.0, 44.0)})
    assert net.nodes.loc["town", "access_km"] == pytest.approx(1.11, abs=0.01)
    assert net.nodes.loc["port", "access_km"] == 0.0
    assert len(net.links) == 2
    assert net.nearest(68.49, 44.0).index.tolist() == ["town"]
    assert net.shortest("town", "port").length_km == pytest.approx(
        net.shortest((68.5, 44.0), (69.0, 44.0)).length_km
    )


def test_only_what_can_be_loaded_somewhere_is_handed_over():
    source = {"source_id": "s", "title": "S", "accessed": "2026-11-22"}
    bare, named = built(lines(STRAIGHT)), built(lines(STRAIGHT), places={"town": (68.5, 44.0)})
    with pytest.raises(SchemaError, match="name nodes in load_at, or make the network with places"):
        bare.to_network(source=source)
    with pytest.raises(UnknownIdError, match="unknown node 'twon'; nearest: town"):
        named.to_network(source=source, load_at=["twon"])
    with pytest.raises(UnknownIdError, match="unknown commodity group 'oil'"):
        named.to_network(source=source, commodity_groups=["oil"])


def test_the_ways_between_nodes_need_two_connected_nodes():
    net = built(lines(STRAIGHT, "LINESTRING (69.01 44, 70 44)"))
    with pytest.raises(SchemaError, match="at least two nodes"):
        net.between(["line_n1"])
    with pytest.raises(UnknownIdError, match="unknown node 'line_n7'"):
        net.between(["line_n1", "line_n7"])
    with pytest.raises(NoRouteError, match=r"which a snap_km of 0\.81 would bridge"):
        net.between(["line_n1", "line_n4"])


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"far": (60.0, 44.0)}, "no line within 5 km of far"),
        ({"off": (68.5, 44.1)}, r"no line within 5 km of off \(11\.1 km\)"),
        ({"swapped": (44.0, 168.0)}, "then latitude, within 90"),
        ({"Town": (68.5, 44.0)}, "'Town' is no id"),
        ({"town": "68.5, 44"}, r"not \(longitude, latitude\)"),
        ({"town": (68.5, 44.0), "city": (68.5, 44.0)}, "city, town meet the lines at one point"),
        ({"line_n1": (68.5, 44.0)}, "named like a node made here"),
        ([(68.5, 44.0)], "places is a mapping of ids"),
    ],
)
def test_places_that_cannot_be_are_refused(places, said):
    with pytest.raises(SchemaError, match=said):
        built(lines(STRAIGHT), places=places)


def test_a_place_off_the_lines_is_no_start():
    net = built(lines(STRAIGHT))
    with pytest.raises(SchemaError, match=r"no line within 5 km of \(44.0, 68.0\)"):
        net.shortest((44.0, 68.0), (69.0, 44.0))
    with pytest.raises(ValueError, match="longitude comes first"):
        net.nearest(np.nan, 44.0)
    with pytest.raises(ValueError, match="count"):
        net.nearest(68.0, 44.0, count=0)


def test_a_route_may_end_where_it_begins_or_stay_on_one_link():
    net = built(lines(STRAIGHT))
    whole = net.links["length_km"].iloc[0]
    assert net.shortest((68.5, 44.0), (68.5, 44.0)).length_km == 0.0
    assert net.shortest("line_n1", "line_n1").length_km == 0.0
    back = net.shortest((68.75, 44.0), (68.25, 44.0))
    assert back.length_km == pytest.approx(whole / 2)
    assert back.geometry.coords[0] == pytest.approx((68.75, 44.0))
    assert back.territory_km.to_dict() == {"KZ": pytest.approx(whole / 2)}


def test_names_do_not_break_the_page():
    net = built(lines(STRAIGHT, STRAIGHT, **{"<script>": [1, 2]}), keep=("<script>",))
    assert "<script>" not in net._repr_html_()
    assert net.report in net._repr_html_().replace("&lt;", "<").replace("&gt;", ">")
