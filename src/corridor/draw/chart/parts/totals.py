"""The total of a bar, printed at its end, and the whisker of its range below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.draw.marks.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_total(ax: Axes, row: int, total: float, end: float) -> None:
    """
    Print a total at the end of a bar.

    Parameters
    ----------
    ax
        Axes whose limits are final.
    row
        Place of the bar on the y axis.
    total
        USD per tonne.
    end
        Where the bar ends; beyond the total if there are credits.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> draw_total(ax, 0, 12.0, 12.0)
    >>> ax.texts[0].get_text()
    'USD 12.0/t'
    """
    ax.annotate(
        f"USD {amount(total)}/t",
        (end, row),
        xytext=(7, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=10.5,
        fontweight="bold",
        color=INK,
        annotation_clip=False,
    )


def draw_span(ax: Axes, foot: float, low: float, high: float) -> None:
    """
    Draw the whisker from P10 to P90 just below a bar, with its numbers.

    Parameters
    ----------
    ax
        Axes whose limits are final.
    foot
        Lower edge of the bar on the y axis.
    low, high
        USD per tonne.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> draw_span(ax, 0.2, 10.0, 15.0)
    >>> [float(x) for x in ax.lines[0].get_xdata()]
    [10.0, 15.0]
    """
    from matplotlib.transforms import ScaledTranslation  # noqa: PLC0415

    lower = ScaledTranslation(0, -6 / 72, ax.figure.dpi_scale_trans)
    ax.plot(
        [low, high],
        [foot, foot],
        transform=ax.transData + lower,
        color=INK,
        linewidth=1.3,
        marker="|",
        markersize=6,
        markeredgewidth=1.3,
        solid_capstyle="butt",
        scalex=False,
        scaley=False,
        clip_on=False,
        zorder=5,
    )
    ax.annotate(
        f"P10\N{EN DASH}P90: {amount(low)}\N{EN DASH}{amount(high)}",
        (high, foot),
        xytext=(5, -6),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=8,
        color=MUTED,
        annotation_clip=False,
    )


def amount(usd: float) -> str:
    """
    Return USD with a decimal below a hundred.

    Parameters
    ----------
    usd
        USD.

    Returns
    -------
    words
        Number with thousands separators.

    Examples
    --------
    >>> amount(34.51), amount(1234.5)
    ('34.5', '1,234')
    """
    return f"{usd:,.1f}" if abs(usd) < 100 else f"{usd:,.0f}"
