"""The paper of this room's charts: margins for long names, and panels side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["bar_paper", "panel_paper"]

ABOVE, BELOW, ROW = 0.75, 0.55, 0.32


def bar_paper(rows: int, *, left: float = 0.3) -> tuple[Figure, Axes]:
    """
    Return a figure for horizontal bars, as tall as they need.

    Parameters
    ----------
    rows
        How many bars.
    left
        Share of the width for their names.

    Examples
    --------
    >>> figure, ax = bar_paper(10)
    >>> float(figure.get_figheight())
    4.5
    """
    height = ABOVE + BELOW + ROW * max(rows, 1)
    figure, ax = paper(height)
    figure.subplots_adjust(left=left, right=0.98, top=1 - ABOVE / height, bottom=BELOW / height)
    return figure, ax


def panel_paper(count: int, height: float = 3.9) -> tuple[Figure, list[Axes]]:
    """
    Return a figure with panels side by side, and room for a legend below.

    Parameters
    ----------
    count
        How many panels.
    height
        In inches.

    Examples
    --------
    >>> figure, axes = panel_paper(3)
    >>> len(axes), len(figure.axes)
    (3, 3)
    """
    figure, ax = paper(height)
    ax.remove()
    axes = list(figure.subplots(1, count, squeeze=False)[0])
    figure.subplots_adjust(left=0.07, right=0.98, top=0.82, bottom=0.28, wspace=0.25)
    return figure, axes
