"""Least cuts against networkx on lattices, and on the bundled network by hand."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from corridor.errors import UnknownIdError
from corridor.flows.criticality.cut.capacity import endless_way, most_delivered
from corridor.flows.criticality.cut.min_cut import min_cut
from corridor.flows.demand import Demand
from tests.flows.criticality.lattices import lattice


def as_graph(problem, *, any_demand):
    """The lattice of one cargo, with a super source and a super sink."""
    block = problem.blocks[0]
    graph = nx.DiGraph()
    for tail, head, limit in zip(block.tail, block.head, problem.limits, strict=True):
        graph.add_edge(int(tail), int(head), **({} if np.isinf(limit) else {"capacity": limit}))
    for state, amount in zip(problem.source_state, problem.source_amount, strict=True):
        graph.add_edge("from", int(state), **({} if np.isinf(amount) else {"capacity": amount}))
    for state, number in zip(problem.sink_state, problem.sink_demand, strict=True):
        amount = problem.demand_amount[number]
        graph.add_edge(int(state), "to", **({} if any_demand else {"capacity": amount}))
    return graph


def parts(problem, most):
    """The cut's parts: limits, sources, and what demands add themselves."""
    solution = most.solution
    pairs = [
        (problem.limits, solution.limit_price),
        (most.problem.source_amount, solution.source_price),
        (most.problem.demand_amount, 1.0 - solution.demand_price),
    ]
    return sum(float(amount[price > 0] @ price[price > 0]) for amount, price in pairs)


@pytest.mark.parametrize("any_demand", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_the_cut_equals_the_flow_and_networkx(seed, any_demand):
    problem, _ = lattice(seed, 4, 5, n_blocks=1, width=(1.0, 4.0))
    limits = problem.limits.copy()
    limits[np.random.default_rng(seed).random(len(limits)) < 0.2] = np.inf
    problem = replace(problem, limits=limits)
    most = most_delivered(problem, any_demand=any_demand)
    exact = nx.maximum_flow_value(as_graph(problem, any_demand=any_demand), "from", "to")
    assert most.tonnes == pytest.approx(exact, rel=1e-9)
    assert parts(problem, most) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_endless_sources_are_held_by_limits_or_have_an_endless_way(seed):
    problem, _ = lattice(seed, 3, 4, n_blocks=1)
    problem = replace(problem, source_amount=np.full(len(problem.source_amount), np.inf))
    assert endless_way(problem) is None
    most = most_delivered(problem, any_demand=True)
    exact = nx.maximum_flow_value(as_graph(problem, any_demand=True), "from", "to")
    assert most.tonnes == pytest.approx(exact, rel=1e-9)
    open_row = replace(problem, limits=np.where(np.arange(len(problem.limits)) < 3, np.inf, 5.0))
    number, arcs = endless_way(open_row)
    assert (number, arcs) == (0, [0, 1, 2])
    with pytest.raises(nx.NetworkXUnbounded):
        nx.maximum_flow_value(as_graph(open_row, any_demand=True), "from", "to")


def test_oil_without_russian_territory_is_held_by_two_limits(net):
    cut = min_cut(net, "crude_oil", any_supply=True, avoid=["RU"])
    # Facts: Kazakhstan-China 20 Mt/y nameplate less what is committed; tankers of Aktau 1.56 Mt/y.
    assert cut.table["part_t_per_y"].to_dict() == pytest.approx(
        {"link:kz_china/forward": 10_021_000.0, "group:aktau_tankers": 1_560_000.0}
    )
    assert cut.flow_t_per_y == pytest.approx(11_581_000.0)


def test_parts_add_up_to_the_flow_on_the_bundled_network(net):
    for commodity in ("crude_oil", "natural_gas", "uranium", "copper"):
        for any_demand in (True, False):
            cut = min_cut(net, commodity, any_demand=any_demand)
            assert cut.table["part_t_per_y"].sum() == pytest.approx(cut.flow_t_per_y, rel=1e-9)
            assert cut.table.index.is_unique
            assert cut.table.index[0] in cut._repr_html_()


def test_a_way_without_known_capacity_is_named_not_cut(net):
    cut = min_cut(net, "copper", any_supply=True)
    assert np.isinf(cut.flow_t_per_y)
    assert cut.table.empty
    assert cut.endless_way[0].startswith("node:")
    assert any(subject.startswith("link:") for subject in cut.endless_way)
    assert "no capacity is known on node:" in repr(cut)


def test_what_cannot_be_cut_is_said(net):
    with pytest.raises(UnknownIdError, match="nearest: copper"):
        min_cut(net, "coper")
    with pytest.raises(ValueError, match="the demand has no lithium"):
        min_cut(net, "lithium")
    with pytest.raises(ValueError, match="nobody produces lithium in 2024"):
        min_cut(net, "lithium", demand=Demand.of("lithium", {"duisburg": 1.0}))


def test_no_open_way_is_said_and_not_cut(net):
    need = Demand.of("natural_gas", {"market_it": 5.0}, unit="bcm/y")
    cut = min_cut(net, "natural_gas", demand=need)
    assert cut.flow_t_per_y == 0.0
    assert cut.table.empty
    assert repr(cut) == "MinCut of natural_gas: nothing can be delivered, no way is open"
