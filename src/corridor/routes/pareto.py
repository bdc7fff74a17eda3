"""The exact front of routes over two to four criteria: what can be had only by giving up what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.costs.totals import route_totals
from corridor.costs.weights import CostWeights
from corridor.draw.tables import result_html, words
from corridor.errors import SolverError, UnknownIdError, nearest_ids
from corridor.routes.best import search_space
from corridor.routes.front.labels import pareto_ways
from corridor.routes.front.points import (
    CRITERIA,
    arc_amounts,
    dominated_points,
    supported_points,
    whole_amounts,
)
from corridor.routes.route import Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from corridor.network.network import Network

__all__ = ["FrontTooLargeError", "ParetoFront", "pareto_routes"]

Floats = npt.NDArray[np.float64]
LANDS = ("off Russian land", "over Russian land")


class FrontTooLargeError(SolverError):
    """
    The front has more points, or takes more partial ways to find, than the limit.

    Parameters
    ----------
    message
        Which limit was met, and what to do.
    partial
        Points of the front found until then: each is on the complete front too.
    """

    def __init__(self, message: str, *, partial: ParetoFront) -> None:
        self.partial = partial
        super().__init__(message, status="limit")


@dataclass(frozen=True)
class ParetoFront:
    """
    Routes of which none is as good as another in every criterion and better in one.

    Attributes
    ----------
    criteria
        Two to four of `CRITERIA`.
    routes
        One per point, sorted by the first criterion, then by the second and so on.
    """

    criteria: tuple[str, ...]
    routes: list[Route]

    @cached_property
    def table(self) -> pd.DataFrame:
        """
        One row per point, index ``point``: its place in ``routes``.

        Each criterion has a column with its exact value, as in the totals of the route; cost and
        risk, whose losses compound and whose causes are shared, also an ``added_`` one with the
        sum over arcs on which the front is built. ``supported`` says whether some weighted sum of
        the criteria (added, weights of 0 or more) has the point as an optimum: without it, no
        weighting would ever find the point. ``dominated_exactly`` says that by the exact values
        another point of the front is no worse in every criterion and better in one.
        """
        exact, added = self._exact(), self._added()
        columns: dict[str, object] = {}
        for place, name in enumerate(self.criteria):
            columns[CRITERIA[name]] = exact[:, place]
            if name in ("cost", "risk"):
                columns[f"added_{CRITERIA[name]}"] = added[:, place]
        columns["supported"] = supported_points(whole_amounts(added))
        columns["dominated_exactly"] = dominated_points(whole_amounts(exact))
        return pd.DataFrame(columns).rename_axis("point")

    def _added(self) -> Floats:
        if not self.routes:
            return np.zeros((0, len(self.criteria)))
        amounts = arc_amounts(self.routes[0].graph, self.criteria)
        return np.array([amounts[:, list(route.arcs)].sum(axis=1) for route in self.routes])

    def _exact(self) -> Floats:
        rows = self._added().copy()
        for row, route in zip(rows, self.routes, strict=True):
            totals = route_totals(route.graph, list(route.arcs), route.weights)
            for place, name in enumerate(self.criteria):
                if hasattr(totals, CRITERIA[name]):
                    row[place] = getattr(totals, CRITERIA[name])[0]
        return rows

    def to_frame(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    def plot(self, x: str | None = None, y: str | None = None, *, ax: Axes | None = None) -> Axes:
        """
        Draw the routes in the plane of two criteria, those over Russian land marked.

        Parameters
        ----------
        x, y
            Two of `criteria`; the first two when absent.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart; a line joins what nothing beats in these two criteria alone.

        Raises
        ------
        UnknownIdError
            Not a criterion of the front; names the nearest.
        SchemaError
            The front has no point.
        """
        from corridor.draw.chart.choice.front import draw_front  # noqa: PLC0415 - when drawing

        chosen = (x or self.criteria[0], y or self.criteria[1])
        for name in chosen:
            if name not in self.criteria:
                raise UnknownIdError("criterion of the front", name, self.criteria)
        points = pd.DataFrame(
            {
                "x": self.table[CRITERIA[chosen[0]]].to_numpy(float),
                "y": self.table[CRITERIA[chosen[1]]].to_numpy(float),
                "label": [", ".join(route.territories) for route in self.routes],
                "group": [LANDS["RU" in route.territories] for route in self.routes],
            }
        )
        return draw_front(
            points,
            groups=LANDS,
            ax=ax,
            title=self.routes[0].title if self.routes else None,
            x_label=words(CRITERIA[chosen[0]]),
            y_label=words(CRITERIA[chosen[1]]),
        )

    def __len__(self) -> int:
        return len(self.routes)

    def __repr__(self) -> str:
        if not self.routes:
            return f"ParetoFront(no points in {', '.join(self.criteria)})"
        first, missed = self.routes[0], int((~self.table["supported"]).sum())
        return (
            f"ParetoFront({first.commodity} {first.origin} -> {first.destination}, "
            f"{first.rule.name}: {len(self)} points in {', '.join(self.criteria)}, "
            f"{missed} that no weighted sum finds)"
        )

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table)


def pareto_routes(  # noqa: PLR0913
    network: Network,
    commodity: str,
    origin: str,
    destination: str,
    *,
    criteria: Sequence[str] = ("cost", "time"),
    corridor: str = "any",
    avoid: Iterable[str] = (),
    weights: CostWeights | None = None,
    limit: int = 10_000,
    n_draws: int = 1000,
    seed: int = 0,
) -> ParetoFront:
    """
    Return every trade-off between the criteria: the exact and complete Pareto front of routes.

    The front is over what adds up arc by arc, counted in millionths of each unit; of equal points
    one route stands for all, that of fewest arcs. A route neither comes back over itself nor, under
    a rule that requires a passage or a territory, misses it.

    Parameters
    ----------
    network
        From `build_network`.
    commodity, origin, destination
        What moves, from which node to which.
    criteria
        Two to four of ``cost`` (USD per tonne with what is lost on the way), ``time`` (days),
        ``co2`` (kg CO2e per tonne), ``risk`` (days expected lost to hazards) and ``russia_km`` (km
        of sections on Russian land). Less is better.
    corridor
        A named corridor rule of the data set.
    avoid
        Territories and passages to avoid besides what the corridor avoids.
    weights
        Prices in the generalised cost of the routes; the front itself needs none.
    limit
        Most points of the front.
    n_draws, seed
        Draws of the facts behind the ranges.

    Returns
    -------
    front
        Its ``table`` says which points no weighted sum would find.

    Raises
    ------
    ValueError
        A criterion does not exist, stands twice, there are not two to four, or `limit` is below 1.
    UnknownIdError
        No such commodity, node, corridor or territory; names the nearest.
    NoRouteError
        There is no route at all; names the rule and the cut that parts the two ends.
    FrontTooLargeError
        The limit was met; carries the points found until then as ``partial``.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> front = pareto_routes(net, "copper", "balkhash_smelter", "duisburg")
    >>> front.table.columns[-2:].tolist()
    ['supported', 'dominated_exactly']
    """
    names = _check_criteria(criteria)
    if isinstance(limit, bool) or not isinstance(limit, (int, np.integer)) or limit < 1:
        msg = f"limit is {limit!r}; it must be a whole number of 1 or more"
        raise ValueError(msg)
    space = search_space(network, commodity, origin, destination, corridor=corridor, avoid=avoid)
    amounts = whole_amounts(arc_amounts(space.graph, names))
    ways, stopped = pareto_ways(space.layers, amounts, space.start, space.goal, limit=int(limit))
    if not ways and not stopped:
        raise space.no_route()
    ends, weights = (network, commodity, origin, destination), weights or CostWeights()
    routes = [Route(*ends, space.rule, weights, tuple(way), n_draws, seed) for way in ways]
    front = ParetoFront(names, routes)
    if stopped:
        msg = (
            f"the front over {', '.join(names)} is too large: {stopped}; raise `limit`, take fewer"
        )
        msg += f" criteria or a narrower corridor (`partial` holds {len(routes):,} of its points)"
        raise FrontTooLargeError(msg, partial=front)
    return front


def _check_criteria(criteria: Sequence[str]) -> tuple[str, ...]:
    names = (criteria,) if isinstance(criteria, str) else tuple(criteria)
    for name in names:
        if name not in CRITERIA:
            near = nearest_ids(str(name), CRITERIA)
            hint = f"; nearest: {', '.join(near)}" if near else ""
            msg = f"unknown criterion {name!r}; there are {', '.join(CRITERIA)}{hint}"
            raise ValueError(msg)
    if not 2 <= len(names) <= 4 or len(set(names)) < len(names):
        msg = f"criteria are {names!r}; give two to four different ones of {', '.join(CRITERIA)}"
        raise ValueError(msg)
    return names
