"""How much of one commodity can leave off a territory, and which limits set that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.errors import CorridorError
from corridor.flows.criticality.cut.min_cut import min_cut
from corridor.report.exhibits.all_tonnes.names import limit_name

if TYPE_CHECKING:
    from corridor.flows.criticality.cut.min_cut import MinCut
    from corridor.flows.result import Flows
    from corridor.network.network import Network
    from corridor.report.findings.findings import Findings

__all__ = ["FUTURES", "TODAY", "Reach", "cases_of", "reach_of", "reaches_of"]

TODAY = "today"
FUTURES = ("tokyo-2030", "middle-corridor-2030")

# What a cut also consists of, besides limits: what producers make and what markets ask for.
ENDS = ("supply", "demand")
NONE = (math.nan, math.nan)
KEPT = ("supply", "access", "opened", "closed")


@dataclass(frozen=True)
class Reach:
    """
    What can leave off a territory.

    Attributes
    ----------
    case, commodity
        When, and what.
    most_t_per_y
        Whatever producers make and markets ask for; inf where the capacity of a way is unknown,
        NaN for cargo that needs no pipeline: it shares its ways with all other cargo.
    most_by
        Name, part in t/y, and whether it is an estimate, of each limit that sets it.
    most_low_t_per_y, most_high_t_per_y
        Those parts at the low and high ends of their capacities; NaN where none has a range, and
        in scenarios.
    unknown_share
        Share of it that also uses limits of unknown capacity.
    asked_t_per_y, served_t_per_y
        Demand of today, and how much of it can be delivered.
    served_by
        As `most_by`, for what is delivered; empty where all is.
    """

    case: str
    commodity: str
    most_t_per_y: float
    most_by: tuple[tuple[str, float, bool], ...]
    most_low_t_per_y: float
    most_high_t_per_y: float
    unknown_share: float
    asked_t_per_y: float
    served_t_per_y: float
    served_by: tuple[tuple[str, float, bool], ...]


def reach_of(
    flows: Flows, network: Network, commodity: str, territory: str, case: str
) -> Reach | None:
    """
    Return how much of a commodity can leave off a territory.

    Parameters
    ----------
    flows
        Whose demand and rules of access hold.
    network
        Today's, or that of a scenario.
    commodity, territory, case
        What moves, what is avoided, and the name of the case.

    Returns
    -------
    reach
        None where nobody demands or produces the commodity in this network.
    """
    demands = flows.assembly.demands
    own = demands[demands["commodity"] == commodity]
    options = {name: flows.assembly.options[name] for name in KEPT}
    options["avoid"] = sorted({*flows.assembly.options["avoid"], territory})
    demand = flows.assembly.options.get("demand")
    piped = "pipeline" in str(network.data.commodities["modes"].get(commodity, ""))
    try:
        most = (
            min_cut(network, commodity, demand=demand, any_supply=True, **options)
            if piped
            else None
        )
        served = min_cut(network, commodity, demand=demand, any_demand=False, **options)
    except (CorridorError, ValueError):
        return None
    asked = float(own["demand_t_per_y"].sum())
    whole = served.flow_t_per_y >= asked * (1 - 1e-9)
    return Reach(
        case,
        commodity,
        most.flow_t_per_y if most is not None else math.nan,
        _parts(flows, most) if most is not None else (),
        *(_ends(flows, most) if most is not None and network is flows.assembly.network else NONE),
        most.unknown_share if most is not None else math.nan,
        asked,
        served.flow_t_per_y,
        () if whole else _parts(flows, served),
    )


def reaches_of(findings: Findings, territory: str) -> tuple[Reach, ...]:
    """Return what can leave off a territory, by case and commodity; as gathered where it was."""
    if findings.reaches is not None:
        return findings.reaches
    if findings.flows is None:
        return ()
    found = [
        reach_of(findings.flows, network, commodity, territory, case)
        for case, network in cases_of(findings).items()
        for commodity in _commodities(findings, territory)
    ]
    return tuple(reach for reach in found if reach is not None)


def cases_of(findings: Findings) -> dict[str, Network]:
    """Return the networks asked about: today's, and those of 2030 that were run."""
    cases = {TODAY: findings.network}
    for run in findings.runs.runs if findings.runs is not None else ():
        if run.scenario.name in FUTURES and run.network is not None:
            cases[_case(run.scenario.name)] = run.network
    return cases


def _case(scenario: str) -> str:
    """Return the name of a scenario in words."""
    words = scenario.replace("-", " ")
    return words[:1].upper() + words[1:]


def _commodities(findings: Findings, territory: str) -> list[str]:
    """Return what needs pipelines, and what cannot be kept off the territory in full."""
    if findings.flows is None:
        return []
    modes = findings.network.data.commodities["modes"].astype(str)
    demands = findings.flows.assembly.demands
    asked = demands.groupby("commodity")["demand_t_per_y"].sum()
    tied = {
        str(scope)
        for curve in findings.curves
        if curve.territory == territory
        for scope, share in curve.scopes["possible_share"].items()
        if share < 1 - 1e-9
    }
    asked = asked.sort_values(ascending=False, kind="stable")
    return [str(c) for c in asked.index if "pipeline" in str(modes.get(c, "")) or str(c) in tied]


def _ends(flows: Flows, cut: MinCut) -> tuple[float, float]:
    """Return the cut at the low and at the high ends of its capacities."""
    limits = flows.assembly.limits.set_index("limit")
    rows = limits.reindex(cut.table.index)
    factor = cut.table["t_per_unit"].to_numpy(float)
    taken = (rows["committed_per_y"] + rows["background_per_y"]).to_numpy(float)
    fixed = rows["nameplate_per_y"].to_numpy(float)
    low, high = (
        np.where(np.isfinite(end), end, fixed)
        for end in (rows["low_per_y"].to_numpy(float), rows["high_per_y"].to_numpy(float))
    )
    if (low == high).all():
        return NONE
    ends = [float((np.clip(end - taken, 0.0, None) * factor).sum()) for end in (low, high)]
    return ends[0], ends[1]


def _parts(flows: Flows, cut: MinCut) -> tuple[tuple[str, float, bool], ...]:
    """Return the limits of a cut in words, the largest first."""
    rows = cut.table[~cut.table["kind"].isin(ENDS)]
    data, limits = flows.assembly.network.data, flows.assembly.limits
    return tuple(
        (limit_name(data, limits, str(limit)), float(row["part_t_per_y"]), bool(row["estimate"]))
        for limit, row in rows.iterrows()
    )
