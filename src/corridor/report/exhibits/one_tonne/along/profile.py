"""Exhibit 1: days and money run up over distance, and where a tonne stands still."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.draw.chart.profiles import draw_profile
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number, percent, span
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.one_tonne.along.stretches import stretches
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    corridor_name,
    corridor_words,
    line_each,
    pair_keys,
    shown_routes,
)
from corridor.report.exhibits.paper import paper
from corridor.routes.frames import profile_frame

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.report.findings.findings import Findings, Pair
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = ["profile_exhibit"]

Row = dict[str, Any]
LABELS_DPI = 100  # many labels: finer pixels to place them on
PARTS = {
    "moving": ("section",),
    "stops": ("loading", "unloading", "transfer", "passage"),
    "borders": ("border",),
}
COLUMNS = (
    Column("corridor", "Corridor"),
    Column("km", "Distance", "km", "number", 0),
    Column("days_moving", "Moving", "days", "number", 1),
    Column("days_stops", "Stops", "days", "number", 1),
    Column("days_borders", "Borders", "days", "number", 1),
    Column("days", "In all", "days", "number", 1),
    Column("usd_moving", "Moving", "USD/t", "number", 0),
    Column("usd_stops", "Stops", "USD/t", "number", 0),
    Column("usd_borders", "Borders", "USD/t", "number", 0),
    Column("usd", "In all", "USD/t", "number", 0),
    Column("longest_stop_d", "Longest stop", "days", "number", 1),
    Column("dearest_usd", "Dearest stretch", "USD/t", "number", 0),
)
NOTES = (
    ("Time-distance and cost-distance method of UNESCAP: slopes are movement, steps are stops."),
    ("Days and money at central values; the cost of insurance stands where the cargo is put on."),
    "Stops are loading, ports and transfers, and passages.",
    ("Waiting for a departure is in the time of the port or transfer; delay by hazards is not."),
)


def profile_exhibit(findings: Findings) -> Exhibit | None:
    """Return where the days and the dollars go, a chart and a table a pair; None without one."""
    pairs = findings.comparisons
    if not pairs:
        return None
    keys = pair_keys(pairs)
    drawn = {pair: cmp for pair, cmp in pairs.items() if cmp.routes}
    rows = {pair: _rows(cmp) for pair, cmp in pairs.items()}
    return Exhibit(
        1,
        "profile",
        "Days and dollars over distance",
        "Where do the days and the dollars go?",
        line_each(pairs, lambda cmp: _answer(cmp, rows[_pair(cmp)])),
        tables=tuple(_table(keys[pair], cmp, rows[pair]) for pair, cmp in drawn.items()),
        pictures=tuple(
            Picture(keys[pair], cmp.title, _alt(cmp, rows[pair]), partial(_draw, cmp))
            for pair, cmp in drawn.items()
        ),
        notes=NOTES,
    )


def _pair(cmp: Comparison) -> Pair:
    """Return commodity, producer and market of a comparison."""
    return cmp.commodity, cmp.origin, cmp.destination


def _draw(cmp: Comparison) -> Figure:
    """Return days above money, over the same distance."""
    figure, ax = paper(9.2)
    figure.set_dpi(LABELS_DPI)
    figure.delaxes(ax)
    above, below = figure.subplots(2, 1)
    figure.subplots_adjust(left=0.08, right=0.985, bottom=0.06, top=0.93, hspace=0.24)
    cmp.plot_profile(value="days", ax=above)
    draw_profile(profile_frame(cmp.routes), value="usd", ax=below)
    return figure


def _rows(cmp: Comparison) -> dict[str, Row]:
    """Return where the days and the money of each route go."""
    return {name: _row(route) for name, route in shown_routes(cmp).items()}


def _row(route: Route) -> Row:
    """Return where the days and the money of one route go."""
    legs, rows = route.legs, stretches(route)
    row: Row = {"km": float(legs["km"].sum())}
    for word, column in (("days", "time_d"), ("usd", "cost_usd_per_t")):
        sums = legs.groupby("kind")[column].sum()
        for part, kinds in PARTS.items():
            row[f"{word}_{part}"] = float(sums.reindex(kinds, fill_value=0.0).sum())
        row[word] = float(legs[column].sum())
    stops = rows[rows["what"] != "movement"]
    longest = stops.iloc[int(stops["time_d"].to_numpy(float).argmax())]
    dearest = rows.iloc[int(rows["cost_usd_per_t"].to_numpy(float).argmax())]
    row |= {"longest_stop": longest["name"], "longest_stop_d": longest["time_d"]}
    row |= {"longest_legs": longest["legs"], "dearest_legs": dearest["legs"]}
    where = dearest["place"] if dearest["what"] == "movement" else ""
    name = dearest["name"] if not where else f"{dearest['name']} ({where})"
    return row | {"dearest": name, "dearest_usd": dearest["cost_usd_per_t"]}


def _table(key: str, cmp: Comparison, rows: dict[str, Row]) -> Table:
    """Return one pair, a corridor a row."""
    details = {}
    for at, (name, row) in enumerate(rows.items()):
        route = cmp.routes[name]
        totals = route.totals
        days = f"P10 to P90: {span(totals['time_low_d'], totals['time_high_d'], 0)} days."
        usd = span(totals["cost_low_usd_per_t"], totals["cost_high_usd_per_t"], 0)
        details[at, "days"] = rests_on(route, "d", days)
        details[at, "usd"] = rests_on(route, "usd", f"P10 to P90: {usd} USD/t.")
        details |= _parts(at, route)
        details[at, "longest_stop_d"] = rests_on(
            route, "d", f"{row['longest_stop']}.", legs=row["longest_legs"]
        )
        details[at, "dearest_usd"] = rests_on(
            route, "usd", f"{row['dearest']}.", legs=row["dearest_legs"]
        )
    frame = pd.DataFrame(list(rows.values())).drop(columns=["longest_legs", "dearest_legs"])
    frame["corridor"] = [corridor_name(cmp.network, name) for name in rows]
    return Table(key, cmp.title, frame.assign(corridor_id=list(rows)), COLUMNS, details)


def _parts(at: int, route: Route) -> dict[tuple[int, str], Detail]:
    """Return what stands behind moving, stops and borders of one route."""
    found = {}
    for part, kinds in PARTS.items():
        legs = route.legs.index[route.legs["kind"].isin(kinds)].tolist()
        found[at, f"days_{part}"] = rests_on(route, "d", legs=legs)
        found[at, f"usd_{part}"] = rests_on(route, "usd", legs=legs)
    return found


def _answer(cmp: Comparison, rows: dict[str, Row]) -> str:
    """Say of one pair how much of its days a tonne stands still, and where longest."""
    shares = {n: 1.0 - r["days_moving"] / r["days"] if r["days"] else 0.0 for n, r in rows.items()}
    most = max(rows, key=lambda name: float(rows[name]["longest_stop_d"]))
    stop = rows[most]["longest_stop"].split(":")[0]
    longest = f"{number(rows[most]['longest_stop_d'], 1)} days at {stop}"
    ends = [min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)]
    still = [
        f"{percent(shares[n])} ({corridor_words(cmp.network, n)})" for n in dict.fromkeys(ends)
    ]
    text = f"the cargo stands still {' to '.join(still)} of its days"
    return f"{text}; the longest stop is {longest}"


def _alt(cmp: Comparison, rows: dict[str, Row]) -> str:
    """Say what the two charts show."""
    return " ".join(
        f"{corridor_name(cmp.network, name)}: {number(row['days'], 1)} days and "
        f"{number(row['usd'], 0)} USD/t over {number(row['km'], 0)} km; longest stop "
        f"{row['longest_stop']}, {number(row['longest_stop_d'], 1)} days; dearest stretch "
        f"{row['dearest']}, {number(row['dearest_usd'], 0)} USD/t."
        for name, row in rows.items()
    )
