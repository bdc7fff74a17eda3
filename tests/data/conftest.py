"""A small sound data folder on invented squares of land, which each test may spoil."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from pyproj import Geod
from shapely.geometry import LineString, box, mapping

from corridor.data.files.schema import read_schema

if TYPE_CHECKING:
    from pathlib import Path

GEOD = Geod(ellps="WGS84")
SQUARES = {
    "KZ": ("Kazakhstan", "KAZ", (50, 40, 60, 50)),
    "AZ": ("Azerbaijan", "AZE", (40, 40, 48, 50)),
    "GE": ("Georgia", "GEO", (30, 40, 40, 50)),
    "RU": ("Russia", "RUS", (40, 50, 60, 60)),
}
NODES = {
    "tengiz": ("field", "KZ", 55, 45, "crude:oil_pipeline;container:rail_1520", ""),
    "aktau": ("port", "KZ", 50, 45, "", ""),
    "alat": ("port", "AZ", 48, 45, "", ""),
    "baku": ("station", "AZ", 46, 45, "container:rail_1520", ""),
    "poti": ("market", "GE", 31, 45, "crude:oil_pipeline", "med"),
    "samara": ("junction", "RU", 55, 52, "", ""),
}
# link: mode, directed, groups, passages, [(country, points of its section)]
LINKS = {
    "tengiz_aktau": ("oil_pipeline", "true", "crude", "", [("KZ", [(55, 45), (50, 45)])]),
    "aktau_alat": ("sea", "false", "crude;container", "caspian", [("SEA", [(50, 45), (48, 45)])]),
    "alat_baku": ("rail_1520", "false", "container", "", [("AZ", [(48, 45), (46, 45)])]),
    "baku_poti": (
        *("rail_1520", "false", "container", ""),
        [("AZ", [(46, 45), (40, 45)]), ("GE", [(40, 45), (31, 45)])],
    ),
    "tengiz_samara": (
        *("oil_pipeline", "true", "crude", ""),
        [("KZ", [(55, 45), (55, 50)]), ("RU", [(55, 50), (55, 52)])],
    ),
    "tengiz_baku": ("gas_swap", "true", "gas", "", [("KZ", [(55, 45), (54, 45)])]),
}
BORDERS = [
    *[
        ("KZ", "AZ", "sea"),
        ("AZ", "KZ", "sea"),
        ("AZ", "GE", "rail_1520"),
        ("GE", "AZ", "rail_1520"),
    ],
    *[("KZ", "RU", "oil_pipeline"), ("KZ", "AZ", "gas_swap")],
]
ATTRIBUTES = [
    ("length_km", "link", "km", "timeless", "0", "", "length of the link"),
    ("tariff_usd_per_t", "link", "USD/t", "slow", "0", "", "tariff of the whole link"),
    ("transit_time_d", "link", "d", "slow", "0", "100", "running time"),
    ("dwell_d", "transfer", "d", "slow", "0", "", "waiting and handling"),
    ("border_d", "border", "d", "slow", "0", "", "one crossing"),
    ("speed_km_per_d", "link;mode", "km/d", "slow", "0", "2000", "commercial speed"),
    ("per_usd", "currency", "1/USD", "yearly", "0", "", "exchange rate"),
    ("price_usd_per_t", "price_area", "USD/t", "yearly", "0", "", "price"),
]
S = {"source_id": "est_tiny"}


def _km(points):
    xs, ys = zip(*points, strict=True)
    return GEOD.line_length(xs, ys) / 1000


def _line(sections):
    points = [point for _, part in sections for point in part]
    return list(dict.fromkeys(points))


def fact(subject, attribute, value, unit, observed="2024", **more):
    row = {"subject": subject, "attribute": attribute, "value": str(value), "unit": unit}
    return row | {"observed": observed, "kind": "reported"} | S | more


def _tables():
    tables = {name: [] for name in read_schema().tables}
    tables["sources"] = [
        {"source_id": "est_tiny", "title": "Invented <b>squares</b>", "tier": "estimate"}
        | {"accessed": "2026-11-22", "licence": "unknown", "url": "https://example.org/a"}
    ]
    tables["countries"] = [
        {"country": code, "iso3": iso3, "name": name} | S
        for code, (name, iso3, _) in SQUARES.items()
    ]
    tables["commodities"] = [
        {"commodity_id": "crude_oil", "name": "Crude oil", "commodity_group": "crude"}
        | {"streams": "cpc_blend;tengiz_grade", "modes": "oil_pipeline;sea"},
        {"commodity_id": "copper", "name": "Copper", "commodity_group": "container"},
    ]
    tables["nodes"] = [
        {"node_id": name, "name": name.title(), "kind": kind, "country": country}
        | {"offshore": "false", "x_coord": str(x), "y_coord": str(y), "accuracy_km": "1"}
        | {"load_modes": load, "price_area": area}
        | S
        for name, (kind, country, x, y, load, area) in NODES.items()
    ]
    for name, (mode, directed, groups, passages, sections) in LINKS.items():
        start = next(n for n, node in NODES.items() if node[2:4] == sections[0][1][0])
        end = name.removeprefix(f"{start}_")
        tables["links"].append(
            {"link_id": name, "name": name, "mode": mode, "from_node_id": start}
            | {"to_node_id": end, "directed": directed, "capacity_shared": "false"}
            | {"commodity_groups": groups, "status": "open", "opened": "2001"}
            | {"passages": passages, "access": "common"}
            | S
        )
        for seq, (country, points) in enumerate(sections, start=1):
            tables["sections"].append(
                {"link_id": name, "seq": str(seq), "country": country, "kind": "derived"}
                | {"km": f"{_km(points):.3f}"}
                | S
            )
        total = sum(_km(points) for _, points in sections)
        tables["facts"].append(fact(f"link:{name}", "length_km", f"{total:.3f}", "km", ""))
    tables["facts"] += [
        fact("link:tengiz_aktau", "tariff_usd_per_t", 20, "USD/t", "2021", low="15", high="30"),
        fact("link:tengiz_aktau", "tariff_usd_per_t", 24, "USD/t", "2023", low="20", high="30"),
        fact("link:aktau_alat", "transit_time_d", 36, "h", "2026"),
        fact("transfer:aktau/oil_pipeline/sea", "dwell_d", 2, "d"),
        fact("border:AZ-GE/rail_1520", "border_d", 20, "h"),
        fact("mode:rail_1520/KZ", "speed_km_per_d", 500, "km/d", service="wagon_load"),
        fact("currency:KZT", "per_usd", 469, "KZT/USD"),
    ]
    tables["borders"] = [
        {"from_country": here, "to_country": there, "mode": mode, "status": "open"} | S
        for here, there, mode in BORDERS
    ]
    tables["transfers"] = [
        {"node_id": "aktau", "from_mode": "oil_pipeline", "to_mode": "sea"}
        | {"commodity_group": "crude", "kind": "port", "status": "open"}
        | S
    ]
    tables["supply"] = [_measure("node_id", "tengiz", "30", "Mt/y")]
    tables["demand"] = [_measure("market", "poti", "10", "Mt/y") | {"origin": "KZ", "firm": "true"}]
    tables["prices"] = [_measure("price_area", "med", "80", "USD/bbl")]
    tables["controls"] = [
        {"control_id": "no_ru", "territory": "RU", "from": "2022-02", "effect": "closed"}
        | {"kind": "reported"}
        | S
    ]
    tables["observed"] = [
        {"subject": "link:aktau_alat", "commodity": "crude_oil", "year": "2023", "value": "1.5"}
        | {"unit": "Mt/y", "basis": "loaded", "kind": "reported"}
        | S
    ]
    tables["hazards"] = [
        {"hazard_id": "wind", "subject": "link:aktau_alat", "name": "Gales", "months": "11;12;1"}
        | S
    ]
    tables["events"] = [
        {"event_id": "gale", "subject": "node:aktau", "start": "2024-01", "depth": "0.5"}
        | {"cause": "gale", "kind": "reported"}
        | S
    ]
    tables["projects"] = [
        {"project_id": name, "name": name, "subject": "link:aktau_alat", "needs": needs}
        | {"adds": "capacity_t_per_y", "status": "planned", "kind": "reported"}
        | S
        for name, needs in (("berth", ""), ("fleet", "berth"))
    ]
    tables["corridors"] = [
        {"corridor_id": "caspian", "name": "Caspian", "avoid_territories": "RU"}
        | {"require_passage": "caspian", "description": "Over the sea"}
    ]
    columns = ["attribute", "subjects", "unit", "timing", "minimum", "maximum", "description"]
    tables["attributes"] = [dict(zip(columns, row, strict=True)) for row in ATTRIBUTES]
    return tables


def _measure(place, name, value, unit):
    row = {place: name, "commodity": "crude_oil", "year": "2024", "value": value, "unit": unit}
    return row | {"kind": "reported"} | S


def _collection(features):
    entries = [
        {"type": "Feature", "properties": said, "geometry": mapping(shape)}
        for said, shape in features
    ]
    return {"type": "FeatureCollection", "features": entries}


class Folder:
    """Tables as lists of rows of text, and GeoJSON as objects, until written."""

    def __init__(self):
        self.tables = _tables()
        self.lines = {
            name: LineString(_line(link[-1]))
            for name, link in LINKS.items()
            if link[0] != "gas_swap"
        }
        self.squares = {code: box(*bounds) for code, (_, _, bounds) in SQUARES.items()}
        self.reverse = False

    def spoil(self, table, number, column, value):
        """Change one cell; return the line it will stand on."""
        self.tables[table][number][column] = value
        return number % len(self.tables[table]) + 2

    def write(self, path: Path) -> Path:
        path.mkdir(exist_ok=True)
        for name, spec in read_schema().tables.items():
            rows = self.tables[name][::-1] if self.reverse else self.tables[name]
            with (path / spec.file).open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(spec.fields), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        lines = [({"link_id": name}, line) for name, line in self.lines.items()]
        areas = [
            ({"country": code, "name": SQUARES[code][0]}, area)
            for code, area in self.squares.items()
        ]
        for name, features in (
            ("geometry.geojson", lines[:3]),
            ("geometry_osm.geojson", lines[3:]),
            ("countries.geojson", areas),
        ):
            (path / name).write_text(json.dumps(_collection(features)), encoding="utf-8")
        return path


@pytest.fixture
def folder():
    return Folder()


@pytest.fixture(scope="session")
def make_folder():
    return Folder


@pytest.fixture(scope="session")
def make_fact():
    return fact
