"""Say what a limit is worth on either side, what sets its price, and how little can stay unmet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.checks import amounts
from corridor.flows.program.variant import variant_of

if TYPE_CHECKING:
    from typing import Unpack

    from corridor.flows.program.master import Master
    from corridor.flows.program.solution import Solution
    from corridor.flows.program.variant import Overrides

__all__ = ["Differences", "least_unmet", "limit_differences", "set_by_unmet"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# A price that moves by less than this share, as the penalty moves by a thousandth, stands still.
STILL = 1e-6
# A limit used to within this share is full.
FULL = 1e-9


class Differences(NamedTuple):
    """
    What limits are worth on either side, USD per unit.

    Attributes
    ----------
    more
        What one more unit saves, averaged over the step; 0 where the limit has no end.
    less
        What one unit less costs; NaN where the limit has no end, or none is left to take.
    """

    more: Floats
    less: Floats


def limit_differences(
    master: Master,
    solution: Solution,
    which: npt.ArrayLike,
    delta: npt.ArrayLike,
    **overrides: Unpack[Overrides],
) -> Differences:
    """
    Return what a step up and a step down of each limit change, each by solving again.

    At a corner of the cost curve the price of a limit is one of many that are right; these two are
    the ends of what it may be. They hold for the step: a large one runs past the next corner.

    Parameters
    ----------
    master
        The problem.
    solution
        Its optimum under the same overrides.
    which
        Numbers of the limits to move, one at a time.
    delta
        Units per year, one for all or one for each; where a limit is smaller, the step down is all
        of it.
    overrides
        Numbers to replace, as in `Master.solve`.

    Returns
    -------
    differences
        In the order of `which`.

    Raises
    ------
    ValueError
        A number is no limit, or a step is not above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from corridor.flows.program.differences import limit_differences
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.program.sample import two_ways
    >>> master = Master(two_ways())
    >>> both = limit_differences(master, master.solve(), [0, 1], 0.5)
    >>> both.more.round(6).tolist(), both.less.round(6).tolist()
    ([30.0, 0.0], [30.0, 0.0])
    """
    room = variant_of(master.problem, overrides).limits
    numbers = _numbers(which, len(room))
    steps = np.broadcast_to(np.asarray(delta, dtype=np.float64), numbers.shape)
    if (amounts("delta", steps, len(numbers)) == 0).any():
        raise ValueError("delta is 0: give units per year above 0")
    more, less = np.zeros(len(numbers)), np.full(len(numbers), np.nan)
    for place, (limit, step) in enumerate(zip(numbers.tolist(), steps.tolist(), strict=True)):
        if np.isinf(room[limit]):
            continue
        if solution.limit_use[limit] >= room[limit] * (1 - FULL):  # Else more is worth nothing.
            more[place] = _slope(master, solution, limit, step, overrides)
        if room[limit] > 0:
            less[place] = _slope(master, solution, limit, -min(step, room[limit]), overrides)
    return Differences(more, less)


def _slope(
    master: Master, solution: Solution, limit: int, step: float, overrides: Overrides
) -> float:
    """Return USD per unit between a solution and the one with a limit moved, 0 or more."""
    room = variant_of(master.problem, overrides).limits.copy()
    room[limit] += step
    if step < 0 and solution.limit_use[limit] <= room[limit]:
        return 0.0  # The same flows still fit.
    changed = overrides.copy()
    changed["limits"] = room
    moved = master.solve(**changed)
    return max(0.0, (solution.objective - moved.objective) / step)


def _numbers(limits: npt.ArrayLike, n_limits: int) -> Ints:
    """Return limits as whole numbers, after checking that each is one."""
    numbers = np.atleast_1d(np.asarray(limits, dtype=np.int64))
    wrong = (numbers < 0) | (numbers >= n_limits)
    if wrong.any():
        raise ValueError(f"{numbers[wrong][0]} is no limit: give numbers from 0 to {n_limits - 1}")
    return numbers


def set_by_unmet(
    master: Master,
    solution: Solution,
    *,
    demands: npt.ArrayLike | None = None,
    share: float = 1e-3,
    **overrides: Unpack[Overrides],
) -> Bools:
    """
    Return the limits whose price follows from the penalty of unmet demand, not from any way's cost.

    Such a price says how the penalty was chosen. It is found by raising the penalty a little.

    Parameters
    ----------
    master
        The problem.
    solution
        Its optimum under the same overrides.
    demands
        True for each demand whose penalty is a convention; all when absent. A price a market pays
        is none.
    share
        By how much the penalties are raised.
    overrides
        Numbers to replace, as in `Master.solve`.

    Returns
    -------
    moved
        (n_limits,) True where the price moves with the penalties.

    Examples
    --------
    Of 20 t/y demanded only 15 t/y fit, so both limits are worth what an unmet tonne costs:

    >>> from corridor.flows.program.differences import set_by_unmet
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.program.sample import two_ways
    >>> master = Master(two_ways())
    >>> set_by_unmet(master, master.solve()).tolist()
    [False, False]
    >>> more = {"demand_amount": [20.0], "source_amount": [20.0]}
    >>> set_by_unmet(master, master.solve(**more), **more).tolist()
    [True, True]
    """
    penalty = variant_of(master.problem, overrides).demand_penalty
    chosen = np.ones(len(penalty), bool) if demands is None else np.asarray(demands, dtype=np.bool_)
    if chosen.shape != penalty.shape:
        raise ValueError(f"demands has shape {chosen.shape}: give one for each of {len(penalty)}")
    if not (solution.limit_price > 0).any():
        return np.zeros(len(solution.limit_price), dtype=np.bool_)
    # Both from the same basis, so that a price moves only if the penalty is part of it.
    before = master.solve(**overrides).limit_price
    raised = overrides.copy()
    raised["demand_penalty"] = np.where(chosen, penalty * (1 + share), penalty)
    after = master.solve(**raised).limit_price
    return np.abs(after - before) > STILL * np.maximum(before, after)


def least_unmet(master: Master, **overrides: Unpack[Overrides]) -> Solution:
    """
    Return the flows that leave the fewest tonnes undelivered, whatever they cost.

    Parameters
    ----------
    master
        The problem.
    overrides
        Numbers to replace, as in `Master.solve`; costs and penalties are of no account.

    Returns
    -------
    solution
        Its objective is in tonnes per year; its prices are tonnes per unit.

    Examples
    --------
    >>> from corridor.flows.program.differences import least_unmet
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.program.sample import two_ways
    >>> least_unmet(Master(two_ways()), limits=[3.0, 5.0]).objective
    2.0
    """
    problem, free = master.problem, overrides.copy()
    free["cost"] = [np.zeros(len(block.cost)) for block in problem.blocks]
    free["step_cost"] = np.zeros(len(problem.step_cost))
    free["demand_penalty"] = np.ones(len(problem.demand_amount))
    return master.solve(**free)
