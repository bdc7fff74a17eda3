"""Losses of random problems against the arc program solved anew without the elements."""

import itertools

import numpy as np
import pytest
from scipy.sparse import csr_array

from corridor.flows.criticality.loss.interdiction import worst_set
from corridor.flows.criticality.loss.losses import Losses
from corridor.flows.criticality.loss.pairs import pair_losses
from corridor.flows.criticality.loss.pieces import split_problem
from corridor.flows.program.arc_solution import solve_arcs
from corridor.flows.program.sample import two_ways
from tests.flows.criticality.lattices import lattice
from tests.flows.program.random_problems import random_problem


def random_members(problem, seed, n_elements=10):
    """Elements of one to three arcs each, which may overlap and span blocks."""
    rng = np.random.default_rng(seed)
    n_arcs = sum(len(block.tail) for block in problem.blocks)
    member = np.zeros((n_elements, n_arcs))
    for row in member:
        row[rng.integers(0, n_arcs, rng.integers(1, 4))] = 1.0
    return csr_array(member)


def solved_anew(problem, members, lost):
    """The objective of the arc program without the arcs of some elements."""
    shut = np.zeros(members.shape[1], dtype=bool)
    for element in lost:
        shut |= members[[element]].toarray()[0] > 0
    ends = np.cumsum([len(block.tail) for block in problem.blocks])[:-1]
    return solve_arcs(problem, closed=np.split(shut, ends)).objective


CASES = [(seed, steps) for seed in range(8) for steps in (False, True)]


@pytest.mark.parametrize(("seed", "steps"), CASES)
def test_single_losses_agree_with_the_arc_program(seed, steps):
    problem = random_problem(seed, steps=steps)
    members = random_members(problem, seed)
    losses = Losses(problem, members)
    for element in range(10):
        found = losses.without({element})
        exact = solved_anew(problem, members, [element])
        assert found.objective == pytest.approx(exact, rel=1e-7, abs=1e-6)
        assert found.objective >= losses.base.objective - 1e-6 * losses.base.objective
        if not losses.base.flow[element]:
            assert exact == pytest.approx(losses.base.objective, rel=1e-7)


@pytest.mark.parametrize("seed", range(8))
def test_the_stake_bounds_what_a_loss_adds(seed):
    problem = random_problem(seed, steps=bool(seed % 2))
    losses = Losses(problem, random_members(problem, seed))
    for element in range(10):
        added = losses.without({element}).objective - losses.base.objective
        assert added <= losses.base.stake[element] + 1e-6 * losses.base.objective


@pytest.mark.parametrize("seed", range(2))
def test_pairs_agree_with_the_arc_program_and_those_left_out_add_nothing(seed):
    problem, members = lattice(seed)
    losses = Losses(problem, members)
    found = pair_losses(losses, 1000)
    assert found.n_open == 0
    assert 20 < len(found.pairs) < 17 * 16 // 2
    for pair in itertools.combinations(range(members.shape[0]), 2):
        exact = solved_anew(problem, members, pair)
        if pair in found.pairs:
            assert losses.without(pair).objective == pytest.approx(exact, rel=1e-7)
        else:
            alone = max(losses.without({each}).objective for each in pair)
            assert exact == pytest.approx(alone, rel=1e-7)


@pytest.mark.parametrize("seed", range(8))
def test_a_limit_on_pairs_leaves_a_true_bound(seed):
    problem, members = lattice(seed)
    losses = Losses(problem, members)
    every = pair_losses(losses, 1000).pairs
    some = pair_losses(losses, 3)
    assert some.pairs == every[:3]
    assert some.n_open == len(every) - 3 > 10
    for pair in every[3:]:
        added = losses.without(pair).objective - losses.base.objective
        assert added <= some.bound * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize(
    ("size", "seed", "shape"),
    [
        (1, 0, (3, 4)),
        (2, 1, (3, 4)),
        (2, 2, (3, 4)),
        (3, 3, (2, 4)),
        (3, 4, (2, 4)),
        (4, 5, (2, 4)),
    ],
)
def test_the_worst_set_is_the_worst_of_all_sets(size, seed, shape):
    problem, members = lattice(seed, *shape)
    losses = Losses(problem, members)
    worst = worst_set(losses, size, most=10_000)
    base = solve_arcs(problem).objective
    every = list(itertools.combinations(range(members.shape[0]), size))
    exact = max(solved_anew(problem, members, lost) - base for lost in every)
    assert worst.certified
    assert worst.added == pytest.approx(exact, rel=1e-7)
    assert worst.added > 100.0
    assert len(worst.elements) <= size
    again = solved_anew(problem, members, worst.elements) - base
    assert again == pytest.approx(exact, rel=1e-7)
    assert worst.n_asked < len(every)


@pytest.mark.parametrize("seed", range(4))
def test_a_search_cut_short_says_what_is_still_possible(seed):
    problem, members = lattice(seed)
    whole = worst_set(Losses(problem, members), 3, most=10_000)
    short = worst_set(Losses(problem, members), 3, most=5)
    assert whole.certified
    assert not short.certified
    assert short.added <= whole.added <= short.bound


@pytest.mark.parametrize("seed", range(10))
def test_pieces_add_up_to_the_whole(seed):
    problem = random_problem(seed, steps=bool(seed % 2))
    parts = split_problem(problem)
    blocks = [block for part in parts for block in part.blocks]
    assert set(problem.sink_block) <= set(blocks)
    assert len(set(blocks)) == len(blocks)
    served = np.isin(np.arange(len(problem.demand_amount)), problem.sink_demand)
    unserved = float(problem.demand_amount[~served] @ problem.demand_penalty[~served])
    total = sum(solve_arcs(part.problem).objective for part in parts) + unserved
    assert total == pytest.approx(solve_arcs(problem).objective, rel=1e-7, abs=1e-6)


def test_losses_of_two_ways_by_hand():
    losses = Losses(two_ways(), csr_array(np.eye(4)[[0, 2]]))
    assert losses.base.objective == 320.0
    assert losses.base.flow.tolist() == [6.0, 4.0]
    # Without the cheap way 9 t go the dear one and one stays: 9 x 50 + 1,000.
    assert losses.without({0}).objective == 1450.0
    assert losses.cost(losses.without({0})) == 450.0
    assert losses.without({0}).unmet.tolist() == [1.0]
    # Without the dear way 6 t go the cheap one: 6 x 20 + 4 x 1,000.
    assert losses.without({1}).objective == 4120.0
    assert losses.without({0, 1}).objective == 10_000.0
    worst = worst_set(losses, 2, most=100)
    assert (worst.elements, worst.added, worst.certified) == ((0, 1), 9680.0, True)


def test_nothing_is_solved_twice_nor_where_nothing_is_carried():
    problem = random_problem(7)
    losses = Losses(problem, random_members(problem, 7))
    for element in range(10):
        losses.without({element})
    solved = losses.n_solved
    carrying = int((losses.base.flow > 0).sum())
    parts = len(split_problem(problem))
    assert solved <= parts + carrying * parts
    for element in range(10):
        losses.without({element})
    assert losses.n_solved == solved
