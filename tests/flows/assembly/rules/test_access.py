"""Who may use what: monopolies, quotas, closures, and what is opened."""

from dataclasses import replace

import numpy as np
import pytest

import corridor as cr
from corridor.flows.assembly.assembly import assemble
from corridor.flows.assembly.rules.access import shut_because, terms_of
from corridor.flows.assembly.rules.cards import link_cards
from corridor.flows.assembly.rules.controls import controls_of, controls_on, quotas_on


def shut(net, commodity, origin, **options):
    given = {"access": "rules", "avoid": (), "opened": (), "closed": (), **options}
    graph = net.state_graph(commodity)
    reasons = shut_because(graph, terms_of(net.data, **given), origin)
    return {arc.subject: why for arc, why in zip(graph.arc_list, reasons, strict=True) if why}


def quotas(net, commodity, origin):
    cards, controls = link_cards(net.data), controls_of(net.data)
    return quotas_on(net.state_graph(commodity), cards, controls, origin)


def test_a_monopoly_carries_only_cargo_of_the_countries_it_runs_through(net):
    """Turkmen gas moves in Turkmen pipes and is sold at a border; it does not cross Russia."""
    closed = shut(net, "natural_gas", "TM")
    assert "access: Gazprom" in closed["link:alexgay_torzhok"]
    assert "link:galkynysh_bagtyiarlyk" not in closed
    assert "link:east_west" not in closed
    assert "link:alexgay_torzhok" not in shut(net, "natural_gas", "TM", access="ignore")
    assert "Turkmengaz" in shut(net, "natural_gas", "UZ")["link:east_west"]


def test_in_2019_the_way_to_the_russian_border_was_open_and_no_further(net):
    then = cr.build_network(net.data.as_of(2019))
    closed = shut(then, "natural_gas", "TM")
    assert "link:cac" not in closed
    assert "access" in closed["link:ukraine_transit"]


def test_open_close_and_avoid(net):
    closed = shut(net, "natural_gas", "TM", opened=["tcgp"], closed=["link:scp"], avoid=["IR"])
    assert "link:tcgp" not in closed
    assert closed["link:tc_connector"] == "proposed"
    assert closed["link:scp"] == "closed (link:scp)"
    assert "in IR" in closed["link:dauletabad_khangiran"]
    ports = shut(net, "copper", "KZ", closed=["node:aktau"])
    assert ports["transfer:aktau/rail_1520/sea"] == "closed (node:aktau)"
    assert ports["link:se_aktau__alat"] == "closed (node:aktau)"


@pytest.mark.parametrize(
    ("options", "near"),
    [
        ({"opened": ["tcg"]}, "tcgp"),
        ({"closed": ["link:cpd"]}, "link:cpc"),
        ({"closed": "node:aktua"}, "node:aktau"),
        ({"avoid": ["R"]}, "RU"),
        ({"territories": ["RUS"]}, "RU"),
    ],
)
def test_wrong_ids_name_the_nearest(net, options, near):
    with pytest.raises(cr.UnknownIdError, match=near):
        assemble(net, **options)


def test_wrong_words(net):
    with pytest.raises(ValueError, match="'rules' or 'ignore'"):
        assemble(net, access="open")
    with pytest.raises(ValueError, match="'cost' or 'netback'"):
        assemble(net, objective="profit")
    for penalty in (-1.0, np.nan, {"copper": np.inf}):
        with pytest.raises(ValueError, match="unmet_usd_per_t"):
            assemble(net, unmet_usd_per_t=penalty)


def test_quotas_of_the_year_and_origin(net):
    bound, idle = quotas(net, "crude_oil", "KZ")
    assert {q.control: q.limit_t_per_y for q in bound} == {
        "btc_kazakh_contract_2024": 2.2e6,
        "cpc_shipper_rights": 72.5e6,
        "kz_druzhba_quota_2024": 1.5e6,
        "kz_ru_oil_transit_agreement": 15e6,
    }
    assert idle == {}
    assert quotas(net, "crude_oil", "TM") == ([], {})
    then = controls_on(controls_of(net.data.as_of(2023)), "crude_oil", "KZ")
    assert "btc_kazakh_contract_2023" in {c.control for c in then}
    assert "btc_kazakh_contract_2024" not in {c.control for c in then}


def test_a_quota_covers_the_links_of_its_owner_in_its_territory(net):
    graph = net.state_graph("crude_oil")
    bound, _ = quotas(net, "crude_oil", "KZ")
    covered = {
        q.control: {graph.arc_list[i].subject for i in np.flatnonzero(q.arcs)} for q in bound
    }
    assert covered["btc_kazakh_contract_2024"] == {"link:btc"}
    assert covered["cpc_shipper_rights"] == {"link:cpc", "link:cpc_atyrau"}
    transit = covered["kz_ru_oil_transit_agreement"]
    assert {"link:atyrau_samara", "link:makhachkala_novorossiysk"} <= transit
    assert "link:cpc" not in transit


def test_a_quota_of_a_narrower_owner_binds_beside_the_wider(net):
    """Only the Druzhba has this owner: its quota is told from the agreement's."""
    bound, _ = quotas(net, "crude_oil", "KZ")
    arcs = {q.control: q.arcs for q in bound}["kz_druzhba_quota_2024"]
    graph = net.state_graph("crude_oil")
    covered = {graph.arc_list[i].subject for i in np.flatnonzero(arcs)}
    assert covered == {"link:druzhba_north", "link:druzhba_south"}


def test_of_two_quotas_on_the_same_links_the_larger_is_the_frame(net):
    controls = net.data.controls.copy()
    controls.loc["kz_druzhba_quota_2024", "owner"] = "Transneft"
    bound, idle = quotas(cr.build_network(replace(net.data, controls=controls)), "crude_oil", "KZ")
    assert "kz_druzhba_quota_2024" not in {q.control for q in bound}
    assert "part of kz_ru_oil_transit_agreement" in idle["kz_druzhba_quota_2024"]


def test_a_booking_by_others_is_not_counted_twice(net):
    _, idle = quotas(net, "natural_gas", "TM")
    assert idle["tanap_bookings"] == "counted as committed capacity"
    bare = net.data.facts[net.data.facts["attribute"] != "committed_t_per_y"]
    other = cr.build_network(replace(net.data, facts=bare))
    bound, _ = quotas(other, "natural_gas", "TM")
    assert {q.control for q in bound} == {"tanap_bookings", "tap_bookings"}


def test_every_control_is_listed_with_what_it_does(net):
    demand = net.data.demand[net.data.demand["commodity"].isin(["crude_oil", "uranium"])]
    table = assemble(net, demand).controls.set_index(["control", "block"])
    assert table.loc[("titr_uranium_quota", "uranium/KZ"), "binds"]
    licence = table.loc[("kebco_origin_certificate", "crude_oil/KZ")]
    assert not licence["binds"]
    assert "listed, not enforced" in licence["reason"]
    ignored = assemble(net, demand, access="ignore")
    assert not [limit for limit in ignored.limits["limit"] if limit.startswith("control:")]
    quotas = ignored.controls[ignored.controls["effect"] == "quota"]
    assert not quotas["binds"].any()
