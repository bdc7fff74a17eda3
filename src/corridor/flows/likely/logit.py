"""A path-size logit under capacity: the likely flows of a flow problem, with a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.flows.likely.answer import solution_of
from corridor.flows.likely.grow import WAYS, grow_paths
from corridor.flows.program.checks import amounts, check_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.likely.paths import PathSet
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.solution import Solution

__all__ = ["Likely", "logit_solution"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Likely:
    """
    The likely flows of a flow problem.

    Attributes
    ----------
    solution
        Flows, prices and unmet in the form every method returns. ``objective`` is money alone;
        ``lower_bound`` is that of the cheapest flows, so that the difference is what the dispersal
        of choices costs. ``demand_price`` is what one more tonne costs when it divides among the
        paths as the others do, at the prices of sources and limits. A limit that has nothing,
        and that one of the cheapest paths would use, has the price inf: in a logit the first tonne
        on a path is worth more than any price.
    theta
        (n_demands,) scale of the choice, t/USD.
    paths
        The paths among which was chosen.
    gap
        Distance to the optimum on these paths, relative; certified by the dual.
    stable
        Whether every path that the prices bring among the cheapest is among the paths.
    """

    solution: Solution
    theta: Floats
    paths: PathSet
    gap: float
    stable: bool


def logit_solution(
    problem: FlowProblem,
    theta: float | Floats,
    lengths: Sequence[Floats],
    *,
    places: Sequence[Ints] | None = None,
    ways: int = WAYS,
    tolerance: float = 1e-10,
) -> Likely:
    """
    Return the flows of a capacity-constrained path-size logit.

    The tonnes of a demand divide among paths, and not being delivered, in proportion to

        size x share of the source x exp(-theta (cost + prices of what the path takes))

    with the path sizes of Ben-Akiva and Bierlaire [1]_. Prices are those at which no source and no
    limit is exceeded: the flows are the optimum of the least-cost program with an entropy term, and
    approach its flows as theta grows. The paths are the ``ways`` cheapest of each source and sink,
    at the costs alone and then at the prices, until none is new.

    Parameters
    ----------
    problem
        Blocks, limits, sources and demands.
    theta
        Scale of the choice, t/USD, over 0; one for all demands or one for each. A difference of
        1 / theta in cost makes a path 2.7 times less likely.
    lengths
        Per block, (n_arcs,) km of each arc, for the overlap of paths.
    places
        Per block, (n_states,) the place each state is in, where states in several layers share one:
        no path comes to a place twice. Every state is its own when absent.
    ways
        Paths per source and sink in each round.
    tolerance
        On the relative violation of the optimality conditions.

    Returns
    -------
    likely
        Flows, prices and the certificate.

    Raises
    ------
    ValueError
        A number cannot be what it says it is; names it.
    SolverError
        The prices could not be found to the tolerance.

    References
    ----------
    .. [1] M. Ben-Akiva, M. Bierlaire, "Discrete choice methods and their applications to short term
       travel decisions", in Handbook of Transportation Science, 1999.

    Examples
    --------
    One source and two paths, of 10 and 20 USD/t; at 0.1 t/USD the dearer takes 1 / (1 + e):

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> from corridor.flows.program.problem import Block, FlowProblem
    >>> from corridor.flows.likely.logit import logit_solution
    >>> one, two = np.array([0]), np.array([0, 0])
    >>> block = Block(
    ...     "copper", 2, two, two + 1, np.array([10.0, 20.0]), csr_array((2, 0)), np.arange(2)
    ... )
    >>> problem = FlowProblem(
    ...     (block,), np.empty(0), one, one, np.array([np.inf]),
    ...     one, one, one + 1, one - 1, np.array([100.0]), np.array([1e6]),
    ... )
    >>> likely = logit_solution(problem, 0.1, [np.ones(2)])
    >>> [round(path.flow, 2) for path in likely.solution.paths]
    [73.11, 26.89]
    """
    check_problem(problem)
    scale = _checked_theta(theta, len(problem.demand_amount))
    lengths = _checked_lengths(problem, lengths)
    grown = grow_paths(problem, scale, lengths, places=places, ways=ways, tolerance=tolerance)
    solution = solution_of(problem, grown)
    return Likely(solution, scale, grown.paths, grown.priced.gap, grown.stable)


def _checked_theta(theta: float | Floats, n_demands: int) -> Floats:
    """Return one scale per demand, having checked that each can be one."""
    scale = np.asarray(theta, dtype=np.float64)
    scale = np.full(n_demands, float(scale)) if scale.ndim == 0 else scale
    if scale.shape != (n_demands,) or not (np.isfinite(scale) & (scale > 0)).all():
        raise ValueError(
            f"theta is {theta!r}: give a finite number over 0 in t/USD, or one for each of "
            f"{n_demands} demands; for the least-cost flows there is the method 'optimum'"
        )
    return scale


def _checked_lengths(problem: FlowProblem, lengths: Sequence[Floats]) -> list[Floats]:
    if len(lengths) != len(problem.blocks):
        raise ValueError(f"{len(lengths)} lengths for {len(problem.blocks)} blocks: give one each")
    return [
        amounts(f"lengths of block {block.name}", length, len(block.cost))
        for block, length in zip(problem.blocks, lengths, strict=True)
    ]
