"""The graph a search for ways runs on: moves from each state, and what is ahead of it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.routes.front.labels import lightest_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.routes.search import Layered

__all__ = ["Ground", "Terrain", "layered_terrain"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Move = tuple[int, float, int]
Nearest = tuple[list[float], list[int]]

# Added to every arc, as in the search for one route: of equal ways the one of fewest arcs leads.
HAIR = 1e-9
# Everything finite is below this: what is closed has an infinite weight.
FINITE = float(np.finfo(np.float64).max)
INF = float("inf")


@dataclass(frozen=True)
class Terrain:
    """
    The edges of a graph by tail, whatever the two ends of the search.

    Attributes
    ----------
    size, plain
        Number of states, in all layers and in one.
    moves
        What returns head, weight and arc of the edges of a state, the lightest first.
    back
        The lightest edge between each two states, turned round, as a sparse matrix.
    is_line
        Whether an arc tells ways apart; the others are transfers.
    ends
        (n_arcs, 2) plain states of each arc.
    spread
        What searches ``back`` from a state for the least weights and the states before; scipy's
        Dijkstra where none is given.
    """

    size: int
    plain: int
    moves: Callable[[int], list[Move]]
    back: csr_array
    is_line: list[bool]
    ends: Ints
    spread: Callable[[Floats, int], tuple[Floats, npt.NDArray[np.int32]]] | None = None

    def nearest_to(self, end: int, shut: list[int]) -> Nearest:
        """Return the least weight to a state from every one, none moving to those that are shut."""
        first = self.back.indptr
        weight = self.back.data.copy()
        for state in shut:
            weight[first[state] : first[state + 1]] = np.inf
        if self.spread is not None:
            found = self.spread(weight, end)
        else:
            matrix = csr_array((weight, self.back.indices, first), shape=self.back.shape)
            found = dijkstra(matrix, indices=end, limit=FINITE, return_predecessors=True)
        return found[0].tolist(), found[1].tolist()


def layered_terrain(layers: Layered, costs: Floats, lines: Bools) -> Terrain:
    """Return the terrain of the state graph, a hair added to every arc."""
    plain = layers.goal_offset or layers.size
    weight = costs[layers.arc] + HAIR
    order = np.lexsort((weight, layers.tail))
    first = np.searchsorted(layers.tail[order], np.arange(layers.size + 1)).tolist()
    columns = (layers.head[order], weight[order], layers.arc[order])
    moves = list(zip(*(column.tolist() for column in columns), strict=True))

    def moves_of(state: int) -> list[Move]:
        return moves[first[state] : first[state + 1]]

    ends = np.zeros((len(costs), 2), dtype=np.int64)
    ends[layers.arc] = np.stack([layers.tail, layers.head], axis=1) % plain
    back = lightest_back(layers, weight)
    return Terrain(layers.size, plain, moves_of, back, lines.tolist(), ends)


class Ground:
    """
    Moves from each state, made when first asked for, and the shortest way on from each.

    A way neither comes back to its origin nor goes on from its goal.

    Parameters
    ----------
    terrain
        The edges.
    origin, goal
        States of the plain graph.
    """

    def __init__(self, terrain: Terrain, origin: int, goal: int) -> None:
        self.terrain, self.size, self.plain = terrain, terrain.size, terrain.plain
        self.is_line, self.ends = terrain.is_line, terrain.ends
        self.origin, self.goal = origin, goal
        self.end = goal + terrain.size - terrain.plain
        layers = range(0, terrain.size, terrain.plain)
        self.closed = {state + layer for state in (origin, goal) for layer in layers} - {self.end}
        self.ahead, self.toward = terrain.nearest_to(self.end, sorted(self.closed))
        self.moves_of: dict[int, list[Move]] = {}
        self.transfers_of: dict[int, dict[int, float]] = {}
        self.straight_of: dict[int, tuple[int, int]] = {}

    def moves(self, state: int) -> list[Move]:
        """Return head, weight and arc of the moves from a state, the lightest first."""
        moves = self.moves_of.get(state)
        if moves is None:
            moves = self.moves_of[state] = self._read(state)
        return moves

    def _read(self, state: int) -> list[Move]:
        if state % self.plain == self.goal:
            return []
        ahead, shut = self.ahead, self.closed
        moves = self.terrain.moves(state)
        return [move for move in moves if ahead[move[0]] < INF and move[0] not in shut]

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
        step = self.straight_of.get(state)
        if step is None:
            toward = self.toward[state]
            step = next((arc, head) for head, _, arc in self.moves(state) if head == toward)
            self.straight_of[state] = step
        return step
