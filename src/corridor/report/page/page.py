"""The HTML page of a report: one file that asks nothing of a network."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corridor.draw.web.embed import json_script, policy
from corridor.report.page.charts.chart import chart_svg
from corridor.report.page.charts.sheet import ChartSheet
from corridor.report.page.rows import page_table
from corridor.report.page.words import fact_words, page_text, web_address

if TYPE_CHECKING:
    from jinja2 import Environment

    from corridor.draw.web.page import MapFragment
    from corridor.report.contents.exhibit import Exhibit, Picture
    from corridor.report.contents.report import ReportContent

__all__ = ["page_html"]

EXTRA: Final = "corridor[report]"
LONG: Final = 8  # rows
_TEMPLATES: Final = Path(__file__).parent / "templates"


def page_html(content: ReportContent, *, web_map: MapFragment | None = None) -> str:
    """
    Return a report as one HTML page.

    The same content gives the same letters. The page holds its own scripts and styles, and its
    policy allows nothing else; text of any data set is only ever text.

    Parameters
    ----------
    content
        What the report says; its pictures are drawn.
    web_map
        An interactive map of it.

    Raises
    ------
    ImportError
        Jinja2 is not installed; says what to install.

    Examples
    --------
    >>> from corridor.report.contents.report import ReportContent
    >>> page = page_html(ReportContent("Copper <1>", "2024", (("Which way?", ("By rail.",)),)))
    >>> "<h1>Copper &lt;1&gt;</h1>" in page, "By rail." in page
    (True, True)
    """
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    sheet, taken = ChartSheet(), Counter[int]()
    sections = [
        (section, [_exhibit(exhibit, sheet, taken) for exhibit in section.exhibits])
        for section in content.sections
        if section.exhibits
    ]
    styles = [_file("page.css"), sheet.css, *(web_map.styles if web_map else ())]
    scripts = [*(web_map.scripts if web_map else ()), _file("page.js")]
    styles, scripts = (list(map(_one_kind_of_line, texts)) for texts in (styles, scripts))
    data = "".join(json_script(*pair) for pair in web_map.data) if web_map else ""
    evidence = content.evidence
    return (
        _environment()
        .get_template("page.html")
        .render(
            content=content,
            sections=sections,
            policy=policy(scripts, styles),
            styles=[Markup(text) for text in styles],  # noqa: S704 - files of the package
            scripts=[Markup(text) for text in scripts],  # noqa: S704 - files of packages
            map_html=Markup(web_map.html) if web_map else "",  # noqa: S704 - escaped by its writer
            map_data=Markup(data),  # noqa: S704 - from `json_text`
            fact_number={name: place for place, name in enumerate(evidence.facts, 1)},
            source_number={name: place for place, name in enumerate(evidence.sources, 1)},
        )
    )


def _exhibit(exhibit: Exhibit, sheet: ChartSheet, taken: Counter[int]) -> dict[str, object]:
    """Return an exhibit with its tables and pictures as the page writes them."""
    taken[exhibit.number] += 1  # a map of routes and one of flows may share a number
    times = taken[exhibit.number]
    name = f"exhibit-{exhibit.number}" + (f"-{times}" if times > 1 else "")
    charts = [
        _chart(picture, f"{name}-p{place}", sheet)
        for place, picture in enumerate(exhibit.pictures, 1)
    ]
    tables = [
        # A long table is folded unless nothing else is shown.
        (
            page_table(table, f"{name}-t{place}"),
            len(table.frame) > LONG and (place > 1 or bool(charts)),
        )
        for place, table in enumerate(exhibit.tables, 1)
    ]
    return {"name": name, "said": exhibit, "charts": charts, "tables": tables}


def _chart(picture: Picture, name: str, sheet: ChartSheet) -> tuple[Picture, str, bool]:
    """Return a picture, its markup, and whether it bears its title itself."""
    from markupsafe import Markup, escape  # noqa: PLC0415

    svg = chart_svg(picture, name, sheet)
    titled = f">{escape(picture.title)}</text>" in svg
    return picture, Markup(svg), titled  # noqa: S704 - rebuilt from known elements, text escaped


@cache
def _environment() -> Environment:
    """Return what fills in the templates: everything escaped, nothing undefined."""
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(
            f'a page needs Jinja2, which is not installed; install it with: pip install "{EXTRA}"'
        ) from error
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=page_text,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"web_address": web_address, "fact_words": fact_words}
    return environment


@cache
def _file(name: str) -> str:
    """Return a script or style of the package."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _one_kind_of_line(text: str) -> str:
    """Return a script or style as a browser reads it, so that its hash is that of the policy."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
