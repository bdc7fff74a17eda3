"""Findings about crude oil, copper and uranium: enough cargo to bind, turn and go undelivered."""

import dataclasses

import matplotlib as mpl
import pytest

import corridor as cr
from corridor.report.findings.findings import Findings

mpl.use("Agg")

CARGO = ["crude_oil", "copper", "uranium"]
HOSTILE = "<script>alert(1)</script> $x_{ \u202eabc " + "y" * 300


@pytest.fixture(scope="session")
def demand(net):
    table = net.data.demand
    return table[table["commodity"].isin(CARGO)]


@pytest.fixture(scope="session")
def findings(data, net, demand):
    flows = cr.assign_flows(net, demand)
    base = cr.Scenario("base")
    closed = base.then("no Russian territory", cr.CloseTerritory("RU"))
    future = cr.load_scenario("middle-corridor-2030")
    return Findings(
        net,
        flows=flows,
        runs=cr.run_scenarios(
            data, [base, closed, future], commodities=CARGO, demand=demand, n_draws=20
        ),
        curves=(cr.independence_curve(net, demand),),
        ladder=cr.expansion_ladder(net, demand, data.projects, shares=(0.5, 1.0)),
        criticality=cr.criticality(net, demand, by=("link", "group", "node", "territory")),
        security=cr.security_indices(flows, closures=("territory:RU", "group:cpc")),
        subsidies={name: cr.corridor_subsidy(net, name) for name in CARGO},
    )


@pytest.fixture(scope="session")
def assigned():
    """Assign flows of which some are known to stay unmet."""

    def assign(*given, **options):
        with pytest.warns(cr.UnmetDemandWarning):
            return cr.assign_flows(*given, **options)

    return assign


@pytest.fixture(scope="session")
def without_russia(net, demand, assigned):
    return assigned(net, demand, avoid=["RU"])


@pytest.fixture(scope="session")
def nothing(net, demand, assigned):
    """Findings in which no tonne moves: every way out of Kazakhstan and Uzbekistan is avoided."""
    flows = assigned(net, demand, avoid=["KZ", "UZ"])
    assert flows.delivered_t_per_y == 0
    return Findings(net, flows=flows, security=cr.security_indices(flows, closures=["group:cpc"]))


@pytest.fixture(scope="session")
def hostile(data, demand):
    """Findings whose nodes, links and countries have names that no chart should trip over."""
    nodes = data.nodes.assign(name=[f"{HOSTILE}{n}" for n in range(len(data.nodes))])
    links = data.links.assign(name=[f"$ {n} {HOSTILE}" for n in range(len(data.links))])
    countries = data.countries.assign(name="_" + data.countries["name"] + " $")
    net = cr.build_network(dataclasses.replace(data, nodes=nodes, links=links, countries=countries))
    flows = cr.assign_flows(net, demand)
    return Findings(
        net,
        flows=flows,
        curves=(cr.independence_curve(net, demand),),
        criticality=cr.criticality(net, demand, by=("link", "node")),
        security=cr.security_indices(flows, closures=("territory:RU",)),
    )
