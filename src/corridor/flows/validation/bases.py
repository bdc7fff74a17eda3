"""What a published flow counts, by its basis: whose cargo, by which way, or why none of ours."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BASES", "PART_YEAR", "Basis", "basis_of", "period_of"]

PART_YEAR = "part-year"


class Basis(NamedTuple):
    """
    What a basis counts.

    ``origins`` are the countries whose cargo is counted, all of them and no others. With
    ``through`` only what goes on by that link counts. ``excluded`` says why the model has no such
    quantity; then the others are empty.
    """

    origins: tuple[str, ...] = ()
    through: str = ""
    excluded: str = ""


def _no(reason: str) -> Basis:
    return Basis(excluded=reason)


_RUSSIAN = _no("Russian gas, which the supply table does not have")
_AZERBAIJANI = _no("Azerbaijani gas, which the supply table does not have")
_WITH_AZERBAIJANI = _no("counts Azerbaijani crude, which the supply table does not have")
_PRODUCT = _no("tonnes of product; the demand table counts contained uranium")

# The beginning of the basis as the observation states it; of several that fit the longest counts.
BASES = {
    # -- crude
    "Kazakh crude": Basis(("KZ",)),
    "Kazakh crude for BTC": Basis(("KZ",), through="link:btc"),
    "Kazakh part only": Basis(("KZ",)),
    "Kazakh export by KCP": Basis(("KZ",)),
    # The port of Aktau ships Kazakh oil only.
    "oil by sea": Basis(("KZ",)),
    "delivered to CPC": Basis(("KZ",), through="link:cpc"),
    "Turkmen crude": Basis(("TM",)),
    "Turkmen and Kazakh transit": Basis(("KZ", "TM")),
    "shipped at marine terminal, all crude": _no(
        "counts Russian crude, which the supply table does not have"
    ),
    "through Turkiye": _WITH_AZERBAIJANI,
    "Azerbaijan section": _WITH_AZERBAIJANI,
    "MunaiTas": _no("counts crude for refineries at home, which the demand table does not have"),
    "KCP total incl. domestic": _no(
        "counts crude for refineries at home and Russian transit, which the tables do not have"
    ),
    "Russian transit": _no("Russian crude, which the supply table does not have"),
    "KEBCO loaded": Basis(("KZ",)),
    "oil and products handled": _no("counts oil products, which the tables do not have"),
    "landed for TAL, all origins": _no("counts crude of countries the supply table does not have"),
    # -- gas
    "Turkmen part": Basis(("TM",)),
    "Turkmen and Uzbek gas": Basis(("TM", "UZ")),
    "northwards to Russia": Basis(("KZ", "TM", "UZ")),
    "lines A-C, all suppliers": Basis(("KZ", "TM", "UZ")),
    "delivered to Turkiye": _RUSSIAN,
    "both strings": _RUSSIAN,
    "EU string": _RUSSIAN,
    "Russian gas": _RUSSIAN,
    "reverse: Russia to UZ": _RUSSIAN,
    "Southern Gas Corridor": _AZERBAIJANI,
    "mean of Feb 2022-Dec 2024": _AZERBAIJANI,
    "delivered to Italy": _AZERBAIJANI,
    "IT 5.42, GR 0.60, BG 0.46": _AZERBAIJANI,
    # -- uranium
    "Kazatomprom": Basis(("KZ",)),
    "share of Kazatomprom": Basis(("KZ",)),
    "uranium product": _PRODUCT,
}


def basis_of(text: str) -> Basis:
    """
    Return what a basis counts.

    Parameters
    ----------
    text
        As the observation states it.

    Returns
    -------
    basis
        ``excluded`` says so where the text is not known.

    Examples
    --------
    >>> basis_of("Kazakh crude only").origins
    ('KZ',)
    >>> basis_of("shipped at marine terminal, all crude").excluded
    'counts Russian crude, which the supply table does not have'
    >>> basis_of("Kyrgyz crude").excluded
    "no rule says what 'Kyrgyz crude' counts"
    """
    if not text or text.startswith(PART_YEAR):
        return _no("does not say what it counts")
    known = [name for name in BASES if text.startswith(name)]
    if not known:
        return _no(f"no rule says what {text!r} counts")
    return BASES[max(known, key=len)]


def period_of(text: str) -> str:
    """
    Return the part of the year that an observation covers, or an empty string.

    Parameters
    ----------
    text
        Its basis.

    Returns
    -------
    period
        Such as ``Jan-Oct``.

    Examples
    --------
    >>> period_of("Kazakh crude only; part-year Jan-Oct")
    'Jan-Oct'
    """
    _, found, rest = text.partition(PART_YEAR)
    return rest.strip() if found else ""
