"""Networks in: the methods of `Network` that read networks from files and graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# Each reader is imported on use: they build networks, and so import this module's heir.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import networkx as nx
    import pandas as pd

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network

__all__ = ["Readers"]


class Readers:
    """Reading networks, kept apart from what a network is."""

    @staticmethod
    def from_folder(
        path: str | Path,
        *,
        year: int = 2024,
        base: Dataset | None = None,
        source: Mapping[str, object] | None = None,
    ) -> Network:
        """
        Return the network of a folder of CSV and GeoJSON files.

        A folder with every file of a data set stands alone. A lesser one needs `nodes.csv` and
        `links.csv`; `geometry.geojson`, `sections.csv`, `facts.csv`, `transfers.csv`, `sources.csv`
        and the other tables where there is something to say. The base lends the rest.

        Parameters
        ----------
        path
            The folder.
        year
            The year the network stands for.
        base
            Lends what the folder leaves out; the bundled data when left out.
        source
            Of rows that name none (`source_id`, `title`, `accessed` ...); where it is left out, the
            only row of `sources.csv`.

        Returns
        -------
        network
            Of the nodes and links of the folder alone.

        Raises
        ------
        SchemaError
            The files break the schema; lists every fault with file, line, column and id.
        ProvenanceError
            All that is wrong is that numbers lack a source or a fact.

        Examples
        --------
        >>> corridor.Network.from_folder("no/such/folder")
        Traceback (most recent call last):
        corridor.errors.SchemaError: 1 fault in the data
        no/such/folder: broken rule: the folder exists; give the path of a folder of tables
        """
        from corridor.network.own.formats.folder import network_from_folder

        return network_from_folder(path, year=year, base=base, source=source)

    @staticmethod
    def from_gmns(
        folder: str | Path,
        *,
        source: Mapping[str, object],
        mode: str | None = None,
        modes: Mapping[str, str] | None = None,
        length_unit: str | None = None,
        base: Dataset | None = None,
        year: int = 2024,
    ) -> Network:
        """
        Return the network of a GMNS folder: `node.csv`, `link.csv`, and `config.csv` if there.

        Parameters
        ----------
        folder
            The folder. Which columns are read as what is in ``docs/own-network.md``.
        source
            Where the network comes from: `source_id`, `title`, `accessed` and the like.
        mode
            Mode of every link; a column `mode` comes first, then `modes`.
        modes
            Mode of each facility type.
        length_unit
            Unit of the lengths, where `config.csv` states no `long_length`: km, m, mi or ft.
        base
            Lends all that GMNS does not hold; the bundled data when left out.
        year
            The year the network stands for.

        Returns
        -------
        network
            Of these nodes and links alone.

        Raises
        ------
        SchemaError
            Lists every column that is missing, or every fault of the rows.

        Examples
        --------
        >>> import tempfile
        >>> corridor.Network.from_gmns(tempfile.mkdtemp(), source={})
        Traceback (most recent call last):
        corridor.errors.SchemaError: 2 faults in the data
        link.csv: broken rule: the file exists
        node.csv: broken rule: the file exists
        """
        from corridor.network.own.formats.gmns import network_from_gmns

        return network_from_gmns(
            folder,
            source=source,
            mode=mode,
            modes=modes,
            length_unit=length_unit,
            base=base,
            year=year,
        )

    @staticmethod
    def from_networkx(
        graph: nx.Graph[Any],
        *,
        source: Mapping[str, object],
        mode: str | None = None,
        length: str = "length_km",
        length_unit: str = "km",
        transfers: pd.DataFrame | None = None,
        base: Dataset | None = None,
        year: int = 2024,
    ) -> Network:
        """
        Return the network of a graph.

        Each edge of a graph with directions is a link of one direction, but for the two edges by
        which `to_networkx` writes a link of both. Each edge of a graph without directions is one
        link of both. Parallel edges of a multigraph are links of their own.

        Parameters
        ----------
        graph
            Nodes named by text or whole numbers, with `x` and `y`, `lon` and `lat`, `pos` or
            `geometry`, in degrees or in the system `graph.graph["crs"]`. Edges may have the columns
            of the links table, attributes of links, `geometry`, and `sections` as
            (country, km, crossing). An edge is named by `link_id`, else by its key where that is
            text, else by its ends.
        source
            Where the graph comes from: `source_id`, `title`, `accessed` and the like.
        mode
            Mode of edges that state none.
        length, length_unit
            Edge attribute of the length, and its unit: km, m, mi or ft.
        transfers
            Columns `node_id`, `from_mode`, `to_mode`: a graph of places has none of its own.
        base
            Lends the rest; the bundled data when left out.
        year
            The year the network stands for.

        Returns
        -------
        network
            Of these nodes and links alone.

        Raises
        ------
        SchemaError
            Names every node without coordinates, or every fault of the rows.

        Examples
        --------
        >>> import networkx as nx
        >>> graph = nx.Graph()
        >>> graph.add_node("mine", x=70.0, y=48.0)
        >>> graph.add_node("works", x=71.0, y=48.0)
        >>> graph.add_edge("mine", "works", mode="road", length_km=80.0)
        >>> source = {"source_id": "survey", "title": "Survey", "accessed": "2026-11-22"}
        >>> net = corridor.Network.from_networkx(graph, source=source)
        >>> bool(net.links.loc["mine__works", "directed"])
        False
        """
        from corridor.network.own.formats.graph import network_from_networkx

        return network_from_networkx(
            graph,
            source=source,
            mode=mode,
            length=length,
            length_unit=length_unit,
            transfers=transfers,
            base=base,
            year=year,
        )

    @staticmethod
    def from_geopackage(
        path: str | Path,
        *,
        year: int = 2024,
        base: Dataset | None = None,
        source: Mapping[str, object] | None = None,
    ) -> Network:
        """
        Return the network of a GeoPackage.

        Parameters
        ----------
        path
            A local file named `.gpkg` with the layers `nodes` and `links`, in any reference system,
            and a layer for each other table there is.
        year
            The year the network stands for.
        base
            Lends what the file leaves out; the bundled data when left out.
        source
            As of `from_folder`.

        Returns
        -------
        network
            Of the nodes and links of the file alone.

        Raises
        ------
        SchemaError
            The file is no GeoPackage, or its tables break the schema; lists every fault.

        Examples
        --------
        >>> corridor.Network.from_geopackage("nowhere.gpkg")
        Traceback (most recent call last):
        corridor.errors.SchemaError: 1 fault in the data
        nowhere.gpkg: broken rule: the file exists
        """
        from corridor.network.own.formats.geopackage import network_from_geopackage

        return network_from_geopackage(path, year=year, base=base, source=source)
