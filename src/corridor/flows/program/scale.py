"""Choose powers of two that bring typical amounts to about one, so that no digit is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from corridor.flows.program.problem import FlowProblem

__all__ = ["Scale", "power_of_two", "scale_of"]

Floats = npt.NDArray[np.float64]


class Scale(NamedTuple):
    """Tonnes per year and dollars per tonne that a solver is shown as one."""

    tonne: float
    usd: float


def scale_of(problem: FlowProblem) -> Scale:
    """
    Return the scale of a problem: typical demand, and typical cost of an arc.

    Parameters
    ----------
    problem
        The flow problem.

    Returns
    -------
    scale
        Powers of two.

    Examples
    --------
    >>> from corridor.flows.program.sample import two_ways
    >>> from corridor.flows.program.scale import scale_of
    >>> scale_of(two_ways())
    Scale(tonne=8.0, usd=32.0)
    """
    costs = [block.cost for block in problem.blocks]
    every = np.concatenate([*costs, problem.demand_penalty])
    return Scale(
        power_of_two(_geometric_mean(problem.demand_amount)),
        power_of_two(_geometric_mean(every)),
    )


def _geometric_mean(values: Floats) -> float:
    """Return the geometric mean of the positive values, 0 where there is none."""
    some = values[values > 0]
    return float(np.exp(np.log(some).mean())) if len(some) else 0.0


def power_of_two(value: float) -> float:
    """
    Return the power of two nearest to a value, 1 for 0.

    Parameters
    ----------
    value
        0 or more.

    Returns
    -------
    power
        Above 0.

    Examples
    --------
    >>> from corridor.flows.program.scale import power_of_two
    >>> power_of_two(1000.0), power_of_two(0.0)
    (1024.0, 1.0)
    """
    return float(2.0 ** np.round(np.log2(value))) if value > 0 else 1.0
