"""What of an Axes is taken and what is free, in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.text import Text

Box: TypeAlias = tuple[float, float, float, float]
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass
class Space:
    """What of an Axes is taken, in pixels: boxes are forbidden to labels, points costly."""

    frame: Box
    boxes: list[Box] = field(default_factory=list)
    points: Floats = field(default_factory=lambda: np.empty((0, 2)))
    _taken: Floats = field(default_factory=lambda: np.empty((0, 4)), repr=False)

    def add_points(self, points: Floats) -> None:
        """Note points, such as samples of a line."""
        self.points = np.vstack([self.points, np.asarray(points, dtype=float).reshape(-1, 2)])

    def is_free(self, box: Box) -> bool:
        """Say whether a box lies in the frame and touches no taken box."""
        inside = (
            box[0] >= self.frame[0]
            and box[1] >= self.frame[1]
            and box[2] <= self.frame[2]
            and box[3] <= self.frame[3]
        )
        if not inside or not self.boxes:
            return inside
        if len(self._taken) != len(self.boxes):
            self._taken = np.array(self.boxes)
        left, bottom, right, top = self._taken.T
        meet = (left < box[2]) & (right > box[0]) & (bottom < box[3]) & (top > box[1])
        return not bool(meet.any())

    def lift(self, pixels: float) -> None:
        """Move everything up, as when a figure grows below."""
        up = np.array([0.0, pixels])
        self.points = self.points + up
        self.frame, *self.boxes = [
            (box[0], box[1] + pixels, box[2], box[3] + pixels) for box in (self.frame, *self.boxes)
        ]
        self._taken = np.empty((0, 4))

    def covered(self, box: Box) -> int:
        """Count the points under a box."""
        x, y = self.points[:, 0], self.points[:, 1]
        return int(np.count_nonzero((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])))


def boxes_meet(one: Box, two: Box) -> bool:
    """
    Say whether two boxes overlap.

    Parameters
    ----------
    one, two
        Left, bottom, right, top.

    Returns
    -------
    meet
        True if they share an area.

    Examples
    --------
    >>> boxes_meet((0, 0, 2, 2), (1, 1, 3, 3)), boxes_meet((0, 0, 1, 1), (1, 0, 2, 1))
    (True, False)
    """
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def space_of(ax: Axes, margin: float = 3.0) -> Space:
    """
    Return the empty space of an Axes, after laying it out.

    Parameters
    ----------
    ax
        Axes whose limits are final.
    margin
        Pixels kept free inside the frame.

    Returns
    -------
    space
        Frame in pixels, nothing taken.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> space_of(Figure().subplots()).boxes
    []
    """
    figure = ax.get_figure(root=True)
    if figure is not None and figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
    else:
        ax.apply_aspect()  # all that moves an Axes no engine lays out, at a tenth of the time
    box = ax.get_window_extent()
    return Space((box.x0 + margin, box.y0 + margin, box.x1 - margin, box.y1 - margin))


def line_pixels(ax: Axes, points: Floats, step: float = 5.0) -> Floats:
    """
    Return samples of a line, a few pixels apart.

    Parameters
    ----------
    ax
        Axes whose limits are final.
    points
        (n, 2) data coordinates.
    step
        Pixels between samples.

    Returns
    -------
    samples
        (m, 2) pixels.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> line_pixels(Figure().subplots(), np.array([[0.0, 0.0], [1.0, 0.0]]), step=100.0).shape
    (6, 2)
    """
    pixels = np.asarray(ax.transData.transform(points), dtype=float).reshape(-1, 2)
    if len(pixels) < 2:
        return pixels
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(pixels, axis=0).T))])
    at = np.linspace(0.0, along[-1], max(2, math.ceil(along[-1] / step) + 1))
    return np.column_stack([np.interp(at, along, pixels[:, 0]), np.interp(at, along, pixels[:, 1])])


def text_box(text: Text) -> Box:
    """
    Return the box of a drawn text, without its leader line.

    Parameters
    ----------
    text
        Text or Annotation of a figure.

    Returns
    -------
    box
        Left, bottom, right, top in pixels.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> box = text_box(Figure().subplots().text(0.5, 0.5, "Aktau"))
    >>> box[2] > box[0]
    True
    """
    from matplotlib.text import Text as PlainText  # noqa: PLC0415

    box = PlainText.get_window_extent(text)
    return (float(box.x0), float(box.y0), float(box.x1), float(box.y1))


def pixels_per_point(ax: Axes) -> float:
    """
    Return how many pixels a point of type is.

    Parameters
    ----------
    ax
        Axes of a figure.

    Returns
    -------
    scale
        Pixels per 1/72 inch.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> pixels_per_point(Figure(dpi=144).subplots())
    2.0
    """
    figure = ax.get_figure(root=True)
    return 1.0 if figure is None else float(figure.dpi) / 72


def emptiest(boxes: Sequence[Box], space: Space) -> tuple[int, int]:
    """
    Return which of some boxes covers least, and how much that is.

    Parameters
    ----------
    boxes
        Boxes in pixels.
    space
        What is taken.

    Returns
    -------
    which, covered
        Position in `boxes`; points and taken boxes under it.

    Examples
    --------
    >>> space = Space((0, 0, 9, 9), points=np.array([[1.0, 1.0]]))
    >>> emptiest([(0, 0, 2, 2), (5, 5, 7, 7)], space)
    (1, 0)
    """
    counts = [
        space.covered(box) + 3 * sum(boxes_meet(box, other) for other in space.boxes)
        for box in boxes
    ]
    which = int(np.argmin(counts))
    return which, counts[which]
