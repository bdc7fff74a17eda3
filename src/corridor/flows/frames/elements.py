"""Where elements lie on a map, with what their loss costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from corridor.data.cells import list_items
from corridor.flows.criticality.elements import companies

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from corridor.flows.criticality.result import Criticality
    from corridor.network.network import Network

__all__ = ["element_frame"]

MEGA = 1e6


def element_frame(criticality: Criticality) -> gpd.GeoDataFrame:
    """
    Return the elements that carry flow, with their place.

    Parameters
    ----------
    criticality
        From `criticality`.

    Returns
    -------
    elements
        Index element; name, kind, rank, loss_musd_per_y, undelivered_mt_per_y, mt_per_y, geometry:
        lines of links, or of all links of a group, company, passage or cause; points of nodes,
        transfers and territories. Elements without a place are left out.
    """
    table = criticality.table
    frame = pd.DataFrame(
        {
            "name": table["name"],
            "kind": table["kind"],
            "rank": table["rank"],
            "loss_musd_per_y": table["loss_usd_per_y"] / MEGA,
            "undelivered_mt_per_y": table["added_unmet_t_per_y"] / MEGA,
            "mt_per_y": table["flow_t_per_y"] / MEGA,
        },
        index=table.index,
    )
    shapes = [_shape(criticality.network, str(element)) for element in table.index]
    found = gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")
    return found[~found.geometry.isna()]


def _shape(network: Network, element: str) -> BaseGeometry | None:
    """Return where an element lies; None where it has no place."""
    kind, _, name = element.partition(":")
    if kind in {"node", "transfer"}:
        return network.nodes.geometry.get(name.split("/")[0])
    if kind == "territory":
        land = network.data.countries.geometry.get(name)
        return None if land is None else land.representative_point()
    return _lines(network, _links(network, kind, name))


def _links(network: Network, kind: str, name: str) -> list[str]:
    """Return the open links that go with an element."""
    if kind == "link":
        return [name] if name in network.links.index else []
    links = network.links[network.links["is_open"]]
    if kind == "group":
        return [str(link) for link in links.index[links["capacity_group"] == name]]
    if kind in {"operator", "owner"}:
        mine = links[kind].map(lambda cell: name in companies(str(cell)))
        return [str(link) for link in links.index[mine]]
    if kind == "passage":
        through = links["passages"].map(lambda cell: name in list_items(cell))
        return [str(link) for link in links.index[through]]
    hazards = network.data.hazards
    subjects = hazards.loc[hazards["shared_cause"] == name, "subject"].astype(str)
    found: list[str] = []
    for subject in dict.fromkeys(subjects):
        what, _, which = subject.partition(":")
        if what in {"link", "passage"}:
            found += _links(network, what, which)
    return found


def _lines(network: Network, links: list[str]) -> BaseGeometry | None:
    """Return the lines of links as one geometry."""
    lines = network.links.geometry.reindex(links).dropna()
    if lines.empty:
        return None
    parts = shapely.get_parts(np.asarray(list(lines), dtype=object))
    return shapely.multilinestrings(parts) if len(parts) > 1 else parts[0]
