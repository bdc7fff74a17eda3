"""Where the lead changes between two corridors, each with its best route at every value."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import brentq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corridor.routes.tipping.envelope import Piece

__all__ = ["Crossing", "Span", "crossings", "spans"]

Arcs = tuple[int, ...]
Gap = "Callable[[float, Arcs, Arcs], float]"

# A gap below this is a tie: far below a cent, above the noise of adding up.
TIE = 1e-7
# Points that show whether a gap is a straight line, and that look for roots where it is not.
CHECKED, SCANNED = 9, 129


class Crossing(NamedTuple):
    """A value at which the lead changes; ``slope`` is how fast the gap grows there."""

    value: float
    below: str
    above: str
    slope: float


@dataclass(frozen=True)
class Span:
    """
    A stretch of values on which both routes stay and neither overtakes the other.

    Attributes
    ----------
    low, high
        Its ends.
    lead
        ``better``, ``than``, or ``tie``.
    gap_low, gap_high
        Cost of the better corridor less that of the other, at its ends.
    straight
        Whether the gap is a straight line in the power of the quantity.
    """

    low: float
    high: float
    lead: str
    gap_low: float
    gap_high: float
    straight: bool

    def slope(self, x: float, power: int) -> float:
        """Return the derivative of the gap; of its chord where it is no straight line."""
        rise = (self.gap_high - self.gap_low) / (self.high**power - self.low**power)
        return float(rise * power * x ** (power - 1)) if power != 1 else rise


def spans(
    better: list[Piece], than: list[Piece], gap: Callable[[float, Arcs, Arcs], float], power: int
) -> list[Span]:
    """
    Return the stretches on which the lead stays, in order.

    Parameters
    ----------
    better, than
        The best routes of the two corridors over the same range.
    gap
        Exact cost of the better corridor less that of the other, at a value, by these routes.
    power
        The gap of two routes is a straight line in this power of the quantity, or nearly so.

    Returns
    -------
    spans
        They join without a gap.
    """
    out: list[Span] = []
    for low, high, first, second in _together(better, than):

        def here(x: float, first: Arcs = first, second: Arcs = second) -> float:
            return gap(x, first, second)

        roots, straight = _roots(here, low, high, power)
        for start, end in itertools.pairwise([low, *roots, high]):
            if end > start:
                middle = here((start + end) / 2)
                lead = "tie" if abs(middle) <= TIE else "better" if middle < 0 else "than"
                out.append(Span(start, end, lead, here(start), here(end), straight))
    return out


def crossings(found: list[Span], today: float, power: int) -> list[Crossing]:
    """
    Return the values at which the lead changes, the nearest to today's first.

    Parameters
    ----------
    found
        From `spans`.
    today
        The slope of a crossing is that on today's side of it.
    power
        As in `spans`.

    Returns
    -------
    crossings
        Empty where the lead never changes.
    """
    out = []
    for left, right in itertools.pairwise(found):
        if left.lead != right.lead:
            side = left if today <= left.high else right
            slope = side.slope(left.high, power)
            out.append(Crossing(left.high, left.lead, right.lead, slope))
    return sorted(out, key=lambda crossing: abs(crossing.value - today))


def _together(better: list[Piece], than: list[Piece]) -> Iterator[tuple[float, float, Arcs, Arcs]]:
    """Yield the stretches on which both corridors keep their route."""
    first, second = iter(better), iter(than)
    one, two = next(first), next(second)
    low = max(one.low, two.low)
    while True:
        high = min(one.high, two.high)
        if high > low:
            yield low, high, one.arcs, two.arcs
        low = high
        ended = one.high <= high, two.high <= high
        try:
            one = next(first) if ended[0] else one
            two = next(second) if ended[1] else two
        except StopIteration:
            return


def _roots(
    gap: Callable[[float], float], low: float, high: float, power: int
) -> tuple[list[float], bool]:
    """Return where a gap is zero strictly between two values, and whether it is straight."""
    ends = low**power, high**power
    points = np.linspace(*ends, CHECKED)
    values = np.array([gap(float(u) ** (1 / power)) for u in points])
    chord = np.interp(np.arange(CHECKED), [0, CHECKED - 1], [values[0], values[-1]])
    if np.abs(values - chord).max() <= 1e-9 * max(1.0, float(np.abs(values).max())):
        if values[0] * values[-1] >= 0:
            return [], True
        u = ends[0] - values[0] * (ends[1] - ends[0]) / (values[-1] - values[0])
        return [x for x in [float(u) ** (1 / power)] if low < x < high], True
    places = np.linspace(low, high, SCANNED)
    values = np.array([gap(float(x)) for x in places])
    flips = np.flatnonzero(values[:-1] * values[1:] < 0)
    return [float(brentq(gap, places[i], places[i + 1], xtol=1e-12)) for i in flips], False
