"""The way on which least is shut, against a shortest path that counts shut arcs."""

from types import SimpleNamespace

import networkx as nx
import numpy as np
import pytest

from corridor.flows.outcome.opening import fewest_shut
from corridor.network.states import Arc

N = 8


@pytest.mark.parametrize("seed", range(60))
def test_no_way_has_fewer_shut_arcs(seed):
    rng = np.random.default_rng(seed)
    tail = rng.integers(0, N, 16)
    head = (tail + rng.integers(1, N, 16)) % N
    nothing = frozenset()
    arcs = [
        Arc(int(t), int(h), "link", f"link:{i}", True, "", nothing, nothing, nothing)
        for i, (t, h) in enumerate(zip(tail, head, strict=True))
    ]
    reasons = ["planned" if shut else "" for shut in rng.random(16) < 0.5]
    found = fewest_shut(SimpleNamespace(arc_list=arcs), reasons, [0, 1], N - 1)
    graph = nx.MultiDiGraph([("start", 0), ("start", 1)])
    graph.add_nodes_from(range(N))
    for arc, reason in zip(arcs, reasons, strict=True):
        graph.add_edge(arc.tail, arc.head, weight=int(bool(reason)))
    for start in (0, 1):
        graph["start"][start][0]["weight"] = 0
    if not nx.has_path(graph, "start", N - 1):
        assert found is None
        return
    assert len(found) == nx.shortest_path_length(graph, "start", N - 1, weight="weight")
    assert all(name.endswith(" (planned)") for name in found)
