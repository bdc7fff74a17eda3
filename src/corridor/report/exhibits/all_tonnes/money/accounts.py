"""Who is paid for what moves, and what is left for the producers: tables of exhibit 20."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.report.contents.numbers import money
from corridor.report.exhibits.all_tonnes.names import (
    commodity_name,
    corridor_of,
    country_name,
    short_names,
)
from corridor.scenarios.changes.access import CloseTerritory

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.flows.result import Flows
    from corridor.report.findings.findings import Findings

__all__ = ["closed_flows", "recipients", "routes_netback", "transit_words"]

MEGA = 1e6
OTHERS = {
    "carrier": "Carriers (ships, wagons)",
    "insurer": "Insurers",
    "lost": "Cargo lost or burnt on the way",
}


def closed_flows(findings: Findings, territory: str) -> Flows | None:
    """
    Return the flows of the run whose one change is that a territory is closed to all cargo.

    Parameters
    ----------
    findings
        With runs, or without.
    territory
        Country code.
    """
    for run in findings.runs.runs if findings.runs is not None else ():
        changes = [dated.change for dated in run.scenario.changes]
        if changes == [CloseTerritory(territory)]:
            return run.flows
    return None


def recipients(findings: Findings, flows: Flows, closed: Flows | None) -> pd.DataFrame:
    """
    Return who is paid, the most first.

    Parameters
    ----------
    findings
        For names and for the charges of transit.
    flows
        Of the base.
    closed
        With the territory closed, or None.

    Returns
    -------
    recipients
        code, name, paid (million USD/y), transit and own (of it, on cargo that only passes, and on
        cargo from or to there), transit_on (the cargo with most of its transit), closed and change
        (with the territory closed).
    """
    data = findings.network.data
    paid = flows.charges.groupby("recipient")["usd_per_y"].sum()
    after = pd.Series(np.nan, index=paid.index)
    if closed is not None:
        then = closed.charges.groupby("recipient")["usd_per_y"].sum()
        every = paid.index.union(then.index)
        paid, after = paid.reindex(every, fill_value=0.0), then.reindex(every, fill_value=0.0)
    rent = findings.security.rent if findings.security is not None else pd.DataFrame()
    columns = ["transit_usd_per_y", "own_usd_per_y"]
    split = (
        rent.groupby("country")[columns].sum() if len(rent) else pd.DataFrame(columns=columns)
    ).reindex(paid.index)
    table = pd.DataFrame(
        {
            "code": paid.index.astype(str),
            "name": [OTHERS.get(str(c), country_name(data, str(c))) for c in paid.index],
            "paid": paid.to_numpy(float) / MEGA,
            "transit": split["transit_usd_per_y"].to_numpy(float) / MEGA,
            "own": split["own_usd_per_y"].to_numpy(float) / MEGA,
            "transit_on": [_most_of(data, rent, str(code)) for code in paid.index],
            "closed": after.to_numpy(float) / MEGA,
        }
    )
    table = table.assign(change=table["closed"] - table["paid"])
    return table.sort_values("paid", ascending=False, kind="stable", ignore_index=True)


def _most_of(data: Dataset, rent: pd.DataFrame, country: str) -> str:
    """Return the cargo on which a country earns most of its transit."""
    rows = rent[rent["country"] == country] if len(rent) else rent
    if rows.empty or not rows["transit_usd_per_y"].max() > 0:
        return ""
    top = rows.iloc[int(rows["transit_usd_per_y"].to_numpy(float).argmax())]
    return commodity_name(data, str(top["commodity"]))


def transit_words(paid: pd.DataFrame, count: int = 3) -> list[str]:
    """
    Return who earns most on cargo that only passes, how much a year, and on what above all.

    Parameters
    ----------
    paid
        From `recipients`.
    count
        Most countries named.

    Examples
    --------
    >>> rows = [("Russia", 1390.0, "crude oil"), ("Latvia", np.nan, "")]
    >>> transit_words(pd.DataFrame(rows, columns=["name", "transit", "transit_on"]))
    ['Russia (1.39 billion USD, on crude oil)']
    """
    earned = paid[paid["transit"] > 0].sort_values("transit", ascending=False, kind="stable")
    return [
        f"{row['name']} ({money(row['transit'] * MEGA)}, on {row['transit_on']})"
        for _, row in earned.head(count).iterrows()
    ]


def routes_netback(flows: Flows) -> pd.DataFrame:
    """
    Return price, cost and netback of each producer, market and corridor, the largest first.

    Parameters
    ----------
    flows
        Of the base.

    Returns
    -------
    netbacks
        name (of the cargo), producer, market, corridor, flow (kt/y), and per tonne price, cost and
        netback; means over the tonnes with a known price, NaN where there are none.
    """
    data = flows.assembly.network.data
    routes, nodes, names = flows.routes, short_names(data), data.corridors["name"]
    kinds = [corridor_of(data, kept) for kept in routes["corridors"]]
    table = pd.DataFrame(
        {
            "name": [commodity_name(data, str(c)) for c in routes["commodity"]],
            "producer": [nodes[str(node)] for node in routes["source"]],
            "market": [nodes[str(node)] for node in routes["market"]],
            "corridor": [str(names.get(kind, kind)) for kind in kinds],
            "tonnes": routes["flow_t_per_y"].to_numpy(float),
            "price": routes["price_usd_per_t"].to_numpy(float),
            "cost": routes["cost_usd_per_t"].to_numpy(float),
            "netback": routes["netback_usd_per_t"].to_numpy(float),
        }
    )
    keys = ["name", "producer", "market", "corridor"]
    for column in ("price", "cost", "netback"):
        known = table[column].notna()
        table[f"{column}_sum"] = (table[column] * table["tonnes"]).where(known, 0.0)
        table[f"{column}_t"] = table["tonnes"].where(known, 0.0)
    sums = table.drop(columns=["price", "cost", "netback"]).groupby(keys, as_index=False).sum()
    for column in ("price", "cost", "netback"):
        weight = sums[f"{column}_t"].to_numpy(float)
        blank = np.full(len(sums), np.nan)
        sums[column] = np.divide(sums[f"{column}_sum"], weight, out=blank, where=weight > 0)
    sums = sums.assign(flow=sums["tonnes"] / 1e3)
    return sums.sort_values("tonnes", ascending=False, kind="stable", ignore_index=True)
