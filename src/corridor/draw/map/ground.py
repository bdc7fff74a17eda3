"""The ground of a map: frame, sea, land, borders, shaded territories, scale bar and attribution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Geod

from corridor.draw.map.extent import seen, view_extent
from corridor.draw.marks.checks import refuse
from corridor.draw.marks.palette import BORDER, INK, LAND, MUTED, SEA, SHADE, SHADE_HATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

    from corridor.draw.map.extent import Extent

ATTRIBUTION: Final = "Natural Earth; OpenStreetMap contributors; Global Energy Monitor"
_WIDTH_IN: Final = 12.0
_EDGE_IN: Final = (0.12, 0.42, 0.5)  # sides, below, above


def open_map(
    countries: gpd.GeoDataFrame,
    geometry: Sequence[BaseGeometry],
    *,
    shade: Sequence[str],
    ax: Axes | None,
    extent: Extent | None,
    titled: bool = True,
) -> Axes:
    """
    Draw the ground of a map and return its Axes with final limits.

    Parameters
    ----------
    countries
        Polygons in degrees; columns `country` (ISO2), `name`.
    geometry
        What must be in view.
    shade
        Countries drawn darker and hatched.
    ax
        Axes to draw on; None makes a figure 12 inches wide.
    extent
        West, south, east, north; None takes it from `geometry`.
    titled
        Whether a new figure needs room for a title.

    Returns
    -------
    ax
        The Axes.

    Raises
    ------
    SchemaError
        `extent` is not west < east, south < north.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> from shapely import Point, box
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[box(50, 40, 80, 55)]
    ... )
    >>> ax = open_map(land, [Point(51, 43)], shade=("RU",), ax=Figure().subplots(), extent=None)
    >>> bool(ax.get_xlim()[0] < 51 < ax.get_xlim()[1])
    True
    """
    if ax is not None and extent is None:
        box = ax.get_window_extent()
        extent = view_extent(geometry, ratio=box.width / box.height)
    view = extent if extent is not None else view_extent(geometry)
    if not (view[0] < view[2] and -90 <= view[1] < view[3] <= 90):
        raise refuse("extent", "west < east and south < north, in degrees", value=view)
    squeeze = math.cos(math.radians((view[1] + view[3]) / 2))
    if ax is None:
        ax = _paper((view[2] - view[0]) * squeeze / (view[3] - view[1]), titled=titled)
    ax.set_facecolor(SEA)
    _fill(ax, countries, view, frozenset(shade))
    ax.set_xlim(view[0], view[2])
    ax.set_ylim(view[1], view[3])
    ax.set_aspect(1 / squeeze)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_color(BORDER)
    _scale_bar(ax, view)
    _credit(ax)
    return ax


def _credit(ax: Axes) -> None:
    """Write the attribution below the right corner."""
    ax.annotate(
        ATTRIBUTION,
        (1, 0),
        xytext=(0, -6),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=7.5,
        color=MUTED,
        annotation_clip=False,
    )


def _paper(ratio: float, *, titled: bool) -> Axes:
    """Return the Axes of a new figure in which a map of this ratio fills the width."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    side, below, above = _EDGE_IN
    above = above if titled else side
    width = _WIDTH_IN - 2 * side
    height = min(max(width / ratio, 2.5), 14.0)
    total = height + below + above
    _, ax = plt.subplots(figsize=(_WIDTH_IN, total))
    ax.set_position((side / _WIDTH_IN, below / total, width / _WIDTH_IN, height / total))
    return ax


def _fill(ax: Axes, countries: gpd.GeoDataFrame, view: Extent, shade: frozenset[str]) -> None:
    """Fill land, and the shaded countries darker and hatched."""
    plain: list[BaseGeometry] = []
    dark: list[BaseGeometry] = []
    for country, polygon in zip(countries["country"], countries.geometry, strict=True):
        part = seen(polygon, view)
        if not part.is_empty:
            (dark if country in shade else plain).append(part)
    _patches(ax, plain, facecolor=LAND, edgecolor=BORDER, linewidth=0.7, zorder=1.0)
    if dark:
        _patches(
            ax,
            dark,
            facecolor=SHADE,
            edgecolor=SHADE_HATCH,
            linewidth=0.0,
            hatch="////",
            zorder=1.1,
        )
        _patches(ax, dark, facecolor="none", edgecolor=MUTED, linewidth=0.9, zorder=1.2)


def _patches(ax: Axes, polygons: Sequence[BaseGeometry], **style: Any) -> None:  # noqa: ANN401 - passed on
    """Draw polygons with holes as one collection."""
    from matplotlib.collections import PatchCollection  # noqa: PLC0415
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    patches = []
    for polygon in shapely.get_parts(np.asarray(list(polygons), dtype=object)):
        for single in shapely.get_parts(polygon):
            if single.geom_type == "Polygon":
                rings = [single.exterior, *single.interiors]
                patches.append(
                    PathPatch(
                        Path.make_compound_path(*[Path(ring.coords, closed=True) for ring in rings])
                    )
                )
    if patches:
        collection = PatchCollection(patches, match_original=False, **style)
        ax.add_collection(collection, autolim=False)


def _scale_bar(ax: Axes, view: Extent) -> None:
    """Draw a bar of round geodesic kilometres, true at the middle of the map, below its corner."""
    geod = Geod(ellps="WGS84")
    middle = (view[1] + view[3]) / 2
    centre = (view[0] + view[2]) / 2
    one_degree = geod.inv(centre - 0.5, middle, centre + 0.5, middle)[2] / 1000
    room = one_degree * (view[2] - view[0]) / 5
    power = 10.0 ** math.floor(math.log10(room))
    km = max(step * power for step in (1, 2, 5) if step * power <= room)
    left, right = view[0], view[0] + km / one_degree
    ax.plot(
        [left, left, right, right],
        [-0.008, -0.018, -0.018, -0.008],
        transform=ax.get_xaxis_transform(),
        color=INK,
        linewidth=1.2,
        clip_on=False,
        scalex=False,
        scaley=False,
    )
    ax.annotate(
        f"{km:,.0f} km at the middle of the map",
        (right, 0),
        xytext=(6, -6),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="left",
        va="top",
        fontsize=7.5,
        color=INK,
        annotation_clip=False,
    )
