"""Exhibit 15: routes that no other route beats, and what is traded for what."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.chart.choice.front import draw_front
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import number
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.one_tonne.evidence import rests_on
from corridor.report.exhibits.one_tonne.words import (
    cargo_words,
    country_name,
    listed,
    pair_keys,
    pair_title,
    place_names,
    way,
)
from corridor.report.exhibits.paper import paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.network.network import Network
    from corridor.report.contents.table import Detail
    from corridor.report.findings.findings import Findings
    from corridor.routes.pareto import ParetoFront

__all__ = ["front_exhibit"]

# By criterion: its column, the quantity of its facts, and the word for the route with least of it.
CRITERIA = {
    "cost": (Column("cost_usd_per_t", "Cost", "USD/t", "number", 0), "usd", "cheapest"),
    "time": (Column("time_d", "Time", "days", "number", 1), "d", "fastest"),
    "co2": (Column("co2_kg_per_t", "CO2e", "kg/t", "number", 0), "kg", "cleanest"),
    "risk": (
        Column("expected_delay_d", "Delay by hazards", "days", "number", 1),
        "delay",
        "least delayed",
    ),
    "russia_km": (
        Column("russia_km", "On Russian land", "km", "number", 0),
        "km",
        "least on Russian land",
    ),
}
SHORT = {"co2": "CO2e", "russia_km": "km on Russian land"}
GROUPS = ("off Russian land", "over Russian land")
OVER = Column("over", "Changes mode at")
LANDS = Column("lands", "Over")
FOUND = Column("found", "Found by a weighting")
NOTES = (
    (
        "Exact and complete: no route of the network, under the rule asked for, is at least as "
        "good as one of these in every criterion and better in one."
    ),
    (
        "Found by a weighting: whether some weights of the criteria make the route the best; "
        "the others are real trade-offs that no weighted sum would show."
    ),
    "Delay by hazards counts hazards on record alone.",
)


def front_exhibit(findings: Findings) -> Exhibit | None:
    """Return the fronts, a table and a chart a pair; None without any."""
    fronts = {pair: front for pair, front in findings.fronts.items() if len(front)}
    if not findings.fronts:
        return None
    net, keys = findings.network, pair_keys(findings.fronts)
    titles = {pair: pair_title(net, pair) for pair in findings.fronts}
    return Exhibit(
        15,
        "front",
        "What is traded for what",
        "What can be had only by giving up something else?",
        "\n".join(_answer(cargo_words(net, pair), front) for pair, front in fronts.items())
        or "There is no route.",
        tables=tuple(
            _table(net, keys[pair], titles[pair], front) for pair, front in fronts.items()
        ),
        pictures=tuple(
            Picture(
                keys[pair],
                titles[pair],
                _answer(cargo_words(net, pair), front),
                partial(_draw, net, titles[pair], front),
            )
            for pair, front in fronts.items()
            if len(front) > 1
        ),
        notes=NOTES,
    )


def _table(net: Network, key: str, title: str, front: ParetoFront) -> Table:
    """Return one front, a route a row, in the order of its first criterion."""
    frame, details = front.table.reset_index(), {}
    columns = [CRITERIA[name][0] for name in front.criteria]
    frame["over"] = [place_names(net, way(route)) or "nowhere" for route in front.routes]
    frame["lands"] = [
        ", ".join(country_name(net, land) for land in route.territories) for route in front.routes
    ]
    frame["found"] = frame["supported"].map({True: "yes", False: "no"})
    for at, route in enumerate(front.routes):
        for name in front.criteria:
            column, quantity, _ = CRITERIA[name]
            detail: Detail = rests_on(route, quantity)
            if detail.facts:
                details[at, column.key] = detail
    found = () if frame["supported"].all() else (FOUND,)
    return Table(key, title, frame, (*columns, OVER, LANDS, *found), details)


def _answer(cargo: str, front: ParetoFront) -> str:
    """Say of one front how many routes there are, its ends, and the price of going between them."""
    over = listed(SHORT.get(name, name) for name in front.criteria)
    off = sum("RU" not in route.territories for route in front.routes)
    if len(front) == 1:
        land = "stays off" if off else "runs over"
        return f"{cargo}: one route is the best in {over} at once; it {land} Russian land."
    land = f"{off} of them" if off else "none of them"
    stays = "stay" if off > 1 else "stays"
    text = f"{cargo}: no route is best in all of {over}; {len(front)} are unbeaten, {land} "
    return f"{text}{stays} off Russian land; {_between(front)}."


def _between(front: ParetoFront) -> str:
    """Say what it takes to go from the best in the first criterion to the best in the second."""
    table, chosen = front.table, [CRITERIA[name] for name in front.criteria[:2]]
    values = {column.key: table[column.key].to_numpy(float) for column, _, _ in chosen}
    ends = [int(values[column.key].argmin()) for column, _, _ in chosen]
    (first, _, word), (second, _, other) = chosen
    if ends[0] == ends[1]:
        return f"one is both the {word} and the {other}"
    said = [
        f"the {best} ("
        + ", ".join(_amount(float(values[c.key][end]), c) for c, _, _ in chosen)
        + ")"
        for end, best in zip(ends, (word, other), strict=True)
    ]
    more, less = (abs(float(values[c.key][ends[0]] - values[c.key][ends[1]])) for c, _, _ in chosen)
    unit = "day" if second.unit == "days" else second.unit.replace("/t", "")
    price = f"{number(more / less, 1)} {first.unit} for each {unit} saved"
    return f"from {said[0]} to {said[1]} it takes {price}"


def _amount(amount: float, column: Column) -> str:
    """Return an amount with its unit in words."""
    return f"{number(amount, column.digits)} {column.unit}"


def _draw(net: Network, title: str, front: ParetoFront) -> Figure:
    """Return the routes in the plane of the first two criteria."""
    (x, _, _), (y, _, _) = (CRITERIA[name] for name in front.criteria[:2])
    touches = ["RU" in route.territories for route in front.routes]
    points = pd.DataFrame(
        {
            "x": front.table[x.key].to_numpy(float),
            "y": front.table[y.key].to_numpy(float),
            "label": [_label(net, way(route)) for route in front.routes],
            "group": [GROUPS[flag] for flag in touches],
        }
    )
    figure, ax = paper(4.6)
    labels = {"x_label": f"{x.head}, {x.unit}", "y_label": f"{y.head}, {y.unit}"}
    draw_front(points, groups=GROUPS, ax=ax, title=title, **labels)
    return figure


def _label(net: Network, nodes: tuple[str, ...]) -> str:
    """Return the way of a route in few words."""
    words = place_names(net, nodes[:3]) or "no change of mode"
    return f"{words} \N{EN DASH} …" if len(nodes) > 3 else words
