"""Text of a page: one line of plain letters, addresses that are addresses, facts in words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from corridor.report.contents.numbers import number, span

if TYPE_CHECKING:
    from corridor.report.contents.evidence import Fact

__all__ = ["fact_words", "page_text", "web_address"]

_TIMING: Final = {"carried": "carried forward", "backcast": "carried back"}


def page_text(value: object) -> object:
    r"""
    Return a value as it may stand in a page: text loses its control and direction signs.

    What is markup already, and what is no text, stays as it is.

    Examples
    --------
    >>> page_text("Aktau \N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\0")
    'Aktau gnp.exe'
    """
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    signs = (" " if sign.isspace() else sign for sign in value)
    return "".join(sign for sign in signs if not unicodedata.category(sign).startswith("C"))


def web_address(url: str) -> str:
    """
    Return an address if it is one of the web, else nothing.

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    text = url.strip()
    if not text.isprintable() or any(sign in text for sign in " \"'<>\\`"):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""


def fact_words(fact: Fact) -> str:
    """
    Return the figure of a fact: value, range, unit, year and kind.

    Examples
    --------
    >>> from corridor.report.contents.evidence import evidence_of
    >>> data = corridor.load_dataset()
    >>> fact = evidence_of(data, ["link:btc|length_km||||"]).facts["link:btc|length_km||||"]
    >>> fact_words(fact)
    '1,768 km; reported'
    """
    text = f"{number(fact.value)} {fact.unit}".rstrip()
    between = span(fact.low, fact.high)
    if between and fact.low != fact.high:
        text += f" ({between}{', bounds' if fact.bounds else ''})"
    said = [] if fact.year is None else [str(fact.year)]
    if fact.timing in _TIMING:
        said.append(_TIMING[fact.timing])
    return f"{text}; {', '.join([*said, fact.kind])}"
