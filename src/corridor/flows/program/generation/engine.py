"""Start HiGHS for a program that changes between solves, and run it from its last basis."""

from __future__ import annotations

from typing import Any, NamedTuple

import highspy

from corridor.errors import SolverError

__all__ = ["AT_LOWER", "BASIC", "Basis", "based_on", "basis_of", "run", "started", "sure"]

FEASIBLE = 1e-9  # HiGHS's own tolerances, on numbers scaled to about one.
# Presolve would throw away the basis, and HiGHS's scaling would change with every path added.
OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "parallel": "off",
    "random_seed": 0,
    "simplex_scale_strategy": 0,
    "primal_feasibility_tolerance": FEASIBLE,
    "dual_feasibility_tolerance": FEASIBLE,
    "small_matrix_value": 1e-12,
}
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
OUT_OF_TIME = highspy.HighsModelStatus.kTimeLimit
BASIC, AT_LOWER = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower
ENDS = {
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kModelEmpty,
    OUT_OF_TIME,
}


class Basis(NamedTuple):
    """Where each column and each row stands: basic, or at one of its bounds."""

    columns: list[highspy.HighsBasisStatus]
    rows: list[highspy.HighsBasisStatus]


def started() -> highspy.Highs:
    """
    Return HiGHS, silent and set up for many small changes.

    Returns
    -------
    highs
        Without rows or columns.

    Examples
    --------
    >>> from corridor.flows.program.generation.engine import started
    >>> started().getNumCol()
    0
    """
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in OPTIONS.items():
        sure(highs.setOptionValue(option, value), f"option {option}")
    return highs


def run(highs: highspy.Highs, *, primal: bool, seconds: float) -> bool:
    """
    Solve from the last basis; return whether time sufficed.

    Parameters
    ----------
    highs
        The program.
    primal
        Whether the basis is still feasible, so that the primal simplex method goes on from it; else
        the dual one.
    seconds
        Time allowed.

    Returns
    -------
    optimal
        False where time ran out.

    Raises
    ------
    SolverError
        HiGHS neither found the optimum nor ran out of time.

    Examples
    --------
    >>> from corridor.flows.program.generation.engine import run, started
    >>> run(started(), primal=True, seconds=1.0)
    True
    """
    # HiGHS counts the time of all its runs together.
    highs.setOptionValue("time_limit", min(highs.getRunTime() + max(seconds, 0.0), 1e30))
    highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX if primal else DUAL_SIMPLEX)
    highs.run()
    if highs.getModelStatus() not in ENDS:
        # From a basis far off HiGHS may lose its way: begin anew, once.
        highs.clearSolver()
        highs.run()
    status = highs.getModelStatus()
    if status not in ENDS:
        word = highs.modelStatusToString(status)
        raise SolverError(f"the program of the paths ended with {word!r}", status=word)
    return bool(status != OUT_OF_TIME)


def basis_of(highs: highspy.Highs) -> Basis:
    """
    Return the basis of the last solve.

    Parameters
    ----------
    highs
        The program, solved.

    Returns
    -------
    basis
        To begin from another time.

    Examples
    --------
    >>> from corridor.flows.program.generation.engine import basis_of, run, started
    >>> highs = started()
    >>> highs.addVar(1.0, 2.0)
    <HighsStatus.kOk: 0>
    >>> run(highs, primal=True, seconds=1.0), basis_of(highs).columns
    (True, [<HighsBasisStatus.kLower: 0>])
    """
    found = highs.getBasis()
    return Basis(list(found.col_status), list(found.row_status))


def based_on(highs: highspy.Highs, basis: Basis) -> None:
    """
    Begin the next solve from a basis.

    Parameters
    ----------
    highs
        The program. Columns it has gained since the basis was found stay at 0, rows stay slack.
    basis
        Of the program as it was.

    Examples
    --------
    >>> from corridor.flows.program.generation.engine import Basis, based_on, basis_of, started
    >>> highs = started()
    >>> highs.addVar(0.0, 2.0)
    <HighsStatus.kOk: 0>
    >>> based_on(highs, Basis([], []))
    >>> basis_of(highs).columns
    [<HighsBasisStatus.kLower: 0>]
    """
    status = highspy.HighsBasis()
    new_columns, new_rows = (
        highs.getNumCol() - len(basis.columns),
        highs.getNumRow() - len(basis.rows),
    )
    status.col_status = basis.columns + [AT_LOWER] * new_columns
    status.row_status = basis.rows + [BASIC] * new_rows
    sure(highs.setBasis(status), "basis")


def sure(status: highspy.HighsStatus, what: str) -> None:
    """
    Raise unless HiGHS took what it was given.

    Parameters
    ----------
    status
        What HiGHS returned.
    what
        What it was given.

    Raises
    ------
    SolverError
        HiGHS refused it.

    Examples
    --------
    >>> import highspy
    >>> from corridor.flows.program.generation.engine import sure
    >>> sure(highspy.HighsStatus.kError, "rows")
    Traceback (most recent call last):
    corridor.errors.SolverError: HiGHS refused the rows of the program of the paths
    """
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"HiGHS refused the {what} of the program of the paths", status="error")
