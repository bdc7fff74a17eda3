"""What is left of the optimum when elements are lost: each question solved once, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.flows.criticality.loss.pieces import split_problem
from corridor.flows.program.master import Master

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scipy.sparse import csr_array

    from corridor.flows.criticality.loss.pieces import Piece
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.solution import Solution

__all__ = ["Carried", "Losses", "Outcome"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Outcome(NamedTuple):
    """
    The optimum after a loss.

    Attributes
    ----------
    objective
        Cost and penalties, USD per year.
    unmet
        (n_demands,) tonnes per year.
    flow
        (n_elements,) tonnes per year on paths that use each element.
    stake
        (n_elements,) USD per year that losing the element too can add at most: its tonnes undone.
    """

    objective: float
    unmet: Floats
    flow: Floats
    stake: Floats


class Carried(NamedTuple):
    """A path of the base: its source and demand, the elements it uses, tonnes per year."""

    source: int
    demand: int
    elements: Ints
    flow: float


class Losses:
    """
    Answers what a flow problem comes to without some elements.

    Three things keep the number of solves down, none at the price of exactness. The problem is
    split into pieces that share nothing, so that a loss is solved for only where it has arcs. A set
    of elements is solved once. And an element that carries nothing in an optimum leaves it an
    optimum when it is lost.

    Parameters
    ----------
    problem
        The flow problem.
    members
        (n_elements, n_arcs) non-zero where an arc is lost with an element; arcs of all blocks, one
        block after the other.
    """

    def __init__(self, problem: FlowProblem, members: csr_array) -> None:
        self.n_elements = members.shape[0]
        self.n_demands = len(problem.demand_amount)
        self.penalty, self.demanded = problem.demand_penalty, problem.demand_amount
        pieces = split_problem(problem)
        starts = np.concatenate([[0], np.cumsum([len(b.tail) for b in problem.blocks])])
        self._parts = [_Part(piece, members, starts) for piece in pieces]
        served = np.zeros(self.n_demands, dtype=bool)
        served[problem.sink_demand] = True
        self._unserved = np.where(served, 0.0, problem.demand_amount)
        self._outcomes: dict[frozenset[int], Outcome] = {}
        self.base = self.without(())

    @property
    def n_solved(self) -> int:
        """Linear programs solved so far."""
        return sum(part.n_solved for part in self._parts)

    def without(self, lost: Iterable[int]) -> Outcome:
        """
        Return the optimum without some elements.

        Parameters
        ----------
        lost
            Numbers of elements.

        Returns
        -------
        outcome
            Objective, unmet demand, and what each element carries.

        Raises
        ------
        SolverError
            The optimum was not reached.
        """
        key = frozenset(lost)
        if key not in self._outcomes:
            self._outcomes[key] = self._summed(key)
        return self._outcomes[key]

    def carried(self) -> list[Carried]:
        """Return the paths of the base that carry flow."""
        return [path for part in self._parts for path in part.carried]

    def cost(self, outcome: Outcome) -> float:
        """Return what delivery costs in an outcome, penalties left out (USD per year)."""
        return float(outcome.objective - self.penalty @ outcome.unmet)

    def _summed(self, lost: frozenset[int]) -> Outcome:
        unmet = self._unserved.copy()
        flow, stake = np.zeros(self.n_elements), np.zeros(self.n_elements)
        objective = float(self.penalty @ self._unserved)
        for part in self._parts:
            found = part.without(lost & part.elements)
            objective += found.objective
            unmet[part.piece.demands] += found.unmet
            flow[found.element] += found.flow
            stake[found.element] += found.stake
        return Outcome(objective, unmet, flow, stake)


class _Found(NamedTuple):
    """The optimum of a piece; flow and stake of the elements that carry something."""

    objective: float
    unmet: Floats
    element: Ints
    flow: Floats
    stake: Floats


@dataclass
class _Part:
    """A piece with its live program, the elements that have arcs in it, and what was solved."""

    piece: Piece
    elements: frozenset[int]
    n_solved: int

    def __init__(self, piece: Piece, members: csr_array, starts: Ints) -> None:
        self.piece, self.n_solved = piece, 0
        self._members = [members[:, starts[b] : starts[b + 1]].tocsr() for b in piece.blocks]
        self._by_arc = [each.tocsc() for each in self._members]
        rows = [np.flatnonzero(np.diff(each.indptr)) for each in self._members]
        self.elements = frozenset(np.concatenate(rows).tolist())
        self._master = Master(piece.problem)
        self._known: dict[frozenset[int], _Found] = {}
        self._touched: dict[tuple[int, tuple[int, ...]], Ints] = {}
        self.carried: list[Carried] = []

    def without(self, lost: frozenset[int]) -> _Found:
        """Return the optimum of the piece without some elements."""
        if lost not in self._known:
            self._known[lost] = self._unchanged(lost) or self._solved(lost)
        return self._known[lost]

    def _unchanged(self, lost: frozenset[int]) -> _Found | None:
        """Return a known optimum that uses none of what is lost besides, or None."""
        for element in lost:
            fewer = self._known.get(lost - {element})
            if fewer is not None and element not in fewer.element:
                return fewer
        return None

    def _solved(self, lost: frozenset[int]) -> _Found:
        self.n_solved += 1
        rows = sorted(lost)
        closed = [np.diff(each[rows].tocsc().indptr) > 0 for each in self._members]
        solution = self._master.solve(closed=closed if rows else None)
        if solution.status != "optimal":
            msg = f"the flow without {len(rows)} elements was not solved to the optimum"
            raise SolverError(msg, status=solution.status)
        if not rows:
            self.carried = [
                Carried(
                    int(self.piece.sources[path.source]),
                    int(self.piece.demands[path.demand]),
                    self._on_path(path.block, path.arcs),
                    path.flow,
                )
                for path in solution.paths
            ]
        return self._read(solution)

    def _read(self, solution: Solution) -> _Found:
        """Add up what the paths of a solution put on each element."""
        problem = self.piece.problem
        touched = [self._on_path(path.block, path.arcs) for path in solution.paths]
        saved = [problem.demand_penalty[path.demand] - path.cost for path in solution.paths]
        flow = np.array([path.flow for path in solution.paths])
        stake = flow * np.maximum(saved, 0.0)
        count = [len(each) for each in touched]
        every = np.concatenate([*touched, np.empty(0, dtype=np.int64)])
        element, place = np.unique(every, return_inverse=True)
        carried, staked = (
            np.bincount(place, np.repeat(of, count), len(element)).astype(np.float64)
            for of in (flow, stake)
        )
        return _Found(solution.objective, solution.unmet, element, carried, staked)

    def _on_path(self, block: int, arcs: tuple[int, ...]) -> Ints:
        """Return the elements that any arc of a path belongs to, once each."""
        key = (block, arcs)
        if key not in self._touched:
            table = self._by_arc[block]
            spans = [table.indices[table.indptr[a] : table.indptr[a + 1]] for a in arcs]
            every = np.concatenate([*spans, np.empty(0)]).astype(np.int64)
            self._touched[key] = np.unique(every)
        return self._touched[key]
