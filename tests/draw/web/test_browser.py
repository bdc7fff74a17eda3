"""Maps in a browser: drawn from a file without a network, used by keyboard, still without WebGL."""

import io
from dataclasses import replace

import pytest

import corridor as cr
from corridor.draw.web.layers.corridors import corridor_layers, place_layer
from corridor.draw.web.page import WebMap

pytestmark = pytest.mark.slow

DRAWN = "document.querySelector('.corridor-map[data-drawn]') !== null"
PAYLOADS = [
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "<img src=x onerror='window.hit=1'>",
    "<svg onload=window.hit=1>",
    '"><iframe srcdoc="<script>top.hit=1</script>">',
    "javascript:window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}",
    "]]><script>window.hit=1</script>",
    "\u202e<b onmouseover=window.hit=1>" + "z" * 300,
]


def pixels(browser):
    from PIL import Image

    shot = io.BytesIO(browser.find(".cm-stage").screenshot_as_png)
    return set(Image.open(shot).convert("RGB").get_flattened_data())


@pytest.fixture(scope="module")
def page(net, tmp_path_factory):
    cmp = cr.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    return cmp.explore().save(tmp_path_factory.mktemp("map") / "map.html")


def test_a_real_map_is_drawn_without_a_request_or_an_error(browser, page):
    browser.open(page)
    browser.wait(DRAWN)
    assert browser.drain() == ([], [])
    seen = pixels(browser)
    # Land, sea, shade and the lines of two corridors.
    assert {(244, 243, 239), (234, 242, 247), (221, 213, 206), (0, 114, 178), (213, 94, 0)} <= seen
    assert not browser.find(".cm-still").is_displayed()


def test_names_on_a_map_do_not_overlap(browser, page):
    browser.open(page)
    browser.wait(DRAWN)
    boxes = browser.run(
        "return [...document.querySelectorAll('.cm-name span:not(.cm-away)')]"
        ".map(s => s.getBoundingClientRect()).map(b => [b.left, b.top, b.right, b.bottom])"
    )
    assert len(boxes) > 10
    meet = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[:n]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert meet == []


def test_a_switch_hides_its_layer(browser, page):
    browser.open(page)
    browser.wait(DRAWN)
    assert (213, 94, 0) in pixels(browser)
    switch = browser.find(".cm-layers input[data-layer='1']")
    switch.send_keys(" ")
    browser.wait("!document.querySelector('.cm-layers input[data-layer=\"1\"]').checked")
    browser.wait("new Promise(done => setTimeout(() => done(true), 800))")
    stage = pixels(browser)
    assert (213, 94, 0) not in stage
    assert (0, 114, 178) in stage


def test_cards_open_by_keyboard_and_close_by_escape(browser, page):
    browser.open(page)
    browser.wait(DRAWN)
    browser.run("document.querySelector('.cm-list').open = true")
    first = browser.find(".cm-list li button")
    browser.run("arguments[0].focus()", first)
    said = browser.wait("document.querySelector('.maplibregl-popup-content')?.textContent")
    assert said.startswith(first.text.split(":")[0])
    assert "corridorCaspian" in said
    first.send_keys("\ue00c")
    browser.wait("document.querySelector('.maplibregl-popup') === null")
    assert browser.run("return document.querySelector('.maplibregl-canvas').tabIndex") == 0


def test_dark_pages_have_dark_land(browser, page):
    browser.open(page, scheme="dark")
    browser.wait(DRAWN)
    seen = pixels(browser)
    assert (43, 51, 58) in seen
    assert (244, 243, 239) not in seen


def test_the_frame_of_a_notebook_draws_its_map(browser, shown, tmp_path):
    # No declared letters: a notebook decides them, and the hashes must hold all the same.
    (tmp_path / "notebook.html").write_text(f"<body>{shown._repr_html_()}</body>", "ascii")
    browser.open(tmp_path / "notebook.html")
    browser.driver.switch_to.frame(0)
    browser.wait(DRAWN)
    browser.driver.switch_to.default_content()
    assert browser.drain() == ([], [])


def test_the_picture_stays_without_webgl(plain_browser, page):
    plain_browser.open(page)
    said = plain_browser.wait("document.querySelector('.cm-status').textContent")
    assert "the picture shows the same" in said
    still = plain_browser.find(".cm-still")
    assert still.is_displayed()
    assert plain_browser.run("return arguments[0].naturalWidth", still) > 0
    assert not plain_browser.find(".cm-layers").is_displayed()
    assert plain_browser.find(".cm-list").is_displayed()
    assert plain_browser.drain() == ([], [])


def test_hostile_text_never_runs(browser, lines, stops, land, tmp_path):
    for number, text in enumerate(PAYLOADS):
        layers = (
            *corridor_layers(lines.assign(name=text, corridor=text)),
            place_layer(stops.assign(name=text, corridors=text), text),
        )
        shown = WebMap(layers, land.assign(name=text), text)
        browser.open(shown.save(tmp_path / f"{number}.html"))
        browser.wait(DRAWN)
        browser.run("document.querySelector('.cm-list').open = true")
        browser.run("arguments[0].focus()", browser.find(".cm-list li button"))
        browser.wait("document.querySelector('.maplibregl-popup-content') !== null")
        assert browser.run("return window.hit") is None
        assert browser.drain() == ([], [])


def test_two_maps_share_a_page(browser, shown, tmp_path):
    from corridor.draw.web.embed import json_script

    parts = [shown.fragment(), replace(shown, title="Another").fragment()]
    body = "".join(part.html + json_script(*part.data[0]) for part in parts)
    styles = "".join(f"<style>{style}</style>" for style in parts[0].styles)
    scripts = "".join(f"<script>{script}</script>" for script in parts[0].scripts)
    page = tmp_path / "two.html"
    page.write_text(f'<meta charset="utf-8">{styles}{body}{scripts}', "utf-8")
    browser.open(page)
    browser.wait("document.querySelectorAll('.corridor-map[data-drawn]').length === 2")
    assert browser.drain() == ([], [])
