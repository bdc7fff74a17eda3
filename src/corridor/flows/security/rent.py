"""What transit earns: the charges that countries take on cargo that is neither from nor to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.flows.outcome.courses import courses

if TYPE_CHECKING:
    from corridor.flows.result import Flows

__all__ = ["rent_table"]

KEYS = ["country", "commodity"]


def rent_table(flows: Flows) -> pd.DataFrame:
    """
    Return what each country's railways, pipelines, ports and borders are paid.

    Charges are gross: what it costs to earn them is not known, so a rent in the strict sense is
    less. What goes to carriers and insurers is no country's.

    Parameters
    ----------
    flows
        From `assign_flows`.

    Returns
    -------
    rent
        country, commodity, transit_usd_per_y (on cargo that neither begins nor ends there),
        own_usd_per_y (on the rest), transit_t_per_y (tonnes that pay for transit),
        usd_per_transit_t. Largest transit first.
    """
    known = set(map(str, flows.assembly.network.data.countries.index))
    home = flows.assembly.network.nodes["country"]
    parts = []
    for course in courses(flows.assembly, flows.solution):
        terms = course.graph.terms_of(course.graph.legs_of(course.arcs))
        table = course.graph.fact_map.terms.iloc[terms]
        money = (table["quantity"] == "usd").to_numpy()
        paid = pd.Series(
            course.graph.fact_map.values(terms=terms)[money],
            index=pd.Index(table.loc[money, "recipient"].astype(str), name="country"),
        )
        paid = paid.groupby(level=0).sum()
        paid = paid[[country in known for country in paid.index]]
        ends = {
            str(home[flows.assembly.sources["node"].iloc[course.source]]),
            str(home[flows.assembly.demands["market"].iloc[course.demand]]),
        }
        own = np.array([country in ends for country in paid.index], dtype=bool)
        usd = paid.to_numpy(float) * course.flow
        parts.append(
            pd.DataFrame(
                {
                    "country": paid.index,
                    "commodity": course.graph.commodity,
                    "transit_usd_per_y": np.where(own, 0.0, usd),
                    "own_usd_per_y": np.where(own, usd, 0.0),
                    "transit_t_per_y": np.where(~own & (usd > 0), course.flow, 0.0),
                }
            )
        )
    columns = [*KEYS, "transit_usd_per_y", "own_usd_per_y", "transit_t_per_y"]
    every = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    table = every.groupby(KEYS, as_index=False).sum()
    table = table[(table["transit_usd_per_y"] > 0) | (table["own_usd_per_y"] > 0)]
    tonnes, usd = (table[name].to_numpy(float) for name in ("transit_t_per_y", "transit_usd_per_y"))
    per_tonne = np.divide(usd, tonnes, out=np.full(len(table), np.nan), where=tonnes > 0)
    table = table.assign(usd_per_transit_t=per_tonne)
    order = ["transit_usd_per_y", *KEYS]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)
