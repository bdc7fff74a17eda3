"""Find the subsidies at which cargo turns to a corridor, when all flows settle at least cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.errors import SolverError
from corridor.flows.criticality.one_commodity import assemble_commodity
from corridor.flows.independence.tangents import convex_pieces
from corridor.flows.program.master import Master
from corridor.flows.security.subsidy.curve import SubsidyCurve
from corridor.flows.security.subsidy.layers import RuledArcs, ruled_problem
from corridor.network.rule import corridor_rule, passing_arcs

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.demand import Demand
    from corridor.flows.program.solution import Solution
    from corridor.flows.security.subsidy.layers import RuledProblem
    from corridor.network.network import Network
    from corridor.network.rule import CorridorRule

__all__ = ["corridor_subsidy"]

Floats = npt.NDArray[np.float64]

STEP_COLUMNS = [
    "from_usd_per_t",
    "to_usd_per_t",
    "flow_t_per_y",
    "against_t_per_y",
    "unmet_t_per_y",
    "cost_usd_per_y",
    "subsidy_low_usd_per_y",
    "subsidy_high_usd_per_y",
]
# Flows that differ by less than this share of the demand are the same step.
SAME = 1e-7


def corridor_subsidy(
    network: Network,
    commodity: str,
    corridor: str = "caspian",
    *,
    against: str = "russia",
    demand: Demand | pd.DataFrame | None = None,
    most_usd_per_t: float = 500.0,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> SubsidyCurve:
    """
    Return how much of a commodity turns to a corridor as each tonne on it is paid more.

    The least cost of all flows is concave and piecewise linear in the subsidy; every bend is found,
    so that the subsidies at which cargo turns are exact. Capacity counts: what the corridor cannot
    carry turns at no price. Where a subsidy would pay for going out and back over the corridor,
    which is no route, the curve ends.

    Parameters
    ----------
    network
        From `build_network`.
    commodity
        What moves.
    corridor
        The corridor of the data set that is paid for; see `corridor_rule`.
    against
        The corridor it is set against.
    demand
        The data set's own of the year when absent; other commodities are left out.
    most_usd_per_t
        The highest subsidy looked at.
    **options
        Options of `assemble`, such as ``extra_capacity``.

    Returns
    -------
    curve
        The steps, the break-even, and the volume that pays for a fixed cost.

    Raises
    ------
    UnknownIdError
        No such commodity or corridor; names the nearest.
    ValueError
        The corridor requires nothing, so that any route keeps its rule; the highest subsidy is not
        above 0; or nobody demands the commodity.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> curve = corridor_subsidy(net, "titanium")
    >>> 0 < curve.break_even_usd_per_t < 500
    True
    """
    if not (math.isfinite(most_usd_per_t) and most_usd_per_t > 0):
        msg = f"most_usd_per_t is {most_usd_per_t!r}; it must be a finite number above 0"
        raise ValueError(msg)
    rules = [corridor_rule(network.data, name) for name in (corridor, against)]
    for rule in rules:
        if not rule.requires:
            msg = f"corridor {rule.name!r} requires nothing, so every route keeps its rule"
            raise ValueError(msg)
    assembly = assemble_commodity(network, commodity, demand, options)
    steps = _Search(assembly, rules[0], rules[1]).steps(most_usd_per_t)
    end = float(steps["to_usd_per_t"].max())
    return SubsidyCurve(commodity, corridor, against, end, end < most_usd_per_t, steps)


class _Search:
    """The layered problem, solved at one subsidy after another."""

    def __init__(self, assembly: Assembly, rule: CorridorRule, against: CorridorRule) -> None:
        self.plain = assembly.problem
        self.against = _ruled(assembly, against)
        self.ruled: RuledProblem = ruled_problem(self.plain, _ruled(assembly, rule))
        self.master = Master(self.ruled.problem)
        self.demand = float(self.plain.demand_amount.sum())

    def solve(self, subsidy: float) -> Solution:
        """Return the optimum under a subsidy."""
        solution = self.master.solve(
            cost=self.ruled.costs(subsidy),
            demand_penalty=self.plain.demand_penalty + subsidy,
        )
        if solution.status != "optimal":
            msg = f"the flows with a subsidy of {subsidy} USD/t were not solved to the optimum"
            raise SolverError(msg, status=solution.status)
        return solution

    def flow(self, solution: Solution) -> float:
        """Return the tonnes that keep the rule of the corridor."""
        kept = self.ruled.kept
        return math.fsum(p.flow for p in solution.paths if kept[p.block][list(p.arcs)].any())

    def steps(self, most: float) -> pd.DataFrame:
        """Return the steps of the flow."""

        def evaluate(subsidy: float) -> tuple[float, float]:
            # The cost falls by the flow for each dollar more; turned, it is convex.
            solution = self.solve(subsidy)
            return subsidy * self.demand - solution.objective, self.flow(solution)

        pieces = convex_pieces(evaluate, 0.0, most)
        rows: list[tuple[float, ...]] = []
        for low, high in zip(pieces.x[:-1], pieces.x[1:], strict=True):
            row = self.row(float(low), float(high))
            if row is None:
                break
            if rows and abs(row[2] - rows[-1][2]) <= SAME * self.demand:
                rows[-1] = (rows[-1][0], row[1], *rows[-1][2:-1], row[-1])
            else:
                rows.append(row)
        return pd.DataFrame(rows, columns=STEP_COLUMNS)

    def row(self, low: float, high: float) -> tuple[float, ...] | None:
        """Return what flows between two bends, inside of which one flow is best; None for loops."""
        middle = (low + high) / 2
        solution = self.solve(middle)
        if self.loops(solution):
            return None
        flow = self.flow(solution)
        unmet = float(solution.unmet.sum())
        tolled = middle * (self.demand - flow)
        carrying = solution.objective - tolled - float(self.plain.demand_penalty @ solution.unmet)
        ends = low * flow, high * flow
        return low, high, flow, self.against_flow(solution), unmet, carrying, *ends

    def loops(self, solution: Solution) -> bool:
        """Say whether any tonne comes back to where it was, before and after it kept the rule."""
        for path in solution.paths:
            block = self.plain.blocks[path.block]
            arcs = self.ruled.arc[path.block][list(path.arcs)]
            states = block.tail[arcs[arcs >= 0]]
            if len(np.unique(states)) < len(states):
                return True
        return False

    def against_flow(self, solution: Solution) -> float:
        """Return the tonnes that keep the rule of the other corridor."""
        total = 0.0
        for path in solution.paths:
            arcs = self.ruled.arc[path.block][list(path.arcs)]
            rule = self.against[path.block]
            plain = arcs[arcs >= 0]
            if rule.fulfils[plain].any() and not rule.breaks[plain].any():
                total += path.flow
        return total


def _ruled(assembly: Assembly, rule: CorridorRule) -> list[RuledArcs]:
    """Return which arcs of each block break a rule, and which fulfil it."""
    out = []
    for number, block in enumerate(assembly.problem.blocks):
        graph = assembly.graph(number)
        breaks = np.array(
            [
                bool(arc.countries & rule.avoid_territories or arc.passages & rule.avoid_passages)
                for arc in graph.arc_list
            ]
        )
        own = block.arc >= 0
        out.append(
            RuledArcs(
                own & breaks[np.maximum(block.arc, 0)],
                own & passing_arcs(graph, rule)[np.maximum(block.arc, 0)],
            )
        )
    return out
