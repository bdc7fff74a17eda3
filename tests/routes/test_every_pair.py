"""Every producer against every market: a Caspian route never touches Russia."""

import pytest

import corridor as cr


def pairs(net):
    """Yield commodity, producer and market for all that the tables name."""
    supply = net.data.supply
    for commodity in sorted(set(supply["commodity"])):
        graph = net.state_graph(commodity)
        producers = sorted(set(supply.loc[supply["commodity"] == commodity, "node_id"]))
        markets = [m for m in graph.markets if net.nodes.at[m, "kind"] in ("market", "port")]
        for producer in producers:
            if producer in graph.origins:
                yield from ((commodity, producer, market) for market in markets)


@pytest.mark.slow
def test_caspian_routes_of_every_pair_keep_off_russia(net):
    found = 0
    for commodity, producer, market in pairs(net):
        if producer == market:
            continue
        try:
            route = cr.best_route(net, commodity, producer, market, corridor="caspian")
        except cr.NoRouteError:
            continue
        found += 1
        assert not {"RU", "BY", "IR"} & set(route.territories), (commodity, producer, market)
        nodes = net.nodes.loc[[*route.legs["from_node"], *route.legs["to_node"]], "country"]
        assert not nodes.isin(["RU", "BY", "IR"]).any()
        subjects = set(route.legs["subject"])
        assert "passage:caspian" in subjects
    assert found > 100
