"""Solve one chunk of an ensemble: a pure function of the job and the number of the chunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.costs.drawn import drawn_arc_costs
from corridor.costs.netback import netback
from corridor.costs.totals import route_totals
from corridor.network.rule import corridor_rule
from corridor.routes.batch.ways import cheapest_ways
from corridor.routes.best import space_under
from corridor.scenarios.ensemble.chunks.apart import Failed, apart
from corridor.scenarios.ensemble.chunks.job import METRICS
from corridor.scenarios.ensemble.flows.chunk import FlowChunk, flow_chunk
from corridor.scenarios.ensemble.sampling import drawn_facts

if TYPE_CHECKING:
    from corridor.costs.weights import CostWeights
    from corridor.network.graph import StateGraph
    from corridor.network.network import Network
    from corridor.scenarios.ensemble.chunks.job import Job

__all__ = ["Chunk", "DrawSolver", "solve_chunk"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Way = tuple[str, ...]
Into = tuple[Floats, Ints]


@dataclass(frozen=True)
class Chunk:
    """
    The metrics of some draws.

    Attributes
    ----------
    index
        Number of the chunk.
    values
        (n_scenarios, n_pairs, n_corridors, n_metrics, n_draws); NaN where there is no route.
    way
        (n_scenarios, n_pairs, n_corridors, n_draws) place in `ways`, -1 where there is no route.
    ways
        Links and transfers of every different route.
    failed
        Scenario, draw and error of what could not be computed.
    flows
        The flows of these draws; None where none are asked for.
    """

    index: int
    values: Floats
    way: Ints
    ways: tuple[Way, ...]
    failed: tuple[tuple[str, int, str], ...] = ()
    flows: FlowChunk | None = None


def solve_chunk(job: Job, index: int) -> Chunk:
    """
    Return the metrics of a chunk of draws.

    Parameters
    ----------
    job
        What to compute.
    index
        Number of the chunk, from 0.

    Returns
    -------
    chunk
        The same whoever computes it, and after whatever else.
    """
    start, size = job.span(index)
    normals = job.sample.normals(start, size)
    shape = (len(job.scenarios), len(job.pairs), len(job.corridors))
    values = np.full((*shape, len(METRICS), size), np.nan)
    way = np.full((*shape, size), -1, dtype=np.int64)
    found: dict[Way, int] = {}
    failed: list[Failed] = []
    for number, scenario in enumerate(job.scenarios if job.pairs else ()):
        weights = scenario.weights(job.weights)
        solver = DrawSolver(job, job.networks[number], weights, found)
        into = values[number], way[number]

        def solve(draws: slice, solver: DrawSolver = solver, into: Into = into) -> None:
            solver.solve(normals[:, draws], into[0][..., draws], into[1][..., draws])

        def void(draws: slice, into: Into = into) -> None:
            into[0][..., draws], into[1][..., draws] = np.nan, -1

        failed += apart(solve, void, size, (scenario.name, start))
    flows, lost = (None, []) if job.flows is None else flow_chunk(job, normals, start)
    return Chunk(index, values, way, tuple(found), (*failed, *lost), flows)


@dataclass(frozen=True)
class DrawSolver:
    """
    The routes of one scenario, for any draws.

    Attributes
    ----------
    job, network, weights
        What to compute; the network and the prices of the scenario.
    found
        Number of every different route found so far; grows.
    """

    job: Job
    network: Network
    weights: CostWeights
    found: dict[Way, int]

    def solve(self, normals: Floats, values: Floats, way: Ints) -> None:
        """Fill in the metrics and ways of these draws."""
        graphs = {pair[0]: self.network.state_graph(pair[0]) for pair in self.job.pairs}
        first = next(iter(graphs.values()))
        facts = drawn_facts(first.fact_map.facts, self.job.sample.names, normals)
        for commodity, graph in graphs.items():
            costs = drawn_arc_costs(graph, self.weights, facts)
            for row, pair in enumerate(self.job.pairs):
                if pair[0] != commodity:
                    continue
                for column, corridor in enumerate(self.job.corridors):
                    self._corridor(
                        graph, facts, costs, pair, corridor, values[row, column], way[row, column]
                    )

    def _corridor(
        self,
        graph: StateGraph,
        facts: Floats,
        costs: Floats,
        pair: tuple[str, str, str],
        corridor: str,
        values: Floats,
        way: Ints,
    ) -> None:
        """Fill in one pair and corridor."""
        rule = corridor_rule(self.network.data, corridor)
        space = graph.once(
            ("space", rule, pair[1], pair[2]), lambda: space_under(graph, rule, pair[1], pair[2])
        )
        drawn = cheapest_ways(space.layers, costs, space.start, space.goal)
        for number, arcs in enumerate(drawn.ways):
            draws = np.flatnonzero(drawn.number == number)
            values[:, draws] = self.metrics(graph, list(arcs), facts[:, draws])
            way[draws] = self.found.setdefault(self._named(graph, arcs), len(self.found))

    def metrics(self, graph: StateGraph, arcs: list[int], facts: Floats) -> Floats:
        """Evaluate a route exactly in these draws."""
        totals = route_totals(graph, arcs, self.weights, facts=facts)
        gain = netback(graph, arcs, totals, facts=facts)
        known = {name: getattr(totals, name) for name in METRICS if hasattr(totals, name)}
        known["netback_usd_per_t"] = np.nan if gain is None else gain
        return np.vstack([np.broadcast_to(known[name], facts.shape[1]) for name in METRICS])

    def _named(self, graph: StateGraph, arcs: tuple[int, ...]) -> Way:
        """Return the links and transfers of a route."""
        moves = (graph.arc_list[a] for a in arcs)
        return tuple(arc.subject for arc in moves if arc.kind in ("link", "transfer"))
