"""Put named places on lines: each becomes a node where the lines pass nearest to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.errors import CorridorError, SchemaError
from corridor.network.lines.topology.measure import Floats, Ints, Objects, between_km
from corridor.network.lines.topology.near import Feet, Segments, segments_of
from corridor.network.lines.topology.pieces import BRIDGE
from corridor.network.lines.topology.web import SAME_KM, Web, weave

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["nearest_rows", "put_places"]


def put_places(
    web: Web, lines: Objects, places: Mapping[str, tuple[float, float]], reach_km: float
) -> tuple[Web, pd.DataFrame]:
    """
    Return the web with a node for each place, where the lines pass nearest to it.

    Parameters
    ----------
    web
        Pieces and nodes.
    lines
        The lines that were drawn.
    places
        Longitude and latitude by name.
    reach_km
        How far a place may be from the lines.

    Returns
    -------
    web, placed
        ``placed`` has the ``node`` of each place and how far it is (``access_km``).

    Raises
    ------
    SchemaError
        A place is out of reach of all lines, or two places fall on one point.
    """
    names = sorted(places)
    if not names:
        return web, pd.DataFrame({"node": [], "access_km": []}, index=pd.Index([], name="place"))
    points = np.array([places[name] for name in names], dtype=float)
    drawn = np.flatnonzero(web.pieces.line != BRIDGE)
    segments = segments_of(web.pieces.shapes[drawn])
    feet = segments.feet(points, reach_km)
    best = nearest_rows(feet)
    _refuse_far(names, points, best, segments, reach_km)
    place, piece = feet.place[best], drawn[feet.line[best]]
    cut = weave(web.pieces.cut_at(piece, place), lines)
    node = _nodes_at(cut, place, web.bits[piece])
    twice = [names[k] for k in range(len(names)) if (node == node[k]).sum() > 1]
    if twice:
        raise SchemaError(
            f"places {', '.join(twice)} meet the lines at one point: leave out all but one of them"
        )
    placed = pd.DataFrame(
        {"node": node, "access_km": feet.km[best]}, index=pd.Index(names, name="place")
    )
    return cut, placed


def nearest_rows(feet: Feet) -> Ints:
    """
    Return for each point the row of the line nearest to it.

    Parameters
    ----------
    feet
        What is within reach.

    Returns
    -------
    rows
        One for each point that has a line within reach, in the order of the points.

    Examples
    --------
    >>> import shapely
    >>> segments = segments_of(shapely.linestrings([[[0, 0], [2, 0]], [[0, 1], [2, 1]]]))
    >>> nearest_rows(segments.feet(np.array([[1.0, 0.4], [1.0, 0.7]]), 100.0)).tolist()
    [0, 2]
    """
    order = np.lexsort((feet.line, feet.km, feet.point))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(feet.point[order]) != 0
    return order[first]


def _refuse_far(
    names: list[str], points: Floats, best: Ints, segments: Segments, reach_km: float
) -> None:
    """Raise where a place has no line within reach, saying how far the nearest is."""
    if len(best) == len(names):
        return
    missing = []
    for name, point in zip(names, points, strict=True):
        feet = segments.feet(point[None], 20 * reach_km)
        if not len(feet.km):
            missing.append(f"{name} (none within {20 * reach_km:g} km)")
        elif feet.km.min() > reach_km:
            missing.append(f"{name} ({feet.km.min():.1f} km)")
    raise SchemaError(
        f"no line within {reach_km:g} km of {', '.join(missing)}: check longitude and latitude, in "
        "this order, or give a larger place_km"
    )


def _nodes_at(web: Web, place: Floats, bits: Ints) -> Ints:
    """Return the node at each place that meets one of the levels."""
    nodes = []
    for at, bit in zip(place, bits, strict=True):
        away = np.abs(web.points - at).max(axis=1)
        near = np.flatnonzero((away < 1e-6) & ((web.levels & bit) != 0))
        km = between_km(web.points[near], np.repeat(at[None], len(near), axis=0))
        if not len(near) or km.min() > 10 * SAME_KM:
            raise CorridorError(f"no node was made at {at.tolist()}")
        nodes.append(near[np.argmin(km)])
    return np.array(nodes, dtype=np.int64)
