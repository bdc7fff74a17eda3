"""The program of the paths that all draws share, changed in place from draw to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.generation.engine import (
    AT_LOWER,
    BASIC,
    Basis,
    based_on,
    run,
    started,
    sure,
)
from corridor.flows.program.generation.pool import Pool
from corridor.flows.program.generation.scaled import Scaled
from corridor.flows.program.scale import scale_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.assembly.drawn.problem import DrawnProblem
    from corridor.flows.program.problem import FlowProblem
    from corridor.scenarios.ensemble.flows.solving.pricing import NewPath

__all__ = ["DUST", "Basic", "SharedProgram"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FOREVER_S = 1e9
# By so much penalties are raised to see which prices follow; a price follows by more than a hair.
RAISED, HAIR = 1e-3, 1e-7
# Tonnes below this share of a demand are rounding.
DUST = 1e-12


class Basic(NamedTuple):
    """
    The optimum of one draw over the paths at hand.

    Attributes
    ----------
    flow
        (n_paths,) tonnes per year.
    unmet
        (n_demands,) tonnes per year.
    capacity_price
        (n_limits + n_sources,) USD per unit, 0 or more.
    demand_price
        (n_demands,) USD/t.
    by_unmet
        (n_limits + n_sources,) whether the price rises with the penalties.
    """

    flow: Floats
    unmet: Floats
    capacity_price: Floats
    demand_price: Floats
    by_unmet: Bools


class SharedProgram:
    """
    Paths made in any draw, as columns of one linear program; a draw changes costs and bounds.

    Columns are the unmet tonnes of each demand, then the paths. Rows are the demands, then the
    capacities (limits, then sources) that may be in the way of the paths in some draw.

    Parameters
    ----------
    problem
        The flow problem, without steps.
    drawn
        Its numbers in each draw.

    Attributes
    ----------
    pool
        The paths.
    cost
        (n_paths, n_draws) USD/t.
    """

    def __init__(self, problem: FlowProblem, drawn: DrawnProblem) -> None:
        self.pool = Pool(problem)
        self.cost: Floats = np.empty((0, drawn.n))
        self._drawn = drawn
        self._n_demands = len(problem.demand_amount)
        self._tonne, self._usd = scale_of(problem)
        self._unit = Scaled(problem).unit
        self._capacity = np.vstack([drawn.limits, drawn.source_amount])
        self._fullest = np.ones(len(self._unit))
        for (_, limit), ratio in drawn.use.items():
            self._fullest[limit] = max(self._fullest[limit], float(ratio.max()))
        self._stated: Ints = np.empty(0, dtype=np.int64)
        self._entries: list[tuple[int, int, float, tuple[int, int]]] = []
        self._highs = started()
        rows, none = np.zeros(self._n_demands), np.empty(0, dtype=np.int32)
        n = self._n_demands
        sure(self._highs.addRows(n, rows, rows, 0, none, none, np.empty(0)), "rows")
        first = np.arange(n, dtype=np.int32)
        endless = np.full(n, np.inf)
        status = self._highs.addCols(n, rows, rows, endless, n, first, first, np.ones(n))
        sure(status, "columns")
        based_on(self._highs, Basis([BASIC] * n, [AT_LOWER] * n))

    def add(self, paths: Sequence[NewPath]) -> int:
        """
        Add paths that are not there yet, and the capacities that may be in their way.

        Parameters
        ----------
        paths
            Any.

        Returns
        -------
        count
            How many are new.
        """
        first = len(self.pool)
        source, demand, block = (
            np.array([path[i] for path in paths], dtype=np.int64) for i in range(3)
        )
        ways = [np.array(path.arcs, dtype=np.int64) for path in paths]
        count = self.pool.add(source, demand, block, ways) if paths else 0
        if not count:
            return 0
        cost = [
            self._drawn.cost[block][arcs].sum(axis=0)
            for block, arcs in zip(
                self.pool.block[first:].tolist(), self.pool.arcs[first:], strict=True
            )
        ]
        self.cost = np.vstack([self.cost, *cost])
        self._add_columns(first)
        self._state()
        return count

    def _add_columns(self, first: int) -> None:
        """Add the columns of new paths, with their entries in the rows there are."""
        count = len(self.pool) - first
        draw = self.pool.draw[first:].tocoo()
        row_of = np.full(len(self._unit), -1)
        row_of[self._stated] = self._n_demands + np.arange(len(self._stated))
        there = row_of[draw.col] >= 0
        path = np.concatenate([np.arange(count), draw.row[there]])
        row = np.concatenate([self.pool.demand[first:], row_of[draw.col[there]]])
        value = np.concatenate([np.ones(count), draw.data[there] / self._unit[draw.col[there]]])
        order = np.lexsort((row, path))
        path, row, value = path[order], row[order].astype(np.int32), value[order]
        starts = np.searchsorted(path, np.arange(count)).astype(np.int32)
        zeros, endless = np.zeros(count), np.full(count, np.inf)
        status = self._highs.addCols(count, zeros, zeros, endless, len(row), starts, row, value)
        sure(status, "paths")
        for place, capacity, data in zip(
            draw.row[there].tolist(),
            draw.col[there].tolist(),
            draw.data[there].tolist(),
            strict=True,
        ):
            self._note(int(row_of[capacity]), first + place, capacity, data)

    def _state(self) -> None:
        """State the capacities that the paths could exceed in some draw."""
        draw = self.pool.draw
        most = np.zeros(len(self._unit))
        for number in range(self._n_demands):
            own = draw[np.flatnonzero(self.pool.demand == number)]
            if own.shape[0]:
                amount = float(self._drawn.demand_amount[number].max())
                most += own.max(axis=0).toarray().ravel() * amount
        near = most * self._fullest > self._capacity.min(axis=1)
        near[self._stated] = False
        new = np.flatnonzero(near)
        if not len(new):
            return
        table = draw[:, new].T.tocsr()
        value = table.data / np.repeat(self._unit[new], np.diff(table.indptr))
        index = (table.indices + self._n_demands).astype(np.int32)
        low, high = np.full(len(new), -np.inf), np.full(len(new), np.inf)
        starts = table.indptr[:-1].astype(np.int32)
        status = self._highs.addRows(len(new), low, high, len(index), starts, index, value)
        sure(status, "capacities")
        start = self._n_demands + len(self._stated)
        for row, capacity in enumerate(new.tolist()):
            span = slice(table.indptr[row], table.indptr[row + 1])
            for path, data in zip(table.indices[span], table.data[span], strict=True):
                self._note(start + row, int(path), capacity, float(data))
        self._stated = np.append(self._stated, new)

    def _note(self, row: int, path: int, capacity: int, value: float) -> None:
        """Remember an entry that differs from draw to draw."""
        key = (int(self.pool.block[path]), capacity)
        if key in self._drawn.use:
            self._entries.append((row, self._n_demands + path, value / self._unit[capacity], key))

    def solve(self, draw: int) -> Basic:
        """
        Return the optimum of a draw over the paths at hand, from the basis of the last solve.

        Parameters
        ----------
        draw
            Its number.

        Returns
        -------
        basic
            A basic solution.

        Raises
        ------
        SolverError
            HiGHS found no optimum.
        """
        drawn, highs, n = self._drawn, self._highs, self._n_demands
        cost = np.concatenate([drawn.demand_penalty[:, draw], self.cost[:, draw]]) / self._usd
        size = len(cost)
        sure(highs.changeColsCost(size, np.arange(size, dtype=np.int32), cost), "costs")
        unit = self._unit[self._stated]
        amount = drawn.demand_amount[:, draw] / self._tonne
        high = np.append(amount, self._capacity[self._stated, draw] / (unit * self._tonne))
        low = np.append(amount, np.full(len(unit), -np.inf))
        self._bound_rows(low, high)
        for row, column, value, key in self._entries:
            sure(highs.changeCoeff(row, column, value * float(drawn.use[key][draw])), "entries")
        run(highs, primal=True, seconds=FOREVER_S)
        found = highs.getSolution()
        values = np.maximum(np.array(found.col_value), 0.0) * self._tonne
        duals = np.array(found.row_dual)
        price = self._prices(duals)
        rises = np.zeros(len(price), dtype=np.bool_)
        if (values[:n] > DUST * drawn.demand_amount[:, draw]).any():
            more = np.arange(n, dtype=np.int32)
            sure(highs.changeColsCost(n, more, cost[:n] * (1.0 + RAISED)), "costs")
            run(highs, primal=True, seconds=FOREVER_S)
            raised = self._prices(np.array(highs.getSolution().row_dual))
            rises = raised > price * (1.0 + HAIR) + HAIR
        return Basic(values[n:], values[:n], price, np.maximum(duals[:n] * self._usd, 0.0), rises)

    def _prices(self, duals: Floats) -> Floats:
        """Return prices of all capacities, 0 or more, of the duals of the rows."""
        price = np.zeros(len(self._unit))
        # The only place where a sign is turned: HiGHS gives a capacity that binds a dual below 0.
        own = np.maximum(-duals[self._n_demands :] * self._usd, 0.0)
        price[self._stated] = own / self._unit[self._stated]
        return price

    def _bound_rows(self, low: Floats, high: Floats) -> None:
        """Set the bounds of all rows, at once where HiGHS offers that."""
        together = getattr(self._highs, "changeRowsBounds", None)
        if together is not None:
            rows = np.arange(len(high), dtype=np.int32)
            sure(together(len(high), rows, low, high), "bounds of rows")
            return
        for row, (least, most) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            sure(self._highs.changeRowBounds(row, least, most), "bounds of rows")
