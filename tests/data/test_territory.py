"""Where nodes and lines lie."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import LineString, MultiLineString, Polygon, box

from corridor.data import land_km, load_dataset
from corridor.data.files.geojson import LINES, POLYGONS, read_features
from corridor.errors import SchemaError


@pytest.fixture
def faults(folder, tmp_path):
    def load():
        with pytest.raises(SchemaError) as caught:
            load_dataset(folder.write(tmp_path))
        return caught.value.faults

    return load


def over_russia(km):
    """Return a way from Aktau's end of the pipe to Tengiz that dips into Russia."""
    half = km / 2 / 71.7
    return LineString([(55, 45), (52, 49.9), (52 + half, 50.0001), (52 - half, 50.0001), (50, 45)])


def test_line_over_land_its_sections_leave_out(folder, faults):
    folder.lines["tengiz_aktau"] = over_russia(8)
    (fault,) = faults()
    assert (fault.file, fault.value) == ("geometry.geojson", "tengiz_aktau")
    assert "km over Russia (RU)" in fault.rule


def test_four_kilometres_pass(folder, tmp_path):
    folder.lines["tengiz_aktau"] = over_russia(4)
    assert load_dataset(folder.write(tmp_path)).links.loc["tengiz_aktau", "is_open"]


def test_land_km_is_geodesic():
    km = land_km({"a": LineString([(0, 60), (4, 60)])}, {"XX": box(1, 50, 3, 70)})
    assert abs(km["a", "XX"] - 111.5) < 0.2


def test_land_km_of_a_line_that_meets_nothing():
    assert land_km({"a": LineString([(0, 0), (1, 0)])}, {"XX": box(5, 5, 6, 6)}).empty


def test_node_outside_its_country(folder, faults):
    folder.spoil("nodes", 3, "x_coord", "38")
    rules = [fault for fault in faults() if fault.file == "nodes.csv"]
    assert "157.7 km from AZ, allowed 2" in rules[0].rule


@pytest.mark.parametrize("change", [("offshore", "true"), ("accuracy_km", "90")])
def test_offshore_or_vague_node_may_lie_off_the_land(folder, tmp_path, change):
    folder.squares["KZ"] = box(50.5, 40, 60, 50)
    folder.spoil("nodes", 1, *change)
    assert load_dataset(folder.write(tmp_path)).nodes.index.is_unique


def test_swapped_coordinates_are_recognised(folder, faults):
    folder.spoil("nodes", 0, "x_coord", "45")
    folder.spoil("nodes", 0, "y_coord", "55")
    assert any("look swapped" in fault.remedy for fault in faults() if fault.row == 2)


def test_swapped_line_is_recognised(folder, faults):
    folder.lines["aktau_alat"] = LineString([(45, 50), (45, 48)])
    remedies = {fault.remedy for fault in faults() if "meets its node" in fault.rule}
    assert remedies == {"longitude and latitude look swapped: longitude comes first"}


def test_backward_line_is_recognised(folder, faults):
    folder.lines["aktau_alat"] = LineString([(48, 45), (50, 45)])
    assert {fault.remedy for fault in faults()} == {
        "the line runs backwards: it starts at from_node_id"
    }


def test_line_in_parts_runs_from_first_to_last(folder, tmp_path):
    parts = MultiLineString([[(50, 45), (49.5, 45)], [(49.4, 45), (48, 45)]])
    folder.lines["aktau_alat"] = parts
    assert load_dataset(folder.write(tmp_path)).links.crs == "EPSG:4326"


def test_missing_line_and_line_of_nothing(folder, faults):
    folder.lines["nowhere"] = folder.lines.pop("alat_baku")
    assert {fault.rule.partition(" ")[2] for fault in faults()} == {
        "has a line in geometry.geojson or geometry_osm.geojson",
        "line is of a known link",
    }


def test_missing_polygon(folder, faults):
    del folder.squares["GE"]
    (fault,) = faults()
    assert fault.rule == "countries.geojson has a polygon of GE"


def collection(geometry, key="a", **more):
    feature = {"type": "Feature", "properties": {"link_id": key}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more})


def line(*points):
    return {"type": "LineString", "coordinates": points}


DEEP = "[" * 100_000
MERCATOR = {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("<VRTDataset/>", "the file is JSON"),
        ('{"features": ' + DEEP, "the file is JSON"),
        ("[]", "is a FeatureCollection"),
        ('{"type": "FeatureCollection"}', "has a list of features"),
        ('{"type": "FeatureCollection", "features": [3]}', "has the property"),
        (collection(line((0, 0), (1, 1)), crs=MERCATOR), "WGS 84 degrees"),
        (collection(line((0, 0), (1, 1)), key=3), "is text and stands once"),
        (collection(line((0, 0), (5e6, 6e6))), "coordinates are degrees"),
        (collection(line((0, 0), (1, float("nan")))), "finite coordinates"),
        (collection(line((0, 0), (1, float("inf")))), "finite coordinates"),
        (collection(line()), "finite coordinates"),
        (collection(line((0, 0))), "can be read"),
        (collection(line("x", "y")), "can be read"),
        (collection({"type": "Point", "coordinates": (0, 0)}), "is one of LineString"),
        (collection({"type": "LineString"}), "can be read"),
        (collection(None), "is one of LineString"),
    ],
)
def test_hostile_geometry(tmp_path, content, rule):
    path = tmp_path / "lines.geojson"
    path.write_text(content, encoding="utf-8")
    features = read_features(path, "link_id", LINES)
    assert not features.shapes
    assert rule in features.faults[0].rule


def test_other_endings_are_not_opened(tmp_path):
    path = tmp_path / "lines.gpkg"
    path.write_text(collection(line((0, 0), (1, 1))), encoding="utf-8")
    assert read_features(path, "link_id", LINES).faults[0].rule.endswith(".geojson")


def test_polygon_that_crosses_itself(tmp_path):
    path = tmp_path / "areas.geojson"
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]).__geo_interface__
    path.write_text(collection(bow), encoding="utf-8")
    assert "simple" in read_features(path, "link_id", POLYGONS).faults[0].rule
