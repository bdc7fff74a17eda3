"""Plain frames for the drawings of a comparison: lines and places, profile points, cost bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from corridor.draw.web.page import WebMap
    from corridor.routes.route import Route

__all__ = ["cost_frames", "explore_routes", "map_frames", "profile_frame"]

AMOUNTS = ["km", "time_d", "cost_usd_per_t"]


def distinct(routes: dict[str, Route]) -> dict[str, Route]:
    """Return the routes without those of ``any`` that repeat another corridor's."""
    others = {route.arcs for name, route in routes.items() if name != "any"}
    return {n: r for n, r in routes.items() if n != "any" or r.arcs not in others}


def map_frames(routes: dict[str, Route]) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """
    Return the lines of the routes and the places on them.

    Parameters
    ----------
    routes
        Route by corridor.

    Returns
    -------
    lines, places
        Lines: corridor, seq, mode, name, km, time_d, cost_usd_per_t, geometry, one per link.
        Places: name, role, corridors, geometry.
    """
    lines: list[tuple[object, ...]] = []
    places: dict[str, tuple[str, list[str]]] = {}
    for corridor, route in distinct(routes).items():
        arcs = route.graph.arcs.loc[list(route.arcs)]
        subjects = arcs.loc[arcs["kind"] == "link", "subject"]
        links = route.network.links.loc[subjects.str.removeprefix("link:")]
        took = route.legs.groupby("subject")[AMOUNTS].sum().loc[subjects]
        rows = zip(links["mode"], links["name"], *took.to_numpy().T, links.geometry, strict=True)
        lines += [(corridor, seq, *row) for seq, row in enumerate(rows)]
        stops = route.legs[route.legs["kind"] == "transfer"]["from_node"]
        roles = {route.origin: "origin", route.destination: "destination"}
        for node in [route.origin, *stops, route.destination]:
            place = places.setdefault(str(node), (roles.get(str(node), "transfer"), []))
            if corridor not in place[1]:
                place[1].append(corridor)
    network = next(iter(routes.values())).network
    nodes = network.nodes
    frame = gpd.GeoDataFrame(
        {
            "name": [str(nodes.at[n, "name"]) for n in places],
            "role": [role for role, _ in places.values()],
            "corridors": [tuple(names) for _, names in places.values()],
        },
        geometry=[nodes.geometry.loc[n] for n in places],
        crs="EPSG:4326",
    )
    columns = ["corridor", "seq", "mode", "name", *AMOUNTS, "geometry"]
    return gpd.GeoDataFrame(lines, columns=columns, geometry="geometry", crs="EPSG:4326"), frame


def explore_routes(routes: dict[str, Route], title: str) -> WebMap:
    """
    Return routes as an interactive map.

    Parameters
    ----------
    routes
        Route by corridor; at least one.
    title
        Words above the map.

    Returns
    -------
    map
        One layer a corridor, and the places.
    """
    from corridor.draw.map.maps import draw_routes  # noqa: PLC0415 - only when drawing
    from corridor.draw.web.layers.corridors import corridor_layers, place_layer  # noqa: PLC0415
    from corridor.draw.web.page import WebMap  # noqa: PLC0415

    lines, places = map_frames(routes)
    cards = (("km", "km"), ("time_d", "days"), ("cost_usd_per_t", "USD/t"))
    return WebMap.drawn(
        (*corridor_layers(lines, cards=cards), place_layer(places)),
        next(iter(routes.values())).network.data.countries.reset_index(),
        title,
        lambda lands: draw_routes(lines, places, lands, title=title),
    )


def profile_frame(routes: dict[str, Route]) -> pd.DataFrame:
    """
    Return the running sums of each route: one point per leg.

    Parameters
    ----------
    routes
        Route by corridor.

    Returns
    -------
    points
        corridor, seq, km, days, usd, label, kind (``move`` or ``stop``).
    """
    frames = []
    for corridor, route in distinct(routes).items():
        legs = route.legs
        moves = legs["kind"] == "section"
        frames.append(
            pd.DataFrame(
                {
                    "corridor": corridor,
                    "seq": range(len(legs)),
                    "km": legs["cum_km"].to_numpy(),
                    "days": legs["cum_time_d"].to_numpy(),
                    "usd": legs["cum_cost_usd_per_t"].to_numpy(),
                    "label": _short(legs).to_numpy(),
                    "kind": moves.map({True: "move", False: "stop"}).to_numpy(),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _short(legs: pd.DataFrame) -> pd.Series:
    """Return the names of legs as short as they stay clear."""
    names = legs["name"].str.replace(r"^border ", "", regex=True)
    return names.str.replace(r": .*", "", regex=True).where(legs["kind"] != "section", names)


def cost_frames(routes: dict[str, Route]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return what a tonne pays for on each route, and the range of the total.

    Parameters
    ----------
    routes
        Route by corridor.

    Returns
    -------
    costs, ranges
        Costs: corridor, leg, component, usd. Ranges: corridor, low, high.
    """
    costs, ranges = [], []
    for corridor, route in distinct(routes).items():
        rows = route.charges.rename(
            columns={"leg_name": "leg", "charge": "component", "usd_per_t": "usd", "leg": "seq"}
        )
        costs.append(rows[["leg", "component", "usd"]].assign(corridor=corridor))
        totals = route.totals
        ranges.append((corridor, totals["cost_low_usd_per_t"], totals["cost_high_usd_per_t"]))
    return pd.concat(costs, ignore_index=True), pd.DataFrame(
        ranges, columns=["corridor", "low", "high"]
    )
