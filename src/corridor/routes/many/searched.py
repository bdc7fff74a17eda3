"""What searches read of a graph given as arrays, worked out per criterion when first asked for."""

from __future__ import annotations

from functools import cached_property, partial
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.routes.front.ground import Terrain
from corridor.routes.many.checks import checked_criteria
from corridor.routes.many.edges import Edges, Ends, cheapest_edges, sorted_ends
from corridor.routes.many.kernel import runs_compiled, tree_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.routes.front.ground import Move

__all__ = ["Searched"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
WEIGHT = itemgetter(1)


class Searched:
    """
    Edges by criterion for one route, terrain by criterion for the k best.

    Parameters
    ----------
    n_states, tail, head, weights
        As in `ArcGraph`.
    """

    def __init__(
        self, n_states: int, tail: Ints, head: Ints, weights: Mapping[str, Floats]
    ) -> None:
        self.n_states, self.tail, self.head, self.weights = n_states, tail, head, weights
        self.edges_of: dict[str, Edges] = {}
        self.terrain_of: dict[str, Terrain] = {}

    @cached_property
    def ends(self) -> Ends:
        """All arcs in order of their ends."""
        return sorted_ends(self.tail, self.head, self.n_states)

    def edges(self, criterion: str) -> Edges:
        """Return the cheapest arc between each two states by a criterion."""
        if criterion not in self.edges_of:
            checked_criteria([criterion], list(self.weights))
            self.edges_of[criterion] = cheapest_edges(self.ends, self.weights[criterion])
        return self.edges_of[criterion]

    def terrain(self, criterion: str) -> Terrain:
        """Return all arcs by their tails, parallel ones too: each makes another route."""
        if criterion not in self.terrain_of:
            self.terrain_of[criterion] = self._terrain(criterion)
        return self.terrain_of[criterion]

    def _terrain(self, criterion: str) -> Terrain:
        back, arc = self.edges(criterion).back, self.ends.arc
        first = np.append(self.ends.begin, len(arc))[self.ends.first].tolist()
        columns = self.head[arc], self.weights[criterion][arc], arc

        def moves_of(state: int) -> list[Move]:
            span = slice(first[state], first[state + 1])
            moves = zip(*(column[span].tolist() for column in columns), strict=True)
            return sorted(moves, key=WEIGHT)

        size, ends = self.n_states, np.stack([self.tail, self.head], axis=1)
        spread = partial(tree_from, back) if runs_compiled(len(arc)) else None
        return Terrain(size, size, moves_of, back.matrix, [True] * len(arc), ends, spread)
