"""What each limit is worth: its shadow price, and what a little more or less would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.flows.program.differences import limit_differences, set_by_unmet
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


def limit_table(assembly: Assembly, solution: Solution, *, both_sides: bool = True) -> pd.DataFrame:
    """
    Return every limit with its use and worth.

    At a corner of the cost the dual is one of many prices, all between what a little more would
    gain and what a little less would lose; both are given beside it. A price that unmet demand sets
    is no market price: it is the penalty less what the way would cost, and moves with the penalty.

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
    touched = used_up & ((use > 0) | (solution.limit_price > 0))
    gain, loss = np.zeros(len(limit)), np.zeros(len(limit))
    by_unmet = np.zeros(len(limit), dtype=bool)
    if not both_sides:
        gain[touched] = loss[touched] = np.nan
    elif touched.any():
        master = Master(assembly.problem)
        base, steps = master.solve(), STEP * np.maximum(limit[touched], 1.0)
        sides = limit_differences(master, base, np.flatnonzero(touched), steps)
        gain[touched], loss[touched] = sides.more, sides.less
        # What a market pays is no convention: with netback no price is set by the penalty.
        firm = np.full(len(base.unmet), assembly.options["objective"] == "cost")
        by_unmet = touched & set_by_unmet(master, base, demands=firm)
    share = np.divide(use, limit, out=np.full(len(limit), np.nan), where=limit > 0)
    return assembly.limits.assign(
        use_per_y=use,
        utilisation=np.where(np.isfinite(limit), share, np.nan),
        shadow_price_usd_per_unit=solution.limit_price,
        gain_usd_per_unit=gain,
        loss_usd_per_unit=loss,
        set_by_unmet=by_unmet,
    )


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
