"""Cheapest ways against plain enumeration, and path sizes against sums done by hand."""

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from corridor.flows.likely.paths import Path, path_set, path_sizes, source_shares
from corridor.flows.likely.ways import Ground, best_ways, costs_to
from corridor.flows.program.problem import Block
from tests.flows.likely.random_problems import parallel_ways, random_problem


@pytest.mark.parametrize("seed", range(60))
def test_ways_are_the_cheapest_of_all_loopless_ones(seed):
    rng = np.random.default_rng(seed)
    n, m, k = int(rng.integers(2, 8)), int(rng.integers(4, 26)), int(rng.integers(1, 12))
    tail, head = rng.integers(0, n, m), rng.integers(0, n, m)
    # Whole costs, some 0: many ways are equally good.
    cost = rng.integers(0, 8, m).astype(float)
    block = Block("b", n, tail, head, cost, csr_array((m, 0)), np.arange(m))
    ground = Ground(block, tuple(range(n)))
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(
        (int(a), int(b), i) for i, (a, b) in enumerate(zip(tail, head, strict=True))
    )
    every = {tuple(e[2] for e in way) for way in nx.all_simple_edge_paths(graph, 0, n - 1)}
    ways = best_ways(ground, cost.tolist(), 0, n - 1, k, costs_to(ground, cost.tolist(), n - 1))
    assert len(set(ways)) == len(ways)
    assert set(ways) <= every
    assert [cost[list(way)].sum() for way in ways] == sorted(cost[list(w)].sum() for w in every)[:k]


def chain(arcs, km):
    """A block whose arcs are named by pairs of states, and the lengths."""
    tail, head = np.array(arcs).T
    block = Block(
        "b", 9, tail, head, np.zeros(len(arcs)), csr_array((len(arcs), 0)), np.arange(len(arcs))
    )
    return block, np.asarray(km, float)


def test_path_sizes_of_two_routes_that_share_four_fifths_and_one_apart():
    # 0-1 80 km, then 1-2 twice 20 km; and 0-2 alone. 0.8 / 2 + 0.2 / 1 = 0.6.
    block, km = chain([(0, 1), (1, 2), (1, 2), (0, 2)], [80, 20, 20, 100])
    problem = random_problem(0)
    problem = type(problem)(**{**vars(problem), "blocks": (block,)})
    ways = [Path(0, 0, 0, arcs) for arcs in ((0, 1), (0, 2), (3,))]
    sizes = path_sizes(problem, ways, [km])
    assert np.allclose(sizes, [0.6, 0.6, 1.0])
    # At equal cost the shares are 0.27, 0.27 and 0.45, where a plain logit says a third each.
    assert np.round(sizes / sizes.sum(), 2).tolist() == [0.27, 0.27, 0.45]


def test_copies_of_an_arc_in_two_layers_count_as_one():
    block, km = chain([(0, 1), (2, 1), (0, 1)], [10, 10, 10])
    problem = random_problem(0)
    same = type(block)(**{**vars(block), "arc": np.array([7, 7, -1])})
    problem = type(problem)(**{**vars(problem), "blocks": (same,)})
    ways = [Path(0, 0, 0, (arc,)) for arc in range(3)]
    assert path_sizes(problem, ways, [km]).tolist() == [0.5, 0.5, 1.0]


def test_paths_of_other_sources_and_demands_do_not_overlap():
    block, km = chain([(0, 1)], [10])
    problem = random_problem(0)
    problem = type(problem)(**{**vars(problem), "blocks": (block,)})
    ways = [Path(0, 0, 0, (0,)), Path(1, 0, 0, (0,)), Path(0, 1, 0, (0,))]
    assert path_sizes(problem, ways, [km]).tolist() == [1.0, 1.0, 1.0]


def test_paths_without_length_count_their_arcs_alike():
    block, _ = chain([(0, 1), (1, 2), (1, 2)], [0, 0, 0])
    problem = random_problem(0)
    problem = type(problem)(**{**vars(problem), "blocks": (block,)})
    ways = [Path(0, 0, 0, arcs) for arcs in ((0, 1), (0, 2))]
    assert path_sizes(problem, ways, [np.zeros(3)]).tolist() == [0.75, 0.75]


def test_a_path_set_knows_costs_and_use_of_each_path():
    problem = random_problem(4)
    ways = [Path(2, 1, 1, (0, 1, 2)), Path(0, 0, 0, (3,)), Path(0, 0, 0, (3,)), Path(1, 2, 1, ())]
    found = path_set(problem, ways)
    assert [path.source for path in found.paths] == [0, 1, 2]
    expected = [problem.blocks[0].cost[3], 0.0, problem.blocks[1].cost[:3].sum()]
    assert np.allclose(found.cost, expected)
    assert np.allclose(found.use[[2]].toarray()[0], problem.blocks[1].use[:3].toarray().sum(axis=0))


def test_sources_of_known_amounts_weigh_by_them_and_others_alike():
    problem = random_problem(0)
    found = path_set(problem, [Path(0, 0, 0, (0,)), Path(0, 0, 0, (1,)), Path(1, 0, 0, (1,))])
    amount = np.array([30.0, 10.0, 5.0, 5.0])
    known = type(problem)(**{**vars(problem), "source_amount": amount})
    assert source_shares(known, found).tolist() == [0.75, 0.75, 0.25]
    amount = np.array([np.inf, 10.0, 5.0, 5.0])
    unknown = type(problem)(**{**vars(problem), "source_amount": amount})
    assert source_shares(unknown, found).tolist() == [0.5, 0.5, 0.5]


def test_parallel_ways_are_told_apart():
    problem = parallel_ways([1.0, 1.0])
    ground = Ground(problem.blocks[0], (0, 1))
    cost = [1.0, 1.0]
    assert best_ways(ground, cost, 0, 1, 5, costs_to(ground, cost, 1)) == [(0,), (1,)]


@pytest.mark.parametrize("seed", range(30))
def test_no_way_comes_to_a_place_twice_in_two_layers(seed):
    rng = np.random.default_rng(seed)
    n, m, k = 6, 24, int(rng.integers(1, 9))
    tail, head = rng.integers(0, n, m), rng.integers(0, n, m)
    cost = rng.integers(1, 8, m).astype(float)
    marked = rng.random(m) < 0.3
    # Layer 0 until a marked arc is used, layer 1 from there on; the goal is place 5 in layer 1.
    low = np.flatnonzero(~marked)
    arcs = [
        *((tail[a], head[a], a) for a in low),
        *((tail[a], head[a] + n, a) for a in np.flatnonzero(marked)),
        *((tail[a] + n, head[a] + n, a) for a in range(m)),
    ]
    ends = np.array(arcs)
    ground = Ground(
        Block(
            "b",
            2 * n,
            ends[:, 0],
            ends[:, 1],
            cost[ends[:, 2]],
            csr_array((len(arcs), 0)),
            ends[:, 2],
        ),
        (*range(n), *range(n)),
    )
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(
        (int(a), int(b), i) for i, (a, b) in enumerate(zip(tail, head, strict=True))
    )
    every = {tuple(e[2] for e in way) for way in nx.all_simple_edge_paths(graph, 0, n - 1)}
    every = {way for way in every if marked[list(way)].any()}
    costs = cost[ends[:, 2]].tolist()
    ways = best_ways(ground, costs, 0, 2 * n - 1, k, costs_to(ground, costs, 2 * n - 1))
    found = [tuple(int(ends[arc, 2]) for arc in way) for way in ways]
    assert set(found) <= every
    assert [cost[list(w)].sum() for w in found] == sorted(cost[list(w)].sum() for w in every)[:k]
