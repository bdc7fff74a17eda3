import itertools

import numpy as np
import pytest

import corridor as cr
from corridor.costs.weights import arc_costs
from corridor.errors import CorridorWarning
from corridor.routes import alternatives
from corridor.routes.best import SearchSpace, search_space
from corridor.routes.front import ways
from corridor.routes.front.ways import ways_in_order
from corridor.routes.search import layered
from tests.routes.random_graphs import random_graph, simple_paths

COPPER = ("copper", "balkhash_smelter", "duisburg")


def lines_of(path, lines):
    return tuple(a for a in path if lines[a])


def cheapest_by_lines(paths, costs, lines):
    """Return the cost of the cheapest path over each sequence of lines."""
    best = {}
    for path in paths:
        key = lines_of(path, lines)
        best[key] = min(best.get(key, np.inf), float(costs[path].sum()))
    return best


@pytest.mark.parametrize("lines_share", [1.0, 0.6])
@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("seed", range(200))
def test_all_ways_come_in_order_and_agree_with_brute_force(seed, required, lines_share):
    rng = np.random.default_rng(seed)
    graph, costs, blocked = random_graph(rng, n_arcs=20)
    passing = rng.random(len(costs)) < 0.2
    lines = rng.random(len(costs)) < lines_share
    layers = layered(graph, ~blocked, passing, required=required)
    found = list(ways_in_order(layers, costs, lines, 0, 5))
    allowed = [p for p in simple_paths(graph, ~blocked, 0, 5) if passing[p].any() or not required]
    totals = {lines_of(way, lines): float(costs[way].sum()) for way in found}
    assert len(totals) == len(found)
    assert totals == cheapest_by_lines(allowed, costs, lines)
    assert list(totals.values()) == sorted(totals.values())
    assert all(way in allowed for way in found)


def test_parallel_links_are_different_ways():
    graph, _, _ = random_graph(np.random.default_rng(0), n_states=2, n_arcs=6, n_blocked=0)
    costs = np.array([5.0, 4.0, 3.0, 2.0, 1.0, 6.0])
    layers = layered(graph, np.ones(6, bool), np.zeros(6, bool), required=False)
    forward = sorted(np.flatnonzero(graph.arcs["tail"] == 0), key=lambda a: costs[a])
    assert list(ways_in_order(layers, costs, np.ones(6, bool), 0, 1)) == [[a] for a in forward]


def test_too_many_ways_that_come_back_raise(monkeypatch):
    monkeypatch.setattr(ways, "TRIES", 0)
    graph, costs, _ = random_graph(np.random.default_rng(0), n_states=2, n_arcs=6, n_blocked=0)
    layers = layered(graph, np.ones(6, bool), np.zeros(6, bool), required=False)
    with pytest.raises(cr.SolverError, match="free of loops"):
        list(ways_in_order(layers, costs, np.ones(6, bool), 0, 1))


@pytest.mark.parametrize("corridor", ["any", "caspian", "russia", "china"])
def test_routes_are_distinct_ordered_and_keep_the_rule(net, corridor):
    routes = cr.k_routes(net, *COPPER, corridor=corridor, k=6)
    costs = [float(r.totals["generalised_cost_usd_per_t"]) for r in routes]
    assert costs == sorted(costs)
    links = [tuple(r.legs.loc[r.legs["kind"] == "section", "subject"]) for r in routes]
    assert len(set(links)) == len(routes) == 6
    space = search_space(net, *COPPER, corridor=corridor)
    for route in routes:
        states = [space.start, *space.graph.arcs.loc[list(route.arcs), "head"]]
        assert len(set(states)) == len(states)
        assert not route.rule.avoid_territories & set(route.territories)
        assert not route.rule.requires or space.passing[list(route.arcs)].any()


def test_the_best_route_leads(net):
    proxy = arc_costs(net.state_graph("copper"), cr.CostWeights())
    best = cr.best_route(net, *COPPER)
    routes = cr.k_routes(net, *COPPER, k=1)
    assert len(routes) == 1
    assert proxy[list(routes[0].arcs)].sum() == pytest.approx(proxy[list(best.arcs)].sum())


def test_order_follows_the_exact_cost_with_a_price_of_reliability(net):
    weights = cr.CostWeights(reliability_ratio=1.0)
    routes = cr.k_routes(net, *COPPER, k=3, weights=weights, n_draws=50)
    costs = [float(r.totals["generalised_cost_usd_per_t"]) for r in routes]
    assert costs == sorted(costs)


def share_in_common(one, other):
    km = [r.legs[r.legs["kind"] == "section"].groupby("subject")["km"].sum() for r in (one, other)]
    both = km[0].index.intersection(km[1].index)
    return float(np.minimum(km[0][both], km[1][both]).sum()) / min(x.sum() for x in km)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9])
def test_dissimilar_routes_have_little_in_common(net, share):
    routes = cr.k_routes(net, *COPPER, k=3, corridor="caspian", dissimilar=share)
    assert routes
    for one, other in itertools.combinations(routes, 2):
        assert share_in_common(one, other) <= share + 1e-9


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("seed", range(60))
def test_dissimilar_ways_are_those_of_a_greedy_scan(seed, share):
    rng = np.random.default_rng(seed)
    graph, costs, blocked = random_graph(rng, n_arcs=20)
    costs = costs + rng.random(len(costs))  # no ties: the order is then one
    km = rng.uniform(1, 9, len(costs))
    graph.arcs["kind"] = "link"
    graph.per_arc = lambda _: km
    layers = layered(graph, ~blocked, np.zeros_like(blocked), required=False)
    space = SearchSpace(graph, None, "", "", [], blocked, layers, 0, 5)
    kept = []
    for path in sorted(simple_paths(graph, ~blocked, 0, 5), key=lambda p: costs[p].sum()):
        common = [(km[[a for a in path if a in o]].sum(), o) for o in kept]
        if all(c <= share * min(km[path].sum(), km[o].sum()) + 1e-12 for c, o in common):
            kept.append(path)
    assert alternatives._best_ways(space, costs, 4, share) == kept[:4]


def test_a_search_for_dissimilar_routes_that_stops_early_warns(net, monkeypatch):
    monkeypatch.setattr(alternatives, "LOOKED_AT", 2)
    with pytest.warns(CorridorWarning, match="among the 2 cheapest"):
        cr.k_routes(net, *COPPER, k=10, dissimilar=0.1)


@pytest.mark.parametrize("k", [0, -1, 2.5, float("nan"), True, "3"])
def test_a_bad_k_is_refused(net, k):
    with pytest.raises(ValueError, match="k is"):
        cr.k_routes(net, *COPPER, k=k)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_bad_share_is_refused(net, share):
    with pytest.raises(ValueError, match="dissimilar is"):
        cr.k_routes(net, *COPPER, dissimilar=share)


def test_no_route_names_the_cut(net):
    with pytest.raises(cr.NoRouteError) as one:
        cr.best_route(net, *COPPER, avoid={"KZ"})
    with pytest.raises(cr.NoRouteError) as many:
        cr.k_routes(net, *COPPER, avoid={"KZ"})
    assert str(many.value) == str(one.value)
    assert many.value.cut == one.value.cut


def test_an_unknown_node_is_named(net):
    with pytest.raises(cr.UnknownIdError, match="duisburg"):
        cr.k_routes(net, "copper", "balkhash_smelter", "duisburgh")
