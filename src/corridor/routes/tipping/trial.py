"""Two corridors as one quantity moves: their best routes, and the exact gap between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.routes.tipping.envelope import Lines, Piece, lower_envelope
from corridor.routes.tipping.seeker import Seeker, arc_measure, route_measure

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.routes.route import Route
    from corridor.routes.tipping.quantity import Quantity

__all__ = ["Trial", "straight_power", "usual_range"]

# A cost may be a straight line in the quantity, in its reciprocal (speed, payload, exchange rate)
# or in its square (the duration of a hazard: longer waits, met more often).
POWERS = (1, -1, 2)
FIT = 1e-9


@dataclass(frozen=True)
class Trial:
    """
    A quantity, what is compared, and the two corridors by their routes of today.

    Attributes
    ----------
    quantity, by
        What moves, and what is compared.
    routes
        A route of each corridor, from `best_route`.
    """

    quantity: Quantity
    by: str
    routes: tuple[Route, Route]
    _known: dict[tuple[int, float, tuple[int, ...]], float] = field(default_factory=dict)

    def measure(self, which: int, x: float, arcs: tuple[int, ...]) -> float:
        """Return the exact measure of a route of one corridor at a value of the quantity."""
        key = which, x, arcs
        if key not in self._known:
            route = self.routes[which]
            graph, weights = self.quantity.at(x)
            network = replace(route.network, _graphs={route.commodity: graph})
            changed = replace(route, network=network, weights=weights, arcs=arcs)
            help_given = self.quantity.subsidy(x) if which == 0 else 0.0
            self._known[key] = route_measure(changed, self.by) - help_given
        return self._known[key]

    def gap(self, x: float, better: tuple[int, ...], than: tuple[int, ...]) -> float:
        """Return the measure of the first corridor less that of the second."""
        return self.measure(0, x, better) - self.measure(1, x, than)

    def best(self, which: int, x: float) -> tuple[int, ...]:
        """Return the arcs of the best route of one corridor at a value."""
        costs = arc_measure(*self.quantity.at(x), self.by)
        return Seeker.along(self.routes[which]).cheapest(costs)

    def pieces(self, which: int, low: float, high: float, power: int) -> list[Piece]:
        """Return the best routes of one corridor over a range, exactly."""
        lines = _lines(self.quantity, self.by, (low, high), power)
        ends = sorted((low**power, high**power))
        found = lower_envelope(lines, Seeker.along(self.routes[which]).cheapest, *ends)
        marks = [piece.low for piece in found] + [found[-1].high]
        values = [float(u) ** (1 / power) for u in marks]
        # The ends of the range are given: no rounding on the way through the power and back.
        values[0], values[-1] = (low, high) if power > 0 else (high, low)
        back = [
            Piece(min(values[i : i + 2]), max(values[i : i + 2]), piece.arcs)
            for i, piece in enumerate(found)
        ]
        return back if power > 0 else back[::-1]


def straight_power(quantity: Quantity, by: str, within: tuple[float, float] | None) -> int:
    """
    Return the power of the quantity in which the cost of every arc is a straight line.

    Found by trial, so that it holds whatever enters a cost how: the line through two values has to
    meet two more.

    Parameters
    ----------
    quantity, by
        What moves, and what is compared.
    within
        The range that is asked about, if any.

    Returns
    -------
    power
        1, -1 or 2.

    Raises
    ------
    ValueError
        No power fits: the quantity enters one cost both plain and squared, or over and under a
        line.
    """
    if quantity.weight and not quantity.positions:
        return 1
    top = quantity.today or (max(map(abs, within)) if within else 1.0)
    points = [top * part for part in (0.5, 0.8, 1.3, 2.0)]
    costs = [arc_measure(*quantity.at(x), by) for x in points]
    for power in POWERS:
        if _fits([x**power for x in points], costs):
            return power
    msg = (
        f"{quantity.name} enters {by} in several powers at once (a duration both as it is and "
        "squared, a payload over and under the line): no exact envelope; leave out the weight or "
        "the measure that brings in the other power"
    )
    raise ValueError(msg)


def usual_range(
    quantity: Quantity, within: tuple[float, float] | None, power: int
) -> tuple[float, float]:
    """
    Return the range to search: as given, having checked it, else from 0 to ten times today's value.

    Parameters
    ----------
    quantity
        What moves.
    within
        Low and high, or None.
    power
        A reciprocal cannot reach 0: without a range it starts at a tenth of today's value.

    Returns
    -------
    low, high
        Low below high.

    Raises
    ------
    ValueError
        The range is not one, or holds values that have no meaning; or none is given and today's
        value is 0.
    """
    if within is None:
        top = min(quantity.reach, quantity.most)
        if top <= 0:
            raise ValueError(f"{quantity.name} is 0 today: say within=(low, high)")
        return (0.0 if power > 0 else quantity.today / 10.0), top
    low, high = (float(end) for end in within)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"within is {within!r}; it has to be (low, high), finite, low below high")
    if low < quantity.least or high > quantity.most:
        span = f"{quantity.least:g} to {quantity.most:g} {quantity.unit}"
        raise ValueError(f"within is {within!r}; {quantity.name} can be {span}")
    if low <= 0 and power < 0:
        raise ValueError(f"costs go with 1 / {quantity.name}: within has to start above 0")
    return low, high


def _lines(quantity: Quantity, by: str, within: tuple[float, float], power: int) -> Lines:
    """Return the cost of each arc as a line between the ends of the range, checked inside it."""
    (low, high), span = within, within[1] - within[0]
    points = [low, low + 0.31 * span, low + 0.73 * span, high]
    if quantity.subsidy(1.0):
        points = [0.0, 1.0, 2.0, 3.0]
    costs = [arc_measure(*quantity.at(x), by) for x in points]
    places = [x**power for x in points]
    if not _fits(places, costs):
        msg = f"{by} is no straight line in {quantity.name} from {low:g} to {high:g}"
        raise ValueError(msg)
    slope = (costs[-1] - costs[0]) / (places[-1] - places[0])
    return Lines(costs[0] - slope * places[0], slope)


def _fits(places: list[float], costs: list[npt.NDArray[np.float64]]) -> bool:
    """Say whether the line through the first and the last point meets those in between."""
    slope = (costs[-1] - costs[0]) / (places[-1] - places[0])
    return all(
        np.allclose(costs[0] + slope * (u - places[0]), cost, rtol=FIT, atol=FIT)
        for u, cost in zip(places[1:-1], costs[1:-1], strict=True)
    )
