"""The choice problem of a flow problem on a set of paths: which rows it has, and their prices."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from corridor.flows.likely.choice import Choice

if TYPE_CHECKING:
    from corridor.flows.likely.paths import PathSet
    from corridor.flows.program.problem import FlowProblem

__all__ = ["Ledger", "Prices", "choice_on", "first_charge"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Prices(NamedTuple):
    """
    Prices of sources and limits.

    ``limit`` is what one more unit of the limit is worth, ``charge`` what one more unit used costs
    besides, by the steps of the limit; both USD per unit. ``source`` is USD/t.
    """

    source: Floats
    limit: Floats
    charge: Floats


@dataclass(frozen=True)
class Ledger:
    """
    Which row of a choice problem is which source or limit of the flow problem.

    Attributes
    ----------
    choice
        The choice problem; only demands that have a path, and rows that the paths could fill.
    demands
        (n_choice_demands,) the demand each stands for.
    source, limit
        (n_rows,) what each row stands for; -1 where it is of the other kind.
    start
        (n_limits,) the charge on the first unit of each limit.
    n_sources
        Sources of the flow problem.
    """

    choice: Choice
    demands: Ints
    source: Ints
    limit: Ints
    start: Floats
    n_sources: int

    def prices(self, price: Floats) -> Prices:
        """Return the prices of rows as those of sources and limits."""
        hard = np.isinf(self.choice.excess)
        source, limit = np.zeros(self.n_sources), np.zeros(len(self.start))
        charge = self.start.copy()
        source[self.source[self.source >= 0]] = price[self.source >= 0]
        firm, soft = (self.limit >= 0) & hard, (self.limit >= 0) & ~hard
        limit[self.limit[firm]] = price[firm]
        np.add.at(charge, self.limit[soft], price[soft])
        return Prices(source, limit, charge)


class _Row(NamedTuple):
    """A row: its source or limit, what there is, and the charge on what exceeds it."""

    source: int
    limit: int
    supply: float
    excess: float


def choice_on(problem: FlowProblem, paths: PathSet, weights: Floats, theta: Floats) -> Ledger:
    """
    Return the choice problem on a set of paths.

    Parameters
    ----------
    problem
        Sources, demands and limits.
    paths
        None of them uses a source or a limit that has nothing.
    weights
        (n_paths,) weight of each path before cost.
    theta
        (n_demands,) scale of the choice, t/USD.

    Returns
    -------
    ledger
        The choice problem, and what its rows and demands stand for.
    """
    demands = np.unique(paths.demand)
    number = np.full(len(problem.demand_amount), -1)
    number[demands] = np.arange(len(demands))
    by_source = csr_array(
        (np.ones(len(paths.paths)), (paths.source, np.arange(len(paths.paths)))),
        shape=(len(problem.source_amount), len(paths.paths)),
    )
    by_limit = csr_array(paths.use.T)
    start = first_charge(problem)
    rows = _could_fill(problem, paths, by_source, by_limit)
    chosen = [by_source[[row.source]] if row.source >= 0 else by_limit[[row.limit]] for row in rows]
    none = np.empty((0, len(paths.paths)))
    choice = Choice(
        cost=paths.cost + paths.use @ start,
        weight=weights,
        demand=number[paths.demand],
        amount=problem.demand_amount[demands],
        penalty=problem.demand_penalty[demands],
        theta=theta[demands],
        rows=np.vstack([none, *(row.toarray() for row in chosen)]),
        supply=np.array([row.supply for row in rows]),
        excess=np.array([row.excess for row in rows]),
    )
    source, limit = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
    return Ledger(choice, demands, source, limit, start, len(problem.source_amount))


def first_charge(problem: FlowProblem) -> Floats:
    """Return the charge on the first unit of each limit, USD per unit."""
    start = np.zeros(len(problem.limits))
    for limit in np.unique(problem.step_limit):
        start[limit] = _steps(problem, int(limit))[0][1]
    return start


def _steps(problem: FlowProblem, limit: int) -> list[tuple[float, float]]:
    """Return the steps of a limit that have a width: where each begins, and its charge."""
    mine = np.flatnonzero((problem.step_limit == limit) & (problem.step_width > 0))
    mine = mine[np.argsort(problem.step_cost[mine], kind="stable")]
    begins = np.cumsum(problem.step_width[mine]) - problem.step_width[mine]
    return [(float(b), float(c)) for b, c in zip(begins, problem.step_cost[mine], strict=True)]


def _could_fill(
    problem: FlowProblem, paths: PathSet, by_source: csr_array, by_limit: csr_array
) -> list[_Row]:
    """Return the rows that the paths could exceed if all of them wished."""
    most = _most(problem, paths, by_source)
    rows = [
        _Row(int(source), -1, float(problem.source_amount[source]), np.inf)
        for source in np.flatnonzero(most > problem.source_amount)
    ]
    most = _most(problem, paths, by_limit)
    for limit in np.flatnonzero(most > 0):
        steps = _steps(problem, int(limit))
        for (_, before), (begins, charge) in pairwise(steps):
            if charge > before and begins < min(most[limit], problem.limits[limit]):
                rows.append(_Row(-1, int(limit), begins, charge - before))
        if most[limit] > problem.limits[limit]:
            rows.append(_Row(-1, int(limit), float(problem.limits[limit]), np.inf))
    return rows


def _most(problem: FlowProblem, paths: PathSet, by: csr_array) -> Floats:
    """Return the most that all demands together could take of each row."""
    most = np.zeros(by.shape[0])
    for demand in np.unique(paths.demand):
        mine = by[:, np.flatnonzero(paths.demand == demand)]
        most += problem.demand_amount[demand] * mine.max(axis=1).toarray().ravel()
    return most
