"""The notebooks run: each in a kernel of its own, without a warning, and shows pictures."""

import ast
import base64
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from tools.build_notebooks import ROOT, main, read_source, run_notebook, sources

import corridor as cr

SOURCES = sources()
# Pictures that a notebook must show at least.
PICTURES = {
    "01_quick_start": 9,
    "02_critical_minerals": 4,
    "03_losing_cpc": 5,
    "04_what_to_build": 4,
    "05_how_sure": 3,
    "06_own_network": 2,
}
# What a reader of a notebook has installed with it, besides the standard library.
LIBRARIES = {"IPython.display", "corridor", "geopandas", "matplotlib.pyplot", "pandas"}
LIBRARIES |= {"shapely.geometry"}
STANDARD = {"datetime", "os", "pathlib", "subprocess", "sys", "tempfile", "warnings"}
PLACES = {str(ROOT), tempfile.gettempdir(), str(Path.home()), sys.prefix}

# The limit of the Critical Raw Materials Act, its complement, and the cost of capital of `expand`.
INPUTS = {"65 %", "35 %", "8 %"}

each = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)


def code_of(path):
    return [cell.source for cell in read_source(path).cells if cell.cell_type == "code"]


def text_of(path):
    return [cell.source for cell in read_source(path).cells if cell.cell_type == "markdown"]


def test_there_are_six():
    assert [path.stem for path in SOURCES] == list(PICTURES)


@each
def test_reads_as_promised(path):
    text = text_of(path)
    assert text[0].startswith("# ")
    assert "**The question.**" in text[0]
    assert "**The form of the answer.**" in text[0]
    assert "## What this does not show" in text[-1]
    assert "**Next:**" in text[-1]


@each
def test_uses_only_what_is_public(path):
    tree = ast.parse("\n".join(code_of(path)))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module)
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")
            if isinstance(node.value, ast.Name) and node.value.id == "cr":
                assert node.attr in cr.__all__
    assert "corridor" in imported
    assert imported <= LIBRARIES | STANDARD


@each
def test_the_size_is_read_in_the_first_code_cell(path):
    code = code_of(path)
    assert 'SMALL = os.environ.get("CORRIDOR_NOTEBOOK_SIZE") == "small"' in code[0]
    assert any(re.search(r"\bif SMALL else\b", cell) for cell in code)


@each
def test_the_prose_states_no_result(path):
    """Results may move: cells print them. Shares in prose are rules and rates that are put in."""
    stated = re.findall(r"\d[\d.,]* (?:million|billion|Mt/y|%)", " ".join(text_of(path)))
    assert set(stated) <= INPUTS


@pytest.mark.slow
@each
def test_runs_without_a_warning_and_shows_pictures(path):
    notebook = run_notebook(path, small=True)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    assert [out["text"] for out in outputs if out.get("name") == "stderr"] == []
    shown = [out.get("data", {}) for out in outputs]
    pictures = [data["image/png"] for data in shown if "image/png" in data]
    assert len(pictures) >= PICTURES[path.stem]
    assert all(len(base64.b64decode(picture)) > 5_000 for picture in pictures)
    said = "\n".join(str(text) for data in shown for text in data.values())
    said += "\n".join(out.get("text", "") for out in outputs)
    assert [place for place in PLACES if place + os.sep in said] == []
    assert " object at 0x" not in said


@pytest.mark.slow
def test_the_tool_writes_the_same_file_twice(tmp_path, monkeypatch, capsys):
    written = []
    for folder in ("one", "two"):
        arguments = ["build", "01_quick_start", "--small", "--to", str(tmp_path / folder)]
        monkeypatch.setattr("sys.argv", arguments)
        assert main() == 0
        assert re.search(r"01_quick_start: \d+ s", capsys.readouterr().out)
        written.append((tmp_path / folder / "01_quick_start.ipynb").read_bytes())
    assert written[0] == written[1]


def test_the_tool_names_the_notebooks_there_are(monkeypatch):
    monkeypatch.setattr("sys.argv", ["build", "07_more"])
    with pytest.raises(SystemExit, match=r"07_more.*01_quick_start"):
        main()
