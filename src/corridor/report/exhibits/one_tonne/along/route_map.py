"""Exhibit 4: a map of the corridors per pair, and each route stretch by stretch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.map.extent import view_extent
from corridor.draw.map.maps import draw_routes
from corridor.draw.map.weighted.coarse import coarse
from corridor.draw.marks.palette import mode_name
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.one_tonne.along.stretches import stretches
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    corridor_name,
    corridor_noun,
    country_name,
    line_each,
    listed,
    pair_keys,
    place_names,
    shown_routes,
    way,
)
from corridor.report.exhibits.paper import paper
from corridor.routes.frames import map_frames

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["route_map_exhibit"]

COLUMNS = (
    Column("corridor", "Corridor"),
    Column("what", "What"),
    Column("name", "Stretch"),
    Column("mode", "Mode"),
    Column("place", "Where"),
    Column("km", "Distance", "km", "number", 0),
    Column("time_d", "Time", "days", "number", 1),
    Column("cost_usd_per_t", "Cost", "USD/t", "number", 1),
    Column("co2_kg_per_t", "CO2e", "kg/t", "number", 1),
)
NOTES = (
    (
        "Neighbouring sections of one mode in one country are one row, named after the first "
        "and the last place in that country; rows add up to the route."
    ),
    "Russian land is shaded. Lines show the course of a link; distances come from facts.",
)


def route_map_exhibit(findings: Findings) -> Exhibit | None:
    """Return the routes on maps, a map and a table a pair; None without a comparison."""
    pairs = findings.comparisons
    if not pairs:
        return None
    keys = pair_keys(pairs)
    drawn = {pair: cmp for pair, cmp in pairs.items() if cmp.routes}
    return Exhibit(
        4,
        "route_map",
        "Where each corridor runs",
        "What is the route?",
        line_each(pairs, _answer),
        tables=tuple(_table(keys[pair], cmp) for pair, cmp in drawn.items()),
        pictures=tuple(
            Picture(keys[pair], cmp.title, _words(cmp), partial(_draw, cmp))
            for pair, cmp in drawn.items()
        ),
        notes=NOTES,
    )


def _draw(cmp: Comparison) -> Figure:
    """Return the map of one pair."""
    figure, ax = paper(5.6, bare=True)
    lines, places = map_frames(shown_routes(cmp))
    box = ax.get_window_extent()
    view = view_extent([*lines.geometry, *places.geometry], ratio=box.width / box.height)
    lands = coarse(cmp.network.data.countries.reset_index(), ax, view)
    draw_routes(lines, places, lands, ax=ax, title=cmp.title)
    return figure


def _words(cmp: Comparison) -> str:
    """Say where each corridor runs and whose land it crosses."""
    said = []
    for name, route in shown_routes(cmp).items():
        over = place_names(cmp.network, way(route)) or "without a change of mode"
        lands = listed(country_name(cmp.network, land) for land in route.territories)
        said.append(
            f"{corridor_name(cmp.network, name)}: {over}, {number(_km(route), 0)} km over {lands}; "
            f"{percent(_share(route))} of the way on Russian land."
        )
    return " ".join(said)


def _answer(cmp: Comparison) -> str:
    """Say of one pair which way is shortest, and which is shortest off Russian land."""
    routes = sorted(shown_routes(cmp).items(), key=lambda item: _km(item[1]))
    off = [item for item in routes if "RU" not in item[1].territories]
    name, route = routes[0]
    text = f"{corridor_noun(cmp.network, name)} is shortest, {number(_km(route), 0)} km"
    if off and off[0][0] == name:
        return f"{text}, and stays off Russian land"
    text += f", {percent(_share(route))} of it on Russian land"
    if not off:
        return f"{text}; no route stays off it"
    name, route = off[0]
    noun = corridor_noun(cmp.network, name)
    return f"{text}; shortest off it is {noun}, {number(_km(route), 0)} km"


def _km(route: Route) -> float:
    return float(route.totals["distance_km"])


def _share(route: Route) -> float:
    return float(route.totals["territory_share_RU"])


def _table(key: str, cmp: Comparison) -> Table:
    """Return the routes of one pair stretch by stretch, with the facts behind days and money."""
    frames, details, at = [], {}, 0
    for name, route in shown_routes(cmp).items():
        rows = stretches(route)
        for legs in rows["legs"]:
            for column, quantity in (("cost_usd_per_t", "usd"), ("time_d", "d")):
                found = rests_on(route, quantity, legs=legs, count=4)
                if found.facts:
                    details[at, column] = found
            at += 1
        frames.append(rows.assign(corridor=corridor_name(cmp.network, name), corridor_id=name))
    frame = pd.concat(frames, ignore_index=True)
    frame["mode"] = frame["mode"].map(mode_name)
    return Table(
        key, f"{cmp.title}, stretch by stretch", frame.drop(columns="legs"), COLUMNS, details
    )
