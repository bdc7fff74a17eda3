"""Ask whether two nodes have a short way between them, while bridges are being added."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.network.lines.topology.web import lightest

if TYPE_CHECKING:
    from corridor.network.lines.topology.measure import Floats, Ints

__all__ = ["Ways"]


@dataclass
class Ways:
    """
    A graph of kilometres that bridges are added to.

    Parameters
    ----------
    ends, km
        Ends and length of each edge.
    count
        Number of nodes.

    Examples
    --------
    >>> import numpy as np
    >>> ways = Ways(np.array([[0, 1], [1, 2]]), np.array([1.0, 1.0]), 3)
    >>> ways.shorter(0, 2, 1.5)
    False
    >>> ways.add(0, 2, 0.5)
    >>> ways.shorter(0, 2, 1.5)
    True
    """

    ends: Ints
    km: Floats
    count: int
    around: dict[int, list[tuple[int, float]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Make the graph once, in both directions."""
        half = lightest(self.ends, self.km, self.count)
        self._graph = (half + half.T).tocsr()

    def add(self, one: int, other: int, km: float) -> None:
        """Add an edge."""
        self._next(one).append((other, km))
        self._next(other).append((one, km))

    def shorter(self, start: int, goal: int, limit_km: float) -> bool:
        """Say whether there is a way of at most this many kilometres."""
        best = {start: 0.0}
        heap = [(0.0, start)]
        while heap:
            done, node = heapq.heappop(heap)
            if node == goal:
                return True
            if done > best[node]:
                continue
            for other, km in self._next(node):
                reached = done + km
                if reached <= limit_km and reached < best.get(other, float("inf")):
                    best[other] = reached
                    heapq.heappush(heap, (reached, other))
        return False

    def _next(self, node: int) -> list[tuple[int, float]]:
        """Return the neighbours of a node with the kilometres to each, listed on first sight."""
        near = self.around.get(node)
        if near is None:
            row = slice(self._graph.indptr[node], self._graph.indptr[node + 1])
            indices, km = self._graph.indices[row].tolist(), self._graph.data[row].tolist()
            near = self.around[node] = list(zip(indices, km, strict=True))
        return near
