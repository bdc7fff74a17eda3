"""
The batched solver of ensembles against a loop of networkx and a loop of scipy.

Run ``python benchmarks/ensemble.py [--draws N] [--origins N] [--plain] [--flows [N]]``: fifty pairs
on a random network of 300 nodes and 900 undirected links, each draw with costs of its own.
Distances are asserted equal before a time is given; times are CPU seconds of one process on one
thread. ``--flows`` times the flows of the bundled network instead (see `compare_flows`).

- networkx: one Dijkstra search per draw and pair that ends at the destination, in graphs whose
  weights are replaced in place; run on a sample of draws and scaled up.
- scipy: `csgraph.dijkstra` per draw for all origins at once; the matrix is made once and only its
  data are replaced. Run on a sample of draws and scaled up.
- corridor: all draws, in slices, so that memory stays small.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from corridor.costs.weights import CostWeights
from corridor.data.loading import load_dataset
from corridor.flows.assign import assign_flows
from corridor.flows.program.master import Master
from corridor.network.lookup import FactBook
from corridor.network.network import Network
from corridor.routes.batch import relax
from corridor.routes.batch.kernel import has_numba
from corridor.routes.batch.relax import EdgeList, trees_from
from corridor.scenarios.ensemble.chunks.chunk import solve_chunk
from corridor.scenarios.ensemble.chunks.job import Job
from corridor.scenarios.ensemble.flows.cases import FlowDemand
from corridor.scenarios.ensemble.flows.solving import pricing
from corridor.scenarios.ensemble.sampling import drawn_facts
from corridor.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
N_NODES, N_LINKS, N_PAIRS = 300, 900, 50
SLICE = 2048
SAMPLE_NETWORKX, SAMPLE_SCIPY = 10, 1000
SAMPLE_FLOWS, SAMPLE_PROGRAM = 8, 32


def random_network(seed: int) -> tuple[Ints, Ints, Floats]:
    """Return tails, heads (both directions of every link) and central costs; connected."""
    rng = np.random.default_rng(seed)
    places = rng.random((N_NODES, 2))
    _, near = cKDTree(places).query(places, k=10)
    pairs = {(min(a, b), max(a, b)) for a in range(N_NODES) for b in near[a, 1:].tolist()}
    full = nx.Graph()
    for a, b in sorted(pairs):
        full.add_edge(a, b, weight=float(np.hypot(*(places[a] - places[b]))))
    # A spanning tree keeps it in one piece; the other links are any of the near ones.
    tree = {(min(a, b), max(a, b)) for a, b in nx.minimum_spanning_edges(full, data=False)}
    rest = sorted(pairs - tree)
    more = rng.permutation(len(rest))[: N_LINKS - len(tree)]
    ends = np.array(sorted(tree) + [rest[i] for i in more])
    length = np.hypot(*(places[ends[:, 0]] - places[ends[:, 1]]).T)
    cost = 5.0 + 5000.0 * length * rng.uniform(0.02, 0.06, len(ends))
    return np.concatenate(ends.T), np.concatenate(ends.T[::-1]), cost


def drawn_costs(central: Floats, n_draws: int, seed: int) -> Floats:
    """Return the cost of every edge in every draw; both directions of a link cost the same."""
    spread = np.random.default_rng(seed).lognormal(0.0, 0.3, (len(central), n_draws))
    cost = central[:, None] * spread
    return np.concatenate([cost, cost])


def by_networkx(edges: EdgeList, costs: Floats, pairs: Ints) -> Floats:
    """Return the distance of each pair in each draw by networkx."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(edges.size))
    ends = list(zip(edges.tail.tolist(), edges.head.tolist(), strict=True))
    graph.add_edges_from(ends)
    found = np.empty((len(pairs), costs.shape[1]))
    for draw, column in enumerate(costs.T.tolist()):
        for (tail, head), cost in zip(ends, column, strict=True):
            graph.adj[tail][head]["weight"] = cost
        for row, (origin, goal) in enumerate(pairs.tolist()):
            found[row, draw] = nx.dijkstra_path_length(graph, origin, goal)
    return found


def by_scipy(edges: EdgeList, costs: Floats, pairs: Ints) -> Floats:
    """Return the distance of each pair in each draw by scipy."""
    order = np.lexsort((edges.head, edges.tail))
    matrix = csr_array(
        (np.arange(1.0, len(order) + 1), (edges.tail, edges.head)), shape=(edges.size, edges.size)
    )
    assert np.array_equal(matrix.data, order + 1.0)
    origins, row = np.unique(pairs[:, 0], return_inverse=True)
    found = np.empty((len(pairs), costs.shape[1]))
    per_draw = np.ascontiguousarray(costs[order].T)
    for draw in range(costs.shape[1]):
        matrix.data[:] = per_draw[draw]
        far = dijkstra(matrix, indices=origins)
        found[:, draw] = far[row, pairs[:, 1]]
    return found


def by_corridor(edges: EdgeList, costs: Floats, pairs: Ints) -> Floats:
    """Return the distance of each pair in each draw by the batched solver."""
    origins = np.unique(pairs[:, 0])
    found = np.empty((len(pairs), costs.shape[1]))
    for tree in trees_from(edges, costs, origins.tolist()):
        rows = np.flatnonzero(pairs[:, 0] == tree.origin)
        found[rows] = tree.distance[pairs[rows, 1]]
    return found


def timed(function: Callable[..., Any], *args: Any) -> tuple[Any, float]:  # noqa: ANN401
    """Return what a call returns and its CPU seconds."""
    start = time.process_time()
    result = function(*args)
    return result, time.process_time() - start


def compare(n_draws: int, n_origins: int) -> None:
    """Print one row of the table."""
    tail, head, central = random_network(1)
    edges = EdgeList(tail, head, N_NODES)
    rng = np.random.default_rng(2)
    origins = rng.permutation(N_NODES)[:n_origins]
    goals = rng.permutation(np.setdiff1d(np.arange(N_NODES), origins))[:N_PAIRS]
    pairs = np.column_stack([np.resize(origins, N_PAIRS), goals])
    by_corridor(edges, drawn_costs(central, SLICE, 0), pairs)  # Compiles, where numba is.
    totals = {"corridor": 0.0, "scipy": 0.0, "networkx": 0.0}
    samples = {"scipy": SAMPLE_SCIPY, "networkx": SAMPLE_NETWORKX}
    for number, start in enumerate(range(0, n_draws, SLICE)):
        costs = drawn_costs(central, min(SLICE, n_draws - start), number)
        ours, seconds = timed(by_corridor, edges, costs, pairs)
        totals["corridor"] += seconds
        if number:
            continue
        for name, peer in (("scipy", by_scipy), ("networkx", by_networkx)):
            some = costs[:, : samples[name]]
            known, seconds = timed(peer, edges, some, pairs)
            assert np.array_equal(known, ours[:, : some.shape[1]])
            totals[name] = seconds * n_draws / some.shape[1]
    mine = totals["corridor"]
    cells = [f"{totals[name]:.2f}" for name in ("corridor", "networkx", "scipy")]
    ratios = [f"{totals[name] / mine:.3g}" for name in ("networkx", "scipy")]
    print(
        f"| {n_draws:,} draws, {n_origins} origins |", " | ".join(cells + ratios), "|", flush=True
    )


def with_facts(network: Network, values: Floats) -> Network:
    """Return a network of the same data whose facts have other values, nothing of it compiled."""
    book = FactBook(network.data)
    book.facts = book.facts.assign(value=values)
    return Network(network.data, book)


def compare_flows(n_draws: int) -> None:
    """
    Print what the flows of all draws cost, and what solving some of them anew does.

    Every draw changes costs, capacities, what boxes hold and penalties on the bundled network with
    its own demand. Objectives are asserted equal to 1e-9. Anew: `assign_flows` on a network whose
    facts are those of the draw. Assembled anew: the same with the state graphs already compiled.
    Program alone: `Master` on the finished numbers of the draw.
    """
    tail, head, central = random_network(1)
    edges, pairs = EdgeList(tail, head, N_NODES), np.array([[0, 1]])
    by_corridor(edges, drawn_costs(central, SLICE, 0), pairs)  # Compiles, where numba is.
    data = load_dataset()
    job = Job(data, (Scenario("base"),), (), (), CostWeights(), n_draws, 7, 512, FlowDemand())
    _, ready = timed(lambda: (job.cases, job.flow_sample, job.flow_frame))
    chunks, ours = timed(lambda: [solve_chunk(job, index) for index in range(job.n_chunks)])
    assert not any(chunk.failed for chunk in chunks)
    case = job.cases[0]
    table = case.assembly.graph(0).fact_map.facts
    names, normals = job.flow_sample.names, job.flow_sample.normals(0, SAMPLE_PROGRAM)
    facts = drawn_facts(table, names, normals)
    drawn, found = case.solve(facts)
    seconds = {"anew": 0.0, "assembled anew": 0.0, "program alone": 0.0}
    for draw in range(SAMPLE_FLOWS):
        network, spent = timed(with_facts, job.networks[0], facts[:, draw])
        flows, more = timed(assign_flows, network)
        seconds["anew"] += spent + more
        _, spent = timed(assign_flows, network)
        seconds["assembled anew"] += spent
        assert np.isclose(flows.solution.objective, found.objective[draw], rtol=1e-9)
    for draw in range(SAMPLE_PROGRAM):
        numbers = {
            "limits": drawn.limits[:, draw],
            "source_amount": drawn.source_amount[:, draw],
            "demand_amount": drawn.demand_amount[:, draw],
            "demand_penalty": drawn.demand_penalty[:, draw],
            "cost": [cost[:, draw] for cost in drawn.cost],
        }
        solution, spent = timed(lambda given: Master(case.assembly.problem).solve(**given), numbers)
        seconds["program alone"] += spent
        assert np.isclose(solution.objective, found.objective[draw], rtol=1e-9)
    samples = dict(zip(seconds, (SAMPLE_FLOWS, SAMPLE_FLOWS, SAMPLE_PROGRAM), strict=True))
    print(f"{n_draws:,} draws: {ours:.2f} s, and {ready:.2f} s once to make ready")
    print("| peer | draws timed | s a draw | ratio |")
    print("|---|---|---|---|")
    for name, total in seconds.items():
        each = total / samples[name]
        print(f"| {name} | {samples[name]} | {each:.4f} | {each * n_draws / ours:.3g} |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--origins", type=int, nargs="*", default=[10, 50])
    parser.add_argument("--plain", action="store_true", help="without numba, even where it is")
    parser.add_argument("--flows", type=int, nargs="?", const=1000)
    asked = parser.parse_args()
    if asked.plain:
        relax.has_numba = pricing.has_numba = lambda: False
    if asked.flows:
        compare_flows(asked.flows)
        return
    print(f"numba: {'no' if asked.plain or not has_numba() else 'yes'}")
    print("| 50 pairs | corridor, s | networkx, s | scipy, s | to networkx | to scipy |")
    print("|---|---|---|---|---|---|")
    for n_origins in asked.origins:
        compare(asked.draws, n_origins)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
