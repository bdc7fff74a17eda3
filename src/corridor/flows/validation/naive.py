"""A naive cost of every arc: great circles and one rate, to see what the facts are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from corridor.errors import ProvenanceError

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.flows.assembly.assembly import Assembly

__all__ = ["DETOUR", "flat_rate", "naive_costs"]

Floats = npt.NDArray[np.float64]
GEOD = Geod(ellps="WGS84")
# The way is taken to be this much longer than the great circle.
DETOUR = 1.3
RATE = {
    "subject": "mode:rail_1520",
    "attribute": "tariff_usd_per_tkm",
    "commodity_group": "container",
    "source_id": "carec_cpmm_2022_rail_transport",
    "observed": 2022,
}


def flat_rate(data: Dataset) -> float:
    """
    Return the mean cost of rail in the CAREC corridors, USD/tkm, which stands for all modes.

    Parameters
    ----------
    data
        The data set.

    Returns
    -------
    rate
        804 USD per 500 km and 20 t in CAREC's Corridor Performance Measurement of 2022.

    Raises
    ------
    ProvenanceError
        The data set has no such fact.

    Examples
    --------
    >>> flat_rate(corridor.load_dataset())
    0.0804
    """
    facts = data.facts
    same = [facts[column] == value for column, value in RATE.items()]
    rows = facts.loc[np.logical_and.reduce(same), "value"]
    if rows.empty:
        raise ProvenanceError(
            f"the naive baseline needs the fact {RATE['attribute']} of {RATE['subject']} for "
            f"{RATE['commodity_group']} in {RATE['observed']} from source {RATE['source_id']}; "
            "add it to facts.csv"
        )
    return float(rows.iloc[0])


def naive_costs(assembly: Assembly) -> list[Floats]:
    """
    Return the naive cost of every arc: great circle x 1.3 x the flat rate.

    Transfers, borders, loading and time cost nothing; sea, pipe and rail cost the same.

    Parameters
    ----------
    assembly
        From `assemble`.

    Returns
    -------
    costs
        Per block, (n_arcs,) USD/t.
    """
    data = assembly.network.data
    rate = flat_rate(data)
    out = []
    for number, block in enumerate(assembly.problem.blocks):
        graph = assembly.graph(number)
        place = data.nodes.loc[graph.states["node"], ["x_coord", "y_coord"]].to_numpy(float)
        tail, head = (graph.arcs[end].to_numpy(np.int64) for end in ("tail", "head"))
        _, _, metres = GEOD.inv(*place[tail].T, *place[head].T)
        cost = DETOUR * rate * np.asarray(metres) / 1000.0
        out.append(np.where(block.arc >= 0, cost[np.maximum(block.arc, 0)], 0.0))
    return out
