"""The flow problem in numbers: blocks of arcs, shared limits, sources, demands and their sinks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Block", "FlowProblem"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def _no_ints() -> Ints:
    return np.empty(0, dtype=np.int64)


def _no_floats() -> Floats:
    return np.empty(0)


@dataclass(frozen=True)
class Block:
    """
    The arcs one kind of cargo may use, what each costs and which limits it draws on.

    A kind of cargo is a commodity of one origin country, since controls depend on the origin.

    Attributes
    ----------
    name
        Such as ``crude_oil/KZ``.
    n_states
        States are 0 to ``n_states - 1``.
    tail, head
        (n_arcs,) ends of each arc.
    cost
        (n_arcs,) USD/t, 0 or more.
    use
        (n_arcs, n_limits) units of each limit that one tonne on the arc takes.
    arc
        (n_arcs,) arc of the commodity's state graph each stands for; -1 for one of the problem's
        own. Several may stand for the same arc, in different layers.
    """

    name: str
    n_states: int
    tail: Ints
    head: Ints
    cost: Floats
    use: csr_array
    arc: Ints


@dataclass(frozen=True)
class FlowProblem:
    """
    A multi-commodity minimum-cost flow problem with shared limits.

    A tonne leaves a source, runs over arcs of the source's block and ends in a sink, which counts
    for one demand row. What is not delivered costs the demand's penalty per tonne, so there is
    always a solution; with the price of the market as penalty the producer is served where the
    netback is highest, and not at all where the way costs more than the market pays.

    Attributes
    ----------
    blocks
        Kinds of cargo.
    limits
        (n_limits,) units per year; inf where there is none, or where it is unknown.
    source_block, source_state, source_amount
        (n_sources,) block, state and tonnes per year; the amount may be inf.
    sink_demand, sink_block, sink_state, sink_source
        (n_sinks,) demand row that a tonne arriving in that state of that block counts for, and the
        one source that may serve it, or -1 where any source of the block may.
    demand_amount, demand_penalty
        (n_demands,) tonnes per year and USD per tonne not delivered.
    step_limit, step_width, step_cost
        (n_steps,) a rising charge for the use of a limit: the first ``width`` units cost ``cost``
        each, and so on, in rising order of cost. A limit without steps charges nothing. Widths of a
        limit add up to no less than the limit.
    """

    blocks: tuple[Block, ...]
    limits: Floats
    source_block: Ints
    source_state: Ints
    source_amount: Floats
    sink_demand: Ints
    sink_block: Ints
    sink_state: Ints
    sink_source: Ints
    demand_amount: Floats
    demand_penalty: Floats
    step_limit: Ints = field(default_factory=_no_ints)
    step_width: Floats = field(default_factory=_no_floats)
    step_cost: Floats = field(default_factory=_no_floats)
