"""Ranges side by side: a bar from low to high, and a mark in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.draw.marks.checks import check_frame
from corridor.draw.marks.palette import INK, MUTED, corridor_colours
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["draw_spans"]


def draw_spans(
    spans: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, x_label: str = ""
) -> Axes:
    """
    Draw a bar from low to high for each row, the middle marked and written out.

    Parameters
    ----------
    spans
        One row a bar, the first on top: columns `label`, `low`, `middle`, `high`.
    ax
        Axes to draw on; None makes a figure.
    title
        Words above the chart.
    x_label
        Words at the axis, with the unit.

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
    >>> spans = pd.DataFrame({"label": ["caspian"], "low": [41.0], "middle": 51.0, "high": 63.0})
    >>> ax = draw_spans(spans, ax=Figure().subplots())
    >>> [float(patch.get_width()) for patch in ax.patches]
    [22.0]
    """
    numbers = ["low", "middle", "high"]
    check_frame(spans, "spans", ["label", *numbers], numbers=numbers)
    ax = _paper(len(spans)) if ax is None else ax
    labels = [str(label) for label in spans["label"]]
    colours = corridor_colours(labels)
    rows = zip(labels, *(spans[name].astype(float) for name in numbers), strict=True)
    for place, (label, low, middle, high) in enumerate(rows):
        ax.barh(place, high - low, left=low, height=0.5, color=colours[label], alpha=0.45, zorder=3)
        ax.plot(middle, place, "o", color=colours[label], markersize=8, zorder=5)
        text = f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"
        ax.annotate(
            text, (high, place), (6, 0), textcoords="offset points", va="center", color=INK, size=9
        )
    ax.set_yticks(range(len(labels)), [title_case(clean(label, 60)) for label in labels])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ends = [*spans["low"].astype(float), *spans["high"].astype(float)]
    left, right = min(0.0, *ends), max(0.0, *ends)
    ax.set_xlim(left, left + (right - left) * 1.2 if right > left else left + 1.0)
    ax.set_xlabel(clean(x_label, 110), color=INK)
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(colors=MUTED)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    return ax


def _paper(rows: int) -> Axes:
    """Return the Axes of a new figure, as tall as its rows need."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    _, ax = plt.subplots(figsize=(10, 1.2 + 0.5 * rows), layout="constrained")
    return ax
