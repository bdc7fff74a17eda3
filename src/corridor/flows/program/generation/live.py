"""Hold the linear program of the paths in HiGHS, and change it in place between solves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.generation.engine import (
    AT_LOWER,
    BASIC,
    Basis,
    based_on,
    basis_of,
    run,
    started,
    sure,
)
from corridor.flows.program.generation.scaled import Numbers, Scaled

if TYPE_CHECKING:
    from corridor.flows.program.generation.pool import Pool
    from corridor.flows.program.generation.scaled import Point
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Variant

__all__ = ["LiveProgram"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class _Kept(NamedTuple):
    """A basis to come back to, and the numbers it is optimal for."""

    basis: Basis
    numbers: Numbers


class LiveProgram:
    """
    The program of the paths there are, under the capacities that have been in the way so far.

    Parameters
    ----------
    problem
        The flow problem.

    Attributes
    ----------
    stated
        Capacities that have a row, in the order of the rows: a limit's number, or the number of
        limits plus a source's.

    Examples
    --------
    >>> import numpy as np
    >>> from corridor.flows.program.generation.live import LiveProgram
    >>> from corridor.flows.program.generation.pool import Pool
    >>> from corridor.flows.program.sample import two_ways
    >>> from corridor.flows.program.variant import variant_of
    >>> problem = two_ways()
    >>> live, pool, variant = LiveProgram(problem), Pool(problem), variant_of(problem, {})
    >>> zero = np.array([0])
    >>> pool.add(zero, zero, zero, [np.array([0, 1])])
    1
    >>> live.load(variant, pool)
    False
    >>> live.state_capacity(variant, pool, np.array([0]))
    >>> point = live.solve(primal=False, seconds=1.0)
    >>> point.flow.tolist(), point.unmet.tolist(), point.prices.limit.tolist()
    ([6.0], [4.0], [980.0, 0.0])
    """

    def __init__(self, problem: FlowProblem) -> None:
        self._problem = problem
        self._scaled = Scaled(problem)
        self.stated: Ints = np.empty(0, dtype=np.int64)
        self._n_paths = 0
        self._kept: _Kept | None = None
        self._highs = started()
        self._found()

    def _found(self) -> None:
        """Add the rows and columns that are always there."""
        scaled, highs = self._scaled, self._highs
        n_demands, n_steps = scaled.n_demands, scaled.n_fixed - scaled.n_demands
        low = np.append(np.zeros(n_demands), np.full(scaled.first - n_demands, -np.inf))
        rows, zeros = np.zeros(scaled.first), np.zeros(scaled.n_fixed)
        none = np.empty(0, dtype=np.int32)
        sure(highs.addRows(len(rows), low, rows, 0, none, none, np.empty(0)), "rows")
        entry = np.append(np.ones(n_demands), np.full(n_steps, -1.0))
        charged = np.searchsorted(scaled.stepped, self._problem.step_limit)
        row = np.append(np.arange(n_demands), n_demands + charged).astype(np.int32)
        first, upper = np.arange(scaled.n_fixed, dtype=np.int32), np.full(scaled.n_fixed, np.inf)
        status = highs.addCols(len(zeros), zeros, zeros, upper, len(row), first, row, entry)
        sure(status, "columns")
        self._numbers = Numbers(zeros, upper, rows)
        # Nothing delivered, all unmet: a solution to begin from.
        n_charged = scaled.first - n_demands
        columns = [BASIC] * n_demands + [AT_LOWER] * n_steps
        based_on(highs, Basis(columns, [AT_LOWER] * n_demands + [BASIC] * n_charged))

    def load(self, variant: Variant, pool: Pool) -> bool:
        """
        Put in the numbers of a call, changing only what differs from those in force.

        Where they differ less from those of the kept basis, that is what the call begins from.

        Parameters
        ----------
        variant
            The numbers.
        pool
            The paths.

        Returns
        -------
        feasible
            Whether the last solution still is, since costs alone have changed.
        """
        self.add_paths(variant, pool)
        new, begin = self._scaled.numbers(variant, pool, self.stated), self._numbers
        if self._kept is not None and _apart(self._kept.numbers, new) < _apart(begin, new):
            based_on(self._highs, self._kept.basis)
            begin = self._kept.numbers
        self._set_columns(new)
        self._set_rows(new.rows)
        self._numbers = new
        return _apart(begin._replace(cost=new.cost), new) == 0

    def keep(self) -> None:
        """Keep the basis of the last solve, for later calls to begin from."""
        self._kept = _Kept(basis_of(self._highs), self._numbers)

    def _set_columns(self, new: Numbers) -> None:
        """Change the costs and bounds of columns that differ."""
        place = np.flatnonzero(new.cost != self._numbers.cost).astype(np.int32)
        if len(place):
            sure(self._highs.changeColsCost(len(place), place, new.cost[place]), "costs")
        place = np.flatnonzero(new.upper != self._numbers.upper).astype(np.int32)
        if len(place):
            low = np.zeros(len(place))
            status = self._highs.changeColsBounds(len(place), place, low, new.upper[place])
            sure(status, "bounds of columns")

    def _set_rows(self, rows: Floats) -> None:
        """Change the bounds of rows that differ; those of demands are met exactly."""
        for row in np.flatnonzero(rows != self._numbers.rows).tolist():
            low = rows[row] if row < self._scaled.n_demands else -np.inf
            sure(self._highs.changeRowBounds(row, low, rows[row]), "bounds of rows")

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
        first, count = self._n_paths, len(pool) - self._n_paths
        if not count:
            return
        path, row, value = self._entries(pool, first)
        starts = np.searchsorted(path, np.arange(count)).astype(np.int32)
        new = self._scaled.numbers(variant, pool, self.stated)
        added = slice(self._scaled.n_fixed + first, None)
        cost, upper = new.cost[added], new.upper[added]
        low, index = np.zeros(count), row.astype(np.int32)
        status = self._highs.addCols(count, cost, low, upper, len(index), starts, index, value)
        sure(status, "paths")
        old = self._numbers
        self._numbers = Numbers(np.append(old.cost, cost), np.append(old.upper, upper), old.rows)
        self._n_paths = len(pool)

    def _entries(self, pool: Pool, first: int) -> tuple[Ints, Ints, Floats]:
        """Return number, row and value of the entries of new paths, path by path."""
        scaled = self._scaled
        draw = pool.draw[first:].tocoo()
        path, what = draw.row, draw.col
        value = draw.data / scaled.unit[what]
        demand = pool.demand[first:]
        parts = [(np.arange(len(demand)), demand, np.ones(len(demand)))]
        for capacities, begin in ((self.stated, scaled.first), (scaled.stepped, scaled.n_demands)):
            row_of = np.full(len(scaled.unit), -1)
            row_of[capacities] = np.arange(begin, begin + len(capacities))
            there = row_of[what] >= 0
            parts.append((path[there], row_of[what[there]], value[there]))
        path, row, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.lexsort((row, path))
        return path[order], row[order], value[order]

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
        value = draw.data / np.repeat(self._scaled.unit[new], np.diff(draw.indptr))
        index = (draw.indices + self._scaled.n_fixed).astype(np.int32)
        starts = draw.indptr[:-1].astype(np.int32)
        low, upper = np.full(len(new), -np.inf), self._scaled.capacity(variant, new)
        status = self._highs.addRows(len(new), low, upper, len(index), starts, index, value)
        sure(status, "capacities")
        self._numbers = self._numbers._replace(rows=np.append(self._numbers.rows, upper))
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
        if not run(self._highs, primal=primal, seconds=seconds):
            return None
        found = self._highs.getSolution()
        values, duals = np.array(found.col_value), np.array(found.row_dual)
        return self._scaled.point(values, duals, self._numbers, self.stated)


def _apart(some: Numbers, other: Numbers) -> int:
    """Return how many numbers differ; rows and columns that only the other has do not count."""
    pairs = zip(some, other, strict=True)
    return sum(int((old != new[: len(old)]).sum()) for old, new in pairs)
