"""Modelled against published: points around the line on which both are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.draw.marks.checks import check_frame, refuse
from corridor.draw.marks.labels import Label, place_labels
from corridor.draw.marks.palette import INK, MUTED, corridor_colours
from corridor.draw.marks.space import space_of
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["draw_agreement"]

BAND = 0.2
NAMED = 8


def draw_agreement(
    points: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None, unit: str = ""
) -> Axes:
    """
    Draw modelled over published amounts on logarithmic axes, with the band of 20 % around equality.

    The points farthest from equality are named.

    Parameters
    ----------
    points
        One row a point: columns `group`, `published`, `modelled` (both above 0), `label`.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    title
        Words above the chart.
    unit
        Of both axes.

    Returns
    -------
    ax
        The chart.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column, or an amount is absent or not above 0.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> points = pd.DataFrame(
    ...     {"group": ["crude"], "published": [50.0], "modelled": [40.0], "label": ["CPC 2024"]}
    ... )
    >>> ax = draw_agreement(points, ax=Figure().subplots(), unit="Mt/y")
    >>> ax.get_xlabel()
    'Published, Mt/y'
    """
    numbers = ["published", "modelled"]
    check_frame(points, "points", ["group", "label", *numbers], numbers=numbers)
    least = float(points[numbers].min().min())
    if least <= 0:
        raise refuse("points", "amounts on logarithmic axes must be above 0", value=least)
    ax = _paper() if ax is None else ax
    low, high = least / 1.6, float(points[numbers].max().max()) * 1.6
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(low, high)
    ax.set_ylim(low, high)
    ends = [low, high]
    ax.fill_between(
        ends,
        [x * (1 - BAND) for x in ends],
        [x * (1 + BAND) for x in ends],
        color="#E6E6E6",
        zorder=1,
    )
    ax.plot(ends, ends, color=MUTED, linewidth=1.0, zorder=2)
    groups = [str(group) for group in points["group"]]
    for group, colour in corridor_colours(groups).items():
        rows = points[points["group"].astype(str) == group]
        name = title_case(group)
        ax.plot(rows["published"], rows["modelled"], "o", color=colour, label=name, zorder=4)
    _dress(ax, title, unit)
    _name(ax, points)
    return ax


def _paper() -> Axes:
    """Return the Axes of a new figure."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    _, ax = plt.subplots(figsize=(7.5, 6.5), layout="constrained")
    return ax


def _dress(ax: Axes, title: str | None, unit: str) -> None:
    """Set grid, axis names, key and title."""
    words = f", {clean(unit, 30)}" if unit else ""
    ax.set_xlabel(f"Published{words}", color=INK)
    ax.set_ylabel(f"Modelled{words}", color=INK)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter("{x:,g}")
        axis.set_minor_formatter(lambda x, _: f"{x:,g}" if f"{x:.0e}"[0] in "25" else "")
    ax.grid(color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(colors=MUTED)
    ax.legend(frameon=False, loc="upper left")
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)


def _name(ax: Axes, points: pd.DataFrame) -> None:
    """Name the points farthest from equality."""
    space = space_of(ax)
    off = (points["modelled"] / points["published"]).map(lambda ratio: max(ratio, 1 / ratio))
    worst = points.loc[off.sort_values(ascending=False, kind="stable").index[:NAMED]]
    labels = [
        Label(
            float(row["published"]), float(row["modelled"]), clean(str(row["label"]), 40), size=8.5
        )
        for _, row in worst.iterrows()
    ]
    place_labels(ax, labels, space)
