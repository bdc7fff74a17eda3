"""
Compare supply-chain routes out of Central Asia in money, days, CO2, risk and capacity.

>>> import corridor as cr
>>> net = cr.build_network(cr.load_dataset())
>>> cmp = cr.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
>>> bool(cmp.table.loc["caspian", "feasible"])
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from corridor._version import __version__

if TYPE_CHECKING:
    from corridor.costs.weights import CostWeights
    from corridor.data.dataset import Dataset
    from corridor.data.loading import load_dataset
    from corridor.errors import (
        CorridorError,
        CorridorWarning,
        EstimateWarning,
        InfeasibleError,
        NoRouteError,
        ProvenanceError,
        ScenarioError,
        SchemaError,
        SolverError,
        UnitError,
        UnknownIdError,
        UnmetDemandWarning,
    )
    from corridor.network.network import Network, build_network
    from corridor.routes.acceptability import RankAcceptability, rank_acceptability
    from corridor.routes.alternatives import k_routes
    from corridor.routes.best import best_route
    from corridor.routes.comparison import Comparison, compare_corridors
    from corridor.routes.exposure import Exposure, exposure
    from corridor.routes.pareto import pareto_routes
    from corridor.routes.route import Route
    from corridor.routes.tipping.break_even import break_even
    from corridor.routes.tipping.result import BreakEven
    from corridor.scenarios.changes.access import Close, CloseTerritory, Open
    from corridor.scenarios.changes.building import Build
    from corridor.scenarios.changes.policy import AsOf, SetWeight, ShareOff
    from corridor.scenarios.changes.quantities import ScaleFact, SetFact
    from corridor.scenarios.ensemble.ensemble import Ensemble
    from corridor.scenarios.ensemble.run import run_ensemble
    from corridor.scenarios.files.reading import list_scenarios, load_scenario
    from corridor.scenarios.scenario import Dated, Scenario

# Public name: module that defines it. Each is imported on first use, so `import corridor` is quick.
_HOMES = {
    "AsOf": "corridor.scenarios.changes.policy",
    "BreakEven": "corridor.routes.tipping.result",
    "Build": "corridor.scenarios.changes.building",
    "Close": "corridor.scenarios.changes.access",
    "CloseTerritory": "corridor.scenarios.changes.access",
    "Comparison": "corridor.routes.comparison",
    "CorridorError": "corridor.errors",
    "CorridorWarning": "corridor.errors",
    "CostWeights": "corridor.costs.weights",
    "Dataset": "corridor.data.dataset",
    "Dated": "corridor.scenarios.scenario",
    "EstimateWarning": "corridor.errors",
    "Ensemble": "corridor.scenarios.ensemble.ensemble",
    "Exposure": "corridor.routes.exposure",
    "InfeasibleError": "corridor.errors",
    "Network": "corridor.network.network",
    "NoRouteError": "corridor.errors",
    "Open": "corridor.scenarios.changes.access",
    "ProvenanceError": "corridor.errors",
    "RankAcceptability": "corridor.routes.acceptability",
    "Route": "corridor.routes.route",
    "ScaleFact": "corridor.scenarios.changes.quantities",
    "Scenario": "corridor.scenarios.scenario",
    "ScenarioError": "corridor.errors",
    "SchemaError": "corridor.errors",
    "SetFact": "corridor.scenarios.changes.quantities",
    "SetWeight": "corridor.scenarios.changes.policy",
    "ShareOff": "corridor.scenarios.changes.policy",
    "SolverError": "corridor.errors",
    "UnitError": "corridor.errors",
    "UnknownIdError": "corridor.errors",
    "UnmetDemandWarning": "corridor.errors",
    "best_route": "corridor.routes.best",
    "break_even": "corridor.routes.tipping.break_even",
    "build_network": "corridor.network.network",
    "compare_corridors": "corridor.routes.comparison",
    "exposure": "corridor.routes.exposure",
    "k_routes": "corridor.routes.alternatives",
    "list_scenarios": "corridor.scenarios.files.reading",
    "load_dataset": "corridor.data.loading",
    "load_scenario": "corridor.scenarios.files.reading",
    "pareto_routes": "corridor.routes.pareto",
    "rank_acceptability": "corridor.routes.acceptability",
    "run_ensemble": "corridor.scenarios.ensemble.run",
}

__all__ = [
    "AsOf",
    "BreakEven",
    "Build",
    "Close",
    "CloseTerritory",
    "Comparison",
    "CorridorError",
    "CorridorWarning",
    "CostWeights",
    "Dataset",
    "Dated",
    "Ensemble",
    "EstimateWarning",
    "Exposure",
    "InfeasibleError",
    "Network",
    "NoRouteError",
    "Open",
    "ProvenanceError",
    "RankAcceptability",
    "Route",
    "ScaleFact",
    "Scenario",
    "ScenarioError",
    "SchemaError",
    "SetFact",
    "SetWeight",
    "ShareOff",
    "SolverError",
    "UnitError",
    "UnknownIdError",
    "UnmetDemandWarning",
    "__version__",
    "best_route",
    "break_even",
    "build_network",
    "compare_corridors",
    "exposure",
    "k_routes",
    "list_scenarios",
    "load_dataset",
    "load_scenario",
    "pareto_routes",
    "rank_acceptability",
    "run_ensemble",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _HOMES:
        msg = f"module 'corridor' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
