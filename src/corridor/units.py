"""Read a unit and say how its numbers turn into the units used inside.

Inside, everything is tonnes, USD of one price year, days, kilometres, kg CO2e and shares. What is a
definition (a nautical mile, an hour) converts by a constant here. What is a matter of fact (barrels
to a tonne, tonnes in a container, roubles to a dollar) is named in the result, and the caller takes
the factor from the facts, so that it has a source and a range like every other number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from corridor.errors import UnitError

__all__ = ["Conversion", "convert", "dimension_fault"]

CURRENCIES = frozenset(
    [
        "USD",
        "EUR",
        "RUB",
        "KZT",
        "CHF",
        "TRY",
        "AZN",
        "GEL",
        "CNY",
        "UAH",
        "GBP",
        "UZS",
        "JPY",
        "BGN",
        "KGS",
        "BYN",
        "PLN",
    ]
)

# amount: (dimension, factor to the inside unit, basis whose fact completes the conversion)
_AMOUNTS: dict[str, tuple[str, float, str]] = {
    "km": ("km", 1.0, ""),
    "nm": ("km", 1.852, ""),
    "m": ("km", 0.001, ""),
    "min": ("d", 1.0 / 1440.0, ""),
    "h": ("d", 1.0 / 24.0, ""),
    "d": ("d", 1.0, ""),
    "week": ("d", 7.0, ""),
    "kn": ("km/d", 1.852 * 24.0, ""),
    "t": ("t", 1.0, ""),
    "kt": ("t", 1e3, ""),
    "Mt": ("t", 1e6, ""),
    "kg": ("kg", 1.0, ""),
    "g": ("kg", 1e-3, ""),
    "kgCO2e": ("kg", 1.0, ""),
    "gCO2e": ("kg", 1e-3, ""),
    "tCO2e": ("kg", 1e3, ""),
    "bbl": ("t", 1.0, "bbl"),
    "kb": ("t", 1e3, "bbl"),
    "kbbl": ("t", 1e3, "bbl"),
    "mb": ("t", 1e6, "bbl"),
    "Mbbl": ("t", 1e6, "bbl"),
    "1000m3": ("t", 1.0, "1000m3"),
    "mcm": ("t", 1e3, "1000m3"),
    "bcm": ("t", 1e6, "1000m3"),
    "TEU": ("t", 1.0, "teu"),
    "FEU": ("t", 1.0, "feu"),
    "wagon": ("t", 1.0, "wagon"),
    "wagons": ("t", 1.0, "wagon"),
    "mmbtu": ("t", 1.0, "mmbtu"),
    "lb": ("t", 0.45359237e-3, ""),
    "tkm": ("tkm", 1.0, ""),
    "share": ("share", 1.0, ""),
    "%": ("share", 0.01, ""),
    "m3": ("m3", 1.0, ""),
    "event": ("1", 1.0, ""),
    "events": ("1", 1.0, ""),
    "1": ("1", 1.0, ""),
    "index": ("1", 1.0, ""),
}
_TIMES = {"y": 1.0, "yr": 1.0, "month": 12.0, "d": 365.0, "day": 365.0, "h": 8760.0}
_LENGTHS = {"km": 1.0, "100km": 100.0, "1000km": 1000.0}


@dataclass(frozen=True)
class Conversion:
    """How a number in some unit becomes one in the unit used inside.

    ``inside = number * factor``, then multiplied (``numerator`` bases) or divided (``denominator``
    bases) by the facts that the bases name, and from ``currency`` to USD where there is one.
    """

    dimension: str
    factor: float
    currency: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()


def _amount(token: str, unit: str) -> tuple[str, float, str]:
    """Read one amount, with or without a leading count such as 1000 or 100."""
    if token in _AMOUNTS:
        return _AMOUNTS[token]
    digits = len(token) - len(token.lstrip("0123456789"))
    if digits and token[digits:].strip() in _AMOUNTS:
        dimension, factor, basis = _AMOUNTS[token[digits:].strip()]
        return dimension, factor * float(token[:digits]), basis
    msg = f"unit {unit!r}: {token!r} is not known; known are {', '.join(sorted(_AMOUNTS))}"
    raise UnitError(msg)


@lru_cache(maxsize=1024)
def convert(unit: str) -> Conversion:
    """
    Say how a number in `unit` becomes a number in the unit used inside.

    Parameters
    ----------
    unit
        Such as ``h``, ``nm``, ``Mt/y``, ``bcm/y``, ``KZT/t``, ``USD/1000m3``, ``USD/FEU-km``,
        ``USD/t/1000km``, ``g/tkm``, ``%``.

    Returns
    -------
    conversion
        Dimension inside (``USD/t``, ``USD/tkm``, ``d``, ``km``, ``km/d``, ``t/y``, ``kg/tkm``,
        ``share`` ...), the constant factor, the currency and the bases still to be filled by facts.

    Raises
    ------
    UnitError
        The unit cannot be read; names the part that is not known.

    Examples
    --------
    >>> convert("h").factor == 1 / 24
    True
    >>> convert("KZT/t/1000km")
    Conversion(dimension='USD/tkm', factor=0.001, currency='KZT', numerator=(), denominator=())
    >>> convert("bcm/y").numerator
    ('1000m3',)
    """
    head, *rest = [part.strip() for part in unit.split("/")]
    if head in CURRENCIES and rest == ["USD"]:
        return Conversion("1/USD", 1.0)
    currency, numerator, denominator = "", [], []
    if head in CURRENCIES:
        currency, dimension, factor = head, "USD", 1.0
    else:
        dimension, factor, basis = _amount(head, unit)
        numerator += [basis] if basis else []
    below: list[str] = []
    for token in rest:
        scale, kind, basis = _below(token, unit, dimension)
        factor /= scale
        below.append(kind)
        denominator += [basis] if basis else []
    if below.count("t") == 1 and below.count("km") == 1:
        below = ["tkm"]
    return Conversion(
        "/".join([dimension, *below]), factor, currency, tuple(numerator), tuple(denominator)
    )


def _below(part: str, unit: str, dimension: str) -> tuple[float, str, str]:
    """Read one part under the line: scale, kind and basis."""
    if dimension in ("t", "1", "share") and part in _TIMES:
        return 1.0 / _TIMES[part], "y", ""
    if dimension == "km" and part in ("d", "day", "h"):
        return (1.0 if part != "h" else 1.0 / 24.0), "d", ""
    if part in _LENGTHS:
        return _LENGTHS[part], "km", ""
    if part in CURRENCIES:
        return 1.0, part, ""
    per_km = part.endswith("-km")
    if part == "kg" and dimension == "USD":
        return 1e-3, "t", ""
    inner, scale, basis = _amount(part.removesuffix("-km"), unit)
    return scale, ("tkm" if per_km else inner), basis


def dimension_fault(unit: str, canonical: str) -> str | None:
    """
    Say why a number in `unit` cannot stand for a quantity in `canonical`, or None if it can.

    Parameters
    ----------
    unit, canonical
        The unit of a fact, and the unit of its attribute.

    Returns
    -------
    reason
        One sentence, or None.

    Examples
    --------
    >>> dimension_fault("h", "d") is None
    True
    >>> dimension_fault("km", "d")
    "'km' measures km, the attribute wants d"
    """
    try:
        given, wanted = convert(unit), convert(canonical)
    except UnitError as error:
        return str(error)
    if given.dimension != wanted.dimension:
        return f"{unit!r} measures {given.dimension}, the attribute wants {wanted.dimension}"
    return None
