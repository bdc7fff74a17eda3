"""The curve on the bundled data, against a sweep by a program in arcs."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from corridor.errors import UnknownIdError
from corridor.flows.assembly.assembly import assemble
from corridor.flows.demand import Demand
from corridor.flows.independence.independence import independence_curve
from tests.flows.independence.arc_oracle import least

mpl.use("Agg")
BIG = 1e6


@pytest.fixture(scope="module")
def need(net):
    demand = net.data.demand
    return demand[demand["commodity"] == "crude_oil"]


@pytest.fixture(scope="module")
def touching(need):
    """Tonnes that touch Russia: all crude of 2024 but the 1.2 Mt/y that China takes."""
    return 1e6 * (need.loc[need["year"] == 2024, "value"].sum() - 1.2)


@pytest.fixture(scope="module")
def crude(net, need):
    return independence_curve(net, need, commodity="crude_oil")


@pytest.fixture(scope="module")
def minerals(net):
    demand = net.data.demand
    return independence_curve(net, demand[demand["commodity"].isin(["copper", "uranium"])])


def test_crude_of_2024_is_that_of_a_sweep(net, need, crude):
    problem = (assembly := assemble(net, need, territories=("RU",))).problem
    limit = assembly.limit_number("territory:RU")
    big = np.full(len(problem.demand_amount), BIG)
    ones = np.ones(len(big))
    rows = crude.bends
    share, x = rows["kept_off_share"].to_numpy(), rows["territory_t_per_y"].to_numpy()
    assert share[0] == 0.0
    assert share[-1] == 1.0
    free, _ = least(problem, penalty=big)
    for value in np.linspace(0.0, x[0], 14):
        limits = problem.limits.copy()
        limits[limit] = value
        total, missing = least(problem, limits=limits, penalty=big)
        fewest, _ = least(problem, cost=0.0, limits=limits, penalty=ones)
        at = 1.0 - value / x[0]
        assert np.interp(at, share, rows["unmet_t_per_y"]) == pytest.approx(fewest, abs=1.0)
        extra = total - BIG * missing.sum() - free
        assert np.interp(at, share, rows["extra_cost_usd_per_y"]) == pytest.approx(
            extra, rel=1e-5, abs=1e4
        )


def test_crude_can_leave_by_the_tankers_of_aktau_alone(crude, touching):
    """Of what touches Russia 1.56 Mt/y fit on the ships of today: the rest has no other way."""
    row = crude.scopes.loc["crude_oil"]
    assert row["territory_t_per_y"] == pytest.approx(touching)
    assert row["least_t_per_y"] == pytest.approx(touching - 1.56e6)
    assert row["possible_share"] == pytest.approx(1.56e6 / touching)
    assert row["unmet_without_t_per_y"] == pytest.approx(touching - 1.56e6)
    assert row["unmet_t_per_y"] == 0.0


def test_the_price_of_the_last_possible_tonne_is_the_detour(crude):
    rows = crude.bends
    first = rows.iloc[0]
    costs = rows.loc[rows["possible"], "extra_cost_usd_per_y"]
    assert costs.max() / 1.56e6 == pytest.approx(first["marginal_usd_per_t"], rel=1e-6)
    assert 5.0 < first["marginal_usd_per_t"] < 20.0


def test_beyond_what_is_possible_there_is_no_price_only_what_is_missing(crude):
    rows = crude.bends
    beyond = rows["territory_t_per_y"] < crude.scopes.loc["crude_oil", "least_t_per_y"] - 1
    assert rows.loc[beyond, "marginal_usd_per_t"].isna().all()
    assert (rows.loc[beyond, "unmet_t_per_y"] > 0).all()
    assert (rows.loc[rows["possible"], "unmet_t_per_y"] == 0).all()
    # No penalty hides in the cost: a tonne that moves costs 30 to 120 USD whatever is missing.
    steps = crude.steps(10.0)
    assert steps["cost_usd_per_t"].between(30.0, 120.0).all()


def test_marginal_costs_rise_and_the_share_kept_off_too(minerals):
    for _, rows in minerals.bends.groupby("scope"):
        assert (np.diff(rows["kept_off_share"]) > 0).all()
        price = rows["marginal_usd_per_t"].dropna()
        assert (np.diff(price) > -1e-6).all()
        assert (price > 0).all()


def test_all_is_never_dearer_than_the_parts(minerals):
    """At any tonnes kept off in all, choosing freely among cargoes costs no more than one alone."""
    whole = minerals.bends[minerals.bends["scope"] == "all"]
    off = whole["territory_t_per_y"].iloc[0] - whole["territory_t_per_y"]
    for name in ("copper", "uranium"):
        rows = minerals.bends[(minerals.bends["scope"] == name) & minerals.bends["possible"]]
        alone = rows["territory_t_per_y"].iloc[0] - rows["territory_t_per_y"]
        together = np.interp(alone, off, whole["extra_cost_usd_per_y"])
        assert (together <= rows["extra_cost_usd_per_y"] + 1.0).all()


def test_totals_are_those_of_the_scope(net, minerals):
    copper = net.data.demand
    copper = copper[(copper["commodity"] == "copper") & (copper["year"] == 2024)]["value"].sum()
    rows = minerals.bends[minerals.bends["scope"] == "copper"]
    assert rows["delivered_t_per_y"].tolist() == pytest.approx([copper] * len(rows))
    steps = minerals.steps(25.0, scope="copper")
    assert steps["time_d"].between(5, 80).all()
    assert steps["co2_kg_per_t"].between(20, 500).all()
    assert (steps["charges_usd_per_t"] <= steps["cost_usd_per_t"] + 1e-9).all()


def test_steps_hold_every_percent_and_the_end(crude, touching):
    steps = crude.steps(1.0)
    assert len(steps) == 102
    # From none to the last whole percent, and the most that is possible.
    assert steps["possible"].sum() == 1 + int(100 * 1.56e6 / touching) + 1
    at_end = steps[steps["possible"]].iloc[-1]
    assert at_end["territory_t_per_y"] == pytest.approx(touching - 1.56e6)
    lost = steps.set_index("kept_off_share")["unmet_t_per_y"]
    assert lost[0.5] == pytest.approx(0.5 * touching - 1.56e6)


def test_what_never_touches_the_territory_is_said_so(net):
    need = Demand.of("natural_gas", {"market_cn": 20.0}, unit="bcm/y", origin="TM")
    curve = independence_curve(net, need)
    assert curve.unused == ("natural_gas",)
    assert curve.scopes.loc["all", "territory_t_per_y"] == 0.0
    assert curve.steps(10.0)["possible"].tolist() == [True]
    assert "do not touch it: natural_gas" in repr(curve)


def test_order_of_rows_does_not_matter(net, need, crude):
    other = independence_curve(net, need.iloc[::-1], commodity="crude_oil")
    assert other.bends.equals(crude.bends)


def test_wrong_names_and_steps_are_refused(net, need, crude):
    with pytest.raises(UnknownIdError, match="unknown country 'RX'"):
        independence_curve(net, need, territory="RX")
    with pytest.raises(UnknownIdError, match="unknown commodity in the demand 'copper'"):
        independence_curve(net, need, commodity="copper")
    with pytest.raises(UnknownIdError, match="unknown country"):
        independence_curve(net, need, territory=("RU",))
    with pytest.raises(UnknownIdError, match="nearest: crude_oil"):
        crude.steps(scope="crude")
    for width in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="width of a step"):
            crude.steps(width)
    with pytest.raises(TypeError, match="weigths"):
        independence_curve(net, need, weigths=None)


def test_it_is_drawn_and_shown(minerals, crude, touching):
    ax = minerals.plot()
    lines = {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}
    assert set(lines) == {"all", "copper", "uranium"}
    rows = minerals.bends[(minerals.bends["scope"] == "copper") & minerals.bends["possible"]]
    assert lines["copper"].get_ydata() == pytest.approx(rows["extra_cost_usd_per_y"] / 1e6)
    texts = [text.get_text() for text in crude.plot().texts]
    most, rest = 100 * 1.56e6 / touching, touching / 1e6 - 1.56
    said = f"{most:.1f} % at most, else {rest:.4g} Mt/y undelivered"
    assert any(said in text.replace("\n", " ") for text in texts)
    stairs = crude.plot(marginal=True).lines[0]
    assert stairs.get_xdata() == pytest.approx([0.0, most])
    assert f"{most:.1f} % can be kept off" in repr(crude)
    assert "<script" not in crude._repr_html_()
    plt.close("all")
