import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.network.factmap import FactMapBuilder


def facts(**rows):
    columns = ["value", "low", "high", "range", "draw", "minimum", "maximum", "kind"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return frame.rename_axis("fact")


TARIFF = (0.08, 0.06, 0.12, "", "lognormal", 0, 2, "estimate")
KM = (500.0, np.nan, np.nan, "", "lognormal", 0, 9e9, "derived")
RATE = (450.0, 450.0, 450.0, "", "lognormal", 0, 9e9, "reported")


def small_map():
    builder = FactMapBuilder.over(facts(tariff=TARIFF, km=KM, rate=RATE))
    builder.add(0, "usd", 1.0, [("tariff", 1), ("km", 1)], charge="transport")
    builder.add(0, "usd", 9000.0, [("rate", -1)], charge="port")
    builder.add(1, "km", 0.25, [("km", 1)])
    return builder.build()


def test_terms_are_products_of_facts():
    assert small_map().values().tolist() == pytest.approx([40.0, 20.0, 125.0])


def test_terms_of_some_rows_only():
    assert small_map().values(terms=np.array([2, 0])).tolist() == pytest.approx([125.0, 40.0])


def test_draws_give_one_column_each():
    fact_map = small_map()
    drawn = fact_map.draw(5, seed=1)
    values = fact_map.values(drawn)
    assert values.shape == (3, 5)
    assert values[0] == pytest.approx(drawn[0] * 500.0)
    assert np.all(values[2] == 125.0)


def test_low_and_high_are_the_deciles():
    drawn = small_map().draw(200_000, seed=3)[0]
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([0.06, 0.08, 0.12], rel=0.01)


def test_bounds_are_never_left():
    row = (0.5, 0.2, 0.6, "bounds", "share", 0, 1, "reported")
    builder = FactMapBuilder.over(facts(share=row))
    drawn = builder.build().draw(50_000, seed=3)[0]
    assert drawn.min() >= 0.2
    assert drawn.max() <= 0.6
    assert drawn.mean() == pytest.approx((0.5 + 0.2 + 0.6) / 3, abs=0.005)


def test_a_share_stays_a_share():
    row = (0.02, 0.001, 0.9, "", "share", 0, 1, "estimate")
    drawn = FactMapBuilder.over(facts(share=row)).build().draw(50_000, seed=3)[0]
    assert 0.0 <= drawn.min() <= drawn.max() <= 1.0


@given(st.permutations(["tariff", "km", "rate"]), st.integers(0, 2**31))
def test_a_fact_draws_the_same_beside_any_others(order, seed):
    rows = {"tariff": TARIFF, "km": KM, "rate": RATE}
    shuffled = FactMapBuilder.over(facts(**{k: rows[k] for k in order})).build()
    drawn = shuffled.draw(4, seed)[list(shuffled.facts.index).index("tariff")]
    assert drawn.tolist() == small_map().draw(4, seed)[0].tolist()


def test_estimates_are_marked_per_term():
    assert small_map().estimated().tolist() == [True, False, False]


def test_facts_behind_terms_are_named():
    assert small_map().facts_by_term(np.array([0, 1])) == [("tariff", "km"), ("rate",)]
