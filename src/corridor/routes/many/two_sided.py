"""The cheapest way between two states, searched from both ends at once in plain Python."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridor.routes.many.edges import Edges

__all__ = ["TooFarError", "TwoSided"]


# Where four times the states reach so many times as far, a graph is as wide as a plane. From both
# ends half as many states are settled there as by one tree: in plain Python no gain.
FEW, MORE, PLANE = 32, 128, 1.8


class TooFarError(Exception):
    """
    The search was given up: another kind is the better one for this pair.

    Parameters
    ----------
    settled
        States settled until then.
    """

    def __init__(self, settled: int) -> None:
        super().__init__(f"given up after {settled} states")
        self.settled = settled


class TwoSided:
    """
    Searches from both ends on one graph; what is read of it is kept for the next pair.

    Parameters
    ----------
    edges
        The graph to search.
    """

    def __init__(self, edges: Edges) -> None:
        self.sides = tuple(
            (side.first.tolist(), side.head, side.weight) for side in (edges, edges.back)
        )
        self.read: tuple[dict[int, list[tuple[int, float]]], ...] = ({}, {})

    def states(self, origin: int, goal: int, most: int) -> tuple[list[int] | None, int]:
        """
        Return the states of the cheapest way, or None where there is none, and how many it took.

        Parameters
        ----------
        origin, goal
            States.
        most
            States to settle before giving up.

        Returns
        -------
        states, settled
            From origin to goal, only the origin where the two are the same; states settled.

        Raises
        ------
        TooFarError
            More states than ``most`` would have to be settled, or the graph is too wide.
        """
        best, meet = (0.0, origin) if origin == goal else (float("inf"), -1)
        cost: tuple[dict[int, float], ...] = ({origin: 0.0}, {goal: 0.0})
        came: tuple[dict[int, int], ...] = ({}, {})
        heaps: tuple[list[tuple[float, int]], ...] = ([(0.0, origin)], [(0.0, goal)])
        settled, reach, low = 0, 0.0, 0.0
        while heaps[0] and heaps[1] and (low := heaps[0][0][0] + heaps[1][0][0]) < best:
            side = 0 if heaps[0][0] <= heaps[1][0] else 1
            mine, other, heap, steps = cost[side], cost[1 - side], heaps[side], came[side]
            so_far, here = heapq.heappop(heap)
            if so_far > mine[here]:
                continue
            settled += 1
            if settled == FEW:
                reach = low
            if settled > most or (settled == MORE and low > PLANE * reach > 0.0):
                raise TooFarError(settled)
            moves = self.read[side].get(here)
            for state, more in moves if moves is not None else self._moves(side, here):
                new = so_far + more
                old = mine.get(state)
                if old is None or new < old:
                    mine[state], steps[state] = new, here
                    heapq.heappush(heap, (new, state))
                    beyond = other.get(state)
                    if beyond is not None and new + beyond < best:
                        best, meet = new + beyond, state
        if meet < 0:
            return None, settled
        return [*_traced(came[0], meet)[::-1], *_traced(came[1], meet)[1:]], settled

    def _moves(self, side: int, state: int) -> list[tuple[int, float]]:
        """Read head and weight of the edges of a state, and keep them."""
        first, head, weight = self.sides[side]
        span = slice(first[state], first[state + 1])
        moves = list(zip(head[span].tolist(), weight[span].tolist(), strict=True))
        self.read[side][state] = moves
        return moves


def _traced(came: dict[int, int], state: int) -> list[int]:
    """Return the states from one back to where its side began."""
    states = [state]
    while state in came:
        state = came[state]
        states.append(state)
    return states
