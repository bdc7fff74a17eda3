"""How much is moved in a validation: what the demand table lists, or all that is supplied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.flows.demand import demand_rows, supply_rows

if TYPE_CHECKING:
    import pandas as pd

    from corridor.network.network import Network

__all__ = ["EXPORTED", "VOLUMES", "demand_at"]

VOLUMES = ("demand", "supply")
# Commodities whose supply is what is made for export; that of gas counts what is used at home too.
EXPORTED = frozenset({"crude_oil"})


def demand_at(
    network: Network, demand: pd.DataFrame, supply: pd.DataFrame, volume: str
) -> pd.DataFrame:
    """
    Return the demand of one commodity in the network's year, at the volume asked for.

    The demand table does not list every market. With ``supply``, all that a country supplies is
    moved: its contracts as they stand, and its other markets raised in proportion, as if those
    that are not listed were like the listed ones. Only inputs of the year are used.

    Parameters
    ----------
    network
        Of the year.
    demand, supply
        Tables of one commodity, like those of the data set.
    volume
        ``demand``, or ``supply`` (see `EXPORTED`).

    Returns
    -------
    demand
        Rows of the year.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> crude = [t[t["commodity"] == "crude_oil"] for t in (data.demand, data.supply)]
    >>> raised = demand_at(corridor.build_network(data), *crude, "supply")
    >>> round(float(raised["value"].sum()), 1)  # Mt, of 54.3 listed
    73.8
    """
    rows = demand[demand["year"] == network.year]
    if volume == "demand":
        return rows
    listed, sent = demand_rows(network, rows), supply_rows(network, supply)
    factor = dict.fromkeys(rows["origin"], 1.0)
    for origin in set(listed["origin"]) - {""}:
        mine = listed[(listed["origin"] == origin) & listed["commodity"].isin(EXPORTED)]
        firm = mine.loc[mine["firm"].astype(bool), "demand_t_per_y"].sum()
        rest = mine["demand_t_per_y"].sum() - firm
        total = sent.loc[sent["origin"] == origin, "supply_t_per_y"].sum()
        if rest > 0:
            factor[origin] = max(1.0, float((total - firm) / rest))
    scale = rows["origin"].map(factor).where(~rows["firm"].astype(bool), 1.0).astype(float)
    return rows.assign(value=rows["value"].astype(float) * scale)
