"""
Every piece of a convex, piecewise linear function of one number, found exactly by its tangents.

The least cost of a linear programme is such a function of any one of its limits. Each evaluation
gives a value and a slope. Two tangents meet where the function would bend if it had no other piece
between them; it is evaluated there, and lies on the tangents (a bend) or above them (a further
piece, and both halves are searched). A function of k pieces takes about 2k evaluations.

References
----------
.. [1] Eisner, Severance (1976), Mathematical techniques for efficient record segmentation in large
   shared databases, Journal of the ACM 23(4), 619-635: the method, for any parametric optimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pieces", "Tangent", "convex_pieces"]

Floats = npt.NDArray[np.float64]

# Evaluations for one function; real ones need a few dozen.
LIMIT = 2000


class Tangent(NamedTuple):
    """A point of the function and one slope there."""

    x: float
    value: float
    slope: float

    def at(self, x: float) -> float:
        """Return the height of the tangent at another place."""
        return self.value + self.slope * (x - self.x)


@dataclass(frozen=True)
class Pieces:
    """
    A convex function as the straight lines between its bends.

    Attributes
    ----------
    x, value
        (n + 1,) the two ends and the bends between, rising in x, and the function there.
    slope
        (n,) of each piece; they rise.
    calls
        How often the function was evaluated.
    """

    x: Floats
    value: Floats
    slope: Floats
    calls: int

    def at(self, x: float) -> float:
        """Return the function at any place between the ends."""
        return float(np.interp(x, self.x, self.value))


def convex_pieces(
    evaluate: Callable[[float], tuple[float, float]],
    low: float,
    high: float,
    *,
    tolerance: float = 1e-9,
) -> Pieces:
    """
    Return every piece of a convex, piecewise linear function between two places.

    Parameters
    ----------
    evaluate
        Returns the value and a slope (any one, at a bend) of the function.
    low, high
        The two places, low below high.
    tolerance
        Bends that move the function by less than this share of its range and size are joined.

    Returns
    -------
    pieces
        The bends, with the value at each and the slope between.

    Raises
    ------
    ValueError
        The places are not finite and in order.
    SolverError
        More pieces than any network of this kind has, or the function is not convex.

    Examples
    --------
    >>> def hinge(x):
    ...     return max(4.0 - 2.0 * x, 1.0 - 0.5 * x), (-2.0 if x < 2.0 else -0.5)
    >>> pieces = convex_pieces(hinge, 0.0, 10.0)
    >>> pieces.x.tolist(), pieces.slope.tolist(), pieces.calls
    ([0.0, 2.0, 10.0], [-2.0, -0.5], 3)
    """
    if not (np.isfinite([low, high]).all() and low < high):
        raise ValueError(f"low and high are finite and in order; got {low!r} and {high!r}")
    seen: dict[float, Tangent] = {}

    def look(x: float) -> Tangent:
        if x not in seen:
            if len(seen) >= LIMIT:
                raise SolverError(f"more than {LIMIT} evaluations of one function", status="limit")
            value, slope = evaluate(x)
            seen[x] = Tangent(x, float(value), float(slope))
        return seen[x]

    ends = look(low), look(high)
    hair = tolerance * max(abs(ends[0].value), abs(ends[1].value), 1e-300)
    waiting, kept = [ends], [*ends]
    while waiting:
        left, right = waiting.pop()
        meet = _meeting(left, right, hair, (high - low) * tolerance)
        if meet is None:
            continue
        bend = look(meet)
        kept.append(bend)
        if bend.value > max(left.at(meet), right.at(meet)) + hair:
            waiting += [(bend, right), (left, bend)]
    return _joined(sorted(kept), hair, len(seen))


def _meeting(left: Tangent, right: Tangent, hair: float, width: float) -> float | None:
    """Return where two tangents meet inside, or None where the function is straight between."""
    if left.at(right.x) >= right.value - hair or right.at(left.x) >= left.value - hair:
        return None
    fall = right.slope - left.slope
    if fall <= 0:
        return None
    # Both tangents measured at the left end, so that far-off values do not cancel.
    meet = left.x + (left.value - right.at(left.x)) / fall
    return meet if left.x + width < meet < right.x - width else None


def _joined(points: list[Tangent], hair: float, calls: int) -> Pieces:
    """Drop the points at which the function does not bend."""
    kept = [points[0]]
    for here, after in pairwise(points[1:]):
        before = kept[-1]
        share = (here.x - before.x) / (after.x - before.x)
        chord = before.value + share * (after.value - before.value)
        if here.value > chord + 4 * hair:
            raise SolverError(
                f"the function is not convex: {here.value!r} at {here.x!r} is above the line "
                "between its neighbours; solve it to a smaller gap",
                status="not convex",
            )
        if here.value < chord - hair:
            kept.append(here)
    kept.append(points[-1])
    x, value = (np.array([getattr(p, name) for p in kept]) for name in ("x", "value"))
    return Pieces(x, value, np.diff(value) / np.diff(x), calls)
