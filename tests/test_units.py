import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.errors import UnitError
from corridor.units import convert, dimension_fault


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("h", "d", 1 / 24),
        ("nm", "km", 1.852),
        ("Mt/y", "t/y", 1e6),
        ("t/d", "t/y", 365.0),
        ("g/tkm", "kg/tkm", 1e-3),
        ("%", "share", 0.01),
        ("share/y", "share/y", 1.0),
        ("%/1000km", "share/km", 1e-5),
        ("kn", "km/d", 44.448),
        ("km/h", "km/d", 24.0),
    ],
)
def test_constants(unit, dimension, factor):
    conversion = convert(unit)
    assert conversion.dimension == dimension
    assert conversion.factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "dimension", "factor", "above", "below"),
    [
        ("USD/bbl", "USD/t", 1.0, (), ("bbl",)),
        ("USD/1000m3", "USD/t", 1.0, (), ("1000m3",)),
        ("USD/1000m3/100km", "USD/tkm", 0.01, (), ("1000m3",)),
        ("EUR/FEU-km", "USD/tkm", 1.0, (), ("feu",)),
        ("RUB/100tkm", "USD/tkm", 0.01, (), ()),
        ("USD/kg", "USD/t", 1000.0, (), ()),
        ("kb/d", "t/y", 365e3, ("bbl",), ()),
        ("TEU/y", "t/y", 1.0, ("teu",), ()),
        ("bcm/y", "t/y", 1e6, ("1000m3",), ()),
    ],
)
def test_what_facts_must_fill(unit, dimension, factor, above, below):
    conversion = convert(unit)
    assert (conversion.dimension, conversion.numerator, conversion.denominator) == (
        dimension,
        above,
        below,
    )
    assert conversion.factor == pytest.approx(factor)


def test_a_rate_to_the_dollar_is_no_money():
    assert convert("KZT/USD").dimension == convert("1/USD").dimension


@pytest.mark.parametrize("unit", ["furlong", "USD/t/furlong", "", "USD/"])
def test_unknown_units_are_named(unit):
    with pytest.raises(UnitError, match="not known"):
        convert(unit)


def test_a_wrong_dimension_is_a_fault():
    assert "measures USD/t" in dimension_fault("USD/t", "d")


@given(st.text(max_size=20))
def test_any_text_converts_or_raises_a_unit_error(text):
    try:
        convert(text)
    except UnitError:
        pass
