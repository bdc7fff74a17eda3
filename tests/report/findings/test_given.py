"""Findings made of results a caller has."""

import pytest

import corridor as cr
from corridor.report.findings.findings import Findings
from corridor.report.findings.given import findings_of

COPPER = ("copper", "balkhash_smelter", "duisburg")


@pytest.fixture(scope="module")
def flows(net):
    return cr.assign_flows(net, net.data.demand.query("commodity == 'copper'"))


def test_runs_bring_comparisons_and_flows_of_their_base(data):
    runs = cr.run_scenarios(
        data,
        [cr.Scenario("base"), cr.load_scenario("no-russian-territory")],
        commodities=["copper"],
        n_draws=10,
    )
    found = findings_of(runs)
    assert found.runs is runs
    assert found.flows is runs["base"].flows
    assert list(found.comparisons) == [COPPER]


def test_several_results_each_find_their_place(net, flows):
    cmp = cr.compare_corridors(net, *COPPER, n_draws=10)
    front = cr.pareto_routes(net, *COPPER)
    subsidy = cr.corridor_subsidy(net, "copper")
    found = findings_of([cmp, flows, front, subsidy])
    assert found.comparisons == {COPPER: cmp}
    assert found.flows is flows
    assert found.fronts == {COPPER: front}
    assert found.subsidies == {"copper": subsidy}
    assert found.network is net
    assert findings_of(found) is found


def test_two_of_a_kind_nothing_and_strangers_are_refused(net, flows, data):
    with pytest.raises(TypeError, match="one Flows"):
        findings_of([flows, flows])
    with pytest.raises(ValueError, match="at least one result"):
        findings_of([])
    with pytest.raises(TypeError, match="not a int"):
        findings_of([flows, 3])
    with pytest.raises(TypeError, match="not a str"):
        findings_of("tengiz")
    with pytest.raises(TypeError, match="not a DataFrame"):
        findings_of(data.demand)


def test_a_result_without_its_network_asks_for_the_data(net, data):
    curve = cr.independence_curve(net, data.demand.query("commodity == 'copper'"))
    with pytest.raises(ValueError, match="give data="):
        findings_of(curve)
    assert findings_of(curve, data=data).curves == (curve,)


def test_findings_hold_what_is_given(net):
    assert Findings(net).comparisons == {}
