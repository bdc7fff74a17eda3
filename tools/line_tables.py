"""Tables in, files out for ``derive_lines.py``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from line_sea import Line
from line_sections import Run

KM_PER_UNIT = {"km": 1.0, "nm": 1.852, "mi": 1.609344, "m": 0.001}


@dataclass(frozen=True)
class Length:
    """The length fact of a link."""

    km: float
    kind: str
    source_id: str


@dataclass
class Drawn:
    """The line of a link and how it was made."""

    link_id: str
    mode: str
    line: Line
    method: str
    origin: str
    bridged_km: float = 0.0
    remarks: list[str] = field(default_factory=list)


def read_table(
    path: Path | None, columns: Iterable[str], *, required: bool = False
) -> pd.DataFrame:
    """Read a CSV as text; an optional table that is absent is empty."""
    columns = list(columns)
    if path is None or not path.exists():
        if required:
            raise FileNotFoundError(f"{path}: needs columns {', '.join(columns)}")
        return pd.DataFrame(columns=columns)
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise ValueError(f"{path}: missing columns {', '.join(missing)}")
    return table


def records(table: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of a text table as plain dicts."""
    return [{str(k): str(v) for k, v in row.items()} for row in table.to_dict("records")]


def read_lengths(path: Path | None) -> dict[str, Length]:
    """Return the length fact of every link that has one."""
    facts = read_table(path, ["subject", "attribute", "value", "unit", "kind", "source_id"])
    out: dict[str, Length] = {}
    for row in records(facts[facts["attribute"] == "length_km"]):
        subject, unit = row["subject"], row["unit"]
        if unit not in KM_PER_UNIT:
            raise ValueError(f"{path}: {subject} length_km: unknown unit {unit!r}")
        link_id = subject.removeprefix("link:")
        if link_id in out:
            raise ValueError(f"{path}: {subject} has two length_km facts")
        out[link_id] = Length(
            float(row["value"]) * KM_PER_UNIT[unit], row["kind"], row["source_id"]
        )
    return out


def read_waypoints(path: Path | None) -> dict[str, Line]:
    """Return the ordered points between the ends of every link that has some."""
    table = read_table(path, ["link_id", "seq", "x_coord", "y_coord"])
    table = table.assign(order=pd.to_numeric(table["seq"])).sort_values(["link_id", "order"])
    return {
        str(link_id): [
            (float(x), float(y)) for x, y in zip(g["x_coord"], g["y_coord"], strict=True)
        ]
        for link_id, g in table.groupby("link_id")
    }


def read_lines(path: Path | None) -> dict[str, np.ndarray]:
    """Return the lines of a vector file with a ``link_id`` column, grouped by it."""
    if path is None:
        return {}
    frame = gpd.read_file(path)
    return {
        str(link_id): shapely.get_parts(group.geometry.to_numpy())
        for link_id, group in frame.groupby("link_id")
    }


def write_lines(drawn: Iterable[Drawn], path: Path) -> None:
    """Write lines as GeoJSON, one feature a line, sorted by link."""
    rows = []
    for item in sorted(drawn, key=lambda d: d.link_id):
        properties: dict[str, object] = {
            "link_id": item.link_id,
            "method": item.method,
            "origin": item.origin,
        }
        if item.bridged_km:
            properties["bridged_km"] = round(item.bridged_km, 1)
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": [list(p) for p in item.line]},
        }
        rows.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(rows)
    text = f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a CSV with LF line ends."""
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


@dataclass(frozen=True)
class Node:
    """The columns of a node that geometry needs."""

    node_id: str
    country: str
    offshore: bool
    place: tuple[float, float]
    accuracy_km: float


def read_nodes(path: Path) -> dict[str, Node]:
    """Return every node that has coordinates."""
    columns = ["node_id", "country", "offshore", "x_coord", "y_coord", "accuracy_km"]
    table = read_table(path, columns, required=True)
    return {
        row["node_id"]: Node(
            row["node_id"],
            row["country"],
            row["offshore"].lower() == "true",
            (float(row["x_coord"]), float(row["y_coord"])),
            float(row["accuracy_km"] or 0),
        )
        for row in records(table)
    }


def read_links(path: Path) -> list[dict[str, str]]:
    """Return the links sorted by id."""
    columns = ["link_id", "mode", "from_node_id", "to_node_id", "passages"]
    table = read_table(path, columns, required=True).sort_values("link_id")
    return records(table[columns])


def read_crossings(path: Path | None) -> dict[tuple[str, str, str], str]:
    """Return the name of a crossing by link, country left and country entered."""
    table = read_table(path, ["link_id", "from_country", "to_country", "crossing"])
    return {
        (r["link_id"], r["from_country"], r["to_country"]): r["crossing"] for r in records(table)
    }


def read_orders(path: Path | None) -> dict[str, tuple[list[str], set[str]]]:
    """Return the known order of countries, and those a drawn line may stray into."""
    table = read_table(path, ["link_id", "countries", "line_also_in"])
    return {
        r["link_id"]: (r["countries"].split(";"), set(r["line_also_in"].split(";")))
        for r in records(table)
    }


def read_published(path: Path | None) -> dict[str, list[Run]]:
    """Return published country sections, which replace the measured ones."""
    table = read_table(path, ["link_id", "seq", "country", "km", "source_id"])
    table = table.assign(order=pd.to_numeric(table["seq"])).sort_values(["link_id", "order"])
    return {
        str(link_id): [
            Run(c, float(k), s)
            for c, k, s in zip(g["country"], g["km"], g["source_id"], strict=True)
        ]
        for link_id, g in table.groupby("link_id")
    }
