"""What a flow problem refuses, and what it says."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from corridor.errors import InfeasibleError
from corridor.flows.program.arc_rows import arc_program
from corridor.flows.program.arc_solution import solve_arcs, solve_program
from corridor.flows.program.differences import limit_differences, set_by_unmet
from corridor.flows.program.master import Master
from corridor.flows.program.sample import two_ways

ONE = np.ones(1)


def with_block(**fields):
    problem = two_ways()
    return replace(problem, blocks=(replace(problem.blocks[0], **fields),))


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (replace(two_ways(), limits=np.array([np.nan, 1])), r"limits\[0\] is nan"),
        (replace(two_ways(), limits=np.array([1, -1.0])), r"limits\[1\] is -1.0: give a number"),
        (replace(two_ways(), source_amount=-ONE), r"source_amount\[0\] is -1.0"),
        (replace(two_ways(), demand_amount=ONE * np.inf), r"demand_amount\[0\] is inf: give a fin"),
        (replace(two_ways(), demand_penalty=ONE * np.nan), r"demand_penalty\[0\] is nan"),
        (with_block(cost=np.array([1, 2, np.inf, 4])), r"cost\[2\] is inf.*`closed`"),
        (with_block(cost=np.array([1, 2, -3.0, 4])), r"'copper/KZ' cost\[2\] is -3.0"),
        (with_block(cost=np.ones(3)), "shape \\(3,\\): give one number for each of 4"),
        (with_block(head=np.array([1, 3, 2, 4])), r"head\[3\] is 4: give a number from 0 to 3"),
        (with_block(use=csr_array((4, 3))), "a column for each of 2 limits"),
        (with_block(use=csr_array(-np.ones((4, 2)))), r"use.data\[0\] is -1.0"),
        (replace(two_ways(), source_state=np.array([9])), r"source_state\[0\] is 9"),
        (replace(two_ways(), source_block=np.array([1])), r"source_block\[0\] is 1: .* 0 to 0"),
        (replace(two_ways(), sink_state=np.array([0.5])), "type float64: give one whole number"),
        (replace(two_ways(), sink_source=np.array([3])), r"sink_source\[0\] is 3"),
        (replace(two_ways(), sink_source=np.array([-2])), "give -1 for any"),
        (replace(two_ways(), sink_demand=np.array([1])), r"sink_demand\[0\] is 1"),
    ],
)
def test_a_faulty_problem_is_refused_with_the_number_at_fault(problem, message):
    with pytest.raises(ValueError, match=message):
        Master(problem)
    with pytest.raises(ValueError, match=message):
        solve_arcs(problem)


@pytest.mark.parametrize(
    ("width", "cost", "message"),
    [
        ([3.0, 3.0], [5.0, 4.0], "step_cost of limit 0 falls"),
        ([3.0, 2.0], [4.0, 5.0], "adds up to 5.0, below the limit 6.0"),
        ([3.0, np.nan], [4.0, 5.0], r"step_width\[1\] is nan"),
        ([3.0, 3.0], [4.0, -5.0], r"step_cost\[1\] is -5.0"),
    ],
)
def test_faulty_steps_are_refused(width, cost, message):
    steps = {"step_width": np.array(width), "step_cost": np.array(cost)}
    with pytest.raises(ValueError, match=message):
        Master(replace(two_ways(), step_limit=np.zeros(2, int), **steps))


def test_a_source_of_another_block_cannot_be_named():
    problem = two_ways()
    two = replace(
        problem,
        blocks=problem.blocks * 2,
        source_block=np.array([1]),
        sink_source=np.array([0]),
    )
    with pytest.raises(ValueError, match="of block 1, but the sink is of block 0"):
        Master(two)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"limits": [1.0]}, "shape \\(1,\\): give one number for each of 2"),
        ({"limits": [1.0, np.nan]}, r"limits\[1\] is nan"),
        ({"demand_amount": [-1.0]}, r"demand_amount\[0\] is -1.0"),
        ({"demand_penalty": [np.inf]}, r"demand_penalty\[0\] is inf"),
        ({"cost": [np.ones(4), np.ones(4)]}, "2 arrays: give one for each of 1 blocks"),
        ({"cost": [-np.ones(4)]}, r"cost of block 'copper/KZ'\[0\] is -1.0"),
        ({"closed": [np.array([0, 1, 0, 0])]}, "give True or False for each of 4 arcs"),
        ({"closed": [np.array([True])]}, "give True or False for each of 4 arcs"),
        ({"time_limit_s": -1.0}, "time_limit_s is -1.0"),
        ({"time_limit_s": np.nan}, "time_limit_s is nan"),
    ],
)
def test_a_faulty_override_is_refused_and_harms_no_later_call(overrides, message):
    master = Master(two_ways())
    with pytest.raises(ValueError, match=message):
        master.solve(**overrides)
    assert master.solve().objective == 320.0


def test_an_unknown_override_names_the_known_ones():
    with pytest.raises(TypeError, match="cannot replace capacity; replace any of closed, cost"):
        arc_program(two_ways(), capacity=[1.0])


@pytest.mark.parametrize("tolerance", [0.0, -1.0, 1.0, np.nan])
def test_a_tolerance_is_a_share(tolerance):
    with pytest.raises(ValueError, match="tolerance is"):
        Master(two_ways(), tolerance=tolerance)


def test_differences_refuse_what_is_no_limit_or_no_step():
    master = Master(two_ways())
    solution = master.solve()
    with pytest.raises(ValueError, match="2 is no limit: give numbers from 0 to 1"):
        limit_differences(master, solution, [2], 1.0)
    for delta in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="delta"):
            limit_differences(master, solution, [0], delta)
    with pytest.raises(ValueError, match="demands has shape"):
        set_by_unmet(master, solution, demands=[True, False])


def test_added_rows_that_cannot_hold_are_named():
    program = arc_program(two_ways())
    entries = np.zeros((1, len(program.cost)))
    entries[0, program.unmet] = 1.0
    below = {"lower": np.array([11.0]), "upper": np.array([np.inf])}
    broken = program.with_rows(matrix=csr_array(entries), **below)
    with pytest.raises(InfeasibleError, match="check what was added"):
        solve_program(broken)
