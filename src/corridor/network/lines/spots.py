"""Where a place is on the lines of a network: on which link, and how far along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.errors import SchemaError, UnknownIdError
from corridor.network.lines.options import check_place
from corridor.network.lines.topology.measure import Floats, Ints, Objects, along_share
from corridor.network.lines.topology.near import Segments, segments_of
from corridor.network.lines.topology.placing import nearest_rows

if TYPE_CHECKING:
    from corridor.network.lines.result import LineNetwork

__all__ = ["Place", "Roads", "Spot", "find_spot"]

Place = str | tuple[float, float]


@dataclass(frozen=True)
class Roads:
    """What every search on a network needs, made once."""

    ends: Ints
    km: Floats
    shapes: Objects
    component: Ints
    segments: Segments

    @staticmethod
    def of(network: LineNetwork) -> Roads:
        """Return the numbers of a network."""
        links = network.links
        at = network.nodes.index.get_indexer
        ends = np.column_stack([at(links["from_node_id"]), at(links["to_node_id"])])
        shapes = links.geometry.to_numpy()
        return Roads(
            ends.astype(np.int64),
            links["length_km"].to_numpy(dtype=float),
            shapes,
            links["component"].to_numpy(dtype=np.int64),
            segments_of(shapes),
        )


@dataclass(frozen=True)
class Spot:
    """A place on a link: how far along it, and how far it is from what was asked for."""

    link: int
    share: float
    access_km: float


def find_spot(network: LineNetwork, roads: Roads, place: Place) -> Spot:
    """
    Return where a place is on the lines.

    Parameters
    ----------
    network, roads
        The network and its numbers.
    place
        A node id, or longitude and latitude.

    Returns
    -------
    spot
        On the nearest link.

    Raises
    ------
    UnknownIdError
        No such node.
    SchemaError
        No line is within reach.
    """
    if isinstance(place, str):
        if place not in network.nodes.index:
            raise UnknownIdError("node", place, map(str, network.nodes.index))
        node = network.nodes.index.get_loc(place)
        link, side = np.argwhere(roads.ends == node)[0]
        access = network.nodes["access_km"].fillna(0.0).iloc[node]
        return Spot(int(link), float(side), float(access))
    lon, lat = check_place("the place", place)
    reach = network.options.place_km
    feet = roads.segments.feet(np.array([[lon, lat]]), reach)
    if not len(feet.km):
        raise SchemaError(
            f"no line within {reach:g} km of {place!r}: check the order, longitude first, or make "
            "the network with a larger LineOptions.place_km"
        )
    best = nearest_rows(feet)
    link = int(feet.line[best[0]])
    share = along_share(roads.shapes[[link]], feet.place[best])
    return Spot(link, float(share[0]), float(feet.km[best[0]]))
