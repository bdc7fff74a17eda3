"""Corridors as layers: one switch each, side by side where they share a track, and their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from corridor.draw.marks.checks import lonlat
from corridor.draw.marks.palette import (
    INK,
    PIPE_MODES,
    SWAP_MODES,
    WATER_MODES,
    corridor_colours,
    mode_name,
)
from corridor.draw.marks.text import title_case
from corridor.draw.web.layers.layer import MapLayer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

__all__ = ["corridor_layers", "dash_of", "place_layer"]

_GAP: Final = 4.5  # pixels between the middles of two lines on one track
_WIDTH: Final = 3.6
_SIZES: Final = {"origin": 6.0, "destination": 6.0, "transfer": 4.5, "border": 3.0}
_RANKS: Final = {"origin": 2, "destination": 2, "transfer": 1, "border": 0}


def corridor_layers(
    routes: gpd.GeoDataFrame, *, cards: Sequence[tuple[str, str]] = ()
) -> tuple[MapLayer, ...]:
    """
    Return one layer per corridor.

    Parameters
    ----------
    routes
        One row a leg: columns `corridor`, `mode`, `seq` (order in its corridor), geometry (lines);
        optionally `name`, and what the cards say.
    cards
        Columns of `routes` and their words.

    Returns
    -------
    layers
        In the order in which the corridors come first.

    Raises
    ------
    SchemaError
        The frame is empty, lacks a column, or is not in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> line = LineString([(51, 43), (50, 40)])
    >>> routes = gpd.GeoDataFrame(
    ...     {"corridor": ["caspian", "iran"], "mode": ["sea", "sea"], "seq": [1, 1]},
    ...     geometry=[line, line],
    ... )
    >>> [float(layer.frame["offset"].iloc[0]) for layer in corridor_layers(routes)]
    [-2.25, 2.25]
    """
    routes = lonlat(routes, "routes", ["corridor", "mode", "seq"])
    names = list(dict.fromkeys(routes["corridor"].astype(str)))
    colours = corridor_colours(names)
    modes = routes["mode"].astype(str)
    said = modes.map(mode_name)
    frame = routes.assign(
        label=routes["name"].where(routes["name"] != "", said) if "name" in routes else said,
        mode_words=said,
        corridor=routes["corridor"].astype(str),
        colour=[colours[str(name)] for name in routes["corridor"]],
        size=_WIDTH,
        dash=modes.map(dash_of),
        offset=_offsets(routes, names),
    ).sort_values("seq", kind="stable")
    frame["corridor_words"] = frame["corridor"].map(title_case)
    told = (("corridor_words", "corridor"), ("mode_words", "mode"), *cards)
    return tuple(
        MapLayer(
            title_case(name),
            frame[frame["corridor"] == name],
            cards=told,
            keys=((title_case(name), colours[name]),),
        )
        for name in names
    )


def place_layer(places: gpd.GeoDataFrame, title: str = "Places") -> MapLayer:
    """
    Return the places of routes, the ends larger and named first.

    Parameters
    ----------
    places
        Columns `name`, `role` (origin, destination, transfer, border), `corridors`, geometry
        (points).
    title
        Words beside the switch.

    Returns
    -------
    layer
        One point a place.

    Raises
    ------
    SchemaError
        The frame is empty, lacks a column, or is not in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Aktau"], "role": ["origin"], "corridors": [("caspian",)]},
    ...     geometry=[Point(51, 43)],
    ... )
    >>> place_layer(places).labels
    [{'t': 'Aktau', 'x': 51.0, 'y': 43.0, 'k': 2}]
    """
    places = lonlat(places, "places", ["name", "role", "corridors"])
    names = [
        ", ".join(map(str, cell)) if isinstance(cell, (tuple, list)) else str(cell)
        for cell in places["corridors"]
    ]
    frame = places.assign(
        label=places["name"],
        colour=INK,
        size=places["role"].map(_SIZES).fillna(4.5),
        named=places["role"].map(_RANKS).fillna(1).astype(int),
        on=names,
    )
    order = np.argsort(-frame["named"].to_numpy(), kind="stable")
    return MapLayer(title, frame.iloc[order], cards=(("role", "is"), ("on", "on")))


def dash_of(mode: str) -> str:
    """
    Return how the line of a mode is drawn.

    Parameters
    ----------
    mode
        Mode id.

    Returns
    -------
    dash
        ``broken`` over water, ``pipe`` for pipelines, ``dotted`` for swaps, else ``solid``.

    Examples
    --------
    >>> dash_of("sea"), dash_of("oil_pipeline"), dash_of("road")
    ('broken', 'pipe', 'solid')
    """
    if mode in WATER_MODES:
        return "broken"
    if mode in PIPE_MODES:
        return "pipe"
    return "dotted" if mode in SWAP_MODES else "solid"


def _offsets(routes: gpd.GeoDataFrame, order: list[str]) -> list[float]:
    """Return how far each leg lies from the middle of its track."""
    tracks = [shape.wkb for shape in routes.geometry]
    users: dict[bytes, set[str]] = {}
    for track, corridor in zip(tracks, routes["corridor"].astype(str), strict=True):
        users.setdefault(track, set()).add(corridor)
    out = []
    for track, corridor in zip(tracks, routes["corridor"].astype(str), strict=True):
        company = [name for name in order if name in users[track]]
        out.append(_GAP * (company.index(corridor) - (len(company) - 1) / 2))
    return out
