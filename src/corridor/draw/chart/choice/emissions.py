"""Stacked bars of CO2e per tonne by mode, one bar a corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.draw.chart.parts.bars import Segment, draw_bar
from corridor.draw.marks.checks import check_frame
from corridor.draw.marks.palette import INK, MUTED, mode_colours, mode_name
from corridor.draw.marks.text import clean, legend_text, title_case

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["draw_emissions"]

HEIGHT = 0.56


def draw_emissions(
    bars: pd.DataFrame,
    *,
    ranges: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """
    Draw what a tonne emits on each corridor, stacked by mode.

    Parameters
    ----------
    bars
        One row a corridor and mode: columns `corridor`, `mode`, `kg` (kg CO2e per tonne).
    ranges
        Columns `corridor`, `low`, `high`: P10 and P90 of the totals, drawn as whiskers.
    ax
        Axes to draw on; None makes a figure. Its size must be final: texts are fitted into it.
    title
        Words above the chart.

    Returns
    -------
    ax
        The chart.

    Raises
    ------
    SchemaError
        A frame is empty, lacks a column, or a number is absent.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> bars = pd.DataFrame({"corridor": ["caspian"] * 2, "mode": ["sea", "road"], "kg": [9.0, 1]})
    >>> ax = draw_emissions(bars, ax=Figure().subplots())
    >>> [float(patch.get_width()) for patch in ax.patches]
    [9.0, 1.0]
    """
    check_frame(bars, "bars", ["corridor", "mode", "kg"], numbers=["kg"])
    spans: dict[str, tuple[float, float]] = {}
    if ranges is not None:
        check_frame(ranges, "ranges", ["corridor", "low", "high"], numbers=["low", "high"])
        ends = ranges[["low", "high"]].to_numpy(float).tolist()
        spans = {
            str(name): (low, high)
            for name, (low, high) in zip(ranges["corridor"], ends, strict=True)
        }
    names = list(dict.fromkeys(bars["corridor"].astype(str)))
    totals = bars.groupby(bars["corridor"].astype(str))["kg"].sum()
    ax = _paper(len(names)) if ax is None else ax
    top = max([float(totals.max()), *(high for _, high in spans.values())]) or 1.0
    _frame(ax, names, top)
    colours = mode_colours(bars["mode"].astype(str))
    for row, name in enumerate(names):
        parts = bars[bars["corridor"].astype(str) == name]
        draw_bar(
            ax,
            row,
            [
                Segment(f"{kg:,.0f}", float(kg), colours[str(mode)])
                for mode, kg in zip(parts["mode"], parts["kg"], strict=True)
            ],
            height=HEIGHT,
        )
        _total(ax, row, float(totals[name]), spans.get(name))
    _legend(ax, colours)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    return ax


def _paper(rows: int) -> Axes:
    """Return the Axes of a new figure, as tall as its bars need."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    tall = 1.7 + 0.6 * rows
    figure, ax = plt.subplots(figsize=(10, tall))
    figure.subplots_adjust(left=0.12, right=0.97, bottom=1.0 / tall, top=1 - 0.5 / tall)
    return ax


def _frame(ax: Axes, names: list[str], top: float) -> None:
    """Set limits, grid and axis names."""
    ax.set_xlim(0, top * 1.28)
    ax.set_ylim(len(names) - 0.4, -0.5)
    ax.set_yticks(range(len(names)), [title_case(name) for name in names])
    ax.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10.5)
    ax.tick_params(axis="x", colors=MUTED)
    ax.set_xlabel("kg CO2e per tonne", color=INK)
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)


def _total(ax: Axes, row: int, total: float, span: tuple[float, float] | None) -> None:
    """Print the total at the end of a bar and draw its range below."""
    words = f"{total:,.0f} kg/t"
    if span is not None:
        words += f"  ({span[0]:,.0f}\N{EN DASH}{span[1]:,.0f})"
        foot = row + HEIGHT / 2 + 0.07
        ax.plot(span, [foot, foot], color=MUTED, linewidth=1.4, marker="|", markersize=6, zorder=5)
    end = max(total, span[1] if span else total)
    ax.annotate(
        words,
        (end, row),
        xytext=(7, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=9.5,
        fontweight="bold",
        color=INK,
        annotation_clip=False,
    )


def _legend(ax: Axes, colours: dict[str, str]) -> None:
    """Write which colour is which mode under the chart."""
    from matplotlib.patches import Patch  # noqa: PLC0415

    keys = [
        Patch(color=colour, label=legend_text(title_case(mode_name(mode))))
        for mode, colour in colours.items()
    ]
    scale = ax.get_window_extent().height or 1.0
    figure = ax.get_figure(root=True)
    dpi = figure.dpi if figure is not None else 100.0
    ax.legend(
        handles=keys,
        loc="upper center",
        bbox_to_anchor=(0.45, -0.5 * dpi / scale),
        ncols=min(len(keys), 8),
        frameon=False,
        fontsize=8.5,
        handlelength=1.0,
        columnspacing=1.4,
    )
