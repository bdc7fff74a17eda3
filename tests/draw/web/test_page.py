"""Pages: whole, escaped, and written whole or not at all."""

import json
import re
import sys
from dataclasses import replace
from html import unescape

import pytest

from corridor.draw.web import bundle
from corridor.draw.web.embed import csp_source
from corridor.draw.web.layers.corridors import corridor_layers, place_layer
from corridor.draw.web.page import WebMap
from corridor.errors import SchemaError

HOSTILE = "</script><img src=x onerror=alert(1)>\u202e'\"" + "y" * 300


@pytest.fixture
def hostile(lines, stops, land):
    layers = (
        *corridor_layers(lines.assign(name=HOSTILE, corridor=HOSTILE)),
        place_layer(stops.assign(name=HOSTILE, corridors=HOSTILE), HOSTILE),
    )
    return WebMap(layers, land.assign(name=HOSTILE), HOSTILE, "<svg>" + HOSTILE)


def test_a_page_names_its_scripts_and_styles_in_its_policy(shown):
    page = shown.page()
    rule = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1))
    for tag in ("script", "style"):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
        assert texts
        assert all(csp_source(text) in rule for text in texts)


def test_a_page_asks_for_nothing_from_elsewhere(shown):
    figure = shown.fragment().html
    found = re.findall(r"(?:src|href|action|data)=\"([^\"]*)\"", figure)
    assert all(address.startswith("data:image/svg+xml;base64,") for address in found)
    assert not re.search(r"\son[a-z]+=|style=", figure)


def test_hostile_text_is_no_markup_anywhere(hostile):
    part = hostile.fragment()
    assert not re.search(r"<(script|style)|<img src=x", part.html)
    ((_, data),) = part.data
    assert "<" not in data
    said = json.loads(data)
    assert said["title"].startswith("</script><img src=x onerror=alert(1)>")
    assert "\u202e" not in data
    assert max(len(row["t"]) for layer in said["layers"] for row in layer["rows"]) <= 160


def test_scripts_and_styles_are_the_same_for_every_map(shown, hostile):
    one, two = shown.fragment(), hostile.fragment()
    assert (one.scripts, one.styles) == (two.scripts, two.styles)
    assert one.data[0][0] != two.data[0][0]
    assert f'data-source="{one.data[0][0]}"' in one.html


def test_the_same_map_gives_the_same_page(shown):
    assert shown.page() == replace(shown).page()


def test_every_layer_has_a_switch_and_is_told_in_words(shown):
    html = shown.fragment().html
    assert html.count('type="checkbox"') == len(shown.layers) == 3
    assert "Aktau - Alat: corridor Caspian; mode sea" in html
    assert 'alt="Copper"' in html


def test_the_map_of_a_notebook_is_one_frame_of_plain_letters(shown):
    html = shown._repr_html_()
    html.encode("ascii")
    assert html.startswith('<iframe sandbox="allow-scripts" ')
    inner = re.search(r'srcdoc="([^"]*)"', html).group(1)
    assert unescape(inner) == shown.page()


def test_save_replaces_whole_or_not_at_all(shown, tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    assert shown.save(path) == path
    assert path.read_text(encoding="utf-8") == shown.page()
    with pytest.raises(IsADirectoryError, match="folder"):
        shown.save(tmp_path)
    with pytest.raises(FileNotFoundError, match="no folder"):
        shown.save(tmp_path / "none" / "map.html")
    assert [item.name for item in tmp_path.iterdir()] == ["map.html"]


def test_a_map_without_layers_is_refused(land):
    with pytest.raises(SchemaError, match="at least one layer"):
        WebMap((), land, "nothing")


def test_a_missing_package_is_named_with_the_remedy(shown, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "maplibre", None)
    bundle.map_scripts.cache_clear()
    with pytest.raises(ImportError, match=r"pip install \"corridor\[report\]\""):
        shown.save(tmp_path / "map.html")
    assert not list(tmp_path.iterdir())
