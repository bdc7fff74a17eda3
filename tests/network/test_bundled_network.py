import networkx as nx
import numpy as np
import pytest

import corridor as cr

GROUPS = {"crude": "crude_oil", "gas": "natural_gas", "container": "copper", "nuclear": "uranium"}


def test_links_become_a_multidigraph(net):
    graph = net.to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph.nodes) == set(net.nodes.index)
    both_ways = int((~net.links["directed"]).sum())
    assert graph.number_of_edges() == len(net.links) + both_ways
    assert graph.edges["tengiz", "cpc_yo", "cpc"]["operator"] == net.links.at["cpc", "operator"]


@pytest.mark.parametrize("commodity", GROUPS.values())
def test_only_what_can_carry_the_commodity_is_in_its_graph(net, commodity):
    graph = net.state_graph(commodity)
    allowed = set(net.commodities.at[commodity, "modes"].split(";")) | {"origin", "market"}
    assert set(graph.states["mode"]) <= allowed
    links = graph.arcs.loc[graph.arcs["kind"] == "link", "subject"].str.removeprefix("link:")
    assert net.links.loc[links.unique(), "commodity_groups"].str.contains(graph.group).all()


def test_crude_stays_in_crude_pipes_and_gas_in_gas_pipes(net):
    crude, gas = net.state_graph("crude_oil"), net.state_graph("natural_gas")
    assert "gas_pipeline" not in set(crude.states["mode"])
    assert set(gas.states["mode"]) == {"gas_pipeline", "gas_swap", "origin", "market"}


def test_every_open_arc_has_a_length_a_time_and_a_price(net):
    for commodity in GROUPS.values():
        graph = net.state_graph(commodity)
        links = (graph.arcs["kind"] == "link").to_numpy()
        for quantity in ("km", "d", "usd"):
            assert (graph.per_arc(quantity)[links] > 0).all()


def test_the_length_of_a_link_is_its_fact(net):
    graph = net.state_graph("crude_oil")
    row = graph.arcs.index[graph.arcs["subject"] == "link:btc"][0]
    fact = net.trace("link:btc", "length_km")
    assert graph.per_arc("km")[row] == pytest.approx(float(fact["value"].iloc[0]), rel=1e-12)


def test_state_graph_as_networkx_finds_the_same_cheapest_route(net):
    graph = net.to_networkx("copper")
    weights = cr.CostWeights(value_of_time_usd_per_t_d=0.0)
    route = cr.best_route(net, "copper", "balkhash_smelter", "duisburg", weights=weights)
    worth = float(np.asarray(route.graph.product(route.graph.value_factors())))
    for _, _, edge in graph.edges(data=True):
        edge["w"] = edge["usd"] + worth * edge["loss"]
    ends = ("balkhash_smelter", "origin"), ("duisburg", "market")
    expected = nx.dijkstra_path_length(graph, *ends, weight="w")
    assert route.totals["cost_usd_per_t"] == pytest.approx(expected, rel=1e-9)


def test_unknown_commodity_names_the_nearest(net):
    with pytest.raises(cr.UnknownIdError, match="copper"):
        net.state_graph("coper")


def test_a_network_is_the_same_whatever_the_order_of_rows(data):
    import dataclasses

    shuffled = dataclasses.replace(
        data,
        links=data.links.sample(frac=1, random_state=1),
        nodes=data.nodes.sample(frac=1, random_state=2),
        facts=data.facts.sample(frac=1, random_state=3),
        transfers=data.transfers.sample(frac=1, random_state=4),
    )
    pair = ("copper", "balkhash_smelter", "duisburg")
    first = cr.compare_corridors(cr.build_network(data), *pair).table
    second = cr.compare_corridors(cr.build_network(shuffled), *pair).table
    assert first.equals(second)
    assert shuffled.data_hash == data.data_hash
