"""
One-to-all on 500,000 states and 1.5 million arcs against scipy, igraph, rustworkx and networkx.

Run ``python benchmarks/large.py [--without-numba] [--networkx]``; it needs the extra ``bench``.
Times are the least CPU seconds of three in one process on one thread; networkx, when asked for, is
timed once. Distances must be equal. Memory is the most that a process of its own held which made
the arrays and our graph and searched it, Python and its libraries included.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

import resource
import sys
from multiprocessing import get_context

import igraph
import networkx as nx
import numpy as np
import rustworkx as rx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from synthetic import Arrays, beside, hide_numba, random_arrays, seconds, timed, without_numba

from corridor.routes.many.arc_graph import ArcGraph

N_STATES, N_ARCS = 500_000, 1_500_000


def memory_of(reach: int) -> float:
    """Return what making and searching our graph takes, in GB; for a process of its own."""
    hide_numba()
    ours_of(random_arrays(N_STATES, N_ARCS, reach)).distances(0, "cost")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def ours_of(arrays: Arrays) -> ArcGraph:
    """Return our graph, ready to search."""
    weights = {"cost": arrays.weights["cost"]}
    graph = ArcGraph.from_arrays(arrays.tail, arrays.head, weights, n_states=arrays.n_states)
    graph.route(0, 0, "cost")
    return graph


def compare(reach: int) -> None:
    """Compare on one graph."""
    arrays = random_arrays(N_STATES, N_ARCS, reach)
    with get_context("spawn").Pool(1) as pool:
        memory = pool.apply(memory_of, (reach,))
    graph, made = timed(lambda: ours_of(arrays))
    graph.distances(0, "cost")
    distances, ours = timed(lambda: graph.distances(0, "cost"))
    taken = {}
    costs, ends = arrays.weights["cost"], (arrays.tail, arrays.head)
    matrix = csr_array((costs, ends), shape=(arrays.n_states, arrays.n_states))
    found, taken["scipy"] = timed(lambda: dijkstra(matrix, indices=0))
    np.testing.assert_allclose(distances, found, rtol=1e-12)
    pairs = np.stack(ends, axis=1)
    peer = igraph.Graph(n=arrays.n_states, edges=pairs, directed=True)
    peer.es["cost"] = costs
    found, taken["igraph"] = timed(lambda: peer.distances(0, weights="cost"))
    np.testing.assert_allclose(distances, found[0], rtol=1e-9)
    rows = list(zip(*(column.tolist() for column in (*ends, costs)), strict=True))
    rust = rx.PyDiGraph()
    rust.add_nodes_from(range(arrays.n_states))
    rust.add_edges_from(rows)
    lengths, taken["rustworkx"] = timed(lambda: rx.dijkstra_shortest_path_lengths(rust, 0, float))
    np.testing.assert_allclose([distances[state] for state in lengths], list(lengths.values()))
    if "--networkx" in sys.argv:
        slow = nx.DiGraph()
        slow.add_weighted_edges_from(rows)
        sums, taken["networkx"] = timed(lambda: nx.single_source_dijkstra_path_length(slow, 0), 1)
        np.testing.assert_allclose([distances[state] for state in sums], list(sums.values()))
    cells = [beside(peer, ours) for peer in taken.values()]
    job = [arrays.name, seconds(made), f"{memory:.2f}", seconds(ours), *cells]
    print(f"| {' | '.join(job)} |", flush=True)


def main() -> None:
    """Print the table."""
    without_numba()
    peers = ["scipy", "igraph", "rustworkx", *(["networkx"] if "--networkx" in sys.argv else [])]
    columns = ["graph", "made, s", "memory, GB", "one-to-all, s"]
    columns += [f"{peer}, s (times ours)" for peer in peers]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    compare(1_000)
    compare(N_STATES)


if __name__ == "__main__":
    main()
