"""A graph given as arrays: checked once, then asked for distances and routes by any criterion."""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from corridor.routes.front.ways import ways_over
from corridor.routes.many.arc_arrays import ArcArrays
from corridor.routes.many.checks import (
    checked_count,
    checked_criteria,
    checked_pairs,
    checked_state,
)
from corridor.routes.many.kernel import runs_compiled, tree_from
from corridor.routes.many.prepared import PreparedGraph, prepared_graph
from corridor.routes.many.result import ArcRoute, ArcRoutes, no_way
from corridor.routes.many.searched import Searched
from corridor.routes.many.ways import merged, ways_between

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ArcGraph"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class ArcGraph(ArcArrays):
    """
    A graph of any size, given as one tail, head and weight per criterion for every arc.

    Make it with `from_arrays`, which checks the arrays; a graph is never changed after that. Arcs
    may run parallel: by each criterion the cheapest of them is used. Of routes of equal cost one is
    returned, always the same for the same arrays, pairs and installed extras. With the extra
    ``fast``, graphs of 10,000 arcs or more are searched by compiled code.

    Attributes
    ----------
    n_states
        States are numbered from 0.
    tail, head
        (n_arcs,) ends of each arc.
    weights
        (n_arcs,) weights by criterion.
    """

    @cached_property
    def _searched(self) -> Searched:
        return Searched(self.n_states, self.tail, self.head, self.weights)

    def distances(self, state: int, criterion: str, *, back: bool = False) -> Floats:
        """
        Return the least sum of a criterion from one state to every state.

        Parameters
        ----------
        state
            Where to start; with ``back``, where to end.
        criterion
            One of `criteria`.
        back
            Whether to return the least sum from every state to this one instead.

        Returns
        -------
        distances
            (n_states,) infinite where there is no way.

        Raises
        ------
        ValueError, UnknownIdError
            There is no such state; there is no such criterion.

        Examples
        --------
        >>> graph = ArcGraph.from_arrays([0, 1, 0], [1, 2, 2], {"cost": [1.0, 1.0, 5.0]})
        >>> graph.distances(0, "cost").tolist()
        [0.0, 1.0, 2.0]
        """
        state = checked_state(state, "state", self.n_states)
        edges = self._searched.edges(criterion)
        edges = edges.back if back else edges
        if runs_compiled(len(edges.arc)):
            return tree_from(edges, edges.weight, state)[0]
        return np.asarray(dijkstra(edges.matrix, indices=state), dtype=np.float64)

    def route(self, origin: int, destination: int, criterion: str) -> ArcRoute:
        """
        Return the route that is the least of a criterion.

        Parameters
        ----------
        origin, destination
            States.
        criterion
            One of `criteria`.

        Returns
        -------
        route
            Its arcs, states and the sum of every criterion; no arcs where the two ends are one.

        Raises
        ------
        NoRouteError
            No arcs lead from one to the other.
        ValueError, UnknownIdError
            There is no such state; there is no such criterion.

        Examples
        --------
        >>> graph = ArcGraph.from_arrays([0, 1, 0], [1, 2, 2], {"cost": [1.0, 1.0, 5.0]})
        >>> graph.route(0, 2, "cost")
        ArcRoute(0 -> 2, least cost: 2 arcs; cost 2)
        """
        ends = self._checked_pair(origin, destination)
        way = ways_between(self._searched.edges(criterion), *np.array(ends)[:, None])
        if not way.reached[0]:
            raise no_way(*ends)
        return ArcRoute(self, criterion, *ends, way.arc)

    def _checked_pair(self, origin: int, destination: int) -> tuple[int, int]:
        n_states = self.n_states
        first = checked_state(origin, "origin", n_states)
        return first, checked_state(destination, "destination", n_states)

    def routes(
        self,
        pairs: npt.ArrayLike,
        criteria: Iterable[str] | None = None,
        *,
        strict: bool = False,
    ) -> ArcRoutes:
        """
        Return the route of every pair by every criterion.

        Parameters
        ----------
        pairs
            (n_pairs, 2) origin and destination of each.
        criteria
            Some of `criteria`; all when absent.
        strict
            Whether a pair without a route is an error, not a row of the table.

        Returns
        -------
        routes
            A table of one row per pair and criterion; arcs and routes when asked for.

        Raises
        ------
        NoRouteError
            With ``strict``: a pair has no route.
        ValueError, UnknownIdError
            There are no pairs, or a state is out of range; there is no such criterion.

        Examples
        --------
        >>> weights = {"cost": [1.0, 1.0, 5.0], "time": [9.0, 9.0, 1.0]}
        >>> graph = ArcGraph.from_arrays([0, 1, 0], [1, 2, 2], weights)
        >>> graph.routes([(0, 2), (2, 0)]).table[["criterion", "feasible", "cost", "time"]]
            criterion  feasible  cost  time
        row
        0        cost      True   2.0  18.0
        1        time      True   5.0   1.0
        2        cost     False   NaN   NaN
        3        time     False   NaN   NaN
        """
        ends = checked_pairs(pairs, self.n_states)
        names = checked_criteria(criteria, self.criteria)
        rows = np.arange(len(ends) * len(names)).reshape(-1, len(names))
        found = [ways_between(self._searched.edges(name), *ends.T) for name in names]
        ways = merged(rows.size, list(zip(rows.T, found, strict=True)))
        return ArcRoutes(self, names, ends, ways).refusing(strict=strict)

    def k_routes(
        self, origin: int, destination: int, criterion: str, *, k: int = 10
    ) -> list[ArcRoute]:
        """
        Return the k routes of least sum that visit no state twice, in order.

        Parallel arcs make different routes.

        Parameters
        ----------
        origin, destination
            Two different states.
        criterion
            One of `criteria`.
        k
            How many routes, 1 or more.

        Returns
        -------
        routes
            Fewer than k where there are fewer.

        Raises
        ------
        NoRouteError
            No arcs lead from one to the other.
        ValueError, UnknownIdError
            No such state, the two are one, or `k` is not 1 or more; there is no such criterion.

        Examples
        --------
        >>> graph = ArcGraph.from_arrays([0, 1, 0], [1, 2, 2], {"cost": [1.0, 1.0, 5.0]})
        >>> [route.cost for route in graph.k_routes(0, 2, "cost", k=3)]
        [2.0, 5.0]
        """
        ends = self._checked_pair(origin, destination)
        if ends[0] == ends[1]:
            msg = f"origin and destination are both {origin}; give two different states"
            raise ValueError(msg)
        ways = ways_over(self._searched.terrain(criterion), *ends)
        found = list(itertools.islice(ways, checked_count(k, "k")))
        if not found:
            raise no_way(*ends)
        return [ArcRoute(self, criterion, *ends, np.array(way)) for way in found]

    def prepare(self, criterion: str, *, coordinates: npt.ArrayLike | None = None) -> PreparedGraph:
        """
        Return the graph made ready for many single routes by one criterion.

        Takes seconds once and needs the extra ``preprocess``. It pays on graphs that a few cuts
        part, as roads and railways do; a graph that no small cut parts is refused.

        Parameters
        ----------
        criterion
            One of `criteria`.
        coordinates
            (n_states, 2) places of the states on a plane; told from the graph when absent.

        Returns
        -------
        prepared
            Answers `route` and `routes` like the graph. Sums are of the weights as given; a route
            can miss the least by what rounding weights to whole numbers hides, which each route
            states as ``excess``.

        Raises
        ------
        ModuleNotFoundError
            The extra is not installed.
        ValueError, UnknownIdError
            No small cut parts the graph; there is no such criterion.

        Examples
        --------
        >>> graph = ArcGraph.from_arrays([0, 1, 0], [1, 2, 2], {"cost": [1.0, 1.0, 5.0]})
        >>> graph.prepare("cost").route(0, 2).cost  # doctest: +SKIP
        2.0
        """
        return prepared_graph(self, criterion, self._searched.edges(criterion), coordinates)
