"""Who is paid for what moves, and what is left for each producer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.costs.totals import route_totals

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.outcome.courses import Course

__all__ = ["charge_table", "netback_table"]


def charge_table(assembly: Assembly, found: list[Course]) -> pd.DataFrame:
    """
    Return the money that the flows pay, by who takes it.

    Parameters
    ----------
    assembly
        What was solved.
    found
        From `courses`.

    Returns
    -------
    charges
        recipient (country code, ``carrier``, ``insurer``; ``lost`` for cargo lost or burnt on the
        way, at its value), charge, commodity, usd_per_y; adds up to the cost of all routes.
    """
    parts = []
    for course in found:
        graph, arcs = course.graph, course.arcs
        terms = graph.terms_of(graph.legs_of(arcs))
        table = graph.fact_map.terms.iloc[terms]
        money = (table["quantity"] == "usd").to_numpy()
        paid = table.loc[money, ["recipient", "charge"]].assign(
            commodity=graph.commodity,
            usd_per_y=graph.fact_map.values(terms=terms)[money] * course.flow,
        )
        totals = route_totals(graph, arcs, assembly.options["weights"])
        lost = float(totals.cost_usd_per_t[0]) * course.flow - float(paid["usd_per_y"].sum())
        losses = pd.DataFrame(
            [("lost", "losses", graph.commodity, max(lost, 0.0))], columns=paid.columns
        )
        parts += [paid, losses]
    if not parts:
        return pd.DataFrame(columns=["recipient", "charge", "commodity", "usd_per_y"])
    keys = ["recipient", "charge", "commodity"]
    total = pd.concat(parts, ignore_index=True).groupby(keys)[["usd_per_y"]].sum()
    return total[total["usd_per_y"] > 0].reset_index()


def netback_table(assembly: Assembly, routes: pd.DataFrame) -> pd.DataFrame:
    """
    Return what each producer ships and nets.

    Parameters
    ----------
    assembly
        What was solved.
    routes
        From `route_table`.

    Returns
    -------
    producers
        node, commodity, supply_t_per_y, shipped_t_per_y, priced_share (of what is shipped,
        the part sold at a known price), netback_usd_per_t (mean over that part), netback_usd_per_y.
    """
    keys = ["node", "commodity"]
    sent = routes.rename(columns={"source": "node"})
    known = sent[sent["netback_usd_per_t"].notna()]
    known = known.assign(gain=known["flow_t_per_y"] * known["netback_usd_per_t"])
    base = assembly.sources.groupby(keys)[["supply_t_per_y"]].sum()
    shipped = sent.groupby(keys)["flow_t_per_y"].sum().reindex(base.index).fillna(0.0)
    sums = known.groupby(keys)[["flow_t_per_y", "gain"]].sum().reindex(base.index).fillna(0.0)
    sold, gain = sums["flow_t_per_y"].to_numpy(float), sums["gain"].to_numpy(float)
    table = base.assign(shipped_t_per_y=shipped).reset_index()
    moved = table["shipped_t_per_y"].to_numpy(float)
    blank = np.full(len(table), np.nan)
    return table.assign(
        priced_share=np.divide(sold, moved, out=blank.copy(), where=moved > 0),
        netback_usd_per_t=np.divide(gain, sold, out=blank.copy(), where=sold > 0),
        netback_usd_per_y=np.where(sold > 0, gain, np.nan),
    )
