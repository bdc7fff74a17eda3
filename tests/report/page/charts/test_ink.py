"""Colours on dark paper: every colour of the palette can be seen, every text read."""

import re
from pathlib import Path

import pytest

import corridor.report.page.page as page_module
from corridor.draw.marks import palette
from corridor.report.page.charts.ink import (
    DARK_PAPER,
    LIGHT_PAPER,
    contrast,
    dark_fill,
    dark_on,
    dark_text,
    light_text,
)

STRONG = sorted(
    {
        *(c.lower() for c in palette.CORRIDORS.values()),
        *(c.lower() for c in palette.MODES.values()),
        *(c.lower() for c in palette.COMPONENTS.values()),
        *(c.lower() for c in palette.FALLBACK),
        *("#222222", "#6b6b6b", "#000000"),
    }
)
CSS = (Path(page_module.__file__).parent / "templates" / "page.css").read_text()
PAIRS = [("ink", 7), ("soft", 4.5), ("link", 4.5), ("mark", 4.5)]


def test_contrast_against_values_of_wcag():
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("colour", STRONG)
def test_every_colour_shows_on_dark_paper_and_reads_as_text(colour):
    assert contrast(dark_fill(colour), DARK_PAPER) >= 3
    assert contrast(dark_text(colour), DARK_PAPER) >= 4.5
    assert contrast(light_text(colour), LIGHT_PAPER) >= 4.5


@pytest.mark.parametrize("fill", STRONG)
def test_text_on_bars_reads_on_dark_paper(fill):
    ink = palette.ink_on(fill).lower()
    at_first = contrast(ink, fill)
    assert contrast(dark_on(ink, fill), dark_fill(fill)) >= min(4.5, at_first)


@pytest.mark.parametrize("tint", ["#eaf2f7", "#f4f3ef", "#ffffff", "#e6e6e6"])
def test_pale_grounds_turn_dark(tint):
    assert contrast(dark_fill(tint), DARK_PAPER) < 2.2


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("name", "least"), PAIRS)
def test_text_of_the_page_reads_on_paper_and_wash(mode, name, least):
    start = 0 if mode == "light" else CSS.index('data-theme="dark"')
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", CSS[start:].partition("}")[0]))
    for ground in ("paper", "wash"):
        assert contrast(colours[name], colours[ground]) >= least


def test_the_page_and_its_charts_have_one_paper():
    papers = set(re.findall(r"--paper: (#[0-9a-f]{6});", CSS))
    assert papers == {LIGHT_PAPER, DARK_PAPER}


def test_both_ways_to_dark_are_the_same():
    blocks = re.findall(r"color-scheme: dark;\s+(--paper[^}]*?)\s+}", CSS)
    assert len(blocks) == 2
    assert len({" ".join(block.split()) for block in blocks}) == 1
