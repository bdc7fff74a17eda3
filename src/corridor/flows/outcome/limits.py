"""What each limit is worth: its shadow price, and what one per mille more or less would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corridor.flows.program.master import Master

if TYPE_CHECKING:
    import pandas as pd

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.solution import Solution

__all__ = ["bottleneck_table", "limit_table"]

# Step of the one-sided differences, as a share of the limit: small against the breaks of the cost,
# large against the rounding of the solver.
STEP = 1e-4
# A limit counts as used up when less than this share of it is left.
HAIR = 1e-7


class _Sides(NamedTuple):
    """USD per unit of one step more and one step less, and whether unmet demand sets them."""

    gain: float
    loss: float
    by_unmet: bool


def limit_table(assembly: Assembly, solution: Solution, *, both_sides: bool = True) -> pd.DataFrame:
    """
    Return every limit with its use and worth.

    At a corner of the cost the dual is one of many prices, all between what a little more would
    gain and what a little less would lose; both are given beside it. A price that unmet demand sets
    is no market price: it is the penalty less what the way would cost.

    Parameters
    ----------
    assembly, solution
        What was solved, and its solution.
    both_sides
        Whether to solve with a little more and a little less of every limit that is used up; the
        columns are NaN otherwise.

    Returns
    -------
    limits
        The limits of the assembly with use_per_y, utilisation, shadow_price_usd_per_unit,
        gain_usd_per_unit, loss_usd_per_unit (each per unit a year: a tonne, or a box or wagon where
        ``unit`` says so) and set_by_unmet.
    """
    limit, use = assembly.problem.limits, solution.limit_use
    used_up = np.isfinite(limit) & (use >= limit * (1 - HAIR))
    sides = {int(i): _Sides(0.0, 0.0, by_unmet=False) for i in range(len(limit))}
    touched = used_up & ((use > 0) | (solution.limit_price > 0))
    if not both_sides:
        unknown = _Sides(np.nan, np.nan, by_unmet=False)
        sides |= {int(i): unknown for i in np.flatnonzero(touched)}
    elif touched.any():
        master = Master(assembly.problem)
        base = master.solve()
        sides |= {int(i): _both_sides(master, base, int(i)) for i in np.flatnonzero(touched)}
    share = np.divide(use, limit, out=np.full(len(limit), np.nan), where=limit > 0)
    return assembly.limits.assign(
        use_per_y=use,
        utilisation=np.where(np.isfinite(limit), share, np.nan),
        shadow_price_usd_per_unit=solution.limit_price,
        gain_usd_per_unit=[sides[i].gain for i in range(len(limit))],
        loss_usd_per_unit=[sides[i].loss for i in range(len(limit))],
        set_by_unmet=[sides[i].by_unmet for i in range(len(limit))],
    )


def _both_sides(master: Master, base: Solution, number: int) -> _Sides:
    """Solve with a little more and a little less of a limit."""
    limits = master.problem.limits
    step = STEP * max(float(limits[number]), 1.0)
    worth, unmet = {}, 0.0
    for sign in (1.0, -1.0):
        changed = limits.copy()
        changed[number] += sign * step
        if changed[number] < 0:
            worth[sign] = np.nan
            continue
        there = master.solve(limits=changed)
        worth[sign] = max(sign * (base.objective - there.objective) / step, 0.0)
        unmet = max(unmet, abs(float(there.unmet.sum() - base.unmet.sum())))
    return _Sides(worth[1.0], worth[-1.0], by_unmet=unmet > 0.01 * step)


def bottleneck_table(limits: pd.DataFrame) -> pd.DataFrame:
    """
    Return the limits that are used up and worth something, the dearest first.

    Parameters
    ----------
    limits
        From `limit_table`.

    Returns
    -------
    bottlenecks
        Index ``limit``: name, kind, unit, available_per_y, gain_usd_per_unit, loss_usd_per_unit,
        shadow_price_usd_per_unit, set_by_unmet, estimate.
    """
    worth = limits[["gain_usd_per_unit", "loss_usd_per_unit", "shadow_price_usd_per_unit"]]
    rows = limits[worth.max(axis=1) > 1e-6]
    order = ["loss_usd_per_unit", "gain_usd_per_unit", "limit"]
    rows = rows.sort_values(order, ascending=[False, False, True])
    columns = ["name", "kind", "unit", "available_per_y", *worth.columns]
    return rows.set_index("limit")[[*columns, "set_by_unmet", "estimate"]]
