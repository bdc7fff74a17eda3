"""Curve, ladder, accessible capacity and subsidies against independent solutions."""

import numpy as np
import pandas as pd
import pytest

import corridor as cr
from corridor.report.exhibits.all_tonnes.independence.accessible import accessible_exhibit
from corridor.report.exhibits.all_tonnes.independence.curve import curve_exhibit
from corridor.report.exhibits.all_tonnes.independence.ladder import ladder_exhibit
from corridor.report.exhibits.all_tonnes.independence.subsidy import subsidy_exhibit


def table(exhibit, name):
    return next(each for each in exhibit.tables if each.name == name)


def test_what_goes_undelivered_is_what_an_assignment_off_russia_leaves(findings, without_russia):
    rows = table(curve_exhibit(findings), "scopes_RU").frame.set_index("scope")
    assert rows.at["all", "undelivered"] * 1e3 == pytest.approx(without_russia.unmet_t_per_y)


def test_the_premium_of_copper_is_what_moving_it_off_russia_adds(net, findings):
    copper = net.data.demand[net.data.demand["commodity"] == "copper"]
    plain, off = cr.assign_flows(net, copper), cr.assign_flows(net, copper, avoid=["RU"])
    cost = [
        float((f.routes["flow_t_per_y"] * f.routes["generalised_cost_usd_per_t"]).sum())
        for f in (plain, off)
    ]
    touching = ["RU" in land for land in plain.routes["territories"]]
    moved = plain.routes.loc[touching, "flow_t_per_y"].sum()
    rows = table(curve_exhibit(findings), "scopes_RU").frame.set_index("scope")
    assert rows.at["copper", "premium"] == pytest.approx((cost[1] - cost[0]) / moved, rel=1e-6)


def test_rungs_show_the_range_of_capital_of_their_projects(findings):
    rungs = table(ladder_exhibit(findings), "rungs")
    for share, plan in findings.ladder.plans.items():
        row = rungs.frame[rungs.frame["kept_off_share"] == share].iloc[0]
        assert row["capex"] * 1e6 == pytest.approx(plan.projects["capex_usd"].sum())
        if len(plan.projects):
            assert "million USD" in rungs.details[int(row.name), "capex"].text


def test_projects_without_a_published_cost_are_listed_as_unused(findings):
    unused = table(ladder_exhibit(findings), "unused").frame.set_index("name")
    assert unused.at["TANAP to 24 bcm", "why"] == "no capital cost known"
    assert unused.at["TANAP to 24 bcm", "state"] == "planned"


def test_a_supposed_capital_is_said_to_be_supposed(net, data, demand, findings):
    supposed = {"tanap_24": 5e9}
    ladder = cr.expansion_ladder(net, demand, data.projects, shares=(1.0,), capex_usd=supposed)
    exhibit = ladder_exhibit(type(findings)(net, ladder=ladder, supposed_capex_usd=supposed))
    assert any("TANAP to 24 bcm 5 billion USD" in note for note in exhibit.notes)


def test_accessible_today_is_what_an_assignment_off_russia_delivers(findings, without_russia):
    rows = table(accessible_exhibit(findings), "reach").frame.set_index(["case", "name"])
    sent = without_russia.routes.groupby("commodity")["flow_t_per_y"].sum()
    for cargo, name in (("crude_oil", "crude oil"), ("uranium", "uranium")):
        assert rows.at[("today", name), "served"] * 1e3 == pytest.approx(sent[cargo])


def test_the_most_oil_off_russia_is_the_china_line_and_the_tankers(findings):
    rows = table(accessible_exhibit(findings), "reach").frame.set_index(["case", "name"])
    limits = findings.flows.limits.set_index("limit")["available_per_y"]
    both = limits["link:kz_china/forward"] + limits["group:aktau_tankers"]
    assert rows.at[("today", "crude oil"), "most"] * 1e6 == pytest.approx(both)
    later = rows.loc["Middle corridor 2030"].loc["crude oil"]
    assert later["served"] >= rows.at[("today", "crude oil"), "served"]


def test_what_a_scenario_rests_on_is_told_with_its_certainty(findings):
    changes = table(accessible_exhibit(findings), "changes").frame
    assert set(changes["certainty"]) == {"announced figure"}
    assert changes["change"].str.contains(":").sum() == 0
    projects = table(accessible_exhibit(findings), "projects").frame
    assert set(projects["state"]) == {"under construction", "planned", "proposed"}
    assert "CPC debottlenecking" not in set(projects["name"])


def test_copper_turns_where_the_curve_of_independence_begins(findings):
    rows = table(subsidy_exhibit(findings), "break_even").frame.set_index("name")
    bends = findings.curves[0].bends
    first = bends[bends["scope"] == "copper"]["marginal_usd_per_t"].iloc[0]
    assert rows.at["copper", "break_even"] == pytest.approx(first, rel=1e-6)
    assert rows.at["copper", "most_share"] == pytest.approx(1.0)


def test_a_committed_volume_pays_its_charge(findings):
    fixed = table(subsidy_exhibit(findings), "committed").frame
    assert set(fixed["name"]) == {"crude oil"}
    for row in fixed.to_dict("records"):
        tip = findings.subsidies["crude_oil"].break_even_usd_per_t
        volume = row["charge_musd"] * 1e6 / (row["paid"] - tip)
        if np.isfinite(row["volume_kt"]):
            assert row["volume_kt"] * 1e3 == pytest.approx(volume)


def test_cargo_that_does_not_turn_says_why(findings):
    rows = table(subsidy_exhibit(findings), "break_even")
    at = rows.frame.index[rows.frame["name"] == "uranium"][0]
    assert pd.isna(rows.frame.at[at, "break_even"])
    assert rows.details[at, "break_even"].text.endswith("it turns at no price.")
