"""Evidence: facts in words with the figures of the data set, sources in the order of use."""

import pytest

from corridor.report.contents.evidence import evidence_of, quantity_words
from corridor.report.contents.subjects import subject_words


def test_a_fact_says_what_the_table_says(data):
    row = data.facts[data.facts["subject"] == "link:btc"]
    row = row[row["attribute"] == "length_km"].iloc[0]
    fact = evidence_of(data, ["link:btc|length_km||||"]).facts["link:btc|length_km||||"]
    assert fact.about == data.links.at["btc", "name"]
    assert (fact.quantity, fact.value, fact.unit) == ("length", row["value"], row["unit"])
    assert fact.source_id == row["source_id"]


def test_order_of_use_without_repeats_and_unknown_ones(data):
    known = list(data.values.index[[700, 3, 250]])
    evidence = evidence_of(data, [*known, "link:nowhere|tariff||||", *known])
    assert list(evidence.facts) == known
    sources = dict.fromkeys(data.values.loc[known, "source_id"])
    assert list(evidence.sources) == list(sources)


def test_every_fact_has_words_a_source_and_a_finite_value(data):
    evidence = evidence_of(data, data.values.index)
    assert len(evidence.facts) == len(data.values)
    for fact in evidence.facts.values():
        assert fact.about
        assert "_" not in fact.quantity
        assert fact.source_id in evidence.sources
        assert fact.value == fact.value


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("transfer:aktau/rail_1520/sea", "Aktau port, rail, 1520 mm to sea"),
        ("border:BY-PL/rail_1520", "Border Belarus to Poland, rail, 1520 mm"),
        ("mode:ferry", "Ferry"),
        ("commodity:copper", "Copper"),
        ("currency:KZT", "Currency KZT"),
        ("link:unheard_of", "Unheard_of"),
    ],
)
def test_subjects_in_words(data, subject, words):
    assert subject_words(data, subject) == words


def test_a_name_that_is_only_a_unit_needs_its_description():
    assert quantity_words("per_usd", "local currency units") == "local currency units"
    assert quantity_words("rate_per_y") == "rate"
    assert quantity_words("fuel_share_per_km") == "fuel"
