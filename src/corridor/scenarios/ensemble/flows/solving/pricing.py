"""Price every way from a source to a demand, in many draws of a flow problem side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.program.generation.lanes import Lanes
from corridor.routes.batch.kernel import compiled, has_numba
from corridor.routes.batch.relax import LARGE, BatchedTree, EdgeList, trees_from

if TYPE_CHECKING:
    from corridor.flows.assembly.drawn.problem import DrawnProblem
    from corridor.flows.program.problem import FlowProblem

__all__ = ["NewPath", "Pricing", "Side"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# USD/t on every arc, so that none is free and no way runs in circles; taken off bounds again.
HAIR = 1e-10


class NewPath(NamedTuple):
    """A path: source, demand row, block and arcs of the block, in order."""

    source: int
    demand: int
    block: int
    arcs: tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """
    The searches of one block: from its sources, or backward from its sinks if those are fewer.

    Attributes
    ----------
    block
        Its number.
    edges
        Arcs to search, in the direction of the search.
    roots
        States to search from, ascending.
    lanes
        Lanes of the block.
    root, leaf
        Per lane, place of its root in ``roots`` and the state at its other end.
    backward
        Whether searches run against the arcs.
    """

    block: int
    edges: EdgeList
    roots: Ints
    lanes: Ints
    root: Ints
    leaf: Ints
    backward: bool


class Pricing:
    """
    The lanes of a flow problem, with their cheapest ways in draws of its numbers.

    Parameters
    ----------
    problem
        The flow problem.
    drawn
        Its numbers in each draw.

    Attributes
    ----------
    lanes
        Pairs of a source and a sink that it may serve.
    """

    def __init__(self, problem: FlowProblem, drawn: DrawnProblem) -> None:
        self.lanes = Lanes(problem)
        self._problem, self._drawn = problem, drawn
        self._sides = [
            _side(problem, self.lanes, int(block)) for block in np.unique(self.lanes.block)
        ]
        searched = sum(len(side.edges.tail) * len(side.roots) for side in self._sides)
        if has_numba() and searched * drawn.n >= LARGE:
            compiled()  # Together the searches of all blocks are worth loading it.
        self._trees: dict[int, list[BatchedTree]] = {}
        self._slack = HAIR * max((block.n_states for block in problem.blocks), default=0)

    def price(self, draws: Ints, toll: Floats, source_price: Floats) -> Floats:
        """
        Return what a tonne pays on the cheapest way of each lane, tolls and supply included.

        Parameters
        ----------
        draws
            Which draws.
        toll, source_price
            (n_limits, n), (n_sources, n) prices of limits and of supply in these draws.

        Returns
        -------
        least
            (n_lanes, n) USD/t, never above what it is; inf where there is no way.
        """
        least = np.empty((len(self.lanes.source), len(draws)))
        for side in self._sides:
            weights = self._weights(side.block, draws, toll)
            trees = list(trees_from(side.edges, weights, side.roots.tolist()))
            self._trees[side.block] = trees
            for lane, root, leaf in zip(side.lanes, side.root, side.leaf, strict=True):
                least[lane] = trees[root].distance[leaf]
        return np.asarray(np.maximum(least - self._slack, 0.0) + source_price[self.lanes.source])

    def paths(self, wanted: Bools) -> list[NewPath]:
        """
        Return the cheapest ways that the last call of `price` found, each different one once.

        Parameters
        ----------
        wanted
            (n_lanes, n) in which draws the way of a lane is wanted.

        Returns
        -------
        paths
            In order of lanes and arcs.
        """
        found = []
        for side in self._sides:
            for lane, root, leaf in zip(side.lanes, side.root, side.leaf, strict=True):
                some = np.flatnonzero(wanted[lane])
                if not len(some):
                    continue
                tree = self._trees[side.block][root]
                part = BatchedTree(
                    tree.edges, tree.costs[:, some], tree.origin, tree.distance[:, some]
                )
                ends = int(self.lanes.source[lane]), int(self.lanes.demand[lane]), side.block
                ways, _ = part.ways(int(leaf))
                found += [NewPath(*ends, w[::-1] if side.backward else w) for w in ways]
        return found

    def _weights(self, block: int, draws: Ints, toll: Floats) -> Floats:
        """Return cost and tolls of the arcs of a block in some draws."""
        taken = toll
        for (number, limit), ratio in self._drawn.use.items():
            if number == block and toll[limit].any():
                taken = toll.copy() if taken is toll else taken
                taken[limit] = toll[limit] * ratio[draws]
        weights = self._drawn.cost[block][:, draws] + HAIR
        priced = np.flatnonzero(taken.any(axis=1))
        weights += self._problem.blocks[block].use[:, priced] @ taken[priced]
        return np.asarray(weights)


def _side(problem: FlowProblem, lanes: Lanes, number: int) -> Side:
    """Compile the searches of a block."""
    block, mine = problem.blocks[number], np.flatnonzero(lanes.block == number)
    tails, heads = np.unique(lanes.tail[mine]), np.unique(lanes.head[mine])
    backward = len(heads) < len(tails)
    start, end = (block.head, block.tail) if backward else (block.tail, block.head)
    near, far = (lanes.head, lanes.tail) if backward else (lanes.tail, lanes.head)
    roots = heads if backward else tails
    return Side(
        number,
        EdgeList(start, end, block.n_states),
        roots,
        mine,
        np.searchsorted(roots, near[mine]),
        far[mine],
        backward,
    )
