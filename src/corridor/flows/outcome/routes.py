"""One row per path with flow: what it costs, what it nets, where it goes, which corridors it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.costs.totals import route_totals
from corridor.costs.weights import arc_costs
from corridor.flows.assembly.cargo.penalties import price_at
from corridor.network.rule import corridor_rule, passing_arcs

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.outcome.courses import Course
    from corridor.network.graph import StateGraph

__all__ = ["corridor_table", "route_table"]

Bools = npt.NDArray[np.bool_]
COLUMNS = [
    *("source", "market", "commodity", "origin", "stream", "flow_t_per_y"),
    *("generalised_cost_usd_per_t", "cost_usd_per_t", "time_d", "distance_km", "co2_kg_per_t"),
    *("price_usd_per_t", "netback_usd_per_t", "corridors", "territories", "subjects", "demand"),
]


def route_table(assembly: Assembly, found: list[Course]) -> pd.DataFrame:
    """
    Return one row per path with flow.

    Parameters
    ----------
    assembly
        What was solved.
    found
        From `courses`.

    Returns
    -------
    routes
        source, market, commodity, origin, stream (crude), flow_t_per_y; per tonne the generalised
        cost (as the solver adds it up, arc by arc), and exactly evaluated cost_usd_per_t (money),
        time_d, distance_km, co2_kg_per_t; price at the market, netback (NaN without a price);
        corridors whose rule the path keeps, territories in order of entry, subjects in order, and
        the demand row it serves.
    """
    weights = assembly.options["weights"]
    masks: dict[str, dict[str, tuple[Bools, Bools | None]]] = {}
    per_arc = {}
    sources, demands = (t.to_dict("records") for t in (assembly.sources, assembly.demands))
    rows = []
    for course in found:
        graph, arcs = course.graph, course.arcs
        if graph.commodity not in masks:
            masks[graph.commodity] = _corridor_masks(graph)
            per_arc[graph.commodity] = arc_costs(graph, weights)
        source = sources[course.source]
        demand = demands[course.demand]
        totals = route_totals(graph, arcs, weights)
        cost = float(totals.cost_usd_per_t[0])
        price = _price(graph, demand, course.stream)
        rows.append(
            (
                *(str(source["node"]), str(demand["market"]), graph.commodity),
                *(str(source["origin"]), course.stream, course.flow),
                *(float(per_arc[graph.commodity][arcs].sum()), cost, float(totals.time_d[0])),
                *(float(totals.distance_km[0]), float(totals.co2_kg_per_t[0])),
                *(price, price - cost, _kept(masks[graph.commodity], arcs)),
                *(_territories(graph, arcs), _subjects(graph, arcs), course.demand),
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _price(graph: StateGraph, demand: dict[Hashable, Any], stream: str) -> float:
    """Return what the market pays for the tonne that arrives; NaN where that is not known."""
    given = float(demand["given_usd_per_t"])
    if not np.isnan(given):
        return given
    price = price_at(graph, str(demand["market"]), stream if graph.group == "crude" else "")
    return np.nan if price is None else price


def _corridor_masks(graph: StateGraph) -> dict[str, tuple[Bools, Bools | None]]:
    """Return, by corridor, the arcs its rule avoids and those it requires one of."""
    data = graph.lookup.data
    masks: dict[str, tuple[Bools, Bools | None]] = {}
    for name in sorted(map(str, data.corridors.index)):
        rule = corridor_rule(data, name)
        avoided = [
            bool(arc.countries & rule.avoid_territories or arc.passages & rule.avoid_passages)
            for arc in graph.arc_list
        ]
        masks[name] = np.array(avoided), passing_arcs(graph, rule) if rule.requires else None
    return masks


def _kept(masks: dict[str, tuple[Bools, Bools | None]], arcs: list[int]) -> tuple[str, ...]:
    """Return the corridors whose rule a path keeps."""
    return tuple(
        name
        for name, (avoided, required) in masks.items()
        if not avoided[arcs].any() and (required is None or required[arcs].any())
    )


def _subjects(graph: StateGraph, arcs: list[int]) -> tuple[str, ...]:
    return tuple(graph.arc_list[arc].subject for arc in arcs)


def _territories(graph: StateGraph, arcs: list[int]) -> tuple[str, ...]:
    """Return the countries a path runs over or stops in, in order of entry."""
    home, legs = graph.lookup.data.nodes["country"], graph.legs
    kinds, lands, starts, ends = (
        legs[name].to_numpy() for name in ("kind", "country", "from_node", "to_node")
    )
    seen: dict[str, None] = {}
    for arc in arcs:
        first, after = int(graph.leg_start[arc]), int(graph.leg_start[arc + 1])
        land = lands[first:after][kinds[first:after] == "section"]
        sides = home[starts[first]], home[ends[after - 1]]
        seen.update(dict.fromkeys(map(str, [sides[0], *land, sides[1]])))
    return tuple(place for place in seen if place != "SEA")


def corridor_table(routes: pd.DataFrame) -> pd.DataFrame:
    """
    Return how much of each commodity keeps the rule of each corridor.

    Parameters
    ----------
    routes
        From `route_table`.

    Returns
    -------
    corridors
        Index commodity, corridor: flow_t_per_y, share of what is delivered. ``any`` is all of it;
        a path may keep several rules, or none but ``any``.
    """
    each = routes[["commodity", "corridors", "flow_t_per_y"]].explode("corridors")
    each = each.rename(columns={"corridors": "corridor"})
    table = each.groupby(["commodity", "corridor"])[["flow_t_per_y"]].sum()
    total = routes.groupby("commodity")["flow_t_per_y"].sum()
    share = table["flow_t_per_y"] / total.reindex(table.index.get_level_values(0)).to_numpy()
    return table.assign(share=share)
