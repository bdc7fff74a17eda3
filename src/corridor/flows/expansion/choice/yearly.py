"""What the flows of one year cost with some projects built, and how that bounds all other cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError

if TYPE_CHECKING:
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.solution import Solution

__all__ = ["Bound", "YearlyCost"]

Floats = npt.NDArray[np.float64]


class Solver(Protocol):
    """What is asked of the master: solve again with other limits and sources."""

    def solve(
        self, *, limits: Floats | None = None, source_amount: Floats | None = None
    ) -> Solution:
        """Solve with these values in place of the problem's own, for this call only."""


class Bound(NamedTuple):
    """A lower bound of the yearly cost: ``value - price @ (resources - at)``."""

    value: float
    price: Floats
    at: Floats


class YearlyCost:
    """
    The least cost of a year's flows as a function of what projects add; a convex one.

    Every solution gives a bound that holds whatever is built and whatever the limits are, for every
    budget and every charge: a further plan of the same projects starts from all that was learnt.

    Parameters
    ----------
    problem
        The flows of a year.
    adds
        (n_projects, n_limits + n_sources) what one unit of a project adds.
    solver
        The master of the problem.

    Attributes
    ----------
    bounds
        What was learnt, in order.
    """

    def __init__(self, problem: FlowProblem, adds: Floats, solver: Solver) -> None:
        self.problem, self.adds, self.solver = problem, adds, solver
        self.bounds: list[Bound] = []
        self._seen: dict[bytes, Solution] = {}

    @property
    def calls(self) -> int:
        """How many years were solved."""
        return len(self._seen)

    def at(self, units: Floats, limits: Floats) -> Solution:
        """
        Return the optimum of a year, and keep the bound it gives.

        Parameters
        ----------
        units
            (n_projects,) units built of each, whole or not.
        limits
            (n_limits,) without any project.

        Returns
        -------
        solution
            Its objective includes the penalties of what is not delivered.

        Raises
        ------
        SolverError
            It was not solved to the optimum.
        """
        resources = np.concatenate([limits, self.problem.source_amount]) + units @ self.adds
        key = resources.tobytes()
        if key not in self._seen:
            n = len(limits)
            found = self.solver.solve(limits=resources[:n], source_amount=resources[n:])
            if found.status != "optimal":
                raise SolverError("the flows of a year were not solved", status=found.status)
            price = np.concatenate([found.limit_price, found.source_price])
            price[~np.isfinite(resources)] = 0.0
            self.bounds.append(Bound(found.lower_bound, price, resources))
            self._seen[key] = found
        return self._seen[key]
