"""Read and write a network as one GeoPackage, opened only when it is one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio  # type: ignore[import-untyped]

from corridor.data.building import raise_faults
from corridor.data.files.folders import whole_file
from corridor.data.files.geojson import Features
from corridor.data.files.reading import check_size
from corridor.data.files.schema import COUNTRY_FILE, read_schema
from corridor.errors import Fault
from corridor.network.own.build.given import GivenTable, given_frame
from corridor.network.own.build.shapes import crs_faults, with_lines, with_points
from corridor.network.own.formats.whole import Found, misspelt, network_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network

__all__ = ["network_from_geopackage", "write_geopackage"]

MAGIC = b"SQLite format 3\x00"
APPLICATION_AT = 68
APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
NOTES = "line_notes"
SHAPED = ("nodes", "links", "countries")


def network_from_geopackage(
    path: str | Path,
    *,
    year: int = 2024,
    base: Dataset | None = None,
    source: Mapping[str, object] | None = None,
) -> Network:
    """Return the network of a GeoPackage; see `Network.from_geopackage`."""
    file = Path(path)
    raise_faults(_not_a_geopackage(file))
    specs = read_schema().tables
    layers = _layers(file)
    known = [*specs, NOTES]
    faults = [
        Fault(file.name, 0, "", name, f"there is a layer {name}")
        for name in ("nodes", "links")
        if name not in layers
    ]
    raise_faults(faults + misspelt(layers, known, "layer"))
    frames = {name: _read(file, name) for name in layers if name in known}
    raise_faults(f for name in SHAPED if name in frames for f in crs_faults(name, frames[name]))
    notes = frames.pop(NOTES, None)
    tables = {name: given_frame(name, frame) for name, frame in frames.items()}
    tables["nodes"] = with_points(tables["nodes"], frames["nodes"])
    tables["links"] = tables["links"].without(["is_open"])
    lines = with_lines(tables["links"], frames["links"])
    _note(lines, notes)
    polygons = _polygons(tables, frames)
    found = Found(tables, lines, polygons, file)
    return network_of(found, year=year, base=base, source=source)


def _not_a_geopackage(file: Path) -> list[Fault]:
    """Return why a file must not be handed to GDAL, which opens whatever it recognises."""
    fault = check_size(file)
    if fault is not None:
        return [fault]
    with file.open("rb") as stream:
        head = stream.read(APPLICATION_AT + 4)
    sound = head.startswith(MAGIC) and head[APPLICATION_AT:] in APPLICATIONS
    if not sound or file.suffix.lower() != ".gpkg":
        return [Fault(file.name, 0, "", "", "the file is a GeoPackage, named .gpkg")]
    if '"' in str(file):
        return [Fault(file.name, 0, "", "", "the path has no quotation mark", "rename it")]
    return []


def _layers(file: Path) -> list[str]:
    """Return the layers, having checked that each is a plain table of this file."""
    uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            listed = database.execute("SELECT table_name FROM gpkg_contents").fetchall()
            made = database.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
    except sqlite3.DatabaseError as error:
        rule = f"the file is a sound GeoPackage ({error})"
        raise_faults([Fault(file.name, 0, "", "", rule)])
        raise
    virtual = [
        str(name)
        for name, kind, sql in made
        if kind == "table" and _is_virtual(str(sql)) and not str(name).startswith("rtree_")
    ]
    plain = {str(name) for name, kind, _ in made if kind == "table"} - set(virtual)
    layers = sorted(str(name) for (name,) in listed)
    odd = sorted({*virtual, *(name for name in layers if name not in plain)})
    rule = "a layer is a table of the file, not a view or a virtual table"
    raise_faults(Fault(file.name, 0, "", name[:80], rule) for name in odd)
    return layers


def _is_virtual(sql: str) -> bool:
    return "VIRTUAL" in sql.upper().split("(")[0].split()


def _read(file: Path, layer: str) -> pd.DataFrame:
    """Return one layer; the prefix keeps every other driver out."""
    frame = pyogrio.read_dataframe(f'GPKG:"{file}"', layer=layer, fid_as_index=False)
    return pd.DataFrame(frame) if not isinstance(frame, gpd.GeoDataFrame) else frame


def _note(lines: Features, notes: pd.DataFrame | None) -> None:
    """Add what was said of each line."""
    if notes is None or "link_id" not in notes:
        return
    for row in notes.to_dict("records"):
        name = str(row.pop("link_id"))
        if name in lines.properties:
            said = {str(key): value for key, value in row.items() if not pd.isna(value)}
            lines.properties[name] = said


def _polygons(tables: dict[str, GivenTable], frames: Mapping[str, pd.DataFrame]) -> Features:
    """Take the polygons out of the countries; some countries are only drawn."""
    polygons = Features(COUNTRY_FILE)
    if "countries" not in tables or "country" not in tables["countries"]:
        return polygons
    table, frame = tables["countries"], frames["countries"]
    if isinstance(frame, gpd.GeoDataFrame):
        names = table.cells["name"] if "name" in table else table.cells["country"]
        shapes = frame.geometry.to_crs("EPSG:4326")
        for row, (code, shape) in enumerate(zip(table.cells["country"], shapes, strict=True)):
            if shape is not None and not shape.is_empty:
                polygons.shapes[code], polygons.rows[code] = shape, table.lines[row]
                polygons.properties[code] = {"name": str(names.iloc[row])}
    if "iso3" in table:
        kept = (table.cells["iso3"] != "").to_numpy()
        places = tuple(line for line, keep in zip(table.lines, kept, strict=True) if keep)
        cells = table.cells[kept].reset_index(drop=True)
        tables["countries"] = replace(table, cells=cells, lines=places)
    return polygons


def write_geopackage(data: Dataset, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a data set as one GeoPackage; see `Network.to_geopackage`."""
    path = Path(path)
    if path.suffix.lower() != ".gpkg":
        raise ValueError(f"{path.name}: a GeoPackage is named .gpkg")
    with whole_file(path, overwrite=overwrite) as file:
        for name, frame in _frames(data).items():
            kind: dict[str, Any] = {}
            if isinstance(frame, gpd.GeoDataFrame):
                # Lines of one part and of several stay what they are.
                kind = {"geometry_type": "Unknown", "promote_to_multi": False}
            pyogrio.write_dataframe(frame, file, layer=name, driver="GPKG", **kind)
    return path


def _frames(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return each layer by its name."""
    frames: dict[str, pd.DataFrame] = {}
    for name, spec in read_schema().tables.items():
        table = data.tables[name]
        table = table.reset_index() if spec.key else table
        shaped = [*spec.fields, "geometry"] if name in SHAPED else list(spec.fields)
        frames[name] = table[shaped]
    notes = data.line_notes.items()
    if notes:
        frames[NOTES] = pd.DataFrame([{"link_id": link, **said} for link, said in notes])
    return frames
