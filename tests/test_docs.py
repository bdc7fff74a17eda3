"""The documentation site: it builds, its links hold, its code runs, and it names all there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import matplotlib as mpl
import pandas as pd
import pytest

import corridor
from corridor.data.files.schema import read_schema

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
ELSEWHERE = re.compile(r"(?:https?:)?//")
CSS_ELSEWHERE = re.compile(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//")


class Page(HTMLParser):
    """What a built page links to, loads, and can be linked at."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loaded, self.ids, self.css = set(), set(), set(), ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if tag == "a" and given.get("href"):
            self.links.add(given["href"])
        if given.get(LOADED.get(tag)):
            self.loaded.add(given[LOADED[tag]])
        self.css += given.get("style") or ""

    def handle_data(self, data):
        self.css += data if self.lasttag == "style" else ""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=quiet)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(built):
    return {path: Page(path) for path in built.rglob("*.html") if path.name != "404.html"}


@pytest.fixture
def tools(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))


@pytest.mark.slow
def test_nothing_is_loaded_from_elsewhere(built, pages):
    for path, page in pages.items():
        assert not [address for address in page.loaded if ELSEWHERE.match(address)], path
        assert not CSS_ELSEWHERE.search(page.css), path
    styles = list(built.rglob("*.css"))
    assert styles
    for style in styles:
        assert not CSS_ELSEWHERE.search(style.read_text(encoding="utf-8")), style


@pytest.mark.slow
def test_every_internal_link_resolves(built, pages):
    lost = []
    for path, page in pages.items():
        for link in page.links | page.loaded:
            if re.match(r"[a-z]+:|//", link):
                continue
            address, fragment = urldefrag(unquote(link))
            target = (path.parent / address).resolve() if address else path
            target = target / "index.html" if target.is_dir() else target
            there = target.is_relative_to(built) and target.is_file()
            if there and fragment and target in pages:
                there = fragment in pages[target].ids
            if not there:
                lost.append((path.relative_to(built), link))
    assert not lost
    assert len(pages) > 30


@pytest.mark.slow
@pytest.mark.parametrize("name", ["getting-started.md", "concepts.md"])
@pytest.mark.usefixtures("tools")
def test_every_block_of_a_guide_runs_and_prints_what_the_page_says(name):
    from page_blocks import BLOCK, outputs

    mpl.use("Agg")
    text = (DOCS / name).read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) == text.count("```python") > 6
    with pd.option_context("display.width", 100, "display.max_columns", 20):
        found = outputs(DOCS / name)
    assert len(found) > 6
    for part, printed in found.items():
        assert f"<!-- generated: {part} -->\n{printed}<!-- end -->" in text, part


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["write_guides.py", "write_dictionary_page.py"])
def test_generated_parts_are_up_to_date(tool):
    command = [sys.executable, str(ROOT / "tools" / tool), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_public_name_stands_once_in_the_reference():
    pages = (DOCS / "reference").glob("*.md")
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    named = Counter(re.findall(r"^::: corridor\.(\S+)$", text, flags=re.MULTILINE))
    assert set(named) == set(corridor.__all__)
    assert set(named.values()) == {1}


def test_every_name_in_the_reference_has_a_sentence():
    for page in (DOCS / "reference").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"^::: corridor\.([A-Za-z]\S*)$", text, flags=re.MULTILINE):
            assert re.search(rf"^\| \[`{name}`\]\[corridor\.{name}\] \| \S", text, re.MULTILINE), (
                name
            )


def test_the_dictionary_has_every_column_and_attribute(data):
    text = (DOCS / "dictionary.md").read_text(encoding="utf-8")
    for table in read_schema().tables.values():
        section = re.split(r"\n##+ ", text.partition(f"### {table.file}\n")[2])[0]
        listed = re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)
        assert listed == list(table.fields), table.file
    for name, unit in data.attributes["unit"].items():
        assert re.search(rf"^\| `{name}` \| [^|]+ \| {re.escape(unit)} \|", text, re.MULTILINE), (
            name
        )


@pytest.mark.usefixtures("tools")
def test_a_notebook_becomes_a_page_with_its_pictures(tmp_path):
    from nbformat import v4, write

    from docs_hooks import as_markdown

    picture = v4.new_output("display_data", {"image/png": "iVBORw0KGgo="})
    cells = [
        v4.new_markdown_cell("# Losing CPC"),
        v4.new_code_cell("1 + 1", outputs=[picture], execution_count=1),
    ]
    path = tmp_path / "losing-cpc.ipynb"
    write(v4.new_notebook(cells=cells), path)
    body, pictures = as_markdown(path)
    assert body.startswith("# Losing CPC\n")
    assert "](losing-cpc.ipynb){ download }" in body
    assert [*pictures.values()] == [b"\x89PNG\r\n\x1a\n"]
    assert all(name in body for name in pictures)
