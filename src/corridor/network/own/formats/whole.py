"""Finish reading: a whole data set stands alone, anything less borrows from a base."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corridor.data.building import build_dataset
from corridor.data.files.schema import read_schema
from corridor.data.files.tables import typed_table
from corridor.data.years import check_year
from corridor.errors import Fault, nearest_ids
from corridor.network.network import Network, build_network
from corridor.network.own.build.dataset import own_dataset
from corridor.network.own.build.given import Given, GivenTable
from corridor.network.own.source import chosen_base, given_source, with_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from corridor.data.dataset import Dataset
    from corridor.data.files.geojson import Features

__all__ = ["Found", "misspelt", "network_of"]


class Found:
    """
    What a folder or a file held.

    Parameters
    ----------
    tables
        By name.
    lines, polygons
        Lines of links, country polygons.
    folder
        Where it was read.
    faults
        Found while reading.
    """

    def __init__(
        self,
        tables: dict[str, GivenTable],
        lines: Features,
        polygons: Features,
        folder: Path,
        faults: Iterable[Fault] = (),
    ) -> None:
        self.tables, self.lines, self.polygons = tables, lines, polygons
        self.folder, self.faults = folder, tuple(faults)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to borrow."""
        return set(self.tables) == set(read_schema().tables) and bool(self.polygons.shapes)


def network_of(
    found: Found,
    *,
    year: int,
    base: Dataset | None,
    source: Mapping[str, object] | None,
) -> Network:
    """
    Return the network of what was found.

    Parameters
    ----------
    found
        Tables and shapes.
    year
        The year the network stands for.
    base
        Lends what is not there; the bundled data when None.
    source
        Of the rows that name none; else the only row of the sources.

    Returns
    -------
    network
        Checked whole.

    Raises
    ------
    SchemaError
        The tables break the schema; lists every fault.
    ProvenanceError
        All that is wrong is that numbers lack a source or a fact.
    """
    check_year(year)
    if found.is_whole and source is None:
        return build_network(_alone(found, year))
    tables, name = dict(found.tables), ""
    if source is not None:
        given = given_source(source)
        tables["sources"] = with_source(tables.get("sources"), given)
        name = str(given.cells["source_id"].iloc[0])
    elif "sources" in tables and len(tables["sources"]) == 1 and "source_id" in tables["sources"]:
        name = str(tables["sources"].cells["source_id"].iloc[0])
    base = chosen_base(base)
    parts = (tables, found.lines, base, year, found.folder, name, found.polygons, found.faults)
    return build_network(own_dataset(Given(*parts)))


def _alone(found: Found, year: int) -> Dataset:
    """Return the data set of tables that borrow nothing."""
    specs = read_schema().tables
    tables = {
        name: typed_table(found.tables[name].raw(), replace(spec, file=found.tables[name].file))
        for name, spec in specs.items()
    }
    lines, polygons, folder = [found.lines], found.polygons, found.folder
    return build_dataset(tables, lines, polygons, folder=folder, year=year, faults=found.faults)


def misspelt(names: Iterable[str], known: Iterable[str], what: str) -> list[Fault]:
    """
    Return a fault for each name that is nearly a known one: it must not be passed over.

    Parameters
    ----------
    names
        Found.
    known
        That would be read.
    what
        What the names are of.

    Returns
    -------
    faults
        None for a name unlike any known one: such things are left alone.

    Examples
    --------
    >>> print(*misspelt(["link.csv", "photo.csv"], ["links.csv"], "file"))
    link.csv: broken rule: the file is one of a network; nearest: links.csv
    """
    known = list(known)
    near = {name: nearest_ids(name, known) for name in names if name not in known}
    rule = f"the {what} is one of a network"
    return [
        Fault(name, 0, "", "", rule, f"nearest: {', '.join(close)}")
        for name, close in sorted(near.items())
        if close
    ]
