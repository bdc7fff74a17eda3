"""Rows of the routes of a scenario: metric by pair and corridor, with ranges and differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from corridor.routes.route import Route
    from corridor.scenarios.comparing.runs import Pair, ScenarioRun, ScenarioRuns

__all__ = ["ROUTE_METRICS", "route_rows"]

# Metric and unit; those with draws have ranges.
ROUTE_METRICS = {
    "generalised_cost_usd_per_t": "USD/t",
    "cost_usd_per_t": "USD/t",
    "netback_usd_per_t": "USD/t",
    "time_d": "d",
    "co2_kg_per_t": "kg/t",
    "distance_km": "km",
    "availability": "share",
    "territory_share_RU": "share",
}
COST = "cost_usd_per_t"
DECILES = (0.1, 0.9)


def route_rows(runs: ScenarioRuns, run: ScenarioRun, base: ScenarioRun) -> list[dict[str, Any]]:
    """
    Return the rows of one scenario's routes.

    Parameters
    ----------
    runs
        All runs, for the pairs and corridors.
    run
        The scenario.
    base
        The scenario to take differences from, draw by draw.

    Returns
    -------
    rows
        One per pair, corridor and metric; where there is no route one, of the cost, with the
        reason.
    """
    rows = []
    for pair in runs.pairs:
        for corridor in runs.corridors:
            head = _head(run, pair, corridor)
            route = _route(run, pair, corridor)
            if route is None:
                unit = ROUTE_METRICS[COST]
                rows.append(
                    head | {"metric": COST, "unit": unit, "reason": _why(run, pair, corridor)}
                )
            else:
                rows += [head | row for row in _metrics(route, _route(base, pair, corridor))]
    return rows


def _head(run: ScenarioRun, pair: Pair, corridor: str) -> dict[str, Any]:
    """Return what all rows of a route share."""
    commodity, origin, destination = pair
    return {
        "scenario": run.scenario.name,
        "corridor": corridor,
        "commodity": commodity,
        "origin": origin,
        "destination": destination,
        "reason": "",
    }


def _route(run: ScenarioRun, pair: Pair, corridor: str) -> Route | None:
    """Return the route of a corridor, or None."""
    found = run.comparisons.get(pair)
    return None if found is None else found.routes.get(corridor)


def _why(run: ScenarioRun, pair: Pair, corridor: str) -> str:
    """Return why there is no route."""
    if "scenario" in run.reasons:
        return run.reasons["scenario"]
    if pair in run.reasons:
        return run.reasons[pair]
    return run.comparisons[pair].reasons[corridor]


def _metrics(route: Route, base: Route | None) -> list[dict[str, Any]]:
    """Return the metrics of a route, with ranges where it is drawn."""
    rows = []
    for metric, unit in ROUTE_METRICS.items():
        row: dict[str, Any] = {"metric": metric, "unit": unit, "value": float(route.totals[metric])}
        if metric in route.draws:
            draws = route.draws[metric].to_numpy(float)
            row["low"], row["high"] = _deciles(draws)
            if base is not None:
                gap = draws - base.draws[metric].to_numpy(float)
                row["delta_low"], row["delta_high"] = _deciles(gap)
        elif np.isnan(row["value"]):
            row["reason"] = "not known"
        if metric == "netback_usd_per_t" and np.isnan(row["value"]):
            row["reason"] = "no price of the year at the market"
        rows.append(row)
    return rows


def _deciles(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Return P10 and P90; NaN where any draw is."""
    low, high = np.quantile(values, DECILES)
    return float(low), float(high)
