"""Sections cut from lines: against squares a person can check, and the published ones."""

from __future__ import annotations

import networkx as nx
import pytest
from shapely.geometry import LineString, box

import corridor as cr
from corridor.network.own.build.ground import Ground, Run
from corridor.network.own.build.sections import _landed, _Link, _tidy
from tests.network.own.conftest import SOURCE

# Three countries side by side on the equator, one degree (111.3 km) wide each, then the sea.
GROUND = Ground({"AA": box(0, -1, 1, 1), "BB": box(1, -1, 2, 1), "CC": box(2, -1, 3, 1)})
DEGREE = 111.32


def cut(mode, points, ends, free=(False, False)):
    link = _Link("x", mode, ends, free, straight=False)
    runs = _tidy(_landed(GROUND.runs(LineString(points)), link), link)
    return [(run.country, round(run.km / DEGREE, 2)) for run in runs]


def test_runs_in_order():
    found = cut("road", [(0.5, 0), (2.5, 0)], ("AA", "CC"))
    assert found == [("AA", 0.5), ("BB", 1.0), ("CC", 0.5)]


def test_border_noise_goes_to_a_neighbour():
    zigzag = [(0.5, 0), (1.02, 0), (0.5, 0.1)]  # 2.2 km there and back in BB
    assert [country for country, _ in cut("road", zigzag, ("AA", "AA"))] == ["AA"]
    deep = [(0.5, 0), (1.04, 0), (0.5, 0.1)]  # 8.9 km: no noise
    assert [country for country, _ in cut("road", deep, ("AA", "AA"))] == ["AA", "BB", "AA"]


def test_the_country_of_a_node_keeps_its_end():
    assert cut("road", [(0.5, 0), (1.01, 0)], ("AA", "BB")) == [("AA", 0.5), ("BB", 0.01)]
    missed = cut("road", [(0.5, 0), (0.99, 0)], ("AA", "BB"))
    assert missed == [("AA", 0.49), ("BB", 0.0)]
    at_border = cut("road", [(0.5, 0), (0.99, 0)], ("AA", "BB"), free=(False, True))
    assert at_border == [("AA", 0.49)]


def test_water():
    assert cut("sea", [(2.99, 0), (5, 0)], ("CC", "CC")) == [("SEA", 2.01)]
    assert cut("sea", [(2.5, 0), (5, 0)], ("CC", "CC")) == [("CC", 0.5), ("SEA", 2.0)]
    under = cut("oil_pipeline", [(2.5, 0), (5, 0)], ("CC", "CC"))
    assert under == [("CC", 0.5), ("SEA", 2.0), ("CC", 0.0)]
    shore = [(2.5, 0), (3.1, 0), (2.5, 0.5)]  # 25.6 km: no shore
    assert [c for c, _ in cut("oil_pipeline", shore, ("CC", "CC"))] == ["CC", "SEA", "CC"]
    shore = [(2.5, 0), (3.08, 0), (2.5, 0.5)]  # 20.4 km: the polygon is coarse
    assert [c for c, _ in cut("oil_pipeline", shore, ("CC", "CC"))] == ["CC"]


def test_parts_are_taken_one_after_the_other():
    whole = GROUND.runs(LineString([(0.5, 0), (1.5, 0)]))
    assert [(run.country, round(run.km, 1)) for run in whole] == [("AA", 55.7), ("BB", 55.7)]
    assert isinstance(whole[0], Run)


def test_nearest_country():
    assert GROUND.nearest(0.5, 0.0) == ("AA", 0.0)
    code, km = GROUND.nearest(3.1, 0.0)
    assert (code, round(km, 1)) == ("CC", 11.1)
    assert GROUND.nearest(90.0, 0.0) == ("", float("inf"))


@pytest.mark.slow
def test_lines_alone_tell_the_published_countries(net):
    graph = net.to_networkx()
    for *_, said in graph.edges(keys=True, data=True):
        said.pop("sections", None)
    found = cr.Network.from_networkx(nx.MultiDiGraph(graph), source=SOURCE).data.sections
    published = net.data.sections
    order = [s.groupby("link_id")["country"].agg(">".join) for s in (found, published)]
    same = order[0] == order[1].reindex(order[0].index)
    # Where they differ, lines are coarse, or polygons miss a mouth, a swap or a border station.
    assert len(same) == len(net.links)
    assert same.mean() > 0.9  # as docs/own-network.md says
