"""When there is no route: the fewest closed or forbidden things that part the two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph
    from corridor.routes.search import Layered

__all__ = ["parting_cut"]

Ints = npt.NDArray[np.int64]


def parting_cut(
    graph: StateGraph, layers: Layered, reasons: list[str], origin: int, goal: int
) -> list[str]:
    """
    Return the smallest set of blocked arcs that parts two states, each with its reason.

    Every arc that may be used counts as uncuttable and every blocked one as 1, so the cut consists
    of what the status, the rule or a control blocks; opening all of one cut is not enough, but no
    route can exist unless one of them opens.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    layers
        All arcs, blocked or not, in the layers of the search.
    reasons
        Why each arc is blocked; empty where it may be used.
    origin, goal
        States of the plain graph.

    Returns
    -------
    cut
        Such as ``link:tcgp (proposed)``; empty where not even opening everything would do.
    """
    blocked = np.array([bool(reason) for reason in reasons])
    if len(layers.arc) == 0:
        return []
    whole = int(blocked[layers.arc].sum()) + 1
    capacity = np.where(blocked[layers.arc], 1, whole).astype(np.int32)
    shape = (layers.size, layers.size)
    matrix = csr_array((capacity, (layers.tail, layers.head)), shape=shape)
    matrix.sum_duplicates()
    end = goal + layers.goal_offset
    flow = maximum_flow(matrix, origin, end)
    if flow.flow_value == 0:
        return []
    residual = csr_array(matrix - flow.flow)
    residual.eliminate_zeros()
    reached = np.zeros(layers.size, dtype=bool)
    reached[breadth_first_order(residual, origin, return_predecessors=False)] = True
    crossing = reached[layers.tail] & ~reached[layers.head] & blocked[layers.arc]
    named = {
        f"{graph.arcs['subject'].iloc[int(a)]} ({reasons[int(a)]})" for a in layers.arc[crossing]
    }
    return sorted(named)
