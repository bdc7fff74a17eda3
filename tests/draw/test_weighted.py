"""Maps of all tonnes: width and area are the amounts, shapes are no finer than the paper."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, box, get_num_coordinates

from corridor.draw.map.weighted.coarse import coarse, main_extent, paper_of_map
from corridor.draw.map.weighted.flow_map import draw_flow_map
from corridor.draw.map.weighted.loss_map import draw_loss_map
from corridor.errors import SchemaError


@pytest.fixture
def flows():
    line, other = LineString([(53, 46), (51, 44)]), LineString([(51, 44), (36, 37)])
    rows = {"link": ["a", "a", "b"], "kind": ["russia", "caspian", "caspian"]}
    return gpd.GeoDataFrame(
        {**rows, "value": [30.0, 10.0, 10.0]}, geometry=[line, line, other], crs="EPSG:4326"
    )


@pytest.fixture
def ends():
    rows = {"name": ["Tengiz", "Ceyhan"], "value": [40.0, 10.0]}
    return gpd.GeoDataFrame(rows, geometry=[Point(53, 46), Point(36, 37)], crs="EPSG:4326")


def widths(ax):
    return sorted(
        line.get_linewidth()
        for line in ax.lines
        if line.get_zorder() == 7 and line.get_linestyle() == "-"
    )


def test_the_bands_of_a_link_add_up_to_its_flow(flows, ends, countries):
    ax = draw_flow_map(flows, ends, countries, title="All")
    np.testing.assert_allclose(widths(ax), [3.0, 9.0, 12.0])
    words = [text.get_text() for text in ax.get_legend_handles_labels()[1]]
    assert not words
    assert ax.get_title(loc="left") == "All"


def test_a_thin_flow_stays_visible(flows, ends, countries):
    ax = draw_flow_map(flows.assign(value=[30.0, 10.0, 0.001]), ends, countries)
    assert min(widths(ax)) == pytest.approx(0.9)


def test_the_area_of_a_circle_is_the_loss(countries):
    lost = gpd.GeoDataFrame(
        {"name": ["a", "b"], "value": [4.0, 1.0]},
        geometry=[Point(53, 46), Point(50, 44)],
        crs="EPSG:4326",
    )
    ax = draw_loss_map(lost, countries)
    sizes = [line.get_markersize() for line in ax.lines if line.get_zorder() == 8]
    assert sizes[0] / sizes[1] == pytest.approx(2.0)


@pytest.mark.parametrize("name", ["$5 and $6", "_x", "y" * 300, "\u202e"])
def test_hostile_names_are_drawn(flows, ends, countries, name):
    countries = countries.assign(name=name)
    ax = draw_flow_map(flows.assign(kind=name), ends.assign(name=name), countries, title=name)
    ax.figure.canvas.draw()
    draw_loss_map(ends.assign(name=name), countries, title=name).figure.canvas.draw()


def test_faulty_frames_are_refused(flows, ends, countries):
    with pytest.raises(SchemaError, match="column"):
        draw_flow_map(flows.drop(columns="kind"), ends, countries)
    with pytest.raises(SchemaError, match="above 0"):
        draw_loss_map(ends.assign(value=0.0), countries)


def test_a_far_market_shrinks_no_map(ends):
    far = gpd.GeoDataFrame(
        {"name": ["Port Hope"], "value": [0.001]}, geometry=[Point(-78, 44)], crs="EPSG:4326"
    )
    both = gpd.GeoDataFrame(gpd.pd.concat([ends, far], ignore_index=True), crs="EPSG:4326")
    ax = paper_of_map()
    assert main_extent(both, ax) == main_extent(ends, ax)


def test_detail_below_a_pixel_goes_and_what_is_in_view_stays():
    ax = paper_of_map()
    ragged = [(x / 100, 0.001 * (x % 2)) for x in range(1000)]
    frame = gpd.GeoDataFrame(
        geometry=[LineString(ragged), box(5, 5, 6, 6), box(7, 7, 7.001, 7.001), Point(50, 50)],
        crs="EPSG:4326",
    )
    kept = coarse(frame, ax, (0.0, -10.0, 20.0, 10.0))
    assert list(kept.index) == [0, 1]
    assert get_num_coordinates(kept.geometry.iloc[0]) < 10
    assert kept.geometry.iloc[1].area == pytest.approx(1.0)
