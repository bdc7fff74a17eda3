"""A legend in the emptiest corner of a map, or below it where every corner is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from corridor.draw.marks.palette import BORDER, INK, PIPE_MODES, SWAP_MODES, WATER_MODES
from corridor.draw.marks.space import Box, Space, emptiest
from corridor.draw.marks.text import legend_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

Key: TypeAlias = tuple[str, Any]
Dash: TypeAlias = Literal["-"] | tuple[float, tuple[float, ...]]

CORNERS: Final = ("lower left", "upper left", "lower right", "upper right")


def mode_dash(mode: str) -> Dash:
    """
    Return the dash of a mode: sea broken, swaps dotted, land and pipelines solid.

    Parameters
    ----------
    mode
        Mode id.

    Returns
    -------
    dash
        Line style of matplotlib.

    Examples
    --------
    >>> mode_dash("sea"), mode_dash("road")
    ((0, (3.5, 1.4)), '-')
    """
    if mode in WATER_MODES:
        return (0, (3.5, 1.4))
    return (0, (1.0, 1.2)) if mode in SWAP_MODES else "-"


def line_key(
    colour: str, *, dash: Dash = "-", width: float = 3.0, pipe: bool = False
) -> Artist | tuple[Artist, ...]:
    """
    Return the sample of a line for a legend.

    Parameters
    ----------
    colour
        Colour.
    dash
        Line style.
    width
        Points.
    pipe
        Whether a white line runs along its middle.

    Returns
    -------
    sample
        Handle of a legend.

    Examples
    --------
    >>> type(line_key("#000000")).__name__
    'Line2D'
    """
    from matplotlib.lines import Line2D  # noqa: PLC0415

    line = Line2D([], [], color=colour, linestyle=dash, linewidth=width, dash_capstyle="butt")
    return (line, Line2D([], [], color="white", linewidth=width * 0.33)) if pipe else line


def mode_keys(modes: Sequence[str], colour: str = "#9A9A9A") -> list[Key]:
    """
    Return the samples that explain dashes and hollow lines, only for what is on the map.

    Parameters
    ----------
    modes
        Modes on the map.
    colour
        Colour of the samples.

    Returns
    -------
    keys
        Words and handles.

    Examples
    --------
    >>> [words for words, _ in mode_keys(["sea", "rail_1520"])]
    ['rail or road', 'sea or river']
    """
    on = set(modes)
    keys: list[Key] = []
    if on - WATER_MODES - PIPE_MODES - SWAP_MODES:
        keys.append(("rail or road", line_key(colour)))
    if on & PIPE_MODES:
        keys.append(("pipeline", line_key(colour, width=3.6, pipe=True)))
    if on & WATER_MODES:
        keys.append(("sea or river", line_key(colour, dash=mode_dash("sea"))))
    if on & SWAP_MODES:
        keys.append(("swap", line_key(colour, dash=mode_dash("gas_swap"))))
    return keys


def marker_key(style: Mapping[str, Any]) -> Artist:
    """
    Return the sample of a marker.

    Parameters
    ----------
    style
        Keywords of `Line2D`.

    Returns
    -------
    sample
        Handle of a legend.

    Examples
    --------
    >>> type(marker_key({"marker": "o"})).__name__
    'Line2D'
    """
    from matplotlib.lines import Line2D  # noqa: PLC0415

    return Line2D([], [], linestyle="none", **style)


def area_key(facecolour: str, hatch: str, edge: str) -> Artist:
    """
    Return the sample of a shaded area.

    Parameters
    ----------
    facecolour, hatch, edge
        Fill, hatch pattern and its colour.

    Returns
    -------
    sample
        Handle of a legend.

    Examples
    --------
    >>> type(area_key("#DDDDDD", "////", "#AAAAAA")).__name__
    'Patch'
    """
    from matplotlib.patches import Patch  # noqa: PLC0415

    return Patch(facecolor=facecolour, hatch=hatch, edgecolor=edge, linewidth=0.0)


def corner_legend(ax: Axes, keys: Sequence[Key], space: Space, *, grow: bool) -> Legend:
    """
    Draw a legend in the emptiest corner.

    Parameters
    ----------
    ax
        Axes whose limits and size are final.
    keys
        Words and handles, in order.
    space
        What is taken; learns the box of the legend.
    grow
        True if the figure is ours: a legend that would cover something in every corner goes below
        the map, for which the figure grows.

    Returns
    -------
    legend
        The legend.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from corridor.draw.marks.space import space_of
    >>> ax = Figure().subplots()
    >>> keys = [("sea", line_key("#000000"))]
    >>> [text.get_text() for text in corner_legend(ax, keys, space_of(ax), grow=False).texts]
    ['sea']
    """
    tries = [_legend(ax, keys, loc=corner) for corner in CORNERS]
    boxes = [_box(legend) for legend in tries]
    best, covered = emptiest(boxes, space)
    for legend in tries:
        legend.remove()
    if grow and covered:
        return _legend_below(ax, keys, space)
    space.boxes.append(boxes[best])
    return _legend(ax, keys, loc=CORNERS[best])


def _legend_below(ax: Axes, keys: Sequence[Key], space: Space) -> Legend:
    """Draw a legend below the map and make the figure as much taller."""
    figure = ax.figure
    gap = 26.0 / ax.get_window_extent().height
    options: dict[str, Any] = {"ncols": min(len(keys), 7), "frameon": False, "borderpad": 0.2}
    legend = _legend(ax, keys, loc="upper center", bbox_to_anchor=(0.5, -gap), **options)
    box = _box(legend)
    more = max(0.0, 4.0 - box[1])
    place = ax.get_position()
    height = float(figure.bbox.height)
    figure.set_figheight((height + more) / figure.dpi)  # type: ignore[union-attr]
    share = height / (height + more)
    low = (place.y0 * height + more) / (height + more)
    ax.set_position((place.x0, low, place.width, place.height * share))
    space.lift(more)
    return legend


def _legend(ax: Axes, keys: Sequence[Key], **options: Any) -> Legend:  # noqa: ANN401 - passed on
    """Draw a legend with the house style."""
    from matplotlib.legend import Legend  # noqa: PLC0415
    from matplotlib.legend_handler import HandlerTuple  # noqa: PLC0415

    style: dict[str, Any] = {
        "fontsize": 8.5,
        "framealpha": 0.95,
        "edgecolor": BORDER,
        "labelcolor": INK,
        "handlelength": 2.6,
        "borderpad": 0.7,
        "handler_map": {tuple: HandlerTuple(ndivide=1)},
    }
    handles = [handle for _, handle in keys]
    words = [legend_text(text) for text, _ in keys]
    legend = Legend(ax, handles, words, **{**style, **options})
    legend.set_zorder(14)
    ax.add_artist(legend)
    return legend


def _box(legend: Legend) -> Box:
    """Return the box of a legend in pixels, with some air."""
    box = legend.get_window_extent()
    return (float(box.x0) - 4, float(box.y0) - 4, float(box.x1) + 4, float(box.y1) + 4)
