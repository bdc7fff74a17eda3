"""Assemble a report: findings become exhibits, a summary, and the evidence behind both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor._version import __version__
from corridor.report.contents.evidence import evidence_of
from corridor.report.contents.report import ReportContent
from corridor.report.exhibits.catalogue import sections_of
from corridor.report.summary.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.report.contents.exhibit import Exhibit
    from corridor.report.findings.findings import Findings

__all__ = ["report_content"]

TITLE = "Out of Central Asia: the Caspian route and the way through Russia"


def report_content(findings: Findings, *, title: str = TITLE) -> ReportContent:
    """
    Return what a report says, for every format alike.

    Parameters
    ----------
    findings
        What it rests on.
    title
        What stands at its head.

    Examples
    --------
    >>> from corridor.report.findings.findings import Findings
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> content = report_content(Findings(net), title="Nothing yet")
    >>> content.title, len(content.missing) > 10
    ('Nothing yet', True)
    """
    sections, missing = sections_of(findings)
    data = findings.network.data
    facts = [
        fact for section in sections for exhibit in section.exhibits for fact in _facts(exhibit)
    ]
    return ReportContent(
        title,
        _scope(findings),
        summary_of(findings),
        sections,
        missing,
        evidence_of(data, facts),
    )


def _facts(exhibit: Exhibit) -> Iterator[str]:
    """Yield every fact an exhibit names."""
    yield from exhibit.facts
    for table in exhibit.tables:
        for detail in table.details.values():
            yield from detail.facts


def _scope(findings: Findings) -> str:
    """Return year, data, version and seed in one line."""
    data = findings.network.data
    parts = [
        f"Data as of {data.year}",
        f"data set {data.data_hash[:12]}",
        f"corridor {__version__}",
    ]
    if findings.ensemble is not None:
        parts.append(f"{findings.ensemble.n:,} draws, seed {findings.ensemble.seed}")
    return "; ".join(parts)
