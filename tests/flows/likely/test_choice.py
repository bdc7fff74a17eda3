"""The logit on given paths, against closed forms and independent solvers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, minimize

from corridor.errors import SolverError
from corridor.flows.likely.choice import Choice
from corridor.flows.likely.prices import certify, solve_choice


def choice(costs, *, theta, amount=100.0, weight=None, rows=(), supply=(), excess=None):
    n = len(costs)
    return Choice(
        cost=np.asarray(costs, float),
        weight=np.ones(n) if weight is None else np.asarray(weight, float),
        demand=np.zeros(n, dtype=np.int64),
        amount=np.array([amount]),
        penalty=np.array([1e5]),
        theta=np.array([theta]),
        rows=np.asarray(rows, float).reshape(-1, n),
        supply=np.asarray(supply, float),
        excess=np.full(len(supply), np.inf) if excess is None else np.asarray(excess, float),
    )


def random_choice(seed, theta=None):
    rng = np.random.default_rng(seed)
    n_demands, n_rows = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    demand = np.repeat(np.arange(n_demands), rng.integers(1, 5, n_demands))
    n = len(demand)
    amount = rng.uniform(5.0, 50.0, n_demands)
    return Choice(
        cost=rng.uniform(5.0, 60.0, n),
        weight=rng.uniform(0.3, 1.0, n),
        demand=demand,
        amount=amount,
        penalty=rng.uniform(70.0, 120.0, n_demands),
        theta=np.full(n_demands, theta or rng.uniform(0.02, 0.2)),
        rows=rng.uniform(0.2, 2.0, (n_rows, n)) * (rng.random((n_rows, n)) < 0.6),
        supply=rng.uniform(0.1, 0.8, n_rows) * amount.sum(),
        excess=np.where(rng.random(n_rows) < 0.3, rng.uniform(2.0, 20.0, n_rows), np.inf),
    )


def by_general_solver(problem):
    """Solve the same program with a method that knows nothing of logit: flows, unmet and value."""
    n, n_demands = len(problem.cost), len(problem.amount)
    hard = np.isinf(problem.excess)
    soft = np.flatnonzero(~hard)
    reference = np.concatenate([problem.weight * problem.amount[problem.demand], problem.amount])
    theta = np.concatenate([problem.theta[problem.demand], problem.theta])
    price = np.concatenate([problem.cost, problem.penalty])
    rows, m = problem.rows, n + n_demands

    def value(z):
        return float(price @ z[:m] + (z[:m] * np.log(z[:m] / reference) / theta).sum()) + float(
            problem.excess[soft] @ z[m:]
        )

    def slope(z):
        own = price + (np.log(z[:m] / reference) + 1.0) / theta
        return np.concatenate([own, problem.excess[soft]])

    def curve(z):
        return np.diag(np.concatenate([1.0 / (theta * z[:m]), np.zeros(len(soft))]))

    served = np.zeros((n_demands, m + len(soft)))
    served[problem.demand, np.arange(n)] = 1.0
    served[np.arange(n_demands), n + np.arange(n_demands)] = 1.0
    used = np.zeros((len(rows), m + len(soft)))
    used[:, :n] = rows
    used[soft, m + np.arange(len(soft))] = -1.0
    # Start: a thousandth on each path, the rest unmet; nothing is exceeded.
    start = np.full(m + len(soft), 1e-3)
    start[n:m] = problem.amount - np.bincount(problem.demand, start[:n], n_demands)
    found = minimize(
        value,
        start,
        jac=slope,
        hess=curve,
        method="trust-constr",
        bounds=Bounds([1e-12] * m + [0.0] * len(soft), np.inf, keep_feasible=True),
        constraints=[
            LinearConstraint(served, problem.amount, problem.amount),
            LinearConstraint(used, -np.inf, problem.supply),
        ],
        options={"gtol": 1e-9, "xtol": 1e-12, "maxiter": 3000},
    )
    return found.x[:n], found.x[n:m], found.fun


def test_without_limits_the_shares_are_those_of_the_logit_formula():
    costs, weight = np.array([12.0, 15.0, 30.0]), np.array([0.5, 1.0, 0.8])
    solved = solve_choice(choice(costs, theta=0.1, weight=weight))
    expected = weight * np.exp(-0.1 * costs)
    assert np.allclose(solved.flow, 100.0 * expected / expected.sum(), rtol=1e-12)
    assert solved.gap == pytest.approx(0.0, abs=1e-12)


def test_a_full_route_has_the_price_that_evens_the_odds():
    # 100 t, a path of 10 USD/t that takes 30 t and one of 20: 30 / 70 = exp(-0.1 (10 + y - 20)).
    solved = solve_choice(choice([10.0, 20.0], theta=0.1, rows=[[1.0, 0.0]], supply=[30.0]))
    assert np.allclose(solved.flow, [30.0, 70.0], rtol=1e-8)
    assert solved.price[0] == pytest.approx(10.0 + np.log(70.0 / 30.0) / 0.1, rel=1e-8)


def test_a_charge_on_excess_bounds_the_price():
    # The same, but more than 30 t may go for 4 USD/t: flows are those of costs of 14 and 20.
    solved = solve_choice(
        choice([10.0, 20.0], theta=0.1, rows=[[1.0, 0.0]], supply=[30.0], excess=[4.0])
    )
    share = 1.0 / (1.0 + np.exp(-0.1 * 6.0))
    assert solved.price[0] == 4.0
    assert solved.flow[0] == pytest.approx(100.0 * share, rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_flows_are_those_a_general_convex_solver_finds(seed):
    problem = random_choice(seed)
    ours = solve_choice(problem)
    flow, unmet, value = by_general_solver(problem)
    assert ours.gap <= 1e-9
    assert ours.primal == pytest.approx(value, rel=1e-5)
    scale = problem.amount.sum()
    assert np.allclose(ours.flow, flow, atol=2e-3 * scale)
    assert np.allclose(ours.unmet, unmet, atol=2e-3 * scale)


@pytest.mark.parametrize("seed", range(8))
def test_a_high_scale_gives_the_least_cost_flows(seed):
    problem = replace(random_choice(seed, theta=30.0), excess=np.full(0, np.inf))
    problem = replace(problem, excess=np.full(len(problem.supply), np.inf))
    n, n_demands = len(problem.cost), len(problem.amount)
    served = np.hstack([problem.serving.toarray(), np.eye(n_demands)])
    used = np.hstack([problem.rows, np.zeros((len(problem.supply), n_demands))])
    best = linprog(
        np.concatenate([problem.cost, problem.penalty]),
        A_ub=used,
        b_ub=problem.supply,
        A_eq=served,
        b_eq=problem.amount,
    ).fun
    ours = solve_choice(problem)
    money = problem.cost @ ours.flow + problem.penalty @ ours.unmet
    # Entropy is worth at most ln(alternatives / weight) / theta per tonne.
    slack = problem.amount.sum() * np.log((n + 1) / 0.3) / 30.0
    assert best - 1e-6 <= money <= best + slack


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.floats(0.0, 40.0), min_size=3, max_size=3))
def test_at_any_prices_the_certificate_bounds_the_distance_to_the_optimum(seed, prices):
    problem = random_choice(seed)
    price = np.minimum(np.array(prices)[: len(problem.supply)], problem.excess)
    there, best = certify(problem, price), solve_choice(problem)
    noise = 1e-9 * abs(best.primal)
    assert there.dual <= best.dual + noise
    assert there.primal >= best.primal - noise
    used = problem.rows @ there.flow
    assert (used <= problem.supply * (1 + 1e-12))[np.isinf(problem.excess)].all()


def test_prices_that_cannot_be_found_raise():
    problem = random_choice(3)
    with pytest.raises(SolverError, match="off by"):
        solve_choice(problem, tolerance=0.0)
