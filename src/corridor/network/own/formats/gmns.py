"""Read and write the General Modeling Network Specification: node.csv, link.csv, config.csv."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from corridor.data.building import raise_faults
from corridor.data.files.geojson import Features
from corridor.data.files.schema import COUNTRY_FILE, LINE_FILES, read_schema
from corridor.errors import Fault, nearest_ids
from corridor.network.own.build.columns import known_columns
from corridor.network.own.build.given import GivenTable, given_csv
from corridor.network.own.build.shapes import DEGREES, with_lines
from corridor.network.own.formats.folder import require_folder
from corridor.network.own.formats.whole import Found, network_of
from corridor.network.own.source import chosen_base

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network

__all__ = ["KM_OF_UNIT", "LINE_FILE", "network_from_gmns"]

REQUIRED = {
    "node.csv": ("node_id", "x_coord", "y_coord"),
    "link.csv": ("link_id", "from_node_id", "to_node_id", "directed"),
}
KM_OF_UNIT = {
    **dict.fromkeys(["km", "kilometer", "kilometers", "kilometre", "kilometres"], 1.0),
    **dict.fromkeys(["m", "meter", "meters", "metre", "metres"], 0.001),
    **dict.fromkeys(["mi", "mile", "miles"], 1.609344),
    **dict.fromkeys(["ft", "foot", "feet"], 0.0003048),
}
"""Kilometres of each unit in which GMNS may state lengths; by definition."""
LINE_FILE = "line_file"
"""Column for the file of the line's licence, which GMNS does not know."""
TRUTH = {"1": "true", "true": "true", "0": "false", "false": "false"}


def network_from_gmns(
    folder: str | Path,
    *,
    source: Mapping[str, object],
    mode: str | None = None,
    modes: Mapping[str, str] | None = None,
    length_unit: str | None = None,
    base: Dataset | None = None,
    year: int = 2024,
) -> Network:
    """Return the network of a GMNS folder; see `Network.from_gmns`."""
    place = require_folder(folder)
    nodes, links = _required(place)
    config = _config(place)
    crs = _crs(config)
    nodes = _in_degrees(_nodes(nodes), crs)
    links, faults = _links(links, config, mode, modes, length_unit)
    raise_faults(faults)
    shapes, more = _shapes(place, links)
    lines = with_lines(links, gpd.GeoDataFrame(geometry=shapes, crs=crs))
    _note_files(links, lines)
    chosen = chosen_base(base)
    tables = {"nodes": known_columns("nodes", nodes, chosen)}
    tables["links"] = known_columns("links", links, chosen)
    for name in ("sections", "transfers"):
        file = place / read_schema().tables[name].file
        if file.is_file():
            tables[name] = given_csv(file)
    found = Found(tables, lines, Features(COUNTRY_FILE), place, more)
    return network_of(found, year=year, base=chosen, source=source)


def _required(folder: Path) -> tuple[GivenTable, GivenTable]:
    """Return both tables, or raise with every file and column that is missing."""
    tables = {name: _plain(given_csv(folder / name)) for name in REQUIRED}
    faults = [fault for table in tables.values() for fault in table.faults]
    for name, columns in REQUIRED.items():
        known = list(tables[name].cells.columns)
        for column in columns if known else ():
            near = ", ".join(nearest_ids(column, known))
            remedy = f"nearest: {near}" if near else ""
            if column not in known:
                faults.append(Fault(name, 1, column, "", "the column is there", remedy))
    raise_faults(faults)
    return tables["node.csv"], tables["link.csv"]


def _plain(table: GivenTable) -> GivenTable:
    """Return a table with NaN taken for nothing, as GMNS does."""
    return replace(table, cells=table.cells.mask(table.cells == "NaN", ""))


def _config(folder: Path) -> dict[str, str]:
    """Return the one row of the configuration; nothing where there is none."""
    file = folder / "config.csv"
    if not file.is_file():
        return {}
    table = _plain(given_csv(file))
    raise_faults(table.faults)
    if len(table) != 1:
        raise_faults([Fault(file.name, 0, "", str(len(table)), "the configuration is one row")])
    config = {str(name): str(cell).strip() for name, cell in table.cells.iloc[0].items()}
    form = config.get("geometry_field_format", "")
    if form.lower() not in ("", "wkt"):
        rule, column = "geometry is well-known text", "geometry_field_format"
        raise_faults([Fault(file.name, table.lines[0], column, form, rule, "write it as WKT")])
    return config


def _crs(config: Mapping[str, str]) -> CRS:
    """Return the reference system of the coordinates; degrees where none is stated."""
    stated = config.get("crs", "") or DEGREES
    try:
        return CRS.from_user_input(int(stated) if stated.isdigit() else stated)
    except CRSError:
        rule = "crs is a reference system that PROJ knows"
        raise_faults([Fault("config.csv", 2, "crs", stated[:80], rule, "such as EPSG:4326")])
        raise


def _in_degrees(nodes: GivenTable, crs: CRS) -> GivenTable:
    """Return the nodes in degrees; coordinates that are no numbers stay, to be reported."""
    if crs == CRS.from_user_input(DEGREES):
        return nodes
    transformer = Transformer.from_crs(crs, DEGREES, always_xy=True)
    stated = {name: nodes.number(name) for name in ("x_coord", "y_coord")}
    usable = np.isfinite(stated["x_coord"]) & np.isfinite(stated["y_coord"])
    x, y = (column.where(usable, 0.0).to_numpy() for column in stated.values())
    moved = transformer.transform(x, y)
    cells = {
        name: pd.Series(map(repr, values.tolist()), dtype="str").where(usable, nodes.cells[name])
        for name, values in zip(stated, moved, strict=True)
    }
    return replace(nodes, cells=nodes.cells.assign(**cells))


def _nodes(nodes: GivenTable) -> GivenTable:
    """Return the nodes in the columns of the library."""
    if "name" in nodes:
        names = nodes.cells["name"].where(nodes.cells["name"] != "", nodes.cells["node_id"])
        nodes = replace(nodes, cells=nodes.cells.assign(name=names))
    if "node_type" in nodes:
        known = read_schema().vocabularies["node_kind"]
        kind = nodes.cells["node_type"]
        nodes = nodes.filled("kind", kind.where(kind.isin(list(known)), "junction"))
    return nodes


def _links(
    links: GivenTable,
    config: Mapping[str, str],
    mode: str | None,
    modes: Mapping[str, str] | None,
    length_unit: str | None,
) -> tuple[GivenTable, list[Fault]]:
    """Return the links in the columns of the library."""
    ways = links.cells["directed"].str.lower().map(TRUTH)
    cells = links.cells.assign(directed=ways.fillna(links.cells["directed"]))
    if "name" in links:
        ends = cells["from_node_id"] + " - " + cells["to_node_id"]
        cells["name"] = cells["name"].where(cells["name"] != "", ends)
    links = replace(links, cells=cells)
    if "jurisdiction" in links:
        links = links.filled("owner", links.cells["jurisdiction"])
    links, faults = _with_modes(links, mode, modes)
    links, more = _with_lengths(links, config, length_unit)
    return links, faults + more


def _with_modes(
    links: GivenTable, mode: str | None, modes: Mapping[str, str] | None
) -> tuple[GivenTable, list[Fault]]:
    """Return the links with their mode: their own column, else by facility type, else the one."""
    if "mode" in links:
        return links, []
    if modes is None and mode is not None:
        return links.filled("mode", mode), []
    kinds = links.cells["facility_type"] if "facility_type" in links else links.cells["link_id"]
    named = sorted(set(kinds)) if "facility_type" in links else []
    remedy = f"give mode='road', or modes={{...}} for {', '.join(named[:20]) or 'its links'}"
    if modes is None or "facility_type" not in links:
        rule = "each link has a mode: GMNS states none for freight"
        fault = Fault(links.file, 1, "facility_type", "", rule, remedy)
        return links.filled("mode", "road"), [fault]
    found = kinds.map(dict(modes))
    found = found if mode is None else found.fillna(mode)
    faults = [
        Fault(links.file, links.lines[row], "facility_type", str(kinds.iloc[row]), rule, remedy)
        for rule in ["the facility type is one of modes"]
        for row in np.flatnonzero(found.isna()).tolist()
    ]
    return links.filled("mode", found.fillna("road")), faults


def _with_lengths(
    links: GivenTable, config: Mapping[str, str], length_unit: str | None
) -> tuple[GivenTable, list[Fault]]:
    """Return the links with their lengths in kilometres."""
    if "length" not in links:
        return links, []
    stated = length_unit or config.get("long_length", "")
    factor = KM_OF_UNIT.get(stated.lower())
    if factor is None:
        rule = "lengths have a unit: long_length in config.csv"
        remedy = f"or length_unit, one of {', '.join(KM_OF_UNIT)}"
        fault = Fault("config.csv", 0, "long_length", stated, rule, remedy)
        return links.without(["length"]), [fault]
    # Text that is no number stays as it is, to be reported.
    km = (links.number("length") * factor).map(repr)
    texts = links.cells["length"].where(links.number("length").isna(), km)
    plain = texts if factor != 1.0 else links.cells["length"]
    return links.without(["length"]).filled("length_km", plain), []


def _shapes(folder: Path, links: GivenTable) -> tuple[list[shapely.Geometry | None], list[Fault]]:
    """Return the line of each link from its text, or from the geometry table."""
    texts = links.filled("geometry", "").cells["geometry"]
    file = folder / "geometry.csv"
    if file.is_file() and "geometry_id" in links:
        table = given_csv(file)
        raise_faults(table.faults)
        if {"geometry_id", "geometry"} <= set(table.cells.columns):
            drawn = dict(zip(table.cells["geometry_id"], table.cells["geometry"], strict=True))
            texts = texts.where(texts != "", links.cells["geometry_id"].map(drawn).fillna(""))
    shapes, faults = [], []
    for row, text in enumerate(texts):
        shape = shapely.from_wkt(text, on_invalid="ignore") if text else None
        if text and shape is None:
            rule = "geometry is well-known text"
            faults.append(Fault(links.file, links.lines[row], "geometry", text[:40], rule))
        backwards = "dir_flag" in links and links.cells["dir_flag"].iloc[row] == "-1"
        shapes.append(shapely.reverse(shape) if backwards else shape)
    return shapes, faults


def _note_files(links: GivenTable, lines: Features) -> None:
    """Note in which file each line belongs, where the folder says so."""
    if LINE_FILE not in links:
        return
    for name, file in zip(links.cells["link_id"], links.cells[LINE_FILE], strict=True):
        if name in lines.properties and file in LINE_FILES:
            lines.properties[name] = {**lines.properties[name], "file": file}
