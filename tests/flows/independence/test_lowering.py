from dataclasses import replace

import numpy as np
import pytest

from corridor.flows.independence.lowering import lower_limit
from corridor.flows.program.master import Master
from tests.flows.independence.arc_oracle import least, random_problem

BIG = 1e5


SEEDS = [pytest.param(s, marks=[pytest.mark.slow] if s >= 25 else []) for s in range(60)]


@pytest.mark.parametrize("seed", SEEDS)
def test_cost_and_unmet_are_those_of_a_sweep(seed):
    """A linear programme in arcs, solved at many values of the limit, finds the same curve."""
    problem = random_problem(seed, arcs=26, limits=5)
    limit = len(problem.limits) - 1
    found = lower_limit(problem, limit, Master(problem))
    amount = problem.demand_amount - found.base.unmet
    big, ones = np.full(len(amount), BIG), np.ones(len(amount))
    least_use, _ = least(problem, use_of=limit, amount=amount, penalty=big)
    assert found.least == pytest.approx(least_use, abs=1e-6)
    bends = found.limit
    assert bends[-1] == 0.0
    cost = np.array([sum(path.flow * path.cost for path in s.paths) for s in found.solutions])
    unmet = np.array([s.unmet.sum() for s in found.solutions])
    for value in np.linspace(0.0, bends[0], 9):
        limits = problem.limits.copy()
        limits[limit] = value
        total, missing = least(problem, limits=limits, amount=amount, penalty=big)
        fewest, _ = least(problem, cost=0.0, limits=limits, amount=amount, penalty=ones)
        assert np.interp(-value, -bends, unmet) == pytest.approx(fewest, abs=1e-6)
        dear = total - BIG * missing.sum()
        assert np.interp(-value, -bends, cost) == pytest.approx(dear, rel=1e-6, abs=1e-4)
    free, _ = least(problem, amount=amount, penalty=big)
    assert cost[0] == pytest.approx(free, rel=1e-9, abs=1e-9)


def test_the_seeds_have_curves_of_every_kind():
    """Costly pieces alone, undelivered alone, both, and none at all are among the seeds."""
    kinds = set()
    for seed in (0, 2, 21, 44):
        problem = random_problem(seed, arcs=26, limits=5)
        found = lower_limit(problem, len(problem.limits) - 1, Master(problem))
        kinds.add((bool(np.isfinite(found.price).any()), bool(np.isnan(found.price).any())))
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}


def test_the_price_of_a_piece_is_what_one_unit_less_costs():
    problem = random_problem(41, arcs=26, limits=5)
    limit = len(problem.limits) - 1
    found = lower_limit(problem, limit, Master(problem))
    amount = problem.demand_amount - found.base.unmet
    big = np.full(len(amount), BIG)
    pieces = [k for k, price in enumerate(found.price) if np.isfinite(price)]
    assert len(pieces) == 4
    for k in pieces:
        costs = []
        for share in (0.25, 0.75):
            limits = problem.limits.copy()
            limits[limit] = found.limit[k] + share * (found.limit[k + 1] - found.limit[k])
            costs.append(least(problem, limits=limits, amount=amount, penalty=big)[0])
        width = 0.5 * (found.limit[k] - found.limit[k + 1])
        assert (costs[1] - costs[0]) / width == pytest.approx(found.price[k], rel=1e-6)


def test_what_the_base_does_not_deliver_is_not_asked_for():
    """A market that nothing reaches at all is no reason to call the others impossible."""
    problem = random_problem(40, arcs=26, limits=5)
    limit = len(problem.limits) - 1
    alone = lower_limit(problem, limit, Master(problem))
    more = replace(
        problem,
        demand_amount=np.append(problem.demand_amount, 50.0),
        demand_penalty=np.append(problem.demand_penalty, 500.0),
    )
    found = lower_limit(more, limit, Master(more))
    assert found.base.unmet[-1] == 50.0
    assert found.limit == pytest.approx(alone.limit)
    assert found.price == pytest.approx(alone.price)
    assert max(s.unmet.sum() for s in found.solutions) < 1e-6


def test_charges_for_use_count_as_cost_but_not_where_tonnes_alone_count():
    problem = random_problem(41, arcs=26, limits=5)
    limit = len(problem.limits) - 1
    plain = lower_limit(problem, limit, Master(problem))
    charged = replace(
        problem,
        step_limit=np.zeros(1, dtype=np.int64),
        step_width=np.array([1e3]),
        step_cost=np.array([7.0]),
    )
    found = lower_limit(charged, limit, Master(charged))
    assert found.least == pytest.approx(plain.least)
    assert found.solutions[0].objective > plain.solutions[0].objective
