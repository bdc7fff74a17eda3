"""What part of the world a map shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

Extent: TypeAlias = tuple[float, float, float, float]

_RATIOS: Final = (1.35, 2.1)


def view_extent(
    geometry: Sequence[BaseGeometry], *, ratio: float | None = None, margin: float = 0.06
) -> Extent:
    """
    Return the part of the world a map must show.

    Parameters
    ----------
    geometry
        What must be in view, in degrees.
    ratio
        Width by height of the paper; None lets the geometries choose, between 1.35 and 2.1.
    margin
        Share of the larger span added on each side.

    Returns
    -------
    extent
        West, south, east, north in degrees.

    Examples
    --------
    >>> from shapely import Point
    >>> [round(v) for v in view_extent([Point(50, 40), Point(60, 44)], ratio=2.0)]
    [48, 39, 62, 45]
    """
    west, south, east, north = (
        float(v) for v in shapely.total_bounds(np.asarray(list(geometry), dtype=object))
    )
    squeeze = math.cos(math.radians(min(abs(south + north) / 2, 80.0)))
    pad = max(margin * max((east - west) * squeeze, north - south), 0.6)
    width, height = (east - west) * squeeze + 2 * pad, north - south + 2 * pad
    wished = ratio if ratio is not None else min(max(width / height, _RATIOS[0]), _RATIOS[1])
    width, height = max(width, height * wished), max(height, width / wished)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    half_x = min(width / squeeze, 360.0) / 2
    middle_y = min(max(middle_y, -85 + height / 2), 85 - height / 2) if height < 170 else 0.0
    half_y = min(height / 2, 85.0)
    return (middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y)


def seen(polygon: BaseGeometry, view: Extent) -> BaseGeometry:
    """
    Return the part of a polygon in view.

    Parameters
    ----------
    polygon
        Any polygon.
    view
        West, south, east, north.

    Returns
    -------
    part
        Valid polygon, perhaps empty.

    Examples
    --------
    >>> from shapely import box
    >>> seen(box(0, 0, 2, 2), (1, 1, 5, 5)).area
    1.0
    """
    whole = polygon if polygon.is_valid else shapely.make_valid(polygon)
    return whole.intersection(shapely.box(*view))
