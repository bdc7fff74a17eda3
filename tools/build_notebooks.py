"""
Run the notebooks of notebooks/ and keep them with their outputs, for the site.

    python tools/build_notebooks.py                 # all of them, into docs/notebooks
    python tools/build_notebooks.py 03_losing_cpc   # one
    python tools/build_notebooks.py --small         # few draws and cases, as the tests run them
    python tools/build_notebooks.py --to out        # into another folder

The same sources, data and versions of the libraries write the same files, byte for byte.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "notebooks"
SITE = ROOT / "docs" / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# Seconds a cell may take.
PATIENCE_S = 300


def sources() -> list[Path]:
    """Return the sources, in their order."""
    return sorted(SOURCES.glob("[0-9]*.py"))


def read_source(path: Path) -> NotebookNode:
    """Return the notebook of a source; its cells are named by their places."""
    notebook = jupytext.read(path, fmt="py:percent")
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number:02d}"
        cell["metadata"] = {}
    notebook["metadata"] = {"kernelspec": KERNEL}
    return notebook


def run_notebook(path: Path, *, small: bool) -> NotebookNode:
    """Return the notebook of a source with its outputs, run by a new kernel in an empty folder."""
    import matplotlib.font_manager  # noqa: F401, PLC0415 - makes its cache, or the kernel says so

    notebook = read_source(path)
    setting = os.environ | {
        "CORRIDOR_NOTEBOOK_SIZE": "small" if small else "full",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            coalesce_streams=True,  # what one cell prints is one output, however it arrives
            timeout=PATIENCE_S,
            kernel_name=KERNEL["name"],
            record_timing=False,
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
            resources={"metadata": {"path": folder}},
        )
        client.execute(env=setting)
    notebook["metadata"] = {"kernelspec": KERNEL}
    return notebook


def write_notebook(notebook: NotebookNode, target: Path) -> None:
    """Write a notebook whole, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    part.replace(target)


def chosen(names: list[str]) -> list[Path]:
    """Return the sources of these names; all where there are none."""
    known = {path.stem: path for path in sources()}
    for name in names:
        if name not in known:
            raise SystemExit(f"there is no notebook {name!r}; there are {', '.join(known)}")
    return [known[name] for name in names] or list(known.values())


def main() -> int:
    """Build the notebooks; return 1 where one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="name", help="such as 03_losing_cpc; else all")
    parser.add_argument("--small", action="store_true", help="few draws and cases")
    parser.add_argument("--to", type=Path, default=SITE, help="folder to write into")
    asked = parser.parse_args()
    failed = 0
    for path in chosen(asked.names):
        begun = time.perf_counter()
        try:
            notebook = run_notebook(path, small=asked.small)
        except CellExecutionError as error:
            print(f"{path.stem}: {error.ename}: {error.evalue}", file=sys.stderr)
            failed = 1
            continue
        write_notebook(notebook, asked.to / f"{path.stem}.ipynb")
        print(f"{path.stem}: {time.perf_counter() - begun:.0f} s", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
