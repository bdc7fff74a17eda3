"""The sentences about all tonnes hold the numbers of the findings."""

from dataclasses import replace

import pytest

import corridor as cr
from corridor.report.contents.numbers import money, percent, tonnes
from corridor.report.findings.findings import Findings
from corridor.report.summary import all_tonnes

QUESTIONS = ("amount", "premium", "earning", "binding", "building")


def sentences(findings):
    """All that is said, question by question."""
    answers = (getattr(all_tonnes, f"{name}_sentences")(findings) for name in QUESTIONS)
    return tuple(sentence for answer in answers for sentence in answer)


@pytest.fixture(scope="module")
def oil(data, net):
    demand = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    base = cr.Scenario("base")
    closed = base.then("closed", cr.CloseTerritory("RU"))
    flows = cr.assign_flows(net, demand)
    return Findings(
        net,
        flows=flows,
        runs=cr.run_scenarios(
            data, [base, closed], pairs=(), commodities=["crude_oil"], demand=demand, n_draws=5
        ),
        curves=(cr.independence_curve(net, demand),),
        ladder=cr.expansion_ladder(net, demand, data.projects, shares=(1.0,)),
        security=cr.security_indices(flows, closures=()),
    )


def test_how_much_moves_without_russia(oil):
    off = oil.runs["closed"].flows.delivered_t_per_y
    now = oil.flows.delivered_t_per_y
    first = sentences(oil)[0]
    assert f"{tonnes(off)} of the {tonnes(now)}" in first
    assert percent(off / now) in first


def test_who_loses_what(oil):
    lost = oil.flows.netback_usd_per_y - oil.runs["closed"].flows.netback_usd_per_y
    charges = oil.flows.charges.groupby("recipient")["usd_per_y"].sum()
    earns, who = all_tonnes.earning_sentences(oil)
    assert f"Russia ({money(charges['RU'])}, on crude oil)" in earns
    assert f"producers lose {money(lost)} of netback" in who
    assert f"Russia {money(charges['RU'])} of charges" in who


def test_what_binds_and_what_to_build_are_named(oil):
    today, closed = all_tonnes.binding_sentences(oil)
    assert today.startswith("Today ")
    assert "Aktau tankers (cargo is turned away for want of it)" in closed
    (build,) = all_tonnes.building_sentences(oil)
    low, high = (oil.ladder.table[f"capex_{side}_usd"].iloc[0] for side in ("low", "high"))
    assert "Caspian tanker" in build
    assert f"({low / 1e9:.3g} to {high / 1e9:.3g})" in build


def test_capital_that_no_source_states_is_named(oil):
    supposed = replace(oil, supposed_capex_usd={"btc_kazakh_contract": 0.0})
    *_, last = all_tonnes.building_sentences(supposed)
    assert last.startswith("No source states the capital of BTC contract for Kazakh crude")


def test_no_id_is_left_in_the_words(oil):
    for sentence in sentences(oil):
        assert "_" not in sentence
        assert sentence.endswith(".")


def test_flows_alone_say_what_binds(net):
    copper = net.data.demand[net.data.demand["commodity"] == "copper"]
    said = sentences(Findings(net, flows=cr.assign_flows(net, copper)))
    assert said == ("Today no known capacity binds.",)
