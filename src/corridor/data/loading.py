"""Load a data set: read every file of a folder, then build and check it as one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.data.building import PRICE_YEAR, build_dataset
from corridor.data.files.geojson import LINES, POLYGONS, read_features
from corridor.data.files.manifest import verify_manifest
from corridor.data.files.schema import COUNTRY_FILE, LINE_FILES, bundled_folder, read_schema
from corridor.data.files.tables import read_table
from corridor.data.years import check_year
from corridor.errors import Fault, SchemaError

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["load_dataset"]


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
    return build_dataset(tables, lines, countries, folder=folder, year=year, faults=faults)
