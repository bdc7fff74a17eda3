"""Frames of lines for tests."""

import geopandas as gpd
import numpy as np
import shapely

from corridor.network.lines.build import network_from_lines
from corridor.network.lines.options import LineOptions


def lines(*wkt, crs="EPSG:4326", **columns):
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries.from_wkt(list(wkt)), crs=crs)


def built(gdf, snap_km=0.0, mode="rail_1520", **options):
    named = {name: options.pop(name) for name in ("length", "places", "name") if name in options}
    return network_from_lines(
        gdf, mode=mode, snap_km=snap_km, options=LineOptions(**options), **named
    )


def random_lines(rng, count, step=0.125, origin=(68.0, 44.0)):
    """Return lines on a grid of exact binary fractions, so that many meet, some run together."""
    shapes = []
    while len(shapes) < count:
        corners = rng.integers(0, 6, size=(rng.integers(2, 4), 2))
        if len(np.unique(corners, axis=0)) == len(corners):
            shapes.append(shapely.LineString(origin + corners * step))
    return gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326")
