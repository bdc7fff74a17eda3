"""The paths among which the tonnes of each demand choose, and how much they overlap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.flows.program.problem import FlowProblem

__all__ = ["Path", "PathSet", "path_set", "path_sizes", "source_shares"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Path(NamedTuple):
    """A way from a source to a sink of a demand: arcs of the block, in order."""

    source: int
    demand: int
    block: int
    arcs: tuple[int, ...]


@dataclass(frozen=True)
class PathSet:
    """
    Paths as arrays.

    Attributes
    ----------
    paths
        Sorted, each once.
    cost
        (n_paths,) USD/t, without what limits charge.
    use
        (n_paths, n_limits) units of each limit that one tonne takes.
    """

    paths: tuple[Path, ...]
    cost: Floats
    use: csr_array

    @cached_property
    def source(self) -> Ints:
        """(n_paths,) source of each path."""
        return np.array([path.source for path in self.paths], dtype=np.int64)

    @cached_property
    def demand(self) -> Ints:
        """(n_paths,) demand of each path."""
        return np.array([path.demand for path in self.paths], dtype=np.int64)


def path_set(problem: FlowProblem, paths: Iterable[Path]) -> PathSet:
    """
    Return paths with what each costs and takes.

    Parameters
    ----------
    problem
        The blocks and limits.
    paths
        In any order; doubles count once.

    Returns
    -------
    paths
        Sorted by source, demand, block and arcs.
    """
    listed = tuple(sorted(set(paths)))
    cost, use = np.zeros(len(listed)), []
    blocks = np.array([path.block for path in listed], dtype=np.int64)
    for number, block in enumerate(problem.blocks):
        rows = np.flatnonzero(blocks == number)
        arcs = [listed[row].arcs for row in rows]
        over = _incidence(arcs, len(block.cost))
        cost[rows] = over @ block.cost
        use.append(over @ block.use)
    order = np.argsort(np.argsort(blocks, kind="stable"), kind="stable")
    stacked = csr_array(vstack(use, format="csr")) if use else csr_array((0, len(problem.limits)))
    return PathSet(listed, cost, stacked[order])


def _incidence(arcs: Sequence[tuple[int, ...]], n_arcs: int) -> csr_array:
    """Return (n_paths, n_arcs) how often each path uses each arc."""
    starts = np.concatenate([[0], np.cumsum([len(way) for way in arcs])]).astype(np.int64)
    columns = np.array([arc for way in arcs for arc in way], dtype=np.int64)
    shape = (len(arcs), n_arcs)
    return csr_array((np.ones(len(columns)), columns, starts), shape=shape)


def path_sizes(problem: FlowProblem, paths: Sequence[Path], lengths: Sequence[Floats]) -> Floats:
    """
    Return the path sizes of Ben-Akiva and Bierlaire (1999).

    The size of a path is the mean, over its length, of one over the number of paths of the same
    source and demand that share the arc: 1 for a path with nothing in common with the others, 1/n
    for n copies of the same one. Arcs of the problem that stand for the same arc of the network
    count as the same. On a path without length every arc counts alike.

    Parameters
    ----------
    problem
        The blocks.
    paths
        The paths.
    lengths
        Per block, (n_arcs,) kilometres of each arc, 0 or more.

    Returns
    -------
    sizes
        (n_paths,) over 0, up to 1.

    Examples
    --------
    Of three paths two are the same way:

    >>> import numpy as np
    >>> from corridor.flows.likely.paths import Path, path_sizes
    >>> from corridor.flows.program.sample import two_ways
    >>> ways = [Path(0, 0, 0, arcs) for arcs in ((0, 1), (0, 1), (2, 3))]
    >>> path_sizes(two_ways(), ways, [np.ones(4)]).tolist()
    [0.5, 0.5, 1.0]
    """
    users: dict[tuple[int, int, int, int], set[int]] = {}
    identities = [_identity(block.arc) for block in problem.blocks]
    for row, path in enumerate(paths):
        for arc in path.arcs:
            same = (path.source, path.demand, path.block, identities[path.block][arc])
            users.setdefault(same, set()).add(row)
    sizes = np.ones(len(paths))
    for row, path in enumerate(paths):
        pair = (path.source, path.demand, path.block)
        alone = [1.0 / len(users[(*pair, identities[path.block][arc])]) for arc in path.arcs]
        length = lengths[path.block][list(path.arcs)]
        weights = length if length.sum() > 0 else np.ones(len(path.arcs))
        if len(path.arcs):
            sizes[row] = float(np.average(alone, weights=weights))
    return sizes


def _identity(arc: Ints) -> list[int]:
    """Return what each arc stands for; arcs of the problem's own stand for themselves."""
    own = -1 - np.arange(len(arc))
    return [int(value) for value in np.where(arc >= 0, arc, own)]


def source_shares(problem: FlowProblem, paths: PathSet) -> Floats:
    """
    Return, per path, the share of its source in what the sources of its demand have.

    A demand that may be served by several sources takes from them in this proportion when they are
    equally far, so that a field does not count double when it is listed as two. Where one of them
    has no known amount, all count alike.

    Parameters
    ----------
    problem
        The sources.
    paths
        The paths.

    Returns
    -------
    shares
        (n_paths,) they add up to 1 over the sources of a demand.
    """
    shares = np.ones(len(paths.paths))
    for demand in np.unique(paths.demand):
        rows = np.flatnonzero(paths.demand == demand)
        sources = np.unique(paths.source[rows])
        amount = problem.source_amount[sources]
        if not np.isfinite(amount).all():
            amount = np.ones(len(sources))
        share = dict(zip(sources, amount / amount.sum(), strict=True))
        shares[rows] = [share[source] for source in paths.source[rows]]
    return shares
