"""A tornado: bars to both sides of a centre, the widest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.draw.marks.checks import check_frame
from corridor.draw.marks.palette import INK, MUTED
from corridor.draw.marks.text import clean

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["draw_tornado"]

# Two hues that every common colour blindness keeps apart.
LOW, HIGH = "#4477AA", "#EE9944"


def draw_tornado(
    bars: pd.DataFrame,
    *,
    centre: float,
    ax: Axes | None = None,
    title: str | None = None,
    x_label: str = "",
) -> Axes:
    """
    Draw for each row where the answer goes when one input alone is low, and when it is high.

    Parameters
    ----------
    bars
        One row an input, the first on top: columns `label`, `at_p10`, `at_p90`.
    centre
        The answer with all inputs at their median.
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
    >>> bars = pd.DataFrame({"label": ["tariff"], "at_p10": [90.0], "at_p90": [120.0]})
    >>> ax = draw_tornado(bars, centre=100.0, ax=Figure().subplots())
    >>> [float(patch.get_width()) for patch in ax.patches]
    [-10.0, 20.0]
    """
    check_frame(bars, "bars", ["label", "at_p10", "at_p90"], numbers=["at_p10", "at_p90"])
    ax = _paper(len(bars)) if ax is None else ax
    places = range(len(bars))
    for column, colour, name in (("at_p10", LOW, "fact at P10"), ("at_p90", HIGH, "fact at P90")):
        reach = bars[column].to_numpy(float) - centre
        ax.barh(places, reach, left=centre, color=colour, label=name, height=0.7, zorder=3)
    ax.axvline(centre, color=INK, linewidth=1.0, zorder=4)
    ax.set_yticks(list(places), [clean(str(label), 60) for label in bars["label"]])
    ax.set_ylim(len(bars) - 0.4, -0.6)
    ax.set_xlabel(clean(x_label, 110), color=INK)
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(colors=MUTED)
    ax.legend(frameon=False, loc="lower right")
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    return ax


def _paper(rows: int) -> Axes:
    """Return the Axes of a new figure, as tall as its rows need."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    _, ax = plt.subplots(figsize=(10, 1.4 + 0.34 * rows), layout="constrained")
    return ax
