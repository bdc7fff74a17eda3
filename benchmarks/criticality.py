"""
Losses of links and more: by shortest path for many pairs, and by capacity with all flows anew.

Run ``python benchmarks/criticality.py``. By shortest path the graph has 300 nodes and 900
undirected links, random costs, and 50 pairs. networkx runs one Dijkstra per link and pair without
the link, scipy one all-pairs Dijkstra per link; both are timed on a sample of links and scaled to
all. By capacity every element of the bundled network is lost in turn; the peer is one program of
flows on arcs, solved anew by HiGHS for each element of a sample and scaled to those that carry
flow. Every answer of the samples must be the same. Times are CPU seconds of one process, the best
of five for ours by shortest path.
"""

from __future__ import annotations

import time

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.criticality.elements import kinds_of
from corridor.flows.criticality.loss.losses import Losses
from corridor.flows.criticality.members import members_of
from corridor.flows.criticality.routing.paths import shortest_path_criticality
from corridor.flows.criticality.routing.replacement import replacement_costs
from corridor.flows.program.arc_solution import solve_arcs

N_NODES, N_LINKS, N_PAIRS = 300, 900, 50
SAMPLE_NETWORKX, SAMPLE_SCIPY, SAMPLE_ARCS = 9, 45, 8


def random_links(
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ends and costs of a connected network: a random tree and random further links."""
    spanning = [int(rng.integers(0, i)) for i in range(1, N_NODES)]
    more = N_LINKS - len(spanning)
    tail = np.concatenate([np.arange(1, N_NODES), rng.integers(0, N_NODES, more)])
    head = np.concatenate([spanning, (tail[len(spanning) :] + rng.integers(1, N_NODES, more))])
    return tail, head % N_NODES, rng.uniform(1.0, 10.0, N_LINKS)


def networkx_added(links: list[int], tail, head, cost, pairs) -> np.ndarray:  # noqa: ANN001
    """Return the cost of each pair without each link, one search each."""
    graph = nx.MultiGraph()
    rows = zip(tail.tolist(), head.tolist(), cost.tolist(), strict=True)
    for number, (a, b, usd) in enumerate(rows):
        graph.add_edge(a, b, key=number, weight=usd)
    out = np.empty((len(links), len(pairs)))
    for i, link in enumerate(links):
        ends = int(tail[link]), int(head[link])
        graph.remove_edge(*ends, key=link)
        for j, (source, target) in enumerate(pairs):
            try:
                out[i, j] = nx.dijkstra_path_length(graph, source, target)
            except nx.NetworkXNoPath:
                out[i, j] = np.inf
        graph.add_edge(*ends, key=link, weight=float(cost[link]))
    return out


def scipy_added(links: list[int], tail, head, cost, pairs) -> np.ndarray:  # noqa: ANN001
    """Return the cost of each pair without each link, one all-pairs search per link."""
    source, target = np.array(pairs).T
    out = np.empty((len(links), len(pairs)))
    for i, link in enumerate(links):
        kept = np.arange(N_LINKS) != link
        order = np.lexsort((cost[kept], head[kept], tail[kept]))
        ends = tail[kept][order], head[kept][order]
        first = np.r_[True, (np.diff(ends[0]) != 0) | (np.diff(ends[1]) != 0)]
        matrix = csr_array(
            (cost[kept][order][first], (ends[0][first], ends[1][first])), shape=(N_NODES, N_NODES)
        )
        out[i] = dijkstra(matrix, directed=False)[source, target]
    return out


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(7)
    tail, head, cost = random_links(rng)
    source = rng.integers(0, N_NODES, N_PAIRS)
    target = (source + rng.integers(1, N_NODES, N_PAIRS)) % N_NODES
    pairs = list(zip(source.tolist(), target.tolist(), strict=True))
    ours = []
    for _ in range(5):
        start = time.process_time()
        found = replacement_costs(N_NODES, tail, head, cost, source, target, directed=False)
        ours.append(time.process_time() - start)
    after = found.base + found.increase
    print("| all links x pairs | seconds | ratio |\n|---|---|---|")
    print(f"| corridor, {N_LINKS} links x {N_PAIRS} pairs | {min(ours):.4f} | 1 |")
    felt = np.unique(found.element)
    for name, job, n in (
        ("networkx", networkx_added, SAMPLE_NETWORKX),
        ("scipy", scipy_added, SAMPLE_SCIPY),
    ):
        # Half the sample matters to some pair, so that the comparison of answers is not of zeros.
        sample = sorted({*rng.choice(felt, n // 2, replace=False).tolist(), *range(0, n, 2)})
        start = time.process_time()
        theirs = job(sample, tail, head, cost, pairs)
        seconds = (time.process_time() - start) * N_LINKS / len(sample)
        assert np.allclose(after[sample], theirs, rtol=1e-12)
        text = f"{name}, scaled from {len(sample)} links"
        print(f"| {text} | {seconds:.2f} | {seconds / min(ours):.0f} |", flush=True)
    net = cr.build_network(cr.load_dataset())
    on_bundled_data(net)
    by_capacity(net)


def by_capacity(net: cr.Network) -> None:
    """Compare losses of every element that carries flow with programs solved anew."""
    assembly = assemble(net)
    members = members_of(assembly, kinds_of(("link", "transfer", "node", "operator")))
    start = time.process_time()
    losses = Losses(assembly.problem, members.arcs)
    carrying = np.flatnonzero(losses.base.flow > 0)
    for element in carrying:
        losses.without({int(element)})
    ours = time.process_time() - start
    sample = carrying[:: len(carrying) // SAMPLE_ARCS]
    ends = np.cumsum([len(block.tail) for block in assembly.problem.blocks])[:-1]
    start = time.process_time()
    for element in sample:
        shut = members.arcs[[element]].toarray()[0] > 0
        theirs = solve_arcs(assembly.problem, closed=np.split(shut, ends)).objective
        assert np.isclose(losses.without({int(element)}).objective, theirs, rtol=1e-6)
    peer = (time.process_time() - start) * len(carrying) / len(sample)
    print("\n| loss of each element, all flows anew | seconds | ratio |\n|---|---|---|")
    print(f"| corridor, {len(carrying)} of {losses.n_elements} carry flow | {ours:.2f} | 1 |")
    print(f"| arcs anew, scaled from {len(sample)} | {peer:.1f} | {peer / ours:.0f} |", flush=True)


def on_bundled_data(net: cr.Network) -> None:
    """Time the public call on state graphs of the bundled network."""
    print("\n| bundled network, links and transfers | pairs | felt | seconds |\n|---|---|---|---|")
    for commodity in ("copper", "crude_oil", "uranium"):
        net.state_graph(commodity)
        start = time.process_time()
        found = shortest_path_criticality(net, commodity)
        seconds = time.process_time() - start
        row = commodity, len(found.pairs), len(found.table), f"{seconds:.3f}"
        print("|", " | ".join(map(str, row)), "|", flush=True)


if __name__ == "__main__":
    main()
