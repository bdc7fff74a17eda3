"""Stacked cost bars of corridors, by component or by leg, with totals and ranges."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final, Literal

from corridor.draw.chart.parts.bars import Segment, draw_bar, draw_key
from corridor.draw.chart.parts.totals import draw_span, draw_total
from corridor.draw.marks.checks import check_frame, refuse
from corridor.draw.marks.palette import INK, MUTED, component_colours, corridor_colours, tint
from corridor.draw.marks.text import clean, legend_text, title_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

_SMALL: Final = 0.02  # share of a corridor's total under which a leg is merged
_OTHER: Final = "other legs"


def draw_costs(
    costs: pd.DataFrame,
    *,
    ranges: pd.DataFrame | None = None,
    ax: Axes | None = None,
    by: Literal["component", "leg"] = "component",
    title: str | None = None,
) -> Axes:
    """
    Draw one stacked bar per corridor with its total printed.

    Parameters
    ----------
    costs
        One row a charge: columns `corridor`, `leg`, `component`, `usd` (USD per tonne); legs in
        order of appearance.
    ranges
        Columns `corridor`, `low`, `high`: P10 and P90 of the totals, drawn as whiskers; corridors
        may be left out.
    ax
        Axes to draw on; None makes a figure. Its size must be final: texts are fitted into it.
    by
        `component` stacks by component; `leg` by leg in order, legs under 2 % of the total merged.
    title
        Words above the chart.

    Returns
    -------
    ax
        The chart; one bar a corridor and component (or leg).

    Raises
    ------
    SchemaError
        A frame is empty, lacks a column, has an absent number, a range is upside down or of an
        unknown corridor.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import pandas as pd
    >>> costs = pd.DataFrame(
    ...     [["caspian", "CPC", "transport", 30.0], ["caspian", "CPC", "port", 4.5]],
    ...     columns=["corridor", "leg", "component", "usd"],
    ... )
    >>> ax = draw_costs(costs, ax=Figure().subplots())
    >>> len(ax.patches), [text.get_text() for text in ax.texts if "USD" in text.get_text()]
    (2, ['USD 34.5/t'])
    """
    if by not in {"component", "leg"}:
        raise refuse("by", "bars are stacked by component or by leg", value=by)
    check_frame(costs, "costs", ["corridor", "usd", by], numbers=["usd"])
    spans = _spans(ranges, set(costs["corridor"].astype(str)))
    table = costs.assign(
        corridor=costs["corridor"].astype(str),
        part=costs[by].astype(str),
        usd=costs["usd"].astype(float),
    )
    bars = _by_component(table) if by == "component" else _by_leg(table)
    if ax is None:
        ax = _paper(len(bars), by)
    _frame(ax, bars, spans, roomy=by == "leg")
    if title is not None:
        words = clean(title, 110)
        ax.set_title(words, loc="left", fontsize=13, fontweight="bold", color=INK, pad=10)
    height = 0.56 if by == "component" else 0.44
    for row, (corridor, segments) in enumerate(bars.items()):
        draw_bar(ax, row, segments, height=height)
        usd = [segment.usd for segment in segments]
        draw_total(ax, row, sum(usd), sum(max(part, 0.0) for part in usd))
        if corridor in spans:
            draw_span(ax, row + height / 2, *spans[corridor])
        draw_key(ax, row, segments, height=height, below=13.0 if corridor in spans else 3.0)
    if by == "component":
        _legend(ax, table)
    return ax


def _spans(ranges: pd.DataFrame | None, corridors: set[str]) -> dict[str, tuple[float, float]]:
    """Return low and high by corridor."""
    if ranges is None:
        return {}
    check_frame(ranges, "ranges", ["corridor", "low", "high"], numbers=["low", "high"])
    for corridor in set(ranges["corridor"].astype(str)) - corridors:
        raise refuse("ranges", "the corridor is one of `costs`", "corridor", corridor)
    if (ranges["low"] > ranges["high"]).any():
        raise refuse(
            "ranges",
            "low is not above high",
            "low",
            ranges.loc[ranges["low"] > ranges["high"], "low"].iloc[0],
        )
    rows = zip(ranges["corridor"].astype(str), ranges["low"], ranges["high"], strict=True)
    return {corridor: (float(low), float(high)) for corridor, low, high in rows}


def _by_component(table: pd.DataFrame) -> dict[str, list[Segment]]:
    """Return the segments of each corridor in the order of the palette."""
    colours = component_colours(table["part"])
    bars = {}
    for corridor, rows in table.groupby("corridor", sort=False):
        sums = rows.groupby("part", sort=False)["usd"].sum()
        parts = [part for part in colours if part in sums.index]
        bars[str(corridor)] = [
            Segment(f"{sums[part]:,.0f}", float(sums[part]), colours[part]) for part in parts
        ]
    return bars


def _by_leg(table: pd.DataFrame) -> dict[str, list[Segment]]:
    """Return the segments of each corridor in the order of travel, small legs merged at the end."""
    colours = corridor_colours(table["corridor"])
    bars = {}
    for corridor, rows in table.groupby("corridor", sort=False):
        sums = rows.groupby("part", sort=False)["usd"].sum()
        small = sums.abs() < _SMALL * float(sums.abs().sum())
        if small.sum() < 2:
            small[:] = False
        shades = [tint(colours[str(corridor)], share) for share in (0.5, 0.72)]
        kept = [(clean(leg, 40), float(usd)) for leg, usd in sums[~small].items()]
        segments = [
            Segment(leg, usd, shades[n % 2], str(n + 1)) for n, (leg, usd) in enumerate(kept)
        ]
        if small.any():
            count = int(small.sum())
            segments.append(
                Segment(
                    f"{count} {_OTHER}", float(sums[small].sum()), "#D5D5D5", str(len(kept) + 1)
                )
            )
        bars[str(corridor)] = segments
    return bars


def _paper(count: int, by: str) -> Axes:
    """Return the Axes of a new figure whose height fits the bars."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    height = (0.62 if by == "component" else 1.5) * count + (2.0 if by == "component" else 1.5)
    figure, ax = plt.subplots(figsize=(12, height))
    below = 1.15 if by == "component" else 0.6
    figure.subplots_adjust(left=0.1, right=0.985, bottom=below / height, top=1 - 0.6 / height)
    return ax


def _frame(
    ax: Axes,
    bars: Mapping[str, list[Segment]],
    spans: Mapping[str, tuple[float, float]],
    *,
    roomy: bool,
) -> None:
    """Set limits and names before anything is fitted into the Axes."""
    tops = [sum(max(part.usd, 0.0) for part in parts) for parts in bars.values()]
    lows = [sum(min(part.usd, 0.0) for part in parts) for parts in bars.values()]
    top = max([*tops, *(high for _, high in spans.values())]) or 1.0
    ax.set_xlim(min([*lows, 0.0]) * 1.05, top * 1.16)
    ax.set_ylim(len(bars) - (0.2 if roomy else 0.42), -0.5)
    names = ["\n".join(textwrap.wrap(title_case(corridor), 14)[:3]) for corridor in bars]
    ax.set_yticks(range(len(bars)), names, fontsize=10.5, color=INK)
    ax.set_xlabel("USD per tonne", color=INK)
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="x", colors=MUTED)
    ax.tick_params(axis="y", length=0)
    figure = ax.get_figure(root=True)
    if figure is not None:
        figure.draw_without_rendering()


def _legend(ax: Axes, table: pd.DataFrame) -> None:
    """Explain the colours below the chart."""
    from matplotlib.patches import Patch  # noqa: PLC0415

    colours = component_colours(table["part"])
    handles: list[Any] = [Patch(facecolor=colour) for colour in colours.values()]
    names = [legend_text(title_case(part)) for part in colours]
    drop = -52 / ax.get_window_extent().height
    ax.legend(
        handles,
        names,
        loc="upper left",
        bbox_to_anchor=(0, drop),
        ncols=min(len(names), 8),
        frameon=False,
        fontsize=9,
        handlelength=1.1,
        columnspacing=1.4,
        borderaxespad=0,
    )
