"""The map of what hurts most when it is lost: lines and places sized by the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from corridor.draw.map.ground import open_map
from corridor.draw.map.layers import shade_key
from corridor.draw.map.legends import Key, corner_legend, line_key, marker_key
from corridor.draw.map.names import name_countries
from corridor.draw.map.tracks import line_parts
from corridor.draw.map.weighted.coarse import coarse, main_extent, paper_of_map
from corridor.draw.marks.checks import check_frame, lonlat, refuse
from corridor.draw.marks.labels import Label, place_labels
from corridor.draw.marks.palette import CORRIDORS, INK
from corridor.draw.marks.space import line_pixels, space_of
from corridor.draw.marks.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

    from corridor.draw.map.extent import Extent

__all__ = ["draw_loss_map"]

_LINE: Final = "#AA3377"
_POINT: Final = CORRIDORS["russia"]
_WIDEST: Final = 9.0
_LARGEST: Final = 24.0
_NAMED: Final = 12


def draw_loss_map(
    lost: gpd.GeoDataFrame,
    countries: gpd.GeoDataFrame,
    *,
    shade: Sequence[str] = ("RU",),
    ax: Axes | None = None,
    extent: Extent | None = None,
    title: str | None = None,
    unit: str = "Mt/y",
    what: str = "undelivered",
) -> Axes:
    """
    Draw links and places, the wider or larger the more goes undelivered without them.

    Width is the amount; the area of a circle is.

    Parameters
    ----------
    lost
        One row an element, the worst first: columns `name`, `value` (0 or more), geometry (a line
        or a point).
    countries
        Columns `country` (ISO2), `name`, geometry (polygons).
    shade
        Countries drawn darker, hatched and named.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    extent
        West, south, east, north in degrees; None shows the elements that hold 99 % of the loss.
    title
        Words above the map.
    unit
        Unit of the values.
    what
        What the values are, for the legend.

    Returns
    -------
    ax
        The map.

    Raises
    ------
    SchemaError
        A frame is empty, lacks a column, or is not in degrees; no value is above 0.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> from shapely import Point, box
    >>> lost = gpd.GeoDataFrame({"name": ["Tengiz"], "value": [8.6]}, geometry=[Point(53, 46)])
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[box(51, 42, 80, 55)]
    ... )
    >>> ax = draw_loss_map(lost, land, ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts if "8.6" in text.get_text()]
    ['Tengiz 8.6']
    """
    lost = lonlat(lost, "lost", ["name", "value"])
    countries = lonlat(countries, "countries", ["country", "name"])
    check_frame(pd.DataFrame(lost), "lost", ["value"], numbers=["value"])
    most = float(lost["value"].max())
    if most <= 0:
        raise refuse("lost", "the loss of at least one element is above 0", "value", most)
    ax = paper_of_map() if ax is None else ax
    view = main_extent(lost, ax) if extent is None else extent
    countries, lost = coarse(countries, ax, view), coarse(lost, ax, view)
    ax = open_map(countries, [], shade=shade, ax=ax, extent=view)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    space = space_of(ax)
    labels = []
    for name, value, shape in zip(lost["name"], lost["value"], lost.geometry, strict=True):
        share = float(value) / most
        text = f"{clean(name, 46)} {float(f'{float(value):.3g}'):,g}"
        if shape.geom_type == "Point":
            size = max(3.0, _LARGEST * share**0.5)
            style: dict[str, Any] = {"color": _POINT, "markeredgecolor": "white", "alpha": 0.75}
            x, y = float(shape.x), float(shape.y)
            ax.plot([x], [y], "o", markersize=size, zorder=8, scalex=False, scaley=False, **style)
            labels.append(Label(x, y, text, size=8.0, reach=size / 2 + 2))
            continue
        for line in line_parts(shape):
            width = max(0.9, _WIDEST * share)
            ax.plot(
                *line.T, color=_LINE, linewidth=width, zorder=6, scalex=False, scaley=False,
                solid_capstyle="round", alpha=0.8,
            )  # fmt: skip
            space.add_points(line_pixels(ax, line))
        middle = _middle(shape)
        labels.append(Label(float(middle.x), float(middle.y), text, size=8.0))
    keys: list[Key] = [
        (f"link, by {unit} {what}", line_key(_LINE, width=4.0)),
        (
            f"place, by {unit} {what}",
            marker_key({"marker": "o", "color": _POINT, "alpha": 0.75}),
        ),
    ]
    corner_legend(ax, keys + shade_key(ax, countries, shade), space, grow=False)
    place_labels(ax, labels[:_NAMED], space)
    name_countries(ax, countries, space, which=set(shade), strong=True)
    return ax


def _middle(shape: BaseGeometry) -> BaseGeometry:
    """Return the middle of a line, or a point itself."""
    parts = line_parts(shape)
    if not parts:
        return shape
    longest = max((shapely.LineString(part) for part in parts), key=lambda line: float(line.length))
    return longest.interpolate(0.5, normalized=True)
