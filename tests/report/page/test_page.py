"""The page as text: escaped, whole, the same every time, with a policy that fits it."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from corridor.report.contents.exhibit import Missing
from corridor.report.contents.report import ReportContent, Section
from corridor.report.page.page import page_html
from tests.report.page.samples import content, web_map


class Reader(HTMLParser):
    """Collects what a browser would find."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.blocks, self.text = [], [], [], []
        self.open = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.open = tag
        if tag in ("script", "style"):
            self.blocks.append((tag, dict(attrs), ""))

    def handle_endtag(self, _tag):
        self.open = ""

    def handle_data(self, data):
        if self.open in ("script", "style"):
            tag, attrs, text = self.blocks.pop()
            self.blocks.append((tag, attrs, text + data))
        else:
            self.text.append(data)


@pytest.fixture(scope="module")
def page():
    return page_html(content(pictures=2), web_map=web_map())


@pytest.fixture(scope="module")
def read(page):
    return Reader(page)


def test_the_same_content_gives_the_same_letters(page):
    assert page_html(content(pictures=2), web_map=web_map()) == page


def test_no_styles_handlers_or_frames_in_the_markup(read):
    names = {name for _, name, _ in read.attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    assert not {"iframe", "object", "embed", "base", "form"} & set(read.tags)


def test_the_policy_allows_every_script_and_style_and_nothing_else(read):
    rules = next(v for t, n, v in read.attributes if t == "meta" and n == "content" and "src" in v)
    assert rules.startswith("default-src 'none'")
    assert "unsafe" not in rules
    assert "http" not in rules
    wanted = {
        "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
        for _, attrs, text in read.blocks
        if "type" not in attrs
    }
    assert set(re.findall(r"'sha256-[^']+'", rules)) == wanted
    assert len(wanted) == 3 + 4  # scripts: MapLibre, map, page; styles: page, charts, MapLibre, map


def test_nothing_points_outside_but_plain_links(read):
    for tag, name, value in read.attributes:
        if name in ("src", "href", "srcset", "poster", "xlink:href"):
            local = value.startswith(("#", "data:"))
            assert local or (tag == "a" and value == "https://example.org/a"), (tag, value)


def test_ids_are_unique_and_every_reference_has_one(read):
    ids = [value for _, name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    for _, name, value in read.attributes:
        if name == "href" and value.startswith("#"):
            assert value[1:] in ids
        if name in ("aria-labelledby", "aria-describedby"):
            assert set(value.split()) <= set(ids)
        for target in re.findall(r"url\(#([^)]+)\)", value or ""):
            assert target in ids


def test_headings_go_down_one_level_at_a_time(read):
    levels = [int(tag[1]) for tag in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_and_language(page, read):
    assert '<html lang="en">' in page
    assert [read.tags.count(tag) for tag in ("main", "nav", "header")] == [1, 1, 1]


def test_numbers_marks_and_details_stand_in_the_table(page):
    assert 'data-sort="497.3"' in page
    assert re.search(r'aria-describedby="exhibit-3-t1-n1">497</button><sup', page)
    assert '<span class="mark">no route</span>' in page
    assert "383 to 595. Copper" in page
    assert "24 Copper (22 to 33, bounds); 2023, carried forward, estimate" in page


def test_what_is_not_shown_is_said(page):
    assert "needs Copper." in page
    assert page_html(ReportContent("t", "s")).count('id="missing"') == 0


def test_an_empty_report_is_a_page_and_empty_sections_are_left_out():
    page = page_html(ReportContent("t", "s", sections=(Section("a", "Nobody home", ()),)))
    assert "<h1>t</h1>" in page
    assert "Nobody home" not in page


def test_text_is_only_text():
    page = page_html(content('"><img src=x onerror=alert(1)>'))
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_addresses_that_are_none_stay_words():
    page = page_html(content(url="javascript:alert(1)"))
    assert 'href="javascript' not in page
    assert "javascript:alert(1)" in page


def test_signs_that_turn_or_hide_text_are_dropped():
    page = page_html(content("Ak\u202etau\0\u200b\ud800!"))
    assert "Aktau!" in page
    page.encode("utf-8")


def test_two_exhibits_with_one_number_have_anchors_of_their_own():
    section = content().sections[0]
    page = page_html(ReportContent("t", "s", sections=(section, section)))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert {"exhibit-3", "exhibit-3-2"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_missing_is_listed_with_what_it_needs():
    page = page_html(ReportContent("t", "s", missing=(Missing(24, "Survival", "closures"),)))
    assert "<li>Survival: needs closures.</li>" in page


def test_long_tables_are_folded_where_a_picture_stands_before_them():
    import dataclasses

    import pandas as pd

    whole = content()
    section = whole.sections[0]
    short = section.exhibits[0].tables[0]
    frame = pd.DataFrame({"way": [f"w{n}" for n in range(9)], "usd": range(9)})
    long = dataclasses.replace(short, title="Nine", frame=frame, details={}, row_marks={})

    def folds(pictures, *tables):
        exhibit = dataclasses.replace(section.exhibits[0], pictures=pictures, tables=tables)
        sections = (dataclasses.replace(section, exhibits=(exhibit,)),)
        page = page_html(dataclasses.replace(whole, sections=sections))
        return page.count('<details class="fold">'), "(9 rows)" in page

    picture = section.exhibits[0].pictures
    assert folds(picture, short) == (0, False)
    assert folds(picture, long) == (1, True)
    assert folds((), long) == (0, False)
    assert folds((), short, long) == (1, True)
