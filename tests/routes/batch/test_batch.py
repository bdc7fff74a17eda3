"""Ways found for many draws at once are those found draw by draw."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from corridor.routes.batch import kernel
from corridor.routes.batch import relax as batch
from corridor.routes.batch.relax import EdgeList, cheapest_trees, trees_from
from corridor.routes.batch.ways import cheapest_ways
from corridor.routes.search import Layered, cheapest_arcs


def random_edges(seed, n_states, n_edges, n_draws):
    rng = np.random.default_rng(seed)
    tail = rng.integers(0, n_states, n_edges)
    head = (tail + rng.integers(1, n_states, n_edges)) % n_states
    costs = rng.uniform(1.0, 10.0, (n_edges, 1)) * rng.lognormal(0.0, 0.5, (n_edges, n_draws))
    return tail, head, costs


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 40))
def test_distances_and_ways_are_those_of_networkx(seed, n_states, n_edges):
    tail, head, costs = random_edges(seed, n_states, n_edges, 5)
    tree = cheapest_trees(EdgeList(tail, head, n_states), costs, 0)
    for draw in range(5):
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(range(n_states))
        for edge in range(n_edges):
            graph.add_edge(int(tail[edge]), int(head[edge]), weight=costs[edge, draw])
        known = nx.single_source_dijkstra_path_length(graph, 0)
        for state in range(n_states):
            expected = known.get(state, np.inf)
            assert tree.distance[state, draw] == pytest.approx(expected)
            ways, number = tree.ways(state)
            if np.isfinite(expected):
                way = list(ways[number[draw]])
                assert costs[way, draw].sum() == pytest.approx(expected)
                assert [0, *head[way]] == [*tail[way], state]
            else:
                assert number[draw] == -1


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 9), st.integers(3, 25), st.booleans())
def test_ways_past_a_place_are_those_of_one_draw_at_a_time(seed, n_states, n_edges, required):
    tail, head, costs = random_edges(seed, n_states, n_edges, 6)
    arcs = np.arange(n_edges)
    if required:
        passing = np.random.default_rng(seed).random(n_edges) < 0.3
        layers = Layered(
            np.concatenate([tail, tail + n_states]),
            np.concatenate([np.where(passing, head + n_states, head), head + n_states]),
            np.concatenate([arcs, arcs]),
            2 * n_states,
            n_states,
        )
    else:
        layers = Layered(tail, head, arcs, n_states, 0)
    drawn = cheapest_ways(layers, costs, 0, n_states - 1)
    for draw in range(6):
        alone = cheapest_arcs(layers, costs[:, draw], 0, n_states - 1)
        if alone is None:
            assert drawn.number[draw] == -1
        else:
            way = list(drawn.ways[drawn.number[draw]])
            assert costs[way, draw].sum() == pytest.approx(costs[alone, draw].sum())


def test_more_draws_than_a_slice_give_the_same_as_few():
    tail, head, costs = random_edges(3, 30, 120, 5000)
    edges = EdgeList(tail, head, 30)
    whole = cheapest_trees(edges, costs, 0).distance
    some = cheapest_trees(edges, costs[:, 4990:], 0).distance
    assert np.array_equal(whole[:, 4990:], some)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_costs_are_above_zero(bad):
    with pytest.raises(ValueError, match="above 0"):
        cheapest_trees(EdgeList(np.array([0]), np.array([1]), 2), np.array([[bad]]), 0)


def test_an_infinite_cost_is_no_way():
    edges = EdgeList(np.array([0, 1]), np.array([1, 2]), 3)
    tree = cheapest_trees(edges, np.array([[1.0, 1.0], [2.0, np.inf]]), 0)
    assert tree.distance[2].tolist() == [3.0, np.inf]
    assert tree.ways(2)[1].tolist() == [0, -1]


# Exact sums need not come out equal in another order: the last bits show that they do.
@pytest.mark.parametrize("n_draws", [1, 127, 300, 2500])
def test_distances_are_those_of_scipy_to_the_last_bit(monkeypatch, n_draws):
    tail, head, costs = random_edges(4, 40, 160, n_draws)
    monkeypatch.setattr(batch, "has_numba", lambda: False)
    origins = (0, 7, 11)
    trees = list(trees_from(EdgeList(tail, head, 40), costs, origins))
    for draw in {0, n_draws // 2, n_draws - 1}:
        least = np.full((40, 40), np.inf)
        np.minimum.at(least, (tail, head), costs[:, draw])
        known = dijkstra(csr_array(np.where(np.isfinite(least), least, 0.0)), indices=origins)
        for tree, row in zip(trees, known, strict=True):
            assert np.array_equal(tree.distance[:, draw], row)


@pytest.mark.skipif(not kernel.has_numba(), reason="numba (extra fast) is not installed")
@pytest.mark.parametrize("n_draws", [1, 127, 128, 300])
def test_compiled_distances_are_the_plain_ones_to_the_last_bit(monkeypatch, n_draws):
    origins = range(0, 60, 7)
    for seed in range(3):
        tail, head, costs = random_edges(seed, 60, 150, n_draws)
        edges = EdgeList(tail, head, 60)
        monkeypatch.setattr(batch, "has_numba", lambda: False)
        plain = [tree.distance for tree in trees_from(edges, costs, origins)]
        monkeypatch.setattr(batch, "has_numba", lambda: True)
        monkeypatch.setattr(batch, "LARGE", 0)
        fast = [tree.distance for tree in trees_from(edges, costs, origins)]
        assert all(np.array_equal(a, b) for a, b in zip(plain, fast, strict=True))
        assert np.isinf(plain[0]).any()


def test_many_origins_in_groups_are_each_alone(monkeypatch):
    tail, head, costs = random_edges(2, 30, 120, 50)
    edges = EdgeList(tail, head, 30)
    monkeypatch.setattr(batch, "HELD", 2 * 30 * 50)
    for origin, tree in zip(range(5), trees_from(edges, costs, range(5)), strict=True):
        assert tree.origin == origin
        assert np.array_equal(tree.distance, cheapest_trees(edges, costs, origin).distance)
