"""The sentences about all tonnes hold the numbers of the findings."""

import pytest

import corridor as cr
from corridor.report.contents.numbers import money, percent, span, tonnes
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
    who = sentences(oil)[2]
    assert f"producers lose {money(lost)} of netback" in who
    assert f"Russia {money(charges['RU'])} of charges" in who


def test_what_binds_and_what_to_build_are_named(oil):
    binds, build = sentences(oil)[3:]
    assert "Without the territory of Russia Aktau tankers" in binds
    assert "turned away now" in binds
    low, high = (oil.ladder.table[f"capex_{side}_usd"].iloc[0] / 1e6 for side in ("low", "high"))
    words = span(low, high)
    assert "Caspian tanker" in build
    assert f"({words} million)" in build


def test_no_id_is_left_in_the_words(oil):
    for sentence in sentences(oil):
        assert "_" not in sentence
        assert sentence.endswith(".")


def test_flows_alone_say_what_binds(net):
    copper = net.data.demand[net.data.demand["commodity"] == "copper"]
    said = sentences(Findings(net, flows=cr.assign_flows(net, copper)))
    assert said == ("Today no known capacity binds.",)
