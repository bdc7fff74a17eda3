"""The graph a search for ways runs on: moves from each state, and what is ahead of it."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.routes.front.labels import between, nearest_to

if TYPE_CHECKING:
    from corridor.routes.search import Layered

__all__ = ["Ground"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Added to every arc, as in the search for one route: of equal ways the one of fewest arcs leads.
HAIR = 1e-9


class Ground:
    """
    Moves from each state, made when first asked for, and the shortest way on from each.

    Parameters
    ----------
    layers
        The graph to search.
    costs
        (n_arcs,) cost of each arc, 0 or more.
    lines
        (n_arcs,) arcs that tell ways apart; the others are transfers.
    origin, goal
        States of the plain graph.
    """

    def __init__(
        self, layers: Layered, costs: Floats, lines: Bools, origin: int, goal: int
    ) -> None:
        self.size = layers.size
        self.plain = layers.goal_offset or layers.size
        self.origin, self.end = origin, goal + layers.goal_offset
        layers = between(layers, origin, goal)
        weight = costs[layers.arc] + HAIR
        ahead, onward = nearest_to(layers, weight, self.end)
        self.ahead, self.toward = ahead.tolist(), onward.tolist()
        order = np.lexsort((weight, layers.tail))
        self.first = np.searchsorted(layers.tail[order], np.arange(layers.size + 1)).tolist()
        self.columns = layers.head[order], weight[order], layers.arc[order]
        self.is_line = lines.tolist()
        self.ends = np.zeros((len(costs), 2), dtype=np.int64)
        self.ends[layers.arc] = np.stack([layers.tail, layers.head], axis=1) % self.plain
        self.moves_of: dict[int, list[tuple[int, float, int]]] = {}
        self.transfers_of: dict[int, dict[int, float]] = {}

    def moves(self, state: int) -> list[tuple[int, float, int]]:
        """Return head, weight and arc of the moves from a state, the lightest first."""
        if state not in self.moves_of:
            span = slice(self.first[state], self.first[state + 1])
            columns = [column[span].tolist() for column in self.columns]
            moves = zip(*columns, strict=True)
            self.moves_of[state] = [move for move in moves if self.ahead[move[0]] < np.inf]
        return self.moves_of[state]

    def transfers(self, state: int) -> dict[int, float]:
        """Return the states reached without a line, and the least weight to each."""
        if state not in self.transfers_of:
            reached, heap = dict[int, float](), [(0.0, state)]
            while heap:
                weight, here = heapq.heappop(heap)
                if here not in reached:
                    reached[here] = weight
                    for head, more, arc in self.moves(here):
                        if not self.is_line[arc]:
                            heapq.heappush(heap, (weight + more, head))
            self.transfers_of[state] = reached
        return self.transfers_of[state]

    def after(self, line: int, reached: dict[int, float]) -> dict[int, float]:
        """Return the least weight by which one more line is done, per state behind it."""
        behind: dict[int, float] = {}
        for state, cost in reached.items():
            for here, more in self.transfers(state).items():
                for head, weight, arc in self.moves(here):
                    if arc == line:
                        behind[head] = min(behind.get(head, np.inf), cost + more + weight)
        return behind

    def straight(self, state: int) -> tuple[int, int]:
        """Return arc and head of the first move of the shortest way of all to the end."""
        toward = self.toward[state]
        return next((arc, head) for head, _, arc in self.moves(state) if head == toward)
