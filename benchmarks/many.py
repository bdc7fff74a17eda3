"""
Routes of many pairs, and one route, against scipy, networkx, igraph and rustworkx.

Run ``python benchmarks/many.py [--without-numba]``; it needs the extra ``bench``, and for prepared
graphs ``preprocess``. Times are the least CPU seconds of three in one process on one thread.

Ours are public calls, with everything they return. Peers are handed graphs in their own form, whose
making is left out. All costs are asserted equal to 1e-9, or to whole millionths on the bundled
network. scipy is given all origins at once and its trees are read back into paths in plain Python;
the others go pair by pair, each stopping at the destination. networkx and rustworkx are timed on
some of the pairs where all would take minutes, and scaled up.
"""

from __future__ import annotations

import os
import sys
import warnings

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import numpy as np
import numpy.typing as npt
import rustworkx as rx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from synthetic import (
    CRITERIA,
    Arrays,
    beside,
    plane_arrays,
    random_arrays,
    seconds,
    timed,
    without_numba,
)

import corridor as cr
from corridor.network.states import MARKET, ORIGIN
from corridor.routes.best import search_space
from corridor.routes.front.points import arc_amounts, whole_amounts
from corridor.routes.many.arc_graph import ArcGraph
from corridor.routes.many.best_routes import best_routes

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
N_PAIRS, N_STATES, N_ARCS = 200, 20_000, 60_000
# Pairs that slow peers are timed on; the rest is scaled.
SOME = 10
# Pairs of which the median is one pair.
ONE = 15
HAIR = 1e-9


class Peers:
    """The same graph in the form of each peer; parallel arcs are already the cheapest."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        ends = arrays.tail, arrays.head
        shape = (arrays.n_states, arrays.n_states)
        self.matrices = {
            name: csr_array((weight, ends), shape=shape) for name, weight in arrays.weights.items()
        }
        pairs = list(zip(*(end.tolist() for end in ends), strict=True))
        rows = np.stack(list(arrays.weights.values()), axis=1).tolist()
        data = [dict(zip(arrays.weights, row, strict=True)) for row in rows]
        self.networkx = nx.DiGraph()
        self.networkx.add_nodes_from(range(arrays.n_states))
        self.networkx.add_edges_from((*pair, row) for pair, row in zip(pairs, data, strict=True))
        self.igraph = igraph.Graph(n=arrays.n_states, edges=pairs, directed=True)
        for name, weight in arrays.weights.items():
            self.igraph.es[name] = weight
        self.rustworkx = rx.PyDiGraph()
        self.rustworkx.add_nodes_from(range(arrays.n_states))
        self.rustworkx.add_edges_from([(*p, d) for p, d in zip(pairs, data, strict=True)])

    def by_scipy(self, pairs: Ints, name: str) -> list[float]:
        """Search from all origins at once, and read the paths back."""
        sources, row = np.unique(pairs[:, 0], return_inverse=True)
        matrix = self.matrices[name]
        distance, before = dijkstra(matrix, indices=sources, return_predecessors=True)
        for tree, (origin, goal) in zip(before[row], pairs.tolist(), strict=True):
            path = [goal]
            while path[-1] != origin and path[-1] >= 0:
                path.append(int(tree[path[-1]]))
        return [float(x) for x in distance[row, pairs[:, 1]]]

    def by_networkx(self, pairs: Ints, name: str) -> list[float]:
        """Search pair by pair: length and path."""
        found = []
        for origin, goal in pairs.tolist():
            try:
                ends = {"source": origin, "target": goal}
                found.append(nx.single_source_dijkstra(self.networkx, **ends, weight=name)[0])
            except nx.NetworkXNoPath:
                found.append(np.inf)
        return found

    def by_igraph(self, pairs: Ints, name: str) -> list[float]:
        """Search pair by pair: the arcs."""
        weight, found = self.arrays.weights[name], []
        for origin, goal in pairs.tolist():
            options = {"weights": name, "output": "epath"}
            (path,) = self.igraph.get_shortest_paths(origin, goal, **options)
            found.append(float(weight[path].sum()) if path or origin == goal else np.inf)
        return found

    def by_rustworkx(self, pairs: Ints, name: str) -> list[float]:
        """Search pair by pair: the states."""
        matrix, found = self.matrices[name], []
        for origin, goal in pairs.tolist():
            paths = rx.dijkstra_shortest_paths(
                self.rustworkx, origin, target=goal, weight_fn=lambda row: row[name]
            )
            path = list(paths[goal]) if goal in paths else []
            ends = path[:-1], path[1:]
            cost = float(np.sum(matrix[ends])) if path else np.inf
            found.append(0.0 if origin == goal else cost)
        return found


def all_of(search: Callable[[Ints, str], list[float]], pairs: Ints) -> Floats:
    """Return the costs of all pairs by all criteria: (n_pairs, n_criteria)."""
    return np.stack([search(pairs, name) for name in CRITERIA], axis=1)


def peer_row(peers: Peers, pairs: Ints, ours: Floats, rtol: float) -> dict[str, float]:
    """Return the CPU seconds of each peer; every answer is that of ours."""
    taken = {}
    for name in ("scipy", "networkx", "igraph", "rustworkx"):
        search = getattr(peers, f"by_{name}")
        slow = name in ("networkx", "rustworkx") and peers.arrays.n_states >= N_STATES
        some = pairs[:SOME] if slow else pairs
        found, cpu = timed(lambda s=search, p=some: all_of(s, p), 1 if slow else 3)
        np.testing.assert_allclose(found, ours[: len(some)], rtol=rtol)
        taken[name] = cpu * len(pairs) / len(some)
    return taken


def report(job: str, ours: float, peers: dict[str, float]) -> None:
    """Print one row: our seconds, then those of each peer and how many times ours they are."""
    cells = [beside(taken, ours) for taken in peers.values()]
    print(f"| {job} | {seconds(ours)} | {' | '.join(cells)} |", flush=True)


def heading(first: str, names: tuple[str, ...]) -> None:
    """Print the head of a table."""
    columns = [first, "corridor, s", *(f"{name}, s (times ours)" for name in names)]
    print(f"\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")


def bundled(net: cr.Network, pairs: list[tuple[str, str]]) -> None:
    """Compare on the bundled network: copper between any two places that can load it."""
    graph = net.state_graph("copper")
    routes, ours = timed(lambda: (found := best_routes(net, "copper", pairs), found.table)[0])
    amounts = whole_amounts(arc_amounts(graph, CRITERIA))
    sums = np.stack([routes.ways.sums(row.astype(float)) for row in amounts], axis=1)
    wide = len(CRITERIA)
    least = sums.reshape(-1, wide, wide)[:, np.arange(wide), np.arange(wide)]
    space = search_space(net, "copper", *pairs[0])
    layers = space.layers
    ends, place = np.unique(layers.tail * layers.size + layers.head, return_inverse=True)
    weights = {}
    for name, row in zip(CRITERIA, amounts, strict=True):
        weights[name] = np.full(len(ends), np.inf)
        np.minimum.at(weights[name], place, row[layers.arc])
    peers = Peers(Arrays("", layers.size, *np.divmod(ends, layers.size), weights))
    number = graph.state_number
    states = np.array([(number[(o, ORIGIN)], number[(d, MARKET)]) for o, d in pairs])
    whole = np.where(np.isnan(least), np.inf, least)
    taken = peer_row(peers, states, whole, 1e-9)
    origins = len({origin for origin, _ in pairs})
    report(f"bundled network, copper, {origins} origins", ours, taken)


def synthetic(arrays: Arrays) -> None:
    """Compare on a random graph: 200 pairs by four criteria."""
    pairs = np.random.default_rng(1).integers(0, arrays.n_states, (N_PAIRS, 2))
    ends = arrays.tail, arrays.head

    def work() -> Any:  # noqa: ANN401
        graph = ArcGraph.from_arrays(*ends, arrays.weights, n_states=arrays.n_states)
        routes = graph.routes(pairs)
        return routes, routes.table

    work()
    (routes, _), ours = timed(work)
    report(arrays.name, ours, peer_row(Peers(arrays), pairs, routes.cost, 1e-9))


def one_pair(arrays: Arrays) -> None:
    """Compare on one pair of a random graph: the median of several."""
    weights = {"cost": arrays.weights["cost"]}
    ends = arrays.tail, arrays.head
    graph = ArcGraph.from_arrays(*ends, weights, n_states=arrays.n_states)
    pairs = np.random.default_rng(2).integers(0, arrays.n_states, (2 * ONE, 2))
    pairs = pairs[graph.routes(pairs).ways.reached][:ONE]
    peers = Peers(arrays._replace(weights=weights))
    rows = []
    for pair in pairs:
        route, ours = timed(lambda p=pair: graph.route(int(p[0]), int(p[1]), "cost"))
        row = {"": ours}
        for name in ("scipy", "networkx", "igraph", "rustworkx"):
            search = getattr(peers, f"by_{name}")
            (cost,), row[name] = timed(lambda s=search, p=pair: s(p[None], "cost"))
            np.testing.assert_allclose(route.cost, cost, rtol=1e-9)
        rows.append(list(row.values()))
    ours, *taken = np.median(rows, axis=0)
    names = ("scipy", "networkx", "igraph", "rustworkx")
    report(arrays.name, ours, dict(zip(names, taken, strict=True)))
    if arrays.places is not None and find_spec("pyroutingkit"):
        prepared_pair(arrays, graph, pairs, dict(zip(names, taken, strict=True)))


def prepared_pair(arrays: Arrays, graph: ArcGraph, pairs: Ints, peers: dict[str, float]) -> None:
    """Compare one pair on a prepared graph with the same peers."""
    prepared, once = timed(lambda: graph.prepare("cost", coordinates=arrays.places), 1)
    rows = []
    for origin, goal in pairs.tolist():
        route, ours = timed(lambda o=origin, g=goal: prepared.route(o, g))
        least = graph.route(origin, goal, "cost").cost
        assert least - HAIR <= route.cost <= least + route.excess + HAIR
        rows.append(ours)
    report(f"the same, prepared once in {seconds(once)} s", float(np.median(rows)), peers)


def main() -> None:
    """Print the tables."""
    warnings.filterwarnings("ignore", "Couldn't reach some vertices")
    without_numba()
    net = cr.build_network(cr.load_dataset())
    graph = net.state_graph("copper")
    graphs = (
        random_arrays(N_STATES, N_ARCS, 1_000),
        random_arrays(N_STATES, N_ARCS, N_STATES),
        plane_arrays(N_STATES),
    )
    names = ("scipy", "networkx", "igraph", "rustworkx")
    heading(f"{N_PAIRS} pairs by 4 criteria", names)
    ids = np.random.default_rng(0).integers(0, len(graph.origins), (N_PAIRS, 2))
    bundled(net, [(graph.origins[i], graph.markets[j]) for i, j in ids])
    bundled(net, [(o, d) for o in graph.origins[:160:8] for d in graph.markets[::15]])
    for arrays in graphs if "--one" not in sys.argv else ():
        synthetic(arrays)
    heading("one pair", names)
    for arrays in graphs:
        one_pair(arrays)


if __name__ == "__main__":
    main()
