"""Write bridges and gaps as frames that can be read and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from corridor.network.lines.topology.measure import Floats, Objects, along_share
from corridor.network.lines.topology.pieces import BRIDGE

if TYPE_CHECKING:
    from corridor.network.lines.tables.ground import Ground
    from corridor.network.lines.topology.contraction import Chains
    from corridor.network.lines.topology.pieces import Pieces

__all__ = ["bridge_frame", "gap_frame"]

DEGREES = "EPSG:4326"
SHORE_KM = 5.0
"""A place this close to a shore is counted to its country."""
COLUMNS = [
    "state", "joins", "distance_km", "smaller_km", "way_km", "from_x", "from_y", "to_x", "to_y",
    "onto", "same_level", "from_node", "from_component", "to_component", "link_id",
]  # fmt: skip


def bridge_frame(
    bridges: pd.DataFrame, chains: Chains, pieces: Pieces, links: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the bridges with the link each is in and how far along it."""
    number = np.full(len(pieces), -1, dtype=np.int64)
    number[chains.piece] = chains.chain
    of_link = number[pieces.line == BRIDGE]
    start, stop = _ends(bridges)
    middle = (start + stop) / 2
    share = along_share(links.geometry.to_numpy()[of_link], middle)
    frame = bridges.assign(
        link_id=links.index.to_numpy()[of_link],
        at_km=share * links["length_km"].to_numpy()[of_link],
    )
    return _drawn(frame, start, stop)


def gap_frame(
    gaps: pd.DataFrame,
    bridges: gpd.GeoDataFrame,
    links: gpd.GeoDataFrame,
    node: Objects,
    ground: Ground,
) -> gpd.GeoDataFrame:
    """Return gaps between parts that were bridged, and those left open."""
    left = gaps.assign(
        state="open",
        joins=np.where(gaps["way_km"].isna(), "parts", "detour").astype(object),
        from_node=node[gaps["from_node"].to_numpy(dtype=np.int64)],
        link_id="",
    )
    joined = pd.DataFrame(bridges[bridges["joins"] == "parts"])
    component = links["component"].loc[joined["link_id"]].to_numpy()
    done = joined.rename(columns={"length_km": "distance_km"}).assign(
        state="bridged",
        from_node="",
        way_km=np.nan,
        same_level=True,
        from_component=component,
        to_component=component,
    )
    some = [part[COLUMNS] for part in (done, left) if len(part)]
    frame = pd.concat(some, ignore_index=True) if some else left[COLUMNS]
    start, stop = _ends(frame)
    frame.insert(5, "from_country", ground.near(start, SHORE_KM))
    frame.insert(6, "to_country", ground.near(stop, SHORE_KM))
    return _drawn(frame.rename_axis("gap"), start, stop)


def _ends(frame: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the two ends of gaps or bridges."""
    return (
        frame[["from_x", "from_y"]].to_numpy(dtype=float),
        frame[["to_x", "to_y"]].to_numpy(dtype=float),
    )


def _drawn(frame: pd.DataFrame, start: Floats, stop: Floats) -> gpd.GeoDataFrame:
    """Return a frame with a straight line from start to stop in each row."""
    lines = shapely.linestrings(np.stack([start, stop], axis=1)) if len(start) else []
    return gpd.GeoDataFrame(frame, geometry=np.array(lines, dtype=object), crs=DEGREES)
