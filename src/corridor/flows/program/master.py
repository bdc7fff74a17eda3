"""Solve a flow problem by paths, made as they pay, and prove the optimum by pricing them all."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.checks import check_problem
from corridor.flows.program.generation.certificate import (
    charges,
    demand_prices,
    dual_bound,
    residual,
)
from corridor.flows.program.generation.lanes import Lanes, Prices
from corridor.flows.program.generation.live import LiveProgram, Point
from corridor.flows.program.generation.pool import Pool
from corridor.flows.program.solution import PathFlow, Solution
from corridor.flows.program.variant import Variant, variant_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.solution import Status

__all__ = ["Master"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_ROUNDS = 10_000
# A capacity is stated once a flow exceeds it by this share, a path is made once it saves this share
# of its demand's price.
HAIR = 1e-9
# Flow below this share of a demand is rounding.
DUST = 1e-12
STEADY, SLACKEN = 0.0, 0.4


class _End(NamedTuple):
    """How a search ended."""

    point: Point
    demand_price: Floats
    bound: float
    status: Status
    rounds: int


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
        variant = variant_of(
            self.problem,
            {
                "limits": limits,
                "demand_amount": demand_amount,
                "source_amount": source_amount,
                "demand_penalty": demand_penalty,
                "step_cost": step_cost,
                "closed": closed,
                "cost": cost,
            },
        )
        if time_limit_s is not None and not time_limit_s >= 0:
            raise ValueError(f"time_limit_s is {time_limit_s}: give seconds, 0 or more, or None")
        until = time.monotonic() + (math.inf if time_limit_s is None else time_limit_s)
        return self._solution(variant, self._search(variant, until))

    def _search(self, variant: Variant, until: float) -> _End:
        """Add paths and limits until none is missing, or time is out."""
        search = _Search()
        primal = self._live.load(variant, self._pool)
        end = _End(_nothing(self.problem, variant), variant.demand_penalty, 0.0, "time limit", 0)
        while search.rounds < MOST_ROUNDS:
            point = self._within_limits(variant, until, primal=primal)
            if point is None:
                return end._replace(status="time limit")
            price, added = self._round(variant, point, search)
            end = _End(point, price, search.bound, "optimal", search.rounds)
            if not added:
                return end
            if time.monotonic() >= until:
                return end._replace(status="time limit")
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
        weight = STEADY if search.centre is not None else 0.0
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
        over = use * (1 - HAIR) > capacity + DUST * use.max(initial=0.0)
        over[self._live.stated] = False
        return np.flatnonzero(over)

    def _add(self, prices: Prices, least: Floats) -> int:
        """Add the paths that save most; return how many were new."""
        lanes = self._lanes
        price = prices.demand[lanes.demand]
        chosen = lanes.best(price - least, HAIR * price)
        if not len(chosen):
            return 0
        ends = lanes.source[chosen], lanes.demand[chosen], lanes.block[chosen]
        return self._pool.add(*ends, lanes.ways(chosen))

    def _solution(self, variant: Variant, end: _End) -> Solution:
        """Return what a search found, measured."""
        pool, problem = self._pool, self.problem
        flow = np.zeros(len(pool))
        flow[: len(end.point.flow)] = end.point.flow
        flow[flow <= DUST * variant.demand_amount[pool.demand]] = 0.0
        unmet, prices, cost = end.point.unmet, end.point.prices, pool.costs(variant)
        use = (flow @ pool.draw)[: len(problem.limits)]
        parts = [*(flow * cost), *(unmet * variant.demand_penalty)]
        objective = math.fsum(parts) + charges(problem, variant, use)
        gap = (objective - end.bound) / max(1.0, objective)
        status = end.status
        if status == "optimal" and gap > self.tolerance:
            status = "iteration limit"
        return Solution(
            paths=self._paths(flow, cost),
            unmet=unmet,
            limit_use=use,
            limit_price=prices.limit,
            source_price=prices.source,
            demand_price=end.demand_price,
            objective=objective,
            lower_bound=min(end.bound, objective),
            status=status,
            iterations=end.rounds,
            residual=residual(
                variant,
                pool,
                flow=flow,
                unmet=unmet,
                cost=cost,
                prices=prices,
                demand_price=end.demand_price,
            ),
            limit_charge=prices.charge,
        )

    def _paths(self, flow: Floats, cost: Floats) -> tuple[PathFlow, ...]:
        """Return the paths with flow, sorted."""
        pool = self._pool
        return tuple(
            sorted(
                PathFlow(
                    int(pool.source[path]),
                    int(pool.demand[path]),
                    int(pool.block[path]),
                    tuple(pool.arcs[path].tolist()),
                    float(flow[path]),
                    float(cost[path]),
                )
                for path in np.flatnonzero(flow)
            )
        )


def _nothing(problem: FlowProblem, variant: Variant) -> Point:
    """Return the solution that delivers nothing and prices nothing."""
    n_limits = len(problem.limits)
    prices = Prices(
        np.zeros(n_limits),
        np.zeros(n_limits),
        np.zeros(len(problem.source_block)),
        variant.demand_penalty,
    )
    return Point(np.empty(0), variant.demand_amount, prices)
