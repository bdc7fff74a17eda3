"""Make a routable network of raw lines, and say what was joined, bridged and left apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.data.files.schema import read_schema
from corridor.errors import SchemaError, UnknownIdError
from corridor.network.lines.options import LineOptions, check_km, check_place
from corridor.network.lines.result import LineNetwork
from corridor.network.lines.tables.frames import Limits, write_frames
from corridor.network.lines.tables.ground import ground_of
from corridor.network.lines.tables.reading import Lines, read_lines
from corridor.network.lines.topology.contraction import make_chains
from corridor.network.lines.topology.joining import join_ends
from corridor.network.lines.topology.noding import node_lines
from corridor.network.lines.topology.pieces import BRIDGE
from corridor.network.lines.topology.placing import put_places
from corridor.network.lines.topology.web import Web, weave

if TYPE_CHECKING:
    import geopandas as gpd

    from corridor.network.lines.topology.measure import Ints
    from corridor.network.lines.topology.noding import Noded

__all__ = ["network_from_lines"]

ID = re.compile(r"[a-z0-9][a-z0-9_]*")
FARTHEST_SNAP_KM = 100.0
LAND_MODES = frozenset({"rail_1520", "rail_1435", "road"})
_USUAL = LineOptions()


def network_from_lines(
    gdf: gpd.GeoDataFrame,
    *,
    mode: str,
    snap_km: float,
    length: str | None = None,
    places: Mapping[str, tuple[float, float]] | None = None,
    name: str = "line",
    options: LineOptions = _USUAL,
) -> LineNetwork:
    """
    Turn raw lines into a routable network.

    Lines are cut where lines of their level cross or touch them. Dangling ends are then joined to
    what lies within `snap_km`, the nearest first, by straight bridges: nothing is moved, and every
    bridge is listed. What stays apart is reported, with how far apart it is. Each link knows the
    countries it runs through.

    Parameters
    ----------
    gdf
        Lines in any reference system. Columns ``layer``, ``bridge`` and ``tunnel`` are read where
        they are there: lines of different levels join at shared ends only.
    mode
        What moves on the lines, such as ``rail_1520`` or ``oil_pipeline``.
    snap_km
        How far an end reaches for another end or line. 0 joins only what touches.
    length
        Column with the length of each row in km. Without it lengths are geodesic ones of the lines
        as drawn, which are short where lines are simplified.
    places
        Longitude and latitude of places, by id, that become nodes: each where the lines pass
        nearest to it.
    name
        Ids of nodes and links begin with it.
    options
        The rarer choices.

    Returns
    -------
    network
        Nodes, links, sections and the report; `LineNetwork.shortest` routes on it and
        `LineNetwork.to_network` makes a `Network` of it. It does not depend on the order of the
        rows, nor on the direction in which lines are drawn.

    Raises
    ------
    SchemaError
        The frame has no reference system, or rows that are no lines; lists the rows. A place is out
        of reach.
    UnknownIdError
        No such mode or column.
    ValueError
        A distance is negative or not a number.

    Examples
    --------
    A branch that ends 110 m short of the main line, and a track that ends 1.1 km from its end.

    >>> import geopandas as gpd
    >>> wkt = ["LINESTRING (68 44, 69 44)", "LINESTRING (68.5 44.001, 68.5 45)",
    ...        "LINESTRING (69.014 44, 70 44)"]
    >>> gdf = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkt(wkt), crs="EPSG:4326")
    >>> net = network_from_lines(gdf, mode="rail_1520", snap_km=0.5)
    >>> net.bridges[["length_km", "onto"]].round(3).to_numpy().tolist()
    [[0.111, 'line']]
    >>> net.gaps.loc[net.gaps["state"] == "open", "distance_km"].round(2).tolist()
    [1.12]
    >>> route = net.shortest((68.0, 44.0), (68.5, 45.0))
    >>> round(route.length_km, 1), route.sections["country"].tolist()
    (151.2, ['KZ'])
    """
    known = read_schema().vocabularies["mode"]
    if mode not in known:
        raise UnknownIdError("mode", mode, known)
    check_km("snap_km", snap_km, largest=FARTHEST_SNAP_KM)
    places = _checked(places or {}, name)
    lines = read_lines(gdf, length=length, keep=options.keep)
    noded = node_lines(lines.shapes, lines.level, lines.km, crossings=options.crossings)
    web = weave(noded.pieces, lines.shapes)
    web, bridges = join_ends(web, lines.shapes, snap_km)
    web, placed = put_places(web, lines.shapes, places, options.place_km)
    chains = make_chains(
        web,
        keep=placed["node"].to_numpy(dtype=np.int64),
        kind=_kinds(web, lines),
        contract=options.contract,
    )
    sheets = write_frames(
        chains,
        web.pieces,
        lines,
        name=name,
        places=placed,
        bridges=bridges,
        ground=ground_of(options.countries),
        limits=Limits(options.gap_km, options.tolerance_km, mode in LAND_MODES),
    )
    return LineNetwork(
        name=name,
        mode=mode,
        snap_km=float(snap_km),
        length_column=length or "",
        options=options,
        nodes=sheets.nodes,
        links=sheets.links,
        sections=sheets.sections,
        components=sheets.components,
        gaps=sheets.gaps,
        bridges=sheets.bridges,
        dropped=lines.dropped,
        tolerated=sheets.given,
        counts=_counts(gdf, lines, noded),
    )


def _checked(
    places: Mapping[str, tuple[float, float]], name: str
) -> dict[str, tuple[float, float]]:
    """Return the places, if each is a longitude and latitude under a sound id."""
    if not isinstance(places, Mapping):
        raise SchemaError(
            f"places is a mapping of ids to (longitude, latitude), not a {type(places).__name__}"
        )
    for text in (name, *places):
        if not isinstance(text, str) or not ID.fullmatch(text):
            raise SchemaError(
                f"{text!r} is no id: use small letters, digits and underscores, such as 'baku'"
            )
    own = [place for place in places if re.fullmatch(rf"{name}_[nl]\d+", place)]
    if own:
        raise SchemaError(f"place {own[0]!r} is named like a node made here: choose another name")
    return {place: check_place(f"place {place!r}", at) for place, at in places.items()}


def _kinds(web: Web, lines: Lines) -> Ints:
    """Return a number for each piece: pieces with the same carried columns share one."""
    if lines.kept.shape[1] == 0:
        return np.zeros(len(web.pieces), dtype=np.int64)
    text = lines.kept.astype(object).where(lines.kept.notna(), None).map(repr)
    number = pd.factorize(pd.Series(map(tuple, text.to_numpy())), sort=True)[0].astype(np.int64)
    drawn = web.pieces.line != BRIDGE
    return np.where(drawn, number[np.where(drawn, web.pieces.line, 0)], 0)


def _counts(gdf: gpd.GeoDataFrame, lines: Lines, noded: Noded) -> dict[str, float]:
    """Return what was met on the way, by name."""
    return {
        "rows": float(len(gdf)),
        "lines": float(len(lines)),
        "lines_km": float(lines.km.sum()),
        "crossings": float(noded.crossings),
        "own_crossings": float(noded.own_crossings),
        "passed": float(noded.passed),
        "doubled_km": float(lines.km.sum() - noded.pieces.km.sum()),
    }
