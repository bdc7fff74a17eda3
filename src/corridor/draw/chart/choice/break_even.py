"""Two corridors as one quantity moves, and where their lines cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.draw.marks.checks import check_frame, refuse
from corridor.draw.marks.labels import Label, place_labels
from corridor.draw.marks.palette import INK, MUTED, corridor_colours
from corridor.draw.marks.space import line_pixels, space_of
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from corridor.draw.marks.space import Floats

__all__ = ["draw_break_even"]


def draw_break_even(
    lines: pd.DataFrame,
    *,
    today: float,
    crossing: float | None = None,
    view: tuple[float, float] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    x_label: str = "",
    y_label: str = "",
) -> Axes:
    """
    Draw what each corridor costs at every value of a quantity, today's value and the break-even.

    Parameters
    ----------
    lines
        One row a point, in order: columns `corridor`, `x`, `y`.
    today
        Today's value of the quantity.
    crossing
        The value at which the better corridor changes; None where there is none.
    view
        Low and high of the values shown; all when absent.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    title
        Words above the chart.
    x_label, y_label
        Words at the axes, with the unit.

    Returns
    -------
    ax
        The chart; the line of a corridor has its name as label.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column, a number is absent, or the view is upside down.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> lines = pd.DataFrame(
    ...     {"corridor": ["a", "a", "b", "b"], "x": [0.0, 9, 0, 9], "y": [5.0, 5, 0, 9]}
    ... )
    >>> ax = draw_break_even(lines, today=1.0, crossing=5.0, ax=Figure().subplots())
    >>> [line.get_label() for line in ax.lines if not line.get_label().startswith("_")]
    ['a', 'b']
    """
    check_frame(lines, "lines", ["corridor", "x", "y"], numbers=["x", "y"])
    low, high = view or (float(lines["x"].min()), float(lines["x"].max()))
    if not low < high:
        raise refuse("view", "low is below high", value=f"{low:g} to {high:g}")
    ax = _paper() if ax is None else ax
    names = list(dict.fromkeys(lines["corridor"].astype(str)))
    colours, drawn = corridor_colours(names), {}
    for name in names:
        rows = lines[lines["corridor"].astype(str) == name]
        drawn[name] = _cut(rows[["x", "y"]].to_numpy(float), low, high)
        ax.plot(*drawn[name].T, color=colours[name], linewidth=2.2, label=name, zorder=4)
    _dress(ax, np.vstack(list(drawn.values())), (low, high), x_label, y_label)
    space = space_of(ax)
    for line in drawn.values():
        space.add_points(line_pixels(ax, line))
    labels = [
        Label(
            *(float(line[-1, 0]), float(line[-1, 1])),
            title_case(name),
            size=10.0,
            colour=colours[name],
            bold=True,
            reach=6.0,
            sides=("E", "NE", "SE", "N", "S", "NW", "SW", "W"),
        )
        for name, line in drawn.items()
    ]
    labels += _upright(ax, today, f"today {today:,.4g}", ":")
    if crossing is not None:
        labels += _upright(ax, crossing, f"changes at {crossing:,.4g}", "--")
    place_labels(ax, labels, space)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    return ax


def _cut(line: Floats, low: float, high: float) -> Floats:
    """Return the part of a line within the view, with its ends on the edges."""
    x, y = line.T
    inside = line[(x > low) & (x < high)]
    ends = [[at, float(np.interp(at, x, y))] for at in (low, high)]
    return np.vstack([ends[:1], inside, ends[1:]])


def _upright(ax: Axes, x: float, text: str, style: str) -> list[Label]:
    """Draw a value of the quantity as a line, and return its label; nothing out of view."""
    left, right = ax.get_xlim()
    if not left <= x <= right:
        return []
    ax.axvline(x, color=INK, linewidth=1.1, linestyle=style, zorder=3, label="_value")
    top = ax.get_ylim()[1]
    sides = ("SE", "SW", "E", "W")
    return [Label(x, top, clean(text), size=9.0, colour=INK, reach=5.0, sides=sides)]


def _dress(ax: Axes, points: Floats, view: tuple[float, float], x_label: str, y_label: str) -> None:
    """Set limits, grid and axis names; the upright axis need not start at zero."""
    low, high = float(points[:, 1].min()), float(points[:, 1].max())
    tall = (high - low) or abs(high) or 1.0
    ax.set_xlim(view[0], view[1] + 0.14 * (view[1] - view[0]))
    ax.set_ylim(low - 0.1 * tall, high + 0.2 * tall)
    ax.set_xlabel(clean(x_label, 90), color=INK)
    ax.set_ylabel(clean(y_label, 90), color=INK)
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.yaxis.set_major_formatter("{x:,g}")
    ax.grid(color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(colors=MUTED)


def _paper() -> Axes:
    """Return the Axes of a new figure."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    figure, ax = plt.subplots(figsize=(10, 5))
    figure.subplots_adjust(left=0.09, right=0.97, bottom=0.12, top=0.9)
    return ax
