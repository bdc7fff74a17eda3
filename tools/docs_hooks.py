"""
Hooks of the documentation site: notebooks become pages, and doctest blocks are coloured as such.

`mkdocs.yml` names this file. A notebook under docs/notebooks (`make docs` builds them; they are
not kept) becomes a page of its own beside the list of them; without any, the list says so.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

import corridor

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

LIST_PAGE = "notebooks.md"
LIST_MARK = "<!-- list of notebooks -->"
PICTURE_MARK = "<!-- list of pictures -->"
# Methods that show a result or send it on; `to_frame` is on every one and stands in the text.
SENDS = re.compile(r"plot|explore|save|to_(?!frame)")
DOCTEST = re.compile(r"^```python\n(?=>>>)", re.MULTILINE)
TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)
NONE_BUILT = "None is built in this copy of the site: `make docs` builds them.\n"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the built notebooks into the navigation, below the list of them."""
    found = notebooks(config)
    if config.nav and found:
        pages = [f"notebooks/{path.stem}.md" for path in found]
        for section in config.nav:
            for title, entries in section.items() if isinstance(section, dict) else ():
                if isinstance(entries, list):
                    section[title] = with_notebooks(entries, pages)
    return config


def with_notebooks(entries: list[Any], pages: list[str]) -> list[Any]:
    """Return the entries of a section with the notebooks after the page that lists them."""
    out: list[Any] = []
    for entry in entries:
        out.append(entry)
        if isinstance(entry, dict) and LIST_PAGE in entry.values():
            out += pages
    return out


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page and its pictures for each notebook."""
    for path in notebooks(config):
        body, pictures = as_markdown(path)
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=body))
        for name, content in pictures.items():
            files.append(File.generated(config, f"notebooks/{name}", content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Colour doctest blocks as a session, and fill the list of notebooks."""
    if page.file.src_uri == LIST_PAGE:
        markdown = markdown.replace(LIST_MARK, listed(config))
    if PICTURE_MARK in markdown:
        markdown = markdown.replace(PICTURE_MARK, pictures())
    return DOCTEST.sub("```pycon\n", markdown)


def notebooks(config: MkDocsConfig) -> list[Path]:
    """Return the notebooks that have been built."""
    return sorted((Path(config.docs_dir) / "notebooks").glob("*.ipynb"))


def as_markdown(path: Path) -> tuple[str, dict[str, bytes]]:
    """Return a notebook with its outputs as Markdown, and its pictures by name."""
    # Only where there are notebooks.
    import nbformat  # noqa: PLC0415
    from nbconvert import MarkdownExporter  # noqa: PLC0415

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["language_info"] = {"name": "python"}  # colours the code
    resources = {"output_files_dir": f"{path.stem}_files", "unique_key": path.stem}
    body, resources = MarkdownExporter().from_notebook_node(notebook, resources=resources)
    link = f"[Download this notebook]({path.name}){{ download }}"
    body = re.sub(r"<(style)[^>]*>.*?</\1>", "", body, flags=re.DOTALL)
    heading = TITLE.search(body)
    place = heading.end() if heading else 0
    return f"{body[:place]}\n\n{link}\n\n{body[place:]}", resources["outputs"]


def listed(config: MkDocsConfig) -> str:
    """Return the list of built notebooks, or a sentence that there is none."""
    lines = []
    for path in notebooks(config):
        heading = TITLE.search(as_markdown(path)[0])
        title = heading.group(1) if heading else path.stem
        lines.append(f"- [{title}](notebooks/{path.stem}.md)\n")
    return "".join(lines) or NONE_BUILT


def pictures() -> str:
    """Return every method that draws a result or writes it in another form."""
    lines = ["| of | method | what it does |\n", "| --- | --- | --- |\n"]
    for name in corridor.__all__:
        value = getattr(corridor, name)
        for method in dir(value) if isinstance(value, type) else ():
            if SENDS.match(method):
                text = inspect.getdoc(getattr(value, method)) or ""
                said = text.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
                link = f"[`{method}`][corridor.{name}.{method}]"
                lines.append(f"| [`{name}`][corridor.{name}] | {link} | {said} |\n")
    return "".join(lines)
