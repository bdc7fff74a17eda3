"""Likely flows of whole problems: feasible, certified, and the least-cost ones at a high scale."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, hstack

from corridor.flows.likely.logit import logit_solution
from corridor.flows.program.sample import two_ways
from tests.flows.likely.random_problems import parallel_ways, random_problem


def least_cost(problem):
    """Solve the arc program with another formulation and solver call; every source may serve."""
    arcs = [len(block.cost) for block in problem.blocks]
    n_sources, n_sinks = len(problem.source_amount), len(problem.sink_demand)
    demands = len(problem.demand_amount)
    balance = []
    for number, block in enumerate(problem.blocks):
        where = np.arange(arcs[number])
        leaves = csr_array(
            (np.ones(arcs[number]), (block.tail, where)), shape=(block.n_states, arcs[number])
        )
        enters = csr_array(
            (np.ones(arcs[number]), (block.head, where)), shape=(block.n_states, arcs[number])
        )
        balance.append(leaves - enters)
    offset = np.concatenate([[0], np.cumsum([block.n_states for block in problem.blocks])])
    states = offset[-1]
    injected = csr_array(
        (
            -np.ones(n_sources),
            (offset[problem.source_block] + problem.source_state, np.arange(n_sources)),
        ),
        shape=(states, n_sources),
    )
    drawn = csr_array(
        (np.ones(n_sinks), (offset[problem.sink_block] + problem.sink_state, np.arange(n_sinks))),
        shape=(states, n_sinks),
    )
    nothing = csr_array((states, demands))
    conserve = hstack([block_diag(balance), injected, drawn, nothing])
    into = csr_array(
        (np.ones(n_sinks), (problem.sink_demand, np.arange(n_sinks))), shape=(demands, n_sinks)
    )
    meet = hstack([csr_array((demands, sum(arcs) + n_sources)), into, np.eye(demands)])
    use = hstack(
        [
            *(block.use.T for block in problem.blocks),
            csr_array((len(problem.limits), n_sources + n_sinks + demands)),
        ]
    )
    cost = np.concatenate(
        [
            *(block.cost for block in problem.blocks),
            np.zeros(n_sources + n_sinks),
            problem.demand_penalty,
        ]
    )
    upper = np.concatenate(
        [
            np.full(sum(arcs), np.inf),
            problem.source_amount,
            np.full(n_sinks, np.inf),
            problem.demand_amount,
        ]
    )
    equal = csr_array(np.vstack([conserve.toarray(), meet.toarray()]))
    target = np.concatenate([np.zeros(states), problem.demand_amount])
    return linprog(
        cost,
        A_ub=use.toarray(),
        b_ub=problem.limits,
        A_eq=equal.toarray(),
        b_eq=target,
        bounds=np.column_stack([np.zeros(len(upper)), upper]),
    ).fun


def unit_lengths(problem):
    return [np.ones(len(block.cost)) for block in problem.blocks]


@pytest.mark.parametrize("seed", range(10))
def test_flows_keep_every_limit_and_balance(seed):
    problem = random_problem(seed)
    likely = logit_solution(problem, 0.08, unit_lengths(problem))
    solution = likely.solution
    assert likely.stable
    assert likely.gap <= 1e-8
    used = np.zeros(len(problem.limits))
    served, sent = np.zeros(len(solution.unmet)), np.zeros(len(problem.source_amount))
    for path in solution.paths:
        block = problem.blocks[path.block]
        arcs = list(path.arcs)
        states = [problem.source_state[path.source], *block.head[arcs]]
        assert (block.tail[arcs] == states[:-1]).all()
        used += path.flow * block.use[arcs].toarray().sum(axis=0)
        served[path.demand] += path.flow
        sent[path.source] += path.flow
    assert (used <= problem.limits * (1 + 1e-9)).all()
    assert np.allclose(used, solution.limit_use, rtol=1e-8)
    assert (sent <= problem.source_amount * (1 + 1e-9)).all()
    assert np.allclose(served + solution.unmet, problem.demand_amount, rtol=1e-8)
    # Complementary: what has a price is full.
    assert np.allclose(
        used[solution.limit_price > 1e-6], problem.limits[solution.limit_price > 1e-6]
    )


@pytest.mark.parametrize("seed", range(10))
def test_a_rising_scale_approaches_the_least_cost(seed):
    problem = random_problem(seed)
    best = least_cost(problem)
    over = []
    for theta in (0.05, 0.5, 5.0, 50.0):
        solution = logit_solution(problem, theta, unit_lengths(problem)).solution
        assert solution.lower_bound <= best * (1 + 1e-9)
        over.append(solution.objective / best - 1)
    assert (np.diff(over) <= 1e-9).all()
    assert over[0] > 1e-3
    assert -1e-9 <= over[-1] <= 2e-3
    assert solution.lower_bound == pytest.approx(best, rel=2e-3)


def test_prices_of_a_problem_solved_by_hand():
    # Ten tonnes, 20 USD/t for six of them and 50 for the rest: one more tonne saves about 30.
    problem = two_ways()
    solution = logit_solution(problem, 2.0, unit_lengths(problem)).solution
    assert [round(path.flow, 6) for path in solution.paths] == [6.0, 4.0]
    # Odds of 6 to 4 at a price y: ln(6 / 4) = 2 (30 - y).
    assert solution.limit_price == pytest.approx([30.0 - np.log(1.5) / 2.0, 0.0])
    assert solution.objective == pytest.approx(320.0)
    assert solution.source_price.tolist() == [0.0]


def test_nothing_goes_where_a_limit_has_nothing():
    problem = parallel_ways([10.0, 20.0, 21.0], limits=[0.0, np.inf, np.inf])
    solution = logit_solution(problem, 0.1, unit_lengths(problem)).solution
    assert [path.arcs for path in solution.paths] == [(1,), (2,)]
    assert solution.limit_price.tolist() == [np.inf, 0.0, 0.0]
    even = 100.0 / (1.0 + np.exp(-0.1))
    assert solution.paths[0].flow == pytest.approx(even)


def test_a_limit_that_has_nothing_and_is_on_no_way_has_no_price():
    problem = two_ways()
    block = problem.blocks[0]
    use = np.hstack([block.use.toarray(), np.zeros((4, 1))])
    more = replace(
        problem,
        blocks=(replace(block, use=csr_array(use)),),
        limits=np.append(problem.limits, 0.0),
    )
    solution = logit_solution(more, 2.0, unit_lengths(more)).solution
    assert solution.limit_price[2] == 0.0


def test_a_demand_no_path_reaches_is_unmet():
    problem = replace(parallel_ways([10.0, 20.0]), source_amount=np.array([0.0]))
    likely = logit_solution(problem, 0.1, unit_lengths(problem))
    assert likely.solution.paths == ()
    assert likely.solution.unmet.tolist() == [100.0]
    assert likely.solution.objective == pytest.approx(1e8)
    assert likely.solution.lower_bound == pytest.approx(1e8)


def test_a_field_listed_as_two_gives_as_much_as_one():
    ways = parallel_ways([10.0, 12.0], supply=80.0, penalty=500.0)
    other = replace(
        ways,
        source_block=np.array([0, 0, 0]),
        source_state=np.array([0, 0, 0]),
        source_amount=np.array([30.0, 50.0, 40.0]),
    )
    whole = replace(
        ways,
        source_block=np.array([0, 0]),
        source_state=np.array([0, 0]),
        source_amount=np.array([80.0, 40.0]),
    )
    split = logit_solution(other, 0.1, unit_lengths(other)).solution
    joint = logit_solution(whole, 0.1, unit_lengths(whole)).solution
    first = sum(path.flow for path in split.paths if path.source < 2)
    assert first == pytest.approx(sum(path.flow for path in joint.paths if path.source == 0))
    assert first == pytest.approx(100.0 * 2 / 3, rel=1e-6)


def test_steps_charge_the_marginal_tonne():
    # The first 20 t of the cheap way cost 1 USD each, the rest 4; it is used over 20 t.
    problem = parallel_ways([10.0, 20.0], limits=[90.0, np.inf], steps=[(0, 20, 1.0), (0, 70, 4.0)])
    solution = logit_solution(problem, 0.1, unit_lengths(problem)).solution
    cheap = 100.0 / (1.0 + np.exp(-0.1 * (20.0 - 14.0)))
    assert solution.limit_use[0] == pytest.approx(cheap, rel=1e-8)
    money = 10.0 * cheap + 20.0 * (100.0 - cheap) + 20.0 * 1.0 + (cheap - 20.0) * 4.0
    assert solution.objective == pytest.approx(money, rel=1e-8)
    assert solution.limit_price[0] == 0.0


def test_each_demand_may_have_a_scale_of_its_own():
    problem = random_problem(5)
    free = replace(
        problem,
        limits=np.full(3, np.inf),
        source_amount=np.full(len(problem.source_amount), np.inf),
    )
    theta = np.array([0.02, 0.1, 1.0])
    whole = logit_solution(free, theta, unit_lengths(free)).solution
    for demand, scale in enumerate(theta):
        alone = logit_solution(free, float(scale), unit_lengths(free)).solution
        mine = [path for path in whole.paths if path.demand == demand]
        same = [path for path in alone.paths if path.demand == demand]
        assert [p.arcs for p in mine] == [p.arcs for p in same]
        assert np.allclose([p.flow for p in mine], [p.flow for p in same])


def test_wrong_numbers_are_named():
    problem = two_ways()
    with pytest.raises(ValueError, match="theta is 0: give a finite number over 0"):
        logit_solution(problem, 0, unit_lengths(problem))
    with pytest.raises(ValueError, match="theta"):
        logit_solution(problem, np.array([0.1, np.nan]), unit_lengths(problem))
    with pytest.raises(ValueError, match="2 lengths for 1 blocks"):
        logit_solution(problem, 0.1, [np.ones(4), np.ones(4)])
    with pytest.raises(ValueError, match="lengths of block copper/KZ"):
        logit_solution(problem, 0.1, [np.array([1.0, -1.0, 1.0, 1.0])])
    with pytest.raises(ValueError, match="ways is 0"):
        logit_solution(problem, 0.1, unit_lengths(problem), ways=0)
