"""The network: what can move where, built from a data set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.data.cells import list_items
from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError
from corridor.network.graph import StateGraph, compile_graph
from corridor.network.lookup import FactBook
from corridor.network.own.exchange import Exchange

if TYPE_CHECKING:
    import geopandas as gpd
    import networkx as nx
    import pandas as pd
    from matplotlib.axes import Axes

    from corridor.data.dataset import Dataset
    from corridor.draw.web.page import WebMap
    from corridor.network.own.merging.report import MergeReport

__all__ = ["Network", "build_network"]

# West, south, east, north of the map of everything: from the Adriatic to Xinjiang.
REGION = (11.0, 33.0, 91.0, 60.5)


@dataclass(frozen=True)
class Network(Exchange):
    """
    Nodes, links, transfers and borders as of a year, with a compiled state graph per commodity.

    Attributes
    ----------
    data
        The data set it was built from.
    merge_report
        What was done when it was merged of two; else None.
    """

    data: Dataset
    _book: FactBook = field(repr=False, compare=False)
    _graphs: dict[str, StateGraph] = field(default_factory=dict, repr=False, compare=False)
    merge_report: MergeReport | None = field(default=None, repr=False, compare=False)

    @property
    def nodes(self) -> gpd.GeoDataFrame:
        """Nodes, index ``node_id``, EPSG:4326."""
        return self.data.nodes

    @property
    def links(self) -> gpd.GeoDataFrame:
        """Links, index ``link_id``, with ``is_open`` for the year, EPSG:4326."""
        return self.data.links

    @property
    def transfers(self) -> pd.DataFrame:
        """Moves between modes or gauges at a node."""
        return self.data.transfers

    @property
    def borders(self) -> pd.DataFrame:
        """Directed border crossings."""
        return self.data.borders

    @property
    def commodities(self) -> pd.DataFrame:
        """Commodities, index ``commodity_id``."""
        return self.data.commodities

    @property
    def hazards(self) -> pd.DataFrame:
        """What interrupts links, nodes and passages."""
        return self.data.hazards

    @property
    def year(self) -> int:
        """The year the network stands for."""
        return self.data.year

    def state_graph(self, commodity: str) -> StateGraph:
        """
        Return the compiled state graph of a commodity, made on first use.

        Parameters
        ----------
        commodity
            A commodity id, such as ``copper``.

        Returns
        -------
        graph
            States, arcs, legs and the fact map.

        Raises
        ------
        UnknownIdError
            No such commodity; names the nearest.

        Examples
        --------
        >>> net = build_network(corridor.load_dataset())
        >>> "tengiz" in net.state_graph("crude_oil").origins
        True
        """
        if commodity not in self._graphs:
            known = [str(c) for c in self.data.commodities.index]
            if commodity not in known:
                raise UnknownIdError("commodity", commodity, known)
            self._graphs[commodity] = compile_graph(self._book, commodity)
        return self._graphs[commodity]

    def trace(self, subject: str, attribute: str) -> pd.DataFrame:
        """
        Return where a quantity comes from; see `Dataset.trace`.

        Parameters
        ----------
        subject, attribute
            Such as ``link:cpc`` and ``tariff_usd_per_t``.

        Returns
        -------
        trace
            One row per observation, the one in force first.

        Examples
        --------
        >>> net = build_network(corridor.load_dataset())
        >>> float(net.trace("link:cpc", "tariff_usd_per_t")["value"].iloc[0])
        38.0
        """
        return self.data.trace(subject, attribute)

    def to_networkx(self, commodity: str | None = None) -> nx.MultiDiGraph:
        """
        Return the network as a ``MultiDiGraph`` whose attributes are the tables' columns.

        Parameters
        ----------
        commodity
            When given, the graph of states (node, mode) with per-tonne quantities ``usd``, ``d``,
            ``kg``, ``km`` on each open arc; when absent, the graph of nodes and links.

        Returns
        -------
        graph
            Edge keys are link ids (with the direction), or arc numbers.

        Raises
        ------
        UnknownIdError
            No such commodity.

        Examples
        --------
        >>> graph = build_network(corridor.load_dataset()).to_networkx()
        >>> graph.edges["tengiz", "cpc_yo", "cpc"]["mode"]
        'oil_pipeline'
        """
        # Imported on use: the same module builds networks of graphs.
        from corridor.network.own.formats.graph import (  # noqa: PLC0415
            graph_of_links,
            graph_of_states,
        )

        return graph_of_links(self) if commodity is None else graph_of_states(self, commodity)

    def plot(
        self,
        *,
        ax: Axes | None = None,
        label_nodes: list[str] | None = None,
        extent: tuple[float, float, float, float] = REGION,
    ) -> Axes:
        """
        Draw the network on a map with Russian territory shaded.

        Parameters
        ----------
        ax
            Axes to draw on; a new figure when absent.
        label_nodes
            Nodes to name; Caspian ports and oil and gas fields when absent.
        extent
            West, south, east, north in degrees; the Adriatic to Xinjiang when absent.

        Returns
        -------
        ax
            The axes.
        """
        from corridor.draw.map.maps import draw_network  # noqa: PLC0415 - matplotlib only when drawing

        return draw_network(
            self.links,
            self.nodes,
            self.data.countries.reset_index(),
            ax=ax,
            label_nodes=label_nodes or _landmarks(self.data),
            extent=extent,
        )

    def explore(self) -> WebMap:
        """
        Return the network as a map that can be moved and filtered, in one page without a network.

        Returns
        -------
        map
            Links by mode, links that are not open, and nodes; `WebMap.save` writes the page.

        Raises
        ------
        ImportError
            The package that carries the map is not installed; says what to install.
        """
        from corridor.draw.map.maps import draw_network  # noqa: PLC0415 - only when drawing
        from corridor.draw.web.layers.network import network_layers  # noqa: PLC0415
        from corridor.draw.web.page import WebMap  # noqa: PLC0415

        named = _landmarks(self.data)
        extent = (
            REGION if len(self.nodes.cx[REGION[0] : REGION[2], REGION[1] : REGION[3]]) else None
        )

        def still(lands: gpd.GeoDataFrame) -> Axes:
            return draw_network(
                self.links, self.nodes, lands, label_nodes=named or None, extent=extent
            )

        layers = network_layers(self.links, self.nodes, named=named)
        title = f"The network as of {self.year}"
        lands = self.data.countries.reset_index()
        return WebMap.drawn(layers, lands, title, still, extent=extent)

    def _repr_html_(self) -> str:
        opened = int(self.links["is_open"].sum())
        head = (
            f"corridor.Network as of {self.year}: {len(self.nodes)} nodes, "
            f"{len(self.links)} links ({opened} open), {len(self.transfers)} transfers, "
            f"{len(self.borders)} directed borders"
        )
        kinds = self.links.groupby("mode").agg(links=("is_open", "size"), open=("is_open", "sum"))
        return result_html(head, kinds)


def build_network(data: Dataset) -> Network:
    """
    Build the network of a data set.

    Parameters
    ----------
    data
        From `load_dataset`.

    Returns
    -------
    network
        State graphs are compiled per commodity, on first use.

    Examples
    --------
    >>> net = build_network(corridor.load_dataset())
    >>> net.year
    2024
    """
    return Network(data, FactBook(data))


def _landmarks(data: Dataset) -> list[str]:
    """Return the nodes worth naming on a map of everything."""
    caspian = data.links["passages"].map(lambda cell: "caspian" in list_items(cell))
    ports = {*data.links.loc[caspian, "from_node_id"], *data.links.loc[caspian, "to_node_id"]}
    fields = data.nodes.index[data.nodes["kind"] == "field"]
    return sorted({*map(str, ports), *map(str, fields)})
