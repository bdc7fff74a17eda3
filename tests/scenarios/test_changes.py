"""Each change says what it means on the bundled data; an overlay gives the same network."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corridor as cr
from corridor.network.overlay import overlaid

COPPER = ("copper", "balkhash_smelter", "duisburg")


@pytest.fixture(scope="module")
def data():
    return cr.load_dataset()


@pytest.fixture(scope="module")
def net(data):
    net = cr.build_network(data)
    for commodity in ("copper", "crude_oil", "natural_gas"):
        net.state_graph(commodity)
    return net


def test_closing_russia_leaves_the_routes_that_keep_off_it(data):
    closed = cr.CloseTerritory("RU").apply(data)
    table = cr.compare_corridors(cr.build_network(closed), *COPPER).table
    base = cr.compare_corridors(cr.build_network(data), *COPPER).table
    assert not table.at["russia", "feasible"]
    caspian = ["caspian", "cost_usd_per_t"]
    assert table.at[tuple(caspian)] == pytest.approx(base.at[tuple(caspian)])


def test_closing_russia_to_containers_leaves_crude_alone(data):
    shut = cr.CloseTerritory("RU", ("container",)).apply(data)
    assert set(shut.controls.index) - set(data.controls.index)
    net = cr.build_network(shut)
    assert cr.compare_corridors(net, "crude_oil", "tengiz", "trieste").table.at[
        "russia", "feasible"
    ]
    containers = shut.commodities.index[shut.commodities["commodity_group"] == "container"]
    assert "copper" in containers
    assert not cr.compare_corridors(net, *COPPER).table.at["russia", "feasible"]


@pytest.mark.parametrize(
    ("subject", "gone"),
    [
        ("link:cpc", "cpc"),
        ("node:novorossiysk", "samara_novorossiysk"),
        ("passage:caspian", "fe_aktau__alat"),
    ],
)
def test_what_is_closed_is_not_open(data, subject, gone):
    assert data.links.at[gone, "is_open"]
    closed = cr.Close(subject).apply(data)
    assert not closed.links.at[gone, "is_open"]
    assert data.links.at[gone, "is_open"]
    assert closed.links["is_open"].sum() < data.links["is_open"].sum()


def test_a_border_closes_in_one_direction_only(data):
    closed = cr.Close("border:BY-PL/rail_1520").apply(data).borders
    status = closed.set_index(["from_country", "to_country", "mode"])["status"]
    assert set(status.loc[[("BY", "PL", "rail_1520")]]) == {"closed"}
    assert set(status.loc[[("PL", "BY", "rail_1520")]]) == {"open"}


def test_a_planned_link_stays_planned_when_its_port_closes(data):
    assert cr.Close("node:kuryk").apply(data).links.at["eskene_kuryk", "status"] == "proposed"


def test_a_scaled_tariff_moves_the_cost_by_as_much(data):
    ends = ("crude_oil", "tengiz", "trieste")
    base = cr.best_route(cr.build_network(data), *ends, corridor="russia")
    dearer = cr.ScaleFact("link:cpc", "tariff_usd_per_t", 1.1).apply(data)
    route = cr.best_route(cr.build_network(dearer), *ends, corridor="russia")
    # CPC's tariff is 38 USD/t: a tenth of it is 3.8.
    rise = route.totals["cost_usd_per_t"] - base.totals["cost_usd_per_t"]
    assert rise == pytest.approx(3.8, abs=1e-6)


def test_a_star_scales_every_subject_it_stands_for(data):
    scaled = cr.ScaleFact("link:sea_aktau_*", "capacity_t_per_y", 2.0).apply(data).values
    rows = data.values["subject"].str.startswith("link:sea_aktau_")
    rows &= data.values["attribute"] == "capacity_t_per_y"
    assert rows.sum() >= 2
    ratio = scaled["value"].astype(float) / data.values["value"].astype(float)
    assert np.allclose(ratio[rows], 2.0)
    assert np.allclose(ratio[~rows].dropna(), 1.0)


def test_a_price_of_the_year_can_be_scaled(data):
    scaled = cr.ScaleFact("price:europe/natural_gas", "price_usd_per_t", 0.5).apply(data)
    prices = scaled.prices
    gas = (prices["price_area"] == "europe") & (prices["commodity"] == "natural_gas")
    assert float(prices.loc[gas & (prices["year"] == 2024), "value"].iloc[0]) == pytest.approx(5.48)
    assert float(prices.loc[gas & (prices["year"] == 2023), "value"].iloc[0]) == pytest.approx(
        13.11
    )


def test_a_fact_can_be_set_where_none_was(data):
    name = "link:ra_dostyk__aktogay|capacity_t_per_y||||"
    assert name not in data.values.index
    change = cr.SetFact("link:ra_dostyk__aktogay", "capacity_t_per_y", 20.0, "Mt/y")
    assert change.apply(data).values.at[name, "value"] == 20.0


def test_building_adds_to_a_capacity_and_opens_a_link(data):
    wider = cr.Build("tanap_24").apply(data)
    assert wider.values.at["link:tanap|capacity_t_per_y||||", "value"] == pytest.approx(
        data.values.at["link:tanap|capacity_t_per_y||||", "value"] + 7.8
    )
    with pytest.raises(cr.ScenarioError, match="tanap_31 needs tanap_24 first"):
        cr.Build("tanap_31").apply(data)
    assert cr.Build("tanap_31").apply(wider).projects.at["tanap_31", "status"] == "open"


def test_another_year_is_that_of_the_data(data):
    assert cr.AsOf(2019).apply(data).data_hash == data.data_hash
    assert cr.AsOf(2019).apply(data).year == 2019


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (cr.Close("link:cpcc"), "nearest: cpc"),
        (cr.Close("lnk:cpc"), "nearest: link"),
        (cr.Close("country:RU"), "CloseTerritory"),
        (cr.Close("border:BY-PK"), "nearest: BY-P"),
        (cr.Open("passage:caspian"), "unknown kind of subject that can open"),
        (cr.CloseTerritory("XX"), "unknown country"),
        (cr.CloseTerritory("RU", ("containers",)), "nearest: container"),
        (cr.ScaleFact("link:cpc", "tarif_usd_per_t", 2.0), "nearest: tariff_usd_per_t"),
        (cr.ScaleFact("link:nothing*", "tariff_usd_per_t", 2.0), "unknown subject"),
        (cr.SetFact("link:cpc", "tariff_usd_per_t", 2.0, "USD/furlong"), "furlong"),
        (cr.SetFact("link:cpc", "tariff_usd_per_t", 1e9, "USD/t"), "outside"),
        (cr.Build("eskene"), "unknown project"),
    ],
)
def test_a_wrong_change_says_what_is_wrong(data, change, words):
    with pytest.raises(cr.CorridorError, match=words):
        change.apply(data)


@pytest.mark.parametrize("number", [0.0, -1.0, float("nan"), float("inf")])
def test_a_factor_is_a_positive_number(number):
    with pytest.raises(cr.ScenarioError, match="above 0"):
        cr.ScaleFact("link:cpc", "tariff_usd_per_t", number)


CHANGES = [
    cr.Close("link:cpc"),
    cr.Close("border:BY-PL/rail_1520"),
    cr.Close("transfer:aktau/rail_1520/sea"),
    cr.Close("node:alat"),
    cr.Close("passage:turkish_straits"),
    cr.Open("link:tcgp"),
    cr.CloseTerritory("RU", ("container", "dry_bulk")),
    cr.ScaleFact("mode:rail_1520/KZ", "tariff_usd_per_tkm", 1.3),
    cr.ScaleFact("link:*", "length_km", 1.1),
    cr.ScaleFact("price:europe/natural_gas", "price_usd_per_t", 0.5),
    cr.SetFact("link:cpc", "tariff_usd_per_t", 45.0, "USD/t"),
    cr.SetFact("link:ra_dostyk__aktogay", "capacity_t_per_y", 20.0, "Mt/y"),
    cr.Build("tanap_24"),
    cr.AsOf(2022),
]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(CHANGES), max_size=4, unique=True))
def test_an_overlay_is_the_network_built_anew(data, net, changes):
    changed = cr.Scenario("any", tuple(changes)).apply(data)
    over, anew = overlaid(net, changed), cr.build_network(changed)
    for commodity in ("copper", "crude_oil", "natural_gas"):
        one, other = over.state_graph(commodity), anew.state_graph(commodity)
        assert one.arc_list == other.arc_list
        assert one.legs.equals(other.legs)
        assert one.fact_map.facts.equals(other.fact_map.facts)
        for quantity in ("usd", "d", "km", "kg", "loss", "delay"):
            assert np.array_equal(one.per_arc(quantity), other.per_arc(quantity))


def test_an_overlay_reuses_what_was_compiled(data, net):
    changed = cr.ScaleFact("link:cpc", "tariff_usd_per_t", 2.0).apply(data)
    graph = overlaid(net, changed).state_graph("crude_oil")
    assert graph.fact_map.terms is net.state_graph("crude_oil").fact_map.terms


def test_a_project_that_saves_length_shortens_its_link(data):
    """Zhezkazgan to Mointy, 655 km, is 149 km shorter; what is paid and taken per km falls too."""
    base = cr.build_network(data).state_graph("copper")
    built = cr.build_network(cr.Build("mointy_kyzylzhar").apply(data)).state_graph("copper")
    arcs = np.flatnonzero(base.arcs["subject"] == "link:ra_mointy__zhezkazgan")
    assert base.per_arc("km")[arcs] == pytest.approx([655.0, 655.0])
    assert built.per_arc("km")[arcs] == pytest.approx([506.0, 506.0])
    for quantity in ("usd", "d", "kg"):
        share = built.per_arc(quantity)[arcs] / base.per_arc(quantity)[arcs]
        assert share == pytest.approx([506 / 655] * 2)
    others = np.setdiff1d(np.arange(len(base.arcs)), arcs)
    assert np.array_equal(base.per_arc("km")[others], built.per_arc("km")[others])
    facts = cr.Build("mointy_kyzylzhar").apply(data).values
    row = facts.loc["link:ra_mointy__zhezkazgan|length_km||||"]
    assert (row["low"], row["high"]) == pytest.approx((616 * 506 / 655, 707 * 506 / 655))


def test_a_project_that_saves_time_makes_its_link_quicker_but_not_quicker_than_any(data):
    """
    330.8 km from Khorgos to Almaty: wagon loads at 300 km a day take 1.103 d, trains of containers
    at 941 km a day, the fastest known on this gauge, 0.352 d. A day saved leaves both at that.
    """
    quick = cr.build_network(cr.Build("almaty_bypass").apply(data))
    base = cr.build_network(data)
    for commodity, before in (("chromium", 330.8 / 300), ("copper", 330.8 / 941)):
        old, new = base.state_graph(commodity), quick.state_graph(commodity)
        arcs = np.flatnonzero(old.arcs["subject"] == "link:ra_khorgos__almaty")
        assert old.per_arc("d")[arcs] == pytest.approx([before] * 2)
        assert new.per_arc("d")[arcs] == pytest.approx([330.8 / 941] * 2)
        assert np.array_equal(old.per_arc("usd"), new.per_arc("usd"))
    # Eight hours are saved in full.
    projects = data.projects.copy()
    projects.loc["almaty_bypass", "value"] = 8.0
    some = cr.Build("almaty_bypass").apply(replace(data, projects=projects))
    graph = cr.build_network(some).state_graph("chromium")
    arcs = np.flatnonzero(graph.arcs["subject"] == "link:ra_khorgos__almaty")
    assert graph.per_arc("d")[arcs] == pytest.approx([330.8 / 300 - 8 / 24] * 2)
    row = some.values.loc["link:ra_khorgos__almaty|transit_time_d|dry_bulk||forward|"]
    share = (330.8 / 300 - 8 / 24) / (330.8 / 300)
    assert (row["low"], row["high"]) == pytest.approx((330.8 / 400 * share, 330.8 / 200 * share))
    assert row["source_id"] == data.projects.at["almaty_bypass", "source_id"]


def test_a_saving_that_its_subject_cannot_have_is_refused(data):
    projects = data.projects.copy()
    projects.loc["mointy_kyzylzhar", "value"] = 655.0
    with pytest.raises(cr.ScenarioError, match="no longer than the 655 km"):
        cr.Build("mointy_kyzylzhar").apply(replace(data, projects=projects))
    projects.loc["almaty_bypass", "subject"] = "node:aktau"
    with pytest.raises(cr.ScenarioError, match="no time of its own"):
        cr.Build("almaty_bypass").apply(replace(data, projects=projects))
