"""The results a report rests on; a report shows what they allow and says what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.flows.criticality.result import Criticality
    from corridor.flows.expansion.ladder import Ladder
    from corridor.flows.independence.curve import IndependenceCurve
    from corridor.flows.result import Flows
    from corridor.flows.security.indices import SecurityIndices
    from corridor.flows.security.subsidy.curve import SubsidyCurve
    from corridor.flows.validation.validation import FlowValidation
    from corridor.network.network import Network
    from corridor.report.findings.reach import Reach
    from corridor.routes.acceptability import RankAcceptability
    from corridor.routes.comparison import Comparison
    from corridor.routes.pareto import ParetoFront
    from corridor.routes.tipping.result import BreakEven
    from corridor.scenarios.comparing.runs import ScenarioRuns
    from corridor.scenarios.disruption.path import DisruptionPath
    from corridor.scenarios.ensemble.ensemble import Ensemble
    from corridor.scenarios.sensitivity.sensitivity import Sensitivity

__all__ = ["Findings", "Pair"]

Pair = tuple[str, str, str]


@dataclass(frozen=True)
class Findings:
    """
    Everything a report may show. Whatever is absent leaves its exhibits out.

    Attributes
    ----------
    network
        The network of the base, from which names and facts are read.
    comparisons
        By commodity, origin and destination: the corridors of one tonne in the base.
    flows
        All tonnes in the base.
    runs
        Scenarios, the first of which is the base.
    fronts
        By pair: routes that no other route beats in every criterion.
    acceptability
        By pair: which corridor wins under which weights.
    break_evens
        What would tip a choice.
    curves
        What each further percent off a territory costs.
    ladder
        What to build.
    ladder_cargo
        Commodity that the ladder is of; empty where it is not told.
    criticality
        What hurts most when it is lost.
    security
        Indices of the security of supply.
    subsidies
        By commodity: what turns cargo to the Caspian route.
    disruptions
        Paths of weeks.
    depths
        By share of its capacity lost: the weeks without that share of one element.
    ensemble
        Draws of the facts.
    sensitivities
        Which facts matter.
    validation
        Modelled against published flows.
    reaches
        What can leave off the territory, by case and commodity; None where not worked out yet.
    supposed_capex_usd
        Capital cost by project that no source states.
    """

    network: Network
    comparisons: Mapping[Pair, Comparison] = field(default_factory=dict)
    flows: Flows | None = None
    runs: ScenarioRuns | None = None
    fronts: Mapping[Pair, ParetoFront] = field(default_factory=dict)
    acceptability: Mapping[Pair, RankAcceptability] = field(default_factory=dict)
    break_evens: tuple[BreakEven, ...] = ()
    curves: tuple[IndependenceCurve, ...] = ()
    ladder: Ladder | None = None
    ladder_cargo: str = ""
    criticality: Criticality | None = None
    security: SecurityIndices | None = None
    subsidies: Mapping[str, SubsidyCurve] = field(default_factory=dict)
    disruptions: tuple[DisruptionPath, ...] = ()
    depths: Mapping[float, DisruptionPath] = field(default_factory=dict)
    ensemble: Ensemble | None = None
    sensitivities: tuple[Sensitivity, ...] = ()
    validation: FlowValidation | None = None
    reaches: tuple[Reach, ...] | None = None
    supposed_capex_usd: Mapping[str, float] = field(default_factory=dict)
