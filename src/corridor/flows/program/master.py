"""Solve a flow problem by paths, made as they pay, and prove the optimum by pricing them all."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.flows.program.checks import check_problem
from corridor.flows.program.generation.answer import End, nothing, solution_of
from corridor.flows.program.generation.certificate import demand_prices, dual_bound
from corridor.flows.program.generation.lanes import Lanes, Prices
from corridor.flows.program.generation.live import LiveProgram
from corridor.flows.program.generation.pool import Pool
from corridor.flows.program.variant import Overrides, Variant, variant_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.program.generation.scaled import Point
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.solution import Solution

__all__ = ["Master"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_ROUNDS = 10_000
# A capacity is stated once a flow exceeds it by this share, a path is made once it saves this share
# of its demand's price.
HAIR, TINY = 1e-9, 1e-12
# A large program is priced this far towards its best dual point, and less far by so much each time
# no path saves there: prices then swing less. On a small one that costs more than it saves.
STEADY_FROM, STEADY, SLACKEN = 1000, 0.8, 0.4


@dataclass
class _Search:
    """What a search remembers between rounds: the best dual point, its bound, and the rounds."""

    centre: Prices | None = None
    bound: float = 0.0
    rounds: int = 0


class Master:
    """
    A flow problem kept ready to be solved again and again under other numbers.

    Paths are columns of a linear program; shortest paths at the going prices are added until none
    saves anything, which proves the optimum. Limits enter the program when a flow first exceeds
    them. Paths, limits and basis stay for the next call, so a variant costs little.

    Parameters
    ----------
    problem
        The flow problem.
    tolerance
        Largest gap between a solution and its bound, as a share, that counts as closed.

    Raises
    ------
    ValueError
        A number of the problem is negative, missing or out of range.

    Examples
    --------
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.program.sample import two_ways
    >>> master = Master(two_ways())
    >>> solution = master.solve()
    >>> solution.status, solution.objective, solution.limit_price.tolist()
    ('optimal', 320.0, [30.0, 0.0])
    >>> [(path.arcs, path.flow) for path in solution.paths]
    [((0, 1), 6.0), ((2, 3), 4.0)]
    >>> master.solve(limits=[3.0, 5.0]).unmet.tolist()
    [2.0]
    """

    def __init__(self, problem: FlowProblem, *, tolerance: float = 1e-9) -> None:
        check_problem(problem)
        if not 0 < tolerance < 1:
            raise ValueError(f"tolerance is {tolerance}: give a share between 0 and 1")
        self.problem = problem
        self.tolerance = tolerance
        self._lanes = Lanes(problem)
        self._pool = Pool(problem)
        self._live = LiveProgram(problem)

    def solve(
        self,
        *,
        limits: npt.ArrayLike | None = None,
        demand_amount: npt.ArrayLike | None = None,
        source_amount: npt.ArrayLike | None = None,
        demand_penalty: npt.ArrayLike | None = None,
        step_cost: npt.ArrayLike | None = None,
        closed: Sequence[npt.ArrayLike] | None = None,
        cost: Sequence[npt.ArrayLike] | None = None,
        time_limit_s: float | None = None,
    ) -> Solution:
        """
        Return the optimum, with some numbers replaced for this call only.

        Parameters
        ----------
        limits, demand_amount, source_amount, demand_penalty, step_cost
            In place of the problem's.
        closed
            For each block, True where an arc may not be used.
        cost
            For each block, cost of each arc, USD/t.
        time_limit_s
            Seconds after which the best solution so far is returned, with its bound.

        Returns
        -------
        solution
            Flows, prices and how far they are from the optimum.

        Raises
        ------
        ValueError
            A number is negative or missing, or an array has the wrong length.
        SolverError
            HiGHS found no optimum of the paths at hand, and time had not run out.

        Examples
        --------
        >>> import numpy as np
        >>> from corridor.flows.program.master import Master
        >>> from corridor.flows.program.sample import two_ways
        >>> Master(two_ways()).solve(closed=[np.array([True, False, False, False])]).unmet
        array([1.])
        """
        overrides: Overrides = {
            "limits": limits,
            "demand_amount": demand_amount,
            "source_amount": source_amount,
            "demand_penalty": demand_penalty,
            "step_cost": step_cost,
            "closed": closed,
            "cost": cost,
        }
        variant = variant_of(self.problem, overrides)
        if time_limit_s is not None and not time_limit_s >= 0:
            raise ValueError(f"time_limit_s is {time_limit_s}: give seconds, 0 or more, or None")
        until = time.monotonic() + (math.inf if time_limit_s is None else time_limit_s)
        end = self._search(variant, until)
        if end.status == "optimal" and all(given is None for given in overrides.values()):
            self._live.keep()  # Most variants differ less from the problem than from each other.
        return solution_of(self.problem, variant, self._pool, end, self.tolerance)

    def _search(self, variant: Variant, until: float) -> End:
        """Add paths and limits until none is missing, or time is out."""
        search = _Search()
        primal = self._live.load(variant, self._pool)
        end = End(nothing(self.problem, variant), variant.demand_penalty, 0.0, "time limit", 0)
        while search.rounds < MOST_ROUNDS:
            point = self._within_limits(variant, until, primal=primal)
            if point is None:
                return end._replace(status="time limit")
            price, added = self._round(variant, point, search)
            end = End(point, price, search.bound, "optimal", search.rounds)
            if not added:
                return end
            self._live.add_paths(variant, self._pool)
            primal = True
        return end._replace(status="iteration limit")

    def _within_limits(self, variant: Variant, until: float, *, primal: bool) -> Point | None:
        """Return the optimum over the paths at hand within all limits, or None if time is out."""
        while True:
            point = self._live.solve(primal=primal, seconds=until - time.monotonic())
            if point is None:
                return None
            new = self._exceeded(variant, point.flow)
            if not len(new):
                return point
            self._live.state_capacity(variant, self._pool, new)
            primal = False

    def _round(self, variant: Variant, point: Point, search: _Search) -> tuple[Floats, int]:
        """Price all ways and add those that save; return prices of demand and how many are new."""
        steady = search.centre is not None and len(self._live.stated) >= STEADY_FROM
        weight = STEADY if steady else 0.0
        while True:
            search.rounds += 1
            prices = point.prices.towards(search.centre, weight)
            least = self._lanes.price(variant, prices)
            price = demand_prices(self._lanes, variant, least)
            bound = dual_bound(self.problem, variant, prices, price)
            if bound > search.bound or search.centre is None:
                search.bound = max(search.bound, bound)
                search.centre = prices._replace(demand=price)
            added = self._add(prices, least)
            if added or weight == 0:
                return price, added
            weight = max(0.0, weight - SLACKEN)

    def _exceeded(self, variant: Variant, flow: Floats) -> Ints:
        """Return the capacities that a flow exceeds and that have no row yet."""
        use, capacity = flow @ self._pool.draw, variant.capacity
        over = use * (1 - HAIR) > capacity + TINY * use.max(initial=0.0)
        over[self._live.stated] = False
        return np.flatnonzero(over)

    def _add(self, prices: Prices, least: Floats) -> int:
        """Add the paths that save most, or else any that save; return how many were new."""
        lanes = self._lanes
        price = prices.demand[lanes.demand]
        gain = price - least
        saving = np.flatnonzero(gain > HAIR * price)
        for chosen in (lanes.best(gain, saving), saving):
            ends = lanes.source[chosen], lanes.demand[chosen], lanes.block[chosen]
            added = self._pool.add(*ends, lanes.ways(chosen))
            if added:
                return added
        return 0
