"""Exhibit 10: borders, money and speed as CAREC measures corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.contents.exhibit import Exhibit
from corridor.report.contents.numbers import number, span
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    cargo_words,
    corridor_name,
    line_each,
    listed,
    pair_keys,
    shown_routes,
)

if TYPE_CHECKING:
    from corridor.report.findings.findings import Findings
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["performance_exhibit"]

# CAREC counts a load of 20 t over a section of 500 km.
LOAD_T, SECTION_KM, HOURS = 20.0, 500.0, 24.0
LAND = ("rail_1520", "rail_1435", "road")
COLUMNS = (
    Column("pair", "Cargo"),
    Column("corridor", "Corridor"),
    Column("borders", "Borders", kind="number", digits=0),
    Column("border_h", "Each border", "h", "number", 1),
    Column("border_usd", "Each border", "USD", "number", 0),
    Column("section_usd", "Section", "USD", "number", 0),
    Column("speed_moving_km_h", "Moving", "km/h", "number", 1),
    Column("speed_km_h", "With stops", "km/h", "number", 1),
    Column("km_d", "With stops", "km/d", "number", 0),
    Column("land_km", "Rail, road", "km", "number", 0),
    Column("land_section_usd", "Its section", "USD", "number", 0),
    Column("land_speed_km_h", "It moves at", "km/h", "number", 1),
)
NOTES = (
    (
        "The four indicators of CAREC's Corridor Performance Measurement and Monitoring: hours "
        "and USD at a border, USD of a section, speed without and with delay. A section is 500 "
        "km, and all USD are for a load of 20 t."
    ),
    "A mean at a border is over those with a figure; the others are not counted as nothing.",
    (
        "Speed without delay is distance over the days of movement, that with delay over all "
        "days: loading, ports, transfers and borders included."
    ),
    (
        "CAREC observes roads and railways in its own countries; the last three columns leave "
        "out sea, river, ferry and pipeline. Movement by rail includes the running stops of "
        "commercial speed."
    ),
    (
        "Several tariffs and border figures come from CAREC's reports, so agreement with CAREC "
        "is no test there."
    ),
)


def performance_exhibit(findings: Findings) -> Exhibit | None:
    """Return the corridors in the indicators of CAREC, one table; None without a comparison."""
    pairs = findings.comparisons
    if not pairs:
        return None
    rows: list[dict[str, object]] = []
    details: dict[tuple[int, str], Detail] = {}
    for pair, cmp in pairs.items():
        for name, route in shown_routes(cmp).items():
            row = indicators(route)
            details |= {(len(rows), key): value for key, value in _details(route).items()}
            words = {"pair": cargo_words(cmp.network, pair), "pair_id": pair_keys(pairs)[pair]}
            words |= {"corridor": corridor_name(cmp.network, name), "corridor_id": name}
            rows.append({**words, **row})
    frame = pd.DataFrame(rows, columns=None if rows else [c.key for c in COLUMNS])
    title = "Corridors in the indicators of CAREC"
    return Exhibit(
        10,
        "carec",
        "As CAREC measures corridors",
        "How fast are borders and trains, and what does a section cost?",
        line_each(pairs, _answer),
        tables=(Table("carec", title, frame, COLUMNS, details),),
        notes=NOTES,
    )


def indicators(route: Route) -> dict[str, float]:
    """Return the indicators of one route; NaN where there is nothing to divide by."""
    legs = route.legs
    border, moves = legs[legs["kind"] == "border"], legs[legs["kind"] == "section"]
    land = moves[moves["mode"].isin(LAND)]
    km, days = float(legs["km"].sum()), float(legs["time_d"].sum())
    land_km = float(land["km"].sum())
    return {
        "borders": float(len(border)),
        "border_h": _over(float(border["time_d"].sum()) * HOURS, len(_known(route, "d"))),
        "border_usd": _over(
            float(border["cost_usd_per_t"].sum()) * LOAD_T, len(_known(route, "usd"))
        ),
        "section_usd": _section(float(legs["cost_usd_per_t"].sum()), km),
        "speed_moving_km_h": _over(km, float(moves["time_d"].sum()) * HOURS),
        "speed_km_h": _over(km, days * HOURS),
        "km_d": _over(km, days),
        "land_km": land_km,
        "land_section_usd": _section(float(land["cost_usd_per_t"].sum()), land_km),
        "land_speed_km_h": _over(land_km, float(land["time_d"].sum()) * HOURS),
    }


def _known(route: Route, quantity: str) -> list[int]:
    """Return the borders of a route for which a fact gives a quantity."""
    borders = route.legs.index[route.legs["kind"] == "border"].tolist()
    return [leg for leg in borders if rests_on(route, quantity, legs=[leg]).facts]


def _over(amount: float, by: float) -> float:
    return amount / by if by else float("nan")


def _section(usd_per_t: float, km: float) -> float:
    """Return what 20 t cost over 500 km."""
    return _over(usd_per_t * LOAD_T * SECTION_KM, km)


def _details(route: Route) -> dict[str, Detail]:
    """Return ranges and facts behind the indicators of one route."""
    legs, totals = route.legs, route.totals
    hours, money = _known(route, "d"), _known(route, "usd")
    count = int((legs["kind"] == "border").sum())
    km = float(legs["km"].sum())
    usd = [_section(float(totals[f"cost_{end}_usd_per_t"]), km) for end in ("low", "high")]
    speed = [_over(km, float(totals[f"time_{end}_d"])) for end in ("high", "low")]
    per_hour = span(speed[0] / HOURS, speed[1] / HOURS, 1)
    return {
        "border_h": rests_on(route, "d", f"Known at {len(hours)} of {count}.", legs=hours),
        "border_usd": rests_on(route, "usd", f"Known at {len(money)} of {count}.", legs=money),
        "section_usd": rests_on(route, "usd", f"P10 to P90: {span(usd[0], usd[1], 0)} USD."),
        "speed_km_h": rests_on(route, "d", f"P10 to P90: {per_hour} km/h."),
        "km_d": rests_on(route, "d", f"P10 to P90: {span(speed[0], speed[1], 0)} km/d."),
    }


def _answer(cmp: Comparison) -> str:
    """Say of one pair from what to what the indicators reach over its corridors."""
    rows = pd.DataFrame([indicators(route) for route in shown_routes(cmp).values()])
    said = (
        ("{} km a day with all stops", "km_d", 0),
        ("{} h at a border", "border_h", 1),
        ("{} USD for 20 t over 500 km", "section_usd", 0),
    )
    parts = [text.format(_reach(rows[column], digits)) for text, column, digits in said]
    return listed(parts)


def _reach(values: pd.Series[float], digits: int) -> str:
    """Return from what to what some values reach; one where they are the same."""
    low, high = number(float(values.min()), digits), number(float(values.max()), digits)
    return low if low == high else f"{low} to {high}"
