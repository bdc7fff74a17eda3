"""Solve a flow problem in many draws: paths made in one draw serve all, each draw is certified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.scenarios.ensemble.flows.solving.pricing import NewPath, Pricing
from corridor.scenarios.ensemble.flows.solving.program import DUST, SharedProgram

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.assembly.drawn.problem import DrawnProblem
    from corridor.flows.program.generation.pool import Pool
    from corridor.flows.program.problem import FlowProblem

__all__ = ["DrawnFlows", "solve_draws"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MOST_ROUNDS = 200
# A path is made once it saves this share of its demand's price.
SAVES = 1e-9
# Gap that counts as closed, as a share.
TOLERANCE = 1e-8


@dataclass(frozen=True)
class DrawnFlows:
    """
    The optimum of a flow problem in each draw.

    Attributes
    ----------
    pool
        Every path made in any draw.
    flow
        (n_paths, n_draws) tonnes per year.
    unmet
        (n_demands, n_draws) tonnes per year not delivered.
    limit_use, limit_price
        (n_limits, n_draws) units used, and USD per further unit, 0 or more.
    by_unmet
        (n_limits, n_draws) whether the price rises with the penalty of what is not delivered.
    objective, lower_bound
        (n_draws,) USD per year; no solution costs less than the bound.
    rounds
        Rounds of pricing.
    """

    pool: Pool
    flow: Floats
    unmet: Floats
    limit_use: Floats
    limit_price: Floats
    by_unmet: Bools
    objective: Floats
    lower_bound: Floats
    rounds: int

    @property
    def paths(self) -> list[NewPath]:
        """Every path made, to begin another search from."""
        pool = self.pool
        ends = (of.tolist() for of in (pool.source, pool.demand, pool.block))
        ways = (tuple(way.tolist()) for way in pool.arcs)
        return [NewPath(*path) for path in zip(*ends, ways, strict=True)]


def solve_draws(
    problem: FlowProblem, drawn: DrawnProblem, known: Sequence[NewPath] = ()
) -> DrawnFlows:
    """
    Return the optimum of every draw, each proved by pricing all ways at its own prices.

    Parameters
    ----------
    problem
        The flow problem, without steps.
    drawn
        Its numbers in each draw.
    known
        Paths to begin with, such as those of the central solution.

    Returns
    -------
    flows
        The same for the same arguments, whatever was solved before.

    Raises
    ------
    SolverError
        The gap of a draw could not be closed.
    """
    search = _Search(problem, drawn)
    search.program.add(known)
    left = np.arange(drawn.n)
    while len(left):
        left = search.round(left)
    return search.answer()


class _Search:
    """A search over many draws: the program, and the best known of each draw."""

    def __init__(self, problem: FlowProblem, drawn: DrawnProblem) -> None:
        self.problem, self.drawn = problem, drawn
        self.pricing, self.program = Pricing(problem, drawn), SharedProgram(problem, drawn)
        n = drawn.n
        self.flow: Floats = np.zeros((0, n))
        self.unmet = np.zeros((len(problem.demand_amount), n))
        self.price = np.zeros((len(problem.limits) + len(problem.source_block), n))
        self.by_unmet = np.zeros(self.price.shape, dtype=np.bool_)
        self.bound = np.full(n, -np.inf)
        self.rounds = 0

    def round(self, draws: Ints) -> Ints:
        """Solve and price some draws; return those in which a new path saves something."""
        self.rounds += 1
        if self.rounds > MOST_ROUNDS:
            msg = f"{len(draws)} draws were not solved in {MOST_ROUNDS} rounds of pricing"
            raise SolverError(msg, status="iteration limit")
        n_paths, n_limits = len(self.program.pool), len(self.problem.limits)
        self.flow = np.vstack([self.flow, np.zeros((n_paths - len(self.flow), self.drawn.n))])
        asked = np.empty((len(self.unmet), len(draws)))
        for place, draw in enumerate(draws.tolist()):
            found = self.program.solve(draw)
            self.flow[:, draw], self.unmet[:, draw] = found.flow, found.unmet
            self.price[:, draw], asked[:, place] = found.capacity_price, found.demand_price
            self.by_unmet[:, draw] = found.by_unmet
        price = self.price[:, draws]
        least = self.pricing.price(draws, price[:n_limits], price[n_limits:])
        self._bound(draws, price, least)
        of_demand = asked[self.pricing.lanes.demand]
        wanted = of_demand - least > SAVES * of_demand
        if not self.program.add(self.pricing.paths(wanted)):
            return np.empty(0, dtype=np.int64)
        return np.asarray(draws[wanted.any(axis=0)])

    def _bound(self, draws: Ints, price: Floats, least: Floats) -> None:
        """Raise the bounds of draws to the value of the dual at their prices."""
        drawn = self.drawn
        worth = drawn.demand_penalty[:, draws].copy()
        np.minimum.at(worth, self.pricing.lanes.demand, least)
        value = (drawn.demand_amount[:, draws] * worth).sum(axis=0)
        capacity = np.vstack([drawn.limits, drawn.source_amount])[:, draws]
        value -= (np.where(price > 0, capacity, 0.0) * price).sum(axis=0)
        self.bound[draws] = np.maximum(self.bound[draws], value)

    def answer(self) -> DrawnFlows:
        """Return what was found, after checking that every gap is closed."""
        pool, drawn, n_limits = self.program.pool, self.drawn, len(self.problem.limits)
        flow = np.vstack([self.flow, np.zeros((len(pool) - len(self.flow), drawn.n))])
        flow[flow <= DUST * drawn.demand_amount[pool.demand]] = 0.0
        objective = (flow * self.program.cost).sum(axis=0)
        objective += (self.unmet * drawn.demand_penalty).sum(axis=0)
        gap = (objective - self.bound) / np.maximum(1.0, objective)
        if (gap > TOLERANCE).any():
            worst = int(np.argmax(gap))
            msg = f"draw {worst} of the chunk is {gap[worst]:.1e} above its bound"
            raise SolverError(msg, status="gap")
        return DrawnFlows(
            pool,
            flow,
            self.unmet,
            self._use(flow)[:n_limits],
            self.price[:n_limits],
            self.by_unmet[:n_limits],
            objective,
            np.minimum(self.bound, objective),
            self.rounds,
        )

    def _use(self, flow: Floats) -> Floats:
        """Return what the flows take of each limit."""
        pool = self.program.pool
        use = np.asarray(pool.draw.T @ flow)
        for (block, limit), ratio in self.drawn.use.items():
            own = np.flatnonzero(pool.block == block)
            taken = np.asarray(pool.draw[own][:, [limit]].T @ flow[own]).ravel()
            use[limit] += taken * (ratio - 1.0)
        return use
