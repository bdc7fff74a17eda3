"""Cheapest ways in every draw of the costs, past a required place if need be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.routes.batch.relax import BatchedTree, EdgeList, cheapest_trees
from corridor.routes.search import HAIR, TRIES, cheapest_arcs

if TYPE_CHECKING:
    from corridor.routes.search import Layered

__all__ = ["DrawnWays", "cheapest_ways"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Way = tuple[int, ...]

# Draws solved alone, so that a search of all knows good routes to begin with.
KNOWN = 8


@dataclass(frozen=True)
class DrawnWays:
    """
    The cheapest way of every draw.

    Attributes
    ----------
    ways
        Arcs of each different way, in order; the ways sorted.
    number
        (n_draws,) place of each draw's way in the list; -1 where there is none.
    """

    ways: tuple[Way, ...]
    number: Ints


def cheapest_ways(layers: Layered, costs: Floats, origin: int, goal: int) -> DrawnWays:
    """
    Return the cheapest way from a state to a state in every draw.

    The same ways as `cheapest_arcs` finds draw by draw: one that visits a place twice is no route,
    and the cheapest that does not is found by branching, for all draws that share the fault at
    once. Edges on no way cheaper than a route already known are left out of that search.

    Parameters
    ----------
    layers
        The graph to search.
    costs
        (n_arcs, n_draws) cost of each arc, 0 or more.
    origin, goal
        States of the plain graph.

    Returns
    -------
    drawn
        Different ways, and which draw takes which.

    Raises
    ------
    SolverError
        The limit of restricted searches was reached.
    """
    search = _Search(costs + HAIR, origin, goal + layers.goal_offset)
    if len(layers.arc):
        search.run(layers)
    ways = sorted(set(search.best.values()))
    place = {way: i for i, way in enumerate(ways)}
    number = [place[search.best[d]] if d in search.best else -1 for d in range(costs.shape[1])]
    return DrawnWays(tuple(ways), np.array(number, dtype=np.int64))


@dataclass(frozen=True)
class _Ground:
    """Edges left to search: their arcs, the states they join numbered anew, and their places."""

    graph: EdgeList
    arc: Ints
    states: Ints
    plain: Ints

    @classmethod
    def whole(cls, layers: Layered) -> _Ground:
        """Return all of a layered graph."""
        states = np.arange(layers.size)
        plain = states % layers.goal_offset if layers.goal_offset else states
        return cls(EdgeList(layers.tail, layers.head, layers.size), layers.arc, states, plain)

    def only(self, kept: Bools) -> _Ground:
        """Return some of the edges, and the states they join."""
        tail, head = self.graph.tail[kept], self.graph.head[kept]
        used = np.unique(np.concatenate([tail, head]))
        graph = EdgeList(np.searchsorted(used, tail), np.searchsorted(used, head), len(used))
        return _Ground(graph, self.arc[kept], self.states[used], self.plain[used])

    def without(self, shut: frozenset[int]) -> _Ground:
        """Return what is left when states of the whole are shut."""
        closed = np.isin(self.states, list(shut))
        return self.only(~(closed[self.graph.tail] | closed[self.graph.head]))

    def at(self, state: int) -> int:
        """Return the number here of a state of the whole, or -1."""
        place = int(np.searchsorted(self.states, state))
        return place if place < len(self.states) and self.states[place] == state else -1

    def twins(self, way: Way) -> tuple[int, int] | None:
        """Return both states of the first place a way comes back to, before and after, or None."""
        seen: dict[int, int] = {}
        for state in (int(self.graph.tail[way[0]]), *(int(self.graph.head[e]) for e in way)):
            place = int(self.plain[state])
            if place in seen:
                return int(self.states[seen[place]]), int(self.states[state])
            seen[place] = state
        return None


@dataclass
class _Search:
    """A branching search over many draws: the cheapest route so far of each."""

    weight: Floats
    origin: int
    goal: int
    best: dict[int, Way] = field(default_factory=dict)
    tries: int = 0
    bound: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.bound = np.full(self.weight.shape[1], np.inf)

    def run(self, layers: Layered) -> None:
        """Search all draws; only those whose cheapest way comes back over itself are branched."""
        ground, draws = _Ground.whole(layers), np.arange(self.weight.shape[1])
        graph, weight = ground.graph, self.weight[ground.arc]
        tree = cheapest_trees(graph, weight, self.origin)
        parts = [left for _, left in self._settle(ground, tree, draws)]
        if not parts:
            return
        left = np.sort(np.concatenate(parts))
        goal = self.goal - layers.goal_offset
        if not self._know_some(layers, goal, tree.distance[self.goal], left):
            return
        back = cheapest_trees(EdgeList(graph.head, graph.tail, graph.size), weight, self.goal)
        through = tree.distance[graph.tail] + weight + back.distance[graph.head]
        useful = (through[:, left] <= self.bound[left]).any(axis=1)
        self._branch(ground.only(np.asarray(useful)), left, frozenset())

    def _know_some(self, layers: Layered, goal: int, floor: Floats, draws: Ints) -> bool:
        """Find routes for the mean and for the draws that know least; say whether there is any."""
        known = cheapest_arcs(layers, self.weight[:, draws].mean(axis=1), self.origin, goal)
        asked: set[int] = set()
        while known is not None:
            self._offer(tuple(known), draws)
            worst = int(draws[np.argmax(self.bound[draws] - floor[draws])])
            if worst in asked or len(asked) == KNOWN:
                return True
            asked.add(worst)
            known = cheapest_arcs(layers, self.weight[:, worst], self.origin, goal)
        return False

    def _branch(self, ground: _Ground, draws: Ints, shut: frozenset[int]) -> None:
        """Search with some states shut; branch where a way comes back over itself."""
        self.tries += 1
        if self.tries > TRIES:
            msg = f"no way past the required place was found in {TRIES} searches that come back"
            raise SolverError(msg, status="limit of tries")
        here = ground.without(shut)
        start = here.at(self.origin)
        if start < 0 or here.at(self.goal) < 0:
            return
        tree = cheapest_trees(here.graph, self.weight[np.ix_(here.arc, draws)], start)
        for twins, left in self._settle(here, tree, draws):
            for state in twins:
                # A simple way uses this place before the required one or after it, never both.
                self._branch(ground, left, shut | {state})

    def _settle(
        self, ground: _Ground, tree: BatchedTree, draws: Ints
    ) -> list[tuple[tuple[int, int], Ints]]:
        """Keep the ways that are routes; return the twin states of the others and their draws."""
        goal = ground.at(self.goal)
        cost = tree.distance[goal]
        ways, number = tree.ways(goal)
        back: dict[tuple[int, int], list[int]] = {}
        for place, way in enumerate(ways):
            twins = ground.twins(way)
            if twins is None:
                self._offer(tuple(int(a) for a in ground.arc[np.array(way)]), draws)
            else:
                back.setdefault(twins, []).append(place)
        open_ = cost < self.bound[draws]
        left = [
            (twins, draws[np.isin(number, np.array(back[twins])) & open_]) for twins in sorted(back)
        ]
        return [(twins, some) for twins, some in left if len(some)]

    def _offer(self, way: Way, draws: Ints) -> None:
        """Take a route for the draws in which it is the cheapest so far."""
        cost = self.weight[np.ix_(np.array(way), draws)].sum(axis=0)
        better = cost < self.bound[draws]
        self.bound[draws[better]] = cost[better]
        self.best.update(dict.fromkeys(draws[better].tolist(), way))
