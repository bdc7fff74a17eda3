"""Numbers replaced for one call: as good as a problem built anew, and gone at the next call."""

from dataclasses import replace

import numpy as np
import pytest

from corridor.flows.program.master import Master
from corridor.flows.program.sample import two_ways
from tests.flows.program.oracles import certify, cheapest_by_scipy
from tests.flows.program.random_problems import random_problem, tight_problem


def variants(problem, rng, count):
    """Overrides of every kind, several at a time."""
    for _ in range(count):
        chosen = {}
        if rng.random() < 0.5:
            factor = rng.choice([0.5, 1.0, 1.7], len(problem.limits))
            chosen["limits"] = np.where(
                factor == 0.5, rng.choice([0.0, 3.0]), problem.limits * factor
            )
        if rng.random() < 0.3:
            chosen["demand_amount"] = problem.demand_amount * rng.uniform(0, 2, 1)
        if rng.random() < 0.3:
            chosen["source_amount"] = problem.source_amount * rng.uniform(0.2, 2, 1)
        if rng.random() < 0.3:
            chosen["demand_penalty"] = problem.demand_penalty * rng.uniform(0.2, 5, 1)
        if rng.random() < 0.3:
            chosen["cost"] = [
                block.cost * rng.uniform(0, 3, len(block.cost)) for block in problem.blocks
            ]
        closed = None
        if rng.random() < 0.5:
            closed = [rng.random(len(block.cost)) < 0.1 for block in problem.blocks]
        yield chosen, closed


def rebuilt(problem, chosen):
    """The problem with overrides written into it."""
    fields = {key: value for key, value in chosen.items() if key != "cost"}
    blocks = problem.blocks
    if "cost" in chosen:
        pairs = zip(blocks, chosen["cost"], strict=True)
        blocks = tuple(replace(block, cost=cost) for block, cost in pairs)
    return replace(problem, blocks=blocks, **fields)


@pytest.mark.parametrize("seed", range(12))
def test_a_variant_costs_what_the_rebuilt_problem_costs_and_leaves_no_trace(seed):
    problem = tight_problem(seed) if seed % 2 else random_problem(seed)
    master, rng = Master(problem), np.random.default_rng(seed)
    base = master.solve().objective
    for chosen, closed in variants(problem, rng, 8):
        solution = master.solve(**chosen, closed=closed)
        same = rebuilt(problem, chosen)
        exact = cheapest_by_scipy(same, closed=closed)
        assert solution.status == "optimal"
        assert solution.objective == pytest.approx(exact, rel=1e-7, abs=1e-7)
        assert certify(same, solution, closed=closed) < 1e-6
    again = master.solve()
    assert again.objective == pytest.approx(base, rel=1e-12)
    assert certify(problem, again) < 1e-9


def test_a_second_call_makes_no_new_paths():
    master = Master(tight_problem(1))
    first = master.solve()
    again = master.solve()
    assert first.iterations > 1
    assert again.iterations == 1
    assert again.paths == first.paths


def test_a_closed_arc_carries_nothing_even_where_its_path_was_used_before():
    master = Master(two_ways())
    assert {path.arcs for path in master.solve().paths} == {(0, 1), (2, 3)}
    shut = master.solve(closed=[np.array([False, True, False, False])])
    assert [(path.arcs, path.flow) for path in shut.paths] == [((2, 3), 9.0)]
    assert shut.unmet.tolist() == [1.0]
    assert {path.arcs for path in master.solve().paths} == {(0, 1), (2, 3)}


def test_shuffled_rows_give_the_same_answer():
    problem = tight_problem(5)
    rng = np.random.default_rng(0)
    order = {
        name: rng.permutation(len(getattr(problem, name)))
        for name in ("source_state", "demand_amount", "sink_state", "limits")
    }
    place = {name: np.argsort(rows) for name, rows in order.items()}
    blocks = []
    for block in problem.blocks:
        arcs = rng.permutation(len(block.tail))
        use = block.use[arcs][:, order["limits"]]
        ends = {"tail": block.tail[arcs], "head": block.head[arcs]}
        blocks.append(replace(block, **ends, cost=block.cost[arcs], use=use, arc=block.arc[arcs]))
    source, demand, sink = order["source_state"], order["demand_amount"], order["sink_state"]
    only = problem.sink_source[sink]
    shuffled = replace(
        problem,
        blocks=tuple(blocks),
        limits=problem.limits[order["limits"]],
        source_block=problem.source_block[source],
        source_state=problem.source_state[source],
        source_amount=problem.source_amount[source],
        sink_demand=place["demand_amount"][problem.sink_demand[sink]],
        sink_block=problem.sink_block[sink],
        sink_state=problem.sink_state[sink],
        sink_source=np.where(only < 0, -1, place["source_state"][only]),
        demand_amount=problem.demand_amount[demand],
        demand_penalty=problem.demand_penalty[demand],
    )
    one, other = Master(problem).solve(), Master(shuffled).solve()
    assert other.objective == pytest.approx(one.objective, rel=1e-13)
    assert other.unmet.sum() == pytest.approx(one.unmet.sum(), rel=1e-9)
    assert list(other.paths) == sorted(other.paths)


def test_the_same_problem_gives_the_same_answer_to_the_last_bit():
    one, other = Master(tight_problem(7)).solve(), Master(tight_problem(7)).solve()
    assert one.paths == other.paths
    assert one.objective == other.objective
    assert (one.limit_price == other.limit_price).all()


def test_no_time_delivers_nothing_and_says_so():
    problem = tight_problem(2)
    solution = Master(problem).solve(time_limit_s=0.0)
    assert solution.status == "time limit"
    assert solution.unmet.tolist() == problem.demand_amount.tolist()
    assert solution.objective == problem.demand_amount @ problem.demand_penalty
    assert solution.lower_bound <= Master(problem).solve().objective


def test_time_that_runs_out_half_way_leaves_a_solution_and_a_valid_bound(monkeypatch):
    problem = tight_problem(2)
    exact = Master(problem).solve()
    master, calls = Master(problem), iter(range(100))
    # A clock that moves one second a look, so that time runs out after a few rounds.
    monkeypatch.setattr("corridor.flows.program.master.time.monotonic", lambda: next(calls) * 1.0)
    solution = master.solve(time_limit_s=6.0)
    assert solution.status == "time limit"
    assert 1 < solution.iterations < exact.iterations
    assert solution.lower_bound < exact.objective < solution.objective
    assert (solution.limit_use <= problem.limits * (1 + 1e-9)).all()
    monkeypatch.undo()
    assert master.solve().objective == pytest.approx(exact.objective, rel=1e-12)
