"""Replacement costs against networkx on the graph without the element, one Dijkstra at a time."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from corridor.flows.criticality.routing.replacement import replacement_costs


@st.composite
def graphs(draw):
    """Small graphs with ties, zero costs, parallel arcs, loops and parts that do not connect."""
    n = draw(st.integers(2, 9))
    node = st.integers(0, n - 1)
    costs = st.one_of(st.integers(0, 3).map(float), st.floats(0.0, 10.0), st.just(math.inf))
    rows = draw(st.lists(st.tuples(node, node, costs), min_size=1, max_size=24))
    pairs = draw(st.lists(st.tuples(node, node), min_size=1, max_size=5))
    return n, rows, pairs


def cheapest(n, rows, pair, lost, *, directed):
    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    graph.add_nodes_from(range(n))
    for number, (tail, head, cost) in enumerate(rows):
        if number not in lost and math.isfinite(cost):
            graph.add_edge(tail, head, weight=cost)
    try:
        return nx.dijkstra_path_length(graph, *pair)
    except nx.NetworkXNoPath:
        return math.inf


def assert_exact(n, rows, pairs, found, elements, *, directed):
    increase = found.increase
    for j, pair in enumerate(pairs):
        base = cheapest(n, rows, pair, set(), directed=directed)
        assert found.base[j] == pytest.approx(base, rel=1e-12)
        for i, lost in enumerate(elements):
            if math.isinf(base):
                assert np.isnan(increase[i, j])
                continue
            after = cheapest(n, rows, pair, lost, directed=directed)
            assert base + increase[i, j] == pytest.approx(after, rel=1e-12, abs=1e-12)


def solve(n, rows, pairs, **options):
    columns = [np.array(c) for c in zip(*rows, strict=True)]
    ends = [np.array(c) for c in zip(*pairs, strict=True)]
    return replacement_costs(n, *columns, *ends, **options)


@settings(max_examples=80, deadline=None)
@given(graphs())
def test_two_trees_agree_with_brute_force_on_undirected_graphs(case):
    n, rows, pairs = case
    found = solve(n, rows, pairs, directed=False)
    assert_exact(n, rows, pairs, found, [{i} for i in range(len(rows))], directed=False)


@settings(max_examples=80, deadline=None)
@given(graphs(), st.data())
@pytest.mark.parametrize("directed", [True, False])
def test_repair_agrees_with_brute_force_for_sets_of_arcs(directed, case, data):
    n, rows, pairs = case
    sets = data.draw(st.lists(st.sets(st.integers(0, len(rows) - 1)), min_size=1, max_size=5))
    member = np.zeros((len(sets), len(rows)))
    for i, lost in enumerate(sets):
        member[i, list(lost)] = 1.0
    found = solve(n, rows, pairs, directed=directed, elements=csr_array(member))
    assert_exact(n, rows, pairs, found, sets, directed=directed)


def random_network(seed, n=120, m=360):
    """A connected network with integer costs, so that sums are exact and ties are many."""
    rng = np.random.default_rng(seed)
    spanning = [rng.integers(0, i) for i in range(1, n)]
    tail = np.concatenate([np.arange(1, n), rng.integers(0, n, m - n + 1)])
    head = np.concatenate([spanning, rng.integers(0, n, m - n + 1)])
    source = rng.integers(0, n, 30)
    return tail, head, rng.integers(0, 9, m).astype(float), source, (source + 7) % n


@pytest.mark.parametrize("seed", range(5))
def test_the_two_methods_agree_to_the_bit_on_integer_costs(seed):
    tail, head, cost, source, target = random_network(seed)
    n, m = 120, len(cost)
    edge = np.tile(np.arange(m), 2)
    member = csr_array((np.ones(2 * m), (edge, np.arange(2 * m))), shape=(m, 2 * m))
    two_trees = replacement_costs(n, tail, head, cost, source, target, directed=False)
    ends = np.concatenate([tail, head]), np.concatenate([head, tail])
    repair = replacement_costs(n, *ends, np.tile(cost, 2), source, target, elements=member)
    assert np.array_equal(two_trees.increase, repair.increase)
    assert (two_trees.increase > 0).sum() > 50


def test_the_order_of_the_rows_does_not_matter():
    tail, head, cost, source, target = random_network(11)
    order = np.random.default_rng(0).permutation(len(cost))
    plain = replacement_costs(120, tail, head, cost, source, target, directed=False).increase
    mixed = replacement_costs(
        120, head[order], tail[order], cost[order], source, target, directed=False
    ).increase
    assert np.array_equal(plain[order], mixed)


def test_work_in_several_chunks_gives_the_same(monkeypatch):
    from corridor.flows.criticality.routing import repair, replacement

    tail, head, cost, source, target = random_network(3)
    jobs = [{"directed": False}, {"directed": True}]
    whole = [replacement_costs(120, tail, head, cost, source, target, **job) for job in jobs]
    monkeypatch.setattr(repair, "CELLS", 2000)
    monkeypatch.setattr(replacement, "CELLS", 2000)
    parts = [replacement_costs(120, tail, head, cost, source, target, **job) for job in jobs]
    for one, other in zip(whole, parts, strict=True):
        assert np.array_equal(one.increase, other.increase, equal_nan=True)


def test_a_bridge_cuts_and_a_pair_of_one_place_needs_nothing():
    found = replacement_costs(3, [0, 1], [1, 2], [1.0, 2.0], [0, 1], [2, 1], directed=False)
    assert found.base.tolist() == [3.0, 0.0]
    assert found.increase.tolist() == [[math.inf, 0.0], [math.inf, 0.0]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": [1.0, -1.0]}, "cost of arc 1 is -1.0"),
        ({"cost": [math.nan, 1.0]}, "cost of arc 0 is nan"),
        ({"head": [1, 3]}, "head 1 is 3; nodes are 0 to 2"),
        ({"tail": [0.5, 1]}, "tail 0 is 0.5"),
        ({"source": [0, 1]}, "2 sources and 1 targets"),
        ({"cost": [1.0]}, "2 tails, 2 heads, 1 costs"),
        ({"elements": csr_array((1, 5))}, "elements have 5 columns; there are 2 arcs"),
    ],
)
def test_unfit_input_is_refused_by_name(change, message):
    given_ = {"tail": [0, 1], "head": [1, 2], "cost": [1.0, 1.0], "source": [0], "target": [2]}
    with pytest.raises(ValueError, match=message):
        replacement_costs(3, **{**given_, **change})
