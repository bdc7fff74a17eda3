"""Modelled against published flows: nothing published goes in, no year is scored on itself."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.flows.validation.scale import estimate_scale
from corridor.flows.validation.scores import score_table
from corridor.flows.validation.validation import validate_flows
from corridor.flows.validation.volume import demand_at

WAYS = 4


@pytest.fixture(scope="module")
def score(data):
    return validate_flows(data, years=[2023, 2024], ways=WAYS)


def test_published_flows_are_never_an_input_of_the_run_they_are_compared_with(data, score):
    odd = data.observed.copy()
    odd.loc[odd["year"] == 2024, "value"] *= np.linspace(0.2, 5.0, int((odd["year"] == 2024).sum()))
    again = validate_flows(replace(data, observed=odd), years=[2024], ways=WAYS)
    columns = ["optimum_t_per_y", "logit_t_per_y", "naive_t_per_y"]
    before = score.flows[score.flows["year"] == 2024].reset_index(drop=True)
    assert not np.allclose(before["published_t_per_y"], again.flows["published_t_per_y"])
    pd.testing.assert_frame_equal(before[columns], again.flows[columns])


def test_the_scale_of_a_year_is_estimated_without_it(data, score):
    scales = score.scales.set_index(["commodity", "year"])["theta"]
    without = estimate_scale(data, years=[2022, 2023], ways=WAYS)
    assert scales["crude_oil", 2024] == pytest.approx(without.theta, rel=1e-9)
    assert scales["crude_oil", 0] != pytest.approx(without.theta, rel=1e-3)


def test_flows_of_the_optimum_are_those_everyone_gets(data, net, score):
    from corridor.flows.assign import assign_flows

    need = data.demand[data.demand["commodity"] == "crude_oil"]
    flows = assign_flows(net, need, supply=data.supply[data.supply["commodity"] == "crude_oil"])
    links = flows.links.reset_index()
    mine = links[links["link"].isin(["cpc", "cpc_atyrau"])]
    total = mine["flow_t_per_y"].sum()
    row = score.flows.query("year == 2024 and subject == 'link:cpc'").iloc[0]
    assert row["optimum_t_per_y"] == pytest.approx(total, rel=1e-6)
    assert row["demand_t_per_y"] == pytest.approx(
        1e6 * need.loc[need["year"] == 2024, "value"].sum()
    )


def test_errors_and_shares_are_those_of_the_flows(score):
    flows = score.flows
    assert np.allclose(
        flows["optimum_error"], flows["optimum_t_per_y"] / flows["published_t_per_y"] - 1, atol=1e-8
    )
    out = score.shares.query("divide == 'ways out of Kazakhstan' and year == 2024")
    mine = flows.query("year == 2024").set_index("subject")["optimum_t_per_y"]
    expected = mine[out["subject"]].to_numpy() / mine[out["subject"]].sum()
    assert np.allclose(out["optimum_share"], expected)


def test_rows_that_rest_on_the_inputs_are_shown_but_not_scored(score):
    shown = score.flows[score.flows["same_source"] != ""]
    assert {"link:kz_china", "link:druzhba_north"} <= set(shown["subject"])
    assert not shown["scored"].any()
    assert score.scores.at["optimum", "n_flows"] == score.flows["scored"].sum()


def test_misses_are_named_with_what_the_numbers_say(data, score):
    misses = score.misses()
    assert (misses["optimum_error"].abs() > 0.2).all()
    assert misses["optimum_error"].abs().is_monotonic_decreasing
    row = misses.query("year == 2024 and subject == 'link:cpc'").iloc[0]
    crude = data.demand[(data.demand["commodity"] == "crude_oil") & (data.demand["year"] == 2024)]
    listed = crude["value"].sum()
    assert listed < 54.9
    said = f"all demand of the year, {listed:.1f} Mt, is less than went this way"
    assert row["reason"].startswith(said)
    assert (misses["reason"] != "").all()


def test_it_prints_what_matters(score):
    text = repr(score)
    assert text.startswith("<FlowValidation 2023-2024 by cost, volume of demand: ")
    assert text.count("\n") == 3
    assert "<table" in score._repr_html_()
    assert score.to_frame().equals(score.flows)


def test_every_observation_of_the_years_is_accounted_for(data, score):
    keys = ["subject", "commodity", "year", "source_id"]
    listed = pd.concat([score.flows[keys], score.shares[keys], score.excluded[keys]])
    wanted = data.observed[data.observed["year"].isin([2023, 2024])]
    assert set(map(tuple, wanted[keys].to_numpy())) == set(map(tuple, listed[keys].to_numpy()))


def test_scores_worked_out_by_hand():
    flows = pd.DataFrame(
        {
            "published_t_per_y": [100.0, 50.0, 10.0],
            "optimum_t_per_y": [110.0, 40.0, 20.0],
            "logit_t_per_y": [100.0, np.nan, 5.0],
            "naive_t_per_y": [50.0, 100.0, 10.0],
        }
    )
    shares = pd.DataFrame(
        {
            "divide": ["out", "out", "sea", "sea", "corridor"],
            "year": [2024, 2024, 2024, 2024, 2024],
            "published_share": [0.9, 0.1, 0.4, 0.6, 0.64],
            "optimum_share": [0.86, 0.14, 0.0, 0.0, 0.0],
            "logit_share": [0.8, 0.2, 0.5, 0.5, np.nan],
            "naive_share": [1.0, 0.0, 0.0, 1.0, 0.0],
        }
    )
    scores = score_table(flows, shares)
    # Errors of 10 %, 20 % and 100 %; of 0 and 50 %; naive 50 %, 100 % and 0.
    assert scores["median_error"].tolist() == pytest.approx([0.2, 0.25, 0.5])
    assert scores["within_band"].tolist() == pytest.approx([2 / 3, 1 / 2, 1 / 3])
    assert scores["n_flows"].tolist() == [3, 2, 3]
    # Against naive on the same rows: its median is 50 % of three, 25 % of the two of the logit.
    assert scores["flow_skill"].tolist() == pytest.approx([0.6, 0.0, 0.0])
    # Order: 100 > 50 > 10 and 110 > 40 > 20; naive puts the second before the first.
    assert scores["kendall_tau"].tolist() == pytest.approx([1.0, 1.0, 1 / 3])
    # Divides: 4, 100 (nothing goes over the sea) and 64 points; 10 and 10; 10, 40 and 64.
    assert scores["median_points"].tolist() == pytest.approx([0.64, 0.1, 0.4])
    assert scores["within_points"].tolist() == pytest.approx([1 / 3, 0.0, 0.0])
    assert scores["share_skill"].tolist() == pytest.approx([1 - 0.64 / 0.4, 1 - 0.1 / 0.25, 0.0])


def test_wrong_questions_are_answered_with_what_there_is(data):
    with pytest.raises(ValueError, match=r"no published flow of 2010 can be compared.*2019"):
        validate_flows(data, years=[2010])
    with pytest.raises(ValueError, match="objective is 'netbak'; it is 'cost' or 'netback'"):
        validate_flows(data, objective="netbak")
    with pytest.raises(ValueError, match="volume is 'all'; it is 'demand' or 'supply'"):
        validate_flows(data, volume="all")


def test_the_volume_of_supply_raises_what_is_no_contract(data, net):
    demand, supply = (t[t["commodity"] == "crude_oil"] for t in (data.demand, data.supply))
    listed = demand_at(net, demand, supply, "demand").set_index("market")
    raised = demand_at(net, demand, supply, "supply").set_index("market")
    firm = listed["firm"].astype(bool)
    assert set(listed.index[firm]) == {"market_cn", "schwedt"}
    assert (raised["value"] / listed["value"])[firm].tolist() == [1.0, 1.0]
    kazakh = supply["node_id"].map(data.nodes["country"]) == "KZ"
    total = supply.loc[kazakh & (supply["year"] == 2024), "value"].sum()
    factor = (total - 1.2 - 1.5) / (listed["value"].sum() - 1.2 - 1.5)
    assert (raised["value"] / listed["value"])[~firm].tolist() == pytest.approx([factor] * 8)
    assert raised["value"].sum() == pytest.approx(total)
    # What gas fields make is used at home too: only what is listed is moved.
    gas = [t[t["commodity"] == "natural_gas"] for t in (data.demand, data.supply)]
    assert demand_at(net, *gas, "supply")["value"].equals(
        demand_at(net, *gas, "demand")["value"].astype(float)
    )


@pytest.mark.slow
def test_by_netback_crude_goes_by_the_grade_it_becomes(data):
    score = validate_flows(data, years=[2024], objective="netback", ways=WAYS)
    cost = validate_flows(data, years=[2024], ways=WAYS)
    cpc = [s.flows.query("subject == 'link:cpc'")["optimum_t_per_y"].iloc[0] for s in (score, cost)]
    # KEBCO fetches less than CPC blend: the cheaper pipe by Samara loses its lead.
    assert cpc[0] > cpc[1]


@pytest.mark.slow
def test_at_the_volume_of_supply_the_pipes_are_as_full_as_they_were(data):
    score = validate_flows(data, volume="supply", ways=WAYS)
    cpc = score.flows[score.flows["subject"] == "link:cpc"]
    assert (cpc["optimum_error"].abs() < 0.05).all()
    assert (score.scores["median_error"] < 0.5).all()
    row = score.misses().query("year == 2022 and subject == 'node:aktau'").iloc[0]
    assert "set by unmet demand" in row["reason"]
