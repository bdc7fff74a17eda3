"""What a plan delivers, and how much it can keep off, at both ends of what its projects add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.errors import SolverError

if TYPE_CHECKING:
    from corridor.flows.expansion.terms.setting import Setting
    from corridor.flows.program.solution import Solution

__all__ = ["REACH", "reach_of"]

Floats = npt.NDArray[np.float64]
# Ends of the range of what projects add, in order.
REACH = ("low", "central", "high")
# Share of the tonnes delivered below which two amounts are the same.
SAME = 1e-7
# Times the greatest use per tonne that a tonne undelivered counts at first, and how often it grows.
FIRST, TRIES = 10.0, 5


def reach_of(made: Setting, units: Floats, limits: Floats) -> pd.DataFrame:
    """
    Return what a plan does if all its projects add the low, the stated or the high figure.

    The plan stays as it is: only what it adds changes, for all its projects at once, so the two
    ends are further apart than independent ranges would be. Time and length saved stay as stated.

    Parameters
    ----------
    made
        The setting.
    units
        (n_projects,) of the plan.
    limits
        (n_limits,) without any project, with what may touch each territory.

    Returns
    -------
    reach
        Index adds (low, central, high): delivered_t_per_y, unmet_t_per_y, cost_usd_per_t under the
        target; and for each territory possible_share_X: the share of today's tonnes touching it
        that can be kept off while as much is delivered as today.

    Raises
    ------
    SolverError
        The flows of an end were not solved to the optimum.
    """
    today = made.yearly.at(np.zeros(len(units)), made.limits({}))
    ends = (made.found.adds_low, made.found.adds, made.found.adds_high)
    rows = [_row(made, units @ added, limits, today) for added in ends]
    return pd.DataFrame(rows, index=pd.Index(REACH, name="adds"))


def _row(made: Setting, added: Floats, limits: Floats, today: Solution) -> dict[str, float]:
    """Return one end."""
    problem = made.found.problem
    sources = problem.source_amount + added[len(limits) :]
    found = made.master.solve(limits=limits + added[: len(limits)], source_amount=sources)
    if found.status != "optimal":
        raise SolverError("the flows of a plan were not solved", status=found.status)
    unmet = float(found.unmet.sum())
    delivered = float(problem.demand_amount.sum()) - unmet
    cost = found.objective - float(found.unmet @ problem.demand_penalty)
    row = {
        "delivered_t_per_y": delivered,
        "unmet_t_per_y": unmet,
        "cost_usd_per_t": cost / delivered if delivered > 0 else np.nan,
    }
    free = made.limits({}) + added[: len(limits)]
    for territory, base in made.base_t_per_y.items():
        number = made.found.assembly.limit_number(f"territory:{territory}")
        least = _least_use(made, number, free, sources, today)
        row[f"possible_share_{territory}"] = 1.0 - min(least / base, 1.0) if base > 0 else 1.0
    return row


def _least_use(
    made: Setting, number: int, limits: Floats, sources: Floats, today: Solution
) -> float:
    """Return the least tonnes through a limit with which all of today's delivery arrives."""
    problem = made.found.problem
    amount = np.maximum(problem.demand_amount - today.unmet, 0.0)
    use = [np.asarray(block.use[:, [number]].todense()).ravel() for block in problem.blocks]
    penalty = FIRST * max([1.0, *(float(column.max(initial=0.0)) for column in use)])
    for _ in range(TRIES):
        found = made.master.solve(
            limits=limits,
            source_amount=sources,
            demand_amount=amount,
            demand_penalty=np.full(len(amount), penalty),
            cost=use,
            step_cost=np.zeros(len(problem.step_cost)),
        )
        if found.status != "optimal":
            raise SolverError("the least use was not solved", status=found.status)
        if found.unmet.sum() <= SAME * amount.sum():
            return float(found.limit_use[number])
        penalty *= FIRST**2
    raise SolverError("today's delivery could not be reached again", status="penalty")
