"""Pictures of routes: the bars and tiles are the totals, and no route is said."""

import matplotlib.pyplot as plt
import pytest

import corridor as cr
from corridor.errors import NoRouteError, UnknownIdError
from corridor.routes.scores import co2_frames, score_frame

PAIR = ("copper", "balkhash_smelter", "duisburg")


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def comparison(net):
    return cr.compare_corridors(net, *PAIR)


@pytest.mark.parametrize("by", ["mode", "leg"])
def test_bars_of_co2_add_up_to_the_totals(comparison, by):
    bars, ranges = co2_frames(comparison.routes, by)
    for corridor, kg in bars.groupby("corridor")["kg"].sum().items():
        assert kg == pytest.approx(comparison.routes[corridor].totals["co2_kg_per_t"])
    low, high = ranges.set_index("corridor").loc["caspian"]
    assert low < comparison.routes["caspian"].totals["co2_kg_per_t"] < high
    ends = {
        round(patch.get_x() + patch.get_width(), 3) for patch in comparison.plot_co2(by=by).patches
    }
    assert round(bars.groupby("corridor")["kg"].sum()["russia"], 3) in ends


def test_the_scorecard_marks_the_best_and_the_worst(comparison):
    cells = score_frame(comparison.routes).set_index(["corridor", "criterion"])
    costs = {name: route.totals["cost_usd_per_t"] for name, route in comparison.routes.items()}
    costs.pop("any")
    scores = cells.xs("Cost, USD/t", level="criterion")["score"]
    assert scores[min(costs, key=costs.get)] == 0.0
    assert scores[max(costs, key=costs.get)] == 1.0
    assert cells.loc[("russia", "Delay by hazards, d"), "text"] == "not known"
    shown = {text.get_text() for text in comparison.plot_scorecard().texts}
    assert {f"{costs['caspian']:,.0f}", "0 %"} <= shown


def test_a_route_draws_itself(comparison):
    route = comparison.routes["caspian"]
    assert route.plot_map().get_title(loc="left") == comparison.title
    profile = route.plot_profile()
    assert profile.lines[0].get_ydata()[-1] == pytest.approx(route.totals["time_d"])
    assert [layer.title for layer in route.explore().layers] == ["Caspian", "Places"]


def test_an_interactive_comparison_carries_the_legs(comparison):
    shown = comparison.explore()
    layers = {layer.title: layer for layer in shown.layers}
    km = sum(float(layers["Russia"].frame["km"].sum()) for _ in [0])
    assert km == pytest.approx(comparison.routes["russia"].totals["distance_km"])
    assert shown.static_svg.startswith("<?xml")


def test_no_route_is_said_and_not_drawn(net):
    none = cr.compare_corridors(net, "natural_gas", "galkynysh", "market_it")
    for draw in (none.plot_map, none.plot_costs, none.plot_co2, none.plot_scorecard, none.explore):
        with pytest.raises(NoRouteError, match="galkynysh"):
            draw()


def test_a_front_is_drawn_in_any_two_of_its_criteria(net):
    front = cr.pareto_routes(net, *PAIR, criteria=("cost", "time", "co2"))
    ax = front.plot("time", "co2")
    points = {(x, y) for line in ax.lines[1:] for x, y in zip(*line.get_data(), strict=True)}
    assert points == set(zip(front.table["time_d"], front.table["co2_kg_per_t"], strict=True))
    with pytest.raises(UnknownIdError, match="cost"):
        front.plot("costs")


def test_a_break_even_is_drawn_at_its_value(net):
    tip = cr.break_even(
        net,
        commodity="copper",
        origin="balkhash_smelter",
        destination="duisburg",
        better="caspian",
        than="russia",
        change=("mode:rail_1520/RU", "tariff_usd_per_tkm"),
    )
    uprights = [line.get_xdata()[0] for line in tip.plot().lines if line.get_label() == "_value"]
    assert uprights == [tip.at, tip.value]
