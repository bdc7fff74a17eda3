"""Curves of one number over another, each with its end."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from corridor.draw.chart.parts.column import column_labels
from corridor.draw.marks.checks import check_frame
from corridor.draw.marks.labels import Label, place_labels
from corridor.draw.marks.palette import INK, MUTED, corridor_colours
from corridor.draw.marks.space import line_pixels, space_of
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from corridor.draw.marks.space import Floats

__all__ = ["draw_curves"]

_WIDE = 32  # letters of a line of a label


def draw_curves(
    points: pd.DataFrame,
    *,
    ends: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    x_label: str = "",
    y_label: str = "",
) -> Axes:
    """
    Draw curves, each named at its last point; those that end before the right edge say why.

    Parameters
    ----------
    points
        One row a point, in order: columns `curve`, `x`, `y`.
    ends
        Columns `curve`, `text`: why a curve cannot go on after its last point.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    title
        Words above the chart.
    x_label, y_label
        Words at the axes, with the unit.

    Returns
    -------
    ax
        The chart; the line of a curve has its name as label.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column, or a number is absent.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> points = pd.DataFrame({"curve": "crude", "x": [0.0, 40.0], "y": [0.0, 7.0]})
    >>> ax = draw_curves(points, ax=Figure().subplots())
    >>> [float(y) for y in ax.lines[0].get_ydata()]
    [0.0, 7.0]
    """
    check_frame(points, "points", ["curve", "x", "y"], numbers=["x", "y"])
    stops: dict[str, str] = {}
    if ends is not None and len(ends):
        check_frame(ends, "ends", ["curve", "text"])
        stops = dict(zip(ends["curve"].astype(str), ends["text"].astype(str), strict=True))
    ax = _paper() if ax is None else ax
    names = list(dict.fromkeys(points["curve"].astype(str)))
    colours = corridor_colours(names)
    lines = {}
    for name in names:
        rows = points[points["curve"].astype(str) == name]
        lines[name] = np.column_stack([rows["x"], rows["y"]]).astype(float)
        ax.plot(*lines[name].T, color=colours[name], linewidth=2.0, label=name, zorder=4)
        last = lines[name][-1]
        mark = "X" if name in stops else "o"
        ax.plot(*last, mark, color=colours[name], markersize=7, zorder=5, label="_end")
    _dress(ax, lines, title, x_label, y_label)
    space = space_of(ax)
    for line in lines.values():
        space.add_points(line_pixels(ax, line, step=2.0))
    right = max(float(line[-1, 0]) for line in lines.values())
    whole = [name for name in names if lines[name][-1, 0] >= right and name not in stops]
    column_labels(ax, {name: (lines[name][-1], colours[name]) for name in whole}, space)
    rest = [name for name in names if name not in whole]
    place_labels(ax, [_label(name, lines[name], stops, colours[name]) for name in rest], space)
    return ax


def _paper() -> Axes:
    """Return the Axes of a new figure."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure, ax = plt.subplots(figsize=(10, 6))
    figure.subplots_adjust(left=0.09, right=0.98, bottom=0.1, top=0.91)
    return ax


def _label(name: str, line: Floats, stops: dict[str, str], colour: str) -> Label:
    """Return the name at the end of a curve, and why it ends."""
    text = title_case(name)
    if name in stops:
        text += f": {clean(stops[name], 70)}"
        text = "\n".join(textwrap.wrap(text, _WIDE, break_long_words=False))
    sides = ("E", "NE", "SE", "N", "S", "NW", "SW", "W")
    at = (float(line[-1, 0]), float(line[-1, 1]))
    return Label(*at, text, size=9.0, colour=colour, bold=True, reach=6.0, sides=sides)


def _dress(
    ax: Axes, lines: dict[str, Floats], title: str | None, x_label: str, y_label: str
) -> None:
    """Set limits, grid, axis names and title."""
    every = np.vstack(list(lines.values()))
    left, low = np.minimum(every.min(axis=0), 0.0)
    right, high = every.max(axis=0)
    wide, tall = (right - left) or 1.0, (high - low) or 1.0
    ax.set_xlim(left, left + wide * 1.3)
    ax.set_ylim(low, low + tall * 1.12)
    # Room for the names is no part of the scale.
    ax.set_xticks([tick for tick in ax.get_xticks() if left <= tick <= right + 1e-9 * wide])
    ax.set_xlabel(clean(x_label, 90), color=INK)
    ax.set_ylabel(clean(y_label, 90), color=INK)
    ax.yaxis.set_major_formatter("{x:,g}")
    ax.grid(color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(colors=MUTED)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
