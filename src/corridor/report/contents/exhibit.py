"""An exhibit: one question, its answer in words, and the tables and pictures that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from corridor.report.contents.table import Table

__all__ = ["Exhibit", "Missing", "Picture"]


@dataclass(frozen=True)
class Picture:
    """
    A chart or map.

    Attributes
    ----------
    name
        Short and unique in its exhibit.
    title
        What it shows, in words.
    alt
        What a reader who cannot see it must know: the finding with its numbers, plain text.
    draw
        Draws it on a new figure, when it is wanted.
    """

    name: str
    title: str
    alt: str
    draw: Callable[[], Figure]


@dataclass(frozen=True)
class Exhibit:
    """
    One exhibit of a report, free of any format.

    Attributes
    ----------
    number
        Its number in the catalogue; in a report, its place in reading order.
    key
        Short name in lower case, such as ``profile``.
    title
        What it shows.
    question
        What it answers.
    answer
        The finding in one to three sentences, made from the numbers; a line a cargo.
    tables, pictures
        What shows it, in order.
    notes
        How it was worked out, and its limits: a sentence each.
    facts
        Ids of the facts it rests on besides those of its cells.
    """

    number: int
    key: str
    title: str
    question: str
    answer: str
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """An exhibit of the catalogue that cannot be shown, and what would be needed for it."""

    number: int
    title: str
    needs: str
