"""What results look like in a notebook and in pictures, hostile names included."""

import dataclasses

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes

import corridor as cr
from corridor.routes.frames import cost_frames, map_frames, profile_frame

PAIR = ("copper", "balkhash_smelter", "duisburg")
HOSTILE = "<script>alert('$x_{')</script> =cmd() \u05d0\u05d1"


@pytest.fixture(scope="module")
def comparison(net):
    return cr.compare_corridors(net, *PAIR)


@pytest.fixture
def hostile(data):
    nodes, commodities = data.nodes.copy(), data.commodities.copy()
    nodes.loc["balkhash_smelter", "name"] = HOSTILE
    commodities.loc["copper", "name"] = HOSTILE * 10
    changed = dataclasses.replace(data, nodes=nodes, commodities=commodities)
    return cr.compare_corridors(cr.build_network(changed), *PAIR)


def test_pages_escape_names(hostile):
    route = hostile.routes["caspian"]
    for page in (hostile._repr_html_(), route._repr_html_(), hostile.network._repr_html_()):
        assert "<script" not in page
    assert "&lt;script&gt;" in hostile._repr_html_()


def test_a_page_leaves_out_columns_that_say_nothing(net, comparison):
    gas = cr.compare_corridors(net, "natural_gas", "galkynysh", "market_it")._repr_html_()
    assert "<th>corridor</th><th>reason</th>" in gas
    assert "link:tcgp (proposed)" not in comparison._repr_html_()
    assert "<th>reason</th>" not in comparison._repr_html_()
    assert "<th>territories</th>" in comparison._repr_html_()


@pytest.mark.parametrize("plot", ["plot_map", "plot_profile", "plot_costs"])
def test_pictures_survive_hostile_names(hostile, plot):
    axes = getattr(hostile, plot)()
    axes.figure.canvas.draw()
    plt.close("all")


@pytest.mark.parametrize("plot", ["plot_map", "plot_profile", "plot_costs"])
def test_pictures_return_axes_and_take_axes(comparison, plot):
    _, axes = plt.subplots(figsize=(12, 7))
    assert getattr(comparison, plot)(ax=axes) is axes
    assert isinstance(getattr(comparison, plot)(), Axes)
    plt.close("all")


def test_network_plot_returns_axes(net):
    assert isinstance(net.plot(), Axes)
    plt.close("all")


def test_profile_ends_in_the_totals(comparison):
    last = profile_frame(comparison.routes).groupby("corridor").last()
    for corridor, row in last.iterrows():
        totals = comparison.routes[corridor].totals
        assert row["km"] == pytest.approx(totals["distance_km"])
        assert row["days"] == pytest.approx(totals["time_d"])
        assert row["usd"] == pytest.approx(totals["cost_usd_per_t"])


def test_cost_bars_add_up(comparison):
    costs, ranges = cost_frames(comparison.routes)
    sums = costs.groupby("corridor")["usd"].sum()
    assert set(ranges["corridor"]) == set(sums.index)
    for corridor, total in sums.items():
        assert total == pytest.approx(comparison.routes[corridor].totals["cost_usd_per_t"])


def test_any_is_drawn_only_where_it_differs(comparison):
    lines, places = map_frames(comparison.routes)
    same = any(
        comparison.routes["any"].arcs == route.arcs
        for name, route in comparison.routes.items()
        if name != "any"
    )
    assert ("any" not in set(lines["corridor"])) == same
    assert {"origin", "destination"} <= set(places["role"])


def test_repr_is_readable(comparison):
    text = repr(comparison)
    assert "caspian" in text
    assert "USD/t" in text
    assert "USD/t" in repr(comparison.routes["caspian"])


def test_long_form_has_one_row_per_number(comparison):
    frame = comparison.to_frame()
    assert list(frame.columns) == ["corridor", "quantity", "value"]
    row = frame[(frame["corridor"] == "caspian") & (frame["quantity"] == "time_d")]
    assert float(row["value"].iloc[0]) == comparison.table.loc["caspian", "time_d"]
