"""Read GeoJSON files without GDAL: local, small, plain lines and polygons in degrees."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from corridor.data.files.reading import check_size
from corridor.errors import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

__all__ = ["LINES", "POLYGONS", "Features", "read_features"]

LINES = frozenset(["LineString", "MultiLineString"])
POLYGONS = frozenset(["Polygon", "MultiPolygon"])
# Names under which older files state the one reference system that RFC 7946 allows.
DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass
class Features:
    """Geometries of one file by id, each with its other properties and its place."""

    file: str
    shapes: dict[str, BaseGeometry] = field(default_factory=dict)
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    complete: bool = True

    def lose(self, row: int, column: str, value: str, rule: str, remedy: str = "") -> None:
        """Record a fault by which a geometry is lost."""
        self.faults.append(Fault(self.file, row, column, value[:80], rule, remedy))
        self.complete = False


def read_features(path: Path, key: str, kinds: frozenset[str]) -> Features:
    """
    Return the geometries of a GeoJSON file.

    Parameters
    ----------
    path
        A local file ending in `.geojson`, at most 50 MB.
    key
        Property that holds the id.
    kinds
        Geometry types allowed.

    Returns
    -------
    features
        Sound geometries and the faults of the others.
    """
    features = Features(path.name)
    for number, entry in enumerate(_collection(path, features), start=1):
        _keep(entry, number, key, kinds, features)
    return features


def _collection(path: Path, features: Features) -> list[Any]:
    """Return the features of a file, none where it is not to be trusted."""
    fault = check_size(path)
    if fault is not None or path.suffix != ".geojson":
        features.lose(0, "", "", fault.rule if fault else "a geometry file ends in .geojson")
        return []
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        features.lose(0, "", "", f"the file is JSON ({type(error).__name__}: {error})")
        return []
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        features.lose(0, "type", "", "the file is a FeatureCollection")
        return []
    crs = json.dumps(content.get("crs", "CRS84"))
    if not any(name in crs for name in DEGREES):
        features.lose(0, "crs", crs, "coordinates are WGS 84 degrees", "convert to EPSG:4326")
        return []
    entries = content.get("features")
    if isinstance(entries, list):
        return entries
    features.lose(0, "features", "", "a FeatureCollection has a list of features")
    return []


def _keep(entry: object, number: int, key: str, kinds: frozenset[str], features: Features) -> None:
    """Keep one feature, or record why it cannot be kept."""
    properties = entry.get("properties") if isinstance(entry, dict) else None
    name = properties.get(key) if isinstance(properties, dict) else None
    if not isinstance(entry, dict) or not isinstance(properties, dict) or not name:
        features.lose(number, key, "", f"a feature has the property {key}")
        return
    if not isinstance(name, str) or name in features.shapes:
        features.lose(number, key, str(name), f"{key} is text and stands once")
        return
    geometry, rule = _geometry(entry.get("geometry"), kinds)
    if geometry is None:
        features.lose(number, key, name, rule)
        return
    features.shapes[name] = geometry
    features.rows[name] = number
    features.properties[name] = {str(k): v for k, v in properties.items() if k != key}


def _geometry(given: object, kinds: frozenset[str]) -> tuple[BaseGeometry | None, str]:
    """Return a geometry, or the rule it breaks."""
    if not isinstance(given, dict) or given.get("type") not in kinds:
        return None, f"the geometry is one of {', '.join(sorted(kinds))}"
    try:
        with np.errstate(invalid="ignore"):  # what is not finite is refused below
            geometry = shapely.force_2d(shape(given))
        bounds = geometry.bounds
    except (ShapelyError, TypeError, ValueError, IndexError, KeyError, AttributeError) as error:
        return None, f"the coordinates can be read ({type(error).__name__})"
    points = shapely.get_coordinates(geometry)
    if geometry.is_empty or not all(math.isfinite(edge) for edge in [*bounds, points.sum()]):
        return None, "the geometry has finite coordinates"
    west, south, east, north = bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return None, "coordinates are degrees: longitude within 180, latitude within 90"
    if kinds == POLYGONS and not geometry.is_valid:
        return None, "a polygon is simple: it does not cross itself"
    return geometry, ""
