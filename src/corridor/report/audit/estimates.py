"""The estimates that the cost of compared routes rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.routes.comparison import Comparison

__all__ = ["estimates"]


def estimates(results: Iterable[Comparison]) -> pd.DataFrame:
    """
    Return the estimates that the cheapest corridors rest on, the dearest first.

    Parameters
    ----------
    results
        Comparisons.

    Returns
    -------
    estimates
        Index ``fact``: usd_per_t (cost that rests on it, summed over the routes), routes (how
        many); empty where no route has a charge that rests on an estimate.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cmp = corridor.compare_corridors(net, "crude_oil", "tengiz", "trieste", n_draws=10)
    >>> estimates([cmp]).index[0]
    'link:rail_tengiz_aktau|tariff_usd_per_t||||shipper'
    """
    frames = [pd.DataFrame(columns=["facts", "usd_per_t", "route"]).astype({"usd_per_t": float})]
    for result in results:
        for corridor, route in result.routes.items():
            if corridor != "any":
                rows = route.charges[["facts", "usd_per_t"]].explode("facts")
                kinds = route.graph.fact_map.facts["kind"]
                rows = rows[rows["facts"].map(kinds) == "estimate"]
                frames.append(rows.assign(route=f"{result.title}/{corridor}"))
    some = [frame for frame in frames if len(frame)] or frames[:1]
    frame = pd.concat(some).rename(columns={"facts": "fact"})
    grouped = frame.groupby("fact").agg(usd_per_t=("usd_per_t", "sum"), routes=("route", "nunique"))
    return grouped.sort_values(["usd_per_t"], ascending=False, kind="stable")
