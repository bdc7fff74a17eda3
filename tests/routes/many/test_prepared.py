import numpy as np
import pytest

import corridor as cr
from corridor.routes.many import prepared as module
from corridor.routes.many.arc_graph import ArcGraph
from tests.routes.many.random_arrays import graph_of, grid_case, large_case

pytest.importorskip("pyroutingkit")


@pytest.fixture(scope="module")
def grid():
    return graph_of(grid_case(side=40))


@pytest.mark.parametrize("given", [False, True])
def test_routes_cost_the_least_but_for_the_stated_rounding(grid, given):
    places = np.stack(np.divmod(np.arange(1_600), 40), axis=1)
    prepared = grid.prepare("cost", coordinates=places if given else None)
    pairs = np.random.default_rng(0).integers(0, 1_600, (60, 2))
    found, least = prepared.routes(pairs), grid.routes(pairs, ["cost"])
    excess = found.cost - least.cost
    assert (excess >= -1e-9).all()
    assert (excess[:, 0] <= found.excess + 1e-9).all()
    assert (found.excess <= 1e-5 * least.cost[:, 0] + 1e-12).all()
    route = prepared.route(*pairs[0].tolist())
    assert route.cost == pytest.approx(grid.weights["cost"][route.arcs].sum(), rel=1e-12)
    assert route.arcs.tolist() == found.arcs(0).tolist()
    assert set(found.table) == {*least.table}


def test_whole_weights_are_exact(grid):
    weights = {"cost": np.ceil(grid.weights["cost"] * 8)}
    whole = ArcGraph.from_arrays(grid.tail, grid.head, weights)
    prepared = whole.prepare("cost")
    pairs = np.random.default_rng(1).integers(0, 1_600, (60, 2))
    found = prepared.routes(pairs)
    assert (found.excess == 0).all()
    np.testing.assert_array_equal(found.cost, whole.routes(pairs).cost)


def test_what_rounding_hides_is_stated():
    # Two ways that differ by less than the unit, which a long detour makes coarse.
    tail, head = [0, 1, 0, 2, 3, 4], [1, 3, 2, 3, 4, 0]
    cost = [1.0, 1.0 + 1e-7, 1.0, 1.0, 2e3, 2e3]
    graph = ArcGraph.from_arrays(tail, head, {"cost": cost})
    prepared = graph.prepare("cost")
    route, least = prepared.route(0, 3), graph.route(0, 3, "cost").cost
    assert prepared.unit > 1e-7
    assert least <= route.cost <= least + route.excess
    assert route.excess <= 2 * prepared.unit


def test_sums_beyond_whole_numbers_are_searched_exactly():
    # Two parts that only one arc joins: from the busiest state the far part is all there is to see.
    n = 40
    tail = [*range(n), *([n + 1] * 5)]
    head = [*range(1, n + 1), *range(5)]
    cost = [*([1e6] * n), *([1.0] * 5)]
    graph = ArcGraph.from_arrays(tail, head, {"cost": cost})
    prepared = graph.prepare("cost")
    pairs = [(0, n), (n + 1, n), (n, 0)]
    np.testing.assert_allclose(prepared.routes(pairs).cost, graph.routes(pairs).cost)
    with pytest.raises(cr.NoRouteError):
        prepared.route(n, 0)
    with pytest.raises(cr.NoRouteError):
        prepared.routes(pairs, strict=True)


def test_a_graph_without_small_cuts_is_refused():
    with pytest.raises(ValueError, match="links join the two halves"):
        graph_of(large_case(n_states=4_000, n_arcs=16_000, reach=3_000)).prepare("cost")


def test_wrong_questions_are_refused(grid, monkeypatch):
    for places in (np.zeros((3, 2)), np.full((1_600, 2), np.nan)):
        with pytest.raises(ValueError, match="coordinates have shape"):
            grid.prepare("cost", coordinates=places)
    with pytest.raises(cr.UnknownIdError, match="nearest: cost"):
        grid.prepare("cst")
    prepared = grid.prepare("cost")
    with pytest.raises(ValueError, match="destination is 1600"):
        prepared.route(0, 1_600)
    assert "least cost" in repr(prepared)


def test_without_the_library_the_extra_is_named(grid, monkeypatch):
    def absent(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(module, "import_module", absent)
    with pytest.raises(ModuleNotFoundError, match=r"corridor\[preprocess\]"):
        grid.prepare("cost")
