"""State a flow problem in rows and columns: flows on arcs, what leaves sources, what arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from corridor.flows.program.arc_program import ArcProgram, Group
from corridor.flows.program.checks import check_problem
from corridor.flows.program.variant import Overrides, variant_of

if TYPE_CHECKING:
    from typing import Unpack

    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Variant

__all__ = ["arc_program"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class _Parts:
    """Columns, rows and entries as they are put together."""

    def __init__(self) -> None:
        self.cost: list[Floats] = []
        self.upper: list[Floats] = []
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.n_columns = 0

    def columns(self, cost: Floats, upper: Floats) -> Ints:
        """Add columns; return their numbers."""
        self.cost.append(cost)
        self.upper.append(upper)
        numbers = np.arange(self.n_columns, self.n_columns + len(cost))
        self.n_columns += len(cost)
        return numbers

    def enter(self, row: Ints, column: Ints, value: Floats | float) -> None:
        """Add entries."""
        self.entries.append((row, column, np.broadcast_to(np.asarray(value, float), row.shape)))

    def matrix(self, n_rows: int) -> csr_array:
        """Return all entries."""
        row, column, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        return csr_array(coo_array((value, (row, column)), shape=(n_rows, self.n_columns)))


def arc_program(problem: FlowProblem, **overrides: Unpack[Overrides]) -> ArcProgram:
    """
    Return the linear program of a flow problem in flows on arcs.

    Parameters
    ----------
    problem
        The flow problem.
    overrides
        Numbers to replace, as in `Master.solve`.

    Returns
    -------
    program
        Rows: balances of the states of each group, limits, use of limits with steps, demands.

    Raises
    ------
    ValueError
        A number is negative, missing or out of range.

    Examples
    --------
    >>> from corridor.flows.program.arc_rows import arc_program
    >>> from corridor.flows.program.sample import two_ways
    >>> arc_program(two_ways()).matrix.shape
    (7, 7)
    """
    check_problem(problem)
    variant = variant_of(problem, overrides)
    parts, groups = _Parts(), _groups(problem)
    n_balances = sum(problem.blocks[block].n_states for block, _ in groups)
    n_limits, n_demands = len(problem.limits), len(problem.demand_amount)
    stepped = np.unique(problem.step_limit)
    limit_row = n_balances + np.arange(n_limits)
    step_row = np.full(n_limits, -1)
    step_row[stepped] = n_balances + n_limits + np.arange(len(stepped))
    demand_row = n_balances + n_limits + len(stepped) + np.arange(n_demands)
    supply = np.full(len(problem.source_block), -1)
    placed, first_row = [], 0
    for block, source in groups:
        group = Group(block, source, parts.n_columns, first_row)
        _flows(parts, problem, variant, group, (limit_row, step_row))
        _ends(parts, problem, variant, group, (demand_row, supply))
        placed.append(group)
        first_row += problem.blocks[block].n_states
    unmet = parts.columns(variant.demand_penalty, np.full(n_demands, np.inf))
    parts.enter(demand_row, unmet, 1.0)
    step = parts.columns(variant.step_cost, _widths(problem))
    parts.enter(step_row[problem.step_limit], step, -1.0)
    zeros, amount = np.zeros(n_balances), variant.demand_amount
    below = np.full(n_limits + len(stepped), -np.inf)
    upper = np.concatenate(parts.upper)
    return ArcProgram(
        problem=problem,
        cost=np.concatenate(parts.cost),
        lower=np.zeros(len(upper)),
        upper=upper,
        integer=np.zeros(len(upper), dtype=np.bool_),
        matrix=parts.matrix(n_balances + n_limits + len(stepped) + n_demands),
        row_lower=np.concatenate([zeros, below, amount]),
        row_upper=np.concatenate([zeros, variant.limits, np.zeros(len(stepped)), amount]),
        groups=tuple(placed),
        supply=supply,
        unmet=unmet,
        step=step,
        limit_row=limit_row,
        demand_row=demand_row,
    )


def _groups(problem: FlowProblem) -> list[tuple[int, int]]:
    """Return what must be told apart: block and source, -1 where all sources are alike."""
    groups: list[tuple[int, int]] = []
    for block in range(len(problem.blocks)):
        sinks = problem.sink_source[problem.sink_block == block]
        sources = np.flatnonzero(problem.source_block == block)
        if (sinks < 0).all():
            groups.append((block, -1))
        else:
            groups += [(block, int(source)) for source in sources]
    return groups


def _flows(
    parts: _Parts, problem: FlowProblem, variant: Variant, group: Group, rows: tuple[Ints, Ints]
) -> None:
    """Add the flows of a group on the arcs of its block."""
    block = problem.blocks[group.block]
    upper = np.full(len(block.tail), np.inf)
    if variant.closed is not None:
        upper[variant.closed[group.block]] = 0.0
    flow = parts.columns(variant.cost[group.block], upper)
    loop = block.tail == block.head
    parts.enter(group.first_row + block.tail[~loop], flow[~loop], -1.0)
    parts.enter(group.first_row + block.head[~loop], flow[~loop], 1.0)
    use = block.use.tocoo()
    arc, limit = use.row, use.col
    for row in rows:
        there = row[limit] >= 0
        parts.enter(row[limit[there]], flow[arc[there]], use.data[there])


def _ends(
    parts: _Parts, problem: FlowProblem, variant: Variant, group: Group, ends: tuple[Ints, Ints]
) -> None:
    """Add what leaves the sources of a group and what arrives in its sinks."""
    demand_row, supply = ends
    sources = np.flatnonzero(problem.source_block == group.block)
    sinks = np.flatnonzero(problem.sink_block == group.block)
    if group.source >= 0:
        sources = sources[sources == group.source]
        only = problem.sink_source[sinks]
        sinks = sinks[(only < 0) | (only == group.source)]
    leaving = parts.columns(np.zeros(len(sources)), variant.source_amount[sources])
    parts.enter(group.first_row + problem.source_state[sources], leaving, 1.0)
    supply[sources] = leaving
    arriving = parts.columns(np.zeros(len(sinks)), np.full(len(sinks), np.inf))
    parts.enter(group.first_row + problem.sink_state[sinks], arriving, -1.0)
    parts.enter(demand_row[problem.sink_demand[sinks]], arriving, 1.0)


def _widths(problem: FlowProblem) -> Floats:
    """Return the width of each step; the last of a limit has no end."""
    widths = problem.step_width.copy()
    for limit in np.unique(problem.step_limit):
        widths[np.flatnonzero(problem.step_limit == limit)[-1]] = np.inf
    return widths
