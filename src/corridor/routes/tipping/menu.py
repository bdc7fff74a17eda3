"""All routes of one corridor that some weighted sum of the criteria makes the best."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull, QhullError

from corridor.routes.tipping.seeker import Seeker, arc_measure, route_measure

if TYPE_CHECKING:
    from corridor.routes.route import Route

__all__ = ["CRITERIA", "Menu"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Arcs = tuple[int, ...]

CRITERIA = {
    "cost": "cost_usd_per_t",
    "time": "time_d",
    "co2": "co2_kg_per_t",
    "risk": "expected_delay_d",
}
# A route has to be better by this share to replace another.
SAME = 1e-10


class Menu:
    """
    The routes of one corridor under weighted sums of criteria, found as they are asked for.

    Parameters
    ----------
    route
        A route of the corridor, from `best_route`.
    criteria
        Names in `CRITERIA`.

    Attributes
    ----------
    arcs
        (n_criteria, n_arcs) the additive part of each criterion.
    least
        (n_criteria,) the least the corridor can reach on each criterion alone, exactly.
    """

    def __init__(self, route: Route, criteria: tuple[str, ...]) -> None:
        self.route = route
        self.seeker = Seeker.along(route)
        self.measures = [CRITERIA[name] for name in criteria]
        rows = [arc_measure(route.graph, route.weights, by) for by in self.measures]
        self.arcs = np.vstack(rows)
        self._exact: dict[Arcs, Floats] = {}
        alone = [self.seeker.cheapest(row) for row in self.arcs]
        self.least = np.array([self.exact(arcs)[i] for i, arcs in enumerate(alone)])
        self._found = list(dict.fromkeys(alone))

    def exact(self, arcs: Arcs) -> Floats:
        """Return the criteria of a route, exactly."""
        if arcs not in self._exact:
            changed = replace(self.route, arcs=arcs)
            values = [route_measure(changed, by) for by in self.measures]
            self._exact[arcs] = np.array(values)
        return self._exact[arcs]

    def scores(self, weights: Floats, chosen: Ints) -> Floats:
        """Return the exact weighted sum of the route chosen at each draw of the weights."""
        exact = np.array([self.exact(arcs) for arcs in self._found])
        return np.asarray((weights * exact[chosen]).sum(axis=1))

    def hazards_on_record(self, chosen: Ints) -> bool:
        """Say whether every route chosen meets some hazard that is on record."""
        graph = self.route.graph
        struck = graph.fact_map.terms["quantity"].to_numpy() == "delay"
        used = [list(self._found[i]) for i in np.unique(chosen)]
        return all(struck[graph.terms_of(graph.legs_of(arcs))].any() for arcs in used)

    def choose(self, weights: Floats) -> Ints:
        """Return which route is the best at each draw, having found every route that matters."""
        solved = np.zeros(len(weights), dtype=bool)
        while True:
            added = np.array([self.arcs[:, list(arcs)].sum(axis=1) for arcs in self._found])
            sums = weights @ added.T
            best = np.asarray(sums.argmin(axis=1), dtype=np.int64)
            asked = [c for r in np.unique(best) for c in _corners(weights, best == r)]
            asked = [c for c in asked if not solved[c]]
            if not asked:
                return best
            for draw in asked:
                solved[draw] = True
                arcs = self.seeker.cheapest(weights[draw] @ self.arcs)
                sum_here = float(weights[draw] @ self.arcs[:, list(arcs)].sum(axis=1))
                known = sums[draw].min()
                if arcs not in self._found and sum_here < known - SAME * max(1.0, known):
                    self._found.append(arcs)


def _corners(weights: Floats, mine: npt.NDArray[np.bool_]) -> list[int]:
    """Return the draws whose convex hull holds all draws of a set."""
    numbers = np.flatnonzero(mine)
    points = weights[numbers][:, :-1]
    if points.shape[1] == 1:
        return [int(numbers[i]) for i in {points.argmin(), points.argmax()}]
    if len(points) <= 2 * points.shape[1] + 2:
        return numbers.tolist()
    try:
        return [int(numbers[i]) for i in ConvexHull(points).vertices]
    except QhullError:  # all on one line or plane: ask at every one
        return numbers.tolist()
