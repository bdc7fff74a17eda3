"""What hazards cost a route: days lost, expected cost and availability, each cause counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.costs.totals import route_totals
from corridor.costs.weights import delay_price
from corridor.draw.tables import result_html

if TYPE_CHECKING:
    from corridor.routes.route import Route

__all__ = ["Disruption", "expected_disruption"]

DAYS_PER_YEAR = 365.0
COLUMNS = ["hazard", "down_share", "down_d_per_y", "delay_hazard", "delay_d"]


@dataclass(frozen=True, repr=False)
class Disruption:
    """
    What a route is expected to lose.

    Attributes
    ----------
    causes
        Index ``cause``, the worst first: hazard (of those that share the cause, the one with the
        most down time), down_share (of the year), down_d_per_y, delay_hazard, delay_d (expected
        wait of a tonne sent on any day).
    availability
        Share of the year in which nothing is down, causes being independent; NaN where the route
        has no hazard on record.
    days_lost_per_y
        Days of the year in which something is down.
    delay_d
        Expected wait of a tonne.
    cost_usd_per_t
        Of that wait and of what is not delivered, at the weights of the route.
    """

    causes: pd.DataFrame
    availability: float
    days_lost_per_y: float
    delay_d: float
    cost_usd_per_t: float

    def __repr__(self) -> str:
        if np.isnan(self.availability):
            return "<Disruption: no hazard on record, so availability is not known>"
        return (
            f"<Disruption: {self.days_lost_per_y:.1f} days a year lost to {len(self.causes)} "
            f"causes, {self.delay_d:.2f} d and {self.cost_usd_per_t:.2f} USD/t expected>"
        )

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.causes)


def expected_disruption(route: Route) -> Disruption:
    """
    Return the days, wait and money a route is expected to lose to its hazards.

    A hazard is down rate x duration x depth / 365 of the year, and makes a tonne wait half of a
    disruption when it meets one. Hazards that share a cause strike together: the worst counts, the
    others do not.

    Parameters
    ----------
    route
        From `best_route` or a comparison.

    Returns
    -------
    disruption
        At central values of the facts.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> route = corridor.best_route(net, "crude_oil", "tengiz", "trieste", corridor="russia")
    >>> lost = expected_disruption(route)
    >>> bool(abs(lost.availability - route.totals["availability"]) < 1e-12)
    True
    """
    graph, arcs = route.graph, list(route.arcs)
    totals = route_totals(graph, arcs, route.weights)
    causes = _causes(route)
    delay = float(totals.expected_delay_d[0])
    if causes.empty:
        return Disruption(causes, np.nan, np.nan, delay, np.nan)
    down = 1.0 - float(totals.availability[0])
    price = float(np.atleast_1d(delay_price(graph, route.weights))[0])
    cost = price * delay + route.weights.non_delivery_usd_per_t * down
    return Disruption(causes, 1.0 - down, DAYS_PER_YEAR * down, delay, cost)


def _causes(route: Route) -> pd.DataFrame:
    """Return the worst hazard of each cause on the route."""
    graph = route.graph
    numbers = graph.terms_of(graph.legs_of(list(route.arcs)))
    table = graph.fact_map.terms.iloc[numbers].assign(value=graph.fact_map.values(terms=numbers))
    worst = {name: _worst(table[table["quantity"] == name]) for name in ("down", "delay")}
    joined = worst["down"].add_suffix("_down").join(worst["delay"].add_suffix("_delay"))
    down = joined["value_down"].clip(upper=1.0)
    found = pd.DataFrame(
        {
            "hazard": joined["charge_down"],
            "down_share": down,
            "down_d_per_y": DAYS_PER_YEAR * down,
            "delay_hazard": joined["charge_delay"],
            "delay_d": joined["value_delay"],
        },
        columns=COLUMNS,
    )
    return found.sort_values("down_share", ascending=False, kind="stable").rename_axis("cause")


def _worst(terms: pd.DataFrame) -> pd.DataFrame:
    """Return the hazard with the largest value of each cause."""
    order = terms.sort_values(["value", "charge"], ascending=[False, True], kind="stable")
    return (
        order.drop_duplicates("recipient").set_index("recipient")[["charge", "value"]].sort_index()
    )
