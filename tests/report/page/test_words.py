"""Words of a page: addresses, facts and text that cannot turn."""

import dataclasses

import pytest

from corridor.report.page.words import fact_words, page_text, web_address
from tests.report.page.samples import evidence


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//example.org/a",
        "http://",
        'https://a"onmouseover=alert(1)',
        "https://[::1",
        "file:///etc/passwd",
        "",
    ],
)
def test_what_is_no_address_of_the_web(url):
    assert web_address(url) == ""


@pytest.mark.parametrize("url", ["https://example.org/a?b=c&d=%20#e", "http://example.org"])
def test_addresses_of_the_web(url):
    assert web_address(url) == url


def test_markup_and_numbers_stay_as_they_are():
    from markupsafe import Markup

    mark = Markup("<b>\u202e</b>")
    assert page_text(mark) is mark
    assert page_text(3.5) == 3.5


def test_lines_become_one_and_letters_stay():
    assert page_text("Атырау\n\tÄ, 東京") == "Атырау  Ä, 東京"


def test_a_fact_without_range_or_year():
    fact = dataclasses.replace(
        evidence("t").facts["fact-a"],
        low=float("nan"),
        high=float("nan"),
        unit="km",
        year=None,
        timing="timeless",
        kind="reported",
    )
    assert fact_words(fact) == "24 km; reported"
