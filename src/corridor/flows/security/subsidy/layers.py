"""A flow problem that knows whether a tonne keeps the rule of a corridor, so it can be paid for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from corridor.flows.program.problem import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.program.problem import FlowProblem

__all__ = ["RuledArcs", "RuledProblem", "ruled_problem"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# A tonne that has not fulfilled the rule yet, that has, and that has broken it.
OPEN, KEPT, BROKEN = range(3)


class RuledArcs(NamedTuple):
    """Which arcs of a block break a rule, and which fulfil what it requires."""

    breaks: Bools
    fulfils: Bools


@dataclass(frozen=True)
class RuledProblem:
    """
    A problem in three layers per block, with a toll on tonnes that do not keep the rule.

    Attributes
    ----------
    problem
        The layered problem; without a toll it has the optimum of the plain one.
    arc
        For each block, the plain arc each arc stands for; -1 for the arrivals.
    tolled
        For each block, arrivals of tonnes that do not keep the rule.
    kept
        For each block, arrivals of tonnes that do.
    """

    problem: FlowProblem
    arc: tuple[Ints, ...]
    tolled: tuple[Bools, ...]
    kept: tuple[Bools, ...]

    def costs(self, toll: float) -> list[Floats]:
        """Return the costs of all arcs with a toll on those that do not keep the rule (USD/t)."""
        return [
            block.cost + toll * tolled
            for block, tolled in zip(self.problem.blocks, self.tolled, strict=True)
        ]


def ruled_problem(problem: FlowProblem, rules: Sequence[RuledArcs]) -> RuledProblem:
    """
    Return a problem whose tonnes know on arrival whether they have kept a rule.

    Paying s for each tonne that keeps the rule, or charging s for each that does not (and for each
    that is not delivered), differ by s times the demand, which is the same whatever flows. So a
    subsidy is a toll on the others, and no cost falls below 0.

    Parameters
    ----------
    problem
        The plain problem.
    rules
        What the arcs of each block do.

    Returns
    -------
    ruled
        The layered problem.
    """
    found = [
        _layered(problem, number, block, rule)
        for number, (block, rule) in enumerate(zip(problem.blocks, rules, strict=True))
    ]
    state = np.array(
        [
            found[block].arrival[int(state)]
            for block, state in zip(problem.sink_block, problem.sink_state, strict=True)
        ],
        dtype=np.int64,
    )
    return RuledProblem(
        replace(problem, blocks=tuple(each.block for each in found), sink_state=state),
        tuple(each.arc for each in found),
        tuple(each.tolled for each in found),
        tuple(each.kept for each in found),
    )


class _Layered(NamedTuple):
    """A block in layers, and where tonnes that arrive in a state of the plain block end."""

    block: Block
    arc: Ints
    tolled: Bools
    kept: Bools
    arrival: dict[int, int]


def _layered(problem: FlowProblem, number: int, block: Block, rule: RuledArcs) -> _Layered:
    """Return a block in layers; sources stay where they are, in the open layer."""
    n, m = block.n_states, len(block.tail)
    goals = np.unique(problem.sink_state[problem.sink_block == number])
    layers = np.repeat([OPEN, KEPT, BROKEN], m)
    breaks, fulfils = np.tile(rule.breaks, 3), np.tile(rule.fulfils, 3)
    after = np.where((layers == OPEN) & fulfils, KEPT, layers)
    after = np.where(breaks, BROKEN, after)
    ends = 3 * n + np.arange(len(goals))
    arriving = np.concatenate([goals + layer * n for layer in (OPEN, KEPT, BROKEN)])
    arrivals = len(arriving)
    layer_of_arrival = np.repeat([OPEN, KEPT, BROKEN], len(goals))
    plain = np.zeros(3 * m, dtype=bool)
    whole = Block(
        block.name,
        3 * n + len(goals),
        np.concatenate([np.tile(block.tail, 3) + layers * n, arriving]),
        np.concatenate([np.tile(block.head, 3) + after * n, np.tile(ends, 3)]),
        np.concatenate([np.tile(block.cost, 3), np.zeros(arrivals)]),
        csr_array(vstack([block.use] * 3 + [csr_array((arrivals, block.use.shape[1]))])),
        np.concatenate([np.tile(block.arc, 3), np.full(arrivals, -1, dtype=np.int64)]),
    )
    return _Layered(
        whole,
        np.concatenate([np.tile(np.arange(m), 3), np.full(arrivals, -1, dtype=np.int64)]),
        np.concatenate([plain, layer_of_arrival != KEPT]),
        np.concatenate([plain, layer_of_arrival == KEPT]),
        dict(zip(goals.tolist(), ends.tolist(), strict=True)),
    )
