"""Solve a program of flows on arcs by HiGHS, and read the answer off its columns and rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import highspy
import numpy as np
import numpy.typing as npt

from corridor.errors import InfeasibleError, SolverError
from corridor.flows.program.arc_rows import arc_program
from corridor.flows.program.scale import scale_of

if TYPE_CHECKING:
    from typing import Unpack

    from corridor.flows.program.arc_program import ArcProgram
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Overrides

__all__ = ["ArcSolution", "solve_arcs", "solve_program"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ArcSolution:
    """
    The optimum, or the best found, of a program of flows on arcs.

    Attributes
    ----------
    status
        ``optimal`` within the gap asked for, or ``time limit``.
    objective, lower_bound
        USD per year, and what no solution undercuts.
    values
        (n_columns,) of the program.
    arc_flow
        For each block, tonnes per year on each arc.
    unmet
        (n_demands,) tonnes per year not delivered.
    limit_use
        (n_limits,) units per year used by flows.
    limit_price, demand_price
        (n_limits,), (n_demands,) USD per further unit; NaN where some column must be whole.
    """

    status: Literal["optimal", "time limit"]
    objective: float
    lower_bound: float
    values: Floats
    arc_flow: tuple[Floats, ...]
    unmet: Floats
    limit_use: Floats
    limit_price: Floats
    demand_price: Floats


def solve_arcs(
    problem: FlowProblem, *, time_limit_s: float | None = None, **overrides: Unpack[Overrides]
) -> ArcSolution:
    """
    Solve a flow problem by its program of flows on arcs, from nothing.

    It finds the same optimum as `Master` by another way; it is slower, and easier to trust.

    Parameters
    ----------
    problem
        The flow problem.
    time_limit_s
        Seconds after which to stop.
    overrides
        Numbers to replace, as in `Master.solve`.

    Returns
    -------
    solution
        Flows on arcs and prices.

    Raises
    ------
    ValueError
        A number is negative, missing or out of range.
    SolverError
        HiGHS found no solution.

    Examples
    --------
    >>> from corridor.flows.program.arc_solution import solve_arcs
    >>> from corridor.flows.program.sample import two_ways
    >>> solution = solve_arcs(two_ways())
    >>> solution.objective, solution.arc_flow[0].tolist(), solution.limit_price.tolist()
    (320.0, [6.0, 6.0, 4.0, 4.0], [30.0, 0.0])
    """
    return solve_program(arc_program(problem, **overrides), time_limit_s=time_limit_s)


def solve_program(
    program: ArcProgram, *, time_limit_s: float | None = None, gap: float = 0.0
) -> ArcSolution:
    """
    Solve a program of flows on arcs.

    Parameters
    ----------
    program
        The program, extended or not.
    time_limit_s
        Seconds after which to stop.
    gap
        Relative gap at which a program with whole columns may stop.

    Returns
    -------
    solution
        Values of all columns, and what they say of the flow problem.

    Raises
    ------
    InfeasibleError
        Rows or bounds that were added contradict each other; a flow problem alone never does.
    SolverError
        HiGHS stopped without a solution.

    Examples
    --------
    >>> from corridor.flows.program.arc_rows import arc_program
    >>> from corridor.flows.program.arc_solution import solve_program
    >>> from corridor.flows.program.sample import two_ways
    >>> solve_program(arc_program(two_ways())).status
    'optimal'
    """
    tonne, usd = scale_of(program.problem)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, Any] = {
        "output_flag": False,
        "random_seed": 0,
        "mip_rel_gap": gap,
        "mip_abs_gap": 0.0,
        # Presolve slows plain network programs down; with whole columns it pays.
        "presolve": "on" if program.integer.any() else "off",
    }
    if time_limit_s is not None:
        options["time_limit"] = time_limit_s
    for option, value in options.items():
        highs.setOptionValue(option, value)
    columns, rows = _sizes(program, tonne)
    highs.passModel(_model(program, columns, rows, usd))
    highs.run()
    return _read(program, highs, columns, (rows, usd))


def _sizes(program: ArcProgram, tonne: float) -> tuple[Floats, Floats]:
    """Return what one unit of each column and row counts: tonnes, but for whole columns one."""
    columns = np.where(program.integer, 1.0, tonne)
    of_flow = np.abs(program.matrix[:, np.flatnonzero(~program.integer)]).sum(axis=1) > 0
    return columns, np.where(of_flow, tonne, 1.0)


def _model(program: ArcProgram, columns: Floats, rows: Floats, usd: float) -> highspy.HighsLp:
    """Return the scaled program as HiGHS takes it."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = program.matrix.shape
    lp.col_cost_ = program.cost * columns / (usd * columns.max(initial=1.0))
    lp.col_lower_, lp.col_upper_ = program.lower / columns, program.upper / columns
    lp.row_lower_, lp.row_upper_ = program.row_lower / rows, program.row_upper / rows
    entries = program.matrix.tocsc()
    value = entries.data * np.repeat(columns, np.diff(entries.indptr)) / rows[entries.indices]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = entries.indptr, entries.indices
    lp.a_matrix_.value_ = value
    if program.integer.any():
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in program.integer]
    return lp


def _read(
    program: ArcProgram, highs: highspy.Highs, columns: Floats, scale: tuple[Floats, float]
) -> ArcSolution:
    """Return what HiGHS found, in tonnes and dollars."""
    status, info = highs.getModelStatus(), highs.getInfo()
    word = highs.modelStatusToString(status)
    if status in {
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }:
        raise InfeasibleError("the program of flows on arcs has no solution: check what was added")
    optimal = status == highspy.HighsModelStatus.kOptimal
    if (
        not optimal
        and info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible
    ):
        raise SolverError(f"the program of flows on arcs ended with {word!r}", status=word)
    rows, usd = scale
    found, problem = highs.getSolution(), program.problem
    values = np.array(found.col_value) * columns
    # The only place where a sign is turned: HiGHS gives a limit that binds a dual below 0.
    duals = np.array(found.row_dual) * usd * columns.max(initial=1.0) / rows
    if program.integer.any():
        duals = np.full(len(rows), np.nan)
    flow = tuple(_arc_flow(program, values, block) for block in range(len(problem.blocks)))
    objective = float(program.cost @ values)
    bound = objective if optimal else -np.inf
    if program.integer.any():
        bound = float(info.mip_dual_bound) * usd * columns.max(initial=1.0)
    use = [block.use.T @ arcs for block, arcs in zip(problem.blocks, flow, strict=True)]
    return ArcSolution(
        status="optimal" if optimal else "time limit",
        objective=objective,
        lower_bound=bound,
        values=values,
        arc_flow=flow,
        unmet=values[program.unmet],
        limit_use=np.sum(use, axis=0),
        limit_price=-duals[program.limit_row],
        demand_price=duals[program.demand_row],
    )


def _arc_flow(program: ArcProgram, values: Floats, block: int) -> Floats:
    """Return the flow on the arcs of a block over all its groups."""
    size = len(program.problem.blocks[block].tail)
    total = np.zeros(size)
    for group in program.groups:
        if group.block == block:
            total += values[group.first_column : group.first_column + size]
    return total
