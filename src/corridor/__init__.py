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
    from corridor.draw.web.layers.layer import MapLayer
    from corridor.draw.web.page import WebMap
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
    from corridor.flows.assign import assign_flows
    from corridor.flows.criticality.criticality import criticality
    from corridor.flows.criticality.cut.min_cut import MinCut, min_cut
    from corridor.flows.criticality.interdiction import Interdiction, worst_interdiction
    from corridor.flows.criticality.result import Criticality
    from corridor.flows.criticality.routing.paths import shortest_path_criticality
    from corridor.flows.demand import Demand
    from corridor.flows.expansion.bundles import compare_bundles
    from corridor.flows.expansion.expand import expand
    from corridor.flows.expansion.ladder import Ladder, expansion_ladder
    from corridor.flows.expansion.plan import Plan
    from corridor.flows.fleet.table import fleet_capacity
    from corridor.flows.independence.curve import IndependenceCurve
    from corridor.flows.independence.independence import independence_curve
    from corridor.flows.result import Flows
    from corridor.flows.security.indices import SecurityIndices, security_indices
    from corridor.flows.security.n_minus_1 import eu_n_1
    from corridor.flows.security.subsidy.subsidy import corridor_subsidy
    from corridor.flows.validation.scale import ScaleEstimate, estimate_scale
    from corridor.flows.validation.validation import FlowValidation, validate_flows
    from corridor.flows.waiting.steps import waiting_steps
    from corridor.network.lines.build import network_from_lines
    from corridor.network.lines.options import LineOptions
    from corridor.network.lines.result import LineNetwork
    from corridor.network.lines.route import LineRoute
    from corridor.network.network import Network, build_network
    from corridor.network.own.merging.report import MergeReport
    from corridor.network.own.tables import network_from_tables
    from corridor.report.findings.brief import Brief
    from corridor.report.findings.findings import Findings
    from corridor.report.findings.gather import gather_findings
    from corridor.report.writing import write_excel, write_markdown, write_pdf, write_report
    from corridor.routes.acceptability import RankAcceptability, rank_acceptability
    from corridor.routes.alternatives import k_routes
    from corridor.routes.best import best_route
    from corridor.routes.comparison import Comparison, compare_corridors
    from corridor.routes.exposure import Exposure, exposure
    from corridor.routes.many.arc_graph import ArcGraph
    from corridor.routes.many.best_result import BestRoutes
    from corridor.routes.many.best_routes import best_routes
    from corridor.routes.many.result import ArcRoute, ArcRoutes
    from corridor.routes.pareto import pareto_routes
    from corridor.routes.route import Route
    from corridor.routes.tipping.break_even import break_even
    from corridor.routes.tipping.result import BreakEven
    from corridor.scenarios.changes.access import Close, CloseTerritory, Open
    from corridor.scenarios.changes.building import Build
    from corridor.scenarios.changes.policy import AsOf, SetWeight, ShareOff
    from corridor.scenarios.changes.quantities import ScaleFact, SetFact
    from corridor.scenarios.changes.rules import Lift
    from corridor.scenarios.comparing.compare import compare
    from corridor.scenarios.comparing.run import run_scenarios
    from corridor.scenarios.comparing.runs import ScenarioRuns
    from corridor.scenarios.disruption.path import DisruptionPath
    from corridor.scenarios.disruption.simulate import simulate_disruption
    from corridor.scenarios.ensemble.ensemble import Ensemble
    from corridor.scenarios.ensemble.flows.draws import FlowDraws
    from corridor.scenarios.ensemble.run import run_ensemble
    from corridor.scenarios.files.reading import list_scenarios, load_scenario
    from corridor.scenarios.hazards.choice import break_even_probability, cvar, minimax_regret
    from corridor.scenarios.hazards.disruption import Disruption, expected_disruption
    from corridor.scenarios.hazards.estimate import estimate_hazards
    from corridor.scenarios.scenario import Dated, Scenario
    from corridor.scenarios.sensitivity.run import run_sensitivity
    from corridor.scenarios.sensitivity.sensitivity import Sensitivity

# Public name: module that defines it. Each is imported on first use, so `import corridor` is quick.
_HOMES = {
    "ArcGraph": "corridor.routes.many.arc_graph",
    "ArcRoute": "corridor.routes.many.result",
    "ArcRoutes": "corridor.routes.many.result",
    "AsOf": "corridor.scenarios.changes.policy",
    "BestRoutes": "corridor.routes.many.best_result",
    "BreakEven": "corridor.routes.tipping.result",
    "Brief": "corridor.report.findings.brief",
    "Build": "corridor.scenarios.changes.building",
    "Close": "corridor.scenarios.changes.access",
    "CloseTerritory": "corridor.scenarios.changes.access",
    "Comparison": "corridor.routes.comparison",
    "CorridorError": "corridor.errors",
    "CorridorWarning": "corridor.errors",
    "CostWeights": "corridor.costs.weights",
    "Criticality": "corridor.flows.criticality.result",
    "Dataset": "corridor.data.dataset",
    "Dated": "corridor.scenarios.scenario",
    "Demand": "corridor.flows.demand",
    "Disruption": "corridor.scenarios.hazards.disruption",
    "DisruptionPath": "corridor.scenarios.disruption.path",
    "Ensemble": "corridor.scenarios.ensemble.ensemble",
    "EstimateWarning": "corridor.errors",
    "Exposure": "corridor.routes.exposure",
    "Findings": "corridor.report.findings.findings",
    "FlowDraws": "corridor.scenarios.ensemble.flows.draws",
    "FlowValidation": "corridor.flows.validation.validation",
    "Flows": "corridor.flows.result",
    "IndependenceCurve": "corridor.flows.independence.curve",
    "InfeasibleError": "corridor.errors",
    "Interdiction": "corridor.flows.criticality.interdiction",
    "Ladder": "corridor.flows.expansion.ladder",
    "Lift": "corridor.scenarios.changes.rules",
    "LineNetwork": "corridor.network.lines.result",
    "LineOptions": "corridor.network.lines.options",
    "LineRoute": "corridor.network.lines.route",
    "MapLayer": "corridor.draw.web.layers.layer",
    "MergeReport": "corridor.network.own.merging.report",
    "MinCut": "corridor.flows.criticality.cut.min_cut",
    "Network": "corridor.network.network",
    "NoRouteError": "corridor.errors",
    "Open": "corridor.scenarios.changes.access",
    "Plan": "corridor.flows.expansion.plan",
    "ProvenanceError": "corridor.errors",
    "RankAcceptability": "corridor.routes.acceptability",
    "Route": "corridor.routes.route",
    "ScaleEstimate": "corridor.flows.validation.scale",
    "ScaleFact": "corridor.scenarios.changes.quantities",
    "Scenario": "corridor.scenarios.scenario",
    "ScenarioError": "corridor.errors",
    "ScenarioRuns": "corridor.scenarios.comparing.runs",
    "SchemaError": "corridor.errors",
    "SecurityIndices": "corridor.flows.security.indices",
    "Sensitivity": "corridor.scenarios.sensitivity.sensitivity",
    "SetFact": "corridor.scenarios.changes.quantities",
    "SetWeight": "corridor.scenarios.changes.policy",
    "ShareOff": "corridor.scenarios.changes.policy",
    "SolverError": "corridor.errors",
    "UnitError": "corridor.errors",
    "UnknownIdError": "corridor.errors",
    "UnmetDemandWarning": "corridor.errors",
    "WebMap": "corridor.draw.web.page",
    "assign_flows": "corridor.flows.assign",
    "best_route": "corridor.routes.best",
    "best_routes": "corridor.routes.many.best_routes",
    "break_even": "corridor.routes.tipping.break_even",
    "break_even_probability": "corridor.scenarios.hazards.choice",
    "build_network": "corridor.network.network",
    "compare": "corridor.scenarios.comparing.compare",
    "compare_bundles": "corridor.flows.expansion.bundles",
    "compare_corridors": "corridor.routes.comparison",
    "corridor_subsidy": "corridor.flows.security.subsidy.subsidy",
    "criticality": "corridor.flows.criticality.criticality",
    "cvar": "corridor.scenarios.hazards.choice",
    "estimate_hazards": "corridor.scenarios.hazards.estimate",
    "estimate_scale": "corridor.flows.validation.scale",
    "eu_n_1": "corridor.flows.security.n_minus_1",
    "expand": "corridor.flows.expansion.expand",
    "expansion_ladder": "corridor.flows.expansion.ladder",
    "expected_disruption": "corridor.scenarios.hazards.disruption",
    "exposure": "corridor.routes.exposure",
    "fleet_capacity": "corridor.flows.fleet.table",
    "gather_findings": "corridor.report.findings.gather",
    "independence_curve": "corridor.flows.independence.independence",
    "k_routes": "corridor.routes.alternatives",
    "list_scenarios": "corridor.scenarios.files.reading",
    "load_dataset": "corridor.data.loading",
    "load_scenario": "corridor.scenarios.files.reading",
    "min_cut": "corridor.flows.criticality.cut.min_cut",
    "minimax_regret": "corridor.scenarios.hazards.choice",
    "network_from_lines": "corridor.network.lines.build",
    "network_from_tables": "corridor.network.own.tables",
    "pareto_routes": "corridor.routes.pareto",
    "rank_acceptability": "corridor.routes.acceptability",
    "run_ensemble": "corridor.scenarios.ensemble.run",
    "run_scenarios": "corridor.scenarios.comparing.run",
    "run_sensitivity": "corridor.scenarios.sensitivity.run",
    "security_indices": "corridor.flows.security.indices",
    "shortest_path_criticality": "corridor.flows.criticality.routing.paths",
    "simulate_disruption": "corridor.scenarios.disruption.simulate",
    "validate_flows": "corridor.flows.validation.validation",
    "waiting_steps": "corridor.flows.waiting.steps",
    "worst_interdiction": "corridor.flows.criticality.interdiction",
    "write_excel": "corridor.report.writing",
    "write_markdown": "corridor.report.writing",
    "write_pdf": "corridor.report.writing",
    "write_report": "corridor.report.writing",
}

__all__ = [
    "ArcGraph",
    "ArcRoute",
    "ArcRoutes",
    "AsOf",
    "BestRoutes",
    "BreakEven",
    "Brief",
    "Build",
    "Close",
    "CloseTerritory",
    "Comparison",
    "CorridorError",
    "CorridorWarning",
    "CostWeights",
    "Criticality",
    "Dataset",
    "Dated",
    "Demand",
    "Disruption",
    "DisruptionPath",
    "Ensemble",
    "EstimateWarning",
    "Exposure",
    "Findings",
    "FlowDraws",
    "FlowValidation",
    "Flows",
    "IndependenceCurve",
    "InfeasibleError",
    "Interdiction",
    "Ladder",
    "Lift",
    "LineNetwork",
    "LineOptions",
    "LineRoute",
    "MapLayer",
    "MergeReport",
    "MinCut",
    "Network",
    "NoRouteError",
    "Open",
    "Plan",
    "ProvenanceError",
    "RankAcceptability",
    "Route",
    "ScaleEstimate",
    "ScaleFact",
    "Scenario",
    "ScenarioError",
    "ScenarioRuns",
    "SchemaError",
    "SecurityIndices",
    "Sensitivity",
    "SetFact",
    "SetWeight",
    "ShareOff",
    "SolverError",
    "UnitError",
    "UnknownIdError",
    "UnmetDemandWarning",
    "WebMap",
    "__version__",
    "assign_flows",
    "best_route",
    "best_routes",
    "break_even",
    "break_even_probability",
    "build_network",
    "compare",
    "compare_bundles",
    "compare_corridors",
    "corridor_subsidy",
    "criticality",
    "cvar",
    "estimate_hazards",
    "estimate_scale",
    "eu_n_1",
    "expand",
    "expansion_ladder",
    "expected_disruption",
    "exposure",
    "fleet_capacity",
    "gather_findings",
    "independence_curve",
    "k_routes",
    "list_scenarios",
    "load_dataset",
    "load_scenario",
    "min_cut",
    "minimax_regret",
    "network_from_lines",
    "network_from_tables",
    "pareto_routes",
    "rank_acceptability",
    "run_ensemble",
    "run_scenarios",
    "run_sensitivity",
    "security_indices",
    "shortest_path_criticality",
    "simulate_disruption",
    "validate_flows",
    "waiting_steps",
    "worst_interdiction",
    "write_excel",
    "write_markdown",
    "write_pdf",
    "write_report",
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
