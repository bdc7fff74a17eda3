"""The worst few elements to lose together, found by branch and bound and certified."""

from __future__ import annotations

import heapq
import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from corridor.flows.criticality.loss.losses import Losses, Outcome

__all__ = ["WorstSet", "worst_set"]

Floats = npt.NDArray[np.float64]

# A bound that is higher by less, relative to the objective, is no better: the rest is rounding.
ROUNDING = 1e-9


class WorstSet(NamedTuple):
    """
    The set of elements whose loss adds most.

    Attributes
    ----------
    elements
        Their numbers, sorted; fewer than asked for where more add nothing.
    added
        What their loss adds to the objective, USD per year.
    bound
        No set of the size adds more.
    n_asked
        Sets whose loss was asked for.
    """

    elements: tuple[int, ...]
    added: float
    bound: float
    n_asked: int

    @property
    def certified(self) -> bool:
        """Whether no set can be worse."""
        return self.bound <= self.added


class _Branch(NamedTuple):
    """Sets that hold all of ``lost``, none of ``kept``."""

    bound: float
    order: int
    lost: frozenset[int]
    kept: frozenset[int]


def worst_set(losses: Losses, size: int, *, most: int) -> WorstSet:
    """
    Return the elements, ``size`` at most, whose loss together adds most to the objective.

    A set that adds more than a part of it holds an element that carries flow when that part is
    lost; so branches add such elements one by one, and bar them from the branches after. What the
    elements added later can do is bounded by the tonnes they carry now, undone. Branches of the
    highest bound come first: the search ends when no bound exceeds the worst set found.

    Parameters
    ----------
    losses
        Of single elements and more.
    size
        Elements to lose at most.
    most
        Sets to ask for at most; when they are used up the bound says what is still possible.

    Returns
    -------
    worst
        The set, and the proof.
    """
    search = _Search(losses, size)
    search.dive()
    return search.run(most)


class _Search:
    """Branches in order of their bound, and the worst set so far."""

    def __init__(self, losses: Losses, size: int) -> None:
        self.losses, self.size = losses, size
        self.slack = ROUNDING * max(1.0, abs(losses.base.objective))
        self.asked: set[frozenset[int]] = {frozenset()}
        self.best: frozenset[int] = frozenset()
        self.added = 0.0
        self.branches: list[_Branch] = []
        self.counter = itertools.count()

    def ask(self, lost: frozenset[int]) -> Outcome:
        """Return the outcome of a loss, and keep it when it is the worst so far."""
        outcome = self.losses.without(lost)
        self.asked.add(lost)
        added = outcome.objective - self.losses.base.objective
        if added > self.added + self.slack:
            self.added, self.best = added, lost
        return outcome

    def dive(self) -> None:
        """Lose the element with most at stake, again and again: a first set to beat."""
        lost: frozenset[int] = frozenset()
        for _ in range(self.size):
            outcome = self.ask(lost)
            if not outcome.stake.max(initial=0.0) > 0:
                return
            lost |= {int(outcome.stake.argmax())}
        self.ask(lost)

    def run(self, most: int) -> WorstSet:
        """Branch until no bound exceeds the worst set, or the sets are used up."""
        self.split(frozenset(), frozenset(), np.inf)
        while self.branches and -self.branches[0].bound > self.added + self.slack:
            if len(self.asked) >= most:
                bound = -self.branches[0].bound
                return WorstSet(tuple(sorted(self.best)), self.added, bound, len(self.asked))
            branch = heapq.heappop(self.branches)
            self.split(branch.lost, branch.kept, -branch.bound)
        return WorstSet(tuple(sorted(self.best)), self.added, self.added, len(self.asked))

    def split(self, lost: frozenset[int], kept: frozenset[int], above: float) -> None:
        """Push a branch for each element that may be lost next."""
        outcome = self.ask(lost)
        left = self.size - len(lost)
        if left == 0:
            return
        stake = outcome.stake.copy()
        stake[list(kept)] = 0.0
        order = np.argsort(-stake, kind="stable")
        order = order[stake[order] > 0]
        added = outcome.objective - self.losses.base.objective
        for place, element in enumerate(order.tolist()):
            # Elements before this one are barred, so those after it are all that can be added.
            bound = min(above, added + float(stake[order[place : place + left]].sum()))
            if bound <= self.added + self.slack:
                return
            barred = kept | set(order[:place].tolist())
            branch = _Branch(-bound, next(self.counter), lost | {element}, barred)
            heapq.heappush(self.branches, branch)
