"""
The k best routes against networkx `shortest_simple_paths`, on the bundled network and random ones.

Run ``python benchmarks/k_routes.py``. Costs must be equal. Times are CPU seconds of one process.
On the bundled network ours is the public call with its `Route` objects; networkx walks the same
state graph, and of the state paths it lists the first k that differ in their links are kept. On the
random graphs both start from arrays and only search; the time networkx takes to build its graph is
left out.
"""

from __future__ import annotations

import itertools
import math
import time
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

import corridor as cr
from corridor.costs.weights import CostWeights, arc_costs
from corridor.routes.best import search_space
from corridor.routes.front.ways import ways_in_order
from corridor.routes.search import Layered

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


def networkx_costs(
    space: SearchSpace, costs: npt.NDArray[np.float64], n_routes: int
) -> list[float]:
    """Return the costs of the first K paths that differ in their links."""
    layers, graph = space.layers, nx.DiGraph()
    cost = costs[layers.arc]
    # A path is told apart by its links, so each link is a place of its own on the way.
    for tail, head, arc, usd in zip(layers.tail, layers.head, layers.arc, cost, strict=True):
        if np.isfinite(usd):
            graph.add_edge(int(tail), ("arc", int(arc)), weight=float(usd))
            graph.add_edge(("arc", int(arc)), int(head), weight=0.0)
    kinds = space.graph.arcs["kind"].to_numpy()
    found: dict[tuple[int, ...], float] = {}
    for path in nx.shortest_simple_paths(graph, space.start, space.goal, weight="weight"):
        arcs = [step[1] for step in path if isinstance(step, tuple)]
        links = tuple(arc for arc in arcs if kinds[arc] == "link")
        found.setdefault(links, float(costs[arcs].sum()))
        if len(found) == n_routes:
            break
    return list(found.values())


def compare_random(reach: int) -> None:
    """Compare on a random graph whose arcs lead at most `reach` states on."""
    rng = np.random.default_rng(7)
    tail = rng.integers(0, N_STATES, N_ARCS)
    head = (tail + rng.integers(1, reach, N_ARCS)) % N_STATES
    _, first = np.unique(np.stack([tail, head]), axis=1, return_index=True)
    tail, head = tail[first], head[first]
    costs = rng.uniform(1.0, 100.0, len(tail))
    layers = Layered(tail, head, np.arange(len(tail)), N_STATES, 0)
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), costs.tolist(), strict=True))
    ends = 0, N_STATES // 2
    start = time.process_time()
    every = np.ones(len(tail), dtype=bool)
    ways = list(itertools.islice(ways_in_order(layers, costs, every, *ends), K))
    middle = time.process_time()
    paths = nx.shortest_simple_paths(graph, *ends, weight="weight")
    theirs = [nx.path_weight(graph, path, "weight") for path in itertools.islice(paths, K)]
    end = time.process_time()
    assert np.allclose([costs[way].sum() for way in ways], theirs, rtol=1e-9)
    report(
        f"random, {N_STATES} states, {len(tail)} arcs, reach {reach}",
        K,
        middle - start,
        end - middle,
    )


def report(name: str, n_routes: int, ours: float, peer: float) -> None:
    """Print one row of the table."""
    print(f"| {name} | {n_routes} | {ours:.3f} | {peer:.2f} | {peer / ours:.0f} |", flush=True)


def main() -> None:
    """Print the table."""
    net = cr.build_network(cr.load_dataset())
    print("| job | routes | corridor, s | networkx, s | ratio |\n|---|---|---|---|---|")
    for pair in PAIRS:
        net.state_graph(pair[0])
        cr.best_route(net, *pair)
        start = time.process_time()
        routes = cr.k_routes(net, *pair, k=K)
        middle = time.process_time()
        space = search_space(net, *pair)
        costs = arc_costs(space.graph, CostWeights())
        theirs = networkx_costs(space, costs, len(routes))
        end = time.process_time()
        ours = sorted(float(costs[list(route.arcs)].sum()) for route in routes)
        assert all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(ours, theirs, strict=True))
        report(" ".join(pair), len(routes), middle - start, end - middle)
    for reach in (1_000, N_STATES):
        compare_random(reach)


if __name__ == "__main__":
    main()
