"""A whole report, gathered, written and opened as a reader does."""

import itertools

import pytest

import corridor as cr

pytestmark = pytest.mark.slow

COPPER = ("copper", "balkhash_smelter", "duisburg")


@pytest.fixture(scope="module")
def findings(data):
    brief = cr.Brief(
        pairs=(COPPER,),
        commodities=("copper",),
        scenarios=("no-russian-territory",),
        strikes=(),
        draws=8,
    )
    return cr.gather_findings(data, brief, progress=False)


def test_a_report_opens_complete_and_asks_for_nothing(browser, findings, tmp_path):
    path = cr.write_report(findings, tmp_path / "report.html")
    browser.open(path)
    browser.wait("document.querySelector('.corridor-map').dataset.drawn === 'yes'")
    assert browser.drain() == ([], [])
    charts = "Array.from(document.querySelectorAll('svg.chart'), c => c.getBoundingClientRect())"
    heights = browser.run(f"return {charts}.map(box => box.height)")
    assert len(heights) > 10
    assert min(heights) > 50
    texts = (
        "Array.from(document.querySelectorAll('.answer, .point li, .point p'), p => p.innerText)"
    )
    for text in browser.run(f"return {texts}"):
        assert text.endswith((".", "?")), text
        assert "_" not in text


def test_headings_come_in_order_and_every_table_has_a_caption(browser, findings, tmp_path):
    browser.open(cr.write_report(findings, tmp_path / "report.html"))
    heads = "Array.from(document.querySelectorAll('h1, h2, h3, h4'), h => Number(h.tagName[1]))"
    levels = browser.run(f"return {heads}")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(b - a for a, b in itertools.pairwise(levels)) == 1
    assert browser.run("return document.querySelectorAll('table:not(:has(caption))').length") == 0
    named = "svg.chart[role=img] > desc:not(:empty)"
    count = "document.querySelectorAll('svg.chart').length"
    assert len(browser.all(named)) == browser.run(f"return {count}")


def test_only_what_scrolls_takes_the_focus(browser, findings, tmp_path):
    browser.open(cr.write_report(findings, tmp_path / "report.html"))
    wrong = (
        "Array.from(document.querySelectorAll('.scroll[tabindex]')).filter(one => (one.tabIndex "
        "=== 0) !== (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight "
        "+ 1)).length"
    )
    assert browser.run(f"return {wrong}") == 0
    browser.size(390, 800)
    browser.wait(f"{wrong} === 0")
    assert len(browser.all(".scroll[tabindex='0']")) > 0


def test_the_same_findings_give_the_same_page(findings, tmp_path):
    one, two = (cr.write_report(findings, tmp_path / f"{name}.html") for name in "ab")
    assert one.read_bytes() == two.read_bytes()
