"""The map of all tonnes: lines as wide as their flow, coloured by what they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from corridor.draw.map.ground import open_map
from corridor.draw.map.layers import shade_key
from corridor.draw.map.legends import Key, corner_legend, line_key
from corridor.draw.map.names import name_countries
from corridor.draw.map.tracks import line_parts
from corridor.draw.map.weighted.coarse import coarse, main_extent, paper_of_map
from corridor.draw.marks.checks import check_frame, lonlat
from corridor.draw.marks.labels import Label, place_labels
from corridor.draw.marks.palette import INK, corridor_colours
from corridor.draw.marks.space import line_pixels, space_of
from corridor.draw.marks.text import clean, title_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes

    from corridor.draw.map.extent import Extent
    from corridor.draw.marks.space import Space

__all__ = ["draw_flow_map"]

THINNEST: Final = 0.9
WIDEST: Final = 12.0
NAMED: Final = 22


def draw_flow_map(  # noqa: PLR0913
    flows: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    countries: gpd.GeoDataFrame,
    *,
    colours: Mapping[str, str] | None = None,
    shade: Sequence[str] = ("RU",),
    ax: Axes | None = None,
    extent: Extent | None = None,
    title: str | None = None,
    unit: str = "Mt/y",
) -> Axes:
    """
    Draw flows as lines whose width is the amount; those of one line lie on each other as bands.

    Parameters
    ----------
    flows
        One row a link and kind: columns `link`, `kind` (what the colour tells), `value` (above 0),
        geometry (lines).
    places
        Columns `name`, `value` (what ends there), geometry (points), the most important first.
    countries
        Columns `country` (ISO2), `name`, geometry (polygons).
    colours
        Colour by kind, in the order of the legend; None takes those of the corridors.
    shade
        Countries drawn darker, hatched and named.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    extent
        West, south, east, north in degrees; None shows the places that hold 99 % of the value.
    title
        Words above the map.
    unit
        Unit of the values.

    Returns
    -------
    ax
        The map. Lines too thin to see are drawn at the least width, and the legend says so.

    Raises
    ------
    SchemaError
        A frame is empty, lacks a column, or is not in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> from shapely import LineString, Point, box
    >>> flows = gpd.GeoDataFrame(
    ...     {"link": ["cpc"], "kind": ["russia"], "value": [38.1]},
    ...     geometry=[LineString([(53, 46), (38, 45)])],
    ... )
    >>> places = gpd.GeoDataFrame({"name": ["Tengiz"], "value": [38.1]}, geometry=[Point(53, 46)])
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[box(51, 42, 80, 55)]
    ... )
    >>> ax = draw_flow_map(flows, places, land, ax=Figure().subplots())
    >>> max(float(line.get_linewidth()) for line in ax.lines)
    12.0
    """
    flows = lonlat(flows, "flows", ["link", "kind", "value"])
    places = lonlat(places, "places", ["name", "value"])
    countries = lonlat(countries, "countries", ["country", "name"])
    check_frame(pd.DataFrame(flows), "flows", ["value"], numbers=["value"])
    check_frame(pd.DataFrame(places), "places", ["value"], numbers=["value"])
    ax = paper_of_map() if ax is None else ax
    view = main_extent(places, ax) if extent is None else extent
    countries, drawn = coarse(countries, ax, view), coarse(flows, ax, view)
    ax = open_map(countries, [], shade=shade, ax=ax, extent=view)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    space = space_of(ax)
    kinds = list(dict.fromkeys(flows["kind"].astype(str)))
    known = corridor_colours(kinds) if colours is None else dict(colours)
    most = float(flows.groupby("link")["value"].sum().max())
    _draw_bands(ax, drawn, known, most, space)
    keys: list[Key] = [
        (title_case(kind), line_key(colour, width=3.4))
        for kind, colour in known.items()
        if kind in kinds
    ]
    keys += _width_keys(most, unit)
    corner_legend(ax, keys + shade_key(ax, countries, shade), space, grow=False)
    _name_places(ax, places, space)
    name_countries(ax, countries, space, which=set(shade), strong=True)
    others = set(countries["country"]) - set(shade)
    name_countries(ax, countries, space, which=others, strong=False)
    return ax


def _draw_bands(
    ax: Axes, flows: gpd.GeoDataFrame, colours: Mapping[str, str], most: float, space: Space
) -> None:
    """Draw each link, widest bands below, so that every kind on it shows."""
    order = flows.groupby("link")["value"].transform("sum")
    flows = flows.assign(_sum=order).sort_values(["_sum", "link", "value"], kind="stable")
    for _, rows in flows.groupby("link", sort=False):
        below = rows["value"].to_numpy(float)[::-1].cumsum()
        shapes = [line_parts(shape) for shape in rows.geometry.iloc[::-1]]
        bands = list(zip(below, rows["kind"].astype(str).iloc[::-1], shapes, strict=True))
        for amount, kind, lines in reversed(bands):
            width = max(THINNEST, WIDEST * float(amount) / most)
            for line in lines:
                ax.plot(
                    *line.T,
                    color=colours[kind],
                    linewidth=width,
                    solid_capstyle="round",
                    solid_joinstyle="round",
                    scalex=False,
                    scaley=False,
                    zorder=7,
                )
        for line in bands[0][2]:
            space.add_points(line_pixels(ax, line))


def _width_keys(most: float, unit: str) -> list[Key]:
    """Return what widths stand for: a round amount, a tenth of it, and the thinnest line."""
    power = 10.0 ** np.floor(np.log10(most))
    big = max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most * (1 + 1e-9))
    keys: list[Key] = [
        (f"{amount:g} {unit}", line_key("#8A8A8A", width=WIDEST * amount / most))
        for amount in (big, big / 5)
    ]
    thin = float(f"{most * THINNEST / WIDEST:.2g}")
    return [*keys, (f"{thin:g} {unit} or less", line_key("#8A8A8A", width=THINNEST))]


def _name_places(ax: Axes, places: gpd.GeoDataFrame, space: Space) -> None:
    """Draw places as dots with names where there is room."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    labels = []
    for name, point in zip(places["name"], places.geometry, strict=True):
        x, y = float(point.x), float(point.y)
        if west < x < east and south < y < north:
            ax.plot(
                [x], [y], "o", color="white", markeredgecolor=INK, markersize=4.5, zorder=9,
                scalex=False, scaley=False,
            )  # fmt: skip
            labels.append(Label(x, y, clean(name, 26), size=8.0, far=40.0))
    place_labels(ax, labels[:NAMED], space)
