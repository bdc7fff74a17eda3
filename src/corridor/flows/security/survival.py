"""What is left of the supply of an area when a country, a passage or a line is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.errors import UnknownIdError
from corridor.flows.criticality.elements import check_element, element_name
from corridor.flows.criticality.loss.losses import Losses
from corridor.flows.criticality.members import members_of
from corridor.flows.security.shares import ALL

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly

__all__ = ["CLOSURES", "survival_table"]

Floats = npt.NDArray[np.float64]

CLOSURES = (
    "territory:RU",
    "passage:caspian",
    "territory:GE",
    "passage:turkish_straits",
    "territory:IR",
    "group:cpc",
)


def survival_table(
    assembly: Assembly, areas: tuple[str, ...], closures: tuple[str, ...]
) -> pd.DataFrame:
    """
    Return the share of each area's supply that survives each closure.

    All flows, those of other areas too, settle anew at least cost; so a closure may shift what is
    short from one area to another.

    Parameters
    ----------
    assembly
        From `assemble`, or a result's.
    areas
        Regions of the countries table (``eu``) or country codes (``JP``).
    closures
        Elements to lose, one at a time; see `criticality` for their kinds.

    Returns
    -------
    survival
        closure, name, area, commodity (``all`` adds tonnes up), before_t_per_y, after_t_per_y,
        surviving_share (NaN where there was nothing before).

    Raises
    ------
    UnknownIdError
        No such area or element; names the nearest.
    """
    data = assembly.network.data
    for closure in closures:
        check_element(data, closure)
    kinds = tuple(dict.fromkeys(closure.partition(":")[0] for closure in closures))
    inside = {area: _demands_in(assembly, area) for area in areas}
    if not closures:
        return _table([])
    members = members_of(assembly, kinds)
    losses = Losses(assembly.problem, members.arcs)
    demanded = assembly.problem.demand_amount
    commodity = assembly.demands["commodity"].to_numpy(str)
    rows = []
    for closure in closures:
        # An element that no cargo may use takes nothing with it.
        lost = members.number([closure]) if closure in members.table.index else []
        after = losses.without(lost).unmet
        for area, mask in inside.items():
            for name in [*sorted(set(commodity[mask])), ALL]:
                chosen = mask & ((commodity == name) | (name == ALL))
                served = [
                    float((demanded - unmet)[chosen].sum()) for unmet in (losses.base.unmet, after)
                ]
                rows.append((closure, element_name(data, closure), area, name, *served))
    return _table(rows)


def _table(rows: list[tuple[str, str, str, str, float, float]]) -> pd.DataFrame:
    """Return the rows with the share that survives."""
    columns = ["closure", "name", "area", "commodity", "before_t_per_y", "after_t_per_y"]
    table = pd.DataFrame(rows, columns=columns)
    before, after = table["before_t_per_y"].to_numpy(float), table["after_t_per_y"].to_numpy(float)
    share = np.divide(after, before, out=np.full(len(table), np.nan), where=before > 0)
    return table.assign(surviving_share=np.clip(share, 0.0, None))


def _demands_in(assembly: Assembly, area: str) -> npt.NDArray[np.bool_]:
    """Return which demands are of markets in an area."""
    data = assembly.network.data
    region = data.countries["region"]
    country = data.nodes["country"].reindex(assembly.demands["market"]).to_numpy(str)
    if area in region.index:
        return np.asarray(country == area)
    if area in set(region):
        return np.isin(country, region.index[region == area].to_numpy(str))
    raise UnknownIdError("area", area, [*map(str, region.index), *map(str, set(region))])
