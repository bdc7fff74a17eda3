"""Load a data set: read every file, check everything, raise one error or return it whole."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from corridor.data.checks.integrity import check_keys
from corridor.data.checks.links import check_links
from corridor.data.checks.measures import check_measures
from corridor.data.checks.sections import check_sections
from corridor.data.checks.territory import check_territory
from corridor.data.dataset import Dataset
from corridor.data.files.geojson import LINES, POLYGONS, Features, read_features
from corridor.data.files.manifest import verify_manifest
from corridor.data.files.schema import bundled_folder, read_schema
from corridor.data.files.tables import CheckedTable, read_table
from corridor.data.years import check_year, open_in
from corridor.errors import Fault, ProvenanceError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["load_dataset"]

PRICE_YEAR = 2024
LINE_FILES = ("geometry.geojson", "geometry_osm.geojson")
COUNTRY_FILE = "countries.geojson"
DEGREES = "EPSG:4326"


def load_dataset(folder: str | Path | None = None, *, year: int = 2024) -> Dataset:
    """
    Return the bundled data, or those of a folder, as of a year.

    Parameters
    ----------
    folder
        A folder with the same files; the data that come with the library when it is left out.
        These are read once in a process.
    year
        From 2000 to 2035.

    Returns
    -------
    data
        Every table, checked against the schema and against the others.

    Raises
    ------
    SchemaError
        The files break the schema; lists every fault of every file.
    ProvenanceError
        All that is wrong is that numbers lack a source or a fact.
    ValueError
        The year is not a whole number from 2000 to 2035.

    Examples
    --------
    >>> load_dataset("no/such/folder")
    Traceback (most recent call last):
    corridor.errors.SchemaError: 1 fault in the data
    no/such/folder: broken rule: the folder exists; give the path of a folder of tables
    """
    check_year(year)
    if folder is None:
        return _bundled().as_of(year)
    return _load(Path(folder), year, bundled=False)


@lru_cache(maxsize=1)
def _bundled() -> Dataset:
    """Return the bundled data, read once."""
    return _load(bundled_folder(), PRICE_YEAR, bundled=True)


def _load(folder: Path, year: int, *, bundled: bool) -> Dataset:
    """Read and check a folder."""
    if not folder.is_dir():
        raise SchemaError(
            [
                Fault(
                    folder.as_posix(),
                    0,
                    "",
                    "",
                    "the folder exists",
                    "give the path of a folder of tables",
                )
            ]
        )
    schema = read_schema()
    faults = verify_manifest(folder, needed=bundled)
    tables = {name: read_table(folder / spec.file, spec) for name, spec in schema.tables.items()}
    lines = [read_features(folder / name, "link_id", LINES) for name in LINE_FILES]
    countries = read_features(folder / COUNTRY_FILE, "country", POLYGONS)
    for table in tables.values():
        faults += table.faults
    for features in (*lines, countries):
        faults += features.faults
    faults += check_keys(tables, schema) + check_measures(tables)
    faults += check_links(tables) + check_sections(tables)
    faults += check_territory(tables, lines, countries)
    _raise_any(faults)
    return _assemble(folder, year, tables, lines, countries)


def _raise_any(faults: Iterable[Fault]) -> None:
    """Raise one error with every fault once, in the order of files and rows."""
    listed = sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.row))
    if listed and all(fault.topic == "provenance" for fault in listed):
        raise ProvenanceError(listed)
    if listed:
        raise SchemaError(listed)


def _assemble(
    folder: Path,
    year: int,
    tables: Mapping[str, CheckedTable],
    lines: list[Features],
    countries: Features,
) -> Dataset:
    """Return the data set of sound tables."""
    frames: dict[str, Any] = {name: table.indexed() for name, table in tables.items()}
    nodes = frames["nodes"]
    points = gpd.points_from_xy(nodes["x_coord"], nodes["y_coord"])
    frames["nodes"] = gpd.GeoDataFrame(nodes, geometry=points, crs=DEGREES)
    links = frames["links"].assign(is_open=open_in(frames["links"], year))
    drawn = {name: shape for features in lines for name, shape in features.shapes.items()}
    frames["links"] = _with_shapes(links, drawn)
    names = {code: str(said.get("name", code)) for code, said in countries.properties.items()}
    # Maps draw countries that no route touches; they need no row of their own.
    listed = frames["countries"].reindex(frames["countries"].index.union(pd.Index(names)))
    listed["name"] = listed["name"].fillna(pd.Series(names))
    listed = listed.fillna("").rename_axis("country")
    frames["countries"] = _with_shapes(listed, countries.shapes)
    return Dataset(year=year, price_year=PRICE_YEAR, folder=folder, **frames)


def _with_shapes(frame: pd.DataFrame, shapes: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Return the table with the shape of each row, None where there is none."""
    column = [shapes.get(str(name)) for name in frame.index]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(column, frame.index), crs=DEGREES)
