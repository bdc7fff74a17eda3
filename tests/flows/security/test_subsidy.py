"""Subsidies at which cargo turns, against linear programs of all paths and against pure routes."""

import math

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import linprog

import corridor as cr
from corridor.costs.weights import CostWeights, arc_costs
from corridor.errors import UnknownIdError
from corridor.flows.program.master import Master
from corridor.flows.security.subsidy.layers import RuledArcs, ruled_problem
from corridor.flows.security.subsidy.subsidy import corridor_subsidy
from tests.flows.criticality.lattices import lattice


def simple_paths(problem, rule):
    """Source, demand, arcs, cost and whether the rule is kept, of every simple path."""
    block = problem.blocks[0]
    graph = nx.MultiDiGraph()
    for arc, ends in enumerate(zip(block.tail.tolist(), block.head.tolist(), strict=True)):
        graph.add_edge(*ends, key=arc)
    for source, start in enumerate(problem.source_state.tolist()):
        for sink, goal in enumerate(problem.sink_state.tolist()):
            for path in nx.all_simple_edge_paths(graph, start, goal):
                arcs = [key for _, _, key in path]
                kept = bool(rule.fulfils[arcs].any() and not rule.breaks[arcs].any())
                demand = int(problem.sink_demand[sink])
                yield source, demand, arcs, float(block.cost[arcs].sum()), kept


def by_paths(problem, rule, subsidy):
    """Least cost less subsidies by a program of all simple paths, and the flow that is paid."""
    paths = list(simple_paths(problem, rule))
    use = problem.blocks[0].use.toarray()
    n_demands = len(problem.demand_amount)
    cost = [usd - subsidy * kept for *_, usd, kept in paths]
    rows = np.zeros((len(problem.limits) + len(problem.source_state), len(paths)))
    meet = np.zeros((n_demands, len(paths)))
    for column, (source, demand, arcs, _, _) in enumerate(paths):
        rows[: len(problem.limits), column] = use[arcs].sum(axis=0)
        rows[len(problem.limits) + source, column] = 1.0
        meet[demand, column] = 1.0
    found = linprog(
        [*cost, *problem.demand_penalty],
        A_ub=np.hstack([rows, np.zeros((len(rows), n_demands))]),
        b_ub=np.concatenate([problem.limits, problem.source_amount]),
        A_eq=np.hstack([meet, np.eye(n_demands)]),
        b_eq=problem.demand_amount,
    )
    assert found.status == 0
    kept = np.array([path[-1] for path in paths])
    return found.fun, float(found.x[: len(paths)][kept].sum())


def random_rule(seed, n_arcs):
    """A rule that one to three arcs fulfil and one breaks."""
    rng = np.random.default_rng(seed)
    fulfils, breaks = np.zeros(n_arcs, dtype=bool), np.zeros(n_arcs, dtype=bool)
    fulfils[rng.choice(n_arcs, 3, replace=False)] = True
    breaks[rng.integers(n_arcs)] = True
    return RuledArcs(breaks, fulfils)


@pytest.mark.parametrize("seed", range(8))
def test_a_toll_on_the_others_is_a_subsidy(seed):
    problem, _ = lattice(seed, 3, 4, n_blocks=1)
    rule = random_rule(seed, len(problem.limits))
    ruled = ruled_problem(problem, [rule])
    master = Master(ruled.problem)
    demand, compared = problem.demand_amount.sum(), 0
    for subsidy in (0.0, 3.3, 11.7, 25.9):
        solution = master.solve(
            cost=ruled.costs(subsidy), demand_penalty=problem.demand_penalty + subsidy
        )
        paid = sum(p.flow for p in solution.paths if ruled.kept[0][list(p.arcs)].any())
        states = [
            problem.blocks[0].tail[[a for a in ruled.arc[0][list(p.arcs)] if a >= 0]]
            for p in solution.paths
        ]
        if any(len(set(s.tolist())) < len(s) for s in states):
            continue  # paid to go out and back: no simple path does
        exact, flow = by_paths(problem, rule, subsidy)
        assert solution.objective - subsidy * demand == pytest.approx(exact, rel=1e-7, abs=1e-6)
        assert paid == pytest.approx(flow, rel=1e-6, abs=1e-6)
        compared += 1
    assert compared >= 2


def test_without_a_toll_the_layers_change_nothing():
    problem, _ = lattice(3, 3, 5)
    rules = [random_rule(i, len(problem.limits)) for i in range(2)]
    layered = Master(ruled_problem(problem, rules).problem).solve()
    assert layered.objective == pytest.approx(Master(problem).solve().objective, rel=1e-9)


def test_the_break_even_of_one_pair_is_the_gap_between_two_routes(net):
    curve = corridor_subsidy(net, "titanium")
    costs = arc_costs(net.state_graph("titanium"), CostWeights())
    ends = ("titanium", "ust_kamenogorsk_titanium", "duisburg")
    usd = {
        corridor: costs[list(cr.best_route(net, *ends, corridor=corridor).arcs)].sum()
        for corridor in ("caspian", "russia")
    }
    assert curve.break_even_usd_per_t == pytest.approx(usd["caspian"] - usd["russia"], rel=1e-6)
    assert curve.table["flow_t_per_y"].tolist() == pytest.approx([0.0, 9000.0])
    assert curve.table["against_t_per_y"].tolist() == pytest.approx([9000.0, 0.0])
    added = curve.table["cost_usd_per_y"].diff().iloc[1]
    assert added == pytest.approx(9000.0 * curve.break_even_usd_per_t, rel=1e-6)


def test_oil_turns_up_to_the_tankers_of_aktau(net):
    curve = corridor_subsidy(net, "crude_oil")
    assert curve.table["flow_t_per_y"].iloc[-1] == pytest.approx(1_560_000.0)
    more = corridor_subsidy(net, "crude_oil", extra_capacity={"group:aktau_tankers": 5e6})
    assert more.table["flow_t_per_y"].iloc[-1] == pytest.approx(6_560_000.0)
    # 2.2 Mt/y is the contract of 2024 for the pipeline from Baku to Ceyhan.
    assert more.table["flow_t_per_y"].iloc[1] == pytest.approx(2_200_000.0)


def test_steps_rise_and_follow_each_other(net):
    for commodity in ("copper", "ferroalloys", "aluminium"):
        table = corridor_subsidy(net, commodity).table
        assert table["from_usd_per_t"].iloc[0] == 0.0
        assert np.array_equal(table["from_usd_per_t"].iloc[1:], table["to_usd_per_t"].iloc[:-1])
        assert (table["flow_t_per_y"].diff().iloc[1:] > 0).all()
        # At a step the cargo that turns costs as much more as it is paid.
        added = table["cost_usd_per_y"].diff().iloc[1:]
        turned = table["flow_t_per_y"].diff().iloc[1:]
        assert np.allclose(added / turned, table["from_usd_per_t"].iloc[1:], rtol=1e-5)


def test_a_curve_ends_where_going_out_and_back_would_pay(net):
    curve = corridor_subsidy(net, "antimony")
    assert curve.ends_in_loops
    assert curve.most_usd_per_t < 500.0
    # What goes to Urumqi has no business on the Caspian.
    assert curve.table["flow_t_per_y"].max() == pytest.approx(4000.0)
    with pytest.raises(ValueError, match="more would pay for going out and back"):
        curve.committed_volume(1.0, subsidy_usd_per_t=499.0)


def test_a_fixed_cost_is_covered_tonne_by_tonne(net):
    curve = corridor_subsidy(net, "copper")
    table = curve.table
    gap = float(table["from_usd_per_t"].iloc[1])
    first = float(table["flow_t_per_y"].iloc[1])
    assert first == pytest.approx(110_000.0)
    at_20 = curve.committed_volume(50_000 * (20.0 - gap), subsidy_usd_per_t=20.0)
    assert at_20 == pytest.approx(50_000.0)
    assert curve.committed_volume(0.0, subsidy_usd_per_t=20.0) == 0.0
    all_of_it = first * (20.0 - gap)
    assert curve.committed_volume(all_of_it, subsidy_usd_per_t=20.0) == pytest.approx(first)
    assert curve.committed_volume(all_of_it * 1.01, subsidy_usd_per_t=20.0) == math.inf
    assert curve.committed_volume(1.0, subsidy_usd_per_t=gap / 2) == math.inf


def test_wrong_questions_are_told_what_is_there(net):
    with pytest.raises(UnknownIdError, match="nearest: caspian"):
        corridor_subsidy(net, "copper", "caspia")
    with pytest.raises(ValueError, match="'any' requires nothing"):
        corridor_subsidy(net, "copper", "any")
    with pytest.raises(ValueError, match="most_usd_per_t is 0"):
        corridor_subsidy(net, "copper", most_usd_per_t=0)
    with pytest.raises(ValueError, match="the demand has no lithium"):
        corridor_subsidy(net, "lithium")
    curve = corridor_subsidy(net, "titanium", most_usd_per_t=10.0)
    assert curve.break_even_usd_per_t == math.inf
    assert "none turns from russia up to 10 USD/t" in repr(curve)
    with pytest.raises(ValueError, match="above the end of the curve at 10"):
        curve.committed_volume(1.0, subsidy_usd_per_t=11.0)
    with pytest.raises(ValueError, match="fixed_usd_per_y is nan"):
        curve.committed_volume(math.nan, subsidy_usd_per_t=1.0)


def test_the_pieces_of_a_curve_are_all_of_them(net):
    """The exact steps agree with flows at subsidies spread over the range."""
    from corridor.flows.assembly.assembly import assemble
    from corridor.flows.security.subsidy.subsidy import _Search
    from corridor.network.rule import corridor_rule

    need = net.data.demand[net.data.demand["commodity"] == "copper"]
    rules = [corridor_rule(net.data, name) for name in ("caspian", "russia")]
    search = _Search(assemble(net, need), *rules)
    table = corridor_subsidy(net, "copper").table
    for subsidy in np.linspace(1.0, 499.0, 23):
        step = table[(table["from_usd_per_t"] < subsidy) & (subsidy < table["to_usd_per_t"])]
        flow = search.flow(search.solve(float(subsidy)))
        assert flow == pytest.approx(step["flow_t_per_y"].item(), rel=1e-6, abs=1e-3)
