"""
The k best routes against networkx and igraph, on the bundled network and on random graphs.

Run ``python benchmarks/k_routes.py [--without-numba]``; it needs the extra ``bench``. Costs must be
equal. Times are CPU seconds of one process on one thread: ours and igraph's the least of three,
those of networkx of one run.

Ours are public calls with the routes they return; peers are handed graphs in their own form, whose
making is left out. On the bundled network networkx walks the same state graph, and of the paths it
lists those that differ in their links are kept until there are as many as ours.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

import itertools
from typing import TYPE_CHECKING

import igraph
import networkx as nx
import numpy as np
from synthetic import Arrays, beside, plane_arrays, random_arrays, seconds, timed, without_numba

import corridor as cr
from corridor.costs.weights import CostWeights, arc_costs
from corridor.routes.best import search_space
from corridor.routes.many.arc_graph import ArcGraph

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.routes.best import SearchSpace

K = 10
N_STATES, N_ARCS = 20_000, 60_000
PAIRS = (
    ("copper", "balkhash_smelter", "duisburg"),
    ("antimony", "anzob_antimony", "tokyo"),
    ("crude_oil", "tengiz", "trieste"),
)


def graph_of_links(space: SearchSpace, costs: npt.NDArray[np.float64]) -> nx.DiGraph:
    """Return the state graph with every arc a place of its own: paths are told apart by links."""
    graph = nx.DiGraph()
    for tail, head, arc in zip(space.layers.tail, space.layers.head, space.layers.arc, strict=True):
        graph.add_edge(int(tail), ("arc", int(arc)), weight=float(costs[arc]))
        graph.add_edge(("arc", int(arc)), int(head), weight=0.0)
    return graph


def first_that_differ(
    graph: nx.DiGraph, space: SearchSpace, costs: npt.NDArray[np.float64], n_routes: int
) -> list[float]:
    """Return the costs of the first paths that differ in their links."""
    kinds = space.graph.arcs["kind"].to_numpy()
    found: dict[tuple[int, ...], float] = {}
    for path in nx.shortest_simple_paths(graph, space.start, space.goal, weight="weight"):
        arcs = [step[1] for step in path if isinstance(step, tuple)]
        links = tuple(arc for arc in arcs if kinds[arc] == "link")
        found.setdefault(links, float(costs[arcs].sum()))
        if len(found) == n_routes:
            break
    return list(found.values())


def compare_bundled(net: cr.Network, pair: tuple[str, str, str]) -> None:
    """Compare on the bundled network."""
    cr.k_routes(net, *pair, k=1)
    routes, ours = timed(lambda: cr.k_routes(net, *pair, k=K))
    space = search_space(net, *pair)
    costs = arc_costs(space.graph, CostWeights())
    graph = graph_of_links(space, costs)
    theirs, peer = timed(lambda: first_that_differ(graph, space, costs, len(routes)), 1)
    found = sorted(float(costs[list(route.arcs)].sum()) for route in routes)
    np.testing.assert_allclose(found, theirs, rtol=1e-9)
    report(" ".join(pair), len(routes), ours, {"networkx": peer})


def compare_random(arrays: Arrays) -> None:
    """Compare on a random graph."""
    ends, costs = (0, arrays.n_states // 2), arrays.weights["cost"]
    weights = {"cost": costs}
    graph = ArcGraph.from_arrays(arrays.tail, arrays.head, weights, n_states=arrays.n_states)
    graph.k_routes(*ends, "cost", k=1)
    routes, ours = timed(lambda: graph.k_routes(*ends, "cost", k=K))
    pairs = list(zip(arrays.tail.tolist(), arrays.head.tolist(), strict=True))
    theirs = nx.DiGraph()
    theirs.add_weighted_edges_from((*p, w) for p, w in zip(pairs, costs.tolist(), strict=True))
    found = [route.cost for route in routes]
    taken = {}
    listed = nx.shortest_simple_paths(theirs, *ends, weight="weight")
    paths, taken["networkx"] = timed(lambda: list(itertools.islice(listed, K)), 1)
    lengths = [nx.path_weight(theirs, path, "weight") for path in paths]
    np.testing.assert_allclose(found, lengths, rtol=1e-9)
    peer = igraph.Graph(n=arrays.n_states, edges=pairs, directed=True)
    peer.es["cost"] = costs
    options = {"k": K, "weights": "cost", "output": "epath"}
    arcs, taken["igraph"] = timed(lambda: peer.get_k_shortest_paths(*ends, **options))
    np.testing.assert_allclose(found, sorted(costs[path].sum() for path in arcs), rtol=1e-9)
    report(arrays.name, len(routes), ours, taken)


def report(name: str, n_routes: int, ours: float, peers: dict[str, float]) -> None:
    """Print one row of the table."""
    both = (peers.get(peer) for peer in ("networkx", "igraph"))
    cells = ["" if peer is None else beside(peer, ours) for peer in both]
    print(f"| {name} | {n_routes} | {seconds(ours)} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the table."""
    without_numba()
    net = cr.build_network(cr.load_dataset())
    columns = ["job", "routes", "corridor, s", "networkx, s (times ours)", "igraph, s (times ours)"]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for pair in PAIRS:
        compare_bundled(net, pair)
    compare_random(random_arrays(N_STATES, N_ARCS, 1_000))
    compare_random(random_arrays(N_STATES, N_ARCS, N_STATES))
    compare_random(plane_arrays(N_STATES))


if __name__ == "__main__":
    main()
