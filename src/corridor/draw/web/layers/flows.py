"""Flows as layers: width for tonnes, colour for the mode or for how full a link is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.draw.marks.checks import check_frame, lonlat
from corridor.draw.marks.palette import mode_colours, mode_name
from corridor.draw.web.layers.corridors import dash_of
from corridor.draw.web.layers.layer import MapLayer
from corridor.draw.web.scales import use_colour, use_keys, widths

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CARDS", "flow_layers"]

CARDS = (
    ("mode_words", "mode"),
    ("mt_per_y", "flow, Mt/y"),
    ("commodities", "of which"),
    ("use_words", "capacity in use"),
    ("available", "available"),
    ("worth", "one more is worth"),
)


def flow_layers(links: gpd.GeoDataFrame) -> tuple[MapLayer, ...]:
    """
    Return flows by mode, and the same links by how full they are (hidden at first).

    Parameters
    ----------
    links
        One row a link: columns `name`, `mode`, `mt_per_y`, `utilisation` (NaN where the capacity is
        not known), geometry (lines in degrees); optionally `commodities`, `available`, `worth`:
        words for the cards.

    Returns
    -------
    layers
        Two; width is the flow.

    Raises
    ------
    SchemaError
        The frame is empty, lacks a column or a number, or is not in degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> links = gpd.GeoDataFrame(
    ...     {"name": ["CPC"], "mode": ["oil_pipeline"], "mt_per_y": [54.9], "utilisation": [0.66]},
    ...     geometry=[LineString([(51, 46), (38, 44)])],
    ... )
    >>> flow, use = flow_layers(links)
    >>> use.rows[0]["r"]
    [['mode', 'oil pipeline'], ['flow, Mt/y', '54.9'], ['capacity in use', '66 %']]
    """
    links = lonlat(links, "links", ["name", "mode", "mt_per_y", "utilisation"])
    check_frame(links, "links", ["mt_per_y"], numbers=["mt_per_y"])
    links = links.sort_values("mt_per_y", ascending=False, kind="stable")
    modes = links["mode"].astype(str)
    colours = mode_colours(modes)
    used = links["utilisation"].astype(float)
    frame = links.assign(
        label=links["name"],
        mode_words=modes.map(mode_name),
        size=widths(links["mt_per_y"]),
        dash=[_flow_dash(mode) for mode in modes],
        colour=modes.map(colours),
        use_words=[f"{share:.0%}".replace("%", " %") if share == share else "" for share in used],  # noqa: PLR0124
    )
    keys = tuple((mode_name(mode), colour) for mode, colour in colours.items())
    full = frame.assign(colour=[use_colour(share) for share in used], dash="solid")
    order = np.argsort(used.fillna(-1.0).to_numpy(), kind="stable")
    note = f"the wider, the more: up to {float(links['mt_per_y'].max()):,.3g} Mt/y"
    used_up = full.iloc[order]
    return (
        MapLayer("Flows by mode", frame, cards=CARDS, keys=keys, note=note),
        MapLayer(
            "Capacity in use", used_up, cards=CARDS, keys=use_keys(), visible=False, note=note
        ),
    )


def _flow_dash(mode: str) -> str:
    """Return the dash of a mode; pipelines are told by their colour, so that width stays clear."""
    dash = dash_of(mode)
    return "solid" if dash == "pipe" else dash
