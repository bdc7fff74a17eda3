import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import corridor as cr
from corridor.routes.front import kernel, labels
from corridor.routes.front.labels import pareto_ways
from corridor.routes.front.points import CRITERIA, arc_amounts, dominated_points, supported_points
from corridor.routes.pareto import FrontTooLargeError, ParetoFront
from corridor.routes.search import layered
from tests.routes.random_graphs import random_graph, simple_paths

COPPER = ("copper", "balkhash_smelter", "duisburg")
FOUR = ("cost", "time", "co2", "risk")


def brute_front(paths, amounts):
    """Return one path per point no other path equals or betters: fewest arcs, then arc numbers."""
    best = {}
    for path in paths:
        point = tuple(int(x) for x in amounts[:, path].sum(axis=1))
        best[point] = min(best.get(point, (len(path), path)), (len(path), path))
    keep = [p for p in best if not any(q != p and all(np.less_equal(q, p)) for q in best)]
    return [best[p][1] for p in sorted(keep)]


def random_case(seed, n_criteria, most, passing_share=0.0):
    """Return a random graph, usable arcs, whole amounts (many equal or zero) and passing arcs."""
    rng = np.random.default_rng(seed)
    graph, _, blocked = random_graph(rng, n_arcs=20)
    amounts = rng.integers(0, most, (n_criteria, 20))
    return graph, ~blocked, amounts, rng.random(20) < passing_share


cases = given(seed=st.integers(0, 10**6), n=st.integers(2, 4), most=st.sampled_from([2, 4, 40]))


@settings(max_examples=200, deadline=None)
@cases
def test_a_plain_front_agrees_with_brute_force(seed, n, most):
    graph, usable, amounts, passing = random_case(seed, n, most)
    layers = layered(graph, usable, passing, required=False)
    ways, stopped = pareto_ways(layers, amounts, 0, 5, limit=1000)
    assert not stopped
    assert ways == brute_front(simple_paths(graph, usable, 0, 5), amounts)


@settings(max_examples=300, deadline=None)
@cases
def test_a_front_past_a_required_place_agrees_with_brute_force(seed, n, most):
    graph, usable, amounts, passing = random_case(seed, n, most, passing_share=0.2)
    layers = layered(graph, usable, passing, required=True)
    ways, stopped = pareto_ways(layers, amounts, 0, 5, limit=1000)
    allowed = [p for p in simple_paths(graph, usable, 0, 5) if passing[p].any()]
    assert not stopped
    assert ways == brute_front(allowed, amounts)


@pytest.mark.parametrize("required", [False, True])
def test_the_compiled_search_agrees_with_the_plain_one(required, monkeypatch):
    pytest.importorskip("numba")
    for seed in range(30):
        graph, usable, amounts, passing = random_case(seed, 2 + seed % 3, 5, 0.2)
        layers = layered(graph, usable, passing, required=required)
        monkeypatch.setattr(labels, "is_loaded", lambda: False)
        plain = pareto_ways(layers, amounts, 0, 5, limit=1000)
        monkeypatch.setattr(labels, "is_loaded", lambda: True)
        assert pareto_ways(layers, amounts, 0, 5, limit=1000) == plain


def test_without_numba_a_large_search_says_so_and_ends_the_same(monkeypatch, caplog):
    graph, usable, amounts, passing = random_case(3, 3, 40)
    layers = layered(graph, usable, passing, required=False)
    expected = pareto_ways(layers, amounts, 0, 5, limit=1000)
    monkeypatch.setattr(labels, "FEW_LABELS", 0)
    monkeypatch.setattr(labels, "is_loaded", lambda: False)
    for module in (labels, kernel):
        monkeypatch.setattr(module, "has_numba", lambda: False)
    monkeypatch.setattr(labels, "compiled", kernel.compiled.__wrapped__)
    with caplog.at_level(logging.WARNING):
        assert pareto_ways(layers, amounts, 0, 5, limit=1000) == expected
    assert "numba" in caplog.text


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_a_front_cut_short_holds_points_of_the_whole_one(seed, required):
    graph, usable, amounts, passing = random_case(seed, 3, 40, 0.2)
    layers = layered(graph, usable, passing, required=required)
    whole, _ = pareto_ways(layers, amounts, 0, 5, limit=1000)
    some, stopped = pareto_ways(layers, amounts, 0, 5, limit=2)
    assert bool(stopped) == (len(whole) > 2)
    assert some == whole[:2]


# -- points ---------------------------------------------------------------------------------------


def has_weights(points, i):
    """Whether weights of sum 1 make a point best, by one linear programme over all the others."""
    rows = points - points[i]
    n = rows.shape[1]
    lead = linprog(
        [0.0] * n + [-1.0],
        A_ub=np.hstack([-np.delete(rows, i, axis=0), np.ones((len(rows) - 1, 1))]),
        b_ub=np.zeros(len(rows) - 1),
        A_eq=[[1.0] * n + [0.0]],
        b_eq=[1.0],
        bounds=[(0, None)] * n + [(None, None)],
    )
    return -lead.fun >= -1e-7


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 4))
def test_supported_points_agree_with_a_linear_programme_each(seed, n):
    points = np.random.default_rng(seed).integers(0, 12, (25, n))
    points = np.unique(points, axis=0)
    points = points[~dominated_points(points)]
    if len(points) > 1:
        expected = [has_weights(points, i) for i in range(len(points))]
        assert supported_points(points).tolist() == expected


def test_points_inside_an_edge_of_the_hull_are_supported():
    points = np.array([[0, 4], [1, 3], [2, 2], [3, 2], [4, 0]])
    assert supported_points(points).tolist() == [True, True, True, False, True]


# -- on the network of the data set ---------------------------------------------------------------


@pytest.mark.parametrize("criteria", [("cost", "time"), ("time", "co2", "russia_km"), FOUR])
def test_the_front_holds_the_best_of_each_criterion(net, criteria):
    front = cr.pareto_routes(net, *COPPER, criteria=criteria)
    amounts = arc_amounts(net.state_graph("copper"), criteria)
    sums = np.array([amounts[:, list(r.arcs)].sum(axis=1) for r in front.routes])
    for place in range(len(criteria)):
        least = min(amounts[place, list(r.arcs)].sum() for r in cr.k_routes(net, *COPPER, k=20))
        assert sums[:, place].min() <= least + 1e-6
    assert not dominated_points(np.rint(sums * 1e6)).any()
    assert front.table["supported"].any()


def test_the_table_shows_exact_values(net):
    front = cr.pareto_routes(net, *COPPER, criteria=FOUR, corridor="caspian")
    for name in ("cost_usd_per_t", "time_d", "co2_kg_per_t"):
        exact = [float(route.totals[name]) for route in front.routes]
        assert front.table[name].to_numpy() == pytest.approx(exact)
    columns = [CRITERIA[name] for name in FOUR]
    whole = np.rint(front.table[columns].to_numpy() * 1e6)
    assert front.table["dominated_exactly"].tolist() == dominated_points(whole).tolist()
    assert (front.table["cost_usd_per_t"] <= front.table["added_cost_usd_per_t"] + 1e-9).all()


def test_km_in_russia_are_those_of_the_legs(net):
    front = cr.pareto_routes(net, *COPPER, criteria=("cost", "russia_km"))
    for km, route in zip(front.table["russia_km"], front.routes, strict=True):
        legs = route.legs[(route.legs["kind"] == "section") & (route.legs["country"] == "RU")]
        assert km == pytest.approx(float(legs["km"].sum()))


@pytest.mark.parametrize("corridor", ["caspian", "russia", "china"])
def test_every_point_keeps_the_rule_and_comes_back_nowhere(net, corridor):
    front = cr.pareto_routes(net, *COPPER, criteria=FOUR, corridor=corridor)
    heads = net.state_graph("copper").arcs["head"]
    for route in front.routes:
        assert heads.loc[list(route.arcs)].is_unique
        assert not route.rule.avoid_territories & set(route.territories)


def test_the_order_of_criteria_does_not_matter(net):
    one = cr.pareto_routes(net, *COPPER, criteria=("cost", "time", "co2"))
    other = cr.pareto_routes(net, *COPPER, criteria=("co2", "cost", "time"))
    assert {r.arcs for r in one.routes} == {r.arcs for r in other.routes}


def test_a_front_too_large_raises_with_what_was_found(net):
    whole = cr.pareto_routes(net, *COPPER, criteria=FOUR, corridor="caspian")
    with pytest.raises(FrontTooLargeError, match="more than 1 points") as caught:
        cr.pareto_routes(net, *COPPER, criteria=FOUR, corridor="caspian", limit=1)
    assert isinstance(caught.value, cr.SolverError)
    assert [r.arcs for r in caught.value.partial.routes] == [whole.routes[0].arcs]


def test_too_many_partial_ways_raise(net, monkeypatch):
    for name in ("FEW_LABELS", "MOST_LABELS"):
        monkeypatch.setattr(labels, name, 5)
    with pytest.raises(FrontTooLargeError, match="partial ways") as caught:
        cr.pareto_routes(net, *COPPER)
    assert len(caught.value.partial.table) == len(caught.value.partial)


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        (("cost", "tim"), "nearest: time"),
        (("cost", "beauty"), "there are cost, time, co2, risk, russia_km"),
        (("cost",), "two to four"),
        ("cost", "two to four"),
        ((), "two to four"),
        (("cost", "cost"), "different"),
        (tuple(CRITERIA), "two to four"),
    ],
)
def test_bad_criteria_are_refused(net, criteria, message):
    with pytest.raises(ValueError, match=message):
        cr.pareto_routes(net, *COPPER, criteria=criteria)


@pytest.mark.parametrize("limit", [0, -3, 1.5, float("nan"), True])
def test_a_bad_limit_is_refused(net, limit):
    with pytest.raises(ValueError, match="limit is"):
        cr.pareto_routes(net, *COPPER, limit=limit)


def test_no_route_names_the_cut(net):
    with pytest.raises(cr.NoRouteError) as caught:
        cr.pareto_routes(net, *COPPER, avoid={"KZ"})
    assert caught.value.cut


def test_html_is_escaped_and_the_frame_is_a_copy(net):
    front = cr.pareto_routes(net, *COPPER)
    assert "&gt;" in front._repr_html_()
    frame = front.to_frame()
    frame["supported"] = "no"
    assert front.table["supported"].dtype == bool
    assert "no points" in repr(ParetoFront(("cost", "time"), []))
