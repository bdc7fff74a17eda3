"""The flow problem of each scenario of an ensemble, with the paths its draws begin from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import CorridorError, ScenarioError
from corridor.flows.assembly.assembly import assemble
from corridor.flows.assembly.drawn.problem import drawn_problem
from corridor.flows.demand import Demand
from corridor.flows.program.master import Master
from corridor.scenarios.comparing.shares import held_demands, limited
from corridor.scenarios.ensemble.flows.solving.generation import DrawnFlows, solve_draws
from corridor.scenarios.ensemble.flows.solving.pricing import NewPath

if TYPE_CHECKING:
    import pandas as pd

    from corridor.costs.weights import CostWeights
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.assembly.drawn.problem import DrawnProblem
    from corridor.network.network import Network
    from corridor.scenarios.changes.policy import ShareOff
    from corridor.scenarios.scenario import Scenario

__all__ = ["FlowCase", "FlowDemand", "flow_case"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FlowDemand:
    """
    What is to move in every draw.

    Attributes
    ----------
    demand
        A `Demand` or a table; the data set's own of the year when absent.
    """

    demand: Demand | pd.DataFrame | None = None

    @property
    def identity(self) -> str:
        """What decides the numbers, as text."""
        if self.demand is None:
            return "flows of the data's own demand"
        table = self.demand.table if isinstance(self.demand, Demand) else self.demand
        text = table.to_csv(index=False).encode()
        return f"flows of demand {hashlib.sha256(text).hexdigest()}"


@dataclass(frozen=True)
class FlowCase:
    """
    The flow problem of one scenario.

    Attributes
    ----------
    assembly
        At central values.
    shares
        Shares that stay off territories, in the order of their limits, which come last.
    known
        Paths of the central solution, in order.
    """

    assembly: Assembly
    shares: tuple[ShareOff, ...]
    known: tuple[NewPath, ...]

    def solve(self, facts: Floats) -> tuple[DrawnProblem, DrawnFlows]:
        """
        Return the numbers of the problem in draws of the facts, and its optimum in each.

        Parameters
        ----------
        facts
            (n_facts, n_draws) drawn facts.

        Returns
        -------
        drawn, flows
            With shares: each draw's shares are of what it would deliver without them.
        """
        problem, drawn = self.assembly.problem, drawn_problem(self.assembly, facts)
        found = solve_draws(problem, drawn, self.known)
        if not self.shares:
            return drawn, found
        delivered, limits = drawn.demand_amount - found.unmet, drawn.limits.copy()
        for row, share in enumerate(self.shares, start=len(limits) - len(self.shares)):
            held = delivered[held_demands(self.assembly, share)].sum(axis=0)
            limits[row] = held * (1.0 - share.share)
        drawn = replace(drawn, limits=limits)
        return drawn, solve_draws(problem, drawn, found.paths)


def flow_case(
    network: Network, scenario: Scenario, weights: CostWeights, demand: FlowDemand
) -> FlowCase:
    """
    Return the flow problem of a scenario.

    Parameters
    ----------
    network
        Of the scenario.
    scenario
        For its name, and the shares that must stay off territories.
    weights
        Prices of time, carbon and risk, the scenario's own among them.
    demand
        What is to move.

    Returns
    -------
    case
        Assembled, and solved at central values for the paths.

    Raises
    ------
    ScenarioError
        The demand cannot be assembled under the scenario.
    """
    shares = tuple(
        sorted(set(scenario.shares_off), key=lambda s: (s.territory, s.commodity, s.share))
    )
    try:
        assembly = assemble(
            network,
            demand.demand,
            weights=weights,
            territories=[share.territory for share in shares],
            every_member=True,
        )
    except (CorridorError, ValueError) as error:
        msg = f"the flows of scenario {scenario.name!r} cannot be assembled: {error}"
        raise ScenarioError(msg, key=scenario.name) from None
    paths = Master(assembly.problem).solve().paths
    for share in shares:
        assembly = limited(assembly, share, np.inf)
    known = tuple(NewPath(path.source, path.demand, path.block, path.arcs) for path in paths)
    return FlowCase(assembly, shares, known)
