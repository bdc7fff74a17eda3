"""Tiny frames, and a canvas that needs no screen."""

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
import pytest
from shapely import LineString, Point, box

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.fixture
def countries():
    shapes = [box(46, 41, 80, 52), box(20, 45, 45.9, 60), box(26, 36, 45, 41)]
    names = {"country": ["KZ", "RU", "TR"], "name": ["Kazakhstan", "Russia", "Türkiye"]}
    return gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:4326")


@pytest.fixture
def routes():
    shared = LineString([(53, 46), (51, 44)])
    rows = [
        ("caspian", "rail_1520", 1, shared),
        ("caspian", "sea", 2, LineString([(51, 44), (49, 40)])),
        ("caspian", "oil_pipeline", 3, LineString([(49, 40), (36, 37)])),
        ("iran", "rail_1520", 1, shared),
        ("iran", "rail_1435", 2, LineString([(51, 44), (52, 37), (36, 37)])),
    ]
    columns = ["corridor", "mode", "seq", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, crs="EPSG:4326")


@pytest.fixture
def places():
    rows = [
        ("Tengiz", "origin", "caspian;iran", Point(53, 46)),
        ("Aktau", "transfer", "caspian", Point(51, 44)),
        ("Kuryk", "transfer", "iran", Point(51, 43.9)),
        ("Astara", "border", "iran", Point(51.1, 44.1)),
        ("Ceyhan", "destination", "caspian;iran", Point(36, 37)),
    ]
    columns = ["name", "role", "corridors", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, crs="EPSG:4326")


@pytest.fixture
def points():
    rows = [
        ("caspian", 1, 400.0, 1.0, 10.0, "to Aktau", "move"),
        ("caspian", 2, 400.0, 6.0, 18.0, "Aktau port", "stop"),
        ("caspian", 3, 900.0, 8.0, 30.0, "to Alat", "move"),
        ("iran", 1, 400.0, 1.0, 10.0, "to Aktau", "move"),
        ("iran", 2, 1500.0, 5.0, 40.0, "to Sarakhs", "move"),
        ("iran", 3, 1500.0, 9.0, 49.0, "gauge break", "stop"),
    ]
    columns = ["corridor", "seq", "km", "days", "usd", "label", "kind"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def costs():
    rows = [
        ("caspian", "rail", "transport", 60.0),
        ("caspian", "port", "port", 12.0),
        ("caspian", "port", "insurance", 0.5),
        ("iran", "rail", "transport", 80.0),
        ("iran", "border", "border", 9.0),
    ]
    return pd.DataFrame(rows, columns=["corridor", "leg", "component", "usd"])
