"""Findings made of the results a caller already has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.flows.criticality.result import Criticality
from corridor.flows.expansion.ladder import Ladder
from corridor.flows.independence.curve import IndependenceCurve
from corridor.flows.result import Flows
from corridor.flows.security.indices import SecurityIndices
from corridor.flows.security.subsidy.curve import SubsidyCurve
from corridor.flows.validation.validation import FlowValidation
from corridor.network.network import Network, build_network
from corridor.report.findings.findings import Findings
from corridor.routes.acceptability import RankAcceptability
from corridor.routes.comparison import Comparison
from corridor.routes.pareto import ParetoFront
from corridor.routes.tipping.result import BreakEven
from corridor.scenarios.comparing.runs import ScenarioRuns
from corridor.scenarios.disruption.path import DisruptionPath
from corridor.scenarios.ensemble.ensemble import Ensemble
from corridor.scenarios.sensitivity.sensitivity import Sensitivity

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["findings_of"]

# One of each.
SINGLE: dict[type, str] = {
    Flows: "flows",
    ScenarioRuns: "runs",
    Ladder: "ladder",
    Criticality: "criticality",
    SecurityIndices: "security",
    Ensemble: "ensemble",
    FlowValidation: "validation",
}
# Any number, in order.
SEVERAL: dict[type, str] = {
    BreakEven: "break_evens",
    IndependenceCurve: "curves",
    DisruptionPath: "disruptions",
    Sensitivity: "sensitivities",
}
# By pair.
PAIRED: dict[type, str] = {
    Comparison: "comparisons",
    ParetoFront: "fronts",
    RankAcceptability: "acceptability",
}


def findings_of(results: object, *, data: Dataset | None = None) -> Findings:
    """
    Return findings made of one result or several.

    Parameters
    ----------
    results
        What `compare_corridors`, `assign_flows`, `run_scenarios`, `run_ensemble` and the like
        return: one, or any number in a list or tuple. Findings pass unchanged.
    data
        The data set behind them; needed only where no result carries its network (an ensemble or a
        curve alone).

    Raises
    ------
    TypeError
        Something that is no result, or two of a kind of which a report shows one.
    ValueError
        Nothing given, or no result carries the network and no data set is given.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cmp = corridor.compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    >>> list(findings_of(cmp).comparisons)
    [('copper', 'balkhash_smelter', 'duisburg')]
    """
    if isinstance(results, Findings):
        return results
    listed = list(results) if isinstance(results, list | tuple) else [results]
    if not listed:
        raise ValueError("a report needs at least one result; the list is empty")
    found: dict[str, Any] = {}
    for result in listed:
        _add(found, result)
    runs = found.get("runs")
    if runs is not None:
        _base_of(found, runs)
    return Findings(_network(found, data), **found)


def _add(found: dict[str, Any], result: object) -> None:
    """Put one result where it belongs."""
    kind = type(result)
    if kind in SINGLE:
        if SINGLE[kind] in found:
            msg = f"a report shows one {kind.__name__}; two were given: run them as scenarios"
            raise TypeError(msg)
        found[SINGLE[kind]] = result
    elif kind in SEVERAL:
        found[SEVERAL[kind]] = (*found.get(SEVERAL[kind], ()), result)
    elif isinstance(result, Comparison | ParetoFront | RankAcceptability):
        # A front has at least one route, or it would have been refused.
        named = result.routes[0] if isinstance(result, ParetoFront) else result
        key = (named.commodity, named.origin, named.destination)
        found[PAIRED[kind]] = {**found.get(PAIRED[kind], {}), key: result}
    elif isinstance(result, SubsidyCurve):
        found["subsidies"] = {**found.get("subsidies", {}), result.commodity: result}
    else:
        known = [*SINGLE, *SEVERAL, *PAIRED, SubsidyCurve]
        names = ", ".join(sorted(each.__name__ for each in known))
        msg = f"a report shows results ({names}), not a {kind.__name__}"
        raise TypeError(msg)


def _base_of(found: dict[str, Any], runs: ScenarioRuns) -> None:
    """Take comparisons and flows of the base from the runs, where none were given."""
    base = runs.runs[0]
    found["comparisons"] = {**base.comparisons, **found.get("comparisons", {})}
    if base.flows is not None:
        found.setdefault("flows", base.flows)


def _network(found: dict[str, Any], data: Dataset | None) -> Network:
    """Return the network that the results were worked out on."""
    for comparison in found.get("comparisons", {}).values():
        return comparison.network  # type: ignore[no-any-return]
    if "flows" in found:
        return found["flows"].assembly.network  # type: ignore[no-any-return]
    if "runs" in found and found["runs"].runs[0].network is not None:
        return found["runs"].runs[0].network  # type: ignore[no-any-return]
    if data is None:
        raise ValueError("none of these results carries its network: give data=, the data set")
    return build_network(data)
