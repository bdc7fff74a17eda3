"""Random design problems, and the best plan by trying every one."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from corridor.flows.expansion.choice.design import Design, Stage
from tests.flows.independence.arc_oracle import least, random_problem


def random_design(seed, *, projects=5, stages=1):
    """Return a design, its flow problem and what projects add: some limits are shut at first."""
    rng = np.random.default_rng(seed + 10_000)
    problem = random_problem(seed, arcs=26, limits=5)
    limits = problem.limits.copy()
    limits[:2] = 0.0
    adds = np.zeros((projects, len(limits) + len(problem.source_amount)))
    for project in range(projects):
        adds[project, rng.integers(0, len(limits) - 1)] = rng.integers(2, 7)
    adds[0, len(limits)] = 4.0
    adds[1] = 0.0
    adds[1, seed % 2] = 2.0
    spans = np.linspace(1.0, 0.5, stages)
    bounds = rng.integers(20, 120, stages).cumsum() if seed % 2 else np.full(stages, np.inf)
    made = []
    for stage in range(stages):
        at = limits.copy()
        at[-1] = rng.integers(0, 12)
        made.append(Stage(float(spans[stage]), at, float(bounds[stage])))
    design = Design(
        tuple(made),
        rng.integers(5, 400, projects).astype(float),
        rng.integers(5, 90, projects).astype(float),
        np.where(np.arange(projects) == 1, 2, 1),
        rng.integers(0, stages, projects),
        needs=((2, 3),),
        exclusive=((0, 4),) if seed % 3 else (),
    )
    return design, problem, adds


def best_by_trial(design, problem, adds):
    """Return the least present value over every plan the design allows, by scipy."""
    stages = design.shape[1]
    known, best, plan = {}, np.inf, None
    levels = [range(most + 1) for most in design.most]
    for columns in product(product(*levels), repeat=stages):
        units = np.array(columns).T
        if not design.allows(units):
            continue
        total = 0.0
        for stage, each in enumerate(design.stages):
            key = (stage, *columns[stage])
            if key not in known:
                added = units[:, stage] @ adds
                limits = each.limits + added[: len(each.limits)]
                known[key] = _year(problem, limits, added[len(each.limits) :])
            total += each.weight * (known[key] + design.charge @ units[:, stage])
        if total < best:
            best, plan = total, units
    return best, plan


def _year(problem, limits, more):
    return least(replace(problem, source_amount=problem.source_amount + more), limits=limits)[0]
