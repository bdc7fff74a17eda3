"""Merged networks: routes over both, ids that clash, transfers that are missing."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest
from shapely.geometry import Point

import corridor as cr
from corridor.data.checks.links import lengths_km
from corridor.network.own.merging.joins import find_joins
from tests.network.own.conftest import (
    TRANSFERS,
    build,
    faults_of,
    links_frame,
    nodes_frame,
    small_base,
    told,
)


@pytest.fixture(scope="module")
def rail(net):
    """A spur that meets the port of Aktau on the gauge of its railway."""
    return build(nodes_frame().drop(index="depot"), links_frame().drop(index="haul"), base=net.data)


@pytest.fixture(scope="module")
def merged(net, rail):
    return net.merge(rail, join={"quay": "aktau"})


def test_every_row_of_both_is_there(net, rail, merged):
    assert set(merged.nodes.index) == {*net.nodes.index, "works"}
    assert set(merged.links.index) == {*net.links.index, "spur"}
    assert merged.links.loc["spur", ["from_node_id", "to_node_id"]].to_list() == ["works", "aktau"]
    for name, table in net.data.tables.items():
        assert len(merged.data.tables[name]) >= len(table)
    assert len(merged.data.facts) == len(net.data.facts) + 1  # the length of the spur
    assert merged.data.line_notes["spur"]["method"] == "given"
    assert net.links.index.equals(cr.load_dataset().links.index)  # nothing was changed in place


def test_a_route_runs_over_both(net, merged):
    route = cr.best_route(merged, "copper", "works", "alat", n_draws=50)
    rest = cr.best_route(net, "copper", "aktau", "alat", n_draws=50)
    subjects = route.legs.loc[route.legs["kind"] == "section", "subject"].to_list()
    assert subjects[0] == "link:spur"
    lengths = lengths_km(merged.data.facts)
    links = [subject.removeprefix("link:") for subject in dict.fromkeys(subjects)]
    assert route.totals["distance_km"] == pytest.approx(sum(lengths[link] for link in links))
    assert lengths["spur"] == 200.0
    assert route.totals["distance_km"] <= 200.0 + rest.totals["distance_km"] + 18 + 85 + 1e-9


def test_routes_of_the_base_stay_what_they_were(net, merged):
    pair = ("copper", "balkhash_smelter", "duisburg")
    before, after = (cr.best_route(n, *pair, n_draws=50) for n in (net, merged))
    assert after.legs.equals(before.legs)


def test_the_report_says_what_was_joined(merged):
    report = merged.merge_report
    assert report.joined.to_dict("index") == {
        "quay": {"node_id": "aktau", "by": "mapping", "km": 0.0, "meets_on": "rail_1520"}
    }
    assert report.apart.index.to_list() == ["works"]
    assert report.apart.at["works", "km"] == pytest.approx(35.05, abs=0.05)  # to Uzen
    assert report.missing_transfers.empty
    assert report.renamed == {"node:quay": "node:aktau"}
    assert "quay = aktau (mapping, 0.00 km): rail_1520" in repr(report)


def test_a_merged_network_is_a_network(site, tmp_path):
    merged = site.merge(other(), join={"quay_b": "quay"})
    again = cr.Network.from_folder(merged.to_folder(tmp_path / "both"))
    assert again.data.data_hash == merged.data.data_hash
    assert again.merge_report is None


@pytest.fixture(scope="module")
def site():
    """A small network to merge others into, quick to check."""
    return build()


def other(suffix="_b", moved=0.001, **options):
    """Return the same places a little to the east, under other names."""
    nodes, links = nodes_frame(), links_frame()
    nodes = nodes.rename(index=lambda name: name + suffix)
    nodes = nodes.set_geometry(nodes.geometry.translate(xoff=moved))
    links = links.rename(index=lambda name: name + suffix)
    links["from_node_id"] += suffix
    links["to_node_id"] += suffix
    return build(nodes, links, **options)


def test_nodes_join_by_distance(site):
    merged = site.merge(other(), join_km=0.2)
    joined = merged.merge_report.joined
    assert joined["node_id"].to_dict() == {f"{name}_b": name for name in ("depot", "quay", "works")}
    assert joined["km"].to_list() == pytest.approx([0.0805, 0.0807, 0.0807], abs=0.0005)
    assert (joined["by"] == "distance").all()
    assert len(merged.nodes) == 3
    assert len(merged.links) == 4


def test_each_node_is_joined_once_to_the_nearest():
    names = {"works": "works_b", "depot": "quay_far", "quay": "quay_near"}
    near = nodes_frame().rename(index=names)
    near.loc["quay_far", "geometry"] = Point(51.24045, 43.59888)  # 1.6 km from the quay
    links = links_frame().drop(index="haul").assign(from_node_id="works_b", to_node_id="quay_near")
    links = links.rename(index={"spur": "spur_b"})
    site = build(transfers=TRANSFERS)
    own = build(near, links)
    report = site.merge(own, join_km=3.0).merge_report
    assert report.joined["node_id"].to_dict() == {"quay_near": "quay", "works_b": "works"}
    assert report.apart["node_id"].to_dict() == {"quay_far": "quay"}
    assert report.apart.at["quay_far", "km"] == pytest.approx(1.615, abs=0.01)
    turned = find_joins(site.nodes[::-1], own.nodes[::-1], None, 3.0)
    assert turned.joined.equals(report.joined.drop(columns="meets_on"))
    assert turned.apart.equals(report.apart)


def test_a_mapping_comes_before_distance(site):
    report = site.merge(other(), join={"quay_b": "quay"}, join_km=0.2).merge_report
    assert report.joined["by"].to_dict() == {
        "depot_b": "distance",
        "quay_b": "mapping",
        "works_b": "distance",
    }


def test_nothing_joined_is_warned_of(site):
    with pytest.warns(cr.CorridorWarning, match="no node was joined"):
        merged = site.merge(other())
    assert merged.merge_report.joined.empty
    assert len(merged.merge_report.apart) == 3


def test_ids_that_clash_are_all_named(site):
    clashes = told(lambda: site.merge(build(), join={"quay": "quay"}))
    assert clashes == [
        ("links", 0, "link_id", "haul"),
        ("links", 0, "link_id", "spur"),
        ("nodes", 0, "node_id", "depot"),
        ("nodes", 0, "node_id", "works"),
    ]
    merged = site.merge(build(), join={"quay": "quay"}, prefix="b_")
    assert set(merged.nodes.index) == {"works", "quay", "depot", "b_works", "b_depot"}
    assert merged.links.at["b_spur", "to_node_id"] == "quay"
    assert merged.merge_report.renamed["link:spur"] == "link:b_spur"
    assert lengths_km(merged.data.facts)["b_spur"] == 200.0


def test_the_prefix_reaches_every_name(site):
    links = links_frame(capacity_group=["track", ""], tariff_usd_per_t=[3.0, None])
    transfers = TRANSFERS.assign(node_id="works", from_mode="road")
    source = {"source_id": "survey", "title": "B", "accessed": "2026-11-22"}
    own = build(links=links, transfers=transfers, source=source)
    merged = site.merge(own, join={"quay": "quay"}, prefix="b_")
    assert merged.links.at["b_spur", "capacity_group"] == "b_track"
    assert merged.links.at["b_spur", "source_id"] == "b_survey"
    assert merged.data.sources.at["b_survey", "title"] == "B"
    assert "b_works" in merged.transfers["node_id"].to_list()
    assert merged.trace("link:b_spur", "tariff_usd_per_t")["value"].to_list() == [3.0]


def test_what_both_say_differently_is_refused(site):
    facts = {"subject": "mode:road", "attribute": "speed_km_per_d", "unit": "km/d"}
    facts |= {"observed": 2024, "value": 123.0}
    base = build(facts=pd.DataFrame([{**facts, "value": 321.0}]))
    (fault,) = faults_of(
        lambda: base.merge(other(facts=pd.DataFrame([facts])), join={"quay_b": "quay"})
    )
    assert fault.file == "facts"
    assert "mode:road speed_km_per_d" in fault.rule
    same = base.merge(
        other(facts=pd.DataFrame([{**facts, "value": 321.0}])), join={"quay_b": "quay"}
    )
    assert (same.data.facts["subject"] == "mode:road").sum() == 1


def test_places_far_apart_are_not_one(site):
    (fault,) = faults_of(lambda: site.merge(other(), join={"works_b": "quay"}))
    assert "161" in fault.rule
    assert fault.remedy == "leave it out, and add a link between the two"


def test_joins_that_cannot_be(site):
    own = other()
    with pytest.raises(cr.UnknownIdError, match="nearest: quay"):
        site.merge(own, join={"quay_b": "quai"})
    with pytest.raises(cr.UnknownIdError, match="nearest: quay_b"):
        site.merge(own, join={"quai_b": "quay"})
    faults = faults_of(lambda: site.merge(own, join={"quay_b": "quay", "depot_b": "quay"}))
    assert {fault.column for fault in faults} == {"quay_b", "depot_b"}
    for distance in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="join_km"):
            site.merge(own, join_km=distance)
    for prefix in ("My-", "_", "../"):
        with pytest.raises(ValueError, match="prefix"):
            site.merge(own, prefix=prefix)


def gauge(mode, **options):
    """Return a link of another mode to the quay."""
    nodes = nodes_frame().drop(index="works").rename(index={"depot": "yard", "quay": "quay_b"})
    links = links_frame(mode=[mode, mode]).drop(index="spur").rename(index={"haul": "gap"})
    return build(nodes, links.assign(from_node_id="yard", to_node_id="quay_b"), **options)


def test_a_missing_transfer_is_said(site):
    with pytest.warns(cr.CorridorWarning, match="quay: rail_1435 to rail_1520"):
        merged = site.merge(gauge("rail_1435"), join={"quay_b": "quay"})
    missing = merged.merge_report.missing_transfers
    assert set(missing["node_id"]) == {"quay"}
    assert set(zip(missing["from_mode"], missing["to_mode"], strict=True)) == {
        ("rail_1435", "rail_1520"),
        ("rail_1520", "rail_1435"),
        ("rail_1435", "road"),
        ("road", "rail_1435"),
    }
    assert "- no transfer at quay: rail_1435 to road (container, dry_bulk)" in repr(
        merged.merge_report
    )


def test_a_transfer_of_the_own_network_closes_the_gap():
    site = build(transfers=TRANSFERS, base=small_base())
    moves = [("quay_b", "rail_1435", "rail_1520"), ("quay_b", "rail_1520", "rail_1435")]
    transfers = pd.DataFrame(moves, columns=TRANSFERS.columns)
    own = gauge("rail_1435", transfers=transfers, base=small_base())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        merged = site.merge(own, join={"quay_b": "quay"})
    # Road goods reach the other gauge through the transfer from road to rail that is there.
    assert merged.merge_report.missing_transfers.empty
    assert {("quay", "rail_1435", "rail_1520")} <= set(
        merged.transfers[["node_id", "from_mode", "to_mode"]].itertuples(index=False, name=None)
    )


def test_a_transfer_of_both_is_kept_once(site):
    first = build(transfers=TRANSFERS)
    own = other(transfers=TRANSFERS.assign(node_id="quay_b", kind="port"))
    merged = first.merge(own, join={"quay_b": "quay"})
    assert len(merged.transfers) == 2
    assert set(merged.transfers["kind"]) == {"terminal"}
    assert merged.merge_report.twice["kind"].to_list() == ["port", "port"]


def test_goods_start_where_either_network_lets_them(site):
    nodes = nodes_frame(load_modes=["container:road", "", ""])
    merged = build(nodes).merge(other(), join={"works_b": "works"})
    assert merged.nodes.at["works", "load_modes"] == (
        "container:rail_1520;container:road;dry_bulk:rail_1520"
    )


@pytest.mark.slow
def test_the_bundled_network_on_itself(net):
    pair = {name: name for name in ("aktau", "alat")}
    merged = net.merge(net, join=pair, prefix="b_")
    assert len(merged.links) == 2 * len(net.links)
    assert len(merged.nodes) == 2 * len(net.nodes) - 2
    assert len(merged.data.sources) == len(net.data.sources)
    assert len(merged.data.corridors) == len(net.data.corridors)
