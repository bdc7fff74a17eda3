"""Indices of solved flows against sums over routes, flows assembled anew, and hand-made numbers."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest

from corridor.errors import UnknownIdError, UnmetDemandWarning
from corridor.flows.assign import assign_flows
from corridor.flows.security.concentration import hhi, shannon
from corridor.flows.security.indices import security_indices
from corridor.flows.security.n_minus_1 import eu_n_1


@pytest.fixture(scope="module")
def need(data):
    table = data.demand[data.demand["year"] == 2024]
    return table[table["commodity"].isin(["crude_oil", "natural_gas", "uranium"])]


@pytest.fixture(scope="module")
def asked(need):
    """Crude asked for, t/y."""
    return 1e6 * need.loc[need["commodity"] == "crude_oil", "value"].sum()


@pytest.fixture(scope="module")
def flows(net, need):
    return assign_flows(net, need)


@pytest.fixture(scope="module")
def found(flows):
    return security_indices(flows)


def share(found, commodity, dimension, name):
    rows = found.shares
    rows = rows[(rows["commodity"] == commodity) & (rows["dimension"] == dimension)]
    return float(rows.loc[rows["name"] == name, "share"].sum())


def test_hhi_and_shannon_by_hand():
    assert hhi([1.0]) == 1.0
    assert hhi([2.0] * 4) == pytest.approx(0.25)
    assert hhi([50.0, 30.0, 20.0, 0.0]) == pytest.approx(0.25 + 0.09 + 0.04)
    assert shannon([7.0]) == 0.0
    assert shannon([1.0] * 8) == pytest.approx(math.log(8))
    assert shannon([3.0, 1.0]) == pytest.approx(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)))
    assert math.isnan(hhi([]))
    assert math.isnan(shannon([0.0]))
    for wrong in ([-1.0], [math.nan], [math.inf]):
        with pytest.raises(ValueError, match="amount 0 is"):
            hhi(wrong)


def test_shares_that_divide_the_flow_add_up_to_one(found):
    rows = found.shares[found.shares["dimension"].isin(["route", "corridor", "origin", "market"])]
    sums = rows.groupby(["commodity", "dimension"])["share"].sum()
    assert len(sums) == 4 * 4
    assert np.allclose(sums, 1.0)


def test_shares_equal_sums_over_the_routes(flows, found):
    oil = flows.routes[flows.routes["commodity"] == "crude_oil"]
    total = oil["flow_t_per_y"].sum()
    for country in ("RU", "KZ", "TR"):
        touched = oil["territories"].map(lambda names, c=country: c in names)
        by_hand = oil.loc[touched, "flow_t_per_y"].sum() / total
        if country != "TR":  # the straits are passed, no port of Turkiye is called at
            assert share(found, "crude_oil", "territory", country) == pytest.approx(by_hand)
    cpc = oil["subjects"].map(lambda names: bool({"link:cpc", "link:cpc_atyrau"} & set(names)))
    by_hand = oil.loc[cpc, "flow_t_per_y"].sum() / total
    assert share(found, "crude_oil", "operator", "CPC") == pytest.approx(by_hand)
    assert share(found, "crude_oil", "control", "cpc_shipper_rights") == pytest.approx(by_hand)
    assert share(found, "crude_oil", "owner", "KMG") == pytest.approx(by_hand)


def test_transit_leaves_out_the_two_ends(found):
    rows = found.shares[found.shares["dimension"] == "transit"]
    oil = set(rows.loc[rows["commodity"] == "crude_oil", "name"])
    assert {"RU", "BY", "PL"} <= oil
    assert not {"KZ", "IT", "DE", "RO"} & oil
    gas = rows[rows["commodity"] == "natural_gas"].set_index("name")["share"]
    # Turkmen gas, 23.1 of 25.9 Mt/y, crosses Uzbekistan and Kazakhstan; Kazakh gas crosses none.
    assert gas.to_dict() == pytest.approx({"UZ": 23.1 / 25.9, "KZ": 23.1 / 25.9}, rel=1e-3)


def test_concentration_equals_its_formula(flows, found):
    gas = flows.routes[flows.routes["commodity"] == "natural_gas"]
    part = gas["flow_t_per_y"] / gas["flow_t_per_y"].sum()
    row = found.concentration.loc[("natural_gas", "route")]
    assert row["hhi"] == pytest.approx((part**2).sum())
    assert row["shannon"] == pytest.approx(-(part * np.log(part)).sum())
    assert row["effective"] == pytest.approx(1 / (part**2).sum())
    assert row["n"] == len(gas)
    assert found.concentration.loc[("natural_gas", "market"), "hhi"] == 1.0


def test_a_hold_names_companies_by_where_their_links_lie(found):
    rows = found.exposure.set_index(["commodity", "dimension", "name"])
    oil = rows.loc["crude_oil"]
    # CPC: 1,511 km of which most lies in Russia; Transneft almost all; NCOC none.
    assert 0.6 < oil.loc[("operator", "CPC"), "km_share"] < 0.8
    assert oil.loc[("owner", "Transneft"), "km_share"] > 0.9
    assert "NCOC" not in oil.index.get_level_values("name")
    assert oil.loc[("territory", "RU"), "share"] == pytest.approx(
        share(found, "crude_oil", "territory", "RU")
    )
    assert oil.loc[("control", "kz_ru_oil_transit_agreement"), "flow_t_per_y"] == pytest.approx(
        15e6
    )
    # The rights of CPC's shippers name no territory.
    assert ("control", "cpc_shipper_rights") not in oil.index


@pytest.mark.parametrize(
    ("closure", "rule"),
    [
        ("territory:RU", {"avoid": ["RU"]}),
        ("passage:turkish_straits", {"avoid": ["turkish_straits"]}),
        ("group:cpc", {"closed": ["link:cpc", "link:cpc_atyrau"]}),
    ],
)
def test_what_survives_equals_flows_assembled_without(net, data, need, found, closure, rule):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnmetDemandWarning)
        after = assign_flows(net, need, **rule).routes
    union = set(data.countries.index[data.countries["region"] == "eu"])
    there = after["market"].map(data.nodes["country"]).isin(union)
    by_hand = after[there].groupby("commodity")["flow_t_per_y"].sum()
    rows = found.survival[(found.survival["closure"] == closure) & (found.survival["area"] == "eu")]
    rows = rows.set_index("commodity")
    for commodity in ("crude_oil", "uranium"):
        left = by_hand.get(commodity, 0.0)
        assert rows.loc[commodity, "after_t_per_y"] == pytest.approx(left, rel=1e-6, abs=1.0)
    assert rows.loc["all", "after_t_per_y"] == pytest.approx(by_hand.sum(), rel=1e-6)


def test_what_nobody_uses_can_close_without_loss(found):
    rows = found.survival[found.survival["closure"].isin(["territory:IR", "territory:GE"])]
    assert len(rows) > 0
    assert np.allclose(rows["surviving_share"].dropna(), 1.0)
    japan = found.survival[found.survival["area"] == "JP"]
    assert japan["surviving_share"].isna().all()  # no oil, gas or uranium is asked for there


def test_charges_by_country_add_up_to_the_flows_charges(flows, found):
    ours = found.rent.groupby("country")[["transit_usd_per_y", "own_usd_per_y"]].sum().sum(axis=1)
    theirs = flows.charges.groupby("recipient")["usd_per_y"].sum()
    countries = theirs[theirs.index.isin(ours.index)]
    assert np.allclose(ours.reindex(countries.index), countries, rtol=1e-9)
    assert set(theirs.index) - set(countries.index) <= {"carrier", "insurer", "lost"}


def test_russia_earns_the_tariffs_of_the_oil_that_crosses(found, asked):
    row = found.rent.set_index(["country", "commodity"]).loc[("RU", "crude_oil")]
    assert row["own_usd_per_y"] == 0.0
    assert row["transit_t_per_y"] == pytest.approx(asked - 1.2e6)  # all but what China takes
    # The part of CPC's 38 USD/t and of Transneft's tariff that lies in Russia, with the ports.
    assert 15 < row["usd_per_transit_t"] < 40
    assert row["transit_usd_per_y"] == pytest.approx(
        row["usd_per_transit_t"] * row["transit_t_per_y"]
    )


def test_exports_without_the_largest_way_out(found, asked):
    oil = found.export_n_1.loc["crude_oil"]
    assert oil["largest"] == "transfer:cpc_yo/oil_pipeline/sea"
    by_hand = (oil["capacity_t_per_y"] - oil["largest_t_per_y"]) / asked
    assert oil["n_1"] == pytest.approx(by_hand)
    assert oil["capacity_t_per_y"] == pytest.approx(69.89e6 + 15e6 + 10.021e6 + 1.56e6)
    assert found.export_n_1.loc["natural_gas", "n_1"] == 0.0
    uranium = found.export_n_1.loc["uranium"]
    assert math.isnan(uranium["n_1"])
    assert uranium["unknown"].startswith("node:")


def test_the_tidy_frame_holds_every_index(found):
    tidy = found.to_frame()
    assert set(tidy["index"]) == {
        "hhi",
        "shannon",
        "share",
        "survival",
        "transit_charges",
        "export_n_1",
    }
    assert not tidy.duplicated(["index", "commodity", "name"]).any()
    assert "touch RU" in repr(found)
    assert "eu" in found._repr_html_()


def test_wrong_questions_are_told_what_is_there(flows):
    with pytest.raises(UnknownIdError, match="unknown territory 'RUS'"):
        security_indices(flows, territory="RUS")
    with pytest.raises(UnknownIdError, match="unknown area 'europe'"):
        security_indices(flows, areas="europe")
    with pytest.raises(UnknownIdError, match="unknown passage 'bosporus'"):
        security_indices(flows, closures="passage:bosporus")
    with pytest.raises(UnknownIdError, match="kind of element"):
        security_indices(flows, closures="lnk:cpc")


def test_the_formula_of_the_regulation_by_hand():
    given = {"entry": 80.0, "production": 5.0, "storage": 40.0, "lng": 25.0}
    # (80 + 5 + 40 + 25 - 30) / 125 = 96 %: below the standard; measures of 10 mcm/d lift it.
    assert eu_n_1(**given, largest=30.0, peak_demand=125.0) == pytest.approx(96.0)
    with_measures = eu_n_1(**given, largest=30.0, peak_demand=125.0, demand_side=10.0)
    assert with_measures == pytest.approx(120.0 / 115.0 * 100.0)
    for change, message in (
        ({"largest": 151.0}, "more than all infrastructure"),
        ({"largest": -1.0}, "largest is -1.0"),
        ({"largest": math.nan}, "largest is nan"),
        ({"largest": 1.0, "demand_side": 125.0}, "nothing is left"),
    ):
        with pytest.raises(ValueError, match=message):
            eu_n_1(**{**given, "peak_demand": 125.0, **change})


def test_no_flow_gives_empty_tables_not_zeros(net):
    nothing = pd.DataFrame(
        {"market": ["duisburg"], "commodity": ["copper"], "value": [0.0], "unit": ["t/y"]}
    )
    found = security_indices(assign_flows(net, nothing), closures=())
    assert found.shares.empty
    assert found.concentration.empty
    assert found.rent.empty
    assert found.export_n_1.empty
