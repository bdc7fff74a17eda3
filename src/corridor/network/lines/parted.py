"""Say why two places of a network of lines are not connected, and by how little."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from corridor.errors import NoRouteError

if TYPE_CHECKING:
    from corridor.network.lines.result import LineNetwork
    from corridor.network.lines.spots import Place

__all__ = ["no_route"]


def no_route(
    network: LineNetwork, start: Place, end: Place, parts: tuple[int, int]
) -> NoRouteError:
    """
    Return the error that says why two places are not connected.

    Parameters
    ----------
    network
        A network of lines.
    start, end
        Places as they were asked for.
    parts
        The connected parts they are in.

    Returns
    -------
    error
        It names the gaps that lead from one to the other, the least kilometres in all.
    """
    one, other = parts
    reason = f"they are in connected parts {one} and {other}, "
    gaps = _gaps_between(network, one, other)
    if not gaps:
        reach = network.options.gap_km
        return NoRouteError(
            str(start), str(end), reason=f"{reason}and no gaps up to {reach:g} km lead across"
        )
    told = ", ".join(f"{gap.distance_km:.2f} km at {_at(gap)}" for gap in gaps)
    remedy = "which lie on different levels: see the columns layer, bridge and tunnel"
    if all(gap.same_level for gap in gaps):
        widest = max(float(gap.distance_km) for gap in gaps)
        remedy = f"which a snap_km of {widest + 0.01:.2f} would bridge"
    return NoRouteError(str(start), str(end), reason=f"{reason}parted by {told}, {remedy}")


def _at(gap: Any) -> str:  # noqa: ANN401 - a row of itertuples
    """Return where a gap is."""
    return f"({gap.from_x:.3f}, {gap.from_y:.3f})"


def _gaps_between(network: LineNetwork, one: int, other: int) -> list[Any]:
    """Return the open gaps that lead from part to part, the least kilometres in all."""
    gaps = network.gaps[(network.gaps["state"] == "open") & (network.gaps["joins"] == "parts")]
    graph = nx.Graph()
    graph.add_nodes_from([one, other])
    for gap in gaps.itertuples():
        graph.add_edge(gap.from_component, gap.to_component, km=gap.distance_km, gap=gap)
    if not nx.has_path(graph, one, other):
        return []
    path = nx.shortest_path(graph, one, other, weight="km")
    return [graph.edges[step]["gap"] for step in pairwise(path)]
