"""A graph made ready for many single routes: contraction hierarchies, evaluated exactly."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.routes.many.checks import checked_pairs, checked_state
from corridor.routes.many.result import ArcRoute, ArcRoutes, no_way
from corridor.routes.many.ways import Ways, ways_between

if TYPE_CHECKING:
    from corridor.routes.many.arc_graph import ArcGraph
    from corridor.routes.many.edges import Edges

__all__ = ["PreparedGraph", "prepared_graph"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# The library adds up whole numbers of 32 bits; from this one on they stand for "no way".
NO_WAY = 2**31 - 1
# Links between the halves of a graph, in square roots of its number of states, beyond which the
# hierarchy has too many shortcuts to be of use: roads and railways have fewer than ten.
WIDEST = 20.0


@dataclass(frozen=True, eq=False, repr=False)
class PreparedGraph:
    """
    A graph ready for many single routes by one criterion.

    Attributes
    ----------
    graph, criterion
        The graph and what routes are the least of.
    edges
        The cheapest arc between each two states.
    unit
        What one whole number stands for. Weights were rounded down to multiples of it to search.
    metric
        The contraction hierarchy.
    """

    graph: ArcGraph
    criterion: str
    edges: Edges
    unit: float
    metric: Any

    def route(self, origin: int, destination: int) -> ArcRoute:
        """
        Return the route that is the least of the criterion.

        Parameters
        ----------
        origin, destination
            States.

        Returns
        -------
        route
            Its cost is the sum of the weights as given, at most ``excess`` above the least.

        Raises
        ------
        NoRouteError
            No arcs lead from one to the other.
        ValueError
            There is no such state.
        """
        n_states = self.graph.n_states
        ends = (
            checked_state(origin, "origin", n_states),
            checked_state(destination, "destination", n_states),
        )
        found = self._way(*ends)
        if found is None:
            raise no_way(*ends)
        return ArcRoute(self.graph, self.criterion, *ends, *found)

    def routes(self, pairs: npt.ArrayLike, *, strict: bool = False) -> ArcRoutes:
        """
        Return the route of every pair; see `ArcGraph.routes`.

        Parameters
        ----------
        pairs
            (n_pairs, 2) origin and destination of each.
        strict
            Whether a pair without a route is an error, not a row of the table.

        Returns
        -------
        routes
            As of the graph, with ``excess``.
        """
        ends = checked_pairs(pairs, self.graph.n_states)
        found = [self._way(origin, goal) for origin, goal in ends.tolist()]
        arcs = [way[0] for way in found if way is not None]
        start = np.cumsum([0, *(0 if way is None else len(way[0]) for way in found)])
        reached = np.array([way is not None for way in found])
        ways = Ways(np.concatenate([np.empty(0, np.int64), *arcs]), start, reached)
        excess = np.array([np.nan if way is None else way[1] for way in found])
        routes = ArcRoutes(self.graph, (self.criterion,), ends, ways, excess)
        return routes.refusing(strict=strict)

    def _way(self, origin: int, goal: int) -> tuple[Ints, float] | None:
        """Return the arcs of the way and how far above the least it can be, or None."""
        whole, _, edges = self.metric.query(origin, goal)
        if whole >= NO_WAY:  # Or it is longer than whole numbers of 32 bits can tell.
            way = ways_between(self.edges, np.array([origin]), np.array([goal]))
            return (way.arc, 0.0) if way.reached[0] else None
        edges = np.array(edges, dtype=np.int64)
        cost = float(sum(self.edges.weight[edges].tolist()))
        return self.edges.arc[edges], max(cost - whole * self.unit, 0.0)

    def __repr__(self) -> str:
        return f"PreparedGraph({self.graph!r}, least {self.criterion}, unit {self.unit:.3g})"


def prepared_graph(
    graph: ArcGraph, criterion: str, edges: Edges, coordinates: npt.ArrayLike | None
) -> PreparedGraph:
    """Build the hierarchy of one criterion; see `ArcGraph.prepare`."""
    try:
        library = import_module("pyroutingkit")
    except ModuleNotFoundError as error:
        msg = "preparing a graph needs pyroutingkit: pip install 'corridor[preprocess]'"
        raise ModuleNotFoundError(msg, name="pyroutingkit") from error
    places = _told_places(edges) if coordinates is None else _checked_places(edges, coordinates)
    _refuse_wide(edges, places)
    unit = _unit(edges)
    topology = library.CCHTopology()
    ends = (edges.tail.astype(np.uint32), edges.head.astype(np.uint32))
    topology.build(*ends, *(place.astype(np.float32) for place in places.T), edges.n_states)
    metric = library.CCHMetric(topology)
    metric.customize(np.floor(edges.weight / unit).astype(np.uint32), thread_count=1)
    return PreparedGraph(graph, criterion, edges, unit, metric)


def _unit(edges: Edges) -> float:
    """Return the power of two that weights are counted in, the least that leaves room for sums."""
    hub = int(np.argmax(np.diff(edges.first)))
    most = 0.0
    for side in (edges, edges.back):
        distance = dijkstra(side.matrix, indices=hub)
        most += float(distance[np.isfinite(distance)].max())
    most = max(most, float(edges.weight.max()))
    return float(2.0 ** np.ceil(np.log2(most / (NO_WAY - 1)))) if most > 0 else 1.0


def _checked_places(edges: Edges, coordinates: npt.ArrayLike) -> Floats:
    """Return places given by the caller."""
    places = np.asarray(coordinates, dtype=np.float64)
    if places.shape != (edges.n_states, 2) or not np.isfinite(places).all():
        msg = f"coordinates have shape {places.shape}; give finite ({edges.n_states}, 2)"
        raise ValueError(msg)
    return places


def _told_places(edges: Edges) -> Floats:
    """Return places that keep neighbours near: how much farther one far state is than another."""
    ends = np.concatenate([edges.tail, edges.head]), np.concatenate([edges.head, edges.tail])
    both = csr_array((np.ones(len(ends[0])), ends), shape=(edges.n_states, edges.n_states))
    both.data[:] = 1.0

    def arcs_from(state: int) -> Floats:
        distance = dijkstra(both, indices=state, unweighted=True)
        near = np.isfinite(distance)
        return np.asarray(np.where(near, distance, distance[near].max() + 1.0))

    one = arcs_from(int(np.argmax(arcs_from(int(np.argmax(np.diff(edges.first)))))))
    other = arcs_from(int(np.argmax(one)))
    middle = arcs_from(int(np.argmax(np.minimum(one, other))))
    return np.stack([one - other, middle], axis=1)


def _refuse_wide(edges: Edges, places: Floats) -> None:
    """Refuse a graph that no cut across its middle parts at few links."""
    crossing = []
    for place in places.T:
        behind = np.argsort(place, kind="stable")[: edges.n_states // 2]
        half = np.zeros(edges.n_states, dtype=bool)
        half[behind] = True
        cut = half[edges.tail] != half[edges.head]
        ends = np.sort(np.stack([edges.tail[cut], edges.head[cut]]), axis=0)
        crossing.append(len(np.unique(ends, axis=1).T))
    if min(crossing) > WIDEST * np.sqrt(edges.n_states):
        msg = (
            f"{min(crossing):,} links join the two halves of {edges.n_states:,} states: a "
            "hierarchy would take hours to build; use route and routes of the graph itself, or "
            "give coordinates if the graph lies on a plane"
        )
        raise ValueError(msg)
