"""Which observation holds in a year."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.data import facts_in_force, read_schema
from corridor.errors import UnknownIdError

COLUMNS = list(read_schema().tables["facts"].fields)
PRICE_COLUMNS = list(read_schema().tables["prices"].fields)
TIMING = {"length_km": "timeless", "tariff_usd_per_t": "slow", "per_usd": "yearly"}
ATTRIBUTES = pd.DataFrame({"timing": TIMING})
NUMBERS = {"value": float, "low": float, "high": float}
YEARS = dict.fromkeys(["observed", "valid_from", "valid_to", "year"], "Int64")


def frame(rows, columns=COLUMNS):
    texts = [name for name in columns if name not in {**NUMBERS, **YEARS}]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(texts, "str"))
    table[texts] = table[texts].fillna("")
    kinds = {**NUMBERS, **YEARS}
    return table.astype({name: kinds[name] for name in columns if name in kinds})


def observations(attribute, *rows):
    names = ("value", "observed", "valid_from", "valid_to")
    return frame(
        [
            {"subject": "link:a", "attribute": attribute, **dict(zip(names, row, strict=False))}
            for row in rows
        ]
    )


def in_force(facts, year, prices=None):
    prices = frame([], PRICE_COLUMNS) if prices is None else prices
    return facts_in_force(facts, prices, ATTRIBUTES, year)


SLOW = [(1, 2018), (2, 2021), (3, 2026), (4, 2020, 2022, 2023), (5, 2022, None, 2016)]


@pytest.mark.parametrize(
    ("year", "value", "timing", "money_year"),
    [
        (2015, 5, "in_year", 2015),
        (2017, 1, "backcast", 2018),
        (2018, 1, "in_year", 2018),
        (2020, 1, "carried", 2018),
        (2021, 2, "in_year", 2021),
        (2022, 4, "in_year", 2022),
        (2023, 4, "in_year", 2023),
        (2024, 2, "carried", 2021),
        (2030, 3, "carried", 2026),
    ],
)
def test_slow(year, value, timing, money_year):
    (row,) = in_force(observations("tariff_usd_per_t", *SLOW), year).itertuples()
    assert (row.value, row.timing, row.money_year) == (value, timing, money_year)


def test_timeless_takes_the_newest():
    facts = observations("length_km", (1, None), (2, 2010), (3, 2030))
    (row,) = in_force(facts, 2020).itertuples()
    assert (row.value, row.timing) == (3, "timeless")


def test_yearly_is_of_the_year_or_absent():
    facts = observations("per_usd", (1, 2020), (2, 2021))
    assert list(in_force(facts, 2021)["value"]) == [2]
    assert in_force(facts, 2022).empty


def test_bounded_figure_is_not_carried():
    assert in_force(observations("tariff_usd_per_t", (1, 2020, 2020, 2021)), 2022).empty


def test_keys_stay_apart():
    facts = observations("tariff_usd_per_t", (1, 2020), (2, 2020))
    facts["scope"] = ["infrastructure", "shipper"]
    assert list(in_force(facts, 2020).index) == [
        "link:a|tariff_usd_per_t||||infrastructure",
        "link:a|tariff_usd_per_t||||shipper",
    ]


def test_prices_are_facts_of_their_year():
    row = {"price_area": "med", "commodity": "crude_oil", "year": 2024, "value": 80}
    prices = frame([row, row | {"stream": "urals", "value": 70}], PRICE_COLUMNS)
    found = in_force(frame([]), 2024, prices)
    assert list(found["subject"]) == ["price:med/crude_oil", "price:med/crude_oil/urals"]
    assert in_force(frame([]), 2023, prices).empty


def test_unknown_attribute():
    with pytest.raises(UnknownIdError, match="nearest: length_km"):
        in_force(observations("length_k", (1, 2020)), 2020)


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(5)), st.integers(2014, 2030))
def test_order_of_rows_decides_nothing(order, year):
    facts = observations("tariff_usd_per_t", *SLOW)
    turned = facts.iloc[order].reset_index(drop=True)
    assert in_force(facts, year).equals(in_force(turned, year))
