"""Read a network from a folder of CSV and GeoJSON files, whole or the least of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corridor.data.building import raise_faults
from corridor.data.files.geojson import LINES, POLYGONS, Features, read_features
from corridor.data.files.manifest import verify_manifest
from corridor.data.files.schema import COUNTRY_FILE, LINE_FILES, read_schema
from corridor.errors import Fault, nearest_ids
from corridor.network.own.build.given import given_csv
from corridor.network.own.formats.whole import Found, misspelt, network_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network

__all__ = ["network_from_folder", "require_folder"]


def network_from_folder(
    path: str | Path,
    *,
    year: int = 2024,
    base: Dataset | None = None,
    source: Mapping[str, object] | None = None,
) -> Network:
    """Return the network of a folder; see `Network.from_folder`."""
    folder = require_folder(path)
    specs = read_schema().tables
    files = {name: folder / spec.file for name, spec in specs.items()}
    names = [item.name for item in folder.iterdir() if item.suffix in (".csv", ".geojson")]
    known = [*(file.name for file in files.values()), *LINE_FILES, COUNTRY_FILE]
    raise_faults(_needed(files, names) or misspelt(names, known, "file"))
    tables = {name: given_csv(file) for name, file in files.items() if file.is_file()}
    polygons = Features(COUNTRY_FILE)
    if (folder / COUNTRY_FILE).is_file():
        polygons = read_features(folder / COUNTRY_FILE, "country", POLYGONS)
    lines = _lines([folder / name for name in LINE_FILES if (folder / name).is_file()])
    found = Found(tables, lines, polygons, folder, verify_manifest(folder, needed=False))
    return network_of(found, year=year, base=base, source=source)


def require_folder(path: str | Path) -> Path:
    """
    Return a folder to read, having checked that it is there.

    Parameters
    ----------
    path
        Of a folder.

    Returns
    -------
    folder
        The same.

    Raises
    ------
    SchemaError
        There is no such folder.

    Examples
    --------
    >>> require_folder("no/such/folder")
    Traceback (most recent call last):
    corridor.errors.SchemaError: 1 fault in the data
    no/such/folder: broken rule: the folder exists; give the path of a folder of tables
    """
    folder = Path(path)
    if not folder.is_dir():
        remedy = "give the path of a folder of tables"
        raise_faults([Fault(folder.as_posix(), 0, "", "", "the folder exists", remedy)])
    return folder


def _needed(files: Mapping[str, Path], names: list[str]) -> list[Fault]:
    """Return a fault for each file without which there is no network."""
    gmns = "node.csv" in names and "link.csv" in names
    faults = []
    for name in ("nodes", "links"):
        near = ", ".join(nearest_ids(files[name].name, names))
        remedy = f"nearest: {near}" if near else ""
        remedy = "a GMNS folder is read by Network.from_gmns" if gmns else remedy
        if not files[name].is_file():
            faults.append(Fault(files[name].name, 0, "", "", "the file exists", remedy))
    return faults


def _lines(files: list[Path]) -> Features:
    """Return the lines of all files as one, each noting the file that it is kept in."""
    lines = Features(LINE_FILES[0])
    for file in files:
        found = read_features(file, "link_id", LINES)
        lines.faults += found.faults
        lines.complete &= found.complete
        for name, shape in found.shapes.items():
            if name in lines.shapes:
                rule = "a link has its line in one file"
                lines.faults.append(Fault(file.name, found.rows[name], "link_id", name, rule))
                continue
            lines.shapes[name], lines.rows[name] = shape, found.rows[name]
            lines.properties[name] = {"file": file.name, **found.properties[name]}
    return lines
