"""The map of a report: which layers, which of them shown, and a still picture without links."""

import base64
import re

import pytest

import corridor as cr
from corridor.flows.demand import Demand
from corridor.report.findings.findings import Findings
from corridor.report.page.map import findings_map

PAIR = ("copper", "balkhash_smelter", "duisburg")


@pytest.fixture(scope="module")
def flows(net):
    return cr.assign_flows(net, Demand.of("copper", {"duisburg": 25.0}, origin="KZ", unit="kt/y"))


@pytest.fixture(scope="module")
def shown(net, flows):
    return findings_map(Findings(net, {PAIR: cr.compare_corridors(net, *PAIR)}, flows))


def test_corridors_and_places_are_shown_and_flows_wait_behind_switches(shown):
    visible = {layer.title: layer.visible for layer in shown.layers}
    assert visible == {
        **dict.fromkeys(["Caspian", "Russia", "Iran", "China", "Places"], True),
        **dict.fromkeys(["Flows by mode", "Capacity in use"], False),
    }


def test_each_corridor_has_the_links_of_its_route(net, shown):
    route = cr.compare_corridors(net, *PAIR).routes["caspian"]
    links = [arc for arc in route.graph.arcs.loc[list(route.arcs), "kind"] if arc == "link"]
    assert len(shown.layers[0].frame) == len(links)
    assert set(shown.layers[0].frame["cargo"]) == {"Copper"}


def test_flows_alone_are_shown_at_once(net, flows):
    alone = findings_map(Findings(net, flows=flows))
    first = alone.layers[0]
    assert (first.title, first.visible) == ("Flows by mode", True)


def test_nothing_with_a_place_gives_no_map(net):
    pair = ("natural_gas", "galkynysh", "market_it")
    lost = cr.compare_corridors(net, *pair, corridors=["china"])
    assert not lost.routes
    assert findings_map(Findings(net)) is None
    assert findings_map(Findings(net, {pair: lost})) is None


def test_the_still_picture_is_small_and_points_nowhere(shown):
    still = re.search(r"image/svg\+xml;base64,([^\"]+)", shown.fragment().html)[1]
    svg = base64.b64decode(still).decode()
    assert len(svg) < 400_000
    assert not re.search(r'href="(?!#)', svg)
    assert "<script" not in svg
    assert ">Duisburg<" in svg
