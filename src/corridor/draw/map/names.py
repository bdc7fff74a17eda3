"""Names of countries on a map, where they hide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from corridor.draw.map.extent import seen
from corridor.draw.marks.labels import halo
from corridor.draw.marks.palette import LAND, SHADE_TEXT
from corridor.draw.marks.space import Box, Floats, Space, pixels_per_point, text_box
from corridor.draw.marks.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from shapely.geometry.base import BaseGeometry

SMALL: Final = 8.0  # points
NAME: Final = "#6B675F"  # of a country, on its land


def name_countries(
    ax: Axes, countries: gpd.GeoDataFrame, space: Space, *, which: Collection[str], strong: bool
) -> list[Text]:
    """
    Write the names of countries inside their land in view, the largest first.

    Each stands where it touches nothing.

    Parameters
    ----------
    ax
        A finished map.
    countries
        Polygons in degrees; columns `country`, `name`.
    space
        What is taken; learns the names.
    which
        Countries to name.
    strong
        True for a shaded territory: large, spaced, and written even where it leaves the land.

    Returns
    -------
    drawn
        The texts drawn.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> from corridor.draw.marks.space import space_of
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[shapely.box(0, 0, 1, 1)]
    ... )
    >>> ax = Figure().subplots()
    >>> texts = name_countries(ax, land, space_of(ax), which={"KZ"}, strong=False)
    >>> [text.get_text() for text in texts]
    ['Kazakhstan']
    """
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    found = []
    for country, name, whole in zip(
        countries["country"], countries["name"], countries.geometry, strict=True
    ):
        parts = _polygons(seen(whole, (west, south, east, north))) if country in which else []
        if parts:
            found.append((parts[0].area, clean(name), parts))
    ranked = sorted(found, key=lambda item: (-item[0], item[1]))
    drawn = (_write(ax, name, parts, space, strong=strong) for _, name, parts in ranked)
    return [text for text in drawn if text is not None]


def _polygons(land: BaseGeometry) -> list[BaseGeometry]:
    """Return the largest polygons of a geometry, the largest first."""
    parts = [
        part for part in shapely.get_parts(land) if part.geom_type == "Polygon" and part.area > 0
    ]
    return sorted(parts, key=lambda part: -float(part.area))[:4]


def _write(
    ax: Axes, name: str, parts: list[BaseGeometry], space: Space, *, strong: bool
) -> Text | None:
    """Write one name at its best free place, or not at all; a strong one may shrink and spill."""
    lands = [
        shapely.transform(part.simplify(0.02), ax.transData.transform)
        for part in (parts if strong else parts[:1])
    ]
    if not strong and np.ptp(lands[0].bounds[1::2]) < SMALL * pixels_per_point(ax):
        return None  # lower than any letter
    text = ax.text(
        0,
        0,
        " ".join(name.upper()) if strong else name,
        ha="center",
        va="center",
        zorder=5 if strong else 2,
        color=SHADE_TEXT if strong else NAME,
        fontweight="bold" if strong else "normal",
        fontstyle="normal" if strong else "italic",
        path_effects=halo(3.0) if strong else [],
        gid=None if strong else f"on-{LAND.lower()}",  # so that dark paper knows its ground
    )
    sizes = (13.0, 10.5, 8.5) if strong else (SMALL,)
    tries = [(size, land, False) for size in sizes for land in lands]
    tries += [(8.5, lands[0], True)] if strong else []
    for size, land, spill in tries:
        text.set_fontsize(size)
        box = text_box(text)
        half = np.array([box[2] - box[0], box[3] - box[1]]) / 2 + 3
        spot = _spot(land, half, space, spill=spill)
        if spot is not None:
            text.set_position(tuple(ax.transData.inverted().transform(spot)))
            space.boxes.append(_around(spot, half))
            return text
    text.remove()
    return None


def _around(spot: Floats, half: Floats) -> Box:
    """Return the box around a spot."""
    return (
        float(spot[0] - half[0]),
        float(spot[1] - half[1]),
        float(spot[0] + half[0]),
        float(spot[1] + half[1]),
    )


def _spot(land: BaseGeometry, half: Floats, space: Space, *, spill: bool) -> Floats | None:
    """Return the place nearest to the middle of the land where the name hides nothing."""
    if land.is_empty or land.area == 0:
        return None
    west, south, east, north = land.bounds
    if not spill and (east - west < 2 * half[0] or north - south < 2 * half[1]):
        return None
    middle = np.array([land.centroid.x, land.centroid.y])
    grid = [(x, y) for x in np.linspace(west, east, 33) for y in np.linspace(south, north, 25)]
    spots = np.array([middle, *grid])
    spots = spots[np.argsort(np.hypot(*(spots - middle).T), kind="stable")]
    left, low, right, high = space.frame
    framed = (spots - half >= (left, low)) & (spots + half <= (right, high))
    spots = spots[framed.all(axis=1)]
    shapely.prepare(land)
    whole = shapely.box(*(spots - half).T, *(spots + half).T)
    for spot in spots[shapely.contains(land, shapely.points(spots) if spill else whole)]:
        box = _around(spot, half)
        if space.is_free(box) and not space.covered(box):
            return np.asarray(spot, dtype=float)
    return None
