"""Write a report: a page, a spreadsheet or Markdown, whole or not at all."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corridor.report.assembling import TITLE, report_content
from corridor.report.findings.given import findings_of
from corridor.report.sheets.printing import found_browser, print_page
from corridor.report.sheets.replacing import checked_path, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corridor.data.dataset import Dataset

__all__ = ["write_excel", "write_markdown", "write_pdf", "write_report"]


def write_report(
    results: object, path: str | Path, *, title: str = TITLE, data: Dataset | None = None
) -> Path:
    """
    Write one self-contained page: summary, map, exhibits, tables and sources, for any browser.

    The page needs no network and runs no script but its own. It shows what the results allow and
    lists what it cannot show.

    Parameters
    ----------
    results
        What `compare_corridors`, `assign_flows`, `run_scenarios`, `run_ensemble` and the like
        return: one, or any number in a list; or findings from `gather_findings`.
    path
        A file that ends in ``.html``; replaced once the page is complete.
    title
        What stands at its head.
    data
        The data set behind the results; only where none of them carries its network.

    Returns
    -------
    path
        Where it was written.

    Raises
    ------
    TypeError, ValueError
        Something that is no result, nothing at all, or a name with another ending.
    OSError
        The path is a folder, its folder does not exist, or nothing may be written there; an
        existing file is left as it was.

    Examples
    --------
    >>> import tempfile
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cmp = corridor.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    >>> folder = tempfile.mkdtemp()
    >>> path = write_report(cmp, f"{folder}/report.html", title="Copper to Germany")
    >>> "Copper to Germany" in path.read_text(encoding="utf-8")
    True
    """
    target = checked_path(path, ".html")
    with _collected_later():
        page = _page(results, title, data)
    return replace_file(target, lambda file: file.write_text(page, encoding="utf-8"))


@contextmanager
def _collected_later() -> Iterator[None]:
    """Leave cyclic garbage until the page is made: figures make much of it, and go soon."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _page(results: object, title: str, data: Dataset | None) -> str:
    """Return the page of a report."""
    from corridor.report.page.map import findings_map  # noqa: PLC0415 - an extra
    from corridor.report.page.page import page_html  # noqa: PLC0415

    findings = findings_of(results, data=data)
    web_map = findings_map(findings)
    fragment = None if web_map is None else web_map.fragment()
    return page_html(report_content(findings, title=title), web_map=fragment)


def write_pdf(
    results: object,
    path: str | Path,
    *,
    title: str = TITLE,
    data: Dataset | None = None,
    browser: str | None = None,
) -> Path:
    """
    Print the page of `write_report` as PDF, with a browser that is installed.

    Parameters
    ----------
    results, title, data
        As of `write_report`.
    path
        A file that ends in ``.pdf``.
    browser
        Name or path of Chromium, Chrome or Edge; the first that is installed when absent.

    Returns
    -------
    path
        Where it was written.

    Raises
    ------
    FileNotFoundError
        No such browser is installed; says what to do.
    RuntimeError
        The browser printed nothing.
    TypeError, ValueError, OSError
        As of `write_report`.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cmp = corridor.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    >>> write_pdf(cmp, "report.pdf", browser="no-such-browser")
    Traceback (most recent call last):
        ...
    FileNotFoundError: a PDF is printed by a browser, and 'no-such-browser' is not a program here:
    install Chromium, or give browser=its path
    """
    target = checked_path(path, ".pdf")
    program = found_browser(browser)
    page = _page(results, title, data)
    return replace_file(target, lambda file: print_page(page, file, program))


def write_excel(
    results: object, path: str | Path, *, title: str = TITLE, data: Dataset | None = None
) -> Path:
    """
    Write every table of a report as a spreadsheet: numbers as numbers, units, facts and sources.

    No cell holds a formula, whatever the names in the data are.

    Parameters
    ----------
    results, title, data
        As of `write_report`.
    path
        A file that ends in ``.xlsx``.

    Returns
    -------
    path
        Where it was written.

    Raises
    ------
    TypeError, ValueError, OSError
        As of `write_report`.

    Examples
    --------
    >>> import tempfile
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cmp = corridor.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    >>> write_excel(cmp, f"{tempfile.mkdtemp()}/tables.xlsx").name
    'tables.xlsx'
    """
    from corridor.report.sheets.workbook import write_workbook  # noqa: PLC0415 - an extra

    target = checked_path(path, ".xlsx")
    content = report_content(findings_of(results, data=data), title=title)
    return replace_file(target, lambda file: write_workbook(content, file))


def write_markdown(
    results: object, path: str | Path, *, title: str = TITLE, data: Dataset | None = None
) -> Path:
    """
    Write a report as Markdown: answers, tables and sources, and in words what its pictures show.

    Parameters
    ----------
    results, title, data
        As of `write_report`.
    path
        A file that ends in ``.md``.

    Returns
    -------
    path
        Where it was written.

    Raises
    ------
    TypeError, ValueError, OSError
        As of `write_report`.

    Examples
    --------
    >>> import tempfile
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cmp = corridor.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    >>> path = write_markdown(cmp, f"{tempfile.mkdtemp()}/report.md", title="Copper")
    >>> path.read_text(encoding="utf-8").splitlines()[0]
    '# Copper'
    """
    from corridor.report.sheets.markdown import markdown_text  # noqa: PLC0415 - as the others

    target = checked_path(path, ".md")
    text = markdown_text(report_content(findings_of(results, data=data), title=title))
    return replace_file(target, lambda file: file.write_text(text, encoding="utf-8"))
