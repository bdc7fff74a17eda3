"""The cheapest ways of many pairs by one criterion, each pair by the search that suits it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.routes.many.kernel import between_all, runs_compiled
from corridor.routes.many.trees import tree_steps
from corridor.routes.many.two_sided import TooFarError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.routes.many.edges import Edges

__all__ = ["Ways", "merged", "ways_between", "ways_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# From so many states on, plain Python that starts from both ends may beat a whole tree.
LARGE = 4096
# Part of the states it may settle: they take it as long as a whole tree takes scipy, or, for few
# pairs, half as long.
SHARE, SHARE_OF_FEW = 16, 32
# Pairs tried before deciding whether searches from both ends pay on this graph.
TRIED = 8
# Pairs per origin from which one tree for all of them is the faster.
SHARED = 4


@dataclass(frozen=True)
class Ways:
    """
    One way per pair.

    Attributes
    ----------
    arc
        Arcs of all ways, one way after the other, in travel order.
    start
        (n_pairs + 1,) arcs of way i are ``arc[start[i]:start[i + 1]]``.
    reached
        (n_pairs,) whether there is a way; without one there are no arcs.
    """

    arc: Ints
    start: Ints
    reached: Bools

    def arcs(self, pair: int) -> Ints:
        """Return the arcs of the way of one pair."""
        return self.arc[self.start[pair] : self.start[pair + 1]]

    @cached_property
    def owner(self) -> Ints:
        """The way that each arc belongs to."""
        return np.repeat(np.arange(len(self.reached)), np.diff(self.start))

    def sums(self, values: Floats) -> Floats:
        """Return the sum of a quantity of arcs along each way; NaN where there is none."""
        sums = np.bincount(self.owner, values[self.arc], len(self.reached))
        return np.where(self.reached, sums, np.nan)


def ways_between(edges: Edges, origins: Ints, goals: Ints) -> Ways:
    """
    Return the cheapest way of each pair.

    Where many pairs share an origin or a destination, one tree of shortest paths serves them all.
    Else compiled code searches from both ends. Without it a graph of few states is searched once
    per origin; on a larger one plain Python starts from both ends and gives up where it would take
    longer than a whole tree; where that is the rule, trees are used at once.

    Parameters
    ----------
    edges
        The graph to search.
    origins, goals
        (n_pairs,) states.

    Returns
    -------
    ways
        One per pair.

    Examples
    --------
    >>> from corridor.routes.many.edges import cheapest_edges, sorted_ends
    >>> ends = sorted_ends(np.array([0, 1, 0]), np.array([1, 2, 2]), 3)
    >>> edges = cheapest_edges(ends, np.array([1.0, 1.0, 5.0]))
    >>> ways_between(edges, np.array([0]), np.array([2])).arc.tolist()
    [0, 1]
    """
    n_trees = min(len(np.unique(origins)), len(np.unique(goals)))
    if len(origins) > SHARED * n_trees:
        return _by_trees(edges, origins, goals)
    if runs_compiled(len(edges.arc)):
        return Ways(*between_all(edges, origins, goals))
    if edges.n_states < LARGE:
        return _by_trees(edges, origins, goals)
    return _by_both(edges, origins, goals)


def _by_trees(edges: Edges, origins: Ints, goals: Ints) -> Ways:
    """Search once per origin, or once per goal where those are fewer."""
    if len(np.unique(goals)) < len(np.unique(origins)):
        pair, head, tail, reached = tree_steps(edges.back, goals, origins)
        # Steps of a way turned round come last first.
        order = np.lexsort((-np.arange(len(pair)), pair))
        pair, tail, head = pair[order], tail[order], head[order]
    else:
        pair, tail, head, reached = tree_steps(edges, origins, goals)
    start = np.searchsorted(pair, np.arange(len(origins) + 1))
    return Ways(edges.arcs_between(tail, head), start, reached)


def _by_both(edges: Edges, origins: Ints, goals: Ints) -> Ways:
    """Search from both ends in plain Python, and by trees what would take too long."""
    most = edges.n_states // (SHARE_OF_FEW if len(origins) < TRIED else SHARE)
    search = edges.two_sided
    states: dict[int, list[int] | None] = {}
    far: list[int] = []
    spent = 0.0  # In trees, counting those that searches given up still need.
    for pair, ends in enumerate(zip(origins.tolist(), goals.tolist(), strict=True)):
        if pair >= TRIED and spent > pair:
            far.extend(range(pair, len(origins)))
            break
        try:
            states[pair], settled = search.states(*ends, most)
        except TooFarError as error:
            far.append(pair)
            settled = error.settled + most
        spent += settled / most
    if not far:
        return _of_states(edges, list(states.values()))
    near = np.array(list(states), dtype=np.int64)
    found = _of_states(edges, list(states.values()))
    parts = [(near, found), (np.array(far), _by_trees(edges, origins[far], goals[far]))]
    return merged(len(origins), parts)


def _of_states(edges: Edges, states: list[list[int] | None]) -> Ways:
    """Return ways given by their states; None is no way."""
    tail = np.array([state for way in states if way for state in way[:-1]], dtype=np.int64)
    head = np.array([state for way in states if way for state in way[1:]], dtype=np.int64)
    length = [len(way) - 1 if way else 0 for way in states]
    start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    return Ways(
        edges.arcs_between(tail, head), start, np.array([way is not None for way in states])
    )


def ways_of(arcs: Sequence[Sequence[int]]) -> Ways:
    """Return ways given by their arcs, all of which there are."""
    every = np.array([arc for way in arcs for arc in way], dtype=np.int64)
    return Ways(every, np.cumsum([0, *map(len, arcs)]), np.ones(len(arcs), dtype=bool))


def merged(n_ways: int, parts: list[tuple[Ints, Ways]]) -> Ways:
    """Return ways put in their places: each part is the places of some ways, and those ways."""
    reached, length = np.zeros(n_ways, dtype=bool), np.zeros(n_ways, dtype=np.int64)
    for places, ways in parts:
        reached[places], length[places] = ways.reached, np.diff(ways.start)
    owner = np.concatenate([np.repeat(places, np.diff(ways.start)) for places, ways in parts])
    arc = np.concatenate([ways.arc for _, ways in parts])[np.argsort(owner, kind="stable")]
    return Ways(arc, np.concatenate([[0], np.cumsum(length)]), reached)
