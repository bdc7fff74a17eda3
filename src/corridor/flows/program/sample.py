"""A flow problem small enough to solve by hand, to try things on."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from corridor.flows.program.problem import Block, FlowProblem

__all__ = ["two_ways"]


def two_ways() -> FlowProblem:
    """
    Return a problem with one source, one demand and two ways between them.

    Ten tonnes a year go from state 0 to state 3. The way over state 1 costs 20 USD/t and carries 6
    t/y, the way over state 2 costs 50 USD/t and carries 9 t/y. A tonne not delivered costs 1,000
    USD. So 6 t go the cheap way and 4 t the dear one, for 320 USD/y, and one more tonne of capacity
    on the cheap way is worth 30 USD.

    Returns
    -------
    problem
        One block, four arcs, two limits.

    Examples
    --------
    >>> from corridor.flows.program.sample import two_ways
    >>> two_ways().limits.tolist()
    [6.0, 9.0]
    """
    block = Block(
        name="copper/KZ",
        n_states=4,
        tail=np.array([0, 1, 0, 2]),
        head=np.array([1, 3, 2, 3]),
        cost=np.array([5.0, 15.0, 20.0, 30.0]),
        use=csr_array(np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 0.0]])),
        arc=np.arange(4),
    )
    zero = np.zeros(1, dtype=np.int64)
    return FlowProblem(
        blocks=(block,),
        limits=np.array([6.0, 9.0]),
        source_block=zero,
        source_state=zero,
        source_amount=np.array([12.0]),
        sink_demand=zero,
        sink_block=zero,
        sink_state=np.array([3]),
        sink_source=np.array([-1]),
        demand_amount=np.array([10.0]),
        demand_penalty=np.array([1000.0]),
    )
