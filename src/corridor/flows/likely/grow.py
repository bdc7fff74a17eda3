"""Find the paths of a logit: the cheapest at the costs, and at the prices of their own flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.likely.paths import PathSet, path_set, path_sizes, source_shares
from corridor.flows.likely.prices import Priced, solve_choice
from corridor.flows.likely.rows import Ledger, Prices, choice_on, first_charge
from corridor.flows.likely.search import PathSearch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.flows.program.problem import FlowProblem

__all__ = ["WAYS", "Grown", "grow_paths", "path_weights", "solve_paths"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Paths per source and sink in each round, and rounds, until no path at the prices is new.
WAYS, ROUNDS = 8, 30


class Grown(NamedTuple):
    """
    The paths found, and the flows on them.

    ``stable`` says whether none was new in the last of the ``rounds`` of ``ways`` paths per source
    and sink.
    """

    search: PathSearch
    ways: int
    paths: PathSet
    ledger: Ledger
    priced: Priced
    stable: bool
    rounds: int


def path_weights(problem: FlowProblem, paths: PathSet, lengths: Sequence[Floats]) -> Floats:
    """
    Return the weight of each path before its cost: its size times the share of its source.

    Parameters
    ----------
    problem
        Blocks and sources.
    paths
        The paths.
    lengths
        Per block, km of each arc.

    Returns
    -------
    weights
        (n_paths,) over 0, up to 1.
    """
    return path_sizes(problem, paths.paths, lengths) * source_shares(problem, paths)


def solve_paths(
    problem: FlowProblem,
    paths: PathSet,
    weights: Floats,
    theta: Floats,
    *,
    start: Floats | None = None,
    tolerance: float = 1e-10,
) -> tuple[Ledger, Priced]:
    """
    Solve the logit on given paths.

    Parameters
    ----------
    problem
        Sources, demands and limits.
    paths
        None of them uses a source or a limit that has nothing.
    weights
        (n_paths,) weight of each path before cost.
    theta
        (n_demands,) scale of the choice, t/USD.
    start
        Prices of the same rows to start from.
    tolerance
        On the relative violation of the optimality conditions.

    Returns
    -------
    ledger, priced
        What the rows stand for; flows, prices and certificate.
    """
    ledger = choice_on(problem, paths, weights, theta)
    return ledger, solve_choice(ledger.choice, start=start, tolerance=tolerance)


def grow_paths(
    problem: FlowProblem,
    theta: Floats,
    lengths: Sequence[Floats],
    *,
    places: Sequence[Ints] | None = None,
    ways: int = WAYS,
    tolerance: float = 1e-10,
    known: PathSet | None = None,
) -> Grown:
    """
    Return the paths that are among the cheapest at the costs, or at the prices of their own flows.

    Parameters
    ----------
    problem
        Blocks, limits, sources and demands.
    theta
        (n_demands,) scale of the choice, t/USD.
    lengths
        Per block, km of each arc.
    places
        Per block, the place each state is in.
    ways
        Paths per source and sink in each round.
    tolerance
        On the relative violation of the optimality conditions.
    known
        Paths to begin with, instead of the cheapest at the costs alone.

    Returns
    -------
    grown
        The paths, and the flows on them.
    """
    if ways < 1:
        raise ValueError(f"ways is {ways!r}: give how many paths per source and sink, 1 or more")
    search = PathSearch(problem, places)
    none = Prices(
        np.zeros(len(problem.source_amount)), np.zeros(len(problem.limits)), first_charge(problem)
    )
    found = set(search.cheapest(none, ways) if known is None else known.paths)
    rounds = 0
    while True:
        rounds += 1
        paths = path_set(problem, found)
        weights = path_weights(problem, paths, lengths)
        ledger, priced = solve_paths(problem, paths, weights, theta, tolerance=tolerance)
        prices = ledger.prices(priced.price)
        same = all(np.array_equal(a, b) for a, b in zip(prices, none, strict=True))
        new = set() if same else set(search.cheapest(prices, ways)) - found
        if not new or rounds == ROUNDS:
            return Grown(search, ways, paths, ledger, priced, not new, rounds)
        found |= new
