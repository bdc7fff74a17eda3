"""Losses of two elements at once, the worst first, with what was left unsolved bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from corridor.flows.criticality.loss.losses import Losses

__all__ = ["PairLosses", "pair_losses"]


class PairLosses(NamedTuple):
    """
    Pairs of elements whose loss together was solved.

    Attributes
    ----------
    pairs
        (first, second), in order of the bound they were solved in.
    n_open
        Pairs that may matter together but were not solved.
    bound
        No pair left open adds more than this to the objective (USD per year); 0 where none is.
    """

    pairs: list[tuple[int, int]]
    n_open: int
    bound: float


def pair_losses(losses: Losses, most: int) -> PairLosses:
    """
    Solve the losses of pairs that can differ from the loss of one alone.

    Once one element is lost, another that then carries nothing changes nothing more. So only pairs
    are asked for of which one carries flow in the base and the other does when the first is lost,
    whichever comes first. The tonnes on the second, undone, bound what its loss can add.

    Parameters
    ----------
    losses
        Of single elements and more.
    most
        Pairs to solve at most; those that may add most come first.

    Returns
    -------
    found
        The pairs solved, and a bound on the others.
    """
    base = losses.base
    carrying = [int(e) for e in (base.flow > 0).nonzero()[0]]
    bounds: dict[tuple[int, int], float] = {}
    dropped: set[tuple[int, int]] = set()
    for first in carrying:
        alone = losses.without({first})
        for second in (alone.flow > 0).nonzero()[0].tolist():
            if second != first:
                pair = (min(first, second), max(first, second))
                bound = alone.objective - base.objective + float(alone.stake[second])
                bounds[pair] = min(bound, bounds.get(pair, bound))
        idle = (alone.flow <= 0).nonzero()[0].tolist()
        dropped.update((min(first, other), max(first, other)) for other in idle)
    wanted = sorted(set(bounds) - dropped, key=lambda pair: (-bounds[pair], pair))
    solved, rest = wanted[:most], wanted[most:]
    for pair in solved:
        losses.without(pair)
    return PairLosses(solved, len(rest), max((bounds[pair] for pair in rest), default=0.0))
