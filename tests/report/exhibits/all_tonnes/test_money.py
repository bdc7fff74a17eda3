"""Netback, charges and scenarios against the flows and `compare`."""

import numpy as np
import pytest

import corridor as cr
from corridor.report.exhibits.all_tonnes.money.accounts import closed_flows
from corridor.report.exhibits.all_tonnes.money.netback import netback_exhibit
from corridor.report.exhibits.all_tonnes.scenarios import scenarios_exhibit


def frame(exhibit, name):
    return next(each for each in exhibit.tables if each.name == name).frame


def test_producers_add_up_to_the_netback_of_all(findings):
    made = frame(netback_exhibit(findings), "producers")
    assert made["netback_musd"].sum() * 1e6 == pytest.approx(findings.flows.netback_usd_per_y)


def test_netback_is_price_less_cost(findings):
    ways = frame(netback_exhibit(findings), "ways").dropna(subset=["netback"])
    np.testing.assert_allclose(ways["netback"], ways["price"] - ways["cost"])


def test_everything_paid_is_the_cost_of_all(findings):
    paid = frame(netback_exhibit(findings), "paid")
    assert paid["paid"].sum() * 1e6 == pytest.approx(findings.flows.cost_usd_per_y, rel=1e-6)
    russia = paid.set_index("code").loc["RU"]
    assert russia["closed"] == 0
    assert russia["change"] == pytest.approx(-russia["paid"])


def test_only_a_plain_closure_counts_as_one(findings):
    closed = closed_flows(findings, "RU")
    assert closed is findings.runs["no Russian territory"].flows
    assert closed_flows(findings, "CN") is None


def test_scenarios_agree_with_the_tidy_comparison(findings):
    totals = frame(scenarios_exhibit(findings), "totals").set_index("name")
    tidy = cr.compare(findings.runs)
    whole = tidy[(tidy["commodity"] == "all") & (tidy["corridor"] == "any")]
    rows = whole[whole["scenario"] == "no Russian territory"].set_index("metric")
    row = totals.loc["no Russian territory"]
    for metric, key, scale in (
        ("delivered_t_per_y", "delivered", 1e6),
        ("cost_usd_per_y", "cost", 1e6),
        ("usd_per_delivered_t", "per_t", 1.0),
    ):
        assert row[key] * scale == pytest.approx(rows.at[metric, "value"])
        assert row[f"{key}_delta"] * scale == pytest.approx(rows.at[metric, "delta"])


def test_a_scenario_that_cannot_be_made_keeps_its_reason(data, net, findings):
    bad = cr.Scenario("impossible").then("lifts what is not there", cr.Lift("no_such_rule"))
    runs = cr.run_scenarios(
        data, [cr.Scenario("base"), bad], pairs=(), commodities=["copper"], n_draws=5
    )
    totals = scenarios_exhibit(type(findings)(net, runs=runs)).tables[0]
    assert totals.row_marks == {0: "base", 1: "not run"}
    assert "no_such_rule" in totals.details[1, "name"].text


def test_one_scenario_is_no_comparison(data, net, findings):
    runs = cr.run_scenarios(data, cr.Scenario("base"), pairs=(), commodities=["copper"], n_draws=5)
    assert scenarios_exhibit(type(findings)(net, runs=runs)) is None
