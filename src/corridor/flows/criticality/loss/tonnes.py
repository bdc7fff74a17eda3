"""The problem of delivering as many tonnes as possible, whatever it costs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from corridor.flows.program.problem import FlowProblem

__all__ = ["in_tonnes"]


def in_tonnes(problem: FlowProblem) -> FlowProblem:
    """
    Return a problem whose objective is the tonnes that are not delivered.

    Parameters
    ----------
    problem
        The problem, in money.

    Returns
    -------
    free
        The same arcs, limits and amounts; nothing costs anything but a tonne not delivered.

    Examples
    --------
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.program.sample import two_ways
    >>> Master(in_tonnes(two_ways())).solve(demand_amount=[20.0]).objective
    8.0
    """
    return replace(
        problem,
        blocks=tuple(replace(block, cost=np.zeros(len(block.cost))) for block in problem.blocks),
        demand_penalty=np.ones(len(problem.demand_penalty)),
        step_limit=np.empty(0, dtype=np.int64),
        step_width=np.empty(0),
        step_cost=np.empty(0),
    )
