"""The paper that exhibits draw on: a figure of its own, no window, margins for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["paper"]

WIDTH = 10.0
DPI = 72  # a pixel is a point, as on the page: texts are measured once


def paper(height: float = 5.2, *, bare: bool = False) -> tuple[Figure, Axes]:
    """
    Return a new figure of the report's width, and its axes.

    Parameters
    ----------
    height
        In inches; the width is that of the page.
    bare
        No margins, as for a map.

    Examples
    --------
    >>> figure, ax = paper(4.0)
    >>> tuple(map(float, figure.get_size_inches()))
    (10.0, 4.0)
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only when drawing
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, height), dpi=DPI)
    FigureCanvasAgg(figure)  # keeps one renderer: texts are measured in half the time
    ax = figure.subplots()
    if bare:
        figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.92)
    else:
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.13, top=0.9)
    return figure, ax
