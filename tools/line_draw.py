"""Draw the line of one link, by the method that suits its mode."""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

import line_network
import line_sea
import line_sections as cut
import line_tables as io
from line_sea import Line

GEOD = Geod(ellps="WGS84")
RAIL_MODES = frozenset({"rail_1520", "rail_1435"})
RAIL_BOUNDS = (-10.0, 20.0, 180.0, 66.0)
OSM = "OpenStreetMap contributors (ODbL 1.0) via scgraph_data 2.0.0"
GEM = "Global Energy Monitor pipeline routes (CC BY 4.0)"
OWN = "own drawing from node coordinates"
WATER = "own shortest path over water, land from Natural Earth 1:10m"
SHORT_RAIL_KM = 12.0
LIMITS = {OSM: (0.75, 1.25, 0.35), GEM: (0.6, 1.45, 0.6)}  # line/fact from, to; bridged share
GOOD_FIT = 0.12  # log ratio to the length fact that is as good as exact
STRAY_SHARE, STRAY_KM = 0.08, 5.0  # of a line in countries its link does not touch


def length_km(line: Line) -> float:
    """Return the geodesic length of a line."""
    xy = np.asarray(line)
    return float(GEOD.line_length(xy[:, 0], xy[:, 1])) / 1000


def geodesic(places: Line) -> Line:
    """Return the great circle line through places, a vertex every 100 km."""
    line: Line = [places[0]]
    for a, b in zip(places, places[1:], strict=False):
        steps = int(length_km([a, b]) // 100)
        if steps > 1:
            line.extend(GEOD.npts(*a, *b, steps - 1))
        line.append(b)
    return line


def tidy(line: Line, ends: tuple[tuple[float, float], tuple[float, float]], deg: float) -> Line:
    """Simplify, round to three decimals and set the ends exactly on the nodes."""
    if deg and len(line) > 2:
        line = list(shapely.LineString(line).simplify(deg).coords)
    inner = [(round(float(x), 3), round(float(y), 3)) for x, y in line[1:-1]]
    out = [ends[0]]
    for point in [*inner, ends[1]]:
        if point != out[-1]:
            out.append(point)
    return out if len(out) > 1 else [ends[0], ends[1]]


class Drawer:
    """Draws one link after the other; holds the networks and the water grids."""

    def __init__(self, options: argparse.Namespace, territory: cut.Territory) -> None:
        self.options = options
        self.territory = territory
        self.land = shapely.union_all(territory.shapes)
        self.waypoints: dict[str, Line] = {}
        for path in options.waypoints:
            self.waypoints.update(io.read_waypoints(path))
        self.rail_lines = io.read_lines(options.rail_lines)
        self.pipe_routes = io.read_lines(options.pipeline_routes)
        self.orders = io.read_orders(options.country_order)
        table = io.read_table(options.pipeline_table, ["link_id", "routes"])
        self.pipe_table = {r["link_id"]: r["routes"].split(";") for r in io.records(table)}
        channels = io.read_table(options.channels, ["channel", "seq", "x_coord", "y_coord"])
        self.channels = channels.assign(
            seq=pd.to_numeric(channels["seq"]),
            x_coord=pd.to_numeric(channels["x_coord"]),
            y_coord=pd.to_numeric(channels["y_coord"]),
        )
        self.rail = np.empty(0, dtype=object)
        if options.rail_graph:
            self.rail = line_network.load_rail_graph(RAIL_BOUNDS)
        self.grids: dict[tuple[str, ...], line_sea.WaterGrid] = {}

    def draw(self, link: dict[str, str], places: Line, fact: io.Length | None) -> io.Drawn:
        """Return the line of a link whose end nodes lie at the ends of ``places``."""
        mode, link_id = link["mode"], link["link_id"]
        ends = (places[0], places[-1])
        drawn: io.Drawn | None = None
        if mode in RAIL_MODES:
            drawn = self.rail_line(link_id, mode, places, fact)
        elif mode in cut.WATER_MODES:
            drawn = self.ship_line(link, places)
        elif mode in cut.PIPE_MODES:
            drawn = self.pipe_line(link_id, mode, places, fact)
        if drawn is None:
            method = "waypoints" if len(places) > 2 else "straight"
            drawn = io.Drawn(link_id, mode, geodesic(places), method, OWN)
        coarse = {OSM: 0.01, GEM: 0.02}.get(drawn.origin, 0.0)
        drawn.line = tidy(drawn.line, ends, coarse)
        return drawn

    def rail_line(
        self, link_id: str, mode: str, places: Line, fact: io.Length | None
    ) -> io.Drawn | None:
        """Follow given lines of the link, else the whole rail network; None if neither fits."""
        direct = length_km([places[0], places[-1]])
        if direct < SHORT_RAIL_KM:
            return None
        tries: list[tuple[list[np.ndarray], Line]] = []
        ends = [places[0], places[-1]]
        if link_id in self.rail_lines:
            given = [shapely.get_coordinates(g) for g in self.rail_lines[link_id]]
            tries.append((given, ends))
        if len(self.rail):
            margin = min(4.0, max(0.5, direct / 300))
            network = line_network.near_polylines(self.rail, places, margin)
            tries += [(network, ends)] if len(places) == 2 else [(network, places), (network, ends)]
        return self.best_of(tries, io.Drawn(link_id, mode, [], "osm_rail", OSM), fact)

    def best_of(
        self,
        tries: list[tuple[list[np.ndarray], Line]],
        model: io.Drawn,
        fact: io.Length | None,
    ) -> io.Drawn | None:
        """Follow every network given; return the line nearest the length fact, least bridged."""
        best: tuple[float, io.Drawn] | None = None
        for network, through in tries:
            found = line_network.follow(network, through)
            if found is None or self.strays(model.link_id, found.line):
                continue
            km = length_km(found.line)
            fit = km / fact.km if fact else 1.0
            low, high, most_bridged = LIMITS[model.origin]
            if found.bridged_km > most_bridged * km or not low <= fit <= high:
                continue
            miss = max(0.0, abs(np.log(fit)) - GOOD_FIT) + found.bridged_km / km
            if best is None or miss < best[0]:
                best = (miss, replace(model, line=found.line, bridged_km=found.bridged_km))
        return best[1] if best else None

    def strays(self, link_id: str, line: Line) -> bool:
        """Tell whether a line runs far through countries the link does not touch."""
        if link_id not in self.orders:
            return False
        runs = cut.raw_runs(line, self.territory, canal=False)
        order, tolerated = self.orders[link_id]
        known = {*order, *tolerated, cut.SEA}
        stray = sum(run.km for run in runs if run.country not in known)
        return stray > min(STRAY_KM, STRAY_SHARE * length_km(line))

    def pipe_line(
        self, link_id: str, mode: str, places: Line, fact: io.Length | None
    ) -> io.Drawn | None:
        """Follow the published routes of the link; None if there are none worth following."""
        names = self.pipe_table.get(link_id, [link_id])
        lines = [
            shapely.get_coordinates(g) for name in names for g in self.pipe_routes.get(name, [])
        ]
        lines = [line for line in lines if len(line) > 1]
        if sum(len(line) for line in lines) <= 2:
            return None
        tries = [(lines, [places[0], places[-1]]), (lines, places)]
        return self.best_of(tries, io.Drawn(link_id, mode, [], "gem_route", GEM), fact)

    def ship_line(self, link: dict[str, str], places: Line) -> io.Drawn | None:
        """Find the shortest way by water; None on a lake, where waypoints must do.

        The channels are those open to the link's passages, then all but Suez.
        """
        named = frozenset(link["passages"].split(";")) - {""}
        every = frozenset(self.channels["only_passage"]) - {"", "suez"} | named
        ends = [places[0], places[-1]]
        basin = line_sea.basin_of(ends)
        for passages in (named, every):
            try:
                line = line_sea.sea_line(self.grid(basin, passages), ends)
            except ValueError:
                continue
            drawn = io.Drawn(link["link_id"], link["mode"], line, "water_path", WATER)
            if passages != named:
                drawn.remarks.append(f"needs a channel of {';'.join(sorted(every - named))}")
            return drawn
        return None

    def grid(self, basin: line_sea.Basin, passages: frozenset[str]) -> line_sea.WaterGrid:
        """Return the water grid of a basin with the channels open to these passages."""
        channels = self.channels[self.channels["only_passage"].isin({"", *passages})]
        key = (basin[0], *sorted(set(channels["channel"])))
        if key not in self.grids:
            self.grids[key] = line_sea.build_grid(self.land, basin[1], basin[2], channels)
        return self.grids[key]
