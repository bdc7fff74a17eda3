"""Exhibits on doubt and shocks, recomputed from the results they are made of."""

import numpy as np
import pandas as pd
import pytest

import corridor as cr
from corridor.report.exhibits.how_sure.arrival import arrival_exhibit
from corridor.report.exhibits.how_sure.depth import depth_exhibit
from corridor.report.exhibits.how_sure.influence import influence_exhibit
from corridor.report.exhibits.how_sure.sources import sources_exhibit
from corridor.report.exhibits.how_sure.stop import stop_exhibit, weekly_loss
from corridor.report.exhibits.how_sure.trust import trust_exhibit
from corridor.report.findings.depths import depth_paths, struck_subject
from corridor.report.findings.findings import Findings
from corridor.report.summary.how_sure import stop_sentences, trust_sentences

CRUDE = ("crude_oil", "tengiz", "trieste")
GAS = ("natural_gas", "galkynysh", "market_it")


@pytest.fixture(scope="module")
def crude(net):
    return cr.compare_corridors(net, *CRUDE, n_draws=200)


@pytest.fixture(scope="module")
def strike(data):
    return cr.simulate_disruption(data, cr.load_scenario("cpc-spm-loss-2025"), weeks=10)


def test_arrival_is_the_deciles_of_the_draws(net, crude):
    exhibit = arrival_exhibit(Findings(net, {CRUDE: crude}))
    frame = exhibit.tables[0].frame.set_index("corridor")
    days = np.sort(crude.routes["caspian"].draws["time_d"].to_numpy())
    assert frame.at["caspian", "p90"] == pytest.approx(np.quantile(days, 0.9))
    assert frame.at["caspian", "spread"] == pytest.approx(
        np.quantile(days, 0.9) - np.quantile(days, 0.1)
    )
    assert list(frame.index) == ["caspian", "russia"]


def test_arrival_without_any_route_is_left_out(net):
    gas = cr.compare_corridors(net, *GAS, n_draws=10)
    assert arrival_exhibit(Findings(net, {GAS: gas})) is None
    assert arrival_exhibit(Findings(net)) is None


def test_a_stop_costs_what_is_shut_in_per_struck_week(net, strike):
    tonnes, usd = weekly_loss(strike)
    weeks = strike.weekly["struck_d"].sum() / 7
    assert weeks == pytest.approx(58 / 7)  # 29 November to 25 January
    assert tonnes * weeks * 1e6 == pytest.approx(strike.weekly["shut_in_t"].sum())
    assert usd * weeks == pytest.approx(strike.weekly["value_lost_usd"].sum())
    exhibit = stop_exhibit(Findings(net, disruptions=(strike,)))
    frame = exhibit.tables[0].frame
    assert frame["day"].tolist() == [1, 30]  # ten weeks do not reach day 180
    short = frame["base_delivered_mt"] - frame["delivered_mt"]
    assert np.allclose(frame["shortfall_mt"], short)
    assert "million USD" in stop_sentences(Findings(net, disruptions=(strike,)))[0]


def test_what_strikes_nothing_loses_nothing(data, net):
    path = cr.simulate_disruption(data, cr.Scenario("nothing"), weeks=2)
    assert weekly_loss(path) == (0.0, 0.0)
    assert "nothing goes unproduced" in stop_exhibit(Findings(net, disruptions=(path,))).answer


def test_deeper_cuts_serve_less(data, net):
    subject = struck_subject(data, cr.load_scenario("cpc-spm-loss-2025"))
    assert subject == "transfer:cpc_yo/oil_pipeline/sea"
    paths = depth_paths(data, subject, weeks=2, volume="demand", depths=(0.5, 1.0))
    findings = Findings(net, depths=paths)
    frame = depth_exhibit(findings).tables[0].frame.set_index("depth")
    weekly = paths[1.0].weekly
    served = weekly["delivered_t"].sum() / weekly["base_delivered_t"].sum()
    assert frame.at[1.0, "week_2"] == pytest.approx(served)
    assert frame.at[1.0, "week_2"] < frame.at[0.5, "week_2"] <= 1.0
    # Closed, the terminal lets nothing pass: 38 of 54 Mt a year go over it.
    assert 0.2 < frame.at[1.0, "week_2"] < 0.4


def test_a_strike_that_cuts_no_capacity_has_no_depths(data):
    assert struck_subject(data, cr.load_scenario("no-russian-territory")) is None


def test_influence_ranks_by_share_of_variance(data, net):
    found = cr.run_sensitivity(
        data,
        pair=CRUDE,
        compare=("caspian", "russia"),
        metric="cost_usd_per_t",
        n=16,
        trajectories=1,
    )
    exhibit = influence_exhibit(Findings(net, sensitivities=(found,)))
    frame = exhibit.tables[0].frame
    assert frame["first"].is_monotonic_decreasing
    top = found.weakest_facts(1).iloc[0]
    assert frame["fact_id"].iloc[0] == top["fact"]
    assert frame["value"].iloc[0] == top["value"]
    assert f"{found.summary['p50']:.0f}" in exhibit.answer


def test_trust_shows_scored_flows_worst_first(data, net):
    found = cr.validate_flows(data, years=[2023, 2024])
    exhibit = trust_exhibit(Findings(net, validation=found))
    frame = exhibit.tables[1].frame
    assert len(frame) == int(found.scores.at["optimum", "n_flows"])
    error = (frame["optimum_mt"] / frame["published_mt"] - 1).abs()
    assert np.allclose(error, frame["optimum_error"].abs())
    assert error.is_monotonic_decreasing
    missed = [at for at, mark in exhibit.tables[1].row_marks.items() if mark == "missed"]
    assert missed == [at for at in range(len(frame)) if error.iloc[at] > 0.2]
    assert "published flows" in trust_sentences(Findings(net, validation=found))[0]


def test_sources_count_every_fact_once(data, net, crude):
    exhibit = sources_exhibit(Findings(net, {CRUDE: crude}))
    kinds = exhibit.tables[0].frame.set_index("kind")
    assert kinds["facts"].sum() == len(data.values)
    assert kinds.at["estimate", "facts"] == (data.values["kind"] == "estimate").sum()
    costs = exhibit.tables[1].frame.set_index("corridor")
    assert costs.at["russia", "estimate_share"] == crude.table.at["russia", "estimate_share"]
    heaviest = exhibit.tables[2].frame
    assert (heaviest["fact_id"].map(data.values["kind"]) == "estimate").all()
    fact = heaviest["fact_id"].iloc[0]
    rows = pd.concat(
        [crude.routes[c].charges for c in crude.routes if c != "any"], ignore_index=True
    )
    carried = rows.loc[[fact in facts for facts in rows["facts"]], "usd_per_t"].sum()
    assert heaviest["usd_per_t"].iloc[0] == pytest.approx(carried)


def test_every_picture_is_drawn(net, crude, strike):
    findings = Findings(net, {CRUDE: crude}, disruptions=(strike,))
    for exhibit in (arrival_exhibit(findings), stop_exhibit(findings)):
        for picture in exhibit.pictures:
            assert picture.draw().axes[0].has_data()
            assert picture.alt
