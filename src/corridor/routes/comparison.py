"""Compare the corridors for one commodity and one pair: the best route of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.tables import result_html
from corridor.errors import NoRouteError
from corridor.routes.best import best_route, check_ends
from corridor.routes.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.costs.weights import CostWeights
    from corridor.network.network import Network
    from corridor.routes.route import Route

__all__ = ["Comparison", "compare_corridors"]

COLUMNS = (
    "feasible",
    "reason",
    "generalised_cost_usd_per_t",
    "cost_usd_per_t",
    "cost_low_usd_per_t",
    "cost_high_usd_per_t",
    "netback_usd_per_t",
    "time_d",
    "time_low_d",
    "time_high_d",
    "distance_km",
    "co2_kg_per_t",
    "availability",
    "capacity_t_per_y",
    "capacity_known_share",
    "border_crossings",
    "transfers",
    "territories",
    "territory_share_RU",
    "estimate_share",
    "not_included",
)

# What fits a screen, in the order of reading; the table itself has all.
SHOWN = (
    "cost_usd_per_t",
    "cost_low_usd_per_t",
    "cost_high_usd_per_t",
    "netback_usd_per_t",
    "time_d",
    "distance_km",
    "co2_kg_per_t",
    "territory_share_RU",
    "estimate_share",
    "territories",
    "reason",
)


@dataclass(frozen=True)
class Comparison(Pictures):
    """
    The best route of each corridor for one commodity between one producer and one market.

    Attributes
    ----------
    network
        The network compared on.
    commodity, origin, destination
        What moves, from which node to which.
    routes
        Route by corridor; corridors without a route are absent.
    reasons
        Why the others have none, by corridor.
    """

    network: Network
    commodity: str
    origin: str
    destination: str
    routes: dict[str, Route]
    reasons: dict[str, str]

    @property
    def corridors(self) -> list[str]:
        """Corridors compared, in the order of the data set."""
        names = {*self.routes, *self.reasons}
        return [str(c) for c in self.network.data.corridors.index if c in names]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per corridor, feasible or not and why; costs in USD of the price year."""
        rows = {}
        for corridor in self.corridors:
            row: dict[str, object] = {"feasible": corridor in self.routes, "reason": ""}
            if corridor in self.routes:
                row |= {str(k): v for k, v in self.routes[corridor].totals.items()}
            else:
                row["reason"] = self.reasons[corridor]
            rows[corridor] = row
        table = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))
        for column in ("border_crossings", "transfers"):
            table[column] = table[column].astype("Int64")
        for column in ("territories", "not_included"):
            table[column] = table[column].map(lambda cell: cell if isinstance(cell, tuple) else ())
        return table.rename_axis("corridor")

    def to_frame(self) -> pd.DataFrame:
        """Return the table in long form: corridor, quantity, value."""
        numbers = self.table.select_dtypes(include=["number"]).reset_index()
        return numbers.melt(id_vars="corridor", var_name="quantity", value_name="value")

    def probability_better(self, corridor: str, than: str, *, by: str = "cost_usd_per_t") -> float:
        """
        Return the share of draws in which one corridor beats another.

        Facts that both share (a railway's tariff, an exchange rate) are drawn once for both.

        Parameters
        ----------
        corridor, than
            Two corridors that have a route.
        by
            ``cost_usd_per_t``, ``generalised_cost_usd_per_t``, ``time_d``, ``co2_kg_per_t``
            (less is better) or ``netback_usd_per_t`` (more is better).

        Returns
        -------
        share
            Between 0 and 1; ties count half.

        Raises
        ------
        NoRouteError
            One of the two has no route.

        Examples
        --------
        >>> net = corridor.build_network(corridor.load_dataset())
        >>> cmp = compare_corridors(net, "crude_oil", "tengiz", "trieste")
        >>> 0.0 <= cmp.probability_better("russia", "caspian") <= 1.0
        True
        """
        for name in (corridor, than):
            if name not in self.routes:
                reason = self.reasons.get(name, "it was not compared")
                raise NoRouteError(self.origin, self.destination, rule=name, reason=reason)
        gap = self.routes[corridor].draws[by] - self.routes[than].draws[by]
        gap = -gap if by == "netback_usd_per_t" else gap
        return float((gap < 0).mean() + 0.5 * (gap == 0).mean())

    def _pictured(self) -> dict[str, Route]:
        if not self.routes:
            reason = "; ".join(f"{name}: {why}" for name, why in self.reasons.items())
            raise NoRouteError(self.origin, self.destination, reason=reason)
        return self.routes

    @property
    def title(self) -> str:
        """Commodity, producer, market and year in words."""
        names = self.network.nodes["name"]
        commodity = str(self.network.commodities.at[self.commodity, "name"])
        ends = f"{names[self.origin]} to {names[self.destination]}"
        return f"{commodity}: {ends}, {self.network.year}"

    def __repr__(self) -> str:
        lines = [f"Comparison of {self.title}"]
        for corridor in self.corridors:
            if corridor in self.routes:
                t = self.routes[corridor].totals
                lines.append(f"  {corridor}: {t['cost_usd_per_t']:.0f} USD/t, {t['time_d']:.0f} d")
            else:
                lines.append(f"  {corridor}: no route, {self.reasons[corridor]}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        told = [name for name in SHOWN if any(map(_told, self.table[name]))]
        return result_html(self.title, self.table[told])


def _told(cell: object) -> bool:
    """Say whether a cell holds something."""
    return cell not in ("", ()) and not (isinstance(cell, float) and math.isnan(cell))


def compare_corridors(  # noqa: PLR0913
    network: Network,
    commodity: str,
    origin: str,
    destination: str,
    *,
    corridors: Iterable[str] | None = None,
    avoid: Iterable[str] = (),
    weights: CostWeights | None = None,
    n_draws: int = 1000,
    seed: int = 0,
) -> Comparison:
    """
    Compare the best routes of the corridors for one commodity between one pair.

    Parameters
    ----------
    network
        From `build_network`.
    commodity, origin, destination
        What moves, from which node to which.
    corridors
        Corridor ids; all of the data set when absent.
    avoid
        Territories and passages that every corridor avoids besides its own rule.
    weights
        Prices of time, carbon and risk.
    n_draws, seed
        Draws of the facts behind the ranges; results depend on them alone.

    Returns
    -------
    comparison
        ``table`` has a row for every corridor, feasible or not and why.

    Raises
    ------
    UnknownIdError
        No such commodity, node, corridor or territory; names the nearest.
    NoRouteError
        The commodity cannot be put on at the origin or taken off at the destination.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cmp = compare_corridors(net, "copper", "balkhash_smelter", "duisburg")
    >>> list(cmp.table.index)
    ['caspian', 'russia', 'iran', 'china', 'any']
    """
    check_ends(network, commodity, origin, destination)
    chosen = corridors if corridors is not None else network.data.corridors.index
    routes: dict[str, Route] = {}
    reasons: dict[str, str] = {}
    for corridor in map(str, chosen):
        try:
            routes[corridor] = best_route(
                network,
                commodity,
                origin,
                destination,
                corridor=corridor,
                avoid=avoid,
                weights=weights,
                n_draws=n_draws,
                seed=seed,
            )
        except NoRouteError as error:
            cut = f": {'; '.join(error.cut)}" if error.cut else ""
            reasons[corridor] = error.reason + cut
    return Comparison(network, commodity, origin, destination, routes, reasons)
