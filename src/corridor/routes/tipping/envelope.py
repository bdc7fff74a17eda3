"""
The best route as one quantity moves: an exact lower envelope of straight lines.

Where every arc costs a + b u, so does every route, and the least cost over all routes is concave
and piecewise linear in u. Eisner and Severance's method finds every piece with about two searches
each: solve at both ends, meet the two lines, solve where they meet, and go on in both halves until
the meeting point is no dearer than the lines say.

References
----------
.. [1] Eisner, Severance (1976), Mathematical techniques for efficient record segmentation in large
   shared databases, Journal of the ACM 23(4), 619-635: the method, for any parametric minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError
from corridor.routes.search import HAIR

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Lines", "Piece", "lower_envelope"]

Floats = npt.NDArray[np.float64]
Arcs = tuple[int, ...]

# Two costs this close (of the larger) are one: far below a cent.
SAME = 1e-10
# Pieces of one envelope; real ones have a few dozen.
LIMIT = 5000


@dataclass(frozen=True)
class Lines:
    """The cost of each arc as a straight line in u: ``fixed + slope * u``."""

    fixed: Floats
    slope: Floats

    def at(self, u: float) -> Floats:
        """Return the cost of each arc at a value."""
        return self.fixed + self.slope * u

    def of(self, arcs: Arcs) -> tuple[float, float]:
        """Return the line of a route, with the hair that the search adds to every arc."""
        chosen = list(arcs)
        return float(self.fixed[chosen].sum() + HAIR * len(arcs)), float(self.slope[chosen].sum())


@dataclass(frozen=True)
class Piece:
    """One route, and the values between which it is the best."""

    low: float
    high: float
    arcs: Arcs


def lower_envelope(
    lines: Lines, cheapest: Callable[[Floats], Arcs], low: float, high: float
) -> list[Piece]:
    """
    Return every piece of the least cost between two values, in order.

    Parameters
    ----------
    lines
        The cost of each arc as a line; never negative between the two values.
    cheapest
        Returns the arcs of the cheapest route under given costs of arcs.
    low, high
        The two values, low below high.

    Returns
    -------
    pieces
        They join without a gap; neighbours are different routes.

    Raises
    ------
    SolverError
        More pieces than any network of this kind has.

    Examples
    --------
    Two arcs side by side, one dear and one that grows: they change places at 4.

    >>> lines = Lines(np.array([4.0, 0.0]), np.array([0.0, 1.0]))
    >>> pieces = lower_envelope(lines, lambda cost: (int(np.argmin(cost)),), 0.0, 10.0)
    >>> [(piece.low, piece.high, piece.arcs) for piece in pieces]
    [(0.0, 4.0, (1,)), (4.0, 10.0, (0,))]
    """
    found: list[Piece] = []
    ends = cheapest(lines.at(low)), cheapest(lines.at(high))
    waiting = [(low, ends[0], high, ends[1])]
    solved = 2
    while waiting:
        here, left, there, right = waiting.pop()
        meet = _meeting(lines, left, right, here, there)
        if meet is None:
            # One line is best at both ends, so, the envelope being concave, in between too.
            found.append(Piece(here, there, _cheaper(lines, left, right, (here + there) / 2)))
            continue
        between = cheapest(lines.at(meet))
        solved += 1
        if solved > LIMIT:
            raise SolverError(f"more than {LIMIT} searches for one envelope", status="limit")
        if _cost(lines, between, meet) < _cost(lines, left, meet) * (1 - SAME) - SAME:
            # The left half is taken first, so that the pieces come out in order.
            waiting += [(meet, between, there, right), (here, left, meet, between)]
        else:
            found += [Piece(here, meet, left), Piece(meet, there, right)]
    return _joined(found)


def _cost(lines: Lines, arcs: Arcs, u: float) -> float:
    fixed, slope = lines.of(arcs)
    return fixed + slope * u


def _cheaper(lines: Lines, left: Arcs, right: Arcs, u: float) -> Arcs:
    return right if _cost(lines, right, u) < _cost(lines, left, u) else left


def _meeting(lines: Lines, left: Arcs, right: Arcs, low: float, high: float) -> float | None:
    """Return where two lines meet strictly between two values, or None."""
    (fixed, slope), (other, steeper) = lines.of(left), lines.of(right)
    fall = slope - steeper
    scale = SAME * max(1.0, abs(_cost(lines, left, low)), abs(_cost(lines, left, high)))
    if left == right or abs(fall) * (high - low) <= scale:
        return None
    meet = (other - fixed) / fall
    return meet if low < meet < high else None


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join neighbours that are one route, and drop pieces without width."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.high <= piece.low:
            continue
        if out and out[-1].arcs == piece.arcs:
            out[-1] = Piece(out[-1].low, piece.high, piece.arcs)
        else:
            out.append(piece)
    return out
