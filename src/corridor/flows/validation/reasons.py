"""Why a modelled flow misses the published one, as far as the model's own numbers tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.flows.validation.passing import Counted, paths_counted
from corridor.flows.validation.scores import BAND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.flows.validation.runs import YearRun

__all__ = ["lead", "reason"]

# Demand that covers less of the supply than this is worth a word.
COVERED = 0.9
MILLION = 1e6


def lead(run: YearRun, what: Counted) -> float:
    """
    Return how much cheaper a way is than the best without it, USD/t.

    Parameters
    ----------
    run
        The commodity in the year.
    what
        The way.

    Returns
    -------
    lead
        Mean over the pairs of source and market that have both, weighted by what the market takes;
        negative where the way is dearer, NaN where no pair has both.
    """
    paths = run.paths
    counts = paths_counted(run.assembly, paths.paths, what)
    leads, weights = [], []
    for source, demand in sorted({(p.source, p.demand) for p in paths.paths}):
        mine = (paths.source == source) & (paths.demand == demand)
        if (mine & counts).any() and (mine & ~counts).any():
            leads.append(paths.cost[mine & ~counts].min() - paths.cost[mine & counts].min())
            weights.append(run.assembly.problem.demand_amount[demand])
    return float(np.average(leads, weights=weights)) if leads else np.nan


def reason(run: YearRun, row: Mapping[str, Any]) -> str:
    """
    Return what the numbers say of a miss; empty where the optimum is within the band.

    Parameters
    ----------
    run
        The commodity in the year.
    row
        published_t_per_y, optimum_t_per_y, demand_t_per_y, supply_t_per_y, lead_usd_per_t.

    Returns
    -------
    reason
        Clauses joined by ``; ``.
    """
    published, modelled = row["published_t_per_y"], row["optimum_t_per_y"]
    if abs(modelled / published - 1.0) <= BAND:
        return ""
    demand, supply = row["demand_t_per_y"], row["supply_t_per_y"]
    clauses = []
    if demand < published:
        clauses.append(
            f"all demand of the year, {demand / MILLION:.1f} Mt, is less than went this way"
        )
    elif demand < COVERED * supply:
        clauses.append(
            f"the demand table has {demand / MILLION:.1f} Mt for {supply / MILLION:.1f} Mt supplied"
        )
    ahead = row["lead_usd_per_t"]
    if np.isfinite(ahead) and (ahead < 0) == (modelled < published):
        word = "dearer" if ahead < 0 else "cheaper"
        clauses.append(f"by the facts this way is {abs(ahead):.1f} USD/t {word} than the next")
    full = _full(run) if modelled > published else ""
    if full:
        clauses.append(f"full in the optimum: {full}")
    return "; ".join(clauses)


def _full(run: YearRun) -> str:
    """Name the limits that have a price in the optimum, and mark the prices a penalty sets."""
    price, dearer = run.optimum.limit_price, run.dearer.limit_price
    named = []
    for i in sorted(map(int, np.flatnonzero(price > 0)), key=lambda i: (-price[i], i)):
        moves = abs(dearer[i] - price[i]) > 1e-6 * price[i]
        worth = "set by unmet demand" if moves else f"{price[i]:.1f} USD/t"
        named.append(f"{run.assembly.limits['limit'].iat[i]} ({worth})")
    return ", ".join(named[:3])
