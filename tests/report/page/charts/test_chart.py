"""Charts of a page: text is text, styles are classes, colours have a dark side."""

import re

import pytest
from matplotlib.figure import Figure

from corridor.report.contents.exhibit import Picture
from corridor.report.page.charts.chart import chart_svg
from corridor.report.page.charts.ink import dark_text, light_text
from corridor.report.page.charts.sheet import ChartSheet
from tests.report.page.samples import picture


@pytest.fixture(scope="module")
def made():
    sheet = ChartSheet()
    return chart_svg(picture("Aktau & Baku"), "x1", sheet), sheet


def rule(made, words):
    """Return the declarations of the class of a text."""
    svg, sheet = made
    name = re.search(rf'<text[^>]*class="(\w+)"[^>]*>{words}<', svg)[1]
    return re.search(rf"^\.{name}{{(.*)}}$", sheet.css, re.MULTILINE)[1]


def colour(made, words):
    """Return the light and the dark colour of a text."""
    return made[1].colours[re.search(r"fill:var\((--c\d+)\)", rule(made, words))[1]]


def test_title_and_description_tell_what_it_shows(made):
    head = made[0][: made[0].index("</desc>")]
    assert 'role="img" aria-labelledby="x1-t x1-d"' in head
    assert '<title id="x1-t">Aktau &amp; Baku</title>' in head


def test_no_style_no_font_and_no_foreign_element_is_left(made):
    svg = made[0]
    assert "style=" not in svg
    assert "font-family" not in svg + made[1].css
    assert set(re.findall(r"<([\w:]+)", svg)) <= {
        *("svg", "title", "desc", "g", "path", "use", "defs", "clipPath", "rect", "text")
    }


def test_text_on_bars_keeps_its_contrast(made):
    assert colour(made, "on pale") == ("#222222", "#222222")
    light, dark = colour(made, "on dark")
    assert light == "#ffffff"
    assert dark != "#ffffff"  # the black bar turns pale


def test_text_with_an_edge_stays_text_and_reads_on_both_papers(made):
    assert re.search(r'<g class="halo"><text[^>]*>Aktau &amp; Baku</text></g>', made[0])
    assert colour(made, ["Aktau &amp; Baku", "/text>", "/g>"][0]) in (
        (light_text("#e36414"), dark_text("#e36414")),
        (light_text("#000000"), dark_text("#000000")),
    )


def test_what_a_colour_scale_paints_keeps_its_colours():
    def draw():
        figure = Figure()
        ax = figure.subplots()
        ax.pcolormesh([[0.0, 1.0], [2.0, 3.0]])
        ax.text(0.5, 0.5, "3.2", color="white")
        return figure

    sheet = ChartSheet()
    svg = chart_svg(Picture("a", "A", "A", draw), "x", sheet)
    fixed = [name for name in sheet.classes if "fill:#" in name]
    assert any("#440154" in text for text in fixed)  # the low end of viridis
    assert ">3.2</text>" in svg


def test_the_same_figure_gives_the_same_letters():
    one, two = (chart_svg(picture("Aktau"), "x", ChartSheet()) for _ in range(2))
    assert one == two


def test_ids_of_two_charts_differ():
    sheet = ChartSheet()
    ids = [
        set(re.findall(r'\bid="([^"]+)"', chart_svg(picture("Aktau"), name, sheet)))
        for name in ("x1", "x2")
    ]
    assert not ids[0] & ids[1]


def test_what_sticks_out_of_the_paper_is_kept():
    def draw():
        figure = Figure(figsize=(4, 3))
        figure.text(0.5, -0.2, "far below")
        return figure

    svg = chart_svg(Picture("a", "A", "A", draw), "x", ChartSheet())
    height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])
    assert height > 3 * 72 * 1.2


def test_the_sheet_lets_nothing_but_looks_through():
    sheet = ChartSheet()
    name = sheet.named("fill:#0072b2;background:url(https://e.org);stroke:red}*{color:red")
    assert sheet.css.splitlines()[-1] == f".{name}{{fill:var(--c0)}}"
