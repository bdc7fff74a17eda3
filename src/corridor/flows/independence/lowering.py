"""
Lower one limit of a flow problem to nothing, and find every bend of the least cost on the way.

What is delivered without the limit is held: first it is all delivered, ever dearer; below the least
amount with which that is possible, as little as possible goes undelivered, and that at least cost.
Both orders are those of a penalty large enough, which is not guessed: the least amount and the
least undelivered are found on their own as well, and the penalty grows until all agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.flows.independence.tangents import convex_pieces

if TYPE_CHECKING:
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.solution import Solution

__all__ = ["Lowering", "Solver", "lower_limit"]

Floats = npt.NDArray[np.float64]

# Shares of the tonnes delivered, and of the cost, below which two amounts are the same.
SAME_TONNES = 1e-7
SAME_COST = 1e-8
# Times the dearest price of the base that a tonne undelivered costs at first.
FIRST = 10.0
TRIES = 5


class Solver(Protocol):
    """What is asked of the master: solve again with other limits, demands or costs."""

    def solve(
        self,
        *,
        limits: Floats | None = None,
        demand_amount: Floats | None = None,
        demand_penalty: Floats | None = None,
        cost: list[Floats] | None = None,
        step_cost: Floats | None = None,
    ) -> Solution:
        """Solve with these values in place of the problem's own, for this call only."""


@dataclass(frozen=True)
class Lowering:
    """
    The bends of the least cost as a limit falls.

    Attributes
    ----------
    base
        The optimum without the limit.
    limit
        (n,) its values at the bends, falling, from the least that costs nothing to 0.
    solutions
        (n,) the optimum at each; what the base does not deliver is not asked for.
    least
        The least value at which all that the base delivers still is.
    price
        (n - 1,) USD per unit given up on the way to the next bend; NaN below ``least``.
    unmet_per_unit
        (n - 1,) tonnes that go undelivered per unit given up.
    calls
        Solutions it took.
    """

    base: Solution
    limit: Floats
    solutions: tuple[Solution, ...]
    least: float
    price: Floats
    unmet_per_unit: Floats
    calls: int


class _Descent:
    """The problem with the delivery of the base, solved at one value of the limit after another."""

    def __init__(self, problem: FlowProblem, limit: int, solver: Solver) -> None:
        self.problem, self.limit, self.solver = problem, limit, solver
        self.calls = 0
        self.base = self._solve(np.inf, problem.demand_amount, problem.demand_penalty, None)
        self.amount = np.maximum(problem.demand_amount - self.base.unmet, 0.0)
        self.same = SAME_TONNES * max(float(self.amount.sum()), 1e-300)
        dearest = max([1.0, *(path.cost for path in self.base.paths), *self.base.demand_price])
        self.penalty = FIRST * dearest
        self.seen: dict[float, Solution] = {}

    def _solve(
        self, at: float, amount: Floats, penalty: Floats, cost: list[Floats] | None
    ) -> Solution:
        limits = self.problem.limits.copy()
        limits[self.limit] = at
        self.calls += 1
        # Waits must not be weighed against tonnes where tonnes alone count.
        steps = None if cost is None else np.zeros(len(self.problem.step_cost))
        found = self.solver.solve(
            limits=limits,
            demand_amount=amount,
            demand_penalty=penalty,
            cost=cost,
            step_cost=steps,
        )
        if found.status != "optimal":
            raise SolverError(
                f"the flows with at most {at:g} were not solved to the optimum", status=found.status
            )
        return found

    def at(self, value: float) -> Solution:
        """Return the optimum with so much of the limit."""
        if value not in self.seen:
            penalty = np.full(len(self.amount), self.penalty)
            self.seen[value] = self._solve(value, self.amount, penalty, None)
        return self.seen[value]

    def tangent(self, value: float) -> tuple[float, float]:
        """Return cost and penalties there, and their slope."""
        found = self.at(value)
        return found.objective, -float(found.limit_price[self.limit])

    def least_unmet(self, value: float) -> float:
        """Return the least tonnes that go undelivered with so much of the limit."""
        free = [np.zeros(len(block.cost)) for block in self.problem.blocks]
        ones = np.ones(len(self.amount))
        return float(self._solve(value, self.amount, ones, free).unmet.sum())

    def least_use(self) -> float:
        """Return the least use of the limit that delivers all that the base delivers."""
        columns = [
            np.asarray(block.use[:, [self.limit]].todense()).ravel()
            for block in self.problem.blocks
        ]
        penalty = FIRST * max([1.0, *(float(column.max(initial=0.0)) for column in columns)])
        for _ in range(TRIES):
            found = self._solve(np.inf, self.amount, np.full(len(self.amount), penalty), columns)
            if found.unmet.sum() <= self.same:
                use = float(found.limit_use[self.limit])
                return use if use > self.same else 0.0
            penalty *= FIRST**2
        raise SolverError("the delivery of the base could not be reached again", status="penalty")

    def dearer(self) -> None:
        """Raise the penalty, and forget what was found with the lower one."""
        self.penalty *= FIRST**2
        self.seen.clear()


def lower_limit(problem: FlowProblem, limit: int, solver: Solver) -> Lowering:
    """
    Return the least cost of the base's delivery as a limit falls from unlimited to nothing.

    Parameters
    ----------
    problem
        The flow problem; its own value of the limit is not used.
    limit
        Position of the limit.
    solver
        The master of the problem.

    Returns
    -------
    lowering
        The bends, the optimum at each and the least value that keeps the delivery.

    Raises
    ------
    SolverError
        A solution was not optimal, or no penalty puts delivery before cost.

    Examples
    --------
    Ten tonnes go through the territory for 1 USD each, or round it for 4, where six have room.

    >>> from scipy.sparse import csr_array
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.program.problem import Block, FlowProblem
    >>> use = csr_array(np.array([[1.0, 0.0], [0.0, 1.0]]))
    >>> ends = np.array([0, 0]), np.array([1, 1])
    >>> block = Block("copper/KZ", 2, *ends, np.array([1.0, 4.0]), use, np.arange(2))
    >>> zero = np.zeros(1, dtype=np.int64)
    >>> problem = FlowProblem(
    ...     (block,), np.array([np.inf, 6.0]), zero, zero, np.array([10.0]),
    ...     zero, zero, zero + 1, zero - 1, np.array([10.0]), np.array([100.0]),
    ... )
    >>> found = lower_limit(problem, 0, Master(problem))
    >>> found.limit.round(6).tolist(), round(found.least, 6), found.price.round(6).tolist()
    ([10.0, 4.0, 0.0], 4.0, [3.0, nan])
    """
    descent = _Descent(problem, limit, solver)
    top = float(descent.base.limit_use[limit])
    if top <= descent.same:
        return _nothing(descent)
    least = min(descent.least_use(), top)
    for _ in range(TRIES):
        places = _bends(descent, least, top)
        if _ordered(descent, places, least):
            return _report(descent, places, least)
        descent.dearer()
    raise SolverError("no penalty puts delivery before cost", status="penalty")


def _bends(descent: _Descent, least: float, top: float) -> list[float]:
    """Return the places where the cost bends, falling, from the top that costs nothing to 0."""
    places = [top]
    if top - least > descent.same:
        upper = convex_pieces(descent.tangent, least, top, tolerance=SAME_COST)
        # The base is one of many optima where its last units can be given up for nothing.
        free = upper.value[0] * SAME_COST
        last = len(upper.x) - 1
        while last > 0 and upper.value[last - 1] <= upper.value[-1] + free:
            last -= 1
        places = upper.x[: last + 1][::-1].tolist()
    if least > descent.same:
        lower = convex_pieces(descent.tangent, 0.0, least, tolerance=SAME_COST)
        places += lower.x[:-1][::-1].tolist()
    return places


def _ordered(descent: _Descent, places: list[float], least: float) -> bool:
    """Say whether nothing is undelivered down to the least, and as little as can be below."""
    for place in places:
        unmet = float(descent.at(place).unmet.sum())
        needed = 0.0 if place >= least else descent.least_unmet(place)
        if unmet > needed + descent.same:
            return False
    return True


def _report(descent: _Descent, places: list[float], least: float) -> Lowering:
    """Put bends and prices together."""
    x = np.array(places)
    solutions = tuple(descent.at(place) for place in places)
    unmet = np.array([found.unmet.sum() for found in solutions])
    unmet[unmet <= descent.same] = 0.0
    cost = np.array([found.objective for found in solutions]) - descent.penalty * np.array(
        [found.unmet.sum() for found in solutions]
    )
    fall = -np.diff(x)
    lost = np.diff(unmet) / fall
    price = np.where(x[1:] >= least, np.diff(cost) / fall, np.nan)
    return Lowering(descent.base, x, solutions, least, price, lost, descent.calls)


def _nothing(descent: _Descent) -> Lowering:
    """Return the lowering of a limit that is not used at all."""
    empty = np.empty(0)
    solutions = (descent.at(0.0),)
    return Lowering(descent.base, np.zeros(1), solutions, 0.0, empty, empty, descent.calls)
