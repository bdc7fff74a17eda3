"""Prove how far a flow is from the optimum, from prices and cheapest ways alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from corridor.flows.program.generation.lanes import Lanes, Prices
    from corridor.flows.program.generation.pool import Pool
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Variant

__all__ = ["charges", "demand_prices", "dual_bound", "residual"]

Floats = npt.NDArray[np.float64]


def demand_prices(lanes: Lanes, variant: Variant, least: Floats) -> Floats:
    """
    Return the highest prices of demand that no way undercuts.

    Parameters
    ----------
    lanes
        Sources and the sinks they may serve.
    variant
        The numbers of the call.
    least
        (n_lanes,) what a tonne pays at least on each.

    Returns
    -------
    price
        (n_demands,) USD/t; together with the tolls a solution of the dual.
    """
    price = variant.demand_penalty.copy()
    np.minimum.at(price, lanes.demand, least)
    return price


def dual_bound(
    problem: FlowProblem, variant: Variant, prices: Prices, demand_price: Floats
) -> float:
    """
    Return a bound that no solution undercuts: the value of the dual.

    Parameters
    ----------
    problem
        The flow problem.
    variant
        The numbers of the call.
    prices
        Prices of limits and sources, and tolls.
    demand_price
        Prices that no way undercuts, from `demand_prices`.

    Returns
    -------
    bound
        USD per year.

    Examples
    --------
    At 30 USD per unit of the first limit a tonne pays 50 USD either way, so the bound is the cost
    of the optimum, 10 x 50 - 6 x 30:

    >>> import numpy as np
    >>> from corridor.flows.program.generation.certificate import demand_prices, dual_bound
    >>> from corridor.flows.program.generation.lanes import Lanes, Prices
    >>> from corridor.flows.program.sample import two_ways
    >>> from corridor.flows.program.variant import variant_of
    >>> problem, lanes = two_ways(), Lanes(two_ways())
    >>> variant = variant_of(problem, {})
    >>> prices = Prices(np.array([30.0, 0.0]), np.zeros(2), np.zeros(1), np.array([1000.0]))
    >>> price = demand_prices(lanes, variant, lanes.price(variant, prices))
    >>> dual_bound(problem, variant, prices, price)
    320.0
    """
    value = float(variant.demand_amount @ demand_price)
    capacity, price = variant.capacity, np.concatenate([prices.limit, prices.source])
    used = price > 0
    value -= float(capacity[used] @ price[used])
    charge = prices.charge[problem.step_limit] - variant.step_cost
    pays = charge > 0
    return value - float(problem.step_width[pays] @ charge[pays])


def charges(problem: FlowProblem, variant: Variant, use: Floats) -> float:
    """
    Return what the use of limits with steps is charged.

    Parameters
    ----------
    problem
        The flow problem.
    variant
        The numbers of the call.
    use
        (n_limits,) units used.

    Returns
    -------
    charge
        USD per year.

    Examples
    --------
    >>> from dataclasses import replace
    >>> import numpy as np
    >>> from corridor.flows.program.generation.certificate import charges
    >>> from corridor.flows.program.sample import two_ways
    >>> from corridor.flows.program.variant import variant_of
    >>> steps = {"step_limit": np.zeros(2, int), "step_width": np.array([2.0, 4.0])}
    >>> problem = replace(two_ways(), **steps, step_cost=np.array([1.0, 10.0]))
    >>> charges(problem, variant_of(problem, {}), np.array([5.0, 0.0]))
    32.0
    """
    total, left = 0.0, use.copy()
    last = {limit: step for step, limit in enumerate(problem.step_limit.tolist())}
    for step, limit in enumerate(problem.step_limit.tolist()):
        part = left[limit] if step == last[limit] else min(left[limit], problem.step_width[step])
        total += float(part * variant.step_cost[step])
        left[limit] -= part
    return total


def residual(
    variant: Variant,
    pool: Pool,
    *,
    flow: Floats,
    unmet: Floats,
    cost: Floats,
    prices: Prices,
    demand_price: Floats,
) -> float:
    """
    Return the largest relative violation of the optimality conditions.

    Capacities and demands are kept, and nothing is both slack and priced: a capacity with a price
    is full, a path with flow costs no more than its demand's price, and a demand with unmet tonnes
    has its penalty as price. That no way at all undercuts a price holds by `demand_prices`.

    Parameters
    ----------
    variant
        The numbers of the call.
    pool
        The paths.
    flow, unmet
        Tonnes per year by path and by demand.
    cost
        (n_paths,) USD/t.
    prices
        Prices of limits and sources, and tolls.
    demand_price
        Prices that no way undercuts.

    Returns
    -------
    residual
        0 at an exact optimum.
    """
    use, capacity = flow @ pool.draw, variant.capacity
    bounded = np.isfinite(capacity)
    over = (use - capacity)[bounded] / (1 + capacity[bounded])
    met = np.bincount(pool.demand, flow, len(unmet)) + unmet - variant.demand_amount
    short = np.abs(met) / (1 + variant.demand_amount)
    most = (
        pool.draw.max(axis=0).toarray().ravel()[bounded] if len(flow) else np.zeros(bounded.sum())
    )
    top = 1 + demand_price.max(initial=0.0)
    price = np.concatenate([prices.limit, prices.source])[bounded] * most / top
    slack = np.minimum(np.maximum(-over, 0.0), price)
    paid = cost + pool.draw @ np.concatenate([prices.toll, prices.source])
    excess = (paid - demand_price[pool.demand]) / (1 + demand_price[pool.demand])
    share = flow / (1 + variant.demand_amount[pool.demand])
    idle = np.minimum(share, np.abs(excess))
    below = (variant.demand_penalty - demand_price) / (1 + variant.demand_penalty)
    left = np.minimum(unmet / (1 + variant.demand_amount), below)
    parts = (over, short, slack, idle, left)
    return float(max(part.max(initial=0.0) for part in parts))
