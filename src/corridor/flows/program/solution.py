"""What a solved flow problem says: flow by path, prices, and how far it is from the optimum."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["PathFlow", "Solution"]

Floats = npt.NDArray[np.float64]
Status = Literal["optimal", "time limit", "iteration limit"]


class PathFlow(NamedTuple):
    """A path that carries flow: source, demand row, block, arcs of the block in order."""

    source: int
    demand: int
    block: int
    arcs: tuple[int, ...]
    flow: float
    cost: float


@dataclass(frozen=True)
class Solution:
    """
    The optimum, or the best found, of a `FlowProblem`.

    Attributes
    ----------
    paths
        Paths with flow (t/y) and cost (USD/t), sorted by source, demand and arcs.
    unmet
        (n_demands,) tonnes per year not delivered.
    limit_use
        (n_limits,) units per year used.
    limit_price
        (n_limits,) USD per further unit, 0 or more.
    source_price
        (n_sources,) USD per further tonne of supply, 0 or more.
    demand_price
        (n_demands,) what one more tonne demanded would cost, USD/t.
    objective
        Cost of paths and steps, and penalties, USD per year.
    lower_bound
        No solution costs less: the value of the dual, certified by pricing every source.
    status
        ``optimal`` only when the gap is closed to the tolerance.
    iterations
        Rounds of pricing.
    residual
        Largest relative violation of the optimality conditions.
    limit_charge
        (n_limits,) marginal charge of the steps of each limit, USD per unit; a path pays it on top
        of the limit's price.
    """

    paths: tuple[PathFlow, ...]
    unmet: Floats
    limit_use: Floats
    limit_price: Floats
    source_price: Floats
    demand_price: Floats
    objective: float
    lower_bound: float
    status: Status
    iterations: int
    residual: float
    limit_charge: Floats = field(default_factory=lambda: np.empty(0))
