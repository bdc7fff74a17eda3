"""The page as PDF: printed by a browser, or a clear word why not."""

import pytest

import corridor as cr
from corridor.report.sheets.printing import found_browser, print_page
from tests.browser import CHROMIUM

COPPER = ("copper", "balkhash_smelter", "duisburg")


def test_without_a_browser_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="install Chromium"):
        found_browser()
    with pytest.raises(FileNotFoundError, match="'nobody' is not a program"):
        found_browser("nobody")


def test_a_browser_that_prints_nothing_is_named(tmp_path):
    with pytest.raises(RuntimeError, match="false printed nothing and ended with 1"):
        print_page("<p>page</p>", tmp_path / "page.pdf", "/bin/false")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium installed")
def test_a_report_is_printed(net, tmp_path):
    cmp = cr.compare_corridors(net, *COPPER, n_draws=20)
    path = cr.write_pdf(cmp, tmp_path / "copper.pdf", browser=str(CHROMIUM))
    printed = path.read_bytes()
    assert printed.startswith(b"%PDF-")
    assert printed.count(b"/Type /Page") > 2
