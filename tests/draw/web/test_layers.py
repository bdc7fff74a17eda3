"""Layers: what is drawn, what the cards say, and what is refused."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point, box

from corridor.draw.web.layers.corridors import corridor_layers, place_layer
from corridor.draw.web.layers.elements import element_layers
from corridor.draw.web.layers.flows import flow_layers
from corridor.draw.web.layers.land import coarse, land_features, map_view
from corridor.draw.web.layers.layer import MapLayer
from corridor.draw.web.layers.network import network_layers
from corridor.draw.web.scales import loss_colour, use_step, widths
from corridor.errors import SchemaError

LINE = LineString([(51, 44), (49, 40)])


@pytest.fixture
def frame():
    return gpd.GeoDataFrame(
        {"label": ["one"], "colour": ["#112233"], "size": [2.0]}, geometry=[LINE]
    )


@pytest.fixture
def links():
    rows = {
        "name": ["CPC", "Aktau - Alat", "road"],
        "mode": ["oil_pipeline", "sea", "road"],
        "mt_per_y": [60.0, 6.0, 0.0],
        "utilisation": [1.0, np.nan, 0.2],
    }
    return gpd.GeoDataFrame(rows, geometry=[LINE] * 3, crs="EPSG:4326")


def test_a_shared_track_is_parted_and_an_own_one_is_not(lines):
    caspian, iran = corridor_layers(lines)
    assert [f["properties"]["o"] for f in caspian.features["features"]] == [-2.25, 0.0]
    assert [f["properties"]["o"] for f in iran.features["features"]] == [2.25, 0.0]


def test_water_is_broken_and_pipelines_are_hollow(lines):
    dashes = [
        f["properties"]["d"] for one in corridor_layers(lines) for f in one.features["features"]
    ]
    assert dashes == ["solid", "broken", "solid", "pipe"]


def test_cards_say_what_the_frame_holds_and_leave_out_what_is_absent(frame):
    frame = frame.assign(days=[1.25], km=[np.nan])
    layer = MapLayer("x", frame, cards=(("days", "days"), ("km", "km"), ("no such", "")))
    assert layer.rows == [{"t": "one", "r": [["days", "1.25"]]}]


def test_the_ends_of_routes_are_named_first(stops):
    assert [(name["t"], name["k"]) for name in place_layer(stops).labels] == [
        ("Tengiz", 2),
        ("Alat", 1),
    ]


def test_width_is_the_flow_and_colour_the_mode_or_the_use(links):
    flow, use = flow_layers(links)
    sizes = [f["properties"]["w"] for f in flow.features["features"]]
    assert sizes == [13.0, 1.0 + 12.0 * 0.1, 1.0]
    full = {row["t"]: row["r"] for row in use.rows}
    assert ["capacity in use", "100 %"] in full["CPC"]
    assert not any(words == "capacity in use" for words, _ in full["Aktau - Alat"])
    assert (flow.visible, use.visible) == (True, False)


def test_steps_of_use_and_loss():
    shares = [0.0, 0.5, 0.8, 1.0, float("nan")]
    assert [use_step(share) for share in shares] == [
        *("under 50 %", "50 to 80 %", "80 % to full", "full", "capacity not known")
    ]
    colours = [loss_colour(loss, 1000.0) for loss in (1000.0, 100.0, 10.0, 1.0, 0.0)]
    assert len(set(colours[:4])) == 4
    assert colours[3] == colours[4]
    assert widths([]) == []


def test_the_first_kind_of_line_and_of_point_is_shown():
    elements = gpd.GeoDataFrame(
        {
            "name": ["CPC", "a company", "Aktau", "Kazakhstan"],
            "kind": ["link", "operator", "node", "territory"],
            "loss_musd_per_y": [50.0, 60.0, 5.0, 70.0],
        },
        geometry=[LINE, MultiLineString([LINE]), Point(51, 44), Point(60, 48)],
        crs="EPSG:4326",
    )
    layers = element_layers(elements)
    assert [(layer.title, layer.visible) for layer in layers] == [
        ("Loss of a link", True),
        ("Loss of an operator", False),
        ("Loss of a node", True),
        ("Loss of a territory", False),
    ]


def test_links_that_are_not_open_stand_apart(links, stops):
    links = links.assign(is_open=[True, False, True], name=["a", "b", "c"])
    nodes = stops.assign(kind=["field", "other"])
    layers = network_layers(links, nodes)
    assert [(one.title, len(one.frame)) for one in layers] == [
        ("oil pipeline", 1),
        ("road", 1),
        ("Not open", 1),
        ("Nodes", 2),
    ]
    assert not layers[2].visible


@pytest.mark.parametrize("fault", ["colour", "column", "mixed", "metres", "empty"])
def test_broken_frames_are_refused(frame, fault):
    broken = {
        "colour": frame.assign(colour="red;}</style>"),
        "column": frame.drop(columns="size"),
        "mixed": gpd.pd.concat([frame, frame.set_geometry([Point(1, 1)])]),
        "metres": frame.set_geometry([LineString([(5e6, 4e6), (5e6, 5e6)])]),
        "empty": frame.iloc[:0],
    }[fault]
    with pytest.raises(SchemaError, match="layer"):
        MapLayer("x", broken)


def test_land_keeps_what_is_in_reach_and_drops_specks():
    land = gpd.GeoDataFrame(
        {"country": ["KZ", "AQ", "XX"], "name": ["Kazakhstan", "far", "speck"]},
        geometry=[box(50, 40, 80, 55), box(0, -89, 10, -85), box(60, 30, 60.001, 30.001)],
        crs="EPSG:4326",
    )
    view, reach = map_view([Point(50, 35), Point(80, 50)])
    (feature,) = land_features(land, view, reach, {"KZ"})
    assert feature["properties"] == {"name": "Kazakhstan", "shaded": 1}
    ring = np.array(feature["geometry"]["coordinates"][0][0])
    assert np.ptp(ring, axis=0) == pytest.approx([30, 15], abs=0.2)
    assert len(coarse(land.iloc[:1], view)) == 1


def test_reach_never_holds_the_whole_world():
    _, (west, south, east, north) = map_view([Point(-170, -60), Point(170, 80)])
    assert (west, south, east, north) == (-179.0, -78.0, 179.0, 80.0)
