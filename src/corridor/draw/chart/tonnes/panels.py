"""Small panels of curves over one common axis, with one legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corridor.draw.marks.checks import check_frame, refuse
from corridor.draw.marks.palette import INK, MUTED, corridor_colours
from corridor.draw.marks.text import clean, legend_text, title_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["draw_panels"]


def draw_panels(
    points: pd.DataFrame,
    axes: Sequence[Axes],
    *,
    title: str | None = None,
    x_label: str = "",
    shape: Literal["line", "stairs"] = "line",
) -> Sequence[Axes]:
    """
    Draw curves in panels side by side: one quantity a panel, the same colour a curve in all.

    Parameters
    ----------
    points
        One row a point, in order: columns `panel` (its words, with the unit), `curve`, `x`, `y`.
    axes
        As many as there are panels.
    title
        Words above all panels.
    x_label
        Words at each axis, with the unit.
    shape
        ``line`` joins the points; ``stairs`` holds each value until the next.

    Returns
    -------
    axes
        The panels; the line of a curve has its name as label.

    Raises
    ------
    SchemaError
        The frame is empty or lacks a column, a number is absent, or the axes are too few.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> points = pd.DataFrame({"panel": "USD/t", "curve": "copper", "x": [0, 1], "y": [0, 8]})
    >>> axes = draw_panels(points, [Figure().subplots()])
    >>> axes[0].get_title(loc="left")
    'USD/t'
    """
    check_frame(points, "points", ["panel", "curve", "x", "y"], numbers=["x", "y"])
    panels = list(dict.fromkeys(points["panel"].astype(str)))
    if len(panels) > len(axes):
        raise refuse("points", f"there are axes for {len(axes)} panels", "panel", len(panels))
    names = list(dict.fromkeys(points["curve"].astype(str)))
    colours = corridor_colours(names)
    for panel, ax in zip(panels, axes, strict=False):
        rows = points[points["panel"].astype(str) == panel]
        for name, part in rows.groupby(rows["curve"].astype(str), sort=False):
            ax.plot(
                part["x"].to_numpy(float),
                part["y"].to_numpy(float),
                color=colours[str(name)],
                label=legend_text(title_case(name)),
                linewidth=2.0,
                drawstyle="steps-post" if shape == "stairs" else "default",
                marker="o",
                markersize=3.0,
                zorder=3,
            )
        _dress(ax, panel, x_label)
    figure = axes[0].figure
    handles, words = axes[0].get_legend_handles_labels()
    if len(words) > 1:
        figure.legend(
            handles, words, loc="lower center", ncols=min(len(words), 7), frameon=False, fontsize=9
        )
    if title is not None:
        figure.suptitle(
            clean(title, 110), x=0.02, ha="left", fontsize=13, fontweight="bold", color=INK
        )
    return axes


def _dress(ax: Axes, panel: str, x_label: str) -> None:
    """Set grid and names of one panel."""
    ax.set_title(clean(panel, 50), loc="left", fontsize=10, color=INK)
    ax.set_xlabel(clean(x_label, 60), color=INK, fontsize=9)
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.yaxis.set_major_formatter("{x:,g}")
    ax.grid(color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(colors=MUTED, labelsize=8.5)
