"""Check where things lie: nodes in their country, lines on the land of their sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString, MultiLineString, Point

from corridor.data.checks.links import BOOK_MODES, SEA, WGS84, rows_by_id
from corridor.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from corridor.data.files.geojson import Features
    from corridor.data.files.tables import CheckedTable

    Row = Mapping[Hashable, Any]
    Tables = Mapping[str, CheckedTable]

__all__ = [
    "NODE_SLACK_KM",
    "TOLERANCE_KM",
    "check_territory",
    "geodesic_km",
    "km_to_area",
    "land_km",
]

TOLERANCE_KM = 5.0
"""Land of a foreign country a line may seem to cross because polygons are coarse."""
NODE_SLACK_KM = 2.0
END_SLACK_KM = 5.0
SWAPPED = "x_coord and y_coord look swapped: x_coord is the longitude"


def land_km(lines: Mapping[str, BaseGeometry], polygons: Mapping[str, BaseGeometry]) -> pd.Series:
    """
    Return how far each line runs over the land of each country.

    Parameters
    ----------
    lines
        Lines in degrees, by link id.
    polygons
        Country polygons in degrees, by ISO code.

    Returns
    -------
    km
        Geodesic kilometres, index (`link_id`, `country`); pairs that do not meet are left out.

    Examples
    --------
    >>> from shapely.geometry import LineString, box
    >>> km = land_km({"a": LineString([(0, 0), (2, 0)])}, {"XX": box(1, -1, 3, 1)})
    >>> round(float(km["a", "XX"]))
    111
    """
    names, codes = np.array(list(lines), dtype=object), np.array(list(polygons), dtype=object)
    shapes = np.array(list(lines.values()), dtype=object)
    areas = np.array(list(polygons.values()), dtype=object)
    shapely.prepare(areas)  # a prepared polygon answers in a fraction of the time
    at_line, at_area = shapely.STRtree(areas).query(shapes)
    meet = shapely.intersects(areas[at_area], shapes[at_line])
    at_line, at_area = at_line[meet], at_area[meet]
    within = shapely.covers(areas[at_area], shapes[at_line])
    parts = shapes[at_line]
    for row in np.flatnonzero(~within):
        near = shapely.clip_by_rect(areas[at_area[row]], *_around(parts[row]))
        parts[row] = shapely.intersection(parts[row], near)
    index = pd.MultiIndex.from_arrays(
        [names[at_line], codes[at_area]], names=["link_id", "country"]
    )
    return pd.Series(geodesic_km(parts), index=index, name="km", dtype=float)


def geodesic_km(lines: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """
    Return the geodesic length of each line; points have none.

    Parameters
    ----------
    lines
        Lines in degrees, of one part or several; gaps between parts do not count.

    Returns
    -------
    km
        On the WGS 84 ellipsoid.

    Examples
    --------
    >>> from shapely.geometry import LineString
    >>> [round(float(km), 1) for km in geodesic_km(np.array([LineString([(0, 0), (1, 0)])]))]
    [111.3]
    """
    parts, of_line = shapely.get_parts(lines, return_index=True)
    points, of_part = shapely.get_coordinates(parts, return_index=True)
    same = of_part[1:] == of_part[:-1]
    _, _, metres = WGS84.inv(*points[:-1][same].T, *points[1:][same].T)
    return np.bincount(of_line[of_part[1:][same]], metres, len(lines)) / 1000


def _around(line: BaseGeometry) -> tuple[float, float, float, float]:
    """Return the box of a line with a margin; a polygon cut to it is quick to intersect."""
    west, south, east, north = line.bounds
    return west - 0.1, south - 0.1, east + 0.1, north + 0.1


def check_territory(tables: Tables, geometry: list[Features], countries: Features) -> list[Fault]:
    """
    Return the faults of place: nodes, line ends, and land that sections leave out.

    Parameters
    ----------
    tables
        All tables, their cells checked.
    geometry
        The files of lines; a link has its line in one of them.
    countries
        The country polygons.

    Returns
    -------
    faults
        Of nodes, then of lines.
    """
    faults = list(_nodes(tables, countries))
    faults += _missing_lines(tables["links"], geometry)
    places, links = rows_by_id(tables["nodes"], "node_id"), rows_by_id(tables["links"], "link_id")
    for features in geometry:
        for name, line in features.shapes.items():
            if name not in links:
                if tables["links"].complete:
                    row, rule = features.rows[name], "the line is of a known link"
                    faults.append(Fault(features.file, row, "link_id", name, rule))
            else:
                faults += _ends(features, name, line, links[name], places)
        faults += _foreign_land(tables, features, countries, links)
    return faults


def _missing_lines(links: CheckedTable, geometry: list[Features]) -> list[Fault]:
    """Check that each link has a line in exactly one file."""
    drawn = [name for features in geometry for name in features.shapes]
    faults = [
        Fault(
            features.file, features.rows[name], "link_id", name, "a link has its line in one file"
        )
        for features in geometry[1:]
        for name in features.shapes
        if drawn.count(name) > 1
    ]
    if all(features.complete for features in geometry):
        frame = links.frame
        bare = ~frame["link_id"].isin(drawn) & ~frame["mode"].isin(list(BOOK_MODES))
        files = " or ".join(features.file for features in geometry)
        faults += links.where(
            bare & (frame["link_id"] != ""), "link_id", f"it has a line in {files}"
        )
    return faults


def _nodes(tables: Tables, countries: Features) -> Iterator[Fault]:
    """Check that each node lies in its country, or close to it."""
    nodes, listed = tables["nodes"], tables["countries"].known("country")
    frame = nodes.frame
    dry = ~frame["offshore"].to_numpy(dtype=bool) & (frame["country"] != SEA).to_numpy()
    placed = frame[["x_coord", "y_coord"]].notna().all(axis=1).to_numpy()
    for row in np.flatnonzero(dry & placed):
        code = str(frame["country"].iloc[row])
        area = countries.shapes.get(code)
        x, y = float(frame["x_coord"].iloc[row]), float(frame["y_coord"].iloc[row])
        if area is None:
            if countries.complete and code in listed:
                yield nodes.fault(int(row), "country", f"{countries.file} has a polygon of {code}")
            continue
        slack = max(NODE_SLACK_KM, float(np.nan_to_num(frame["accuracy_km"].iloc[row])))
        away = km_to_area(x, y, area)
        if away > slack:
            rule = f"a node lies in its country: {away:.1f} km from {code}, allowed {slack:g}"
            swapped = abs(x) <= 90 and area.intersects(Point(y, x))
            yield nodes.fault(int(row), "x_coord", rule, SWAPPED if swapped else "")


def km_to_area(x: float, y: float, area: BaseGeometry) -> float:
    """
    Return the kilometres from a point to an area, 0 inside it.

    Parameters
    ----------
    x, y
        Longitude and latitude of the point.
    area
        A polygon in degrees.

    Returns
    -------
    km
        On the WGS 84 ellipsoid.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> round(km_to_area(2.0, 0.0, box(0, -1, 1, 1)), 1)
    111.3
    """
    if area.intersects(Point(x, y)):
        return 0.0
    near = shapely.clip_by_rect(area, x - 2, y - 2, x + 2, y + 2)
    near = area if near.is_empty else near
    # Degrees of longitude shrink with latitude: without this the nearest point is not the nearest.
    squeeze = float(np.cos(np.radians(y)))
    squeezed = shapely.transform(near, lambda points: points * [squeeze, 1.0])
    edge = shapely.shortest_line(Point(x * squeeze, y), squeezed)
    (_, _), (edge_x, edge_y) = shapely.get_coordinates(edge)
    return float(WGS84.inv(x, y, edge_x / squeeze, edge_y)[2]) / 1000


@dataclass(frozen=True)
class _End:
    """One end of a line and the node it should touch."""

    node: str
    x: float
    y: float
    place: Row

    @property
    def slack_km(self) -> float:
        return max(END_SLACK_KM, float(np.nan_to_num(self.place["accuracy_km"])))

    def km(self, x: float, y: float) -> float:
        """Return the kilometres from the node to a point."""
        metres = WGS84.inv(self.place["x_coord"], self.place["y_coord"], x, y)[2]
        return float(metres) / 1000


def _ends(
    features: Features, name: str, line: BaseGeometry, link: Row, places: Mapping[str, Row]
) -> Iterator[Fault]:
    """Check that a line starts and ends at the nodes of its link."""
    parts = line.geoms if isinstance(line, MultiLineString) else [line]
    first, last = LineString(parts[0]).coords[0], LineString(parts[-1]).coords[-1]
    nodes = (str(link["from_node_id"]), str(link["to_node_id"]))
    if not set(nodes) <= set(places):
        return
    ends = [
        _End(node, x, y, places[node]) for node, (x, y) in zip(nodes, (first, last), strict=True)
    ]
    far = [end for end in ends if end.km(end.x, end.y) > end.slack_km]
    turned = all(
        end.km(*point) <= end.slack_km for end, point in zip(ends, (last, first), strict=True)
    )
    for end in far:
        away = end.km(end.x, end.y)
        rule = f"a line meets its node {end.node}: {away:.0f} km away, allowed {end.slack_km:g}"
        remedy = "the line runs backwards: it starts at from_node_id" if turned else ""
        if abs(end.x) <= 90 and end.km(end.y, end.x) <= end.slack_km:
            remedy = "longitude and latitude look swapped: longitude comes first"
        yield Fault(features.file, features.rows[name], "link_id", name, rule, remedy)


def _foreign_land(
    tables: Tables, features: Features, countries: Features, links: Mapping[str, Row]
) -> Iterator[Fault]:
    """Check that a line crosses no land that the sections of its link leave out."""
    if not tables["sections"].complete:
        return
    sections = tables["sections"].frame.groupby("link_id")["country"].agg(set)
    moved = {
        name: line
        for name, line in features.shapes.items()
        if name in sections.index and name in links and links[name]["mode"] not in BOOK_MODES
    }
    km = land_km(moved, countries.shapes)
    found = km[km > TOLERANCE_KM].sort_index().reset_index()
    rows = tables["nodes"].frame
    nodes = dict(zip(rows["node_id"], rows["country"], strict=True))
    for name, code, length in found.itertuples(index=False, name=None):
        # A ship line starts and ends on the land of its ports, which belongs to the link anyway.
        ends = {nodes.get(links[name][end]) for end in ("from_node_id", "to_node_id")}
        if code not in sections[name] | ends:
            label = countries.properties[code].get("name", code)
            rule = f"the sections name every country crossed: {length:.0f} km over {label} ({code})"
            remedy = f"add a section in {code}, or move the line"
            yield Fault(features.file, features.rows[name], "link_id", name, rule, remedy)
