"""The k cheapest loopless ways through one block's arcs, exactly and in a fixed order."""

from __future__ import annotations

import heapq
import math
from bisect import insort
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.program.problem import Block

__all__ = ["Ground", "best_ways", "costs_to"]

Arcs = tuple[int, ...]


@dataclass(frozen=True)
class Ground:
    """
    A block's arcs as lists, for searches at changing costs.

    Attributes
    ----------
    block
        The block.
    place
        (n_states,) the place each state is in: states in several layers share one, and a way that
        comes to a place twice is a loop.
    """

    block: Block
    place: tuple[int, ...]

    @cached_property
    def tail(self) -> list[int]:
        """State each arc leaves."""
        return [int(state) for state in self.block.tail]

    @cached_property
    def head(self) -> list[int]:
        """State each arc enters."""
        return [int(state) for state in self.block.head]

    @cached_property
    def leaving(self) -> list[list[int]]:
        """Arcs that leave each state."""
        return self._listed(self.tail)

    @cached_property
    def entering(self) -> list[list[int]]:
        """Arcs that enter each state."""
        return self._listed(self.head)

    def _listed(self, ends: list[int]) -> list[list[int]]:
        lists: list[list[int]] = [[] for _ in range(self.block.n_states)]
        for arc, state in enumerate(ends):
            lists[state].append(arc)
        return lists


def costs_to(ground: Ground, cost: Sequence[float], goal: int) -> list[float]:
    """
    Return the least cost from every state to one.

    Parameters
    ----------
    ground
        The arcs.
    cost
        Cost of each arc, 0 or more; inf where it may not be used.
    goal
        The state to reach.

    Returns
    -------
    costs
        (n_states,) inf where there is no way.
    """
    best = [math.inf] * ground.block.n_states
    best[goal] = 0.0
    heap = [(0.0, goal)]
    while heap:
        here, state = heapq.heappop(heap)
        if here > best[state]:
            continue
        for arc in ground.entering[state]:
            there, total = ground.tail[arc], here + cost[arc]
            if total < best[there]:
                best[there] = total
                heapq.heappush(heap, (total, there))
    return best


class _Found(NamedTuple):
    """
    A way found: it shares arcs up to ``leaves`` with an earlier one, and not the barred next.

    One that comes to a place twice, in two layers, is no answer, but ways that leave it may be.
    """

    cost: float
    arcs: Arcs
    leaves: int
    barred: frozenset[int]
    simple: bool


def best_ways(
    ground: Ground, cost: Sequence[float], start: int, goal: int, k: int, ahead: Sequence[float]
) -> list[Arcs]:
    """
    Return the k cheapest ways that come to no place twice, cheapest first.

    Yen's method with Lawler's division, each search led by the exact costs to the goal.

    Parameters
    ----------
    ground
        The arcs.
    cost
        Cost of each arc, 0 or more; inf where it may not be used.
    start, goal
        States.
    k
        How many, 1 or more.
    ahead
        From `costs_to` at the same costs and goal.

    Returns
    -------
    ways
        Arcs in order; fewer than k where there are no more. Ways that cost the same stand in the
        order of their arcs.
    """
    hunt = _Hunt(ground, cost, start, goal, k, ahead)
    hunt.branch((), 0, frozenset())
    ways: list[Arcs] = []
    while hunt.heap and len(ways) < k:
        way = heapq.heappop(hunt.heap)
        if way.simple:
            ways.append(way.arcs)
        if len(ways) < k:
            for place in range(way.leaves, len(way.arcs)):
                barred = way.barred if place == way.leaves else frozenset()
                hunt.branch(way.arcs[:place], place, barred | {way.arcs[place]})
    return ways


@dataclass
class _Hunt:
    """The ways found but not yet taken, and the costs of all that are no loops."""

    ground: Ground
    cost: Sequence[float]
    start: int
    goal: int
    k: int
    ahead: Sequence[float]
    heap: list[_Found] = field(default_factory=list)
    known: list[float] = field(default_factory=list)

    def branch(self, before: Arcs, place: int, barred: frozenset[int]) -> None:
        """Enter the cheapest way that begins with some arcs and goes on by none of the barred."""
        states = [self.start, *(self.ground.head[arc] for arc in before)]
        visited = {self.ground.place[state] for state in states[:-1]}
        # What costs more than k ways that are known cannot be among the k cheapest.
        limit = math.inf
        if len(self.known) >= self.k:
            limit = self.known[self.k - 1] - _sum(self.cost, before)
        rest = _search(
            self.ground, self.cost, (states[-1], self.goal), self.ahead, visited, barred, limit
        )
        if rest is None:
            return
        arcs = before + rest
        total = _sum(self.cost, arcs)
        simple = _simple(self.ground, self.start, arcs)
        if simple:
            insort(self.known, total)
        heapq.heappush(self.heap, _Found(total, arcs, place, barred, simple))


def _simple(ground: Ground, start: int, arcs: Arcs) -> bool:
    places = [ground.place[start], *(ground.place[ground.head[arc]] for arc in arcs)]
    return len(set(places)) == len(places)


def _search(
    ground: Ground,
    cost: Sequence[float],
    ends: tuple[int, int],
    ahead: Sequence[float],
    visited: set[int],
    barred: frozenset[int],
    limit: float,
) -> Arcs | None:
    """Return the cheapest way that keeps off visited places and barred first arcs."""
    start, goal = ends
    done: set[int] = set()
    came: dict[int, tuple[int, int]] = {}
    best = {start: 0.0}
    heap = [(ahead[start], start)] if math.isfinite(ahead[start]) else []
    slack = 1e-9 * (1.0 + abs(limit)) if math.isfinite(limit) else 0.0
    while heap:
        _, state = heapq.heappop(heap)
        if state == goal:
            return _back(came, start, goal)
        if state in done:
            continue
        done.add(state)
        for arc in ground.leaving[state]:
            there = ground.head[arc]
            if there in done or ground.place[there] in visited:
                continue
            if state == start and arc in barred:
                continue
            total = best[state] + cost[arc]
            if total + ahead[there] > limit + slack or not total < best.get(there, math.inf):
                continue
            if math.isfinite(ahead[there]):
                best[there], came[there] = total, (state, arc)
                heapq.heappush(heap, (total + ahead[there], there))
    return None


def _back(came: dict[int, tuple[int, int]], start: int, goal: int) -> Arcs:
    arcs: list[int] = []
    while goal != start:
        goal, arc = came[goal]
        arcs.append(arc)
    return tuple(reversed(arcs))


def _sum(cost: Sequence[float], arcs: Arcs) -> float:
    return math.fsum(cost[arc] for arc in arcs)
