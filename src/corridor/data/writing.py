"""Write a data set as a folder that `load_dataset` reads back as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.files.folders import whole_folder
from corridor.data.files.manifest import MANIFEST, write_manifest
from corridor.data.files.schema import (
    COUNTRY_FILE,
    LINE_FILES,
    SCHEMA_FILE,
    bundled_folder,
    read_schema,
)
from corridor.data.files.tables import read_table
from corridor.data.files.texts import csv_text, geojson_text, table_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from shapely.geometry.base import BaseGeometry

    from corridor.data.dataset import Dataset
    from corridor.data.files.schema import Table

__all__ = ["LICENCE_FILE", "licence_text", "text_table", "write_dataset"]

LICENCE_FILE = "LICENSE.md"


def write_dataset(data: Dataset, folder: str | Path, *, overwrite: bool = False) -> Path:
    """
    Write every table and shape of a data set, with the schema, the licence and a manifest.

    Parameters
    ----------
    data
        Any data set; the year it stands for is not written.
    folder
        Where to write; made where it is not there.
    overwrite
        Whether the files of a data set that are there may be replaced.

    Returns
    -------
    folder
        The folder written: whole, or not at all.

    Raises
    ------
    FileExistsError
        The folder holds files, and may not be replaced or holds files of other kinds.
    NotADirectoryError
        The path is a file or a link.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> data = corridor.load_dataset()
    >>> folder = write_dataset(data, pathlib.Path(tempfile.mkdtemp()) / "copy")
    >>> (folder / "MANIFEST.sha256").is_file()
    True
    """
    folder = Path(folder)
    files = _files(data)
    known = {*files, SCHEMA_FILE, MANIFEST}
    with whole_folder(folder, known, overwrite=overwrite) as fresh:
        for name, text in files.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
        shutil.copyfile(bundled_folder() / SCHEMA_FILE, fresh / SCHEMA_FILE)
        write_manifest(fresh)
    return folder


def text_table(data: Dataset, spec: Table) -> pd.DataFrame:
    """
    Return a table of a data set as it stands in its file.

    Parameters
    ----------
    data
        Any data set.
    spec
        Which table.

    Returns
    -------
    texts
        The columns of the schema in its order, every cell as text.
    """
    table = pd.DataFrame(data.tables[spec.name])
    table = table.reset_index() if spec.key else table
    if spec.name == "countries":
        table = table[table["iso3"] != ""]  # the others are only drawn
    return table_texts(table[list(spec.fields)])


def _files(data: Dataset) -> dict[str, str]:
    """Return the text of each file by its name."""
    specs = read_schema().tables.values()
    files = {spec.file: csv_text(text_table(data, spec)) for spec in specs}
    for name in LINE_FILES:
        files[name] = _lines(data, name)
    polygons = _shapes(data.countries["geometry"])
    names = {code: {"name": str(data.countries.at[code, "name"])} for code in polygons}
    files[COUNTRY_FILE] = geojson_text(polygons, "country", names)
    files[LICENCE_FILE] = licence_text(data)
    return files


def _shapes(column: pd.Series[Any]) -> dict[str, BaseGeometry]:
    """Return the shapes there are, by id."""
    return {str(name): shape for name, shape in column.items() if shape is not None}


def _lines(data: Dataset, file: str) -> str:
    """Return one file of lines: each line stays in the file of its licence."""
    shapes, notes = _shapes(data.links["geometry"]), data.line_notes
    home = {name: str(notes.get(name, {}).get("file", LINE_FILES[0])) for name in shapes}
    kept = {name: shape for name, shape in shapes.items() if _kept_in(home[name]) == file}
    said = {name: _without_file(notes.get(name, {})) for name in kept}
    return geojson_text(kept, "link_id", said)


def _kept_in(home: str) -> str:
    """Return the file of a line; a line from elsewhere goes in the first."""
    return home if home in LINE_FILES else LINE_FILES[0]


def _without_file(notes: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in notes.items() if key != "file"}


def licence_text(data: Dataset) -> str:
    """Return the licence of the bundled data, and those of the sources that came in beside."""
    text = (bundled_folder() / LICENCE_FILE).read_text(encoding="utf-8")
    known = _bundled_sources()
    own = data.sources[~data.sources.index.isin(list(known))].sort_index()
    if own.empty:
        return text
    rows = [f"- `{name}`: {row['title']}: {row['licence']}" for name, row in own.iterrows()]
    head = "\n## Rows of other sources\n\nRows whose `source_id` is one of these came in beside "
    tail = "the data set above,\nunder the licence of their source:\n\n"
    return text + head + tail + "\n".join(rows) + "\n"


def _bundled_sources() -> Collection[str]:
    """Return the source ids of the bundled data."""
    spec = read_schema().tables["sources"]
    return read_table(bundled_folder() / spec.file, spec).known("source_id")
