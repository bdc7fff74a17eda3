import numpy as np
import pandas as pd
import pytest

import corridor as cr
from corridor.costs.totals import route_totals
from corridor.costs.weights import arc_costs
from corridor.routes.front.points import arc_amounts, whole_amounts
from corridor.routes.many.best_routes import best_routes

CRITERIA = ("cost", "time", "co2", "risk")
EXACT = (
    "generalised_cost_usd_per_t",
    "cost_usd_per_t",
    "time_d",
    "distance_km",
    "co2_kg_per_t",
    "expected_delay_d",
)
WEIGHTS = cr.CostWeights(carbon_price_usd_per_t=50.0, non_delivery_usd_per_t=10.0)


def some_pairs(net, commodity, n_pairs, seed=0):
    graph = net.state_graph(commodity)
    rng = np.random.default_rng(seed)
    return [
        (str(rng.choice(graph.origins)), str(rng.choice(graph.markets))) for _ in range(n_pairs)
    ]


@pytest.mark.parametrize("corridor", ["any", "caspian", "russia", "iran", "china"])
@pytest.mark.parametrize("commodity", ["copper", "crude_oil", "natural_gas", "uranium"])
def test_the_best_of_each_pair_is_that_of_best_route(net, commodity, corridor):
    pairs = some_pairs(net, commodity, 12)
    names = ["generalised_cost"]
    routes = best_routes(net, commodity, pairs, corridor=corridor, criteria=names, weights=WEIGHTS)
    assert list(zip(routes.table["origin"], routes.table["destination"], strict=True)) == pairs
    for row, pair in enumerate(pairs):
        options = {"corridor": corridor, "weights": WEIGHTS}
        if routes.table.at[row, "feasible"]:
            assert routes.table.at[row, "reason"] == ""
            assert routes.route(row).arcs == cr.best_route(net, commodity, *pair, **options).arcs
            continue
        assert routes.table.loc[row, list(EXACT)].isna().all()
        with pytest.raises(cr.NoRouteError) as alone:
            cr.best_route(net, commodity, *pair, **options)
        with pytest.raises(cr.NoRouteError) as among:
            routes.route(row)
        assert routes.table.at[row, "reason"] == alone.value.reason
        assert str(among.value) == str(alone.value)
        assert among.value.cut == alone.value.cut


@pytest.mark.parametrize("corridor", ["any", "caspian", "russia"])
def test_each_criterion_is_the_least_of_the_front(net, corridor):
    graph = net.state_graph("copper")
    pairs = some_pairs(net, "copper", 8, seed=1)
    routes = best_routes(net, "copper", pairs, corridor=corridor)
    amounts = whole_amounts(arc_amounts(graph, CRITERIA))
    for place, pair in enumerate(pairs):
        if place in routes.without:
            continue
        front = cr.pareto_routes(net, "copper", *pair, corridor=corridor, criteria=CRITERIA)
        least = np.min([amounts[:, list(r.arcs)].sum(axis=1) for r in front.routes], axis=0)
        rows = range(4 * place, 4 * place + 4)
        found = [amounts[i, list(routes.route(row).arcs)].sum() for i, row in enumerate(rows)]
        assert found == least.tolist()


def test_of_routes_equal_in_a_criterion_the_cheaper_leads(net):
    graph = net.state_graph("copper")
    pairs = some_pairs(net, "copper", 15, seed=2)
    routes = best_routes(net, "copper", pairs, criteria=["risk"])
    risk, costs = whole_amounts(arc_amounts(graph, ["risk"]))[0], arc_costs(graph, cr.CostWeights())
    compared = 0
    for row, pair in enumerate(pairs):
        if row in routes.without:
            continue
        mine = list(routes.route(row).arcs)
        for other in cr.k_routes(net, "copper", *pair, k=10):
            arcs = list(other.arcs)
            assert risk[mine].sum() <= risk[arcs].sum()
            if risk[mine].sum() == risk[arcs].sum():
                compared += 1
                assert costs[mine].sum() <= costs[arcs].sum() + 1e-2
    assert compared > 5


@pytest.mark.parametrize("commodity", ["copper", "crude_oil", "natural_gas"])
def test_the_table_is_exact(net, commodity):
    graph = net.state_graph(commodity)
    pairs = some_pairs(net, commodity, 30, seed=3)
    routes = best_routes(net, commodity, pairs, weights=WEIGHTS, n_draws=10)
    table = routes.table
    assert table["feasible"].any()
    for row in np.flatnonzero(table["feasible"]).tolist()[:40]:
        route = routes.route(row)
        totals = route_totals(graph, list(route.arcs), WEIGHTS)
        for name in EXACT:
            assert table.at[row, name] == pytest.approx(getattr(totals, name)[0], rel=1e-12)
        if np.isnan(table.at[row, "availability"]):
            assert np.isnan(route.totals["availability"])
        else:
            assert table.at[row, "availability"] == pytest.approx(totals.availability[0])


def test_losses_compound_along_a_route(net):
    # Crude oil is the one that loses on the way: the sum of losses would be more.
    route = best_routes(net, "crude_oil", [("tengiz", "trieste")]).route(0)
    lost = net.state_graph("crude_oil").per_arc("loss")[list(route.arcs)]
    assert (lost > 0).sum() > 1
    totals = route_totals(route.graph, list(route.arcs), route.weights)
    table = best_routes(net, "crude_oil", [("tengiz", "trieste")]).table
    assert table.at[0, "cost_usd_per_t"] == pytest.approx(totals.cost_usd_per_t[0], rel=1e-12)


def test_a_price_of_reliability_comes_from_the_draws(net):
    weights = cr.CostWeights(reliability_ratio=1.0)
    pairs = [("balkhash_smelter", "duisburg"), ("balkhash_smelter", "tokyo")]
    options = {"criteria": ["generalised_cost"], "weights": weights, "n_draws": 50}
    routes = best_routes(net, "copper", pairs, **options)
    for row in range(2):
        drawn = routes.route(row).totals["generalised_cost_usd_per_t"]
        assert routes.table.at[row, "generalised_cost_usd_per_t"] == drawn


def test_controls_close_land_to_the_cargo_of_one_country_only(net):
    # The ban on seaborne crude is on oil of Russian origin: Kazakh oil may go the same way.
    pairs = [("cpc_yo", "trieste"), ("tengiz", "trieste"), ("novorossiysk", "augusta")]
    routes = best_routes(net, "crude_oil", pairs, corridor="russia", criteria=["cost"])
    assert routes.table["feasible"].tolist() == [False, True, False]
    assert "cpc_yo" in set(routes.route(1).legs["from_node"])
    assert "eu_ru_seaborne_crude" in str(routes.no_route(0))


def test_rows_do_not_depend_on_the_other_pairs(net):
    pairs = some_pairs(net, "copper", 40, seed=4)
    together = best_routes(net, "copper", pairs)
    for place in (0, 7, 39):
        alone = best_routes(net, "copper", [pairs[place]])
        for i in range(4):
            assert alone.ways.arcs(i).tolist() == together.ways.arcs(4 * place + i).tolist()


def test_pairs_that_cannot_be_loaded_say_so(net):
    pairs = [("aktau", "duisburg"), ("tengiz", "duisburg"), ("balkhash_smelter", "duisburg")]
    able = net.state_graph("copper").origins
    assert "tengiz" not in able
    routes = best_routes(net, "copper", pairs, criteria=["time"])
    assert routes.table["feasible"].tolist() == [pair[0] in able for pair in pairs]
    assert "copper cannot be put on at 'tengiz'; it can at" in routes.table.at[1, "reason"]
    with pytest.raises(cr.NoRouteError, match="cannot be put on at 'tengiz'"):
        best_routes(net, "copper", pairs, strict=True)
    assert "without a route" in repr(routes)


def test_russia_km_is_a_criterion_and_a_column(net):
    pairs = [("balkhash_smelter", "duisburg")]
    table = best_routes(net, "copper", pairs, criteria=["cost", "russia_km"]).table
    assert table["russia_km"].tolist() == [pytest.approx(table.at[0, "russia_km"]), 0.0]


def test_pairs_may_be_a_frame(net):
    frame = pd.DataFrame({"destination": ["duisburg"], "t": 5.0, "origin": ["balkhash_smelter"]})
    routes = best_routes(net, "copper", frame, criteria=["cost"])
    assert routes.pairs == (("balkhash_smelter", "duisburg"),)
    with pytest.raises(ValueError, match="no column destination"):
        best_routes(net, "copper", frame.drop(columns="destination"))


def test_wrong_questions_are_refused(net):
    pair = ("balkhash_smelter", "duisburg")
    with pytest.raises(cr.UnknownIdError, match="unknown node 'duisburgh'; nearest: duisburg"):
        best_routes(net, "copper", [pair, ("balkhash_smelter", "duisburgh")])
    with pytest.raises(cr.UnknownIdError, match="unknown criterion 'costs'; nearest: cost"):
        best_routes(net, "copper", [pair], criteria=["costs"])
    with pytest.raises(cr.UnknownIdError, match="unknown commodity"):
        best_routes(net, "coper", [pair])
    with pytest.raises(cr.UnknownIdError, match="unknown corridor"):
        best_routes(net, "copper", [pair], corridor="caspan")
    with pytest.raises(ValueError, match="there are no pairs"):
        best_routes(net, "copper", [])
    with pytest.raises(ValueError, match="'balkhash_smelter' is no pair"):
        best_routes(net, "copper", pair)
    for wrong in ((*pair, "tokyo"), ("tokyo",), 5, None):
        with pytest.raises(ValueError, match="is no pair: give"):
            best_routes(net, "copper", [pair, wrong])
    with pytest.raises(IndexError, match="rows are 0 to 3"):
        best_routes(net, "copper", [pair]).route(4)
