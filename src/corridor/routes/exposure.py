"""Whose land, hands and purse a route is in: by country, operator, owner and recipient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.data.cells import list_items
from corridor.draw.tables import result_html
from corridor.network.states import SEA

if TYPE_CHECKING:
    from corridor.routes.route import Route

__all__ = ["Exposure", "exposure"]

Floats = npt.NDArray[np.float64]
NOT_STATED = "not stated"


@dataclass(frozen=True, repr=False)
class Exposure:
    """
    What a route depends on.

    Attributes
    ----------
    route
        The route.
    countries
        Index ``country`` in order of entry, ``SEA`` for the high sea: km, km_share, time_d,
        cost_usd_per_t (paid for what happens there), received_usd_per_t (paid to the country's
        railways, ports, borders), border_crossings (into or out of it), transfers. Each of km,
        days and cost adds up to the route's.
    operators, owners
        Index the name, ``not stated`` where none is on record: km, km_share, cost_usd_per_t (of
        the sections), links. A link of several operators counts whole for each, so that shares
        can add up to more than 1.
    recipients
        Index ``recipient``: usd_per_t, share. Countries, ``carrier``, ``insurer``, and ``losses``
        for what is lost on the way.
    certificate
        One row per leg, checked against the tables themselves; see `certify`.
    """

    route: Route
    countries: pd.DataFrame
    operators: pd.DataFrame
    owners: pd.DataFrame
    recipients: pd.DataFrame
    certificate: pd.DataFrame

    @property
    def certified(self) -> bool:
        """Whether every leg is open, in its direction, for the commodity, and under no control."""
        return bool((self.certificate["fault"] == "").all())

    def __repr__(self) -> str:
        parts = [
            f"{name} {row.km:.0f} km, {row.time_d:.1f} d, {row.cost_usd_per_t:.0f} USD/t"
            for name, row in zip(self.countries.index, self.countries.itertuples(), strict=True)
        ]
        sound = "every leg certified" if self.certified else "NOT certified"
        return f"Exposure of {self.route!r}: {'; '.join(parts)}; {sound}"

    def _repr_html_(self) -> str:
        return result_html(
            repr(self),
            self.countries,
            ("Operators", self.operators),
            ("Paid to", self.recipients),
        )


def exposure(route: Route) -> Exposure:
    """
    Return what a route depends on: territories, operators, owners, recipients of its money.

    A section is in its country, a loading or transfer in that of its node, a passage at sea. The
    hours and money of a border are in the country that takes them: the one left and the one entered
    where each has a figure, the one entered where one figure stands for both. A country that only
    takes a toll (of a strait) has a row too, without km.

    Parameters
    ----------
    route
        From `best_route` or a comparison.

    Returns
    -------
    exposure
        Tables whose km, days and USD add up to the route's totals.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> route = corridor.best_route(net, "copper", "balkhash_smelter", "duisburg", avoid={"RU"})
    >>> found = exposure(route)
    >>> found.certified, "RU" in found.countries.index
    (True, False)
    """
    legs, charges = route.legs, route.charges
    operators, owners = (_by_link(route, column) for column in ("operator", "owner"))
    paid_to = charges["recipient"].where(charges["charge"] != "losses", "losses")
    money = charges["usd_per_t"].groupby(paid_to, sort=False).sum().rename_axis("recipient")
    recipients = pd.DataFrame({"usd_per_t": money, "share": money / (money.sum() or 1.0)})
    countries = _by_country(route, legs, money)
    return Exposure(route, countries, operators, owners, recipients, route.certificate)


def _by_country(route: Route, legs: pd.DataFrame, received: pd.Series[float]) -> pd.DataFrame:
    """Return km, days, money, borders and transfers by country."""
    takers = [str(name) for name in received.index if name in route.network.data.countries.index]
    names = list(dict.fromkeys([*route.territories, *_places(legs), *takers]))
    columns = ["km", "time_d", "cost_usd_per_t"]
    total = pd.DataFrame(0.0, index=pd.Index(names, name="country"), columns=columns)
    inside = legs[legs["kind"] != "border"]
    sums = inside[columns].groupby(inside["country"].replace("", SEA)).sum()
    total = total.add(sums, fill_value=0.0).reindex(names)
    border = legs[legs["kind"] == "border"]
    for country, day, usd in _at_borders(route):
        total.loc[country] += [0.0, day, usd]
    ends = pd.concat([border["country"], border["to_country"]]).value_counts()
    stops = legs.loc[legs["kind"] == "transfer", "country"].value_counts()
    return pd.DataFrame(
        {
            "km": total["km"],
            "km_share": total["km"] / (total["km"].sum() or 1.0),
            "time_d": total["time_d"],
            "cost_usd_per_t": total["cost_usd_per_t"],
            "received_usd_per_t": received.reindex(names, fill_value=0.0).to_numpy(),
            "border_crossings": ends.reindex(names, fill_value=0).to_numpy(),
            "transfers": stops.reindex(names, fill_value=0).to_numpy(),
        },
        index=total.index,
    )


def _places(legs: pd.DataFrame) -> list[str]:
    """Return every country a leg is in or borders on, in order; the sea last."""
    ends = legs[["country", "to_country"]].to_numpy().ravel()
    named = [str(name) for name in dict.fromkeys(ends) if name and name != SEA]
    at_sea = bool(((legs["country"] == SEA) | (legs["country"] == "")).any())
    return [*named, SEA] if at_sea else named


def _at_borders(route: Route) -> list[tuple[str, float, float]]:
    """Return (country, days, USD) of every border charge, at the country that takes it."""
    graph = route.graph
    terms = graph.terms_of(graph.legs_of(list(route.arcs)))
    table = graph.fact_map.terms.iloc[terms]
    values = graph.fact_map.values(terms=terms)
    out = []
    for leg, quantity, taker, value in zip(
        table["leg"], table["quantity"], table["recipient"], values, strict=True
    ):
        row = graph.legs.loc[leg]
        if row["kind"] == "border" and quantity in ("d", "usd"):
            day, usd = (float(value) if quantity == q else 0.0 for q in ("d", "usd"))
            out.append((str(taker), day, usd))
    return out


def _by_link(route: Route, column: str) -> pd.DataFrame:
    """Return km and money of the sections by operator or owner; all of a link for each."""
    sections = route.legs[route.legs["kind"] == "section"]
    link = sections["subject"].str.removeprefix("link:")
    cells = link.map(route.network.links[column])
    rows = [
        (name, subject, km, usd)
        for cell, subject, km, usd in zip(
            cells, link, sections["km"], sections["cost_usd_per_t"], strict=True
        )
        for name in ([item.strip() for item in list_items(cell)] or [NOT_STATED])
    ]
    frame = pd.DataFrame(rows, columns=[column, "links", "km", "cost_usd_per_t"])
    grouped = frame.groupby(column, sort=False)
    out = grouped[["km", "cost_usd_per_t"]].sum()
    out.insert(1, "km_share", out["km"] / (sections["km"].sum() or 1.0))
    return out.assign(links=grouped["links"].agg(lambda names: tuple(dict.fromkeys(names))))
