"""One-sided worths of limits, prices that the penalty sets, and the fewest tonnes unmet."""

from dataclasses import replace

import numpy as np
import pytest

from corridor.flows.program.arc_solution import solve_arcs
from corridor.flows.program.differences import least_unmet, limit_differences, set_by_unmet
from corridor.flows.program.master import Master
from corridor.flows.program.sample import two_ways
from tests.flows.program.random_problems import random_problem, tight_problem


def test_at_a_corner_the_two_sides_differ():
    # Demand is exactly what both ways carry: more capacity is worth nothing, less costs 1,000.
    problem = replace(two_ways(), demand_amount=np.array([6.0]))
    master = Master(problem)
    both = limit_differences(master, master.solve(), [0], 0.5)
    assert both.more.tolist() == [0.0]
    assert both.less.tolist() == [30.0]


def test_limits_without_end_and_limits_of_zero_have_one_side():
    problem = replace(two_ways(), limits=np.array([0.0, np.inf]))
    master = Master(problem)
    both = limit_differences(master, master.solve(), [0, 1], 1.0)
    assert both.more.tolist() == [30.0, 0.0]
    assert np.isnan(both.less).all()


def test_a_step_larger_than_the_limit_takes_all_of_it():
    master = Master(two_ways())
    # Without the dear way, 4 t/y more are unmet: 4 x (1,000 - 50) USD over the 9 t/y taken away.
    both = limit_differences(master, master.solve(), [1], 100.0)
    assert both.less.tolist() == [pytest.approx(4 * 950 / 9)]


@pytest.mark.parametrize("seed", range(8))
def test_the_price_lies_between_the_two_sides(seed):
    problem = tight_problem(seed)
    master = Master(problem)
    solution = master.solve()
    priced = np.flatnonzero(solution.limit_price > 0)[:6]
    both = limit_differences(master, solution, priced, 1e-3)
    price = solution.limit_price[priced]
    assert (both.more <= price * (1 + 1e-6)).all()
    assert (both.less >= price * (1 - 1e-6)).all()
    for limit, more, less in zip(priced, both.more, both.less, strict=True):
        room = problem.limits.copy()
        room[limit] += 1e-3
        up = solve_arcs(problem, limits=room).objective
        room[limit] -= 2e-3
        down = solve_arcs(problem, limits=room).objective
        assert more == pytest.approx((solution.objective - up) / 1e-3, abs=1e-4)
        assert less == pytest.approx((down - solution.objective) / 1e-3, abs=1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_prices_that_follow_the_penalty_are_marked_and_no_others(seed):
    problem = tight_problem(seed)
    master = Master(problem)
    marked = set_by_unmet(master, master.solve())
    price = master.solve().limit_price
    # Twice the marking step moves a marked price twice as far, and no other at all.
    raised = master.solve(demand_penalty=problem.demand_penalty * 1.002).limit_price
    assert marked.any()
    assert raised[~marked] == pytest.approx(price[~marked], rel=1e-9, abs=1e-9)
    assert (np.abs(raised - price)[marked] > 1e-6 * price[marked]).all()


def test_only_the_chosen_penalties_count():
    problem = replace(two_ways(), demand_amount=np.array([20.0]), source_amount=np.array([20.0]))
    master = Master(problem)
    solution = master.solve()
    assert set_by_unmet(master, solution).tolist() == [True, True]
    assert set_by_unmet(master, solution, demands=[False]).tolist() == [False, False]


@pytest.mark.parametrize("seed", range(10))
def test_the_fewest_unmet_tonnes_are_those_of_an_arc_program_without_costs(seed):
    problem = tight_problem(seed) if seed % 2 else random_problem(seed, steps=True)
    free = {
        "cost": [np.zeros(len(block.cost)) for block in problem.blocks],
        "step_cost": np.zeros(len(problem.step_cost)),
        "demand_penalty": np.ones(len(problem.demand_amount)),
    }
    master = Master(problem)
    solution = least_unmet(master)
    exact = solve_arcs(problem, **free).objective
    assert solution.objective == pytest.approx(exact, rel=1e-7, abs=1e-9)
    assert solution.unmet.sum() == pytest.approx(exact, rel=1e-7, abs=1e-9)
    assert master.solve().unmet.sum() >= exact - 1e-6
