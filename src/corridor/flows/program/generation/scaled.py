"""Turn the numbers of a call into those the solver sees, about one each, and its answer back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.generation.lanes import Prices
from corridor.flows.program.scale import power_of_two, scale_of

if TYPE_CHECKING:
    from corridor.flows.program.generation.pool import Pool
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Variant

__all__ = ["Numbers", "Point", "Scaled"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Numbers(NamedTuple):
    """Costs and upper bounds of the columns, and upper bounds of the rows, as the solver sees."""

    cost: Floats
    upper: Floats
    rows: Floats


class Point(NamedTuple):
    """
    A basic solution of the program of the paths.

    Attributes
    ----------
    flow
        (n_paths,) tonnes per year on each path.
    unmet
        (n_demands,) tonnes per year not delivered.
    prices
        Dual values.
    """

    flow: Floats
    unmet: Floats
    prices: Prices


class Scaled:
    """
    The layout of the program of the paths and its scale: powers of two, so no digit is lost.

    Columns are the unmet tonnes of each demand, the use of each step, then the paths. Rows are the
    demands, the limits with steps, then the capacities stated so far.

    Parameters
    ----------
    problem
        The flow problem.

    Attributes
    ----------
    n_demands, n_fixed, first
        Number of demands, of columns before the paths, and of rows before the capacities.
    stepped
        Limits with steps, ascending.
    unit
        Units of each capacity (limits, then sources) that count as one for a scaled tonne.
    """

    def __init__(self, problem: FlowProblem) -> None:
        self._problem = problem
        self._tonne, self._usd = scale_of(problem)
        most = np.zeros(len(problem.limits))
        for block in problem.blocks:
            np.maximum.at(most, block.use.tocoo().col, block.use.data)
        own = np.ones(len(problem.source_block))
        self.unit: Floats = np.concatenate([np.array([power_of_two(each) for each in most]), own])
        self.stepped = np.unique(problem.step_limit)
        self.n_demands = len(problem.demand_amount)
        self.n_fixed = self.n_demands + len(problem.step_limit)
        self.first = self.n_demands + len(self.stepped)

    def numbers(self, variant: Variant, pool: Pool, stated: Ints) -> Numbers:
        """
        Return costs and bounds of a call.

        Parameters
        ----------
        variant
            The numbers of the call.
        pool
            The paths.
        stated
            Capacities that have a row.

        Returns
        -------
        numbers
            Of all columns and rows.
        """
        step = self.unit[self._problem.step_limit]
        cost = [variant.demand_penalty, variant.step_cost * step, pool.costs(variant)]
        upper = np.full(self.n_fixed + len(pool), np.inf)
        upper[self.n_demands : self.n_fixed] = self._widths() / (step * self._tonne)
        upper[self.n_fixed :][pool.shut(variant)] = 0.0
        rows = np.zeros(self.first + len(stated))
        rows[: self.n_demands] = variant.demand_amount / self._tonne
        rows[self.first :] = self.capacity(variant, stated)
        return Numbers(np.concatenate(cost) / self._usd, upper, rows)

    def capacity(self, variant: Variant, stated: Ints) -> Floats:
        """
        Return bounds of capacities.

        Parameters
        ----------
        variant
            The numbers of the call.
        stated
            Limits, or the number of limits plus a source.

        Returns
        -------
        upper
            Scaled.
        """
        upper: Floats = variant.capacity[stated] / (self.unit[stated] * self._tonne)
        return upper

    def _widths(self) -> Floats:
        """Return the width of each step; the last of a limit has no end."""
        widths = self._problem.step_width.copy()
        for limit in self.stepped:
            widths[np.flatnonzero(self._problem.step_limit == limit)[-1]] = np.inf
        return widths

    def point(self, values: Floats, duals: Floats, numbers: Numbers, stated: Ints) -> Point:
        """
        Return what the solver found in tonnes and dollars, prices 0 or more.

        Parameters
        ----------
        values, duals
            Of the columns and of the rows.
        numbers
            What was solved.
        stated
            Capacities that have a row.

        Returns
        -------
        point
            The solution.
        """
        n_limits = len(self._problem.limits)
        values, duals = np.maximum(values, 0.0) * self._tonne, duals * self._usd
        # The only place where a sign is turned: HiGHS gives a capacity that binds a dual below 0.
        price, charge = np.zeros(len(self.unit)), np.zeros(n_limits)
        price[stated] = np.maximum(-duals[self.first :], 0.0) / self.unit[stated]
        # No charge is above that of a step without end.
        most = np.full(n_limits, np.inf)
        endless = np.isinf(numbers.upper[self.n_demands : self.n_fixed])
        steps = numbers.cost[self.n_demands : self.n_fixed] * self._usd
        np.minimum.at(most, self._problem.step_limit[endless], steps[endless])
        charge[self.stepped] = np.clip(-duals[self.n_demands : self.first], 0.0, most[self.stepped])
        charge /= self.unit[:n_limits]
        demand = np.maximum(duals[: self.n_demands], 0.0)
        prices = Prices(price[:n_limits], charge, price[n_limits:], demand)
        return Point(values[self.n_fixed :], values[: self.n_demands], prices)
