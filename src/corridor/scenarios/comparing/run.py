"""Run scenarios: one base, each with its changes, weights and policy, all with the same draws."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from corridor.errors import CorridorError, UnknownIdError, UnmetDemandWarning
from corridor.flows.assign import assign_flows
from corridor.flows.demand import Demand
from corridor.network.network import Network, build_network
from corridor.network.overlay import overlaid
from corridor.network.rule import corridor_rule
from corridor.routes.comparison import Comparison, compare_corridors
from corridor.routes.pairs import PAIRS
from corridor.scenarios.comparing.runs import Pair, ScenarioRun, ScenarioRuns
from corridor.scenarios.comparing.shares import flows_under_shares
from corridor.scenarios.scenario import Scenario

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from corridor.costs.weights import CostWeights
    from corridor.data.dataset import Dataset
    from corridor.flows.result import Flows

__all__ = ["run_scenarios"]

SCENARIO, FLOWS = "scenario", "flows"
OBJECTIVES = ("cost", "netback")


def run_scenarios(  # noqa: PLR0913
    data: Dataset,
    scenarios: Sequence[Scenario] | Scenario,
    *,
    pairs: Iterable[Pair] = PAIRS,
    commodities: Iterable[str] | None = None,
    corridors: Iterable[str] | None = None,
    flows: bool = True,
    demand: Demand | pd.DataFrame | None = None,
    weights: CostWeights | None = None,
    objective: str = "cost",
    day: dt.date | None = None,
    n_draws: int = 1000,
    seed: int = 0,
) -> ScenarioRuns:
    """
    Return the routes and flows of scenarios, on common data and with common draws.

    Each scenario is applied to the same base. A fact keeps its draw from scenario to scenario, so a
    difference is due to the changes alone. What a scenario makes impossible is kept with the
    reason: a corridor without a route, a demand that cannot be met, changes that contradict the
    data.

    Parameters
    ----------
    data
        The base.
    scenarios
        Each applied to the base; the first is what the others are compared with.
    pairs
        Commodity, origin and destination of the routes.
    commodities
        Only pairs and demand of these; all when absent.
    corridors
        Corridor rules to compare; all of the data set when absent.
    flows
        Whether flows are assigned as well.
    demand
        For the flows of every scenario; the data set's own of the year when absent.
    weights
        Prices of time, carbon and risk, before a scenario sets its own.
    objective
        Of the flows: ``cost`` or ``netback``; see `assign_flows`.
    day
        Only the changes in force on that day hold. When absent every change holds all year, one
        after the other, dated or not.
    n_draws, seed
        Draws of the facts behind the ranges of the routes. Flows are solved at central values.

    Returns
    -------
    runs
        See `compare` for one table of all.

    Raises
    ------
    ValueError
        No scenario, two of one name, fewer than one draw, an unknown objective.
    UnknownIdError
        No such commodity, node or corridor in the base; names the nearest.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> base = corridor.Scenario("base")
    >>> closed = base.then("no Russia", corridor.CloseTerritory("RU"))
    >>> runs = run_scenarios(data, [base, closed], commodities=["copper"], n_draws=50)
    >>> runs["no Russia"].flows.delivered_t_per_y
    415000.0
    """
    chosen = (scenarios,) if isinstance(scenarios, Scenario | str) else tuple(scenarios)
    _check_names(chosen)
    if n_draws < 1 or seed < 0:
        raise ValueError(f"n_draws must be 1 or more, seed 0 or more; {n_draws=}, {seed=}")
    if objective not in OBJECTIVES:
        raise ValueError(f"objective is {objective!r}; it is 'cost' or 'netback'")
    wanted = None if commodities is None else tuple(commodities)
    kept = _checked(data, pairs, wanted)
    rules = tuple(str(c) for c in (data.corridors.index if corridors is None else corridors))
    for name in rules:
        corridor_rule(data, name)
    base = build_network(data)
    # A graph compiled here is laid over with each scenario's numbers, not compiled anew.
    for commodity in sorted(
        {pair[0] for pair in kept} | _demanded(data, demand, wanted, flows=flows)
    ):
        base.state_graph(commodity)
    settings = {"corridors": rules, "n_draws": n_draws, "seed": seed}
    runs = []
    for scenario in chosen:
        made = scenario if day is None else scenario.on(day)
        run = _with_routes(base, made, weights, kept, settings)
        if flows and run.network is not None:
            run = _with_flows(run, demand, wanted, objective)
        runs.append(run)
    return ScenarioRuns(tuple(runs), kept, rules, objective, day, n_draws, seed)


def _check_names(scenarios: tuple[Scenario, ...]) -> None:
    """Refuse what is no scenario, none at all, or two of one name."""
    if not scenarios:
        raise ValueError("give at least one scenario")
    for scenario in scenarios:
        if not isinstance(scenario, Scenario):
            msg = f"{scenario!r} is no scenario; give Scenario(...) or load_scenario('cpc-closed')"
            raise TypeError(msg)
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"scenarios need different names; twice: {', '.join(twice)}")


def _checked(
    data: Dataset, pairs: Iterable[Pair], wanted: tuple[str, ...] | None
) -> tuple[Pair, ...]:
    """Return the pairs of the commodities wanted, all ids checked against the base."""
    known = [str(c) for c in data.commodities.index]
    nodes = [str(n) for n in data.nodes.index]
    given = tuple((str(c), str(o), str(d)) for c, o, d in pairs)
    for commodity in {*(wanted or ()), *(pair[0] for pair in given)}:
        if commodity not in known:
            raise UnknownIdError("commodity", commodity, known)
    for node in {node for pair in given for node in pair[1:]}:
        if node not in nodes:
            raise UnknownIdError("node", node, nodes)
    return tuple(dict.fromkeys(p for p in given if wanted is None or p[0] in wanted))


def _demanded(
    data: Dataset,
    demand: Demand | pd.DataFrame | None,
    wanted: tuple[str, ...] | None,
    *,
    flows: bool,
) -> set[str]:
    """Return the commodities of the base whose flows are asked for."""
    if not flows:
        return set()
    table = _table(data, demand)
    if "year" in table.columns:
        table = table[table["year"] == data.year]
    named = {str(name) for name in table["commodity"]} & set(map(str, data.commodities.index))
    return named if wanted is None else named & set(wanted)


def _table(data: Dataset, demand: Demand | pd.DataFrame | None) -> pd.DataFrame:
    """Return the table of a demand, or of the data set's own."""
    if demand is None:
        return data.demand
    return demand.table if isinstance(demand, Demand) else demand


def _with_routes(
    base: Network,
    scenario: Scenario,
    weights: CostWeights | None,
    pairs: tuple[Pair, ...],
    settings: dict[str, Any],
) -> ScenarioRun:
    """Apply a scenario and compare the corridors of each pair."""
    own = scenario.weights(weights)
    try:
        network = overlaid(base, scenario.apply(base.data))
    except CorridorError as error:
        return ScenarioRun(scenario, own, None, {}, None, {SCENARIO: str(error)})
    found: dict[Pair, Comparison] = {}
    reasons: dict[Pair | str, str] = {}
    for pair in pairs:
        try:
            found[pair] = compare_corridors(network, *pair, weights=own, **settings)
        except CorridorError as error:
            reasons[pair] = str(error)
    return ScenarioRun(scenario, own, network, found, None, reasons)


def _with_flows(
    run: ScenarioRun,
    demand: Demand | pd.DataFrame | None,
    commodities: tuple[str, ...] | None,
    objective: str,
) -> ScenarioRun:
    """Assign the flows of a scenario, or note why that cannot be."""
    network = run.network
    if network is None:
        return run
    try:
        flows: Flows | None = _flows(network, run, demand, commodities, objective)
        reasons = run.reasons
    except (CorridorError, ValueError) as error:
        flows, reasons = None, run.reasons | {FLOWS: str(error)}
    return ScenarioRun(run.scenario, run.weights, network, run.comparisons, flows, reasons)


def _flows(
    network: Network,
    run: ScenarioRun,
    demand: Demand | pd.DataFrame | None,
    commodities: tuple[str, ...] | None,
    objective: str,
) -> Flows:
    """Assign flows with the weights and shares of a scenario."""
    rows = _table(network.data, demand)
    if commodities is not None:
        rows = rows[rows["commodity"].isin(commodities)]
    # What nobody asks for needs no supply.
    supply = network.data.supply[network.data.supply["commodity"].isin(set(rows["commodity"]))]
    options: dict[str, Any] = {"weights": run.weights, "objective": objective, "supply": supply}
    shares = run.scenario.shares_off
    if shares:
        return flows_under_shares(network, rows, shares, **options)
    with warnings.catch_warnings():
        # What is not delivered stands in the table, scenario by scenario.
        warnings.simplefilter("ignore", UnmetDemandWarning)
        return assign_flows(network, rows, **options)
