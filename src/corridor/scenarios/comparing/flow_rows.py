"""Rows of the flows of a scenario: money, delivered, unmet and money per delivered tonne, apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from corridor.flows.result import Flows
    from corridor.scenarios.comparing.runs import ScenarioRun, ScenarioRuns

__all__ = ["ALL", "FLOW_METRICS", "flow_rows"]

ALL = "all"
# The corridor of every route.
ANY = "any"
FLOW_METRICS = {
    "delivered_t_per_y": "t/y",
    "unmet_t_per_y": "t/y",
    "cost_usd_per_y": "USD/y",
    "usd_per_delivered_t": "USD/t",
    "netback_usd_per_y": "USD/y",
    "co2_t_per_y": "t/y",
}
KG_PER_T = 1000.0


def flow_rows(runs: ScenarioRuns, run: ScenarioRun) -> list[dict[str, Any]]:
    """
    Return the rows of one scenario's flows.

    Parameters
    ----------
    runs
        All runs, for the commodities and corridors.
    run
        The scenario.

    Returns
    -------
    rows
        Totals and by commodity, and the tonnes that keep each corridor's rule; one row with the
        reason for what has none. Nothing where no flows were asked for.
    """
    if all(other.flows is None and "flows" not in other.reasons for other in runs.runs):
        return []
    commodities = _commodities(runs)
    if run.flows is None:
        why = run.reasons.get("flows", run.reasons.get("scenario", ""))
        return [_missing(run, name, why) for name in (ALL, *commodities)]
    routes, demands = run.flows.routes, _demand(run.flows)
    rows = [*_of(run, ALL, routes, demands)]
    for name in commodities:
        own = demands[demands["commodity"] == name]
        if own.empty:
            rows.append(_missing(run, name, f"no demand of {run.flows.assembly.network.year}"))
        else:
            rows += _of(run, name, routes[routes["commodity"] == name], own)
    return [*rows, *_by_corridor(runs, run, routes, commodities)]


def _commodities(runs: ScenarioRuns) -> list[str]:
    """Return the commodities that any scenario's flows hold."""
    flows = [run.flows for run in runs.runs if run.flows is not None]
    return sorted({str(name) for found in flows for name in found.assembly.demands["commodity"]})


def _demand(flows: Flows) -> pd.DataFrame:
    """Return commodity and unmet tonnes of each demand row."""
    return flows.assembly.demands[["commodity"]].assign(unmet_t_per_y=flows.solution.unmet)


def _of(
    run: ScenarioRun, name: str, routes: pd.DataFrame, demands: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    """Yield the totals of one commodity, or of all."""
    tonnes = routes["flow_t_per_y"]
    delivered, cost = math.fsum(tonnes), math.fsum(tonnes * routes["cost_usd_per_t"])
    values = {
        "delivered_t_per_y": delivered,
        "unmet_t_per_y": math.fsum(demands["unmet_t_per_y"]),
        "cost_usd_per_y": cost,
        "usd_per_delivered_t": cost / delivered if delivered else math.nan,
        "netback_usd_per_y": math.fsum((tonnes * routes["netback_usd_per_t"]).dropna()),
        "co2_t_per_y": math.fsum(tonnes * routes["co2_kg_per_t"]) / KG_PER_T,
    }
    unpriced = bool(routes["netback_usd_per_t"].isna().any())
    for metric, value in values.items():
        reason = "" if not math.isnan(value) else "nothing is delivered"
        if metric == "netback_usd_per_y" and unpriced:
            reason = "of the tonnes with a known price alone"
        row = {"metric": metric, "unit": FLOW_METRICS[metric], "value": value, "reason": reason}
        yield _head(run, name, ANY) | row


def _by_corridor(
    runs: ScenarioRuns, run: ScenarioRun, routes: pd.DataFrame, commodities: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield the tonnes that keep each corridor's rule; 0 where none do."""
    each = routes[["commodity", "corridors", "flow_t_per_y"]].explode("corridors")
    tonnes = each.groupby(["commodity", "corridors"])["flow_t_per_y"].sum().to_dict()
    for name in (ALL, *commodities):
        for corridor in runs.corridors:
            named = commodities if name == ALL else [name]
            value = math.fsum(tonnes.get((commodity, corridor), 0.0) for commodity in named)
            row = {"metric": "flow_t_per_y", "unit": "t/y", "value": value}
            yield _head(run, name, corridor) | row


def _missing(run: ScenarioRun, name: str, why: str) -> dict[str, Any]:
    """Return the row of what could not be assigned."""
    return _head(run, name, ANY) | {"metric": "delivered_t_per_y", "unit": "t/y", "reason": why}


def _head(run: ScenarioRun, commodity: str, corridor: str) -> dict[str, Any]:
    """Return what all rows of a flow share."""
    return {"scenario": run.scenario.name, "commodity": commodity, "corridor": corridor}
