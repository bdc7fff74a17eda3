"""Split a flow problem into pieces that share no capacity, so that a loss is felt in few."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from corridor.flows.program.problem import FlowProblem

__all__ = ["Piece", "split_problem"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Piece:
    """
    A part of a flow problem that no other part competes with.

    Attributes
    ----------
    problem
        The part, with all limits of the whole in their places.
    blocks, sources, demands
        Numbers in the whole.
    """

    problem: FlowProblem
    blocks: Ints
    sources: Ints
    demands: Ints


def split_problem(problem: FlowProblem) -> tuple[Piece, ...]:
    """
    Return the independent pieces of a problem.

    Blocks hang together when they draw on a common limit that is finite or charged for, or serve a
    common demand. A limit of infinity cannot bind, so it joins nothing. The optimum of the whole is
    the sum of the optima of the pieces, and of the penalties of demands that no sink serves. A
    piece that serves no demand carries nothing, and is left out.

    Parameters
    ----------
    problem
        The whole.

    Returns
    -------
    pieces
        In order of their first block.
    """
    label = _labels(problem)
    serving = dict.fromkeys(label[np.sort(problem.sink_block)].tolist())
    return tuple(_piece(problem, label == each) for each in serving)


def _labels(problem: FlowProblem) -> Ints:
    """Return the number of the piece of each block."""
    n_blocks, n_limits = len(problem.blocks), len(problem.limits)
    couples = np.isfinite(problem.limits)
    couples[problem.step_limit] = True
    block, thing = [problem.sink_block], [n_blocks + n_limits + problem.sink_demand]
    for number, each in enumerate(problem.blocks):
        drawn = np.unique(each.use.tocoo().coords[1])
        drawn = drawn[couples[drawn]]
        block.append(np.full(len(drawn), number))
        thing.append(n_blocks + drawn)
    size = n_blocks + n_limits + len(problem.demand_amount)
    ends = np.concatenate(block), np.concatenate(thing)
    graph = coo_array((np.ones(len(ends[0])), ends), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1][:n_blocks], dtype=np.int64)


def _piece(problem: FlowProblem, inside: Bools) -> Piece:
    """Return the part of a problem that some blocks make up."""
    blocks = np.flatnonzero(inside)
    source = np.flatnonzero(inside[problem.source_block])
    sink = np.flatnonzero(inside[problem.sink_block])
    demand = np.unique(problem.sink_demand[sink])
    new_block, new_source = (np.cumsum(inside) - 1, np.full(len(problem.source_block) + 1, -1))
    new_source[source] = np.arange(len(source))
    drawn = np.zeros(len(problem.limits), dtype=bool)
    for number in blocks:
        drawn[np.unique(problem.blocks[number].use.tocoo().coords[1])] = True
    step = np.flatnonzero(drawn[problem.step_limit])
    part = replace(
        problem,
        blocks=tuple(problem.blocks[number] for number in blocks),
        source_block=new_block[problem.source_block[source]],
        source_state=problem.source_state[source],
        source_amount=problem.source_amount[source],
        sink_demand=np.searchsorted(demand, problem.sink_demand[sink]),
        sink_block=new_block[problem.sink_block[sink]],
        sink_state=problem.sink_state[sink],
        sink_source=new_source[problem.sink_source[sink]],
        demand_amount=problem.demand_amount[demand],
        demand_penalty=problem.demand_penalty[demand],
        step_limit=problem.step_limit[step],
        step_width=problem.step_width[step],
        step_cost=problem.step_cost[step],
    )
    return Piece(part, blocks, source, demand)
