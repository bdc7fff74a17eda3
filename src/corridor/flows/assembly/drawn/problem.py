"""The numbers of a flow problem in many draws of the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.drawn import drawn_arc_costs
from corridor.flows.assembly.amounts import tonne_factors
from corridor.flows.assembly.cargo.penalties import drawn_penalty
from corridor.flows.assembly.drawn.capacities import drawn_limits, drawn_use
from corridor.flows.assembly.drawn.graph import drawn_graph

if TYPE_CHECKING:
    import pandas as pd

    from corridor.flows.assembly.assembly import Assembly
    from corridor.network.graph import StateGraph

__all__ = ["DrawnProblem", "drawn_problem"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DrawnProblem:
    """
    What of a flow problem differs from draw to draw; one column a draw.

    Attributes
    ----------
    limits, source_amount, demand_amount, demand_penalty
        In place of the problem's.
    cost
        Of each block: (n_arcs, n_draws) USD/t.
    use
        By block and limit: times the use of the problem that a tonne takes.
    """

    limits: Floats
    source_amount: Floats
    demand_amount: Floats
    demand_penalty: Floats
    cost: tuple[Floats, ...]
    use: dict[tuple[int, int], Floats]

    @property
    def n(self) -> int:
        """Number of draws."""
        return int(self.limits.shape[1])


def drawn_problem(assembly: Assembly, facts: Floats) -> DrawnProblem:
    """
    Return the numbers of an assembled problem in draws of the facts.

    Each column holds what `assemble` would make of a data set with these facts: costs of arcs,
    capacities, what boxes hold, and penalties. What is demanded and supplied is drawn only as far
    as its unit is turned into tonnes by a fact.

    Parameters
    ----------
    assembly
        With ``objective="cost"`` and ``every_member``.
    facts
        (n_facts, n_draws) drawn facts, in the order of the fact map.

    Returns
    -------
    drawn
        Numbers of every draw.

    Raises
    ------
    ValueError
        The objective is ``netback``, under which a draw may sell other grades than the problem.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> from corridor.flows.assembly.assembly import assemble
    >>> some = assemble(net, net.data.demand, every_member=True)
    >>> central = some.graph(0).fact_map.facts["value"].to_numpy(float)[:, None]
    >>> drawn = drawn_problem(some, central)
    >>> drawn.limits[some.limit_number("group:cpc")].tolist()
    [72500000.0]
    """
    if assembly.options["objective"] != "cost":
        raise ValueError("draws of the facts are solved for objective='cost' alone")
    names = sorted({block.name.split("/")[0] for block in assembly.problem.blocks})
    graphs: dict[str, StateGraph] = {
        name: drawn_graph(assembly.network.state_graph(name), facts)
        for name in [*names, *assembly.demands["commodity"].unique()]
    }
    problem, options = assembly.problem, assembly.options
    costs = {}
    for name in names:
        own = [b.arc for b in problem.blocks if b.name.split("/")[0] == name]
        wanted = np.zeros(len(graphs[name].arcs), dtype=np.bool_)
        wanted[np.concatenate(own)] = True
        graph = assembly.network.state_graph(name)
        costs[name] = drawn_arc_costs(graph, options["weights"], facts, wanted)
    penalties = {
        name: drawn_penalty(graph, options["unmet_usd_per_t"], facts)
        for name, graph in graphs.items()
    }
    n = facts.shape[1]
    return DrawnProblem(
        drawn_limits(assembly, graphs, facts),
        _amounts(assembly.sources, problem.source_amount, graphs, n),
        _amounts(assembly.demands, problem.demand_amount, graphs, n),
        np.vstack([penalties[name] for name in assembly.demands["commodity"]]),
        tuple(costs[block.name.split("/")[0]][block.arc] for block in problem.blocks),
        drawn_use(assembly, graphs, facts),
    )


def _amounts(table: pd.DataFrame, central: Floats, graphs: dict[str, StateGraph], n: int) -> Floats:
    """Return amounts in tonnes, which vary where a fact says what their unit holds."""
    amounts = np.repeat(central[:, None], n, axis=1)
    streams = table["stream"] if "stream" in table.columns else [""] * len(table)
    rows = zip(table["commodity"], table["unit"], streams, strict=True)
    for row, (commodity, unit, stream) in enumerate(rows):
        graph = graphs[str(commodity)]
        _, factors = tonne_factors(graph, str(unit), stream=str(stream))
        if factors:
            middle = graph.fact_map.facts["value"].to_numpy(float)
            amounts[row] *= graph.product(factors) / graph.product(factors, middle)
    return amounts
