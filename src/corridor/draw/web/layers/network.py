"""A network as layers: one switch a mode, what is not open, and the nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corridor.draw.marks.checks import lonlat
from corridor.draw.marks.palette import INK, mode_colours, mode_name
from corridor.draw.web.layers.corridors import dash_of
from corridor.draw.web.layers.layer import MapLayer

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

__all__ = ["network_layers"]

_MAIN: Final = frozenset({"port", "terminal", "market", "field", "mine", "plant"})
_CARDS: Final = (
    ("mode_words", "mode"),
    ("status", "status"),
    ("operator", "operator"),
    ("owner", "owner"),
    ("id", "id"),
)


def network_layers(
    links: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame, *, named: Collection[str] = ()
) -> tuple[MapLayer, ...]:
    """
    Return links by mode, those that are not open apart, and nodes.

    Parameters
    ----------
    links
        Index link id; columns `name`, `mode`, `is_open`, geometry (lines in degrees); optionally
        `status`, `operator`, `owner`.
    nodes
        Index node id; columns `name`, `kind`, geometry (points in degrees); optionally `country`.
    named
        Node ids whose names come first.

    Returns
    -------
    layers
        Links, links not open (hidden at first), nodes.

    Raises
    ------
    SchemaError
        A frame is empty, lacks a column, or is not in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> links = gpd.GeoDataFrame(
    ...     {"name": ["Aktau - Alat"], "mode": ["sea"], "is_open": [True]},
    ...     index=["fe_aktau__alat"],
    ...     geometry=[LineString([(51, 43), (50, 40)])],
    ... )
    >>> nodes = gpd.GeoDataFrame(
    ...     {"name": ["Aktau"], "kind": ["port"]}, index=["aktau"], geometry=[Point(51, 43)]
    ... )
    >>> [layer.title for layer in network_layers(links, nodes)]
    ['sea', 'Nodes']
    """
    links = lonlat(links, "links", ["name", "mode", "is_open"])
    nodes = lonlat(nodes, "nodes", ["name", "kind"])
    modes = links["mode"].astype(str)
    colours = mode_colours(modes)
    frame = links.assign(
        id=links.index,
        label=links["name"],
        mode_words=modes.map(mode_name),
        colour=modes.map(colours),
        size=2.4,
        dash=modes.map(dash_of),
    )
    is_open = links["is_open"].astype(bool)
    layers = [
        MapLayer(
            mode_name(mode),
            frame[is_open & (modes == mode)],
            cards=_CARDS,
            keys=((mode_name(mode), colour),),
        )
        for mode, colour in colours.items()
        if (is_open & (modes == mode)).any()
    ]
    if not is_open.all():
        shut = frame[~is_open].assign(dash="dotted")
        layers.append(MapLayer("Not open", shut, cards=_CARDS, visible=False))
    main = nodes["kind"].isin(_MAIN)
    points = nodes.assign(
        id=nodes.index,
        label=nodes["name"],
        colour=INK,
        size=main.map({True: 4.0, False: 2.2}),
        named=main.astype(int) + nodes.index.isin(list(named)).astype(int),
    )
    cards = (("kind", "kind"), ("country", "country"), ("id", "id"))
    return (*layers, MapLayer("Nodes", points, cards=cards))
