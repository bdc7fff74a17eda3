"""No text of any field runs, loads or breaks out, whatever is done with the page."""

import pytest

from corridor.report.page.page import page_html
from tests.report.page.browser.payloads import PAYLOADS
from tests.report.page.samples import content, web_map

pytestmark = pytest.mark.slow

# Focus, press and toggle everything there is.
TOUCH = """
for (const e of document.querySelectorAll('button, summary, [tabindex]')) {
  e.focus();
  if (e.tagName !== 'A') e.click();
  e.dispatchEvent(new MouseEvent('mouseenter'));
}
document.querySelectorAll('details').forEach((d) => { d.open = true; });
location.hash = '#fact-1';
dispatchEvent(new Event('beforeprint'));
return [window.__xss, document.querySelectorAll(
  'main script, iframe, object, embed, base, form, img[onerror], [onfocus], [onload]').length,
  document.scripts.length, location.protocol];
"""


def check(browser, scripts):
    """Touch everything; nothing ran, nothing was asked for, nothing was refused."""
    assert browser.run(TOUCH) == [None, 0, scripts, "file:"]
    browser.run("return new Promise((done) => setTimeout(done, 30))")
    assert browser.run("return window.__xss") is None
    assert browser.drain() == ([], [])


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_every_field_holds_it_as_text(browser, tmp_path, number):
    words = PAYLOADS[number]
    path = tmp_path / "page.html"
    path.write_text(page_html(content(words, url=words)), encoding="utf-8")
    browser.open(path)
    check(browser, 1)


@pytest.mark.parametrize("number", [1, 3, 10, 17, 43, 47])
def test_so_does_the_map(browser, tmp_path, number):
    words = PAYLOADS[number]
    path = tmp_path / "page.html"
    path.write_text(page_html(content(words), web_map=web_map(words)), encoding="utf-8")
    browser.open(path)
    browser.wait("document.querySelector('.corridor-map').dataset.drawn === 'yes'")
    check(browser, 4)


def test_there_are_fifty():
    assert len(set(PAYLOADS)) == 50
