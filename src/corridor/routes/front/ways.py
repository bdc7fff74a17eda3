"""The ways from a state to a state in order of cost, each sequence of links once."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.routes.front.labels import distances_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corridor.routes.search import Layered

__all__ = ["ways_in_order"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Added to every arc, as in the search for one route: of equal ways the one of fewest arcs leads.
HAIR = 1e-9
# Restricted searches tried for one way that does not come back over itself.
TRIES = 5000
# Stands among the banned lines for ending the way where the lines so far end.
STOP = -1


@dataclass(frozen=True)
class _Family:
    """The ways that begin with these lines, in order, and do not go on with a banned one."""

    lines: tuple[int, ...] = ()
    banned: frozenset[int] = frozenset()

    def step(self, stage: int, arc: int) -> int:
        """Return how many lines are done (at most one more than given) after a line, or -1."""
        given = len(self.lines)
        if stage < given:
            return stage + 1 if arc == self.lines[stage] else -1
        return -1 if stage == given and arc in self.banned else given + 1


def ways_in_order(
    layers: Layered,
    costs: Floats,
    lines: Bools,
    origin: int,
    goal: int,
    *,
    hopeless: Callable[[tuple[int, ...]], bool] | None = None,
) -> Iterator[list[int]]:
    """
    Yield the ways from a state to a state, cheapest first, each sequence of lines once.

    All ways are one family. Taking its cheapest way out leaves families that part from it after 0,
    1, 2 ... lines; they share nothing, so the cheapest of all that wait is always the next one
    (Lawler 1972). In a family the transfers between the given lines stay free, and a way that
    visits a state twice, even in two layers or stages, is branched on as in `cheapest_arcs`.

    Parameters
    ----------
    layers
        The graph to search.
    costs
        (n_arcs,) cost of each arc, 0 or more.
    lines
        (n_arcs,) arcs that tell ways apart; of ways over the same lines only the cheapest counts.
    origin, goal
        States of the plain graph.
    hopeless
        Says of the first lines of a way that no way that begins so is wanted.

    Yields
    ------
    arcs
        In travel order.

    Raises
    ------
    SolverError
        The limit of restricted searches for one way was reached.
    """
    search = _Search(layers, costs, lines, origin, goal)
    queue: list[tuple[float, list[int], _Family]] = []

    def push(family: _Family) -> None:
        found = search.cheapest(family)
        if found is not None:
            heapq.heappush(queue, (*found, family))

    push(_Family())
    while queue:
        _, arcs, family = heapq.heappop(queue)
        yield arcs
        run = [*(arc for arc in arcs if lines[arc]), STOP]
        for given in range(len(family.lines), len(run)):
            first = tuple(run[:given])
            if hopeless is not None and hopeless(first):
                break
            banned = family.banned if given == len(family.lines) else frozenset()
            push(_Family(first, banned | {run[given]}))


class _Search:
    """
    Goal-directed search for the cheapest way of a family.

    A place in the search is a stage (how many of the given lines are done) and a layered state,
    as one number. Exact distances to the goal, made once, steer every search.
    """

    def __init__(
        self, layers: Layered, costs: Floats, lines: Bools, origin: int, goal: int
    ) -> None:
        self.size = layers.size
        self.plain = layers.goal_offset or layers.size
        self.origin, self.goal, self.end = origin, goal, goal + layers.goal_offset
        weight = costs[layers.arc] + HAIR
        self.ahead = distances_to(layers, weight, self.end).tolist()
        order = np.argsort(layers.tail, kind="stable")
        self.first = np.searchsorted(layers.tail[order], np.arange(layers.size + 1)).tolist()
        self.head, self.arc = layers.head[order].tolist(), layers.arc[order].tolist()
        self.weight = weight[order].tolist()
        self.is_line = lines.tolist()
        self.ends: dict[int, tuple[int, int]] = {}
        for tail, head, arc in zip(layers.tail, layers.head, layers.arc, strict=True):
            self.ends[int(arc)] = (int(tail) % self.plain, int(head) % self.plain)

    def cheapest(self, family: _Family) -> tuple[float, list[int]] | None:
        """Return cost and arcs of the cheapest way that visits no state twice, or None."""
        queue: list[tuple[float, list[int], list[int], frozenset[int]]] = []
        tried = {frozenset[int]()}
        fixed = {self.origin}.union(*(self.ends[arc] for arc in family.lines))

        def push(shut: frozenset[int]) -> None:
            found = self._shortest(family, fixed, shut)
            if found is not None:
                heapq.heappush(queue, (*found, shut))

        push(frozenset())
        for _ in range(TRIES):
            if not queue:
                return None
            cost, arcs, places, shut = heapq.heappop(queue)
            twice = self._visited_twice(places)
            if twice is None:
                return cost, arcs
            for place in twice:  # A way free of loops visits at most one of the two.
                if shut | {place} not in tried:
                    tried.add(shut | {place})
                    push(shut | {place})
        msg = f"no way free of loops was found among {TRIES} that come back over themselves"
        raise SolverError(msg, status="limit of tries")

    def _visited_twice(self, places: list[int]) -> tuple[int, int] | None:
        """Return two places of a way that are the same plain state, or None."""
        seen: dict[int, int] = {}
        for place in places:
            before = seen.setdefault(place % self.size % self.plain, place)
            if before != place:
                return before, place
        return None

    def _shortest(
        self, family: _Family, fixed: set[int], shut: frozenset[int]
    ) -> tuple[float, list[int], list[int]] | None:
        """Return cost, arcs and places of the cheapest way that keeps off some places."""
        given = len(family.lines)
        came: dict[int, tuple[int, int]] = {}
        best, done = {self.origin: 0.0}, set()
        heap = [(self.ahead[self.origin], self.origin)]
        while heap:
            _, here = heapq.heappop(heap)
            if here in done:
                continue
            done.add(here)
            stage, state = divmod(here, self.size)
            if state == self.end and stage >= given + (STOP in family.banned):
                return best[here], *_walk_back(came, here)
            for place, weight, arc in self._onward(family, fixed, stage, state):
                cost = best[here] + weight
                if place not in shut and cost < best.get(place, np.inf):
                    best[place], came[place] = cost, (here, arc)
                    heapq.heappush(heap, (cost + self.ahead[place % self.size], place))
        return None

    def _onward(
        self, family: _Family, fixed: set[int], stage: int, state: int
    ) -> Iterator[tuple[int, float, int]]:
        """Yield place, weight and arc of every move that the family allows."""
        free = len(family.lines) + 1
        for edge in range(self.first[state], self.first[state + 1]):
            head, arc = self.head[edge], self.arc[edge]
            plain = head % self.plain
            step = family.step(stage, arc) if self.is_line[arc] else stage
            # The ends of the given lines are visited anyway, and the goal is where a way ends.
            if step < 0 or (step == free and plain in fixed):
                continue
            if self.ahead[head] < np.inf and (plain != self.goal or head == self.end):
                yield step * self.size + head, self.weight[edge], arc


def _walk_back(came: dict[int, tuple[int, int]], place: int) -> tuple[list[int], list[int]]:
    """Return arcs and places of the way that leads to a place."""
    arcs, places = [], [place]
    while place in came:
        place, arc = came[place]
        arcs.append(arc)
        places.append(place)
    return arcs[::-1], places[::-1]
