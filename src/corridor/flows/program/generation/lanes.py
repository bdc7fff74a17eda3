"""Price every way from a source to a demand it may serve, over all blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.generation.pricing import Pricer

if TYPE_CHECKING:
    from corridor.flows.program.problem import FlowProblem
    from corridor.flows.program.variant import Variant

__all__ = ["Lanes", "Prices"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Prices(NamedTuple):
    """
    Dual values: what one more unit is worth, each 0 or more.

    Attributes
    ----------
    limit, charge
        (n_limits,) price of each limit, and marginal charge of its steps.
    source, demand
        (n_sources,), (n_demands,) prices.
    """

    limit: Floats
    charge: Floats
    source: Floats
    demand: Floats

    @property
    def toll(self) -> Floats:
        """Return what a unit of each limit costs a path."""
        return self.limit + self.charge

    def towards(self, centre: Prices | None, weight: float) -> Prices:
        """
        Return prices between these and others.

        Parameters
        ----------
        centre
            The others.
        weight
            Share of the way towards them; at 0 they need not be given.

        Returns
        -------
        prices
            Between the two.
        """
        if centre is None or weight == 0:
            return self
        pairs = zip(self, centre, strict=True)
        return Prices(*((1 - weight) * mine + weight * other for mine, other in pairs))


@dataclass(frozen=True)
class _Part:
    """The lanes of one block: their numbers and where their distances stand in a search."""

    block: int
    pricer: Pricer
    lanes: slice
    row: Ints
    leaf: Ints


class Lanes:
    """
    Pairs of a source and a sink that it may serve.

    Parameters
    ----------
    problem
        The flow problem.

    Attributes
    ----------
    source, demand, block
        (n_lanes,) source, demand row and block of each lane.
    tail, head
        (n_lanes,) states of the block between which it runs.

    Examples
    --------
    >>> import numpy as np
    >>> from corridor.flows.program.generation.lanes import Lanes, Prices
    >>> from corridor.flows.program.sample import two_ways
    >>> from corridor.flows.program.variant import variant_of
    >>> lanes = Lanes(two_ways())
    >>> prices = Prices(np.array([40.0, 0.0]), np.zeros(2), np.array([5.0]), np.array([1000.0]))
    >>> lanes.price(variant_of(two_ways(), {}), prices).tolist()
    [55.0]
    >>> [way.tolist() for way in lanes.ways(np.array([0]))]
    [[2, 3]]
    """

    def __init__(self, problem: FlowProblem) -> None:
        self._problem = problem
        self._parts: list[_Part] = []
        sources, demands, blocks, tails, heads = [], [], [], [], []
        count = 0
        for number, block in enumerate(problem.blocks):
            source, sink = _pairs(problem, number)
            if not len(source):
                continue
            tail, head = problem.source_state[source], problem.sink_state[sink]
            pricer = Pricer(block, np.unique(tail), np.unique(head))
            lanes = slice(count, count + len(source))
            self._parts.append(_Part(number, pricer, lanes, *pricer.ends(tail, head)))
            sources.append(source)
            demands.append(problem.sink_demand[sink])
            blocks.append(np.full(len(source), number))
            tails.append(tail)
            heads.append(head)
            count += len(source)
        self.source, self.demand, self.block = map(_joined, (sources, demands, blocks))
        self.tail, self.head = _joined(tails), _joined(heads)

    def price(self, variant: Variant, prices: Prices) -> Floats:
        """
        Return what a tonne pays on the cheapest way of each lane, tolls and supply included.

        Parameters
        ----------
        variant
            The numbers of the call.
        prices
            Dual values.

        Returns
        -------
        least
            (n_lanes,) USD/t; where the way is dearer than the demand's price, only a lower bound
            that is no less than that price.
        """
        least = np.empty(len(self.source))
        room = np.maximum(prices.demand[self.demand] - prices.source[self.source], 0.0)
        for part in self._parts:
            reach = np.zeros(len(part.pricer.roots))
            np.maximum.at(reach, part.row, room[part.lanes])
            distance = part.pricer.search(self._weights(part.block, variant, prices), reach)
            least[part.lanes] = np.minimum(distance[part.row, part.leaf], reach[part.row])
        return least + prices.source[self.source]

    def ways(self, chosen: Ints) -> list[Ints]:
        """
        Return the arcs of the cheapest ways of some lanes, as the last call of `price` found them.

        Parameters
        ----------
        chosen
            Numbers of lanes, ascending.

        Returns
        -------
        ways
            Arcs of the lane's block, in order.
        """
        ways: list[Ints] = []
        for part in self._parts:
            mine = chosen[(chosen >= part.lanes.start) & (chosen < part.lanes.stop)]
            if len(mine):
                place = mine - part.lanes.start
                ways += part.pricer.ways(part.row[place], part.leaf[place])
        return ways

    def best(self, gain: Floats, some: Ints) -> Ints:
        """
        Return the best of some lanes for each demand and for each source.

        Parameters
        ----------
        gain
            (n_lanes,) what a tonne on the lane saves, USD/t.
        some
            Numbers of lanes, ascending.

        Returns
        -------
        best
            Numbers of lanes, ascending; of equals the first.
        """
        order = some[np.argsort(-gain[some], kind="stable")]
        firsts = (np.unique(of[order], return_index=True)[1] for of in (self.demand, self.source))
        return np.unique(np.concatenate([order[first] for first in firsts]))

    def _weights(self, block: int, variant: Variant, prices: Prices) -> Floats:
        """Return cost and tolls of the arcs of a block, inf where shut."""
        weights: Floats = variant.cost[block] + self._problem.blocks[block].use @ prices.toll
        if variant.closed is not None:
            weights = np.where(variant.closed[block], np.inf, weights)
        return weights


def _joined(parts: list[Ints]) -> Ints:
    """Return arrays one after the other."""
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def _pairs(problem: FlowProblem, block: int) -> tuple[Ints, Ints]:
    """Return the sources and sinks of a block that belong together."""
    sources = np.flatnonzero(problem.source_block == block)
    sinks = np.flatnonzero(problem.sink_block == block)
    source, sink = np.repeat(sources, len(sinks)), np.tile(sinks, len(sources))
    only = problem.sink_source[sink]
    allowed = (only < 0) | (only == source)
    return source[allowed], sink[allowed]
