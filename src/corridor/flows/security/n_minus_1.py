"""The N-1 standard: gas of the European Union by its formula, and exports after the same idea."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.flows.criticality.cut.min_cut import min_cut

if TYPE_CHECKING:
    from corridor.flows.result import Flows

__all__ = ["eu_n_1", "export_n_1"]

CUT_OPTIONS = ("supply", "weights", "avoid", "access", "opened", "closed", "extra_capacity")


def eu_n_1(
    *,
    entry: float,
    production: float,
    storage: float,
    lng: float,
    largest: float,
    peak_demand: float,
    demand_side: float = 0.0,
) -> float:
    """
    Return the N-1 formula of Regulation (EU) 2017/1938, Annex II.

    N-1 [%] = (EPm + Pm + Sm + LNGm - Im) / (Dmax - Deff) x 100: what all gas infrastructure can
    bring on a day without the largest one, over the demand of a day as cold as one in twenty years.
    The infrastructure standard asks for 100 % at least. Each value must be given: the data set has
    no daily capacities of entry points, storages or terminals of a Member State.

    Parameters
    ----------
    entry
        EPm: technical capacity of border entry points other than those below (mcm/d).
    production
        Pm: maximal technical daily production that can reach the entry points (mcm/d).
    storage
        Sm: maximal technical daily deliverability of storages (mcm/d).
    lng
        LNGm: maximal technical daily send-out of LNG terminals (mcm/d).
    largest
        Im: technical capacity of the single largest gas infrastructure (mcm/d).
    peak_demand
        Dmax: total daily demand on a day of exceptionally high demand, once in 20 years (mcm/d).
    demand_side
        Deff: part of it that market-based measures can cover (mcm/d); 0 leaves the measures out.

    Returns
    -------
    percent
        100 or more where the standard is met.

    Raises
    ------
    ValueError
        A value is negative or not finite, the largest is more than all there is, or measures cover
        all of the demand.

    Examples
    --------
    60 of pipelines, 10 of production, 50 of storage and 30 of LNG, less the largest pipeline of 40,
    are 110 mcm/d; against a peak of 100 that is 110 %.

    >>> eu_n_1(entry=60, production=10, storage=50, lng=30, largest=40, peak_demand=100)
    110.0
    """
    given = {
        "entry": entry,
        "production": production,
        "storage": storage,
        "lng": lng,
        "largest": largest,
        "peak_demand": peak_demand,
        "demand_side": demand_side,
    }
    for name, value in given.items():
        if not (math.isfinite(value) and value >= 0):
            msg = f"{name} is {value!r}; it must be a finite number of mcm/d, 0 or more"
            raise ValueError(msg)
    supply = math.fsum([entry, production, storage, lng])
    if largest > supply:
        msg = f"largest is {largest}, more than all infrastructure together, {supply} mcm/d"
        raise ValueError(msg)
    if peak_demand <= demand_side:
        msg = f"demand_side {demand_side} covers all of peak_demand {peak_demand}: nothing is left"
        raise ValueError(msg)
    return 100.0 * (supply - largest) / (peak_demand - demand_side)


def export_n_1(flows: Flows) -> pd.DataFrame:
    """
    Return the N-1 of exports: what the least cut lets out without its largest part, over the flow.

    (sum of capacities - capacity of the largest) / export, where the capacities are those of the
    least cut between producers and markets, were there any amount of the commodity. Known
    capacities alone are counted; where a way out has none the index is not known, and says so.

    Parameters
    ----------
    flows
        From `assign_flows`.

    Returns
    -------
    index
        Index commodity: capacity_t_per_y, largest, largest_t_per_y, export_t_per_y, n_1 (1 or more
        where the export could go on without the largest), unknown: a way without a known capacity.
    """
    options = flows.assembly.options
    chosen = {name: options[name] for name in CUT_OPTIONS}
    export = flows.routes.groupby("commodity")["flow_t_per_y"].sum()
    rows = []
    for commodity, moved in export.items():
        network, demand = flows.assembly.network, options["demand"]
        cut = min_cut(network, str(commodity), demand=demand, any_supply=True, **chosen)
        way = " - ".join(cut.endless_way)
        if way or cut.table.empty:
            rows.append((commodity, cut.flow_t_per_y, "", np.nan, moved, np.nan, way))
            continue
        largest, part = str(cut.table.index[0]), float(cut.table["part_t_per_y"].iloc[0])
        left = (cut.flow_t_per_y - part) / moved
        rows.append((commodity, cut.flow_t_per_y, largest, part, moved, left, way))
    columns = ["commodity", "capacity_t_per_y", "largest", "largest_t_per_y", "export_t_per_y"]
    return pd.DataFrame(rows, columns=[*columns, "n_1", "unknown"]).set_index("commodity")
