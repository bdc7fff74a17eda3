"""The ways from a state to a state in order of cost, each sequence of links once."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.routes.front.ground import Ground, layered_terrain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corridor.routes.front.ground import Terrain
    from corridor.routes.search import Layered

__all__ = ["ways_in_order", "ways_over"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Restricted searches tried for one way that does not come back over itself.
TRIES = 5000
# Stands among the banned lines for ending the way where the lines so far end.
STOP = -1


@dataclass(frozen=True)
class _Family:
    """The ways that begin with these lines, in order, and do not go on with a banned one."""

    lines: tuple[int, ...] = ()
    banned: frozenset[int] = frozenset()


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
    terrain = layered_terrain(layers, costs, lines)
    yield from ways_over(terrain, origin, goal, hopeless=hopeless)


def ways_over(
    terrain: Terrain,
    origin: int,
    goal: int,
    *,
    hopeless: Callable[[tuple[int, ...]], bool] | None = None,
) -> Iterator[list[int]]:
    """
    Yield the ways over a terrain; see `ways_in_order`.

    All ways are one family. Taking its cheapest way out leaves families that part from it after 0,
    1, 2 ... lines; they share nothing, so the cheapest of all that wait is always the next one
    (Lawler 1972). A family waits with a lower bound until it is its turn, and is searched only
    then. In a family the transfers between the given lines stay free, and a way that visits a state
    twice, even in two layers or stages, is branched on as in `cheapest_arcs`.
    """
    search = _Search(terrain, origin, goal)
    number = itertools.count()
    # Of equal cost those not yet searched come first: they may hold a way of first arc numbers.
    queue: list[tuple[float, bool, list[int], int, _Family]] = [(0.0, False, [], 0, _Family())]
    while queue and search.ahead[origin] < np.inf:
        _, is_found, arcs, _, family = heapq.heappop(queue)
        if not is_found:
            found = search.cheapest(family)
            if found is not None:
                heapq.heappush(queue, (found[0], True, found[1], next(number), family))
            continue
        yield arcs
        for part, bound in search.partings(arcs, family):
            if hopeless is not None and hopeless(part.lines):
                break
            if bound < np.inf:
                heapq.heappush(queue, (bound, False, [], next(number), part))


class _Search(Ground):
    """
    Goal-directed search for the cheapest way of a family, and for a bound of it.

    A place in the search is a stage (how many of the given lines are done) and a layered state,
    as one number. Exact distances to the goal steer every search.
    """

    def partings(self, arcs: list[int], family: _Family) -> Iterator[tuple[_Family, float]]:
        """Yield the families that part from a way of a family, each with a lower bound."""
        run = [*(arc for arc in arcs if self.is_line[arc]), STOP]
        reached, visited = {self.origin: 0.0}, {self.origin}
        for given, line in enumerate(run):
            if given >= len(family.lines):
                banned = family.banned if given == len(family.lines) else frozenset()
                part = _Family(tuple(run[:given]), banned | {line})
                yield part, self._bound(part, reached, visited)
            if line != STOP:
                visited.update(self.ends[line].tolist())
                reached = self.after(line, reached)

    def _bound(self, family: _Family, reached: dict[int, float], visited: set[int]) -> float:
        """Return a lower bound of the ways of a family that has come so far."""
        least = np.inf
        for state, cost in reached.items():
            for here, more in self.transfers(state).items():
                if here == self.end and STOP not in family.banned:
                    least = min(least, cost + more)
                for head, weight, arc in self.moves(here):
                    allowed = self.is_line[arc] and arc not in family.banned
                    if allowed and head % self.plain not in visited:
                        least = min(least, cost + more + weight + self.ahead[head])
        return least

    def cheapest(self, family: _Family) -> tuple[float, list[int]] | None:
        """Return cost and arcs of the cheapest way that visits no state twice, or None."""
        queue: list[tuple[float, list[int], list[int], frozenset[int]]] = []
        tried = {frozenset[int]()}
        fixed = set(self.ends[list(family.lines)].ravel().tolist())

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
        open_from = len(family.lines) * self.size
        came: dict[int, tuple[int, int]] = {}
        best, done, bent = {self.origin: 0.0}, set[int](), set[int]()
        heap = [(self.ahead[self.origin], self.origin)]
        while heap:
            _, here = heapq.heappop(heap)
            if here in done:
                continue
            done.add(here)
            # Of all that is left the way straight on is the best, if it may be taken.
            straight = None
            if here >= open_from and here not in bent:
                straight = self._straight_on(family, fixed, shut, here, bent)
            if straight is not None:
                arcs, places = _walk_back(came, here)
                cost = best[here] + self.ahead[here % self.size]
                return cost, arcs + straight[0], places + straight[1]
            so_far = best[here]
            for place, weight, arc in self._onward(family, fixed, here):
                cost = so_far + weight
                if place not in shut and cost < best.get(place, np.inf):
                    best[place], came[place] = cost, (here, arc)
                    heapq.heappush(heap, (cost + self.ahead[place % self.size], place))
        return None

    def _onward(self, family: _Family, fixed: set[int], here: int) -> list[tuple[int, float, int]]:
        """Return place, weight and arc of every move that the family allows."""
        stage, state = divmod(here, self.size)
        given, is_line, size = len(family.lines), self.is_line, self.size
        base, behind = stage * size, (min(stage, given) + 1) * size
        allowed = []
        for head, weight, arc in self.moves(state):
            if not is_line[arc]:
                allowed.append((base + head, weight, arc))
            elif stage < given:
                if arc == family.lines[stage]:
                    allowed.append((behind + head, weight, arc))
            # The ends of the given lines are visited anyway.
            elif (stage > given or arc not in family.banned) and head % self.plain not in fixed:
                allowed.append((behind + head, weight, arc))
        return allowed

    def _straight_on(
        self, family: _Family, fixed: set[int], shut: frozenset[int], here: int, bent: set[int]
    ) -> tuple[list[int], list[int]] | None:
        """
        Return arcs and places of the shortest way of all to the end if the family allows it.

        Places from which it does not are ``bent``; the way on from each is one, so it is walked
        once.
        """
        stage, state = divmod(here, self.size)
        arcs, places, given = list[int](), list[int](), len(family.lines)
        is_straight = True
        while state != self.end and is_straight:
            arc, state = self.straight(state)
            if self.is_line[arc]:
                is_straight = stage > given or arc not in family.banned
                is_straight = is_straight and state % self.plain not in fixed
                stage = given + 1
            place = stage * self.size + state
            is_straight = is_straight and place not in shut and place not in bent
            arcs.append(arc)
            places.append(place)
        if is_straight and stage >= given + (STOP in family.banned):
            return arcs, places
        bent.update(places[:-1], (here,))
        return None


def _walk_back(came: dict[int, tuple[int, int]], place: int) -> tuple[list[int], list[int]]:
    """Return arcs and places of the way that leads to a place."""
    arcs, places = [], [place]
    while place in came:
        place, arc = came[place]
        arcs.append(arc)
        places.append(place)
    return arcs[::-1], places[::-1]
