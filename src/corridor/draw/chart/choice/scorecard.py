"""A scorecard: corridors by criteria, each cell written and shaded from best to worst."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from corridor.draw.marks.checks import check_frame
from corridor.draw.marks.palette import INK, MUTED, ink_on, tint
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["draw_scorecard"]

HUE = "#0072B2"
BEST, WORST = 0.15, 0.93  # shares of white
NONE = "#FFFFFF"


def draw_scorecard(
    cells: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """
    Draw which corridor is good at what; the darker a cell, the better.

    Parameters
    ----------
    cells
        One row a cell: columns `corridor`, `criterion`, `text` (what is written), `score` (0 best
        to 1 worst in its criterion; NaN where not known). Order of appearance is kept.
    ax
        Axes to draw on; None makes a figure.
    title
        Words above the chart.

    Returns
    -------
    ax
        The chart; one patch a cell, row by row.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> cells = pd.DataFrame(
    ...     [["caspian", "Cost", "497", 1.0], ["russia", "Cost", "424", 0.0]],
    ...     columns=["corridor", "criterion", "text", "score"],
    ... )
    >>> ax = draw_scorecard(cells, ax=Figure().subplots())
    >>> len(ax.patches), [text.get_text() for text in ax.texts][:2]
    (2, ['497', '424'])
    """
    check_frame(cells, "cells", ["corridor", "criterion", "text", "score"])
    names = list(dict.fromkeys(cells["corridor"].astype(str)))
    heads = list(dict.fromkeys(cells["criterion"].astype(str)))
    ax = _paper(len(names)) if ax is None else ax
    for corridor, criterion, text, score in zip(
        cells["corridor"], cells["criterion"], cells["text"], cells["score"], strict=True
    ):
        spot = heads.index(str(criterion)), names.index(str(corridor))
        _cell(ax, spot, str(text), float(score))
    _frame(ax, names, heads)
    if title is not None:
        words = clean(title, 110)
        ax.set_title(words, loc="left", fontsize=13, fontweight="bold", color=INK, pad=46)
    return ax


def _cell(ax: Axes, spot: tuple[int, int], text: str, score: float) -> None:
    """Draw one cell: a tile, lighter the worse it is, and what is written on it."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    known = bool(np.isfinite(score))
    fill = tint(HUE, BEST + (WORST - BEST) * min(max(score, 0.0), 1.0)) if known else NONE
    corner = spot[0] - 0.48, spot[1] - 0.46
    cell = Rectangle(corner, 0.96, 0.92, facecolor=fill, edgecolor="#D5D5D5", linewidth=0.6)
    cell.set_gid("fixed")  # a scale keeps its colours on dark paper
    ax.add_patch(cell)
    ax.text(
        *spot,
        clean(text),
        ha="center",
        va="center",
        fontsize=9.5,
        fontweight="bold" if known and score == 0.0 else "normal",
        color=ink_on(fill) if known else MUTED,
    )


def _frame(ax: Axes, names: list[str], heads: list[str]) -> None:
    """Write corridors at the left and criteria on top."""
    ax.set_xlim(-0.5, len(heads) - 0.5)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), [title_case(name) for name in names])
    ax.set_xticks(range(len(heads)), [_wrapped(head) for head in heads])
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelcolor=INK, labelsize=8.5)
    ax.spines[:].set_visible(False)
    ax.text(
        0,
        -0.04,
        "Darker is better; bold is the best of its column.",
        transform=ax.transAxes,
        ha="left",
        va="top",
        fontsize=8.5,
        color=MUTED,
    )


def _wrapped(head: str) -> str:
    """Return a criterion in short lines, its unit on a line of its own."""
    words, comma, unit = clean(head, 60).partition(", ")
    lines = textwrap.wrap(words, 14)[:2]
    return "\n".join([*lines, unit] if comma else lines)


def _paper(rows: int) -> Axes:
    """Return the Axes of a new figure, as tall as its rows need."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    _, ax = plt.subplots(figsize=(10, 1.5 + 0.5 * rows), layout="constrained")
    return ax
