"""Write a network as a GMNS folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from corridor.data.checks.links import lengths_km
from corridor.data.files.folders import whole_folder
from corridor.data.files.schema import LINE_FILES, read_schema
from corridor.data.files.texts import csv_text, table_texts
from corridor.data.writing import LICENCE_FILE, licence_text, text_table
from corridor.network.own.formats.gmns import LINE_FILE

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["write_gmns"]

CONFIG = {
    "dataset_name": "corridor",
    "short_length": "m",
    "long_length": "km",
    "speed": "km/h",
    "crs": "EPSG:4326",
    "geometry_field_format": "WKT",
    "currency": "USD",
    "id_type": "string",
}


def write_gmns(data: Dataset, folder: str | Path, *, overwrite: bool = False) -> Path:
    """Write a data set as a GMNS folder; see `Network.to_gmns`."""
    folder = Path(folder)
    files = {
        "config.csv": csv_text(pd.DataFrame([CONFIG])),
        "node.csv": csv_text(_nodes(data)),
        "link.csv": csv_text(_links(data)),
        LICENCE_FILE: licence_text(data),
    }
    for name in ("sections", "transfers"):
        texts = text_table(data, read_schema().tables[name])
        files[f"{name}.csv"] = csv_text(texts.drop(columns=["source_id", "note"], errors="ignore"))
    with whole_folder(folder, set(files), overwrite=overwrite) as fresh:
        for name, text in files.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def _nodes(data: Dataset) -> pd.DataFrame:
    """Return node.csv."""
    nodes = text_table(data, read_schema().tables["nodes"])
    nodes = nodes.drop(columns=["source_id", "note"]).rename(columns={"kind": "node_type"})
    first = ["node_id", "name", "x_coord", "y_coord", "node_type"]
    return nodes[[*first, *(name for name in nodes.columns if name not in first)]]


def _links(data: Dataset) -> pd.DataFrame:
    """Return link.csv: the mode is the facility type, and once more a column of its own."""
    links = text_table(data, read_schema().tables["links"]).drop(columns=["source_id", "note"])
    names = links["link_id"]
    lengths = lengths_km(data.facts).reindex(names).to_list()
    shapes = data.links["geometry"].reindex(names).to_list()
    texts = ["" if s is None else shapely.to_wkt(s, rounding_precision=-1) for s in shapes]
    homes = [str(data.line_notes.get(name, {}).get("file", LINE_FILES[0])) for name in names]
    added = pd.DataFrame({"length": lengths, "geometry": texts, LINE_FILE: homes})
    links = pd.concat([links, table_texts(added)], axis=1).assign(facility_type=links["mode"])
    first = ["link_id", "name", "from_node_id", "to_node_id", "directed"]
    first += ["length", "facility_type", "geometry"]
    return links[[*first, *(name for name in links.columns if name not in first)]]
