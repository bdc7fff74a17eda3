"""
Choose projects at least cost: a small integer programme learns what the flows of a year cost.

The yearly cost is a convex function of what is built. The programme knows it only from below, by
the bounds that solved years give; it proposes a plan, the flows of that plan are solved, their
bounds are added, until no plan can be cheaper than the best one found.

References
----------
.. [1] Benders (1962), Partitioning procedures for solving mixed-variables programming problems,
   Numerische Mathematik 4, 238-252: the method.
.. [2] McDaniel, Devine (1977), A modified Benders' partitioning algorithm for mixed integer
   programming, Management Science 24(3), 312-319: learn from parts of projects first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from corridor.flows.expansion.choice.menu import Menu

if TYPE_CHECKING:
    from corridor.flows.expansion.choice.design import Design
    from corridor.flows.expansion.choice.yearly import YearlyCost

__all__ = ["Choice", "choose_projects"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ROUNDS = 3000
# Gap at which learning from parts of projects gives way to whole ones.
ROUGH = 1e-4
# Share of the cost below which plans are not told apart.
SMALL = 1e-9


@dataclass(frozen=True)
class Choice:
    """
    The cheapest plan found.

    Attributes
    ----------
    units
        (n_projects, n_stages) units open by each stage.
    cost
        Present value of charges, transport and penalties, USD.
    lower_bound
        No plan costs less.
    status
        ``optimal`` where the gap is closed; else what ran out.
    rounds
        Plans that were tried.
    """

    units: Ints
    cost: float
    lower_bound: float
    status: Literal["optimal", "time limit", "rounds"]
    rounds: int

    @property
    def gap(self) -> float:
        """Share of the cost by which a plan could still be cheaper."""
        return max(0.0, self.cost - self.lower_bound) / max(abs(self.cost), 1e-300)


def choose_projects(
    design: Design, yearly: YearlyCost, *, gap: float = 1e-6, time_limit_s: float = 300.0
) -> Choice:
    """
    Return the plan of least present value.

    Parameters
    ----------
    design
        Projects, charges, stages and rules.
    yearly
        The cost of a year's flows; what is learnt of it is kept there.
    gap
        Share of the cost by which the plan may miss the cheapest.
    time_limit_s
        Seconds, after which the best plan so far is returned with its gap.

    Returns
    -------
    choice
        Units by stage, cost, bound and status.

    Raises
    ------
    SolverError
        A year's flows or the programme could not be solved.

    Examples
    --------
    A tonne a year more on the cheap way saves 30 USD; widening it by four tonnes costs 100 a year.

    >>> from corridor.flows.expansion.choice.design import Design, Stage
    >>> from corridor.flows.expansion.choice.yearly import YearlyCost
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.program.sample import two_ways
    >>> problem, one = two_ways(), np.ones(1, dtype=np.int64)
    >>> design = Design(
    ...     (Stage(1.0, problem.limits),), charge=np.array([100.0]), capex=np.array([1000.0]),
    ...     most=one, first=0 * one,
    ... )
    >>> yearly = YearlyCost(problem, np.array([[4.0, 0.0, 0.0]]), Master(problem))
    >>> choice = choose_projects(design, yearly)
    >>> choice.units.tolist(), choice.cost
    ([[1]], 300.0)
    """
    search = _Search(design, yearly, stop=time.monotonic() + time_limit_s)
    # Parts of projects are solved faster, and teach nearly as much.
    search.run(whole=False, gap=max(gap, ROUGH))
    search.run(whole=True, gap=gap)
    return search.choice(gap)


class _Search:
    """The best plan so far, the bound below all plans, and the programme that proposes plans."""

    def __init__(self, design: Design, yearly: YearlyCost, *, stop: float) -> None:
        self.design, self.yearly, self.stop, self.rounds = design, yearly, stop, 0
        self.weight = np.array([stage.weight for stage in design.stages])
        nothing = np.zeros(design.shape, dtype=np.int64)
        self.units, self.cost = nothing, self._cost(nothing)
        most = design.most.astype(float)
        floor = [yearly.at(most, stage.limits).lower_bound for stage in design.stages]
        self.bound = float(self.weight @ floor)
        spread = (self.cost - self.bound) / float(self.weight.sum())
        self.menu = Menu(
            design, yearly, np.array(floor), max(spread, SMALL * abs(self.cost), SMALL)
        )
        self.known = 0

    def _cost(self, units: Floats | Ints) -> float:
        """Return the present value of a plan; the bounds of its years are learnt on the way."""
        years = [
            self.yearly.at(units[:, number].astype(float), stage.limits).objective
            + float(self.design.charge @ units[:, number])
            for number, stage in enumerate(self.design.stages)
        ]
        return float(self.weight @ years)

    def run(self, *, whole: bool, gap: float) -> None:
        """Propose and learn until the gap is closed, time is up or nothing is left to learn."""
        best = np.inf
        while time.monotonic() < self.stop and self.rounds < ROUNDS:
            for bound in self.yearly.bounds[self.known :]:
                self.menu.learn(bound)
            self.known = len(self.yearly.bounds)
            left = self.stop - time.monotonic()
            wanted, bound_below = self.menu.best(whole=whole, time_limit_s=left)
            self.bound = max(self.bound, bound_below)
            self.rounds += 1
            units = np.rint(wanted) if whole else wanted
            cost = self._cost(units)
            best = min(best, cost)
            if whole and cost < self.cost:
                self.units, self.cost = units.astype(np.int64), cost
            target = self.cost if whole else best
            # A plan whose years are all known is priced exactly: nothing can be cheaper than it.
            if target - self.bound <= gap * abs(target) or len(self.yearly.bounds) == self.known:
                return

    def choice(self, gap: float) -> Choice:
        """Return the best plan."""
        found = Choice(self.units, self.cost, min(self.bound, self.cost), "optimal", self.rounds)
        if found.gap <= gap:
            return found
        return replace(found, status="time limit" if time.monotonic() >= self.stop else "rounds")
