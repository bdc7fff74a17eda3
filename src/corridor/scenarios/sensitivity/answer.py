"""The answer as a function of its uncertain facts: each given by its quantile."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from corridor.costs.weights import arc_costs
from corridor.network.rule import corridor_rule
from corridor.routes.best import space_under
from corridor.routes.search import cheapest_arcs
from corridor.scenarios.ensemble.chunks.chunk import DrawSolver
from corridor.scenarios.ensemble.chunks.job import METRICS
from corridor.scenarios.ensemble.sampling import drawn_facts

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph
    from corridor.scenarios.ensemble.chunks.job import Job

__all__ = ["Answer"]

Floats = npt.NDArray[np.float64]
# Draws solved together: their costs and facts stay small.
SLICE = 1024
# What a capacity is says nothing about the cost of one tonne.
UNPRICED = ("capacity",)


@dataclass(frozen=True)
class Answer:
    """
    A metric of the best or of the central route, or how much it differs between two corridors.

    Attributes
    ----------
    job
        One scenario and one pair; one corridor, or two for the first less the second.
    metric
        One of `METRICS`.
    is_fixed
        Whether every draw takes the route that is best at central values.
    """

    job: Job
    metric: str
    is_fixed: bool
    solver: DrawSolver = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the scenario."""
        scenario, network = self.job.scenarios[0], self.job.networks[0]
        solver = DrawSolver(self.job, network, scenario.weights(self.job.weights), {})
        object.__setattr__(self, "solver", solver)

    @property
    def graph(self) -> StateGraph:
        """The compiled graph of the commodity."""
        return self.job.networks[0].state_graph(self.job.pairs[0][0])

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Facts with a range that some arc's price, time or risk reads; influential ones first."""
        fact_map = self.graph.fact_map
        quantity = fact_map.terms["quantity"]
        unpriced = fact_map.facts_of(np.flatnonzero(quantity.isin(UNPRICED).to_numpy()))
        priced = fact_map.facts_of(np.flatnonzero(~quantity.isin(UNPRICED).to_numpy()))
        idle = set(fact_map.facts.index[np.setdiff1d(unpriced, priced)])
        return tuple(name for name in self.job.sample.names if name not in idle)

    @cached_property
    def central(self) -> list[list[int]]:
        """Arcs of the central route of each corridor."""
        _, origin, destination = self.job.pairs[0]
        routes = []
        for corridor in self.job.corridors:
            rule = corridor_rule(self.job.networks[0].data, corridor)
            space = space_under(self.graph, rule, origin, destination)
            costs = arc_costs(self.graph, self.solver.weights)
            arcs = cheapest_arcs(space.layers, costs, space.start, space.goal)
            if arcs is None:
                raise space.no_route()
            routes.append(arcs)
        return routes

    def __call__(self, shares: Floats) -> Floats:
        """
        Return the answer in every draw.

        Parameters
        ----------
        shares
            (n_facts, n_draws) quantile of each fact of `facts`, between 0 and 1.

        Returns
        -------
        values
            (n_draws,) of the metric.

        Raises
        ------
        NoRouteError
            There is no route.
        ValueError
            The metric is not known for the pair, such as a netback without a price.
        """
        parts = [
            self._values(ndtri(shares[:, start : start + SLICE]))
            for start in range(0, shares.shape[1], SLICE)
        ]
        values = np.concatenate(parts, axis=1)
        if not np.isfinite(values).all():
            pair = " ".join(self.job.pairs[0])
            raise ValueError(f"{self.metric} of {pair} is not known in every draw")
        return np.asarray(values[0] - values[1] if len(values) > 1 else values[0])

    def _values(self, normals: Floats) -> Floats:
        """Return the metric of each corridor in these draws."""
        number = METRICS.index(self.metric)
        arcs = self.central
        if self.is_fixed:
            facts = drawn_facts(self.graph.fact_map.facts, self.facts, normals)
            return np.vstack([self.solver.metrics(self.graph, way, facts)[number] for way in arcs])
        shape = (1, len(self.job.corridors), len(METRICS), normals.shape[1])
        values = np.full(shape, np.nan)
        way = np.full((1, len(self.job.corridors), normals.shape[1]), -1, dtype=np.int64)
        self.solver.solve(self._of_sample(normals), values, way)
        return np.asarray(values[0, :, number])

    def _of_sample(self, normals: Floats) -> Floats:
        """Return the normals of all facts of the job: 0 where a fact is not one of ours."""
        whole = np.zeros((len(self.job.sample.names), normals.shape[1]))
        whole[self._places] = normals
        return whole

    @cached_property
    def _places(self) -> npt.NDArray[np.int64]:
        """Place of each fact among those of the job."""
        place = {name: number for number, name in enumerate(self.job.sample.names)}
        return np.array([place[name] for name in self.facts], dtype=np.int64)
