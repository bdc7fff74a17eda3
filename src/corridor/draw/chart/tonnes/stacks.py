"""Stacked bars, one a row, with what has to be said written at their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corridor.draw.marks.checks import check_frame, refuse
from corridor.draw.marks.palette import INK, MUTED, corridor_colours
from corridor.draw.marks.text import clean, legend_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["draw_stacks"]

_SIZE: Final = 9.0
_NOTE: Final = 8.5
# Share of the axis that one letter of a note takes, at the report's width.
_LETTER: Final = 0.0115


def draw_stacks(
    bars: pd.DataFrame,
    *,
    colours: Mapping[str, str] | None = None,
    notes: Mapping[int, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    x_label: str = "",
) -> Axes:
    """
    Draw horizontal bars made of parts, the first row on top.

    Parameters
    ----------
    bars
        One row a part: columns `row` (number of the bar, from 0), `label` (of the bar), `part`,
        `value` (0 or more).
    colours
        Colour by part; parts without one take the next free colour.
    notes
        By number of a bar, words at its end.
    ax
        Axes to draw on; None makes a figure.
    title
        Words above the chart.
    x_label
        Words at the axis, with the unit.

    Returns
    -------
    ax
        The chart; the bars of a part have its name as label.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column, or a value is absent or negative.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> bars = pd.DataFrame({"row": 0, "label": "cpc", "part": ["used", "free"], "value": [3, 1]})
    >>> ax = draw_stacks(bars, ax=Figure().subplots())
    >>> [(float(patch.get_x()), float(patch.get_width())) for patch in ax.patches]
    [(0.0, 3.0), (3.0, 1.0)]
    """
    check_frame(bars, "bars", ["row", "label", "part", "value"], numbers=["row", "value"])
    if (bars["value"] < 0).any():
        raise refuse("bars", "a part of a stack is 0 or more", "value", bars["value"].min())
    names = bars.drop_duplicates("row").set_index("row")["label"]
    ax = _paper(len(names)) if ax is None else ax
    ends = _draw_parts(ax, bars, colours or {})
    ax.set_yticks(list(names.index), [clean(name, 46) for name in names])
    ax.set_ylim(max(names.index) + 0.6, min(names.index) - 0.6)
    _dress(ax, title, x_label)
    _write_notes(ax, ends, notes or {})
    parts = len(set(bars["part"]))
    if parts > 1:
        ax.legend(
            frameon=False,
            fontsize=_SIZE,
            loc="lower left",
            bbox_to_anchor=(0, 1.0),
            ncols=min(parts, 4),
            borderaxespad=0.2,
            handlelength=1.2,
        )
    return ax


def _draw_parts(ax: Axes, bars: pd.DataFrame, colours: Mapping[str, str]) -> dict[int, float]:
    """Draw the parts end to end; return where each bar ends."""
    parts = list(dict.fromkeys(map(str, bars["part"])))
    free = corridor_colours(part for part in parts if part not in colours)
    ends: dict[int, float] = dict.fromkeys((int(row) for row in bars["row"]), 0.0)
    for part in parts:
        rows = bars[bars["part"].astype(str) == part]
        places = [int(row) for row in rows["row"]]
        values = rows["value"].to_numpy(float).tolist()
        ax.barh(
            places,
            values,
            left=[ends[place] for place in places],
            color=colours.get(part, free.get(part, INK)),
            label=legend_text(part, 40),
            height=0.68,
            zorder=3,
        )
        for place, value in zip(places, values, strict=True):
            ends[place] += value
    return ends


def _write_notes(ax: Axes, ends: Mapping[int, float], notes: Mapping[int, str]) -> None:
    """Write the notes at the ends of the bars, and make room for them."""
    longest = max((len(clean(note, 60)) for note in notes.values()), default=0)
    most = max(ends.values()) or 1.0
    # Room for the notes is no part of the scale.
    ticks = [tick for tick in ax.get_xticks() if 0 <= tick <= most * 1.05]
    ax.set_xlim(0, most * (1.03 + 1.25 * _LETTER * longest))
    ax.set_xticks(ticks)
    for row, note in notes.items():
        ax.annotate(
            clean(note, 60),
            (ends[row], row),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=_NOTE,
            color=INK,
            annotation_clip=False,
        )


def _dress(ax: Axes, title: str | None, x_label: str) -> None:
    """Set grid, axis name and title."""
    ax.set_xlabel(clean(x_label, 110), color=INK)
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(colors=MUTED)
    ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=_SIZE)
    if title is not None:
        ax.annotate(
            clean(title, 110),
            (0.015, 1),
            xytext=(0, 24),
            xycoords=("figure fraction", "axes fraction"),
            textcoords="offset points",
            fontsize=13,
            fontweight="bold",
            color=INK,
            annotation_clip=False,
        )


def _paper(rows: int) -> Axes:
    """Return the Axes of a new figure, as tall as its rows need."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    tall = 1.4 + 0.34 * rows
    figure, ax = plt.subplots(figsize=(10, tall))
    figure.subplots_adjust(left=0.32, right=0.98, top=1 - 0.75 / tall, bottom=0.6 / tall)
    return ax
