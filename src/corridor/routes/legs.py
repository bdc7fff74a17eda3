"""The tables of a route: its legs with running sums, and every charge with the facts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from corridor.network.graph import StateGraph

__all__ = ["charge_table", "leg_table"]

Floats = npt.NDArray[np.float64]


def charge_table(graph: StateGraph, arcs: list[int]) -> pd.DataFrame:
    """
    Return every charge of a route.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    arcs
        Arcs of the route, in order.

    Returns
    -------
    charges
        leg (position in the route), leg_name, charge, recipient, usd_per_t, kind (``estimate`` when
        any fact behind it is one), basis (``own``, or ``factor`` for a fallback), facts.
    """
    legs = graph.legs_of(arcs)
    terms = graph.terms_of(legs)
    table = graph.fact_map.terms.iloc[terms]
    paid = (table["quantity"] == "usd").to_numpy()
    values = graph.fact_map.values(terms=terms)
    lost = _losses(graph, terms, values)
    chosen = np.flatnonzero(paid | (lost > 0))
    rows = table.iloc[chosen]
    place = {int(leg): i for i, leg in enumerate(legs)}
    estimated = graph.fact_map.estimated()[terms[chosen]]
    is_loss = ~paid[chosen]
    return pd.DataFrame(
        {
            "leg": [place[int(leg)] for leg in rows["leg"]],
            "leg_name": graph.legs["name"].to_numpy()[rows["leg"].to_numpy()],
            "charge": np.where(is_loss, "losses", rows["charge"]),
            "recipient": np.where(is_loss, "", rows["recipient"]),
            "usd_per_t": np.where(is_loss, lost[chosen], values[chosen]),
            "kind": np.where(estimated, "estimate", "sourced"),
            "basis": rows["basis"].to_numpy(),
            "facts": graph.fact_map.facts_by_term(terms[chosen]),
        }
    )


def _losses(graph: StateGraph, terms: npt.NDArray[np.int64], values: Floats) -> Floats:
    """Return what each loss costs: its share of what is still there, at the value of the cargo."""
    lost = np.zeros(len(terms))
    factors = graph.value_factors()
    if factors is None:
        return lost
    worth, left = float(graph.product(factors)), 1.0
    quantity = graph.fact_map.terms["quantity"].to_numpy()[terms]
    for row in np.flatnonzero(quantity == "loss"):
        lost[row] = worth * left * values[row]
        left *= 1.0 - values[row]
    return lost


def leg_table(graph: StateGraph, arcs: list[int]) -> pd.DataFrame:
    """
    Return the legs of a route.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    arcs
        Arcs of the route, in order.

    Returns
    -------
    legs
        kind, subject, name, from_node, to_node, mode, country, to_country, km, time_d,
        cost_usd_per_t, co2_kg_per_t, their running sums ``cum_km``, ``cum_time_d``,
        ``cum_cost_usd_per_t``, charge, recipient, estimate (share of the leg's cost), basis.
    """
    numbers = graph.legs_of(arcs)
    columns = ["kind", "subject", "name", "from_node", "to_node", "mode", "country", "to_country"]
    legs = graph.legs.iloc[numbers][[*columns, "direction"]].reset_index(drop=True)
    terms = graph.terms_of(numbers)
    table = graph.fact_map.terms.iloc[terms]
    values = graph.fact_map.values(terms=terms)
    place = pd.Series(np.arange(len(numbers)), index=numbers)
    position = place.loc[table["leg"].to_numpy()].to_numpy() if len(table) else np.empty(0, int)
    for quantity, column in (("km", "km"), ("d", "time_d"), ("kg", "co2_kg_per_t")):
        rows = (table["quantity"] == quantity).to_numpy()
        legs[column] = np.bincount(position[rows], weights=values[rows], minlength=len(legs))
    charges = charge_table(graph, arcs)
    cost = charges.groupby("leg")["usd_per_t"].sum()
    legs["cost_usd_per_t"] = cost.reindex(range(len(legs)), fill_value=0.0).to_numpy()
    for column in ("km", "time_d", "cost_usd_per_t"):
        legs[f"cum_{column}"] = legs[column].cumsum()
    for column in ("charge", "recipient"):
        joined = charges.groupby("leg")[column].agg(
            lambda c: "; ".join(dict.fromkeys(x for x in c if x))
        )
        legs[column] = joined.reindex(range(len(legs)), fill_value="").to_numpy()
    rests = charges[charges["kind"] == "estimate"].groupby("leg")["usd_per_t"].sum()
    share = (rests / cost).reindex(range(len(legs))).fillna(0.0)
    legs["estimate"] = share.to_numpy()
    return legs.rename_axis("leg")
