"""A whole report, free of any format: answers first, then exhibits, then the evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.report.contents.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.report.contents.exhibit import Exhibit, Missing

__all__ = ["ReportContent", "Section"]

Summary = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Section:
    """
    Exhibits that answer one family of questions.

    Attributes
    ----------
    key
        Short name in lower case.
    title
        Its heading.
    exhibits
        In reading order.
    """

    key: str
    title: str
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True)
class ReportContent:
    """
    What a report says, for every format alike.

    Attributes
    ----------
    title
        What it is about.
    subtitle
        One line of scope: year, data, version, seed.
    summary
        Questions, each with the sentences that answer it.
    sections
        The exhibits in reading order; a section without exhibits is left out by the formats.
    missing
        Exhibits that cannot be shown, and what each would need.
    evidence
        The facts behind the numbers, and their sources.

    Examples
    --------
    >>> content = ReportContent("Copper to Germany", "2024", (("Which way?", ("By rail.",)),))
    >>> list(content.exhibits)
    []
    """

    title: str
    subtitle: str
    summary: Summary = ()
    sections: tuple[Section, ...] = ()
    missing: tuple[Missing, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def exhibits(self) -> Iterator[Exhibit]:
        """Every exhibit, in reading order."""
        return (exhibit for section in self.sections for exhibit in section.exhibits)
