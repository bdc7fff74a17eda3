"""The best routes of many pairs as one table; whole routes when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.errors import NoRouteError
from corridor.network.states import MARKET, ORIGIN
from corridor.routes.best import check_ends, no_route_because, space_under
from corridor.routes.front.points import arc_amounts
from corridor.routes.many.totals import totals_of
from corridor.routes.route import Route

if TYPE_CHECKING:
    from corridor.costs.weights import CostWeights
    from corridor.network.network import Network
    from corridor.network.rule import CorridorRule
    from corridor.routes.many.ways import Ways

__all__ = ["BestRoutes"]


@dataclass(frozen=True, eq=False)
class BestRoutes:
    """
    The best route of every pair by every criterion: row i is of pair ``i // len(criteria)``.

    Attributes
    ----------
    network, commodity, rule
        Where what moves, under which whole rule.
    weights
        Prices behind the generalised cost.
    criteria
        What routes are the best by, in order.
    pairs
        Origin and destination of each pair.
    ways
        Arcs of the state graph, by row.
    n_draws, seed
        Draws of the facts behind the ranges of single routes.
    """

    network: Network
    commodity: str
    rule: CorridorRule
    weights: CostWeights
    criteria: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    ways: Ways
    n_draws: int = 1000
    seed: int = 0

    @cached_property
    def table(self) -> pd.DataFrame:
        """
        One row per pair and criterion: what the route costs, exactly, or why there is none.

        Columns: origin, destination, criterion, feasible, reason, generalised_cost_usd_per_t,
        cost_usd_per_t, time_d, distance_km, co2_kg_per_t, expected_delay_d, availability; also
        russia_km where that is a criterion. Numbers are NaN where there is no route. The expected
        delay counts the hazards on record; where none is, the availability is NaN.
        """
        graph, width = self.network.state_graph(self.commodity), len(self.criteria)
        reasons = np.array([self.without.get(place, "") for place in range(len(self.pairs))])
        columns: dict[str, Any] = {
            "origin": np.repeat(np.array([o for o, _ in self.pairs], dtype=object), width),
            "destination": np.repeat(np.array([d for _, d in self.pairs], dtype=object), width),
            "criterion": np.tile(np.array(self.criteria, dtype=object), len(self.pairs)),
            "feasible": self.ways.reached,
            "reason": np.repeat(reasons.astype(object), width),
        }
        columns |= totals_of(graph, self.ways, self.weights)
        if self.weights.reliability_ratio:  # The spread of time comes from the draws.
            columns["generalised_cost_usd_per_t"] = [self._drawn(row) for row in range(len(self))]
        if "russia_km" in self.criteria:
            columns["russia_km"] = self.ways.sums(arc_amounts(graph, ["russia_km"])[0])
        return pd.DataFrame(columns).rename_axis("row")

    def _drawn(self, row: int) -> float:
        """Return the generalised cost of a row with the spread of its time; NaN without a route."""
        if not self.ways.reached[row]:
            return float("nan")
        return float(self.route(row).totals["generalised_cost_usd_per_t"])

    @cached_property
    def without(self) -> dict[int, str]:
        """Pairs without a route, by their place in ``pairs``, and why."""
        shape = len(self.pairs), len(self.criteria)
        places = np.flatnonzero(~self.ways.reached.reshape(shape)[:, 0]).tolist()
        return {place: self._because(place) for place in places}

    def _because(self, place: int) -> str:
        """Say why a pair has no route."""
        graph = self.network.state_graph(self.commodity)
        origin, destination = self.pairs[place]
        number = graph.state_number
        if (origin, ORIGIN) in number and (destination, MARKET) in number:
            return no_route_because(graph, self.rule, origin, destination)
        return self.no_route(place).reason

    def no_route(self, place: int) -> NoRouteError:
        """Return the error that says why a pair, by its place in ``pairs``, has no route."""
        try:
            check_ends(self.network, self.commodity, *self.pairs[place])
        except NoRouteError as error:
            return error
        graph = self.network.state_graph(self.commodity)
        return space_under(graph, self.rule, *self.pairs[place]).no_route()

    def route(self, row: int) -> Route:
        """
        Return the whole route of a row of the table.

        Parameters
        ----------
        row
            Row of the table.

        Returns
        -------
        route
            Legs, totals, territories, netback and certificate.

        Raises
        ------
        NoRouteError
            There is none; names the rule and the cut that parts the two ends.
        IndexError
            There is no such row.

        Examples
        --------
        >>> net = corridor.build_network(corridor.load_dataset())
        >>> from corridor.routes.many.best_routes import best_routes
        >>> routes = best_routes(net, "copper", [("balkhash_smelter", "duisburg")])
        >>> route = routes.route(1)
        >>> bool(np.isclose(route.totals["time_d"], routes.table.at[1, "time_d"]))
        True
        """
        if not 0 <= row < len(self):
            msg = f"there is no row {row!r}; rows are 0 to {len(self) - 1:,}"
            raise IndexError(msg)
        place = row // len(self.criteria)
        if not self.ways.reached[row]:
            raise self.no_route(place)
        return Route(
            self.network,
            self.commodity,
            *self.pairs[place],
            self.rule,
            self.weights,
            tuple(self.ways.arcs(row).tolist()),
            self.n_draws,
            self.seed,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    def __len__(self) -> int:
        return len(self.pairs) * len(self.criteria)

    def __repr__(self) -> str:
        names = ", ".join(self.criteria)
        return (
            f"BestRoutes({self.commodity}, {self.rule.name}: {len(self.pairs):,} pairs by {names}; "
            f"{len(self.without):,} without a route)"
        )
