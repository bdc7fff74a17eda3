"""Likely flows of an assembled network, with lengths and places from its state graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.flows.likely.grow import WAYS
from corridor.flows.likely.logit import Likely, logit_solution

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly

__all__ = ["arc_lengths", "likely_flows", "state_places"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def likely_flows(
    assembly: Assembly, theta: float | Floats, *, ways: int = WAYS, tolerance: float = 1e-10
) -> Likely:
    """
    Return the flows of a capacity-constrained path-size logit; see `logit_solution`.

    Parameters
    ----------
    assembly
        From `assemble`.
    theta
        Scale of the choice, t/USD, over 0; one for all demands or one for each.
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
        The scale or the number of paths is out of its range.
    SolverError
        The prices could not be found to the tolerance.

    Examples
    --------
    >>> from corridor.flows.assembly.assembly import assemble
    >>> from corridor.flows.demand import Demand
    >>> from corridor.flows.likely.assembled import likely_flows
    >>> data = corridor.load_dataset()
    >>> need = Demand.of("crude_oil", {"constanta": 5.5}, origin="KZ", unit="Mt/y")
    >>> crude = data.supply[data.supply["commodity"] == "crude_oil"]
    >>> base = assemble(corridor.build_network(data), need, supply=crude)
    >>> likely = likely_flows(base, 0.1)
    >>> round(sum(path.flow for path in likely.solution.paths))
    5500000
    """
    return logit_solution(
        assembly.problem,
        theta,
        arc_lengths(assembly),
        places=state_places(assembly),
        ways=ways,
        tolerance=tolerance,
    )


def arc_lengths(assembly: Assembly) -> list[Floats]:
    """
    Return the length of every arc of every block.

    Parameters
    ----------
    assembly
        From `assemble`.

    Returns
    -------
    lengths
        Per block, (n_arcs,) km; 0 for transfers, loading and arcs of the problem's own.
    """
    out = []
    for number, block in enumerate(assembly.problem.blocks):
        km = assembly.graph(number).per_arc("km")
        out.append(np.where(block.arc >= 0, km[np.maximum(block.arc, 0)], 0.0))
    return out


def state_places(assembly: Assembly) -> list[Ints]:
    """
    Return which state of the network's graph every state of every block stands for.

    Parameters
    ----------
    assembly
        From `assemble`.

    Returns
    -------
    places
        Per block, (n_states,); states of the problem's own have numbers of their own.
    """
    out = []
    for number, block in enumerate(assembly.problem.blocks):
        graph = assembly.graph(number)
        place = len(graph.states) + np.arange(block.n_states)
        ends = graph.arcs[["tail", "head"]].to_numpy(np.int64)
        real = np.flatnonzero(block.arc >= 0)
        place[block.tail[real]] = ends[block.arc[real], 0]
        place[block.head[real]] = ends[block.arc[real], 1]
        out.append(place)
    return out
