"""A route: its legs in order, what they cost, whose land they cross, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.costs.netback import netback, stream_at_market
from corridor.costs.totals import Totals, route_totals
from corridor.draw.tables import result_html
from corridor.routes.certify import certify
from corridor.routes.legs import charge_table, leg_table
from corridor.routes.pictures import Pictures

if TYPE_CHECKING:
    from corridor.costs.weights import CostWeights
    from corridor.network.graph import StateGraph
    from corridor.network.network import Network
    from corridor.network.rule import CorridorRule

__all__ = ["Route"]

Floats = npt.NDArray[np.float64]
# P90 less P10 of a normal, in standard deviations.
DECILES = 2.0 * 1.2815515655446004


@dataclass(frozen=True)
class Route(Pictures):
    """
    The way of one tonne from a producer to a market.

    Attributes
    ----------
    network
        The network it runs on.
    commodity, origin, destination
        What moves, from which node to which.
    rule
        The corridor rule it was found under.
    weights
        The weights it was found with.
    arcs
        Arcs of the state graph, in order.
    n_draws, seed
        Draws behind the ranges, and their seed.
    """

    network: Network
    commodity: str
    origin: str
    destination: str
    rule: CorridorRule
    weights: CostWeights
    arcs: tuple[int, ...]
    n_draws: int = 1000
    seed: int = 0

    @property
    def graph(self) -> StateGraph:
        """The compiled state graph of the commodity."""
        return self.network.state_graph(self.commodity)

    @cached_property
    def _leg_numbers(self) -> npt.NDArray[np.int64]:
        """Numbers of the legs in the state graph, in travel order."""
        return self.graph.legs_of(list(self.arcs))

    @cached_property
    def legs(self) -> pd.DataFrame:
        """One row per loading, section, border, passage and transfer, with running sums."""
        return leg_table(self.graph, list(self.arcs))

    @cached_property
    def charges(self) -> pd.DataFrame:
        """One row per charge: leg, charge, recipient, USD per tonne, kind and its facts."""
        return charge_table(self.graph, list(self.arcs))

    @cached_property
    def _fact_draws(self) -> Floats:
        """Draws of the facts this route reads; the rest at their central value."""
        fact_map = self.graph.fact_map
        terms = self.graph.terms_of(self.graph.legs_of(list(self.arcs)))
        used = set(fact_map.facts_of(terms).tolist())
        prices = self._price_facts()
        return fact_map.draw(
            self.n_draws, self.seed, np.array(sorted(used | prices), dtype=np.int64)
        )

    def _price_facts(self) -> set[int]:
        """Positions of the facts that the value of the cargo and its price at the market read."""
        graph = self.graph
        area = self.network.nodes.at[self.destination, "price_area"]
        stream = stream_at_market(graph, list(self.arcs))
        terms = graph.price_terms(str(area), stream) or []
        names = [name for term in [*terms, graph.value_factors() or []] for name, _ in term]
        return {int(i) for i in graph.fact_map.facts.index.get_indexer(pd.Index(names))}

    @cached_property
    def draws(self) -> pd.DataFrame:
        """Cost, days, CO2 and netback for every draw of the facts; shared facts are drawn once."""
        totals = self._drawn_totals
        gain = netback(self.graph, list(self.arcs), totals, facts=self._fact_draws)
        columns = {
            "generalised_cost_usd_per_t": totals.generalised_cost_usd_per_t,
            "cost_usd_per_t": totals.cost_usd_per_t,
            "time_d": totals.time_d,
            "co2_kg_per_t": totals.co2_kg_per_t,
            "netback_usd_per_t": np.full(self.n_draws, np.nan) if gain is None else gain,
        }
        return pd.DataFrame(columns).rename_axis("draw")

    @cached_property
    def _drawn_totals(self) -> Totals:
        return route_totals(
            self.graph,
            list(self.arcs),
            self.weights,
            facts=self._fact_draws,
            time_spread_d=self._time_spread_d,
        )

    @cached_property
    def _time_spread_d(self) -> float:
        """Standard deviation of the route's days over the draws."""
        if not self.weights.reliability_ratio:
            return 0.0
        days = route_totals(
            self.graph, list(self.arcs), self.weights, facts=self._fact_draws
        ).time_d
        return float(np.diff(np.quantile(days, [0.1, 0.9]))[0]) / DECILES

    @cached_property
    def totals(self) -> pd.Series:
        """The quantities of the comparison table, by the same names."""
        arcs = list(self.arcs)
        central = route_totals(self.graph, arcs, self.weights, time_spread_d=self._time_spread_d)
        gain = netback(self.graph, arcs, central)
        low, high = self.draws.quantile(0.1), self.draws.quantile(0.9)
        capacity, known = self._capacity()
        return pd.Series(
            {
                "generalised_cost_usd_per_t": float(central.generalised_cost_usd_per_t[0]),
                "cost_usd_per_t": float(central.cost_usd_per_t[0]),
                "cost_low_usd_per_t": float(low["cost_usd_per_t"]),
                "cost_high_usd_per_t": float(high["cost_usd_per_t"]),
                "netback_usd_per_t": np.nan if gain is None else float(gain[0]),
                "time_d": float(central.time_d[0]),
                "time_low_d": float(low["time_d"]),
                "time_high_d": float(high["time_d"]),
                "distance_km": float(central.distance_km[0]),
                "co2_kg_per_t": float(central.co2_kg_per_t[0]),
                "availability": float(central.availability[0]) if self._hazards else np.nan,
                "capacity_t_per_y": capacity,
                "capacity_known_share": known,
                "border_crossings": int((self.legs["kind"] == "border").sum()),
                "transfers": int((self.legs["kind"] == "transfer").sum()),
                "territories": self.territories,
                "territory_share_RU": float(self.territory_share.get("RU", 0.0)),
                "estimate_share": self.estimate_share,
                "not_included": self.not_included,
            },
            name=self.rule.name,
        )

    @cached_property
    def territories(self) -> tuple[str, ...]:
        """Countries on whose land the route runs or stops, in order of entry."""
        country = self.network.nodes["country"]
        seen: dict[str, None] = {}
        for _, legs in self.graph.legs.loc[self._leg_numbers].groupby("arc", sort=False):
            land = legs.loc[legs["kind"] == "section", "country"]
            places = [country[legs["from_node"].iloc[0]], *land, country[legs["to_node"].iloc[-1]]]
            seen.update({str(place): None for place in places if place != "SEA"})
        return tuple(seen)

    @cached_property
    def territory_share(self) -> pd.Series:
        """Share of the route's km on each country's land; ``SEA`` is the share at sea."""
        sections = self.legs[self.legs["kind"] == "section"]
        km = sections.groupby("country", sort=False)["km"].sum()
        return (km / km.sum()).rename("share")

    @cached_property
    def estimate_share(self) -> float:
        """Share of the cost that rests on at least one estimate."""
        total = float(self.charges["usd_per_t"].sum())
        rests = float(self.charges.loc[self.charges["kind"] == "estimate", "usd_per_t"].sum())
        return rests / total if total > 0 else 0.0

    @cached_property
    def not_included(self) -> tuple[str, ...]:
        """Charges and times that the checklist expects and no fact covers, with where."""
        legs = self.graph.legs_of(list(self.arcs))
        absent = self.graph.absent
        rows = absent[absent["leg"].isin(legs)]
        words = rows["charge"] + ": " + rows["leg"].map(self.graph.legs["subject"])
        return tuple(sorted(set(words)))

    @cached_property
    def _hazards(self) -> frozenset[str]:
        """Hazards on record for any leg; with none, the availability is not known."""
        terms = self.graph.terms_of(self._leg_numbers)
        table = self.graph.fact_map.terms.iloc[terms]
        return frozenset(table.loc[table["quantity"] == "down", "charge"])

    def _capacity(self) -> tuple[float, float]:
        """Return the least known free capacity, and the share of links and transfers with one."""
        legs = self.graph.legs_of(list(self.arcs))
        terms = self.graph.terms_of(legs)
        table = self.graph.fact_map.terms.iloc[terms]
        is_capacity = (table["quantity"] == "capacity").to_numpy()
        free = (
            pd.Series(self.graph.fact_map.values(terms=terms)[is_capacity])
            .groupby(table["leg"].to_numpy()[is_capacity])
            .sum()
        )
        arcs = self.graph.arcs.loc[list(self.arcs)]
        elements = int(arcs["kind"].isin(["link", "transfer"]).sum())
        least = float(max(free.min(), 0.0)) if len(free) else np.nan
        return least, len(free) / elements if elements else 0.0

    @cached_property
    def netback_usd_per_t(self) -> float:
        """Price at the market less everything on the way; NaN where no price is known."""
        return float(self.totals["netback_usd_per_t"])

    @cached_property
    def certificate(self) -> pd.DataFrame:
        """One row per leg: what forbids it, checked against the tables, and whose link it is."""
        table = certify(self)
        link = table["subject"].where(table["kind"] == "section").str.removeprefix("link:")
        for column in ("access", "operator", "owner"):
            table[column] = link.map(self.network.links[column]).fillna("")
        return table

    @property
    def title(self) -> str:
        """Commodity, producer, market and year in words."""
        names = self.network.nodes["name"]
        commodity = str(self.network.commodities.at[self.commodity, "name"])
        ends = f"{names[self.origin]} to {names[self.destination]}"
        return f"{commodity}: {ends}, {self.network.year}"

    def _pictured(self) -> dict[str, Route]:
        return {self.rule.name: self}

    def to_frame(self) -> pd.DataFrame:
        """Return the legs, one row each."""
        return self.legs.copy()

    def __repr__(self) -> str:
        t = self.totals
        return (
            f"Route({self.commodity} {self.origin} -> {self.destination}, {self.rule.name}: "
            f"{t['cost_usd_per_t']:.0f} USD/t, {t['time_d']:.1f} d, {t['distance_km']:.0f} km)"
        )

    def _repr_html_(self) -> str:
        columns = ["kind", "name", "mode", "country", "cum_km", "cum_time_d", "cum_cost_usd_per_t"]
        return result_html(repr(self), self.legs[columns], rows=40)
