"""The numbers of a flow problem that one call may replace, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import numpy.typing as npt

from corridor.flows.program.checks import amounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.program.problem import FlowProblem

__all__ = ["Overrides", "Variant", "variant_of"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Overrides(TypedDict, total=False):
    """
    What a call may replace; each holds for that call only.

    Attributes
    ----------
    limits, source_amount, demand_amount, demand_penalty, step_cost
        In place of the problem's.
    cost
        For each block, cost of each arc, USD/t.
    closed
        For each block, True where an arc may not be used.
    """

    limits: npt.ArrayLike | None
    source_amount: npt.ArrayLike | None
    demand_amount: npt.ArrayLike | None
    demand_penalty: npt.ArrayLike | None
    step_cost: npt.ArrayLike | None
    cost: Sequence[npt.ArrayLike] | None
    closed: Sequence[npt.ArrayLike] | None


@dataclass(frozen=True)
class Variant:
    """The numbers that hold in one call; ``closed`` is None where every arc is open."""

    limits: Floats
    source_amount: Floats
    demand_amount: Floats
    demand_penalty: Floats
    step_cost: Floats
    cost: tuple[Floats, ...]
    closed: tuple[Bools, ...] | None

    @property
    def capacity(self) -> Floats:
        """Return what bounds a solution: the limits, then the sources."""
        return np.concatenate([self.limits, self.source_amount])


def variant_of(problem: FlowProblem, overrides: Overrides) -> Variant:
    """
    Return the numbers of a problem with some replaced.

    Parameters
    ----------
    problem
        The problem.
    overrides
        What to replace.

    Returns
    -------
    variant
        The numbers of one call.

    Raises
    ------
    ValueError
        A number is negative or missing, or an array has the wrong length.

    Examples
    --------
    >>> from corridor.flows.program.sample import two_ways
    >>> from corridor.flows.program.variant import variant_of
    >>> variant_of(two_ways(), {"limits": [3.0, 9.0]}).limits.tolist()
    [3.0, 9.0]
    """
    unknown = set(overrides) - set(Overrides.__annotations__)
    if unknown:
        known = ", ".join(sorted(Overrides.__annotations__))
        raise TypeError(f"cannot replace {', '.join(sorted(unknown))}; replace any of {known}")

    def pick(name: str, default: Floats, *, endless: bool = False) -> Floats:
        given = overrides.get(name)
        if given is None:
            return np.asarray(default, dtype=np.float64)
        return amounts(name, given, len(default), endless=endless)  # type: ignore[arg-type]

    return Variant(
        limits=pick("limits", problem.limits, endless=True),
        source_amount=pick("source_amount", problem.source_amount, endless=True),
        demand_amount=pick("demand_amount", problem.demand_amount),
        demand_penalty=pick("demand_penalty", problem.demand_penalty),
        step_cost=_step_cost(problem, pick("step_cost", problem.step_cost)),
        cost=_costs(problem, overrides.get("cost")),
        closed=_closed(problem, overrides.get("closed")),
    )


def _step_cost(problem: FlowProblem, costs: Floats) -> Floats:
    """Return charges of steps, after checking that those of a limit rise."""
    order = np.argsort(problem.step_limit, kind="stable")
    same = np.diff(problem.step_limit[order]) == 0
    if (same & (np.diff(costs[order]) < 0)).any():
        raise ValueError("step_cost falls along a limit: give its steps in rising order of cost")
    return costs


def _costs(problem: FlowProblem, given: Sequence[npt.ArrayLike] | None) -> tuple[Floats, ...]:
    """Return costs of the arcs by block."""
    if given is None:
        return tuple(np.asarray(block.cost, dtype=np.float64) for block in problem.blocks)
    _one_for_each_block("cost", problem, given)
    return tuple(
        amounts(f"cost of block {block.name!r}", costs, len(block.cost))
        for block, costs in zip(problem.blocks, given, strict=True)
    )


def _closed(
    problem: FlowProblem, given: Sequence[npt.ArrayLike] | None
) -> tuple[Bools, ...] | None:
    """Return which arcs are shut by block; None where none is."""
    if given is None:
        return None
    _one_for_each_block("closed", problem, given)
    closed = tuple(np.asarray(shut) for shut in given)
    for block, shut in zip(problem.blocks, closed, strict=True):
        if shut.shape != block.tail.shape or shut.dtype != np.bool_:
            raise ValueError(
                f"closed of block {block.name!r} has shape {shut.shape} and type {shut.dtype}: "
                f"give True or False for each of {len(block.tail)} arcs"
            )
    return closed if any(shut.any() for shut in closed) else None


def _one_for_each_block(name: str, problem: FlowProblem, given: Sequence[npt.ArrayLike]) -> None:
    """Raise unless there is one array a block."""
    if len(given) != len(problem.blocks):
        raise ValueError(
            f"{name} has {len(given)} arrays: give one for each of {len(problem.blocks)} blocks"
        )
