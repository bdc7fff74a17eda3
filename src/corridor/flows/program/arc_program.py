"""Hold a flow problem as a linear program of flows on arcs, and extend it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import hstack, vstack

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from corridor.flows.program.problem import FlowProblem

__all__ = ["ArcProgram", "Group"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Group(NamedTuple):
    """
    Tonnes that need not be told apart: of a block, or of one source of it.

    Attributes
    ----------
    block, source
        What they are of; source is -1 for all sources of the block.
    first_column, first_row
        Where the flows on the block's arcs and the balances of its states begin.
    """

    block: int
    source: int
    first_column: int
    first_row: int


@dataclass(frozen=True)
class ArcProgram:
    """
    A mixed-integer linear program that holds the flows of a problem on arcs.

    Tonnes of a block are one commodity where each of its sinks takes any source; where a sink takes
    one source alone they are kept apart by source. Both are exact.

    Attributes
    ----------
    problem
        What it states.
    cost, lower, upper, integer
        (n_columns,) objective, bounds and whether a column must be whole.
    matrix, row_lower, row_upper
        (n_rows, n_columns) entries and (n_rows,) bounds.
    groups
        Where the flow of each block stands; tonnes per year.
    supply, unmet, step
        Columns of what leaves each source (-1 where a source serves nothing), of what each demand
        lacks, and of the use of each step.
    limit_row, demand_row
        Rows of each limit and of each demand.
    """

    problem: FlowProblem
    cost: Floats
    lower: Floats
    upper: Floats
    integer: Bools
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    groups: tuple[Group, ...]
    supply: Ints
    unmet: Ints
    step: Ints
    limit_row: Ints
    demand_row: Ints

    def with_columns(
        self,
        *,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        matrix: csr_array,
        integer: bool = False,
    ) -> ArcProgram:
        """
        Return the program with further columns at the end.

        Parameters
        ----------
        cost, lower, upper
            (n_new,) objective and bounds.
        matrix
            (n_rows, n_new) entries.
        integer
            Whether they must be whole.

        Returns
        -------
        program
            The longer program.

        Examples
        --------
        A berth that adds 4 t/y to the first limit for 100 USD a year, or not at all:

        >>> import numpy as np
        >>> from scipy.sparse import csr_array
        >>> from corridor.flows.program.arc_rows import arc_program
        >>> from corridor.flows.program.arc_solution import solve_program
        >>> from corridor.flows.program.sample import two_ways
        >>> program = arc_program(two_ways())
        >>> entry = ([-4.0], ([program.limit_row[0]], [0]))
        >>> berth = csr_array(entry, shape=(program.matrix.shape[0], 1))
        >>> one = np.ones(1)
        >>> built = program.with_columns(
        ...     cost=100 * one, lower=0 * one, upper=one, matrix=berth, integer=True
        ... )
        >>> solution = solve_program(built)
        >>> round(solution.objective, 6), round(float(solution.values[-1]), 6)
        (300.0, 1.0)
        """
        return replace(
            self,
            cost=np.append(self.cost, cost),
            lower=np.append(self.lower, lower),
            upper=np.append(self.upper, upper),
            integer=np.append(self.integer, np.full(len(cost), integer)),
            matrix=hstack([self.matrix, matrix], format="csr"),
        )

    def with_rows(self, *, matrix: csr_array, lower: Floats, upper: Floats) -> ArcProgram:
        """
        Return the program with further rows at the end.

        Parameters
        ----------
        matrix
            (n_new, n_columns) entries.
        lower, upper
            (n_new,) bounds.

        Returns
        -------
        program
            The longer program.

        Examples
        --------
        At most 2 t/y may be left undelivered in all:

        >>> import numpy as np
        >>> from scipy.sparse import csr_array
        >>> from corridor.flows.program.arc_rows import arc_program
        >>> from corridor.flows.program.sample import two_ways
        >>> program = arc_program(two_ways())
        >>> entries = np.zeros((1, len(program.cost)))
        >>> entries[0, program.unmet] = 1.0
        >>> longer = program.with_rows(
        ...     matrix=csr_array(entries), lower=np.array([-np.inf]), upper=np.array([2.0])
        ... )
        >>> len(longer.row_upper) - len(program.row_upper)
        1
        """
        return replace(
            self,
            matrix=vstack([self.matrix, matrix], format="csr"),
            row_lower=np.append(self.row_lower, lower),
            row_upper=np.append(self.row_upper, upper),
        )
