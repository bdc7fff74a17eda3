"""Hold the linear program of the paths in HiGHS, and change it in place between solves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np
import numpy.typing as npt

from corridor.flows.program.generation.engine import run, started, sure
from corridor.flows.program.generation.lanes import Prices
from corridor.flows.program.scale import power_of_two, scale_of

if TYPE_CHECKING:
    from corridor.flows.program.generation.pool import Pool
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Variant

__all__ = ["LiveProgram", "Point"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Point(NamedTuple):
    """
    A basic solution of the linear program.

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


class LiveProgram:
    """
    The program of the paths there are, under the limits that have been in the way so far.

    Columns are the unmet tonnes of each demand, the use of each step, then the paths. Rows are the
    demands, the limits with steps, then whatever capacity (of a limit or a source) was stated.
    Tonnes, money and units of a limit are scaled by powers of two, so no digit is lost.

    Parameters
    ----------
    problem
        The flow problem.

    Attributes
    ----------
    stated
        Capacities that have a row, in the order of the rows: a limit's number, or the number of
        limits plus a source's.
    """

    def __init__(self, problem: FlowProblem) -> None:
        self._problem = problem
        self.stated = np.empty(0, dtype=np.int64)
        self._n_paths = 0
        self._tonne, self._usd = scale_of(problem)
        most = np.zeros(len(problem.limits))
        for block in problem.blocks:
            np.maximum.at(most, block.use.tocoo().coords[1], block.use.data)
        own = np.ones(len(problem.source_block))
        # Units of a capacity that count as one in its row, for one scaled tonne.
        self._unit = np.concatenate([np.array([power_of_two(each) for each in most]), own])
        self._stepped = np.unique(problem.step_limit)
        self._highs = started()
        self._state()

    def _state(self) -> None:
        """Set up the rows and columns that are always there."""
        problem, highs = self._problem, self._highs
        n_demands, n_steps, n_rows = (
            len(problem.demand_amount),
            len(problem.step_limit),
            len(problem.demand_amount) + len(self._stepped),
        )
        n_cols = n_demands + n_steps
        self._fixed = n_cols
        lower = np.append(np.zeros(n_demands), np.full(len(self._stepped), -np.inf))
        self._row_upper = np.zeros(n_rows)
        self._cost = np.zeros(n_cols)
        self._upper = np.full(n_cols, np.inf)
        none = np.empty(0, dtype=np.int32)
        sure(highs.addRows(n_rows, lower, self._row_upper, 0, none, none, np.empty(0)), "rows")
        entry = np.append(np.ones(n_demands), np.full(n_steps, -1.0))
        row = np.append(
            np.arange(n_demands), n_demands + np.searchsorted(self._stepped, problem.step_limit)
        ).astype(np.int32)
        first = np.arange(n_cols, dtype=np.int32)
        zeros = np.zeros(n_cols)
        status = highs.addCols(n_cols, zeros, zeros, self._upper, n_cols, first, row, entry)
        sure(status, "columns")
        basis = highspy.HighsBasis()
        basic, low = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower
        basis.col_status = [basic] * n_demands + [low] * n_steps
        basis.row_status = [low] * n_demands + [basic] * len(self._stepped)
        sure(highs.setBasis(basis), "basis")

    def load(self, variant: Variant, pool: Pool) -> bool:
        """
        Put in the numbers of a call, changing only what differs from the last.

        Parameters
        ----------
        variant
            The numbers.
        pool
            The paths in the program.

        Returns
        -------
        feasible
            Whether the last solution still is, since costs alone have changed.
        """
        n_demands, step = len(variant.demand_amount), self._unit[self._problem.step_limit]
        cost = np.concatenate(
            [variant.demand_penalty, variant.step_cost * step, pool.costs(variant)]
        )
        upper = np.full(len(cost), np.inf)
        upper[n_demands : self._fixed] = self._widths() / (step * self._tonne)
        upper[self._fixed :][pool.shut(variant)] = 0.0
        same = np.array_equal(upper, self._upper)
        self._set_columns(cost / self._usd, upper)
        rows = np.zeros(len(self._row_upper))
        rows[:n_demands] = variant.demand_amount / self._tonne
        rows[n_demands + len(self._stepped) :] = self._capacity(variant, self.stated)
        same = same and np.array_equal(rows, self._row_upper)
        self._set_rows(rows, n_demands)
        return same

    def _widths(self) -> Floats:
        """Return the width of each step; the last of a limit has no end."""
        last = np.unique(self._problem.step_limit[::-1], return_index=True)[1]
        widths = self._problem.step_width.copy()
        widths[len(widths) - 1 - last] = np.inf
        return widths

    def _capacity(self, variant: Variant, stated: Ints) -> Floats:
        """Return scaled capacities."""
        return variant.capacity[stated] / (self._unit[stated] * self._tonne)

    def _set_columns(self, cost: Floats, upper: Floats) -> None:
        """Change the costs and bounds that differ."""
        place = np.flatnonzero(cost != self._cost).astype(np.int32)
        if len(place):
            sure(self._highs.changeColsCost(len(place), place, cost[place]), "costs")
        place = np.flatnonzero(upper != self._upper).astype(np.int32)
        if len(place):
            low = np.zeros(len(place))
            sure(self._highs.changeColsBounds(len(place), place, low, upper[place]), "bounds")
        self._cost, self._upper = cost, upper

    def _set_rows(self, rows: Floats, n_demands: int) -> None:
        """Change the bounds of rows that differ; those of demands are met exactly."""
        for row in np.flatnonzero(rows != self._row_upper).tolist():
            low = rows[row] if row < n_demands else -np.inf
            sure(self._highs.changeRowBounds(row, low, rows[row]), "bounds")
        self._row_upper = rows

    def add_paths(self, variant: Variant, pool: Pool) -> None:
        """
        Add the paths of the pool that are not in the program yet.

        Parameters
        ----------
        variant
            The numbers of the call.
        pool
            All paths.
        """
        new = slice(self._n_paths, len(pool))
        count = new.stop - new.start
        n_rows = len(self._row_upper)
        n_demands = len(variant.demand_amount)
        cost = pool.costs(variant)[new] / self._usd
        row_of = np.full(pool.draw.shape[1], -1)
        row_of[self.stated] = np.arange(n_demands + len(self._stepped), n_rows)
        step_of = np.full(pool.draw.shape[1], -1)
        step_of[self._stepped] = n_demands + np.arange(len(self._stepped))
        draw = pool.draw[new].tocoo()
        path, what = draw.coords
        value = draw.data / self._unit[what]
        entries = [(np.arange(count), pool.demand[new], np.ones(count))]
        for where in (row_of[what], step_of[what]):
            there = where >= 0
            entries.append((path[there], where[there], value[there]))
        path, row, value = (np.concatenate(part) for part in zip(*entries, strict=True))
        order = np.lexsort((row, path))
        starts = np.searchsorted(path[order], np.arange(count)).astype(np.int32)
        index = row[order].astype(np.int32)
        low, upper = np.zeros(count), np.full(count, np.inf)
        sure(
            self._highs.addCols(count, cost, low, upper, len(index), starts, index, value[order]),
            "paths",
        )
        self._cost, self._upper = np.append(self._cost, cost), np.append(self._upper, upper)
        self._n_paths = len(pool)

    def state_capacity(self, variant: Variant, pool: Pool, new: Ints) -> None:
        """
        State capacities that were not in the way before.

        Parameters
        ----------
        variant
            The numbers of the call.
        pool
            The paths in the program.
        new
            Limits, or the number of limits plus a source.
        """
        draw = pool.draw[:, new].T.tocsr()
        upper = self._capacity(variant, new)
        scale = np.repeat(self._unit[new], np.diff(draw.indptr))
        status = self._highs.addRows(
            len(new),
            np.full(len(new), -np.inf),
            upper,
            draw.nnz,
            draw.indptr[:-1].astype(np.int32),
            (draw.indices + self._fixed).astype(np.int32),
            draw.data / scale,
        )
        sure(status, "capacities")
        self._row_upper = np.append(self._row_upper, upper)
        self.stated = np.append(self.stated, new)

    def solve(self, *, primal: bool, seconds: float) -> Point | None:
        """
        Solve from the last basis.

        Parameters
        ----------
        primal
            Whether the basis is still feasible, so that the primal simplex method goes on from it.
        seconds
            Time allowed.

        Returns
        -------
        point
            The optimum, or None where time ran out.

        Raises
        ------
        SolverError
            HiGHS neither found the optimum nor ran out of time.
        """
        return self._point() if run(self._highs, primal=primal, seconds=seconds) else None

    def _point(self) -> Point:
        """Return the solution in tonnes and dollars, prices 0 or more."""
        found = self._highs.getSolution()
        values = np.maximum(np.array(found.col_value), 0.0) * self._tonne
        duals = np.array(found.row_dual) * self._usd
        problem = self._problem
        n_demands, n_limits = len(problem.demand_amount), len(problem.limits)
        first = n_demands + len(self._stepped)
        # The only place where a sign is turned: HiGHS gives a capacity that binds a dual below 0.
        price = np.zeros(n_limits + len(problem.source_block))
        price[self.stated] = np.maximum(-duals[first:], 0.0) / self._unit[self.stated]
        charge = np.zeros(n_limits)
        charge[self._stepped] = self._charge(-duals[n_demands:first])
        demand = np.maximum(duals[:n_demands], 0.0)
        prices = Prices(price[:n_limits], charge, price[n_limits:], demand)
        return Point(values[self._fixed :], values[:n_demands], prices)

    def _charge(self, duals: Floats) -> Floats:
        """Return charges per unit of the limits with steps, none above its dearest step."""
        dearest: Floats = np.zeros(len(self._problem.limits))
        steps = self._cost[len(self._problem.demand_amount) : self._fixed] * self._usd
        np.maximum.at(dearest, self._problem.step_limit, steps)
        charge: Floats = np.clip(duals, 0.0, dearest[self._stepped]) / self._unit[self._stepped]
        return charge
