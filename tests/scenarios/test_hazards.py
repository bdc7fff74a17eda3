"""Hazards from the log, what they cost a route, and choices under risk, against other methods."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import linprog

import corridor as cr
from corridor.scenarios.ensemble.chunks.job import METRICS
from corridor.scenarios.ensemble.ensemble import Ensemble
from corridor.scenarios.hazards.choice import (
    break_even_probability,
    cvar,
    minimax_regret,
    regrets,
)
from corridor.scenarios.hazards.disruption import expected_disruption
from corridor.scenarios.hazards.estimate import estimate_hazards, poisson_rate
from corridor.scenarios.hazards.log import Occurrence, first_day, last_day, merged, occurrences


@pytest.fixture(scope="module")
def data():
    return cr.load_dataset()


@pytest.fixture(scope="module")
def net(data):
    return cr.build_network(data)


def linear_program_cvar(values, level):
    """Least eta + sum(y) / ((1 - level) n) with y >= value - eta, y >= 0, as a linear program."""
    n = len(values)
    cost = np.array([1.0, *[1.0 / ((1.0 - level) * n)] * n])
    rows = np.hstack([-np.ones((n, 1)), -np.eye(n)])
    bounds = [(None, None), *[(0, None)] * n]
    return linprog(cost, A_ub=rows, b_ub=-np.asarray(values), bounds=bounds).fun


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=30),
    st.sampled_from([0.0, 0.25, 0.5, 0.9, 0.95]),
)
@settings(max_examples=60, deadline=None)
def test_cvar_is_the_optimum_of_its_linear_program(values, level):
    assert cvar(values, level) == pytest.approx(linear_program_cvar(values, level), abs=1e-6)


def test_cvar_by_hand():
    # The worst 90 %-tail of 25 cases is 2.5 of them: 25, 24 and half of 23.
    assert cvar(range(1, 26), 0.9) == pytest.approx((25 + 24 + 0.5 * 23) / 2.5)
    assert cvar([3.0, 1.0, 2.0], 0.0) == pytest.approx(2.0)
    assert cvar([1.0, np.inf], 0.5) == np.inf
    assert cvar([7.0], 0.99) == 7.0


@pytest.mark.parametrize(
    ("values", "level"), [([], 0.9), ([np.nan], 0.9), ([1.0], 1.0), ([1.0], -1)]
)
def test_cvar_refuses_what_has_no_tail(values, level):
    with pytest.raises(ValueError, match=r"number|level"):
        cvar(values, level)


def test_regrets_by_hand():
    nan = np.nan
    table = regrets([[10.0, 30.0, nan, 5.0], [20.0, 20.0, nan, nan]])
    assert table.tolist() == [[0.0, 10.0, 0.0], [10.0, 0.0, np.inf]]
    with pytest.raises(ValueError, match="options by cases"):
        regrets([1.0, 2.0])


def ensemble_of(costs):
    """Return an ensemble of one pair whose generalised costs are given by scenario and corridor."""
    costs = np.asarray(costs, dtype=float)
    scenarios, corridors, draws = costs.shape
    values = np.full((scenarios, 1, corridors, len(METRICS), draws), np.nan)
    values[:, 0, :, METRICS.index("generalised_cost_usd_per_t")] = costs
    values[:, 0, :, METRICS.index("netback_usd_per_t")] = 100.0 - costs
    return Ensemble(
        tuple(f"s{i}" for i in range(scenarios)),
        (("copper", "a", "b"),),
        tuple(f"c{i}" for i in range(corridors)),
        values,
        np.zeros((scenarios, 1, corridors, draws), dtype=np.int64),
        ((),),
        pd.DataFrame(),
        seed=0,
        data_hash="",
        year=2024,
    )


def test_the_least_regret_is_chosen_over_draws_and_scenarios():
    # c0 is cheap but for one case, c1 steady: in the second scenario c0 costs 60 against 30.
    ensemble = ensemble_of([[[10.0, 12.0], [25.0, 25.0]], [[11.0, 60.0], [30.0, 30.0]]])
    table = minimax_regret(ensemble, level=0.75).set_index("corridor")
    assert table["max_regret"].tolist() == [30.0, 19.0]
    assert table["mean_regret"].tolist() == [30.0 / 4, (15 + 13 + 19) / 4]
    assert table["cvar"].tolist() == [60.0, 30.0]
    assert table["mean"].tolist() == [93.0 / 4, 110.0 / 4]
    assert table["least_regret"].tolist() == [False, True]
    assert table["least_cvar"].tolist() == [False, True]
    # Of netbacks more is better: the same choice.
    gain = minimax_regret(ensemble, metric="netback_usd_per_t", level=0.75).set_index("corridor")
    assert gain["max_regret"].tolist() == [30.0, 19.0]
    with pytest.raises(cr.UnknownIdError, match="unknown metric"):
        minimax_regret(ensemble, metric="costs")


def test_a_corridor_without_a_route_is_never_the_choice():
    ensemble = ensemble_of([[[10.0, np.nan], [25.0, 25.0]]])
    table = minimax_regret(ensemble).set_index("corridor")
    assert table["max_regret"].tolist() == [np.inf, 15.0]
    assert table["feasible_share"].tolist() == [0.5, 1.0]
    assert table["least_regret"].tolist() == [False, True]
    nothing = minimax_regret(ensemble_of([[[np.nan], [np.nan]]]))
    assert not nothing["least_regret"].any()
    assert not nothing["least_cvar"].any()


def test_the_break_even_makes_both_routes_cost_the_same():
    p = break_even_probability(95.0, 60.0, flow_t_per_y=4e6, loss_usd=3e9, loss_with_option_usd=2e8)
    assert p == pytest.approx(0.05)
    # With that many losses a year: both ways cost as much.
    assert 60.0 * 4e6 + p * 3e9 == pytest.approx(95.0 * 4e6 + p * 2e8)
    assert break_even_probability(50.0, 60.0, flow_t_per_y=1.0, loss_usd=1.0) == 0.0
    for wrong in ({"loss_usd": 0.0}, {"loss_usd": np.nan}, {"loss_usd": 1.0, "flow_t_per_y": -1.0}):
        with pytest.raises(ValueError, match=r"nothing|finite"):
            break_even_probability(2.0, 1.0, **({"flow_t_per_y": 1.0} | wrong))


def test_the_break_even_takes_routes(net):
    ends = ("crude_oil", "tengiz", "trieste")
    caspian, russia = (cr.best_route(net, *ends, corridor=c) for c in ("caspian", "russia"))
    gap = caspian.totals["generalised_cost_usd_per_t"] - russia.totals["generalised_cost_usd_per_t"]
    p = break_even_probability(caspian, russia, flow_t_per_y=1e6, loss_usd=1e9)
    assert p == pytest.approx(gap / 1000.0)
    assert 0.01 < p < 0.1


@pytest.mark.parametrize(("events", "years"), [(0, 10.0), (1, 5.0), (4, 2.5)])
def test_the_rate_is_the_posterior_integrated_by_hand(events, years):
    # Jeffreys' prior 1/sqrt(rate) times the likelihood of a Poisson count.
    def density(rate):
        return rate ** (events - 0.5) * np.exp(-rate * years)

    mean, low, high = poisson_rate(events, years)
    top = high * 20
    whole = quad(density, 0, top, limit=200)[0]
    assert quad(lambda r: r * density(r), 0, top, limit=200)[0] / whole == pytest.approx(mean)
    assert quad(density, 0, low, limit=200)[0] / whole == pytest.approx(0.1, abs=1e-6)
    assert quad(density, 0, high, limit=200)[0] / whole == pytest.approx(0.9, abs=1e-6)


def test_a_rate_needs_time():
    for events, years in ((-1, 1.0), (1, 0.0), (1, float("nan"))):
        with pytest.raises(ValueError, match="years"):
            poisson_rate(events, years)


def test_estimates_agree_with_the_facts_where_the_same_events_count(data):
    table = estimate_hazards(data)
    assert list(table.index) == list(data.hazards.index)
    same = table[(table["occurrences"] == table["noted"]).fillna(value=False)]
    assert len(same) >= 15
    for side in ("low", "high"):
        assert same[f"rate_{side}"].to_numpy() == pytest.approx(
            same[f"fact_rate_{side}"].to_numpy(), rel=2e-3
        )
    # Khorgos: 6, 15 and 40 days in 2022-25, 0.5, 0.5 and 0.29 deep.
    khorgos = table.loc["khorgos_stop"]
    assert khorgos["duration_d"] == pytest.approx((6 + 15 + 40) / 3)
    assert khorgos["depth_share"] == pytest.approx((0.5 + 0.5 + 0.29) / 3)
    assert khorgos["duration_low"] < khorgos["duration_d"] < khorgos["duration_high"]
    # What cannot be estimated says why, and is not dropped.
    assert table.loc["caspian_wind", "reason"] == "the note names no window"
    assert np.isnan(table.loc["caspian_wind", "rate_per_y"])
    assert table.loc["caspian_wind", "fact_rate_per_y"] == 28.0


def test_an_estimate_stops_at_the_day_asked_for(data):
    until = dt.date(2023, 12, 31)
    assert estimate_hazards(data, until=until).loc["khorgos_stop", "occurrences"] == 2
    early = estimate_hazards(data, until=dt.date(2020, 1, 1)).loc["khorgos_stop"]
    assert pd.isna(early["rate_per_y"])
    assert "opens after" in early["reason"]


def test_events_that_overlap_are_one_as_deep_as_the_deepest():
    day = dt.date
    found = merged(
        [
            Occurrence(day(2025, 12, 1), day(2026, 1, 25), 0.45),
            Occurrence(day(2025, 11, 29), day(2025, 12, 1), 1.0),
            Occurrence(day(2026, 2, 1), day(2026, 2, 1), np.nan),
        ]
    )
    assert found[0] == Occurrence(day(2025, 11, 29), day(2026, 1, 25), 1.0)
    assert [event.days for event in found] == [57.0, 0.5]
    endless = merged(
        [Occurrence(day(2025, 1, 1), None, 0.5), Occurrence(day(2025, 1, 1), None, 1.0)]
    )
    assert len(endless) == 1
    assert np.isnan(endless[0].days)


def test_the_order_of_the_log_does_not_matter(data):
    window = dt.date(2022, 3, 1), dt.date(2026, 2, 27)
    turned = replace(data, events=data.events.iloc[::-1])
    first = occurrences(data, "cpc_war_strike", *window)
    assert occurrences(turned, "cpc_war_strike", *window) == first
    # The strike of 29 November 2025 and the winter on one mooring are one occurrence.
    assert Occurrence(dt.date(2025, 11, 29), dt.date(2026, 1, 25), 1.0) in first


def test_dates_known_to_the_month_or_year():
    assert (first_day("2022"), last_day("2022")) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert (first_day("2024-02"), last_day("2024-02")) == (
        dt.date(2024, 2, 1),
        dt.date(2024, 2, 29),
    )
    assert first_day("") is None
    assert last_day(pd.NA) is None


def test_disruption_counts_a_shared_cause_once(data, net):
    route = cr.best_route(net, "crude_oil", "tengiz", "trieste", corridor="caspian")
    lost = expected_disruption(route)
    # By hand from the facts: rate x duration x depth / 365 of each cause's worst hazard.
    facts = data.values[data.values["subject"].str.startswith("hazard:")]
    number = facts.set_index(["subject", "attribute"])["value"]
    up = 1.0
    for row in lost.causes.itertuples():
        down = 1.0
        for attribute in ("rate_per_y", "duration_d", "depth_share"):
            down *= number[f"hazard:{row.hazard}", attribute]
        assert row.down_d_per_y == pytest.approx(down)
        up *= 1.0 - down / 365.0
    assert lost.availability == pytest.approx(up)
    assert lost.days_lost_per_y == pytest.approx(365.0 * (1.0 - up))
    # Wind shuts Aktau, the crossing and Alat at once: one cause, not three.
    assert list(lost.causes.index).count("caspian_wind") == 1
    assert lost.delay_d == pytest.approx(lost.causes["delay_d"].sum())


def test_disruption_is_priced_with_the_weights(net):
    weights = cr.CostWeights(delay_price_usd_per_t_d=2.0, non_delivery_usd_per_t=100.0)
    ends = ("crude_oil", "tengiz", "trieste")
    route = cr.best_route(net, *ends, corridor="russia", weights=weights)
    lost = expected_disruption(route)
    wanted = 2.0 * lost.delay_d + 100.0 * (1.0 - lost.availability)
    assert lost.cost_usd_per_t == pytest.approx(wanted)
    assert "days a year lost" in lost._repr_html_()


def test_a_route_without_hazards_has_no_known_availability(data):
    net = cr.build_network(replace(data, hazards=data.hazards.iloc[:0]))
    lost = expected_disruption(cr.best_route(net, "copper", "balkhash_smelter", "xian"))
    assert lost.causes.empty
    assert np.isnan(lost.availability)
    assert "not known" in repr(lost)
