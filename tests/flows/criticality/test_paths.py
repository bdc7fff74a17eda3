"""Criticality by routing on the bundled network, against Dijkstra without the element."""

import math

import networkx as nx
import numpy as np
import pytest

from corridor.costs.weights import CostWeights, arc_costs
from corridor.errors import NoRouteError, UnknownIdError
from corridor.flows.criticality.elements import KINDS, elements_of_arcs
from corridor.flows.criticality.routing.paths import shortest_path_criticality

PAIRS = [("balkhash_smelter", "duisburg"), ("zhezkazgan_smelter", "mersin")]


def cheapest(net, commodity, pair, *, without=()):
    """The cost of a pair in networkx, the arcs of some subjects taken out."""
    graph, costs = net.to_networkx(commodity), arc_costs(net.state_graph(commodity), CostWeights())
    for tail, head, arc in list(graph.edges(keys=True)):
        graph.edges[tail, head, arc]["weight"] = float(costs[arc])
        if arc in without:
            graph.remove_edge(tail, head, key=arc)
    try:
        return nx.dijkstra_path_length(graph, (pair[0], "origin"), (pair[1], "market"))
    except nx.NetworkXNoPath:
        return math.inf


def test_every_felt_loss_of_a_link_agrees_with_a_search_without_it(net):
    found = shortest_path_criticality(net, "copper", PAIRS, by="link")
    arcs = net.state_graph("copper").arcs
    assert len(found.added_usd_per_t) >= 20
    for pair in PAIRS:
        base = found.pairs.loc[pair, "cost_usd_per_t"]
        assert base == pytest.approx(cheapest(net, "copper", pair), rel=1e-12)
        for link, added in found.added_usd_per_t[pair].items():
            after = cheapest(net, "copper", pair, without=set(arcs.index[arcs["subject"] == link]))
            assert base + added == pytest.approx(after, rel=1e-11)


def test_links_that_are_not_felt_change_nothing(net):
    found = shortest_path_criticality(net, "copper", PAIRS, by="link")
    arcs = net.state_graph("copper").arcs
    usable = arcs[(arcs["kind"] == "link") & arcs["is_open"]]
    quiet = sorted(set(usable["subject"]) - set(found.table.index))
    assert len(quiet) > 100
    for link in quiet[::25]:
        without = set(arcs.index[arcs["subject"] == link])
        for pair in PAIRS:
            base = found.pairs.loc[pair, "cost_usd_per_t"]
            after = cheapest(net, "copper", pair, without=without)
            assert after == pytest.approx(base, rel=1e-12)


@pytest.mark.parametrize("kind", ["territory", "passage", "node", "cause", "operator", "group"])
def test_sets_of_arcs_agree_with_a_search_without_them(net, data, kind):
    found = shortest_path_criticality(net, "copper", PAIRS, by=kind)
    members = elements_of_arcs(data, net.state_graph("copper"), (kind,))
    for pair in PAIRS:
        base = found.pairs.loc[pair, "cost_usd_per_t"]
        for element, added in found.added_usd_per_t[pair].dropna().iloc[:8].items():
            lost = set(members.loc[members["element"] == element, "arc"])
            after = cheapest(net, "copper", pair, without=lost)
            assert base + added == pytest.approx(after, rel=1e-11)


def test_losing_russia_sends_copper_for_duisburg_over_the_caspian(net):
    found = shortest_path_criticality(net, "copper", PAIRS[:1], by=("territory", "passage"))
    assert found.added_usd_per_t.loc["territory:RU"].item() > 0
    assert "passage:caspian" not in found.table.index
    kept_off = shortest_path_criticality(
        net, "copper", PAIRS[:1], by="passage", avoid=("RU", "BY", "IR", "CN")
    )
    assert np.isinf(kept_off.added_usd_per_t.loc["passage:caspian"].item())


def test_elements_of_every_kind_come_from_the_tables(net, data):
    members = elements_of_arcs(data, net.state_graph("crude_oil"), KINDS)
    by_element = members.groupby("element")["arc"].agg(set)
    arcs = net.state_graph("crude_oil").arcs
    assert set(arcs.loc[list(by_element["link:cpc"]), "subject"]) == {"link:cpc"}
    assert by_element["group:cpc"] >= by_element["link:cpc"]
    assert "operator:CPC" in by_element.index
    assert {"owner:KMG", "owner:Lukarco"} <= set(by_element.index)
    assert "transfer:cpc_yo/oil_pipeline/sea" in by_element.index
    moorings = by_element["cause:cpc_terminal"]
    assert moorings == by_element["node:cpc_yo"]
    assert by_element["territory:RU"] >= by_element["link:cpc"]
    assert not any("%" in element or ": " in element for element in by_element.index)


def test_a_table_ranks_cuts_first_and_is_tidy(net):
    found = shortest_path_criticality(net, "uranium", by=KINDS)
    assert found.table["rank"].tolist() == list(range(1, len(found.table) + 1))
    assert found.table["n_cut"].is_monotonic_decreasing
    tidy = found.to_frame()
    assert (tidy["added_usd_per_t"] > 0).all()
    assert len(tidy) == (found.table["n_cut"] + found.table["n_dearer"]).sum()
    assert found.table.index[0] in found._repr_html_()


def test_a_pair_is_not_said_to_depend_on_its_own_country(net):
    found = shortest_path_criticality(net, "copper", PAIRS, by=("territory", "node"))
    assert not {"territory:KZ", "territory:DE", "territory:TR"} & set(found.table.index)
    assert not {"node:balkhash_smelter", "node:duisburg"} & set(found.table.index)


def test_wrong_questions_are_told_what_is_there(net):
    with pytest.raises(UnknownIdError, match="unknown kind of element 'links'; nearest: link"):
        shortest_path_criticality(net, "copper", PAIRS, by="links")
    with pytest.raises(ValueError, match="by is empty"):
        shortest_path_criticality(net, "copper", PAIRS, by=())
    with pytest.raises(UnknownIdError, match="duisborg"):
        shortest_path_criticality(net, "copper", [("balkhash_smelter", "duisborg")])
    with pytest.raises(NoRouteError, match="crude_oil cannot be taken off at 'duisburg'"):
        shortest_path_criticality(net, "crude_oil", [("tengiz", "duisburg")])
    with pytest.raises(ValueError, match="no pairs of lithium in 2024"):
        shortest_path_criticality(net, "lithium")
    with pytest.raises(UnknownIdError, match="territory or passage"):
        shortest_path_criticality(net, "copper", PAIRS, avoid=("Russia",))
