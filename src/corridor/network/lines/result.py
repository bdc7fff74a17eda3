"""The network made of raw lines, with everything that was joined, bridged and left apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.network.lines.handover import as_network
from corridor.network.lines.options import LineOptions, check_place
from corridor.network.lines.report import report_tables, report_text
from corridor.network.lines.spots import Roads
from corridor.network.lines.thinning import thinned
from corridor.network.lines.topology.measure import between_km
from corridor.network.lines.travel import shortest_route

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    from matplotlib.axes import Axes

    from corridor.data.dataset import Dataset
    from corridor.network.lines.route import LineRoute
    from corridor.network.network import Network

__all__ = ["LineNetwork"]


@dataclass(frozen=True, repr=False, eq=False)
class LineNetwork:
    """
    A network made of raw lines; made by `network_from_lines`.

    Attributes
    ----------
    name, mode, snap_km, length_column, options
        What was asked for; no column where lengths are geodesic.
    nodes
        Index ``node_id``: kind (``place``, ``end``, ``joint``, ``junction``), country, x_coord,
        y_coord, degree, component, access_km (of a place, to the lines).
    links
        Index ``link_id``: from_node_id, to_node_id, length_km, drawn_km (geodesic, of the line as
        drawn), bridged_km (of its length, over gaps), component, rows (of the frame) and the
        columns kept.
    sections
        Index (``link_id``, ``seq``): the countries along each link, with km; ``SEA`` off the land,
        ``unknown`` beyond polygons given.
    components
        Connected parts, the longest first: length_km, links, nodes, dangling, bridged_km,
        countries.
    gaps
        Where lines nearly meet: ``state`` is bridged or open; ``joins`` is ``parts``, or
        ``detour`` where both sides are connected by a long way; distance_km; smaller_km, the
        length of the smaller part; way_km, along the lines; where; onto an ``end`` or a ``line``;
        whether on one level, as only then a wider reach would join them.
    bridges
        Every bridge: length_km, where, the link it is part of and how far along (``at_km``);
        spread_km is how far apart the ends of its cluster of bridges are.
    dropped
        Rows left out: ``row``, ``why``.
    tolerated
        Stretches of other countries or water counted to their neighbours: link_id, country, km.
    counts
        Rows and lines read, crossings, lines that pass each other, kilometres drawn twice.
    """

    name: str
    mode: str
    snap_km: float
    length_column: str
    options: LineOptions
    nodes: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    sections: pd.DataFrame
    components: pd.DataFrame
    gaps: gpd.GeoDataFrame
    bridges: gpd.GeoDataFrame
    dropped: pd.DataFrame
    tolerated: pd.DataFrame
    counts: Mapping[str, float]

    @property
    def dangling(self) -> gpd.GeoDataFrame:
        """Nodes at which a single link ends."""
        return self.nodes[self.nodes["degree"] == 1]

    @property
    def report(self) -> str:
        """What was read, cut, bridged and left apart, as lines of text."""
        return report_text(self)

    @cached_property
    def _roads(self) -> Roads:
        return Roads.of(self)

    def nearest(self, lon: float, lat: float, *, count: int = 1) -> pd.DataFrame:
        """
        Return the nodes nearest to a place.

        Parameters
        ----------
        lon, lat
            Degrees.
        count
            How many.

        Returns
        -------
        nodes
            Index ``node_id``, the nearest first: distance_km, kind, country, component.

        Raises
        ------
        ValueError
            Not a place on Earth, or a count below 1.

        Examples
        --------
        >>> import geopandas as gpd
        >>> from corridor.network.lines.build import network_from_lines
        >>> wkt = ["LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44, 68.5 45)"]
        >>> gdf = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(wkt), crs="EPSG:4326")
        >>> net = network_from_lines(gdf, mode="road", snap_km=0)
        >>> net.nearest(68.4, 44.0)["distance_km"].round(1).to_dict()
        {'line_n2': 8.0}
        """
        at = check_place("the place", (lon, lat))
        if count < 1:
            raise ValueError(f"count is at least 1, not {count}")
        points = self.nodes[["x_coord", "y_coord"]].to_numpy(dtype=float)
        km = between_km(np.tile(at, (len(points), 1)), points)
        near = np.lexsort((self.nodes.index.to_numpy(dtype=str), km))[:count]
        frame = pd.DataFrame(self.nodes[["kind", "country", "component"]]).iloc[near]
        frame.insert(0, "distance_km", km[near])
        return frame

    def shortest(
        self, start: str | tuple[float, float], end: str | tuple[float, float]
    ) -> LineRoute:
        """
        Return the shortest route between two nodes, or places near the lines.

        Parameters
        ----------
        start, end
            A node id, or (longitude, latitude): the route then begins where the lines pass nearest,
            within ``options.place_km``.

        Returns
        -------
        route
            Its length, and the countries by distance.

        Raises
        ------
        UnknownIdError
            No such node.
        NoRouteError
            The two are in different connected parts; names the gap between them.
        SchemaError
            A place is out of reach of the lines.

        Examples
        --------
        >>> import geopandas as gpd
        >>> from corridor.network.lines.build import network_from_lines
        >>> wkt = ["LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44, 68.5 45)"]
        >>> gdf = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(wkt), crs="EPSG:4326")
        >>> net = network_from_lines(gdf, mode="road", snap_km=0)
        >>> net.shortest((68.25, 44.0), (68.5, 44.5))
        <LineRoute 75.6 km on 2 links (KZ 76), 0.00 km over gaps>
        """
        return shortest_route(self, self._roads, start, end)

    def between(self, nodes: Iterable[str]) -> LineNetwork:
        """
        Return the network of the shortest ways between nodes, with all else left out.

        Parameters
        ----------
        nodes
            Node ids, such as the places.

        Returns
        -------
        network
            Small enough to merge with another; open gaps are not in it, as they lie elsewhere.

        Raises
        ------
        UnknownIdError
            No such node.
        NoRouteError
            Two of the nodes are not connected; names the gaps between them.

        Examples
        --------
        >>> import geopandas as gpd
        >>> from corridor.network.lines.build import network_from_lines
        >>> wkt = ["LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44, 68.5 45)"]
        >>> gdf = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(wkt), crs="EPSG:4326")
        >>> places = {"west": (68.0, 44.0), "north": (68.5, 45.0)}
        >>> net = network_from_lines(gdf, mode="road", snap_km=0, places=places)
        >>> net.between(places).links[["from_node_id", "to_node_id"]].to_numpy().tolist()
        [['west', 'north']]
        """
        return thinned(self, self._roads, nodes)

    def to_network(
        self,
        *,
        source: Mapping[str, object],
        load_at: Iterable[str] | None = None,
        commodity_groups: Iterable[str] = (),
        base: Dataset | None = None,
    ) -> Network:
        """
        Return a `Network` of these nodes and links, to route goods on or merge with another.

        Lengths and sections go along; prices, speeds and borders that the lines do not know come
        from the mode and country factors of the base.

        Parameters
        ----------
        source
            Where the lines come from: ``source_id``, ``title``, ``accessed`` and the like.
        load_at
            Nodes where goods can be put on and taken off; the places when left out.
        commodity_groups
            What the links carry; what is usual for the mode when left out.
        base
            Lends all else; the bundled data when left out.

        Returns
        -------
        network
            Of these nodes and links alone; see `Network.merge`.

        Raises
        ------
        UnknownIdError
            No such node.
        SchemaError
            Nothing can be loaded anywhere, or a line runs where no country polygon is.

        Examples
        --------
        >>> import geopandas as gpd
        >>> from corridor.network.lines.build import network_from_lines
        >>> wkt = ["LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44, 68.5 45)"]
        >>> gdf = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(wkt), crs="EPSG:4326")
        >>> net = network_from_lines(gdf, mode="road", snap_km=0)
        >>> net.to_network(source={"source_id": "own", "title": "Own", "accessed": "2026-11-22"})
        Traceback (most recent call last):
        corridor.errors.SchemaError: goods can be put on nowhere: name nodes in load_at...
        """
        return as_network(
            self, source=source, load_at=load_at, commodity_groups=commodity_groups, base=base
        )

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """
        Draw links, bridges in red, and open gaps dashed.

        Parameters
        ----------
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The axes.
        """
        from corridor.network.lines.picture import draw_lines  # noqa: PLC0415 - matplotlib only when drawing

        return draw_lines(self, ax)

    def __repr__(self) -> str:
        """Return one line."""
        km = float(self.links["length_km"].sum())
        return (
            f"<LineNetwork {self.mode}: {len(self.nodes)} nodes, {len(self.links)} links, "
            f"{km:,.0f} km, connected parts: {len(self.components)}, "
            f"bridges: {len(self.bridges)} ({self.bridges['length_km'].sum():.1f} km)>"
        )

    def _repr_html_(self) -> str:
        """Return the report and the largest parts, bridges and gaps as HTML, escaped."""
        parts = [f"<p>{escape(repr(self))}</p><pre>{escape(self.report)}</pre>"]
        for title, frame in report_tables(self).items():
            table = frame.to_html(border=0, escape=True, float_format="{:,.2f}".format)
            parts.append(f"<h4>{escape(title)}</h4>{table}")
        return f"<div>{''.join(parts)}</div>"
