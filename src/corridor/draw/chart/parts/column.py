"""Names of curves that end together, one above the other at the right edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from corridor.draw.marks.labels import halo
from corridor.draw.marks.palette import MUTED
from corridor.draw.marks.space import pixels_per_point, text_box
from corridor.draw.marks.text import title_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from corridor.draw.marks.space import Floats, Space

__all__ = ["column_labels"]

_AWAY: Final = 16.0  # points between the ends and the names
_LINE: Final = 12.5  # points between two names
_SIZE: Final = 9.0


def column_labels(ax: Axes, ends: Mapping[str, tuple[Floats, str]], space: Space) -> None:
    """
    Write the names of curves in a column right of their ends, in the order of the ends.

    Parameters
    ----------
    ax
        Axes whose limits and size are final.
    ends
        Last point and colour of each curve; all at one x.
    space
        Learns what the names take.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from corridor.draw.marks.space import space_of
    >>> ax = Figure().subplots()
    >>> ends = {"a": (np.array([0.5, 0.5]), "#111111"), "b": (np.array([0.5, 0.5]), "#222222")}
    >>> column_labels(ax, ends, space_of(ax))
    >>> low, high = (text.get_position()[1] for text in ax.texts)
    >>> bool(high - low > 9)
    True
    """
    if not ends:
        return
    scale = pixels_per_point(ax)
    order = sorted(ends, key=lambda name: float(ends[name][0][1]))
    spots = np.array([ax.transData.transform(ends[name][0]) for name in order])
    bounds = (space.frame[1] + _LINE * scale / 2, space.frame[3] - _LINE * scale / 2)
    heights = _spread(spots[:, 1], _LINE * scale, *bounds)
    for name, spot, height in zip(order, spots, heights, strict=True):
        (x, y), colour = ends[name]
        text = ax.annotate(
            title_case(name),
            (float(x), float(y)),
            xytext=(_AWAY, float(height - spot[1]) / scale),
            textcoords="offset points",
            ha="left",
            va="center",
            fontsize=_SIZE,
            fontweight="bold",
            color=colour,
            path_effects=halo(),
            arrowprops={
                "arrowstyle": "-",
                "color": MUTED,
                "linewidth": 0.6,
                "relpos": (0.0, 0.5),
                "shrinkB": 4.0,
            },
            zorder=12,
            annotation_clip=False,
        )
        left, bottom, right, top = text_box(text)
        start, half = float(spot[0]) + _AWAY * scale, (top - bottom) / 2
        space.boxes.append((start, height - half, start + right - left, height + half))


def _spread(wished: Floats, gap: float, low: float, high: float) -> Floats:
    """Return heights in order, a gap apart, as near to the wished ones as a frame allows."""
    steps = gap * np.arange(len(wished))
    # Heights less their steps need only not fall: pool what does (isotonic regression).
    blocks: list[tuple[float, int]] = []
    for value in wished - steps:
        blocks.append((float(value), 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, n), (two, m) = blocks[-2:]
            blocks[-2:] = [((one * n + two * m) / (n + m), n + m)]
    level = np.concatenate([np.full(count, value) for value, count in blocks])
    most = high - steps[-1]
    return np.asarray(np.clip(level, low, max(low, most)) + steps, dtype=float)
