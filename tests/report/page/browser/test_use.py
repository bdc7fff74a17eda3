"""The page in a browser: no request, no error, a map, sorting, details, phones and paper."""

import pytest

from corridor.report.contents.numbers import NONE
from corridor.report.page.page import page_html
from tests.report.page.samples import content, web_map

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    page = page_html(content("Copper: Balkhash to Duisburg"), web_map=web_map())
    path.write_text(page, encoding="utf-8")
    return path


def keys():
    from selenium.webdriver.common.keys import Keys

    return Keys


def test_opens_from_a_file_with_a_map_and_asks_for_nothing(browser, path):
    browser.open(path)
    browser.wait("document.querySelector('.corridor-map').dataset.drawn === 'yes'")
    assert browser.drain() == ([], [])


def test_heads_sort_by_keyboard_and_say_so(browser, path):
    browser.open(path)
    head = browser.all("th.num .sort")[0]
    column = "Array.from(document.querySelectorAll('tbody tr'), r => r.cells[1].innerText.trim())"
    head.send_keys(keys().ENTER)
    state = "document.querySelector('th.num').getAttribute('aria-sort')"
    assert browser.run(f"return [{state}, {column}]") == ["ascending", ["497e", "1,063", NONE]]
    head.send_keys(keys().SPACE)
    assert browser.run(f"return [{state}, {column}]") == ["descending", ["1,063", "497e", NONE]]
    browser.all("th:first-child .sort")[0].send_keys(keys().ENTER)
    first = "Array.from(document.querySelectorAll('tbody tr'), r => r.cells[0].innerText[0])"
    assert browser.run(f"return {first}") == ["a", "B", "c"]
    assert browser.run("return document.querySelectorAll('[aria-sort]').length") == 1


def test_details_come_with_focus_and_go_with_escape(browser, path):
    browser.open(path)
    button = browser.all("td .ref")[0]
    browser.run("arguments[0].focus()", button)
    pop = browser.all("#pop")[0]
    assert pop.is_displayed()
    assert "383 to 595" in pop.text
    assert "24 Copper" in pop.text  # the fact
    assert "Rests on" not in pop.text
    assert button.get_attribute("aria-expanded") == "true"
    box = browser.run(
        "const r = arguments[0].getBoundingClientRect(); return [r.left, r.right]", pop
    )
    assert 0 <= box[0] < box[1] <= 1280
    button.send_keys(keys().ESCAPE)
    assert not pop.is_displayed()


def test_details_come_with_the_pointer_and_with_a_tap(browser, path):
    from selenium.webdriver.common.action_chains import ActionChains

    browser.open(path)
    button, pop = browser.all("td .ref")[0], browser.all("#pop")[0]
    browser.run("arguments[0].scrollIntoView({block:'center', behavior:'instant'})", button)
    ActionChains(browser.driver).move_to_element(button).perform()
    browser.wait("!document.getElementById('pop').hidden", 5)
    ActionChains(browser.driver).move_to_element(browser.all("h3")[0]).perform()
    browser.wait("document.getElementById('pop').hidden", 5)
    browser.open(path, 390, 844)
    button = browser.all("td .ref")[0]
    browser.run("arguments[0].scrollIntoView({block:'center', behavior:'instant'})", button)
    button.click()
    pop = browser.all("#pop")[0]
    assert pop.is_displayed()
    right = browser.run("return arguments[0].getBoundingClientRect().right", pop)
    assert right <= 390


@pytest.mark.parametrize("width", [1280, 820, 390])
@pytest.mark.parametrize("words", ["Copper: Balkhash to Duisburg", "x" * 300])
def test_the_page_never_scrolls_sideways(browser, path, tmp_path, width, words):
    own = tmp_path / "page.html"
    own.write_text(page_html(content(words), web_map=web_map(words)), encoding="utf-8")
    browser.open(own, width, 844)
    wide = browser.run("return document.documentElement.scrollWidth")
    assert wide <= width


def test_dark_by_wish_of_the_system_or_by_the_button(browser, path):
    paper = "getComputedStyle(document.body).backgroundColor"
    browser.open(path, scheme="dark")
    assert browser.run(f"return {paper}") == "rgb(18, 24, 28)"
    browser.run("document.getElementById('theme').click()")
    assert browser.run(f"return {paper}") == "rgb(255, 255, 255)"
    browser.open(path, scheme="light")
    assert browser.run(f"return {paper}") == "rgb(255, 255, 255)"
    browser.run("document.getElementById('theme').click()")
    ink = "getComputedStyle(document.querySelector('.chart')).fill"
    assert browser.run(f"return [{paper}, {ink}]") == ["rgb(18, 24, 28)", "rgb(230, 233, 235)"]


def test_paper_is_light_and_holds_the_details(browser, path):
    browser.open(path, 680, 960, scheme="dark", media="print")
    state = browser.run(
        "return [getComputedStyle(document.body).backgroundColor,"
        "getComputedStyle(document.querySelector('.toc')).display,"
        "document.querySelector('.behind').getBoundingClientRect().height > 10,"
        "document.documentElement.scrollWidth]"
    )
    assert state[1:3] == ["none", True]
    assert state[0] in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert state[3] <= 680


def test_printing_opens_notes_not_long_tables_and_closes_them_again(browser, path):
    browser.open(path)
    count = "document.querySelectorAll('details[open]').length"
    before = browser.run(f"return {count}")
    browser.run("dispatchEvent(new Event('beforeprint'))")
    notes = browser.run("return document.querySelectorAll('details:not(.fold)').length")
    assert browser.run(f"return {count}") == notes > before
    assert browser.run("return document.querySelectorAll('details.fold[open]').length") == 0
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.run(f"return {count}") == before


def test_a_link_to_a_fact_opens_the_list(browser, path):
    browser.open(path)
    browser.run("location.hash = '#fact-1'")
    browser.wait("document.getElementById('fact-1').closest('details').open", 5)


def test_the_skip_link_comes_first(browser, path):
    browser.open(path)
    browser.all("body")[0].send_keys(keys().TAB)
    assert browser.run("return document.activeElement.className") == "skip"


def test_without_the_map_the_page_is_whole(browser, tmp_path):
    own = tmp_path / "page.html"
    own.write_text(page_html(content()), encoding="utf-8")
    browser.open(own)
    assert browser.run("return document.querySelectorAll('article').length") == 1
    assert browser.drain() == ([], [])
