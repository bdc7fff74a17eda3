from dataclasses import replace

import numpy as np
import pytest

from corridor.flows.expansion.choice.choose import choose_projects
from corridor.flows.expansion.choice.yearly import YearlyCost
from corridor.flows.program.master import Master
from tests.flows.expansion.random_designs import best_by_trial, random_design

SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(10, 40)]


def solve(case, **options):
    design, problem, adds = case
    return choose_projects(design, YearlyCost(problem, adds, Master(problem)), **options)


@pytest.mark.parametrize("seed", [*range(10), *SLOW])
def test_the_plan_is_the_best_of_all_subsets(seed):
    case = random_design(seed)
    choice = solve(case)
    best, _ = best_by_trial(*case)
    assert choice.status == "optimal"
    assert choice.cost == pytest.approx(best, rel=1e-7, abs=1e-6)
    assert choice.lower_bound <= choice.cost
    assert case[0].allows(choice.units)


@pytest.mark.parametrize("seed", [*range(4), *SLOW[:10]])
def test_the_plan_is_the_best_over_two_stages(seed):
    case = random_design(seed, stages=2)
    choice = solve(case)
    best, _ = best_by_trial(*case)
    assert choice.cost == pytest.approx(best, rel=1e-7, abs=1e-6)
    assert case[0].allows(choice.units)


def test_the_seeds_have_plans_of_every_kind():
    """None, one, several, several of one kind, and one stage after the other."""
    plans = [solve(random_design(seed)).units for seed in range(24)]
    assert {int(units.sum()) for units in plans} >= {0, 1, 2, 3}
    assert any(units.max() == 2 for units in plans)
    steps = [np.diff(solve(random_design(seed, stages=2)).units, axis=1).max() for seed in range(8)]
    assert max(steps) >= 1


def test_what_was_learnt_holds_for_other_charges_and_budgets():
    """The flows do not depend on what a project costs: a second plan starts from the bounds."""
    design, problem, adds = random_design(4)
    yearly = YearlyCost(problem, adds, Master(problem))
    choose_projects(design, yearly)
    before = yearly.calls
    for factor in (0.2, 3.0):
        other = replace(design, charge=design.charge * factor)
        best, _ = best_by_trial(other, problem, adds)
        assert choose_projects(other, yearly).cost == pytest.approx(best, rel=1e-7)
    assert yearly.calls <= before + 10


def test_no_time_gives_the_empty_plan_with_its_gap():
    case = random_design(4)
    choice = solve(case, time_limit_s=0.0)
    assert choice.status == "time limit"
    assert choice.units.sum() == 0
    best, _ = best_by_trial(*case)
    assert choice.lower_bound <= best < choice.cost
    assert choice.gap > 0
