"""Tiny layers, and two browsers: one that can draw maps and one that cannot."""

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

from corridor.draw.web.layers.corridors import corridor_layers, place_layer
from corridor.draw.web.page import WebMap
from tests.browser import NO_WEBGL, WEBGL, opened_browser

STILL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30">'
    '<rect width="60" height="30" fill="#0072B2"/></svg>'
)


@pytest.fixture(scope="session")
def browser():
    with opened_browser(*WEBGL) as one:
        yield one


@pytest.fixture(scope="session")
def plain_browser():
    with opened_browser(*NO_WEBGL) as one:
        yield one


@pytest.fixture
def lines():
    shared = LineString([(53, 46), (51, 44)])
    rows = [
        ("caspian", "rail_1520", 1, "Tengiz - Aktau", shared),
        ("caspian", "sea", 2, "Aktau - Alat", LineString([(51, 44), (49, 40)])),
        ("iran", "rail_1520", 1, "Tengiz - Aktau", shared),
        ("iran", "oil_pipeline", 2, "Aktau - Neka", LineString([(51, 44), (53, 37)])),
    ]
    columns = ["corridor", "mode", "seq", "name", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, crs="EPSG:4326")


@pytest.fixture
def land():
    shapes = [box(46, 41, 80, 52), box(20, 45, 45.9, 60)]
    names = {"country": ["KZ", "RU"], "name": ["Kazakhstan", "Russia"]}
    return gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:4326")


@pytest.fixture
def stops():
    rows = [("Tengiz", "origin", "caspian", Point(53, 46)), ("Alat", "transfer", "", Point(49, 40))]
    return gpd.GeoDataFrame(rows, columns=["name", "role", "corridors", "geometry"])


@pytest.fixture
def shown(lines, stops, land):
    return WebMap((*corridor_layers(lines), place_layer(stops)), land, "Copper", STILL)
