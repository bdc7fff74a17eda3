"""Build a data set of tables and shapes, from files or from memory: check all, then assemble."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from corridor.data.checks.integrity import check_keys
from corridor.data.checks.links import check_links
from corridor.data.checks.measures import check_measures
from corridor.data.checks.sections import check_sections
from corridor.data.checks.territory import check_territory
from corridor.data.dataset import Dataset
from corridor.data.files.schema import read_schema
from corridor.data.years import open_in
from corridor.errors import Fault, ProvenanceError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from corridor.data.files.geojson import Features
    from corridor.data.files.tables import CheckedTable

__all__ = ["PRICE_YEAR", "assemble_dataset", "build_dataset", "find_faults", "raise_faults"]

PRICE_YEAR = 2024
DEGREES = "EPSG:4326"


def build_dataset(
    tables: Mapping[str, CheckedTable],
    lines: list[Features],
    countries: Features,
    *,
    folder: Path,
    year: int,
    faults: Iterable[Fault] = (),
) -> Dataset:
    """
    Return the data set of these tables as of a year.

    Parameters
    ----------
    tables
        Every table of the schema, its cells checked.
    lines
        The lines of links, one entry a file.
    countries
        The polygons of countries.
    folder
        Where they were read.
    year
        From 2000 to 2035.
    faults
        Found on the way here: raised together with those found now.

    Returns
    -------
    data
        Every table, checked against the schema and against the others.

    Raises
    ------
    SchemaError
        The tables break the schema; lists every fault of every table.
    ProvenanceError
        All that is wrong is that numbers lack a source or a fact.
    """
    raise_faults([*faults, *find_faults(tables, lines, countries)])
    return assemble_dataset(tables, lines, countries, folder=folder, year=year)


def find_faults(
    tables: Mapping[str, CheckedTable], lines: list[Features], countries: Features
) -> list[Fault]:
    """
    Return every fault of the cells, of the shapes, and of what they say of each other.

    Parameters
    ----------
    tables, lines, countries
        As of `build_dataset`.

    Returns
    -------
    faults
        In the order of the checks.
    """
    faults = [fault for table in tables.values() for fault in table.faults]
    faults += [fault for features in (*lines, countries) for fault in features.faults]
    faults += check_keys(tables, read_schema()) + check_measures(tables)
    faults += check_links(tables) + check_sections(tables)
    return faults + check_territory(tables, lines, countries)


def raise_faults(faults: Iterable[Fault]) -> None:
    """
    Raise one error with every fault once, in the order of files and rows.

    Parameters
    ----------
    faults
        None, or what is wrong.

    Raises
    ------
    SchemaError
        There are faults.
    ProvenanceError
        All of them are numbers that lack a source or a fact.

    Examples
    --------
    >>> raise_faults([])
    """
    listed = sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.row))
    if listed and all(fault.topic == "provenance" for fault in listed):
        raise ProvenanceError(listed)
    if listed:
        raise SchemaError(listed)


def assemble_dataset(
    tables: Mapping[str, CheckedTable],
    lines: list[Features],
    countries: Features,
    *,
    folder: Path,
    year: int,
) -> Dataset:
    """
    Return the data set of tables in which `find_faults` finds nothing.

    Parameters
    ----------
    tables, lines, countries, folder, year
        As of `build_dataset`.

    Returns
    -------
    data
        The tables with their keys as index, points, lines and polygons beside them.
    """
    frames: dict[str, Any] = {name: table.indexed() for name, table in tables.items()}
    nodes = frames["nodes"]
    points = gpd.points_from_xy(nodes["x_coord"], nodes["y_coord"])
    frames["nodes"] = gpd.GeoDataFrame(nodes, geometry=points, crs=DEGREES)
    links = frames["links"].assign(is_open=open_in(frames["links"], year))
    drawn = {name: shape for features in lines for name, shape in features.shapes.items()}
    frames["links"] = _with_shapes(links, drawn)
    notes = {
        name: {"file": features.file, **features.properties[name]}
        for features in lines
        for name in features.shapes
    }
    names = {code: str(said.get("name", code)) for code, said in countries.properties.items()}
    # Maps draw countries that no route touches; they need no row of their own.
    listed = frames["countries"].reindex(frames["countries"].index.union(pd.Index(names)))
    listed["name"] = listed["name"].fillna(pd.Series(names))
    listed = listed.fillna("").rename_axis("country")
    frames["countries"] = _with_shapes(listed, countries.shapes)
    return Dataset(year=year, price_year=PRICE_YEAR, folder=folder, line_notes=notes, **frames)


def _with_shapes(frame: pd.DataFrame, shapes: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Return the table with the shape of each row, None where there is none."""
    column = [shapes.get(str(name)) for name in frame.index]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(column, frame.index), crs=DEGREES)
