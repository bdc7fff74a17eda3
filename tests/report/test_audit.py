"""The audit counts what a person can count, and weighs it by cost as said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor.report.audit.audit import audit
from corridor.report.audit.coverage import by_attribute, by_commodity, by_corridor, by_country
from corridor.report.audit.evidence import Evidence, cost_of_facts, gather, sourced_shares
from corridor.report.audit.gaps import disagreements, timing_by_kind, unknown_capacity
from corridor.report.text import dataset_text
from corridor.routes.pairs import PAIRS

COPPER = ("copper", "balkhash_smelter", "duisburg")
KEY = ["subject", "attribute", "commodity_group", "service", "direction", "scope"]
LINK = "link:cpc"


@pytest.fixture(scope="module")
def found(data):
    return audit(data)


@pytest.fixture(scope="module")
def copper(data):
    return gather(data, [COPPER])


def fact(attribute, value, low, high, kind, observed, subject=LINK):
    said = {"subject": subject, "attribute": attribute, "value": value, "low": low, "high": high}
    rest = {"unit": "t/y", "range": "", "observed": observed, "valid_from": pd.NA}
    source = {"valid_to": pd.NA, "kind": kind, "source_id": "iso_3166", "note": ""}
    return dict.fromkeys(KEY, "") | said | rest | source


@pytest.fixture
def tiny(data):
    """Four facts, no prices: a capacity, a tariff, a length, and a capacity seen too late."""
    rows = [
        fact("capacity_t_per_y", 10.0, 4.0, 12.0, "reported", 2024),
        fact("tariff_usd_per_t", 5.0, 4.0, 8.0, "estimate", 2020),
        fact("length_km", 7.0, np.nan, np.nan, "derived", pd.NA),
        fact("capacity_t_per_y", 3.0, 0.0, 6.0, "estimate", 2026, subject="link:btc"),
    ]
    frame = pd.DataFrame(rows)
    frame = frame.astype(dict.fromkeys(["observed", "valid_from", "valid_to"], "Int64"))
    return replace(data, facts=frame, prices=data.prices.iloc[:0])


# -- a case to count by hand ----------------------------------------------------------------------


def test_kinds_and_timings_of_four_facts(tiny):
    table = timing_by_kind(tiny)
    assert table.loc["reported"].tolist() == [0, 1, 0, 0, 1]
    assert table.loc["derived"].tolist() == [1, 0, 0, 0, 1]
    assert table.loc["estimate"].tolist() == [0, 0, 1, 1, 2]


def test_only_ranges_over_twice_their_low(tiny):
    wide = disagreements(tiny, pd.Series(0.0, index=tiny.values.index))
    assert wide["ratio"].tolist() == [float("inf"), 3.0]
    assert wide["subject"].tolist() == ["link:btc", LINK]


def test_the_dearest_range_comes_first(tiny):
    cost = pd.Series({f"{LINK}|capacity_t_per_y||||": 9.0})
    wide = disagreements(tiny, cost.reindex(tiny.values.index, fill_value=0.0))
    assert wide["usd_per_t"].tolist() == [9.0, 0.0]


def test_attributes_of_four_facts(tiny):
    row = by_attribute(tiny).loc["capacity_t_per_y"]
    assert row[["facts", "subjects", "reported", "estimate"]].tolist() == [2, 2, 1, 1]
    assert [row["oldest"], row["newest"]] == [2024, 2026]
    assert by_attribute(tiny).loc["border_d", "facts"] == 0


def test_capacity_is_known_for_two_links_only(tiny):
    assert set(tiny.links.index[tiny.links["is_open"]]) - set(unknown_capacity(tiny).index) == {
        "cpc",
        "btc",
    }


def test_a_link_counts_in_every_country_it_crosses(tiny):
    facts = by_country(tiny)["facts"]
    assert facts[["KZ", "RU"]].tolist() == [3, 3]  # CPC runs from Kazakhstan to Russia
    assert facts[["AZ", "GE", "TR"]].tolist() == [1, 1, 1]  # BTC through these three


def test_facts_of_a_forbidden_territory_leave_the_corridor(tiny):
    facts = by_corridor(tiny)["facts"]
    assert facts["caspian"] == 1
    assert facts["any"] == 4


def test_charge_counts_whole_or_split():
    # 30 USD rest on an estimate and a reported fact, 10 USD on the reported one alone.
    charges = pd.DataFrame(
        {
            "comparison": "c",
            "corridor": "any",
            "charge": ["transport", "port"],
            "usd_per_t": [30.0, 10.0],
            "sourced": [False, True],
            "fact_share": [0.5, 1.0],
            "facts": [("judged", "read"), ("read",)],
        }
    )
    facts = pd.DataFrame({"kind": ["estimate", "reported"]}, index=["judged", "read"])
    reads = pd.DataFrame({"comparison": "c", "corridor": "any", "fact": ["judged", "read"]})
    shares = _shares_of(Evidence(pd.DataFrame(), charges, reads, facts))
    assert shares.loc["c: any"].tolist() == [2, 0.5, 40.0, 0.25, 0.625]
    assert cost_of_facts(charges).to_dict() == {"judged": 30.0, "read": 40.0}


def _shares_of(evidence):
    class Two:
        values = pd.DataFrame({"kind": ["reported", "estimate"]})

    return sourced_shares(Two(), evidence)


# -- the bundled data -----------------------------------------------------------------------------


def test_kinds_sum_to_the_facts_in_force(data, found):
    assert found.kinds["total"].sum() == len(data.values)
    assert found.attributes["facts"].sum() == len(data.values[_known(data)])
    assert found.counts.loc["facts in force", "count"] == len(data.values)


def _known(data):
    return data.values["attribute"].isin(data.attributes.index)


def test_every_row_has_a_source(found):
    assert found.counts.loc["rows without a source", "count"] == 0


def test_shares_are_shares(found):
    shares = found.shares.filter(like="share")[1:]
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)
    assert (found.shares["cost_sourced_share"] <= found.shares["cost_fact_share"])[1:].all()


def test_share_of_facts_is_the_count(data, found):
    expected = (data.values["kind"] != "estimate").mean()
    assert found.shares.loc["all facts in force", "facts_sourced_share"] == pytest.approx(expected)


def test_cost_and_share_are_those_of_the_route(net, copper):
    import corridor as cr

    route = cr.best_route(net, *COPPER, corridor="caspian")
    charges = copper.charges[copper.charges["corridor"] == "caspian"]
    assert charges["usd_per_t"].sum() == pytest.approx(route.totals["cost_usd_per_t"])
    rest = charges.loc[~charges["sourced"], "usd_per_t"].sum() / charges["usd_per_t"].sum()
    assert rest == pytest.approx(route.estimate_share)


def test_a_route_that_two_corridors_share_counts_once(copper):
    per_route = copper.charges.groupby("corridor")["usd_per_t"].sum().round(6)
    assert per_route.is_unique


def test_a_charge_is_sourced_when_all_its_facts_are(copper):
    assert (copper.charges["sourced"] == (copper.charges["fact_share"] == 1)).all()


def test_estimates_are_estimates_dearest_first(found):
    assert set(found.estimates["kind"]) == {"estimate"}
    assert found.estimates["usd_per_t"].is_monotonic_decreasing
    assert (found.estimates["title"] != "").all()


def test_capacity_adds_up(data, found):
    table = found.capacity
    assert (table[["known", "partly", "unknown"]].sum(axis=1) == table["open_links"]).all()
    assert table["open_links"].sum() == data.links["is_open"].sum()
    assert len(found.unknown_capacity) == table[["partly", "unknown"]].sum().sum()


def test_coarse_places_are_coarse(found):
    assert (found.coarse_places["accuracy_km"] > 5).all()


def test_backcasts_were_seen_later(data, found):
    assert (found.backcasts["observed"] > data.year).all()


def test_producers_are_counted_once(data):
    copper = data.supply.loc[data.supply["commodity"] == "copper", "node_id"]
    assert by_commodity(data).loc["copper", "producers"] == copper.nunique()


def test_a_later_year_is_audited_as_of_itself(data):
    assert audit(data.as_of(2019), pairs=[]).counts.loc["open links", "count"] == int(
        data.as_of(2019).links["is_open"].sum()
    )


# -- what is printed ------------------------------------------------------------------------------


def test_text_is_short_and_narrow(data):
    lines = dataset_text(data).splitlines()
    assert len(lines) <= 80
    assert max(map(len, lines)) <= 118
    assert lines[1].startswith("Network: ")


def test_every_pair_is_named(data, found):
    text = dataset_text(data)
    assert len(found.comparisons) == len(PAIRS)
    assert all(name in text for name in found.comparisons.index)


def test_pairs_that_are_not_in_the_data_are_skipped_aloud(data):
    found = audit(data, pairs=[("copper", "atlantis", "duisburg")])
    assert "skipped, not in this data set: atlantis" in found.to_text()
    assert "facts are not weighed" in found.to_text()
    assert list(found.shares.index) == ["all facts in force"]
    assert found.disagreements["usd_per_t"].isna().all()


def test_page_is_escaped(data):
    sources = data.sources.assign(title="<script>alert(1)</script>")
    html = audit(replace(data, sources=sources), pairs=[COPPER])._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_same_data_same_text(data, found):
    assert audit(replace(data, links=data.links[::-1])).to_text() == found.to_text()
