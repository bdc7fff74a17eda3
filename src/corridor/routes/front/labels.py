"""Every way between two states that no other one equals or betters in all criteria."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.routes.front.kernel import (
    DONE,
    FULL,
    TOO_MANY,
    compiled,
    has_numba,
    is_loaded,
    settle,
)

if TYPE_CHECKING:
    from corridor.routes.search import Layered

__all__ = ["MOST_LABELS", "between", "lightest_back", "nearest_to", "pareto_ways"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Labels a search may make: about 1 GB in plain Python, 0.4 GB compiled.
MOST_LABELS = 3_000_000
# Up to so many labels plain Python is done before a compiled function is even loaded; ten times as
# many, a second or two, before the lack of one is worth a word.
FEW_LABELS = 4_000
# Tracked states are bits of a whole number of 64 bits with a sign.
MOST_TRACKED = 62


def between(layers: Layered, origin: int, goal: int) -> Layered:
    """Return the edges of ways that neither come back to their origin nor go on from their goal."""
    plain, end = layers.goal_offset or layers.size, goal + layers.goal_offset
    head = layers.head % plain
    kept = (head != origin) & (layers.tail % plain != goal)
    kept &= (head != goal) | (layers.head == end)
    return replace(layers, tail=layers.tail[kept], head=layers.head[kept], arc=layers.arc[kept])


def nearest_to(layers: Layered, weight: Floats, end: int) -> tuple[Floats, Ints]:
    """
    Return the least weight from every layered state to one of them, and the state to go to next.

    Parameters
    ----------
    layers
        The graph to search.
    weight
        (n_edges,) weight of each edge, 0 or more.
    end
        A layered state.

    Returns
    -------
    distances, onward
        One each per layered state: inf and a negative number where there is no way.
    """
    matrix = lightest_back(layers, weight)
    return dijkstra(matrix, indices=end, return_predecessors=True)  # type: ignore[no-any-return]


def lightest_back(layers: Layered, weight: Floats) -> csr_array:
    """Return the lightest edge between each two states, turned round, as a sparse matrix."""
    # A sparse matrix adds up parallel edges: only the lightest may go in.
    pair = layers.head * layers.size + layers.tail
    order = np.lexsort((weight, pair))
    lightest = np.ones(len(order), dtype=bool)
    lightest[1:] = np.diff(pair[order]) != 0
    kept = order[lightest]
    back = layers.head[kept], layers.tail[kept]
    return csr_array((weight[kept], back), shape=(layers.size, layers.size))


def pareto_ways(
    layers: Layered, amounts: Ints, origin: int, goal: int, *, limit: int
) -> tuple[list[list[int]], str]:
    """
    Return one way for every point of the exact front, in lexicographic order of the amounts.

    Labels are settled in lexicographic order of what they have plus the least that is still ahead
    in each criterion, so the first to reach a point is never beaten later. In two layers a way may
    visit a state before and after the required place, which is no route. Dominance alone would
    then drop a route for a way that is none. So the search first ignores this; if ways of its front
    come back over themselves, the states where they do are tracked (a label that has visited one
    beats only labels that have too) and the search starts anew, until no way of the front comes
    back. That front is exact: it is made of routes, and it was found among more than routes.

    Parameters
    ----------
    layers
        The graph to search.
    amounts
        (n_criteria, n_arcs) whole numbers of 0 or more; one to four criteria.
    origin, goal
        States of the plain graph.
    limit
        Most points of the front.

    Returns
    -------
    ways
        Arcs of each; of equal ways the one of fewest arcs, then of first arc numbers.
    stopped
        Why the front is not complete; empty where it is.
    """
    search = _Search(layers, amounts, origin, goal)
    tracked: set[int] = set()
    while True:
        status, found = search.run(sorted(tracked), limit)
        simple, twice = [], set()
        for arcs, states in found:
            repeated = _first_repeated(states, search.plain)
            if repeated is None:
                simple.append(arcs)
            else:
                twice.add(repeated)
        if status == FULL:
            return simple, f"{MOST_LABELS:,} partial ways were looked at"
        if not twice:
            return simple, f"it has more than {limit:,} points" if status == TOO_MANY else ""
        tracked |= twice
        if len(tracked) > MOST_TRACKED:
            return simple, f"ways come back over more than {MOST_TRACKED} states"


def _first_repeated(states: list[int], plain: int) -> int | None:
    """Return the first plain state that a way visits twice, or None."""
    seen: set[int] = set()
    for state in states:
        if state % plain in seen:
            return state % plain
        seen.add(state % plain)
    return None


class _Search:
    """The edges a front can use, by tail, and the least amounts ahead of every state."""

    def __init__(self, layers: Layered, amounts: Ints, origin: int, goal: int) -> None:
        self.size, self.plain = layers.size, layers.goal_offset or layers.size
        self.origin, self.end = origin, goal + layers.goal_offset
        layers = between(layers, origin, goal)
        padded = np.zeros((4, amounts.shape[1]), dtype=np.int64)
        padded[: len(amounts)] = amounts
        ahead = np.zeros((4, self.size))
        for row, amount in zip(ahead, amounts, strict=False):
            row[:], _ = nearest_to(layers, amount[layers.arc].astype(float), self.end)
        self.reached = bool(np.isfinite(ahead[0, origin]))
        kept = np.flatnonzero(np.isfinite(ahead[0, layers.head]))
        kept = kept[np.lexsort((layers.arc[kept], layers.tail[kept]))]
        self.first = np.searchsorted(layers.tail[kept], np.arange(self.size + 1))
        self.head, self.number = layers.head[kept], layers.arc[kept]
        self.cost = np.ascontiguousarray(padded[:, self.number].T).ravel()
        self.ahead = np.where(np.isfinite(ahead), ahead, 0.0).astype(np.int64).T.ravel()

    def run(self, tracked: list[int], limit: int) -> tuple[int, list[tuple[list[int], list[int]]]]:
        """Return how the search ended, and arcs and layered states of each way of its front."""
        if not self.reached:
            return DONE, []
        bit = np.zeros(self.size, dtype=np.int64)
        for position, state in enumerate(tracked):
            bit[state :: self.plain] = 1 << position
        # Only visits before the required place are marked: those after it are what is checked.
        before = np.where(np.arange(self.size) < self.plain, bit, 0)
        graph = (self.first, self.head, self.cost, self.ahead, bit, before)
        status, *found = self._settle(graph, limit)
        goals, parent, via = (column.tolist() for column in found)
        return int(status), [self._way(label, parent, via) for label in goals]

    def _settle(self, graph: tuple[Ints, ...], limit: int) -> tuple[int, *tuple[Ints, ...]]:
        """Run plain Python for as long as few labels do, then the compiled function."""
        ends = self.origin, self.end, limit
        lists = tuple(column.tolist() for column in graph), self.number.tolist()
        if not is_loaded():
            status, *found = settle(*lists, *ends, FEW_LABELS * (1 if has_numba() else 10))
            if status != FULL:
                return status, *found
        arguments = (graph, self.number) if has_numba() else lists
        status, *found = compiled()(*arguments, *ends, MOST_LABELS)
        return status, *found

    def _way(self, label: int, parent: list[int], via: list[int]) -> tuple[list[int], list[int]]:
        """Return arcs and layered states of the way of a label."""
        arcs, states = [], []
        while label > 0:
            edge = via[label]
            arcs.append(int(self.number[edge]))
            states.append(int(self.head[edge]))
            label = parent[label]
        return arcs[::-1], [self.origin, *states[::-1]]
