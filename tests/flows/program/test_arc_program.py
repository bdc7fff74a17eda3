"""The program of flows on arcs: what is merged, and columns and rows added to it."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from corridor.flows.program.arc_rows import arc_program
from corridor.flows.program.arc_solution import solve_arcs, solve_program
from corridor.flows.program.master import Master
from corridor.flows.program.sample import two_ways
from tests.flows.program.random_problems import random_problem, tight_problem


def test_sources_are_merged_only_where_no_sink_asks_for_one():
    problem = tight_problem(0)
    some = problem.sink_source >= 0
    apart = {int(block) for block in problem.sink_block[some]}
    for group in arc_program(problem).groups:
        assert (group.source >= 0) == (group.block in apart)
    merged = replace(problem, sink_source=np.full(len(some), -1))
    assert [g.source for g in arc_program(merged).groups] == [-1] * len(problem.blocks)


@pytest.mark.parametrize("seed", range(10))
def test_flows_on_arcs_keep_the_balances_the_limits_and_the_cost(seed):
    problem = tight_problem(seed)
    found = solve_arcs(problem)
    use, cost = np.zeros(len(problem.limits)), found.unmet @ problem.demand_penalty
    for block, flow in zip(problem.blocks, found.arc_flow, strict=True):
        assert (flow >= -1e-9).all()
        use += block.use.T @ flow
        cost += block.cost @ flow
    assert found.limit_use == pytest.approx(use)
    assert (use <= problem.limits + 1e-6).all()
    assert found.objective == pytest.approx(cost)
    assert found.lower_bound == pytest.approx(cost)


@pytest.mark.parametrize("seed", range(6))
def test_prices_of_limits_are_zero_or_more_and_close_the_dual(seed):
    problem = random_problem(seed)
    found = solve_arcs(problem)
    assert (found.limit_price >= 0).all()
    assert Master(problem).solve().objective == pytest.approx(found.objective)


def test_a_berth_is_built_only_where_it_pays():
    # It adds 4 t/y to the cheap way, which saves 4 x 30 USD.
    program = arc_program(two_ways())
    entry = ([-4.0], ([program.limit_row[0]], [0]))
    berth = csr_array(entry, shape=(program.matrix.shape[0], 1))
    one = np.ones(1)
    for price, built in ((119.0, 1.0), (121.0, 0.0)):
        bounds = {"cost": price * one, "lower": 0 * one, "upper": one}
        found = solve_program(program.with_columns(**bounds, matrix=berth, integer=True))
        assert found.values[-1] == pytest.approx(built)
        assert found.objective == pytest.approx(320 + built * (price - 120))
        assert found.lower_bound == pytest.approx(found.objective)
        assert np.isnan(found.limit_price).all()


def test_a_row_binds_what_it_says():
    # At most 3 t/y on arc 0 of the only block.
    program = arc_program(two_ways())
    entries = np.zeros((1, len(program.cost)))
    entries[0, program.groups[0].first_column] = 1.0
    bounds = {"lower": np.array([-np.inf]), "upper": np.array([3.0])}
    found = solve_program(program.with_rows(matrix=csr_array(entries), **bounds))
    assert found.arc_flow[0].tolist() == [3.0, 3.0, 7.0, 7.0]
    assert found.objective == pytest.approx(3 * 20 + 7 * 50)


def test_arc_programs_stop_in_time_or_say_so():
    found = solve_arcs(tight_problem(4), time_limit_s=60.0)
    assert found.status == "optimal"
