"""Read a solution off the end of a search, and measure it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.generation.certificate import charges, residual
from corridor.flows.program.generation.lanes import Prices
from corridor.flows.program.generation.scaled import Point
from corridor.flows.program.solution import PathFlow, Solution

if TYPE_CHECKING:
    from corridor.flows.program.generation.pool import Pool
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.solution import Status
    from corridor.flows.program.variant import Variant

__all__ = ["End", "nothing", "solution_of"]

Floats = npt.NDArray[np.float64]

# Flow below this share of a demand is rounding.
DUST = 1e-12


class End(NamedTuple):
    """
    How a search ended.

    Attributes
    ----------
    point
        The last solution within all limits.
    demand_price
        (n_demands,) prices that no way undercuts.
    bound
        What no solution undercuts.
    status, rounds
        As in `Solution`.
    """

    point: Point
    demand_price: Floats
    bound: float
    status: Status
    rounds: int


def solution_of(
    problem: FlowProblem, variant: Variant, pool: Pool, end: End, tolerance: float
) -> Solution:
    """
    Return what a search found, measured.

    Parameters
    ----------
    problem
        The flow problem.
    variant
        The numbers of the call.
    pool
        The paths.
    end
        How the search ended.
    tolerance
        Gap that counts as closed.

    Returns
    -------
    solution
        Called optimal only where the gap is closed.
    """
    flow = np.zeros(len(pool))
    flow[: len(end.point.flow)] = end.point.flow
    flow[flow <= DUST * variant.demand_amount[pool.demand]] = 0.0
    unmet, prices, cost = end.point.unmet, end.point.prices, pool.costs(variant)
    use = (flow @ pool.draw)[: len(problem.limits)]
    parts = [*(flow * cost), *(unmet * variant.demand_penalty)]
    objective = math.fsum(parts) + charges(problem, variant, use)
    gap = (objective - end.bound) / max(1.0, objective)
    status = end.status
    if status == "optimal" and gap > tolerance:
        status = "iteration limit"
    return Solution(
        paths=_paths(pool, flow, cost),
        unmet=unmet,
        limit_use=use,
        limit_price=prices.limit,
        source_price=prices.source,
        demand_price=end.demand_price,
        objective=objective,
        lower_bound=min(end.bound, objective),
        status=status,
        iterations=end.rounds,
        residual=residual(
            variant,
            pool,
            flow=flow,
            unmet=unmet,
            cost=cost,
            prices=prices,
            demand_price=end.demand_price,
        ),
        limit_charge=prices.charge,
    )


def _paths(pool: Pool, flow: Floats, cost: Floats) -> tuple[PathFlow, ...]:
    """Return the paths with flow, sorted."""
    return tuple(
        sorted(
            PathFlow(
                int(pool.source[path]),
                int(pool.demand[path]),
                int(pool.block[path]),
                tuple(pool.arcs[path].tolist()),
                float(flow[path]),
                float(cost[path]),
            )
            for path in np.flatnonzero(flow)
        )
    )


def nothing(problem: FlowProblem, variant: Variant) -> Point:
    """
    Return the solution that delivers nothing.

    Parameters
    ----------
    problem
        The flow problem.
    variant
        The numbers of the call.

    Returns
    -------
    point
        All demand unmet, at no prices but the penalties.
    """
    n_limits = len(problem.limits)
    prices = Prices(
        np.zeros(n_limits),
        np.zeros(n_limits),
        np.zeros(len(problem.source_block)),
        variant.demand_penalty,
    )
    return Point(np.empty(0), variant.demand_amount, prices)
