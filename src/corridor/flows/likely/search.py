"""Search the cheapest ways of every source and sink of a flow problem, at given prices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.flows.likely.paths import Path
from corridor.flows.likely.ways import Ground, best_ways, costs_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridor.flows.likely.rows import Prices
    from corridor.flows.program.problem import FlowProblem

__all__ = ["PathSearch"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PathSearch:
    """
    The ways of every source and sink of a flow problem.

    Attributes
    ----------
    problem
        Sources and demands with nothing take no part, nor arcs that take from a limit that has
        nothing.
    places
        Per block, (n_states,) the place each state is in; every state its own when absent.
    """

    problem: FlowProblem
    places: Sequence[Ints] | None = None

    @cached_property
    def _grounds(self) -> list[Ground]:
        blocks = self.problem.blocks
        places = self.places or [np.arange(block.n_states) for block in blocks]
        return [
            Ground(block, tuple(int(p) for p in place))
            for block, place in zip(blocks, places, strict=True)
        ]

    @cached_property
    def _shut(self) -> list[npt.NDArray[np.bool_]]:
        """Per block, the arcs that take from a limit that has nothing."""
        empty = np.flatnonzero(self.problem.limits == 0)
        return [block.use[:, empty].sum(axis=1) > 0 for block in self.problem.blocks]

    def cheapest(self, prices: Prices, ways: int) -> list[Path]:
        """
        Return the cheapest paths of every source and sink.

        Parameters
        ----------
        prices
            Of sources and limits.
        ways
            How many each.

        Returns
        -------
        paths
            By sink, source and cost.
        """
        out = []
        for sink, costs, ahead in self._sinks(prices):
            block, goal = int(self.problem.sink_block[sink]), int(self.problem.sink_state[sink])
            demand = int(self.problem.sink_demand[sink])
            for source in self._sources(sink):
                start = int(self.problem.source_state[source])
                found = best_ways(self._grounds[block], costs, start, goal, ways, ahead)
                out += [Path(source, demand, block, arcs) for arcs in found]
        return out

    def least(self, prices: Prices) -> Floats:
        """
        Return the least cost of a tonne of each demand, from any source that may serve it.

        Parameters
        ----------
        prices
            Of sources and limits; they count as costs.

        Returns
        -------
        costs
            (n_demands,) USD/t; inf where there is no way.
        """
        least = np.full(len(self.problem.demand_amount), np.inf)
        for sink, _, ahead in self._sinks(prices):
            demand = self.problem.sink_demand[sink]
            for source in self._sources(sink):
                there = ahead[self.problem.source_state[source]] + prices.source[source]
                least[demand] = min(least[demand], there)
        return least

    def _sinks(self, prices: Prices) -> Iterator[tuple[int, list[float], list[float]]]:
        """Yield each sink with the costs of its block's arcs and the costs to it."""
        per_unit = prices.limit + prices.charge
        costs = [
            np.where(shut, np.inf, block.cost + block.use @ per_unit).tolist()
            for block, shut in zip(self.problem.blocks, self._shut, strict=True)
        ]
        for sink in np.flatnonzero(self.problem.demand_amount[self.problem.sink_demand] > 0):
            block = int(self.problem.sink_block[sink])
            goal = int(self.problem.sink_state[sink])
            ahead = costs_to(self._grounds[block], costs[block], goal)
            yield int(sink), costs[block], ahead

    def _sources(self, sink: int) -> list[int]:
        """Return the sources that may serve a sink."""
        only, block = int(self.problem.sink_source[sink]), self.problem.sink_block[sink]
        mine = (self.problem.source_block == block) & (self.problem.source_amount > 0)
        return [int(s) for s in np.flatnonzero(mine) if only in (-1, s)]
