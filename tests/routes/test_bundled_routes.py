"""The four main comparisons on the bundled data, and what a person can check of them by hand."""

import numpy as np
import pytest

import corridor as cr
from corridor.routes.pairs import PAIRS

STANDARD = ["caspian", "russia", "iran", "china", "any"]


@pytest.fixture(scope="module", params=PAIRS, ids=lambda pair: pair[0])
def comparison(request, net):
    return cr.compare_corridors(net, *request.param)


def routes_of(net, year, pair):
    return cr.compare_corridors(cr.build_network(net.data.as_of(year)), *pair).routes


def test_every_standard_corridor_answers(comparison):
    table = comparison.table
    assert list(table.index) == STANDARD
    numbers = table.loc[table["feasible"], "cost_usd_per_t"]
    assert numbers.notna().all()
    assert (numbers > 0).all()
    assert (table.loc[~table["feasible"], "reason"] != "").all()


def test_any_is_never_dearer_than_a_corridor(comparison):
    costs = comparison.table["generalised_cost_usd_per_t"]
    assert not (costs.drop("any") < costs["any"] - 1e-6).any()


def test_legs_add_up_to_the_totals(comparison):
    for route in comparison.routes.values():
        legs, totals = route.legs, route.totals
        for column, total in (
            ("cost_usd_per_t", "cost_usd_per_t"),
            ("time_d", "time_d"),
            ("km", "distance_km"),
            ("co2_kg_per_t", "co2_kg_per_t"),
        ):
            assert legs[column].sum() == pytest.approx(totals[total], rel=1e-9)
        assert legs["cum_time_d"].iloc[-1] == pytest.approx(totals["time_d"])
        assert route.charges["usd_per_t"].sum() == pytest.approx(totals["cost_usd_per_t"], rel=1e-9)


def test_legs_join_from_origin_to_destination(comparison):
    for route in comparison.routes.values():
        arcs = route.graph.arcs.loc[list(route.arcs)]
        states = route.graph.states["node"]
        assert states[arcs["tail"].iloc[0]] == route.origin
        assert states[arcs["head"].iloc[-1]] == route.destination
        assert (arcs["tail"].to_numpy()[1:] == arcs["head"].to_numpy()[:-1]).all()
        assert (route.certificate["fault"] == "").all()


def test_ranges_hold_the_centre_of_the_draws(comparison):
    for route in comparison.routes.values():
        totals = route.totals
        assert totals["cost_low_usd_per_t"] < totals["cost_high_usd_per_t"]
        assert totals["time_low_d"] < totals["time_high_d"]
        middle = route.draws["cost_usd_per_t"].median()
        assert totals["cost_low_usd_per_t"] < middle < totals["cost_high_usd_per_t"]


def test_caspian_keeps_off_russian_land(comparison):
    route = comparison.routes.get("caspian")
    if route is None:
        pytest.skip("no Caspian route for this pair")
    assert not {"RU", "BY", "IR"} & set(route.territories)
    assert route.totals["territory_share_RU"] == 0.0
    passages = route.legs.loc[route.legs["kind"] == "passage", "subject"]
    assert "passage:caspian" in set(passages)


def test_russia_touches_russia(comparison):
    if "russia" in comparison.routes:
        assert "RU" in comparison.routes["russia"].territories


def test_money_of_every_charge_has_a_source(comparison):
    for route in comparison.routes.values():
        sources = route.graph.fact_map.facts["source_id"]
        for facts in route.charges["facts"]:
            assert facts
            assert all(sources[fact] in route.network.data.sources.index for fact in facts)


def test_crude_by_cpc_costs_what_its_facts_say(net):
    route = cr.best_route(net, "crude_oil", "tengiz", "trieste", corridor="russia")
    pipe = route.legs[route.legs["subject"] == "link:cpc"]
    paid = route.charges[route.charges["leg"].isin(pipe.index)]
    assert paid.loc[paid["charge"] == "transport", "usd_per_t"].sum() == pytest.approx(38.0)
    assert pipe["km"].sum() == pytest.approx(1511.0)
    assert list(pipe["country"]) == ["KZ", "RU"]


def test_crude_netback_is_price_less_cost(net):
    route = cr.best_route(net, "crude_oil", "tengiz", "trieste", corridor="russia")
    brent = net.trace("price:world/crude_oil/brent", "price_usd_per_t")
    brent = float(brent.loc[brent["in_force"], "value"].iloc[0])
    discount = net.trace("stream:cpc_blend", "differential_usd_per_bbl")
    discount = float(discount.loc[discount["in_force"], "value"].iloc[0])
    barrels = float(net.trace("stream:cpc_blend", "bbl_per_t")["value"].iloc[0])
    expected = (brent + discount) * barrels - route.totals["cost_usd_per_t"]
    assert route.netback_usd_per_t == pytest.approx(expected, rel=1e-9)


def test_a_trans_caspian_pipe_that_is_not_built_is_the_cut(net):
    with pytest.raises(cr.NoRouteError) as caught:
        cr.best_route(net, "natural_gas", "galkynysh", "market_it", corridor="caspian")
    assert caught.value.cut == ("link:tc_connector (proposed)", "link:tcgp (proposed)")


def test_gas_to_italy_by_years(net):
    pair = ("natural_gas", "galkynysh", "market_it")
    assert set(routes_of(net, 2019, pair)) == {"russia", "any"}
    assert set(routes_of(net, 2023, pair)) == {"iran", "any"}
    assert set(routes_of(net, 2024, pair)) == set()


@pytest.mark.parametrize("year", range(2019, 2025))
def test_base_years_load_whole(data, year):
    values = data.as_of(year).values
    late = values.loc[values["timing"] == "backcast", "observed"]
    assert (late > year).all()
    assert values.loc[values["timing"] == "carried", "observed"].le(year).all()
    net = cr.build_network(data.as_of(year))
    for commodity in ("crude_oil", "natural_gas", "copper", "uranium", "chromium"):
        assert (net.state_graph(commodity).per_arc("usd") >= 0).all()


def test_aktau_to_constanta_by_sea_alone_does_not_exist(net):
    graph = net.state_graph("copper")
    sea = [s for (n, m), s in graph.state_number.items() if m in ("sea", "ferry")]
    arcs = graph.arcs[graph.arcs["tail"].isin(sea) & graph.arcs["head"].isin(sea)]
    import networkx as nx

    water = nx.DiGraph(zip(arcs["tail"], arcs["head"], strict=True))
    starts = [graph.state_number[("aktau", m)] for m in ("sea", "ferry")]
    ends = [graph.state_number[("constanta", m)] for m in ("sea", "ferry")]
    for start in starts:
        reached = nx.descendants(water, start) if start in water else set()
        assert not reached & set(ends)


def test_volga_don_is_no_way_around(data):
    caspian = {"aktau", "kuryk", "alat", "turkmenbashi", "makhachkala", "astrakhan", "olya"}
    caspian |= {"amirabad", "anzali", "neka", "baku", "sangachal", "dubendi", "alaja", "okarem"}
    ships = data.links[data.links["mode"].isin(["sea", "ferry"])]
    inside = ships["from_node_id"].isin(caspian) == ships["to_node_id"].isin(caspian)
    assert inside.all()


def test_draws_are_the_same_for_the_same_seed(net):
    pair = ("copper", "balkhash_smelter", "duisburg")
    first = cr.compare_corridors(net, *pair, seed=5)
    second = cr.compare_corridors(net, *pair, seed=5)
    assert first.table.equals(second.table)
    other = cr.compare_corridors(net, *pair, seed=6)
    assert first.table["cost_usd_per_t"].equals(other.table["cost_usd_per_t"])
    assert not first.table["cost_low_usd_per_t"].equals(other.table["cost_low_usd_per_t"])


def test_shared_facts_move_together(net):
    cmp = cr.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    a, b = (cmp.routes[name].draws["cost_usd_per_t"] for name in ("caspian", "russia"))
    assert np.corrcoef(a, b)[0, 1] > 0.2
    share = cmp.probability_better("russia", "caspian")
    assert share == pytest.approx(float((b < a).mean()))


def test_a_carbon_price_adds_its_product(net):
    pair = ("copper", "balkhash_smelter", "duisburg")
    plain = cr.best_route(net, *pair, corridor="caspian").totals
    weights = cr.CostWeights(carbon_price_usd_per_t=1.0)
    taxed = cr.best_route(net, *pair, corridor="caspian", weights=weights).totals
    rise = taxed["generalised_cost_usd_per_t"] - plain["generalised_cost_usd_per_t"]
    assert taxed["co2_kg_per_t"] == plain["co2_kg_per_t"]
    assert rise == pytest.approx(plain["co2_kg_per_t"] / 1000.0)


class TestWrongInput:
    def test_unknown_node_names_the_nearest(self, net):
        with pytest.raises(cr.UnknownIdError, match="nearest: tengiz"):
            cr.best_route(net, "crude_oil", "tengis", "trieste")

    def test_a_place_that_cannot_load_names_those_that_can(self, net):
        with pytest.raises(cr.NoRouteError, match="crude_oil cannot be put on at 'duisburg'"):
            cr.compare_corridors(net, "crude_oil", "duisburg", "trieste")

    def test_unknown_corridor_and_territory(self, net):
        with pytest.raises(cr.UnknownIdError, match="caspian"):
            cr.best_route(net, "crude_oil", "tengiz", "trieste", corridor="caspain")
        with pytest.raises(cr.UnknownIdError, match="territory"):
            cr.best_route(net, "crude_oil", "tengiz", "trieste", avoid={"XX"})

    @pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
    def test_weights_that_make_no_sense(self, weight):
        with pytest.raises(ValueError, match="carbon_price_usd_per_t"):
            cr.CostWeights(carbon_price_usd_per_t=weight)

    def test_avoiding_everything_names_the_cut(self, net):
        with pytest.raises(cr.NoRouteError) as caught:
            cr.best_route(net, "crude_oil", "tengiz", "trieste", avoid={"RU", "AZ"})
        assert caught.value.cut
        assert all("(" in item for item in caught.value.cut)
