"""The most a flow problem can deliver when markets take any amount, and the price of each limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.errors import SolverError
from corridor.flows.criticality.loss.tonnes import in_tonnes
from corridor.flows.program.master import Master

if TYPE_CHECKING:
    from corridor.flows.program.problem import Block, FlowProblem
    from corridor.flows.program.solution import Solution

__all__ = ["Most", "endless_way", "most_delivered"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class Most(NamedTuple):
    """The problem that was solved, its solution, and the tonnes delivered."""

    problem: FlowProblem
    solution: Solution
    tonnes: float


def most_delivered(problem: FlowProblem, *, any_demand: bool) -> Most:
    """
    Return the most that can be delivered, whatever it costs.

    Parameters
    ----------
    problem
        Without an `endless_way`, where markets take any amount.
    any_demand
        Whether markets take any amount.

    Returns
    -------
    most
        Prices of limits, sources and demands (of which 1 less the price is the demand's own part)
        times their amounts add up to the tonnes: they are a least cut.

    Raises
    ------
    SolverError
        The optimum was not reached.
    """
    free = in_tonnes(problem)
    if any_demand:
        amount = np.full(len(problem.demand_amount), _ceiling(problem))
        free = replace(free, demand_amount=amount)
    solution = Master(free).solve()
    if solution.status != "optimal":
        msg = "the most that can be delivered was not found"
        raise SolverError(msg, status=solution.status)
    return Most(free, solution, sum(path.flow for path in solution.paths))


def _ceiling(problem: FlowProblem) -> float:
    """Return more tonnes than can be delivered where every endless source meets a known limit."""
    supply = problem.source_amount
    total = float(supply[np.isfinite(supply)].sum())
    if np.isinf(supply).any():
        least = np.full(len(problem.limits), np.inf)
        for block in problem.blocks:
            entries = block.use.tocoo()
            some = entries.data > 0
            np.minimum.at(least, entries.coords[1][some], entries.data[some])
        bounded = np.isfinite(problem.limits) & np.isfinite(least)
        total += float((problem.limits[bounded] / least[bounded]).sum())
    return 1.0 + total


def endless_way(problem: FlowProblem) -> tuple[int, list[int]] | None:
    """
    Return a way on which nothing is limited, from an endless source to a sink.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    way
        Block and arcs, or None where every such way meets a limit.
    """
    bounded = np.isfinite(problem.limits)
    for number, block in enumerate(problem.blocks):
        entries = block.use.tocoo()
        usable = np.ones(len(block.tail), dtype=bool)
        usable[entries.coords[0][bounded[entries.coords[1]] & (entries.data > 0)]] = False
        mine = (problem.source_block == number) & np.isinf(problem.source_amount)
        for source in np.flatnonzero(mine):
            taken = (problem.sink_source == -1) | (problem.sink_source == source)
            goals = problem.sink_state[(problem.sink_block == number) & taken]
            arcs = _way(block, usable, int(problem.source_state[source]), goals)
            if arcs is not None:
                return number, arcs
    return None


def _way(block: Block, usable: Bools, start: int, goals: Ints) -> list[int] | None:
    """Return the arcs of a way of fewest arcs from a state to any of some, or None."""
    arcs = np.flatnonzero(usable)
    keys, first = np.unique(block.tail[arcs] * block.n_states + block.head[arcs], return_index=True)
    ends = keys // block.n_states, keys % block.n_states
    graph = csr_array((np.ones(len(keys)), ends), shape=(block.n_states, block.n_states))
    distance, before = dijkstra(graph, indices=start, return_predecessors=True)
    reached = goals[np.isfinite(distance[goals])]
    if not len(reached):
        return None
    number = dict(zip(keys.tolist(), arcs[first].tolist(), strict=True))
    state, way = int(reached[np.argmin(distance[reached])]), []
    while state != start:
        way.append(number[int(before[state]) * block.n_states + state])
        state = int(before[state])
    return way[::-1]
