"""Networks out, and two made one: the methods of `Network` that write and merge networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.network.own.readers import Readers

# Writers are imported on use: `import corridor` stays quick.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network

__all__ = ["Exchange"]


class Exchange(Readers):
    """Writing and merging, kept apart from what a network is."""

    data: Dataset

    def to_folder(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """
        Write every table and shape as a folder that `from_folder` and `load_dataset` read back.

        Parameters
        ----------
        path
            The folder; written whole or not at all.
        overwrite
            Whether the files of a data set that are there may be replaced.

        Returns
        -------
        folder
            The folder written, with a manifest.

        Raises
        ------
        FileExistsError
            The folder holds files, and may not be replaced or holds files of other kinds.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> net = corridor.build_network(corridor.load_dataset())
        >>> folder = net.to_folder(pathlib.Path(tempfile.mkdtemp()) / "copy")
        >>> (folder / "MANIFEST.sha256").is_file()
        True
        """
        from corridor.data.writing import write_dataset

        return write_dataset(self.data, path, overwrite=overwrite)

    def to_gmns(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """
        Write nodes and links as GMNS, lengths in km, lines as text, coordinates in degrees.

        Sections and transfers, which GMNS does not know, go into files of their own beside it.
        Facts but the lengths are not written: `to_folder` keeps all.

        Parameters
        ----------
        folder
            The folder; written whole or not at all.
        overwrite
            Whether files of an earlier call may be replaced.

        Returns
        -------
        folder
            The folder written.

        Raises
        ------
        FileExistsError
            The folder holds files, and may not be replaced or holds files of other kinds.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> net = corridor.build_network(corridor.load_dataset())
        >>> folder = net.to_gmns(pathlib.Path(tempfile.mkdtemp()) / "gmns")
        >>> (folder / "node.csv").read_text().partition(",")[0]
        'node_id'
        """
        from corridor.network.own.formats.gmns_write import write_gmns

        return write_gmns(self.data, folder, overwrite=overwrite)

    def to_geopackage(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """
        Write every table as one GeoPackage, which a GIS opens and `from_geopackage` reads back.

        Parameters
        ----------
        path
            A file named `.gpkg`; written whole or not at all.
        overwrite
            Whether a file that is there may be replaced.

        Returns
        -------
        file
            The file written.

        Raises
        ------
        FileExistsError
            There is a file already.
        ValueError
            The name ends otherwise.

        Examples
        --------
        >>> net = corridor.build_network(corridor.load_dataset())
        >>> net.to_geopackage("net.shp")
        Traceback (most recent call last):
        ValueError: net.shp: a GeoPackage is named .gpkg
        """
        from corridor.network.own.formats.geopackage import write_geopackage

        return write_geopackage(self.data, path, overwrite=overwrite)

    def merge(
        self,
        other: Network,
        *,
        join: Mapping[str, str] | None = None,
        join_km: float | None = None,
        prefix: str = "",
    ) -> Network:
        """
        Return this network with another one laid over it.

        Nodes of the other network that are the same place as a node of this one are joined: by
        name, or by distance. Where both meet there on the same mode, goods pass; where the modes
        differ they need a transfer, and the report and a warning say which are missing.

        Parameters
        ----------
        other
            Built on the same base.
        join
            Nodes of the other network, and the node of this one that each of them is.
        join_km
            Nodes this close are the same place: pairs from the nearest on, each node once.
        prefix
            Goes before every node and link id of the other network that is not joined.

        Returns
        -------
        network
            As of the year of this one, with every row of both; what was done is its
            `merge_report`.

        Raises
        ------
        SchemaError
            Ids clash, both say different things of the same subject, or a pair lies too far apart;
            lists every fault.
        UnknownIdError
            `join` names a node that is not there.
        ValueError
            `join_km` is no distance, or the prefix cannot begin an id.

        Warns
        -----
        CorridorWarning
            No node was joined, or goods cannot pass at one that was.

        Examples
        --------
        >>> import networkx as nx
        >>> graph = nx.Graph()
        >>> graph.add_node("quarry", x=51.7, y=43.7)
        >>> graph.add_node("port", x=51.22, y=43.6)
        >>> graph.add_edge("quarry", "port", mode="rail_1520", length_km=45.0)
        >>> source = {"source_id": "survey", "title": "Survey", "accessed": "2026-11-22"}
        >>> own = corridor.Network.from_networkx(graph, source=source)
        >>> net = corridor.build_network(corridor.load_dataset())
        >>> net.merge(own, join={"port": "aktau"}).merge_report
        MergeReport: 1 nodes joined, 1 apart
        - port = aktau (mapping, 0.13 km): rail_1520
        """
        from corridor.network.own.merging.merge import merge_networks

        return merge_networks(self, other, join=join, join_km=join_km, prefix=prefix)  # type: ignore[arg-type]
