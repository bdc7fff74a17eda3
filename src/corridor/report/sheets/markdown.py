"""A report as Markdown: answers, tables, and in words what its pictures show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corridor.report.contents.numbers import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.report.contents.exhibit import Exhibit
    from corridor.report.contents.report import ReportContent
    from corridor.report.contents.table import Table

__all__ = ["markdown_text"]

# Every character that Markdown, or HTML inside it, gives a meaning.
MEANT = re.compile(r"([\\`*_{}\[\]<>#|$~!&])")
BREAKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


def markdown_text(content: ReportContent) -> str:
    r"""
    Return a report as Markdown, every text escaped.

    Parameters
    ----------
    content
        What it says.

    Examples
    --------
    >>> from corridor.report.contents.report import ReportContent
    >>> summary = (("Which way?", ("By <b>rail</b>.",)),)
    >>> print(markdown_text(ReportContent("Copper", "2024", summary)))
    # Copper
    <BLANKLINE>
    2024
    <BLANKLINE>
    **Which way?** By \<b\>rail\</b\>.
    <BLANKLINE>
    """
    lines = [f"# {plain(content.title)}", "", plain(content.subtitle), ""]
    for question, sentences in content.summary:
        lines += [f"**{plain(question)}** {plain(' '.join(sentences))}", ""]
    for section in content.sections:
        if section.exhibits:
            lines += [f"## {plain(section.title)}", ""]
            for exhibit in section.exhibits:
                lines += _exhibit(exhibit)
    if content.missing:
        lines += ["## Not shown here", ""]
        lines += [f"- {plain(each.title)}: needs {plain(each.needs)}" for each in content.missing]
        lines.append("")
    lines += _sources(content)
    return "\n".join(lines)


def plain(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line."""
    return MEANT.sub(r"\\\1", BREAKS.sub(" ", text).strip())


def _exhibit(exhibit: Exhibit) -> Iterator[str]:
    """Yield the lines of an exhibit."""
    yield from (f"### {plain(exhibit.title)}", "")
    yield from (f"*{plain(exhibit.question)}* {plain(exhibit.answer)}", "")
    for picture in exhibit.pictures:
        if picture.alt != exhibit.answer:
            yield from (f"Picture: {plain(picture.title)}. {plain(picture.alt)}", "")
    for table in exhibit.tables:
        yield from _table(table)
    for note in exhibit.notes:
        yield f"- {plain(note)}"
    if exhibit.notes:
        yield ""


def _table(table: Table) -> Iterator[str]:
    """Yield the lines of a table; estimates are marked with ``e``, marked rows end in the mark."""
    yield from (f"**{plain(table.title)}**", "")
    heads = [plain(f"{c.head} ({c.unit})" if c.unit else c.head) for c in table.columns]
    rule = ["---" if column.kind == "text" else "---:" for column in table.columns]
    if table.row_marks:
        heads, rule = [*heads, "Mark"], [*rule, "---"]
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join(rule)} |"
    for line, (_, row) in enumerate(table.frame.iterrows()):
        cells = []
        for column in table.columns:
            detail = table.details.get((line, column.key))
            mark = " e" if detail is not None and detail.estimate else ""
            cells.append(plain(cell_text(row[column.key], column)) + mark)
        if table.row_marks:
            cells.append(plain(table.row_marks.get(line, "")))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _sources(content: ReportContent) -> Iterator[str]:
    """Yield the sources."""
    if content.evidence.sources:
        yield from ("## Sources", "")
        for source in content.evidence.sources.values():
            said = ", ".join(part for part in (source.title, source.publisher, source.url) if part)
            yield f"- {plain(said)}"
        yield ""
