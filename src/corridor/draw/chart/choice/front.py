"""Routes that no other route beats, in the plane of two criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.draw.marks.checks import check_frame
from corridor.draw.marks.labels import Label, place_labels
from corridor.draw.marks.palette import CORRIDORS, INK, MUTED
from corridor.draw.marks.space import line_pixels, space_of
from corridor.draw.marks.text import clean, legend_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from corridor.draw.marks.space import Floats

__all__ = ["draw_front"]

MARKS = (("o", CORRIDORS["caspian"]), ("s", CORRIDORS["russia"]), ("^", CORRIDORS["china"]))


def draw_front(
    points: pd.DataFrame,
    *,
    groups: Sequence[str] = (),
    ax: Axes | None = None,
    title: str | None = None,
    x_label: str = "",
    y_label: str = "",
) -> Axes:
    """
    Draw routes as points; a line joins those that nothing beats in these two criteria alone.

    Parameters
    ----------
    points
        One row a route: columns `x`, `y`, `label`, `group` (marks and colours).
    groups
        All groups there may be, so that each keeps its mark from chart to chart.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    title
        Words above the chart.
    x_label, y_label
        Words at the axes, with the unit.

    Returns
    -------
    ax
        The chart.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column, or a number is absent.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> points = pd.DataFrame(
    ...     {"x": [1.0, 2.0, 3.0], "y": [9.0, 9.5, 4.0], "label": ["", "", "fast"], "group": "rail"}
    ... )
    >>> ax = draw_front(points, ax=Figure().subplots())
    >>> [float(x) for x in ax.lines[0].get_xdata()]
    [1.0, 3.0, 3.0]
    """
    check_frame(points, "points", ["x", "y", "label", "group"], numbers=["x", "y"])
    ax = _paper() if ax is None else ax
    at = points[["x", "y"]].to_numpy(float)
    stairs = _stairs(at)
    ax.plot(*stairs.T, color=MUTED, linewidth=1.0, linestyle=(0, (4, 3)), zorder=3, label="_front")
    given = points["group"].astype(str)
    for place, group in enumerate(dict.fromkeys([*groups, *given])):
        mark, colour = MARKS[place % len(MARKS)]
        rows = (given == group).to_numpy()
        if not rows.any():
            continue
        name = legend_text(group) or " "
        ax.plot(*at[rows].T, mark, color=colour, markersize=8, zorder=4, label=name)
    _dress(ax, at, x_label, y_label)
    ax.legend(frameon=False, loc="upper right", fontsize=9)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    space = space_of(ax)
    space.add_points(line_pixels(ax, stairs))
    space.add_points(ax.transData.transform(at))
    sides = ("NE", "E", "N", "SE", "NW", "W", "S", "SW")
    labels = [
        Label(float(x), float(y), clean(text, 60), size=8.5, colour=INK, reach=6.0, sides=sides)
        for (x, y), text in zip(at, points["label"], strict=True)
        if text
    ]
    place_labels(ax, labels, space)
    return ax


def _stairs(at: Floats) -> Floats:
    """Return the steps along the points that no other is left of and below."""
    order = at[np.lexsort((at[:, 1], at[:, 0]))]
    kept: list[list[float]] = []
    for x, y in order.tolist():
        if not kept or y < kept[-1][1]:
            kept += [[x, kept[-1][1]]] if kept else []
            kept.append([x, y])
    return np.array(kept)


def _dress(ax: Axes, at: Floats, x_label: str, y_label: str) -> None:
    """Set limits, grid and axis names; the axes need not start at zero."""
    (left, low), (right, high) = at.min(axis=0), at.max(axis=0)
    wide, tall = (right - left) or abs(right) or 1.0, (high - low) or abs(high) or 1.0
    ax.set_xlim(left - 0.08 * wide, right + 0.25 * wide)
    ax.set_ylim(low - 0.12 * tall, high + 0.18 * tall)
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

    figure, ax = plt.subplots(figsize=(10, 5.5))
    figure.subplots_adjust(left=0.09, right=0.97, bottom=0.12, top=0.9)
    return ax
