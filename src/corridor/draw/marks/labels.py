"""Placement of labels on an Axes so that no two of them overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from corridor.draw.marks.palette import INK, MUTED
from corridor.draw.marks.space import Box, Floats, Space, pixels_per_point, text_box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

COMPASS: Final = ("E", "W", "NE", "SE", "NW", "SW", "N", "S")
_ANGLES: Final = {"E": 0, "NE": 45, "N": 90, "NW": 135, "W": 180, "SW": 225, "S": 270, "SE": 315}
_FAR: Final = (14.0, 26.0, 40.0, 58.0, 80.0, 106.0)
_PAD: Final = np.array([4.0, 2.0])


@dataclass(frozen=True)
class Label:
    """A text for a point in data coordinates; `reach`, `far` in points, `sides` as wished."""

    x: float
    y: float
    text: str
    size: float = 8.5
    colour: str = INK
    bold: bool = False
    reach: float = 5.0
    sides: tuple[str, ...] = COMPASS
    far: float = 106.0


def place_labels(ax: Axes, labels: Iterable[Label], space: Space) -> list[Annotation]:
    """
    Draw labels, the most important first, each where it touches no other.

    What finds no room is left out.

    Eight positions around the point are tried, then the same farther away with a leader line.
    `space` learns what the labels take.

    Parameters
    ----------
    ax
        Axes whose limits and size are final.
    labels
        In order of importance.
    space
        What is taken already; from `space_of`.

    Returns
    -------
    drawn
        The texts drawn.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from corridor.draw.marks.space import space_of
    >>> ax = Figure().subplots()
    >>> len(place_labels(ax, [Label(0.5, 0.5, "Aktau"), Label(0.5, 0.5, "Kuryk")], space_of(ax)))
    2
    """
    drawn = (_place(ax, label, space) for label in labels if label.text)
    return [text for text in drawn if text is not None]


def halo(width: float = 2.5) -> list[object]:
    """
    Return the white edge that keeps text readable on lines.

    Parameters
    ----------
    width
        Width in points.

    Returns
    -------
    effects
        For `path_effects`.

    Examples
    --------
    >>> len(halo())
    1
    """
    from matplotlib.patheffects import withStroke  # noqa: PLC0415

    return [withStroke(linewidth=width, foreground="white", alpha=0.9)]


def _place(ax: Axes, label: Label, space: Space) -> Annotation | None:
    """Draw one label at its cheapest free position, or not at all."""
    text = ax.annotate(
        label.text,
        (label.x, label.y),
        xytext=(0, 0),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=label.size,
        color=label.colour,
        fontweight="bold" if label.bold else "normal",
        path_effects=halo(),
        zorder=12,
        annotation_clip=False,
    )
    left, bottom, right, top = text_box(text)
    centre = np.asarray(ax.transData.transform((label.x, label.y)), dtype=float)
    half = np.array([right - left, top - bottom]) / 2
    scale = pixels_per_point(ax)
    best = _cheapest(label, centre, half, scale, space)
    if best is None:
        text.remove()
        return None
    middle, is_far = best
    shift = (middle - centre) / scale
    text.set_position((float(shift[0]), float(shift[1])))
    box = _box(middle, half)
    if is_far:
        _leader(ax, label, centre, box, space)
    space.boxes.append(box)
    return text


def _cheapest(
    label: Label, centre: Floats, half: Floats, scale: float, space: Space
) -> tuple[Floats, bool] | None:
    """Return the middle of the best free box and whether it needs a leader line."""
    best: tuple[float, Floats, bool] | None = None
    for cost, middle, is_far in _positions(label, centre, half, scale):
        if best is not None and cost >= best[0]:
            continue
        box = _box(middle, half)
        if not space.is_free(box) or (is_far and _leader_hits(centre, box, space)):
            continue
        total = cost + 12.0 * space.covered(box)
        if best is None or total < best[0]:
            best = (total, middle, is_far)
    return None if best is None else (best[1], best[2])


def _positions(
    label: Label, centre: Floats, half: Floats, scale: float
) -> Iterator[tuple[float, Floats, bool]]:
    """Yield cost, middle and farness of each position, near ones first."""
    for ring, extra in enumerate((0.0, *(far for far in _FAR if far <= label.far))):
        for rank, side in enumerate(label.sides):
            angle = math.radians(_ANGLES[side])
            way = np.array([math.cos(angle), math.sin(angle)])
            gap = (label.reach + extra) * scale
            yield (
                ring * 12.0 + rank * 1.2,
                centre + way * gap + np.sign(np.round(way, 6)) * half,
                ring > 0,
            )


def _box(middle: Floats, half: Floats) -> Box:
    """Return the padded box around a middle."""
    low, high = middle - half - _PAD, middle + half + _PAD
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _leader_points(centre: Floats, box: Box) -> Floats:
    """Return samples of the straight line from the point to the nearest place of the box."""
    end = np.array([min(max(centre[0], box[0]), box[2]), min(max(centre[1], box[1]), box[3])])
    return centre + np.linspace(0.0, 1.0, 12)[:, None] * (end - centre)


def _leader_hits(centre: Floats, box: Box, space: Space) -> bool:
    """Say whether a leader line would cross another label."""
    walk = _leader_points(centre, box)[3:]
    others = [box for box in space.boxes if not ((centre > box[:2]) & (centre < box[2:])).all()]
    return any(((walk > other[:2]) & (walk < other[2:])).all(axis=1).any() for other in others)


def _leader(ax: Axes, label: Label, centre: Floats, box: Box, space: Space) -> None:
    """Draw a thin line from the point to the box and note it as taken."""
    walk = _leader_points(centre, box)
    scale = pixels_per_point(ax)
    shift = (walk[-1] - centre) / scale
    arrow = {
        "arrowstyle": "-",
        "color": MUTED,
        "linewidth": 0.7,
        "shrinkA": 0.0,
        "shrinkB": label.reach - 2.0,
    }
    ax.annotate(
        "",
        (label.x, label.y),
        xytext=tuple(shift),
        textcoords="offset points",
        arrowprops=arrow,
        zorder=11,
        annotation_clip=False,
    )
    space.boxes += [(float(x) - 1, float(y) - 1, float(x) + 1, float(y) + 1) for x, y in walk[3:]]
