import itertools
import pickle

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import corridor as cr
from corridor.routes.many import kernel, ways
from corridor.routes.many.arc_graph import ArcGraph
from tests.routes.many.random_arrays import arrays, graph_of, grid_case, large_case, oracle_of

ENGINES = ["trees", "both ends", "compiled"]


@pytest.fixture(params=ENGINES)
def engine(request, monkeypatch):
    """Search small graphs as large ones are searched, by each kind of search in turn."""
    if request.param == "compiled":
        pytest.importorskip("numba")
        monkeypatch.setattr(kernel, "FEW_ARCS", 0)
    else:
        monkeypatch.setattr(kernel, "has_numba", lambda: False)
    if request.param == "both ends":
        monkeypatch.setattr(ways, "LARGE", 0)
        monkeypatch.setattr(ways, "SHARED", 10**6)
        monkeypatch.setattr(ways, "SHARE", 1)
        monkeypatch.setattr(ways, "SHARE_OF_FEW", 1)
    return request.param


def check_way(graph, route):
    """Assert that the arcs of a route lead from its origin to its destination."""
    assert route.states[0] == route.origin
    assert route.states[-1] == route.destination
    assert (graph.tail[route.arcs] == route.states[:-1]).all()
    for name, total in route.totals.items():
        assert total == pytest.approx(graph.weights[name][route.arcs].sum(), rel=1e-12)


@pytest.mark.parametrize("seed", range(25))
def test_all_pairs_agree_with_networkx(engine, seed):
    rng = np.random.default_rng(seed)
    n_states, n_arcs = int(rng.integers(1, 12)), int(rng.integers(1, 40))
    ends = rng.integers(0, n_states, (2, n_arcs))
    weights = {"cost": rng.integers(0, 5, n_arcs).astype(float), "time": rng.random(n_arcs)}
    case = (n_states, *ends, weights)
    graph, oracle = graph_of(case), oracle_of(case)
    pairs = list(itertools.product(range(n_states), repeat=2))
    routes = graph.routes(pairs)
    assert len(routes) == len(routes.table) == 2 * len(pairs)
    for column, name in enumerate(graph.criteria):
        least = dict(nx.all_pairs_dijkstra_path_length(oracle, weight=name))
        expected = [least[origin].get(goal, np.inf) for origin, goal in pairs]
        np.testing.assert_allclose(routes.cost[:, column], expected, rtol=1e-12)
        for state in range(n_states):
            ahead = [least[state].get(goal, np.inf) for goal in range(n_states)]
            back = [least[origin].get(state, np.inf) for origin in range(n_states)]
            np.testing.assert_allclose(graph.distances(state, name), ahead, rtol=1e-12)
            np.testing.assert_allclose(graph.distances(state, name, back=True), back, rtol=1e-12)
    for row in np.flatnonzero(routes.table["feasible"]):
        check_way(graph, routes.route(int(row)))
        assert routes.table.at[row, "n_arcs"] == len(routes.arcs(int(row)))


@given(arrays())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_one_route_agrees_with_networkx(case):
    graph, oracle = graph_of(case), oracle_of(case)
    goal = graph.n_states - 1
    for name in graph.criteria:
        if nx.has_path(oracle, 0, goal):
            route = graph.route(0, goal, name)
            check_way(graph, route)
            assert route.cost == nx.dijkstra_path_length(oracle, 0, goal, weight=name)
        else:
            with pytest.raises(cr.NoRouteError, match="no arcs lead"):
                graph.route(0, goal, name)


@given(arrays(most_states=6, most_arcs=14))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_k_routes_agree_with_every_simple_path(case):
    graph, oracle = graph_of(case), oracle_of(case)
    goal = graph.n_states - 1
    if goal == 0:
        with pytest.raises(ValueError, match="two different states"):
            graph.k_routes(0, goal, "cost")
        return
    paths = [tuple(e[2] for e in p) for p in nx.all_simple_edge_paths(oracle, 0, goal)]
    if not paths:
        with pytest.raises(cr.NoRouteError):
            graph.k_routes(0, goal, "cost")
        return
    routes = graph.k_routes(0, goal, "cost", k=len(paths) + 1)
    assert {tuple(route.arcs.tolist()) for route in routes} == set(paths)
    assert [r.cost for r in routes] == sorted(case[3]["cost"][list(p)].sum() for p in paths)


@pytest.mark.parametrize("case", [large_case(), grid_case()], ids=["anywhere", "grid"])
@pytest.mark.parametrize("numba", [False, True])
def test_large_graphs_agree_with_scipy(case, numba, monkeypatch):
    if numba:
        pytest.importorskip("numba")
    else:
        monkeypatch.setattr(kernel, "has_numba", lambda: False)
    n_states, tail, head, weights = case
    graph = graph_of(case)
    pairs = np.random.default_rng(0).integers(0, n_states, (30, 2))
    routes = graph.routes(pairs)
    for column, name in enumerate(graph.criteria):
        key = np.lexsort((weights[name], head, tail))
        first = np.append(True, np.diff(tail[key] * n_states + head[key]) != 0)
        kept = key[first]
        ends = tail[kept], head[kept]
        matrix = csr_array((weights[name][kept], ends), shape=(n_states, n_states))
        expected = dijkstra(matrix, indices=pairs[:, 0])[np.arange(len(pairs)), pairs[:, 1]]
        np.testing.assert_allclose(routes.cost[:, column], expected, rtol=1e-12)
        distances = dijkstra(matrix, indices=5)
        np.testing.assert_array_equal(graph.distances(5, name), distances)
    for row in range(0, len(routes), 7):
        if routes.table.at[row, "feasible"]:
            check_way(graph, routes.route(row))


def test_many_pairs_of_one_origin_share_a_tree():
    graph = graph_of(large_case())
    pairs = [(7, goal) for goal in range(0, 6_000, 50)]
    turned = [(goal, 7) for goal, _ in ((goal, 0) for _, goal in pairs)]
    expected = graph.distances(7, "cost")[::50]
    np.testing.assert_allclose(graph.routes(pairs, ["cost"]).cost[:, 0], expected, rtol=1e-12)
    expected = graph.distances(7, "cost", back=True)[::50]
    found = graph.routes(turned, ["cost"])
    np.testing.assert_allclose(found.cost[:, 0], expected, rtol=1e-12)
    check_way(graph, found.route(int(np.flatnonzero(found.ways.reached)[-1])))


def test_compiled_loops_are_the_same_in_plain_python(monkeypatch):
    monkeypatch.setattr(kernel, "compiled", lambda: (kernel.spread, kernel.meet_all))
    monkeypatch.setattr(kernel, "has_numba", lambda: True)
    monkeypatch.setattr(kernel, "FEW_ARCS", 0)
    case = large_case(n_states=300, n_arcs=900, reach=40)
    graph, oracle = graph_of(case), oracle_of(case)
    pairs = np.random.default_rng(0).integers(0, 300, (20, 2))
    routes = graph.routes(pairs, ["cost"])
    for row, (origin, goal) in enumerate(pairs.tolist()):
        least = nx.single_source_dijkstra_path_length(oracle, origin, weight="cost")
        assert routes.cost[row, 0] == pytest.approx(least.get(goal, np.inf), rel=1e-12)
    distances = graph.distances(3, "cost")
    least = nx.single_source_dijkstra_path_length(oracle, 3, weight="cost")
    np.testing.assert_allclose(distances, [least.get(s, np.inf) for s in range(300)], rtol=1e-12)


def test_the_cheapest_of_parallel_arcs_differs_by_criterion():
    weights = {"cost": [3.0, 1.0, 1.0], "time": [1.0, 3.0, 1.0]}
    graph = ArcGraph.from_arrays([0, 0, 0], [1, 1, 1], weights)
    routes = graph.routes([(0, 1)])
    assert [routes.arcs(0).tolist(), routes.arcs(1).tolist()] == [[1], [0]]
    assert [r.arcs.tolist() for r in graph.k_routes(0, 1, "cost")] == [[1], [2], [0]]


def test_rows_do_not_depend_on_the_order_of_arcs():
    case = large_case(n_states=400, n_arcs=1_500, reach=60)
    n_states, tail, head, weights = case
    order = np.random.default_rng(1).permutation(len(tail))
    shuffled = {name: row[order] for name, row in weights.items()}
    other = graph_of((n_states, tail[order], head[order], shuffled))
    pairs = np.random.default_rng(2).integers(0, n_states, (40, 2))
    one, two = graph_of(case).routes(pairs), other.routes(pairs)
    np.testing.assert_allclose(one.cost, two.cost, rtol=1e-15)
    for row in range(len(one)):
        assert one.arcs(row).tolist() == order[two.arcs(row)].tolist()


def test_a_state_is_zero_from_itself():
    graph = ArcGraph.from_arrays([0], [1], {"cost": [2.0]})
    route = graph.route(1, 1, "cost")
    assert (len(route), route.cost, route.states.tolist()) == (0, 0.0, [1])


def test_the_table_keeps_pairs_without_a_route():
    graph = ArcGraph.from_arrays([0], [1], {"cost": [2.0]}, n_states=3)
    routes = graph.routes([(0, 1), (1, 0), (2, 2)])
    expected = {
        "origin": [0, 1, 2],
        "destination": [1, 0, 2],
        "criterion": ["cost"] * 3,
        "feasible": [True, False, True],
        "reason": ["", "no arcs lead from one to the other", ""],
        "cost": [2.0, np.nan, 0.0],
        "n_arcs": [1, 0, 0],
    }
    expected = pd.DataFrame(expected).rename_axis("row")
    pd.testing.assert_frame_equal(routes.table, expected, check_dtype=False)
    assert "1 rows without a route" in repr(routes)
    with pytest.raises(cr.NoRouteError, match="from '1' to '0'"):
        routes.route(1)
    with pytest.raises(cr.NoRouteError, match="from '1' to '0'"):
        graph.routes([(0, 1), (1, 0)], strict=True)
    with pytest.raises(IndexError, match="rows are 0 to 2"):
        routes.route(3)


def test_a_graph_is_never_changed():
    tail, cost = np.array([0, 1]), np.array([1.0, 2.0])
    graph = ArcGraph.from_arrays(tail, [1, 2], {"cost": cost})
    tail[0], cost[0] = 2, 99.0
    assert graph.route(0, 2, "cost").cost == 3.0
    with pytest.raises(ValueError, match="read-only"):
        graph.tail[0] = 1
    with pytest.raises(TypeError):
        graph.weights["time"] = cost


def test_a_graph_can_be_sent_to_another_process():
    graph = graph_of(large_case())
    least = graph.route(0, 3_000, "cost").cost
    graph.k_routes(0, 3_000, "cost", k=2)
    sent = pickle.loads(pickle.dumps(graph))
    assert sent.route(0, 3_000, "cost").cost == least
    with pytest.raises(ValueError, match="read-only"):
        sent.weights["cost"][0] = 1.0


@pytest.mark.parametrize(
    ("tail", "head", "weights", "n_states", "words"),
    [
        ([0, 1], [1], {"cost": [1.0, 1.0]}, None, "tail has 2 arcs and head has 1"),
        ([], [], {"cost": []}, None, "there are no arcs"),
        ([0.5], [1], {"cost": [1.0]}, None, "tail holds float64; states are whole"),
        ([[0]], [[1]], {"cost": [1.0]}, None, "tail has 2 dimensions"),
        ([-1], [1], {"cost": [1.0]}, None, "tail: arc 0: -1; broken rule: states are numbered"),
        ([0], [5], {"cost": [1.0]}, 3, "head: arc 0: 5; broken rule: .* from 0 to 2"),
        ([0], [1], {}, None, "give at least one criterion"),
        ([0], [1], [1.0], None, "weights must be named"),
        ([0], [1], {"cost": [1.0, 2.0]}, None, "have shape .2,.; there are 1 arcs"),
        ([0], [1], {"cost": ["a"]}, None, "must be numbers"),
        ([0, 0], [1, 1], {"cost": [1.0, np.nan]}, None, "arc 1: nan; broken rule: no weight is"),
        ([0] * 5, [1] * 5, {"cost": [-1.0] * 5}, None, "arc 2: -1.0 and 2 more; .* below 0"),
        ([0], [1], {"cost": [np.inf]}, None, "leave out an arc that is closed"),
    ],
)
def test_faulty_arrays_are_refused(tail, head, weights, n_states, words):
    with pytest.raises(cr.SchemaError, match=words):
        ArcGraph.from_arrays(tail, head, weights, n_states=n_states)


def test_wrong_questions_are_refused():
    graph = ArcGraph.from_arrays([0, 1], [1, 0], {"cost": [1.0, 1.0], "time": [1.0, 1.0]})
    with pytest.raises(cr.UnknownIdError, match="unknown criterion 'tme'; nearest: time"):
        graph.route(0, 1, "tme")
    for state in (2, -1, 0.0, True, "0", None):
        with pytest.raises(ValueError, match=r"origin is .*; states are whole numbers from 0 to 1"):
            graph.route(state, 1, "cost")
        with pytest.raises(ValueError, match="state is"):
            graph.distances(state, "cost")
    with pytest.raises(ValueError, match=r"pair 1 is \(0, 2\)"):
        graph.routes([(0, 1), (0, 2)])
    for pairs in ([], [0, 1], [(0, 1, 1)], (0, 1)):
        with pytest.raises(ValueError, match="give rows of origin and destination"):
            graph.routes(pairs)
    with pytest.raises(ValueError, match="pairs hold float64"):
        graph.routes([(0.0, 1.0)])
    with pytest.raises(ValueError, match="give a list"):
        graph.routes([(0, 1)], "cost")
    for criteria in ([], ["cost", "cost"]):
        with pytest.raises(ValueError, match="each of at least one criterion once"):
            graph.routes([(0, 1)], criteria)
    for k in (0, -1, 2.5, True):
        with pytest.raises(ValueError, match="k is"):
            graph.k_routes(0, 1, "cost", k=k)
    with pytest.raises(ValueError, match="n_states is 0"):
        ArcGraph.from_arrays([0], [1], {"cost": [1.0]}, n_states=0)
