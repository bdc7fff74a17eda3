"""Maps: the whole network by mode, and the routes of several corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.map.ground import open_map
from corridor.draw.map.layers import (
    ROLES,
    draw_legs,
    draw_links,
    draw_nodes,
    draw_places,
    in_view,
    node_labels,
    shade_key,
)
from corridor.draw.map.legends import Key, corner_legend, line_key, marker_key, mode_keys
from corridor.draw.map.names import name_countries
from corridor.draw.marks.checks import check_frame, lonlat
from corridor.draw.marks.labels import place_labels
from corridor.draw.marks.palette import INK, corridor_colours
from corridor.draw.marks.space import Space, space_of
from corridor.draw.marks.text import clean, title_case
from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes

    from corridor.draw.map.extent import Extent


def draw_network(
    links: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    countries: gpd.GeoDataFrame,
    *,
    shade: Sequence[str] = ("RU",),
    ax: Axes | None = None,
    extent: Extent | None = None,
    label_nodes: Iterable[str] | None = None,
) -> Axes:
    """
    Draw links coloured by mode and the nodes that matter; links that are not open are dashed.

    Parameters
    ----------
    links
        Columns `mode`, `is_open`, geometry (lines); rows without a geometry are left out.
    nodes
        Index node id; columns `kind`, `name`, geometry (points).
    countries
        Columns `country` (ISO2), `name`, geometry (polygons).
    shade
        Countries drawn darker, hatched and named.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    extent
        West, south, east, north in degrees; None shows all links and nodes.
    label_nodes
        Node ids to label, the most important first; None labels ports, markets and producers as far
        as they fit.

    Returns
    -------
    ax
        The map.

    Raises
    ------
    SchemaError
        A frame is empty, lacks a column, or is not in degrees; an id of `label_nodes` is not in
        `nodes`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> from shapely import LineString, Point, box
    >>> links = gpd.GeoDataFrame(
    ...     {"mode": ["sea"], "is_open": [True]}, geometry=[LineString([(51, 43), (50, 40)])]
    ... )
    >>> nodes = gpd.GeoDataFrame(
    ...     {"kind": ["port"], "name": ["Aktau"]}, index=["aktau"], geometry=[Point(51, 43)]
    ... )
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[box(51, 42, 80, 55)]
    ... )
    >>> ax = draw_network(links, nodes, land, ax=Figure().subplots())
    >>> [text.get_text() for text in ax.texts if "Aktau" in text.get_text()]
    ['Aktau']
    """
    links = lonlat(links, "links", ["mode", "is_open"])
    nodes = lonlat(nodes, "nodes", ["kind", "name"])
    countries = lonlat(countries, "countries", ["country", "name"])
    wanted = _wanted(nodes, label_nodes)
    ours = ax is None
    ax = open_map(
        countries,
        [*links.geometry, *nodes.geometry],
        shade=shade,
        ax=ax,
        extent=extent,
        titled=False,
    )
    space = space_of(ax)
    nodes = in_view(ax, nodes)
    keys = draw_links(ax, links, space) + draw_nodes(ax, nodes, space, set(wanted))
    corner_legend(ax, keys + shade_key(ax, countries, shade), space, grow=ours)
    place_labels(
        ax, node_labels(nodes.loc[[node for node in wanted if node in nodes.index]]), space
    )
    _name_all(ax, countries, space, shade)
    return ax


def draw_routes(
    routes: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    countries: gpd.GeoDataFrame,
    *,
    shade: Sequence[str] = ("RU",),
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """
    Draw the routes of several corridors on one map, side by side where they share a track.

    Sea legs are broken, pipelines hollow, land legs solid; a white casing parts lines that cross.

    Parameters
    ----------
    routes
        One row a leg: columns `corridor`, `mode`, `seq` (order in its corridor), geometry (lines).
    places
        Columns `name`, `role` (origin, destination, transfer, border), `corridors`, geometry
        (points).
    countries
        Columns `country` (ISO2), `name`, geometry (polygons).
    shade
        Countries drawn darker, hatched and named.
    ax
        Axes to draw on; None makes a figure. Its size must be final: labels are placed for it.
    title
        Words above the map.

    Returns
    -------
    ax
        The map.

    Raises
    ------
    SchemaError
        A frame is empty, lacks a column, or is not in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from matplotlib.figure import Figure
    >>> from shapely import LineString, Point, box
    >>> routes = gpd.GeoDataFrame(
    ...     {"corridor": ["caspian"], "mode": ["sea"], "seq": [1]},
    ...     geometry=[LineString([(51, 43), (50, 40)])],
    ... )
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Aktau"], "role": ["origin"], "corridors": ["caspian"]},
    ...     geometry=[Point(51, 43)],
    ... )
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[box(51, 42, 80, 55)]
    ... )
    >>> ax = draw_routes(routes, places, land, ax=Figure().subplots(), title="Oil")
    >>> ax.get_title(loc="left")
    'Oil'
    """
    routes = lonlat(routes, "routes", ["corridor", "mode", "seq"])
    places = lonlat(places, "places", ["name", "role", "corridors"])
    countries = lonlat(countries, "countries", ["country", "name"])
    check_frame(pd.DataFrame(routes), "routes", ["seq"], numbers=["seq"])
    ours = ax is None
    ax = open_map(countries, [*routes.geometry, *places.geometry], shade=shade, ax=ax, extent=None)
    if title is not None:
        ax.set_title(clean(title, 110), loc="left", fontsize=13, fontweight="bold", color=INK)
    space = space_of(ax)
    colours = corridor_colours(str(name) for name in routes["corridor"])
    draw_legs(ax, routes, colours, space)
    labels = draw_places(ax, places, space)
    roles = set(places["role"])
    keys: list[Key] = [
        (title_case(name), line_key(colour, width=3.4)) for name, colour in colours.items()
    ]
    keys += mode_keys([str(mode) for mode in routes["mode"]])
    keys += [(role, marker_key(style)) for role, style in ROLES.items() if role in roles]
    corner_legend(ax, keys + shade_key(ax, countries, shade), space, grow=ours)
    place_labels(ax, labels, space)
    _name_all(ax, countries, space, shade)
    return ax


def _wanted(nodes: gpd.GeoDataFrame, chosen: Iterable[str] | None) -> list[str]:
    """Return the ids to label, in order; unknown ones raise."""
    if chosen is None:
        first = ("market", "port", "terminal", "field", "mine", "plant")
        rank = {kind: place for place, kind in enumerate(first)}
        kinds = nodes["kind"].map(rank).dropna().sort_values(kind="stable")
        return list(dict.fromkeys(kinds.index))
    wanted = list(dict.fromkeys(chosen))
    for node in wanted:
        if node not in nodes.index:
            raise UnknownIdError("node", str(node), [str(known) for known in nodes.index])
    return wanted


def _name_all(ax: Axes, countries: gpd.GeoDataFrame, space: Space, shade: Sequence[str]) -> None:
    """Write the names of the shaded territories, then of other countries where there is room."""
    name_countries(ax, countries, space, which=set(shade), strong=True)
    name_countries(ax, countries, space, which=set(countries["country"]) - set(shade), strong=False)
