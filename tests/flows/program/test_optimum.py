"""The optimum of random problems, against network simplex, arc programs and certificates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, eye_array

from corridor.flows.program.arc_solution import solve_arcs
from corridor.flows.program.master import Master
from corridor.flows.program.problem import Block, FlowProblem
from tests.flows.program.oracles import (
    certify,
    cheapest_by_network_simplex,
    cheapest_by_scipy,
)
from tests.flows.program.random_problems import random_problem, tight_problem

QUICK = 60
EVERY = [
    pytest.param(range(QUICK), id="quick"),
    pytest.param(range(QUICK, 500), id="slow", marks=pytest.mark.slow),
]


def one_commodity(seed):
    """Whole-number arrays of one commodity, and the same as a flow problem."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(4, 25)), int(rng.integers(8, 100))
    tail, head = rng.integers(0, n, (2, m))
    cost, capacity = rng.integers(0, 50, m), rng.integers(0, 12, m)
    n_sources, n_demands = rng.integers(1, [5, 7])
    sources = [(int(s), int(a)) for s, a in rng.integers(0, [n, 15], (n_sources, 2))]
    demands = [(int(s), int(a)) for s, a in rng.integers(0, [n, 15], (n_demands, 2))]
    penalty = rng.integers(50, 400, n_demands)
    state, amount = np.array(sources).T
    sink, wanted = np.array(demands).T
    block = Block("copper/KZ", n, tail, head, cost.astype(float), csr_array(eye_array(m)), tail)
    problem = FlowProblem(
        blocks=(block,),
        limits=capacity.astype(float),
        source_block=np.zeros(n_sources, int),
        source_state=state,
        source_amount=amount.astype(float),
        sink_demand=np.arange(n_demands),
        sink_block=np.zeros(n_demands, int),
        sink_state=sink,
        sink_source=np.full(n_demands, -1),
        demand_amount=wanted.astype(float),
        demand_penalty=penalty.astype(float),
    )
    arrays = (tail, head, cost, capacity, sources, demands, penalty.tolist())
    return arrays, problem


@pytest.mark.parametrize("seeds", EVERY)
def test_one_commodity_costs_what_integer_network_simplex_says(seeds):
    bound = 0
    for seed in seeds:
        arrays, problem = one_commodity(seed)
        solution = Master(problem).solve()
        exact = cheapest_by_network_simplex(*arrays)
        assert solution.status == "optimal"
        assert solution.objective == pytest.approx(exact, rel=1e-7, abs=1e-7)
        bound += (solution.limit_price > 0).any()
    assert bound > len(seeds) / 3  # The networks are tight enough to say something.


@pytest.mark.parametrize("seeds", EVERY)
def test_several_commodities_cost_what_the_arc_program_says(seeds):
    bound = 0
    for seed in seeds:
        problem = tight_problem(seed)
        solution, arcs = Master(problem).solve(), solve_arcs(problem)
        assert solution.status == "optimal"
        assert solution.objective == pytest.approx(arcs.objective, rel=1e-7)
        assert solution.lower_bound == pytest.approx(arcs.objective, rel=1e-7)
        assert solution.residual < 1e-6
        assert certify(problem, solution) < 1e-6
        bound += (solution.limit_price > 0).any()
    assert bound > 0.9 * len(seeds)


@pytest.mark.parametrize("seeds", EVERY)
def test_parallel_free_and_cut_off_arcs_are_priced_right(seeds):
    for seed in seeds:
        problem = random_problem(seed)
        solution = Master(problem).solve()
        assert solution.status == "optimal"
        assert solution.objective == pytest.approx(solve_arcs(problem).objective, rel=1e-7)
        assert certify(problem, solution) < 1e-6


@pytest.mark.parametrize("seeds", EVERY)
def test_rising_charges_cost_what_segments_of_an_arc_program_cost(seeds):
    charged = 0
    for seed in seeds:
        problem = random_problem(seed, steps=True)
        solution = Master(problem).solve()
        assert solution.objective == pytest.approx(solve_arcs(problem).objective, rel=1e-7)
        assert certify(problem, solution) < 1e-6
        charged += (solution.limit_charge > 0).any()
    assert charged > len(seeds) / 4


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    steps=st.booleans(),
    tight=st.booleans(),
    scale=st.sampled_from([1.0, 1e-3, 1e6]),
)
def test_small_problems_cost_what_a_program_written_anew_costs(seed, steps, tight, scale):
    problem = tight_problem(seed) if tight else random_problem(seed, steps=steps, scale=scale)
    exact = cheapest_by_scipy(problem)
    assert Master(problem).solve().objective == pytest.approx(exact, rel=1e-7, abs=1e-9)
    assert solve_arcs(problem).objective == pytest.approx(exact, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_steadied_prices_and_searches_root_by_root_end_at_the_same_optimum(seed, monkeypatch):
    problem = tight_problem(seed, n_nodes=30, n_links=90)
    plain = Master(problem).solve()
    monkeypatch.setattr("corridor.flows.program.master.STEADY_FROM", 0)
    monkeypatch.setattr("corridor.flows.program.generation.pricing.LARGE", 0)
    steady = Master(problem).solve()
    assert steady.iterations != plain.iterations
    assert steady.status == "optimal"
    assert steady.objective == pytest.approx(plain.objective, rel=1e-12)
    assert certify(problem, steady) < 1e-9


def test_small_and_large_commodities_of_one_problem_are_both_exact():
    # Twenty tonnes of gallium beside sixty million of crude, on the same links.
    problem = tight_problem(3)
    heavy = problem.source_block == 0
    factor = np.where(heavy, 3e6, 1e-2)
    demand = problem.demand_amount * factor
    limits = problem.limits * 3e6
    changed = FlowProblem(
        **{
            **vars(problem),
            "demand_amount": demand,
            "source_amount": problem.source_amount * factor,
            "limits": limits,
        }
    )
    solution = Master(changed).solve()
    assert solution.status == "optimal"
    assert certify(changed, solution) < 1e-6
    met = np.zeros(len(demand))
    for path in solution.paths:
        met[path.demand] += path.flow
    assert met + solution.unmet == pytest.approx(demand, rel=1e-9)
