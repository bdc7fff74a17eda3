"""Ways found for many draws at once are those found draw by draw."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.routes.batch.relax import EdgeList, cheapest_trees
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
