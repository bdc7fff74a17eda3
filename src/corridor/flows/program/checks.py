"""Check that the numbers of a flow problem can be what they say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from corridor.flows.program.problem import Block, FlowProblem

__all__ = ["amounts", "check_problem"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def amounts(name: str, values: npt.ArrayLike, length: int, *, endless: bool = False) -> Floats:
    """
    Return values as floats, after checking that each is 0 or more.

    Parameters
    ----------
    name
        What the values are, for the message.
    values
        The values.
    length
        How many there must be.
    endless
        Whether inf is allowed.

    Returns
    -------
    checked
        (length,) the values.

    Raises
    ------
    ValueError
        The shape is wrong, or a value is negative, missing, or infinite where it may not be.

    Examples
    --------
    >>> from corridor.flows.program.checks import amounts
    >>> amounts("limits", [1, 2.5], 2).tolist()
    [1.0, 2.5]
    >>> amounts("limits", [1, -2.5], 2)
    Traceback (most recent call last):
    ValueError: limits[1] is -2.5: give a finite number, 0 or more
    """
    checked = np.asarray(values, dtype=np.float64)
    if checked.shape != (length,):
        raise ValueError(f"{name} has shape {checked.shape}: give one number for each of {length}")
    wrong = ~(checked >= 0) if endless else ~((checked >= 0) & (checked < np.inf))
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        need = "a number, 0 or more, or inf" if endless else "a finite number, 0 or more"
        raise ValueError(f"{name}[{place}] is {checked[place]}: give {need}")
    return checked


def check_problem(problem: FlowProblem) -> None:
    """
    Raise unless every table of the problem is well formed.

    Parameters
    ----------
    problem
        The problem to check.

    Raises
    ------
    ValueError
        A number is negative, missing or out of range; the message says which.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from corridor.flows.program.checks import check_problem
    >>> from corridor.flows.program.sample import two_ways
    >>> check_problem(two_ways())
    >>> check_problem(replace(two_ways(), limits=np.array([-1.0, 5.0])))
    Traceback (most recent call last):
    ValueError: limits[0] is -1.0: give a number, 0 or more, or inf
    """
    n_limits = len(problem.limits)
    amounts("limits", problem.limits, n_limits, endless=True)
    for block in problem.blocks:
        _check_block(block, n_limits)
    n_sources, n_demands = len(problem.source_block), len(problem.demand_amount)
    amounts("source_amount", problem.source_amount, n_sources, endless=True)
    amounts("demand_amount", problem.demand_amount, n_demands)
    amounts("demand_penalty", problem.demand_penalty, n_demands)
    sizes = np.array([block.n_states for block in problem.blocks], dtype=np.int64)
    _numbers("source_block", problem.source_block, n_sources, len(sizes))
    _numbers("source_state", problem.source_state, n_sources, sizes[problem.source_block])
    _check_sinks(problem, sizes)
    _check_steps(problem)


def _check_block(block: Block, n_limits: int) -> None:
    """Raise unless the arcs of a block lead between its states and draw on known limits."""
    name, n_arcs = f"block {block.name!r}", len(block.tail)
    _numbers(f"{name} tail", block.tail, n_arcs, block.n_states)
    _numbers(f"{name} head", block.head, n_arcs, block.n_states)
    try:
        amounts(f"{name} cost", block.cost, n_arcs)
    except ValueError as error:
        hint = "; shut an arc by `closed`, not by its cost"
        raise ValueError(f"{error}{hint}") from error
    if block.use.shape != (n_arcs, n_limits):
        raise ValueError(
            f"{name} use has shape {block.use.shape}: give a row for each of {n_arcs} arcs "
            f"and a column for each of {n_limits} limits"
        )
    amounts(f"{name} use.data", block.use.data, len(block.use.data))


def _check_sinks(problem: FlowProblem, sizes: Ints) -> None:
    """Raise unless every sink is a state of its block, served by a source of that block."""
    n_sinks = len(problem.sink_demand)
    _numbers("sink_demand", problem.sink_demand, n_sinks, len(problem.demand_amount))
    _numbers("sink_block", problem.sink_block, n_sinks, len(sizes))
    _numbers("sink_state", problem.sink_state, n_sinks, sizes[problem.sink_block])
    named = problem.sink_source >= 0
    _numbers("sink_source", np.maximum(problem.sink_source, 0), n_sinks, _at_least_one(problem))
    if (problem.sink_source < -1).any():
        place = int(np.flatnonzero(problem.sink_source < -1)[0])
        raise ValueError(f"sink_source[{place}] is {problem.sink_source[place]}: give -1 for any")
    away = named.copy()
    away[named] = problem.source_block[problem.sink_source[named]] != problem.sink_block[named]
    if away.any():
        place = int(np.flatnonzero(away)[0])
        source = problem.sink_source[place]
        raise ValueError(
            f"sink_source[{place}] is {source}, of block {problem.source_block[source]}, "
            f"but the sink is of block {problem.sink_block[place]}: name a source of that block"
        )


def _at_least_one(problem: FlowProblem) -> int:
    """Return the number of sources, 1 where there is none so that -1 stays valid."""
    return max(1, len(problem.source_block))


def _check_steps(problem: FlowProblem) -> None:
    """Raise unless steps are of known limits, in rising order of cost, and wide enough."""
    n_steps = len(problem.step_limit)
    _numbers("step_limit", problem.step_limit, n_steps, len(problem.limits))
    widths = amounts("step_width", problem.step_width, n_steps, endless=True)
    costs = amounts("step_cost", problem.step_cost, n_steps)
    for limit in np.unique(problem.step_limit):
        mine = np.flatnonzero(problem.step_limit == limit)
        if (np.diff(costs[mine]) < 0).any():
            raise ValueError(f"step_cost of limit {limit} falls: give its steps in rising order")
        if widths[mine].sum() < problem.limits[limit] * (1 - 1e-9):
            raise ValueError(
                f"step_width of limit {limit} adds up to {widths[mine].sum()}, below the limit "
                f"{problem.limits[limit]}: widen the last step"
            )


def _numbers(name: str, values: Ints, length: int, below: int | Ints) -> None:
    """Raise unless there are `length` whole numbers from 0 to less than `below`."""
    if values.shape != (length,) or values.dtype.kind not in "iu":
        raise ValueError(
            f"{name} has shape {values.shape} and type {values.dtype}: "
            f"give one whole number for each of {length}"
        )
    wrong = (values < 0) | (values >= np.asarray(below))
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        last = int(np.broadcast_to(below, values.shape)[place]) - 1
        raise ValueError(f"{name}[{place}] is {values[place]}: give a number from 0 to {last}")
