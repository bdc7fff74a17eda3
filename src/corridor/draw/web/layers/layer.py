"""One layer of an interactive map: lines or points, what their cards say, and their key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd
import shapely

from corridor.draw.marks.checks import lonlat, refuse
from corridor.draw.web.embed import plain

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

__all__ = ["MapLayer"]

DASHES: Final = ("solid", "pipe", "broken", "dotted")
_DIGITS: Final = 3  # 0.001 degrees is about 0.1 km
_NEAR: Final = 0.004  # degrees by which a line may be straightened
_COLUMNS: Final = ("label", "colour", "size")


@dataclass(frozen=True, repr=False)
class MapLayer:
    """
    Lines or points that can be shown and hidden together.

    Attributes
    ----------
    title
        Words beside its switch.
    frame
        Degrees; columns `label` (head of a card), `colour` (``#RRGGBB``), `size` (pixels: width of
        a line, radius of a point). Optional: `offset` (pixels to the right of a line), `dash` (one
        of ``solid``, ``pipe``, ``broken``, ``dotted``), `named` (0: no name on the map, 1, or 2 for
        the names that come first).
    cards
        Column of the frame and its words, in the order of a card; absent values are left out.
    keys
        Words and colour of the key.
    visible
        Whether it is shown at first.
    note
        Words after the key.

    Raises
    ------
    SchemaError
        The frame lacks a column or rows, is not in degrees, mixes lines and points, or has a colour
        that is none.

    Examples
    --------
    >>> import geopandas as gpd
    >>> frame = gpd.GeoDataFrame(
    ...     {"label": ["Aktau - Alat"], "colour": ["#33A0CC"], "size": [3.0], "days": [1.5]},
    ...     geometry=[shapely.LineString([(51.2, 43.6), (49.4, 39.9)])],
    ... )
    >>> layer = MapLayer("Sea", frame, cards=(("days", "days"),))
    >>> layer.kind, layer.rows
    ('line', [{'t': 'Aktau - Alat', 'r': [['days', '1.5']]}])
    """

    title: str
    frame: gpd.GeoDataFrame
    cards: tuple[tuple[str, str], ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    visible: bool = True
    note: str = ""

    def __post_init__(self) -> None:
        what = f"layer {plain(self.title, 40)}"
        frame = lonlat(self.frame, what, list(_COLUMNS)).reset_index(drop=True)
        object.__setattr__(self, "frame", frame)
        kinds = {_kind(shape) for shape in frame.geometry}
        if len(kinds) > 1 or None in kinds:
            raise refuse(what, "all geometries are lines, or all are points", "geometry", kinds)
        for colour in [*frame["colour"], *(colour for _, colour in self.keys)]:
            if not _is_colour(colour):
                raise refuse(what, "a colour is written #RRGGBB", "colour", colour)

    @property
    def kind(self) -> Literal["line", "point"]:
        """``line`` or ``point``."""
        return "point" if self.frame.geometry.iloc[0].geom_type == "Point" else "line"

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The cards: `t` the head, `r` pairs of words and value."""
        columns = [(column, words) for column, words in self.cards if column in self.frame]
        return [
            {
                "t": plain(row["label"]),
                "r": [[words, text] for column, words in columns if (text := _said(row[column]))],
            }
            for _, row in self.frame.iterrows()
        ]

    @property
    def features(self) -> dict[str, Any]:
        """GeoJSON: `i` number of the card, `c` colour, `w` size, `o` offset, `d` dash."""
        frame = self.frame
        dash = frame.get("dash", pd.Series("solid", index=frame.index))
        offset = frame.get("offset", pd.Series(0.0, index=frame.index))
        features = [
            {
                "type": "Feature",
                "properties": {
                    "i": number,
                    "c": str(frame["colour"].iloc[number]),
                    "w": round(float(frame["size"].iloc[number]), 2),
                    "o": round(float(offset.iloc[number]), 2),
                    "d": str(dash.iloc[number]) if dash.iloc[number] in DASHES else "solid",
                },
                "geometry": _geojson(shape),
            }
            for number, shape in enumerate(frame.geometry)
        ]
        return {"type": "FeatureCollection", "features": features}

    @property
    def labels(self) -> list[dict[str, Any]]:
        """Names on the map: `t` text, `x`, `y` degrees, `k` importance."""
        if "named" not in self.frame:
            return []
        named = self.frame[self.frame["named"] > 0].sort_values(
            "named", ascending=False, kind="stable"
        )
        spots = named.geometry.apply(_spot)
        return [
            {"t": plain(label, 34), "x": round(spot.x, 3), "y": round(spot.y, 3), "k": int(rank)}
            for label, spot, rank in zip(named["label"], spots, named["named"], strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """
        Return the layer as plain values for the script of a page.

        Returns
        -------
        plain
            title, kind, visible, features, rows, labels.
        """
        return {
            "title": plain(self.title, 60),
            "kind": self.kind,
            "visible": self.visible,
            "features": self.features,
            "rows": self.rows,
            "labels": self.labels,
        }

    def __repr__(self) -> str:
        return f"<MapLayer {self.title!r}: {len(self.frame)} {self.kind}s>"


def _kind(shape: BaseGeometry) -> str | None:
    """Return what a geometry is drawn as; None where it cannot be drawn."""
    if shape.geom_type == "Point":
        return "point"
    return "line" if shape.geom_type in {"LineString", "MultiLineString"} else None


def _spot(shape: BaseGeometry) -> BaseGeometry:
    """Return the point of a name."""
    return shape if shape.geom_type == "Point" else shape.interpolate(0.5, normalized=True)


def _is_colour(colour: object) -> bool:
    """Say whether a text is a colour."""
    text = str(colour)
    return len(text) == 7 and text[0] == "#" and all(sign in _HEX for sign in text[1:])


_HEX: Final = frozenset("0123456789abcdefABCDEF")


def _said(value: object) -> str:
    """Return a value of a card as text; empty where it is absent."""
    if isinstance(value, (float, np.floating)):
        return f"{value:,.4g}" if np.isfinite(value) else ""
    return plain(value)


def _geojson(shape: BaseGeometry) -> dict[str, Any]:
    """Return a geometry as GeoJSON, as fine as a map needs."""
    if shape.geom_type == "Point":
        return {"type": "Point", "coordinates": [round(shape.x, _DIGITS), round(shape.y, _DIGITS)]}
    thin = shapely.simplify(shape, _NEAR)
    parts = [
        np.round(shapely.get_coordinates(part), _DIGITS).tolist()
        for part in shapely.get_parts(thin)
    ]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}
