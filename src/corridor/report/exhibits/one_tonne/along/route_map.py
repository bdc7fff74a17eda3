"""Exhibit 4: a map of the corridors per pair, and each route stretch by stretch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.along.stretches import stretches
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    corridor_name,
    country_name,
    listed,
    pair_keys,
    pair_title,
    place_names,
    shown_routes,
    way,
)
from corridor.report.exhibits.paper import paper

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
    Column("time_d", "Days", "d", "number", 1),
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
        "\n".join(_answer(findings, pair) for pair in pairs),
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
    cmp.plot_map(ax=ax)
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


def _answer(findings: Findings, pair: tuple[str, str, str]) -> str:
    """Say of one pair which corridors exist and how far each is."""
    cmp = findings.comparisons[pair]
    title = pair_title(cmp.network, pair)
    routes = shown_routes(cmp)
    if not routes:
        return f"{title}: there is no route to draw."
    said = [
        f"{corridor_name(cmp.network, name)} ({number(_km(route), 0)} km, "
        f"{percent(_share(route))} on Russian land)"
        for name, route in routes.items()
    ]
    return f"{title}: {listed(said)}."


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
    frame["mode"] = frame["mode"].str.replace("_", " ")
    details |= {
        (i, "corridor"): Detail(f"Leg {legs[0] + 1}") for i, legs in enumerate(frame["legs"])
    }
    return Table(
        key, f"{cmp.title}, stretch by stretch", frame.drop(columns="legs"), COLUMNS, details
    )
