"""Every way between two states that no other one equals or betters in all criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.routes.front.kernel import DONE, FULL, TOO_MANY, compiled, has_numba, settle

if TYPE_CHECKING:
    from corridor.routes.search import Layered

__all__ = ["MOST_LABELS", "distances_to", "pareto_ways"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Labels a search may make: about 1 GB in plain Python, 0.4 GB compiled.
MOST_LABELS = 3_000_000
# Up to so many labels plain Python is done before a compiled function is even loaded.
FEW_LABELS = 20_000
# Tracked states are bits of a whole number of 64 bits with a sign.
MOST_TRACKED = 62


def distances_to(layers: Layered, weight: Floats, end: int) -> Floats:
    """
    Return the least weight from every layered state to one of them; inf where there is no way.

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
    distances
        One per layered state.
    """
    # A sparse matrix adds up parallel edges: only the lightest may go in.
    order = np.lexsort((weight, layers.tail, layers.head))
    tail, head = layers.tail[order], layers.head[order]
    lightest = np.ones(len(order), dtype=bool)
    lightest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    back = head[lightest], tail[lightest]
    matrix = csr_array((weight[order][lightest], back), shape=(layers.size, layers.size))
    return np.asarray(dijkstra(matrix, indices=end), dtype=np.float64)


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
        padded = np.zeros((4, amounts.shape[1]), dtype=np.int64)
        padded[: len(amounts)] = amounts
        ahead = np.zeros((4, self.size))
        for row, amount in zip(ahead, amounts, strict=False):
            row[:] = distances_to(layers, amount[layers.arc].astype(float), self.end)
        self.reached = bool(np.isfinite(ahead[0, origin]))
        # No way comes back to its origin, goes on from its goal, or passes it on the way.
        inside = (layers.head % self.plain != origin) & (layers.tail % self.plain != goal)
        inside &= (layers.head % self.plain != goal) | (layers.head == self.end)
        kept = np.flatnonzero(inside & np.isfinite(ahead[0, layers.head]))
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
        return status, [self._way(label, parent, via) for label in goals]

    def _settle(self, graph: tuple[Ints, ...], limit: int) -> tuple[int, Ints, Ints, Ints]:
        """Run plain Python for as long as few labels do, then the compiled function."""
        lists = tuple(column.tolist() for column in graph), self.number.tolist()
        ends = self.origin, self.end, limit
        found = settle(*lists, *ends, FEW_LABELS)
        if found[0] == FULL and has_numba():
            found = compiled()(graph, self.number, *ends, MOST_LABELS)
        elif found[0] == FULL:
            found = compiled()(*lists, *ends, MOST_LABELS)
        status, goals, parent, via = found
        return int(status), goals, parent, via

    def _way(self, label: int, parent: list[int], via: list[int]) -> tuple[list[int], list[int]]:
        """Return arcs and layered states of the way of a label."""
        arcs, states = [], []
        while label > 0:
            edge = via[label]
            arcs.append(int(self.number[edge]))
            states.append(int(self.head[edge]))
            label = parent[label]
        return arcs[::-1], [self.origin, *states[::-1]]
