import networkx as nx
import numpy as np
import pytest

from corridor.routes.search import cheapest_arcs, layered
from tests.routes.random_graphs import random_graph, simple_paths


def cost_of(arcs, costs):
    return float(sum(costs[a] for a in arcs))


@pytest.mark.parametrize("seed", range(120))
def test_plain_search_agrees_with_networkx(seed):
    rng = np.random.default_rng(seed)
    graph, costs, blocked = random_graph(rng)
    layers = layered(graph, ~blocked, np.zeros_like(blocked), required=False)
    oracle = nx.MultiDiGraph()
    oracle.add_nodes_from(range(8))
    for arc in np.flatnonzero(~blocked):
        oracle.add_edge(int(graph.arcs["tail"][arc]), int(graph.arcs["head"][arc]), w=costs[arc])
    found = cheapest_arcs(layers, costs, 0, 5)
    if not nx.has_path(oracle, 0, 5):
        assert found is None
    else:
        expected = nx.dijkstra_path_length(oracle, 0, 5, weight="w")
        assert cost_of(found, costs) == expected


@pytest.mark.parametrize("seed", range(200))
def test_passing_somewhere_agrees_with_brute_force(seed):
    rng = np.random.default_rng(seed)
    graph, costs, blocked = random_graph(rng)
    passing = rng.random(len(costs)) < 0.2
    layers = layered(graph, ~blocked, passing, required=True)
    found = cheapest_arcs(layers, costs, 0, 5)
    allowed = [p for p in simple_paths(graph, ~blocked, 0, 5) if passing[p].any()]
    if not allowed:
        assert found is None
    else:
        assert passing[found].any()
        assert cost_of(found, costs) == min(cost_of(p, costs) for p in allowed)
        heads = [0, *(int(graph.arcs["head"][a]) for a in found)]
        assert len(set(heads)) == len(heads)


def test_the_cheaper_of_two_parallel_arcs_is_used():
    graph, _, _ = random_graph(np.random.default_rng(0), n_states=2, n_arcs=6, n_blocked=0)
    costs = np.array([5.0, 4.0, 3.0, 2.0, 1.0, 6.0])
    layers = layered(graph, np.ones(6, bool), np.zeros(6, bool), required=False)
    forward = [a for a in range(6) if graph.arcs["tail"][a] == 0]
    assert cheapest_arcs(layers, costs, 0, 1) == [min(forward, key=lambda a: costs[a])]
