"""The steps of gathering findings: one question each, with the results of those before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corridor.errors import NoRouteError
from corridor.flows.assign import assign_flows
from corridor.flows.criticality.criticality import criticality
from corridor.flows.expansion.ladder import expansion_ladder
from corridor.flows.independence.independence import independence_curve
from corridor.flows.security.indices import security_indices
from corridor.flows.security.subsidy.subsidy import corridor_subsidy
from corridor.flows.validation.validation import validate_flows
from corridor.network.network import Network, build_network
from corridor.report.findings.depths import depth_paths, struck_subject
from corridor.report.findings.tipping import tipping_points
from corridor.routes.acceptability import rank_acceptability
from corridor.routes.comparison import compare_corridors
from corridor.routes.pareto import pareto_routes
from corridor.scenarios.comparing.run import run_scenarios
from corridor.scenarios.disruption.simulate import simulate_disruption
from corridor.scenarios.ensemble.run import run_ensemble
from corridor.scenarios.files.reading import load_scenario
from corridor.scenarios.scenario import Scenario
from corridor.scenarios.sensitivity.run import run_sensitivity

if TYPE_CHECKING:
    import pandas as pd

    from corridor.data.dataset import Dataset
    from corridor.flows.result import Flows
    from corridor.report.findings.brief import Brief
    from corridor.report.findings.findings import Pair
    from corridor.routes.comparison import Comparison
    from corridor.scenarios.comparing.runs import ScenarioRuns

__all__ = ["STEPS", "Workings"]

# The two that are set against each other.
SIDES = ("caspian", "russia")
CRITERIA = ("cost", "time", "co2", "risk")
# What the steps of expansion are about: the bulk of what moves.
BULK = "crude_oil"
# Of the draws of an ensemble, those of each sample of a sensitivity analysis.
FEWER = 8
# How long an element is followed at each depth: a quarter of a year.
DEPTH_WEEKS = 13


@dataclass(frozen=True)
class Workings:
    """The data, the brief, and what several steps share, worked out once."""

    data: Dataset
    brief: Brief

    @cached_property
    def network(self) -> Network:
        """The network of the base."""
        return build_network(self.data)

    @cached_property
    def demand(self) -> pd.DataFrame:
        """Demand of the commodities covered."""
        demand = self.data.demand
        wanted = self.brief.commodities
        return demand[demand["commodity"].isin(wanted)] if wanted else demand

    @cached_property
    def comparisons(self) -> dict[Pair, Comparison]:
        """Corridors by pair."""
        seed = self.brief.seed
        return {p: compare_corridors(self.network, *p, seed=seed) for p in self.brief.pairs}

    @cached_property
    def runs(self) -> ScenarioRuns:
        """The base and the scenarios."""
        scenarios = [Scenario("base"), *map(load_scenario, self.brief.scenarios)]
        return run_scenarios(
            self.data,
            scenarios,
            pairs=self.brief.pairs,
            demand=self.demand,
            flows=len(self.demand) > 0,
            seed=self.brief.seed,
        )

    @cached_property
    def flows(self) -> Flows | None:
        """All tonnes in the base."""
        return assign_flows(self.network, self.demand) if len(self.demand) else None

    def both(self, pair: Pair) -> bool:
        """Say whether both sides have a route for a pair."""
        return all(side in self.comparisons[pair].routes for side in SIDES)

    def demanded(self, commodity: str) -> bool:
        """Say whether anybody demands a commodity."""
        return bool((self.demand["commodity"] == commodity).any())


def _fronts(work: Workings) -> dict[Pair, Any]:
    """Return the front of each pair that has a route."""
    found = {}
    for pair in work.brief.pairs:
        if work.comparisons[pair].routes:
            found[pair] = pareto_routes(work.network, *pair, criteria=CRITERIA)
    return found


def _acceptability(work: Workings) -> dict[Pair, Any]:
    """Return who wins under which weights, for each pair that has a route."""
    found = {}
    for pair in work.brief.pairs:
        try:
            found[pair] = rank_acceptability(work.network, *pair, seed=work.brief.seed)
        except NoRouteError:
            continue  # the comparison of the pair says why
    return found


def _ladder(work: Workings) -> Any:  # noqa: ANN401
    """Return what to build for the bulk of what moves."""
    need = work.demand[work.demand["commodity"] == BULK]
    if need.empty:
        return None
    costs = work.brief.supposed_capex_usd or None
    return expansion_ladder(
        work.network, need, work.data.projects, territory=work.brief.territory, capex_usd=costs
    )


def _subsidies(work: Workings) -> dict[str, Any]:
    """Return what turns each commodity to the Caspian route."""
    wanted = sorted(set(work.demand["commodity"]))
    return {c: corridor_subsidy(work.network, c, SIDES[0], against=SIDES[1]) for c in wanted}


def _disruptions(work: Workings) -> tuple[Any, ...]:
    """Return the weeks of each strike; they are about crude."""
    if not work.demanded(BULK):
        return ()
    return tuple(
        simulate_disruption(
            work.data, load_scenario(name), weeks=work.brief.weeks, volume=work.brief.volume
        )
        for name in work.brief.strikes
    )


def _depths(work: Workings) -> dict[float, Any]:
    """Return what the first strike's element loses at each depth."""
    if not work.brief.strikes or not work.demanded(BULK):
        return {}
    subject = struck_subject(work.data, load_scenario(work.brief.strikes[0]))
    if subject is None:
        return {}
    return depth_paths(work.data, subject, weeks=DEPTH_WEEKS, volume=work.brief.volume)


def _ensemble(work: Workings) -> Any:  # noqa: ANN401
    """Return the draws of the base and of the first scenario."""
    if not work.brief.pairs:
        return None
    scenarios = [Scenario("base"), *map(load_scenario, work.brief.scenarios[:1])]
    return run_ensemble(
        work.data,
        scenarios,
        n=work.brief.draws,
        seed=work.brief.seed,
        pairs=work.brief.pairs,
        progress=False,
    )


def _sensitivities(work: Workings) -> tuple[Any, ...]:
    """Return which facts decide between the two sides, for the pairs that have both."""
    return tuple(
        run_sensitivity(
            work.data,
            pair=pair,
            compare=SIDES,
            metric="cost_usd_per_t",
            n=max(8, work.brief.draws // FEWER),
            trajectories=2,
            seed=work.brief.seed,
        )
        for pair in work.brief.pairs
        if work.both(pair)
    )


def _curves(work: Workings) -> tuple[Any, ...]:
    """Return what each further percent off the territory costs."""
    if work.demand.empty:
        return ()
    return (independence_curve(work.network, work.demand, territory=work.brief.territory),)


def _security(work: Workings) -> Any:  # noqa: ANN401
    """Return the indices of the security of supply."""
    if work.flows is None:
        return None
    return security_indices(work.flows, territory=work.brief.territory)


Step = tuple[str, str, Callable[[Workings], Any]]
# What is said while it runs, the attribute of the findings, the step.
STEPS: tuple[Step, ...] = (
    ("corridors", "comparisons", lambda work: work.comparisons),
    ("fronts", "fronts", _fronts),
    ("weights", "acceptability", _acceptability),
    ("break-evens", "break_evens", lambda work: tipping_points(work.comparisons, *SIDES)),
    ("flows", "flows", lambda work: work.flows),
    ("scenarios", "runs", lambda work: work.runs),
    ("independence", "curves", _curves),
    ("expansion", "ladder", _ladder),
    ("expansion", "ladder_cargo", lambda work: BULK if work.demanded(BULK) else ""),
    (
        "criticality",
        "criticality",
        lambda work: criticality(work.network, work.demand) if len(work.demand) else None,
    ),
    ("security", "security", _security),
    ("subsidies", "subsidies", _subsidies),
    ("disruptions", "disruptions", _disruptions),
    ("depths", "depths", _depths),
    ("draws", "ensemble", _ensemble),
    ("sensitivity", "sensitivities", _sensitivities),
    ("validation", "validation", lambda work: validate_flows(work.data)),
)
