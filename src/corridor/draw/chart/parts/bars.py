"""One stacked bar with the texts that belong to it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corridor.draw.chart.parts.totals import amount
from corridor.draw.marks.palette import MUTED, ink_on
from corridor.draw.marks.space import pixels_per_point, text_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_SIZE: Final = 8.0
_KEY: Final = 7.5


@dataclass(frozen=True)
class Segment:
    """A part of a bar; `usd` is per tonne, `short` stands for the text where room is little."""

    text: str
    usd: float
    colour: str
    short: str = ""


def draw_bar(ax: Axes, row: int, segments: Sequence[Segment], *, height: float) -> None:
    """
    Draw the segments of a bar end to end, and write on those where the text fits.

    Credits lie to the left of zero.

    Parameters
    ----------
    ax
        Axes whose limits and size are final.
    row
        Place of the bar on the y axis.
    segments
        Parts in order.
    height
        Thickness in data units.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> draw_bar(ax, 0, [Segment("a", 1.0, "#000000"), Segment("b", -1.0, "#000000")], height=0.5)
    >>> [float(patch.get_x()) for patch in ax.patches]
    [0.0, 0.0]
    """
    for segment, start in zip(segments, _starts(segments), strict=True):
        ax.barh(
            row,
            segment.usd,
            left=start,
            height=height,
            color=segment.colour,
            edgecolor="white",
            linewidth=0.8,
            zorder=3,
        )
        _write(ax, row, start, segment, height)


def draw_key(
    ax: Axes, row: int, segments: Sequence[Segment], *, height: float, below: float = 3.0
) -> None:
    """
    Write under a bar the texts that did not fit on it, after what stands for them.

    What finds no room above the next bar is cut, with an ellipsis.

    Parameters
    ----------
    ax
        Axes on which `draw_bar` has drawn the segments.
    row
        Place of the bar on the y axis.
    segments
        Parts of the bar; those without `short` are left out.
    height
        Thickness in data units.
    below
        Points between bar and text.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> ax.set_ylim(0.5, -0.5)
    (0.5, -0.5)
    >>> draw_key(ax, 0, [Segment("a long name", 0.001, "#000000", "1")], height=0.5)
    >>> ax.texts[0].get_text()
    '1 a long name 0.0'
    """
    parts = [
        f"{segment.short} {segment.text} {amount(segment.usd)}".replace(" ", "\xa0")
        for segment, start in zip(segments, _starts(segments), strict=True)
        if segment.short and _fitted(ax, row, start, segment, height) is None
    ]
    if parts:
        scale = pixels_per_point(ax)
        letters = max(30, int(ax.get_window_extent().width / scale / 4.0))
        end = min(row + 1 - height / 2, max(ax.get_ylim()))
        (_, top), (_, foot) = ax.transData.transform([(0, row + height / 2), (0, end)])
        most = max(1, int((abs(float(top - foot)) / scale - below) / (_KEY * 1.35)))
        lines = textwrap.wrap(
            "   ".join(parts), letters, break_on_hyphens=False, max_lines=most, placeholder=" …"
        )
        ax.annotate(
            "\n".join(lines).replace("\xa0", " "),
            (0, row + height / 2),
            xytext=(1, -below),
            textcoords="offset points",
            ha="left",
            va="top",
            fontsize=_KEY,
            color=MUTED,
            linespacing=1.25,
            annotation_clip=False,
        )


def _starts(segments: Sequence[Segment]) -> list[float]:
    """Return where each segment starts; credits pile up to the left."""
    starts, up, down = [], 0.0, 0.0
    for segment in segments:
        starts.append(up if segment.usd >= 0 else down)
        up, down = up + max(segment.usd, 0.0), down + min(segment.usd, 0.0)
    return starts


def _room(ax: Axes, row: int, start: float, segment: Segment, height: float) -> tuple[float, float]:
    """Return width and height of a segment in pixels, less some air."""
    (x0, y0), (x1, y1) = ax.transData.transform(
        [(start, row - height / 2), (start + segment.usd, row + height / 2)]
    )
    return abs(float(x1 - x0)) - (3 if len(segment.text) < 3 else 6), abs(float(y1 - y0)) - 4


def _fitted(ax: Axes, row: int, start: float, segment: Segment, height: float) -> str | None:
    """Return the text of a segment in as few lines as fit, or None."""
    width, tall = _room(ax, row, start, segment, height)
    joined = segment.text
    for dash in ("\N{EN DASH}", "\N{EM DASH}", "\N{RIGHTWARDS ARROW}", "-"):
        joined = joined.replace(f" {dash} ", f"\xa0{dash} ")
    words = joined.split(" ")
    for lines in range(1, min(len(words), 4) + 1):
        text = _lines(words, lines)
        left, bottom, right, top = _measure(ax, text)
        if right - left <= width and top - bottom <= tall:
            return text
    return None


def _lines(words: Sequence[str], count: int) -> str:
    """Return words broken into at most so many lines, the longest line as short as can be."""
    letters = max(1, *map(len, words), len(" ".join(words)) // count)
    while True:
        lines = textwrap.wrap(
            " ".join(words), letters, break_long_words=False, break_on_hyphens=False
        )
        if len(lines) <= count:
            return "\n".join(lines).replace("\xa0", " ")
        letters += 1


def _measure(ax: Axes, text: str) -> tuple[float, float, float, float]:
    """Return the box a text takes."""
    trial = ax.text(0, 0, text, fontsize=_SIZE)
    box = text_box(trial)
    trial.remove()
    return box


def _write(ax: Axes, row: int, start: float, segment: Segment, height: float) -> None:
    """Write the text of a segment on it, or what stands for it, or nothing."""
    text = _fitted(ax, row, start, segment, height)
    if text is None and segment.short:
        text = _fitted(ax, row, start, Segment(segment.short, segment.usd, segment.colour), height)
    if text:
        ax.text(
            start + segment.usd / 2,
            row,
            text,
            ha="center",
            va="center",
            fontsize=_SIZE,
            color=ink_on(segment.colour),
            zorder=4,
            linespacing=1.1,
        )
