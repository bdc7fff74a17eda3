"""The premium of staying off a territory, recomputed draw by draw."""

import numpy as np
import pytest

from corridor.report.exhibits.one_tonne.evidence import cargo_value, rests_on
from corridor.report.exhibits.one_tonne.premium import corridors_off, premium_of
from corridor.report.exhibits.one_tonne.words import listed, pair_keys, reason_words
from tests.report.exhibits.one_tonne.conftest import ANTIMONY, COPPER, GAS, OIL


def test_corridors_are_parted_by_the_land_they_touch(copper):
    assert corridors_off(copper) == (["caspian", "china", "iran"], ["russia"])
    assert corridors_off(copper, "CN") == (["russia", "caspian", "iran"], ["china"])


def test_premium_is_the_difference_of_the_two_cheapest(copper):
    found = premium_of(copper)
    gaps = sorted(
        a - b
        for a, b in zip(
            copper.routes["caspian"].draws["cost_usd_per_t"],
            copper.routes["russia"].draws["cost_usd_per_t"],
            strict=True,
        )
    )
    assert found.usd_per_t == pytest.approx(496.7707 - 423.7036, abs=1e-3)
    assert found.low == pytest.approx(np.percentile(gaps, 10))
    assert found.high == pytest.approx(np.percentile(gaps, 90))
    assert found.dearer_share == sum(gap > 0 for gap in gaps) / len(gaps)
    assert found.of_value(found.usd_per_t) == found.usd_per_t / 9142


def test_no_premium_without_both_sides(findings):
    assert premium_of(findings.comparisons[GAS]) is None
    assert premium_of(findings.comparisons[OIL], "CN") is None


def test_the_value_of_the_cargo_is_its_price(copper):
    assert cargo_value(copper.routes["caspian"]) == 9142.0


def test_facts_come_heaviest_first_without_price_levels(copper):
    detail = rests_on(copper.routes["caspian"], "usd")
    assert detail.facts[0] == "mode:rail_1520/KZ|tariff_usd_per_tkm|container|||shipper"
    assert detail.estimate
    assert not any(fact.startswith("currency:") for fact in detail.facts)
    toll = rests_on(copper.routes["caspian"], "usd", charge="toll")
    assert toll.facts == ("passage:turkish_straits|toll_usd_per_t|container|||",)
    assert not toll.estimate


def test_reasons_have_names_in_place_of_ids(findings):
    cmp = findings.comparisons[OIL]
    words = {name: reason_words(cmp.network, reason) for name, reason in cmp.reasons.items()}
    assert words["iran"] == "no link carries crude oil on from Iran to Trieste"


def test_pairs_of_one_commodity_have_keys_of_their_own():
    other = ("copper", "balkhash_smelter", "trieste")
    assert list(pair_keys([COPPER, ANTIMONY]).values()) == ["copper", "antimony"]
    assert len(set(pair_keys([COPPER, other, ANTIMONY]).values())) == 3


def test_lists_read_as_sentences():
    assert [listed("abc"), listed("ab"), listed("a"), listed("")] == [
        "a, b and c",
        "a and b",
        "a",
        "",
    ]
