"""Maps: what is on them, and that no label hides another."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from shapely import LineString, Point

from corridor import draw
from corridor.draw.map.extent import view_extent
from corridor.draw.marks.palette import CORRIDORS
from corridor.draw.marks.space import boxes_meet, text_box
from corridor.errors import SchemaError, UnknownIdError

HOSTILE = [
    "cost $5 to $7",
    "_hidden",
    "x" * 300,
    "باكو אקטאו",
    "\u202eevil\x00",
    r"\frac{$",
    "北京",
    "",
]


def assert_disjoint(ax):
    ax.figure.draw_without_rendering()
    boxes = [(text.get_text(), text_box(text)) for text in ax.texts if text.get_text()]
    meeting = [(a[0], b[0]) for a, b in combinations(boxes, 2) if boxes_meet(a[1], b[1])]
    assert meeting == []


@pytest.fixture
def network(places):
    lines = [LineString([(53, 46), (51, 44)]), LineString([(51, 44), (36, 37)]), None]
    links = gpd.GeoDataFrame(
        {"mode": ["rail_1520", "sea", "road"], "is_open": [True, False, True]}, geometry=lines
    )
    kinds = ["field", "port", "port", "border_point", "market"]
    nodes = places.assign(kind=kinds).set_index(places["name"].str.lower())
    return links, nodes


def test_routes_returns_axes_with_every_corridor_in_its_colour(routes, places, countries):
    ax = draw.draw_routes(routes, places, countries, title="Oil")
    assert isinstance(ax, Axes)
    colours = {to_hex(line.get_color()).upper() for line in ax.lines}
    assert {CORRIDORS["caspian"], CORRIDORS["iran"]} <= colours


def test_shared_track_is_side_by_side(routes, places, countries):
    ax = draw.draw_routes(routes, places, countries)
    starts = [
        ax.transData.transform(line.get_xydata()[0])
        for line in ax.lines
        if to_hex(line.get_color()).upper() in {CORRIDORS["caspian"], CORRIDORS["iran"]}
        and np.allclose(line.get_xydata()[0], (53, 46), atol=0.5)
    ]
    assert len(starts) == 2
    assert np.hypot(*(starts[0] - starts[1])) > 3


def test_a_corridor_on_a_track_twice_or_reversed_keeps_its_side(routes, places, countries):
    back = routes.iloc[[3]].assign(geometry=routes.geometry.iloc[[3]].reverse())
    both = routes.drop(index=3)
    ax = draw.draw_routes(gpd.GeoDataFrame(gpd.pd.concat([both, back])), places, countries)
    assert isinstance(ax, Axes)


def test_labels_of_routes_do_not_overlap(routes, places, countries):
    ax = draw.draw_routes(routes, places, countries)
    assert_disjoint(ax)
    assert {"Tengiz", "Ceyhan"} <= {text.get_text() for text in ax.texts}


def test_crowded_labels_do_not_overlap(routes, countries):
    rng = np.random.default_rng(1)
    spots = [Point(x, y) for x, y in zip(rng.normal(50, 1, 40), rng.normal(43, 1, 40), strict=True)]
    many = gpd.GeoDataFrame(
        {"name": [f"Place {n}" for n in range(40)], "role": "transfer", "corridors": "caspian"},
        geometry=spots,
    )
    assert_disjoint(draw.draw_routes(routes, many, countries))


def test_shaded_territory_is_named_and_hatched(routes, places, countries):
    ax = draw.draw_routes(routes, places, countries)
    assert "R U S S I A" in {text.get_text() for text in ax.texts}
    assert any(collection.get_hatch() for collection in ax.collections)


def test_hostile_names_are_drawn(routes, places, countries):
    for name in HOSTILE:
        hostile = places.assign(name=name)
        ax = draw.draw_routes(
            routes.replace("iran", name), hostile, countries.assign(name=name), title=name
        )
        ax.figure.canvas.draw()


def test_network_has_legend_and_labels(network, countries):
    links, nodes = network
    ax = draw.draw_network(links, nodes, countries)
    ax.figure.canvas.draw()
    assert_disjoint(ax)
    words = {text.get_text() for legend in ax.artists for text in legend.texts} or {
        text.get_text() for text in ax.findobj() if hasattr(text, "get_text")
    }
    assert {"rail, 1520 mm", "sea", "not open"} <= words


def test_network_labels_only_the_chosen(network, countries):
    links, nodes = network
    ax = draw.draw_network(links, nodes, countries, label_nodes=["aktau"])
    written = {text.get_text() for text in ax.texts}
    assert "Aktau" in written
    assert "Tengiz" not in written


def test_network_unknown_label_raises_with_nearest(network, countries):
    links, nodes = network
    with pytest.raises(UnknownIdError, match="aktau"):
        draw.draw_network(links, nodes, countries, label_nodes=["aktua"])


def test_network_extent_leaves_out_what_is_not_in_view(network, countries):
    links, nodes = network
    ax = draw.draw_network(links, nodes, countries, extent=(48, 40, 56, 48))
    assert ax.get_xlim() == (48, 56)
    assert "Ceyhan" not in {text.get_text() for text in ax.texts}


def test_given_axes_is_used(routes, places, countries):
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(1, 2, figsize=(14, 6))
    assert draw.draw_routes(routes, places, countries, ax=axes[1]) is axes[1]


@pytest.mark.parametrize("fault", ["empty", "column", "metres", "role", "plain"])
def test_broken_frames_raise_a_clear_error(routes, places, countries, fault):
    if fault == "empty":
        routes = routes.iloc[:0]
    elif fault == "column":
        routes = routes.drop(columns="mode")
    elif fault == "metres":
        routes = routes.set_crs(None, allow_override=True).scale(1e5, 1e5).to_frame("geometry")
        routes = routes.assign(corridor="a", mode="sea", seq=1)
    elif fault == "role":
        places = places.assign(role="hub")
    else:
        routes = gpd.pd.DataFrame(routes)
    with pytest.raises(SchemaError, match=r"routes|places"):
        draw.draw_routes(routes, places, countries)


def test_upside_down_extent_raises(network, countries):
    links, nodes = network
    with pytest.raises(ValueError, match="west < east"):
        draw.draw_network(links, nodes, countries, extent=(56, 40, 48, 48))


def test_view_reaches_japan_and_stays_on_earth():
    west, south, east, north = view_extent([Point(28, 31), Point(140, 36), Point(103, 1)])
    assert west < 28
    assert east > 140
    assert -90 <= south < north <= 90


def test_one_point_has_a_view():
    west, south, east, north = view_extent([Point(51, 43)])
    assert east - west > 1
    assert north - south > 1
