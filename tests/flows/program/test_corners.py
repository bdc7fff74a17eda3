"""Small problems solved by hand: parallel, free and missing arcs, nothing to move, steps."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from corridor.flows.program.arc_solution import solve_arcs
from corridor.flows.program.master import Master
from corridor.flows.program.problem import Block
from corridor.flows.program.sample import two_ways


def with_arcs(tail, head, cost, use, **fields):
    """The sample problem with other arcs between its four states."""
    block = Block(
        "copper/KZ", 4, np.array(tail), np.array(head), np.array(cost, float), csr_array(use),
        np.arange(len(tail)),
    )  # fmt: skip
    return replace(two_ways(), blocks=(block,), **fields)


def flows(solution):
    return [(path.arcs, round(path.flow, 9)) for path in solution.paths]


def test_of_parallel_arcs_the_cheapest_fills_first_then_the_next():
    use = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    problem = with_arcs([0, 0, 0], [3, 3, 3], [30.0, 10.0, 50.0], use, limits=np.array([3.0, 4.0]))
    solution = Master(problem).solve()
    assert flows(solution) == [((0,), 3.0), ((1,), 4.0), ((2,), 3.0)]
    assert solution.objective == 3 * 30 + 4 * 10 + 3 * 50
    assert solution.limit_price.tolist() == [20.0, 40.0]


def test_of_equal_parallel_arcs_the_one_with_the_lowest_number_carries():
    problem = with_arcs([0, 0, 0], [3, 3, 3], [10.0, 10.0, 10.0], np.zeros((3, 2)))
    assert flows(Master(problem).solve()) == [((0,), 10.0)]


def test_free_arcs_are_ways_not_gaps():
    use = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    problem = with_arcs([0, 1, 0], [1, 3, 3], [0.0, 0.0, 7.0], use)
    solution = Master(problem).solve()
    assert flows(solution) == [((0, 1), 6.0), ((2,), 4.0)]
    assert solution.objective == 28.0


def test_a_limit_of_zero_lets_nothing_through_and_has_a_price():
    solution = Master(replace(two_ways(), limits=np.array([0.0, 9.0]))).solve()
    assert flows(solution) == [((2, 3), 9.0)]
    assert solution.unmet.tolist() == [1.0]
    assert solution.limit_price.tolist() == [980.0, 950.0]


def test_demand_that_no_way_reaches_is_unmet():
    problem = with_arcs([3, 1], [1, 0], [1.0, 1.0], np.zeros((2, 2)))
    solution = Master(problem).solve()
    assert solution.paths == ()
    assert solution.unmet.tolist() == [10.0]
    assert solution.objective == solution.lower_bound == 10_000.0
    assert solution.status == "optimal"


def test_a_block_without_arcs_is_solved():
    problem = with_arcs([], [], [], np.zeros((0, 2)))
    problem = replace(
        problem, blocks=(replace(problem.blocks[0], tail=np.empty(0, int), head=np.empty(0, int)),)
    )
    assert Master(problem).solve().unmet.tolist() == [10.0]
    assert solve_arcs(problem).unmet.tolist() == [10.0]


def test_a_source_in_a_sink_delivers_on_the_spot():
    problem = replace(two_ways(), source_state=np.array([3]))
    solution = Master(problem).solve()
    assert flows(solution) == [((), 10.0)]
    assert solution.objective == 0.0
    assert solution.status == "optimal"


def test_without_demand_or_supply_nothing_moves():
    for fields in ({"demand_amount": np.zeros(1)}, {"source_amount": np.zeros(1)}):
        solution = Master(replace(two_ways(), **fields)).solve()
        assert solution.paths == ()
        assert solution.status == "optimal"
        assert solution.residual < 1e-9


def test_a_problem_of_nothing_is_solved():
    none = np.empty(0, int)
    fields = ("source_block", "source_state", "sink_demand", "sink_block", "sink_state")
    empty = replace(
        two_ways(),
        **dict.fromkeys((*fields, "sink_source"), none),
        **dict.fromkeys(("source_amount", "demand_amount", "demand_penalty"), np.empty(0)),
    )
    solution = Master(empty).solve()
    assert (solution.objective, solution.paths, solution.status) == (0.0, (), "optimal")


def test_a_way_dearer_than_the_market_pays_is_not_taken():
    solution = Master(replace(two_ways(), demand_penalty=np.array([40.0]))).solve()
    assert flows(solution) == [((0, 1), 6.0)]
    assert solution.unmet.tolist() == [4.0]
    assert solution.limit_price.tolist() == [20.0, 0.0]


def test_supply_that_binds_has_the_price_of_the_dearest_tonne_served():
    solution = Master(replace(two_ways(), source_amount=np.array([8.0]))).solve()
    assert solution.unmet.tolist() == [2.0]
    assert solution.source_price.tolist() == [950.0]
    assert solution.limit_price.tolist() == [30.0, 0.0]


def test_a_rising_charge_splits_the_flow_where_the_ways_cost_the_same():
    # The cheap way costs 20, then 20 + 10, 20 + 20, 20 + 40 from the 3rd, 5th and 6th tonne on.
    problem = replace(
        two_ways(),
        limits=np.array([8.0, 9.0]),
        step_limit=np.zeros(4, int),
        step_width=np.array([2.0, 2.0, 1.0, 3.0]),
        step_cost=np.array([0.0, 10.0, 20.0, 40.0]),
    )
    solution = Master(problem).solve()
    assert flows(solution) == [((0, 1), 5.0), ((2, 3), 5.0)]
    assert solution.objective == 5 * 20 + 2 * 10 + 1 * 20 + 5 * 50
    assert solution.limit_price.tolist() == [0.0, 0.0]
    assert solution.limit_charge.tolist() == [30.0, 0.0]
    assert solve_arcs(problem).objective == pytest.approx(solution.objective)


def test_a_limit_raised_past_its_steps_goes_on_at_the_last_charge():
    problem = replace(
        two_ways(),
        step_limit=np.zeros(2, int),
        step_width=np.array([2.0, 4.0]),
        step_cost=np.array([0.0, 10.0]),
    )
    master = Master(problem)
    assert master.solve().objective == 6 * 20 + 4 * 10 + 4 * 50
    assert master.solve(limits=[8.0, 9.0]).objective == 8 * 20 + 6 * 10 + 2 * 50


def test_a_step_without_end_hides_those_behind_it():
    problem = replace(
        two_ways(),
        limits=np.array([np.inf, 9.0]),
        step_limit=np.zeros(3, int),
        step_width=np.array([3.0, np.inf, np.inf]),
        step_cost=np.array([0.0, 10.0, 20.0]),
    )
    solution = Master(problem).solve()
    assert flows(solution) == [((0, 1), 10.0)]
    assert solution.objective == solution.lower_bound == 10 * 20 + 7 * 10
    assert solution.limit_charge.tolist() == [10.0, 0.0]


def test_whole_numbers_do_as_amounts_and_short_ones_as_states():
    problem = two_ways()
    block = problem.blocks[0]
    ends = {"tail": block.tail.astype(np.int32), "head": block.head.astype(np.int32)}
    whole = replace(
        problem,
        blocks=(replace(block, **ends, cost=block.cost.astype(int), use=block.use.astype(int)),),
        **{
            name: getattr(problem, name).astype(int)
            for name in ("limits", "source_amount", "demand_amount", "demand_penalty")
        },
    )
    assert Master(whole).solve().objective == solve_arcs(whole).objective == 320.0
