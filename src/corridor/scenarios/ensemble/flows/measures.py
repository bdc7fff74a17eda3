"""What the flows of each draw amount to: tonnes, money, CO2, and shares of the tonnes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from corridor.costs.drawn import drawn_arc_money

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.network.graph import StateGraph
    from corridor.scenarios.ensemble.flows.solving.generation import DrawnFlows

__all__ = ["FLOW_METRICS", "TERRITORY", "flow_measures"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TERRITORY = "RU"
FLOW_METRICS = {
    "delivered_t_per_y": "t/y",
    "unmet_t_per_y": "t/y",
    "cost_usd_per_y": "USD/y",
    "usd_per_delivered_t": "USD/t",
    "co2_t_per_y": "t/y",
    f"share_off_{TERRITORY}": "share",
    "share_on_unknown_capacity": "share",
}
KG_PER_T = 1000.0
# Rows of the sums from which the metrics follow.
DELIVERED, UNMET, COST, CO2, OFF, TKM, UNKNOWN = range(7)


def flow_measures(
    assembly: Assembly, found: DrawnFlows, facts: Floats, commodities: tuple[str, ...]
) -> Floats:
    """
    Return the metrics of each draw, of all cargo and by commodity.

    Parameters
    ----------
    assembly
        What was solved.
    found
        Its optimum in each draw.
    facts
        (n_facts, n_draws) drawn facts.
    commodities
        Which, in order; one that is not in the problem has no tonnes.

    Returns
    -------
    values
        (1 + n_commodities, n_metrics, n_draws): all cargo first, metrics as `FLOW_METRICS`; NaN
        where nothing is delivered to take a share or a mean of.
    """
    names = np.array([block.name.split("/")[0] for block in assembly.problem.blocks])
    demanded = assembly.demands["commodity"].to_numpy(str)
    sums = np.zeros((1 + len(commodities), 7, facts.shape[1]))
    for row, commodity in enumerate(commodities, start=1):
        sums[row, UNMET] = found.unmet[demanded == commodity].sum(axis=0)
        blocks = np.flatnonzero(names == commodity)
        paths = np.flatnonzero(np.isin(found.pool.block, blocks) & (found.flow > 0).any(axis=1))
        if len(paths):
            _add_paths(assembly, found, paths, facts, sums[row])
    sums[0] = sums[1:].sum(axis=0)
    tonnes, km = sums[:, DELIVERED], sums[:, TKM]
    none = np.full(tonnes.shape, np.nan)
    metrics = [
        tonnes,
        sums[:, UNMET],
        sums[:, COST],
        np.divide(sums[:, COST], tonnes, out=none.copy(), where=tonnes > 0),
        sums[:, CO2],
        np.divide(sums[:, OFF], tonnes, out=none.copy(), where=tonnes > 0),
        np.divide(sums[:, UNKNOWN], km, out=none.copy(), where=km > 0),
    ]
    return np.stack(metrics, axis=1)


def _add_paths(
    assembly: Assembly, found: DrawnFlows, paths: Ints, facts: Floats, sums: Floats
) -> None:
    """Add up the paths of one commodity."""
    flow, blocks = found.flow[paths], found.pool.block[paths]
    graph = assembly.graph(int(blocks[0]))
    own = [
        assembly.problem.blocks[block].arc[arcs]
        for block, arcs in zip(blocks, (found.pool.arcs[p] for p in paths), strict=True)
    ]
    arc, path = np.concatenate(own), np.repeat(np.arange(len(own)), [len(arcs) for arcs in own])
    shape = (len(own), len(graph.arcs))
    over = csr_array((np.ones(len(arc)), (path, arc)), shape=shape)
    parts = drawn_arc_money(graph, facts, np.bincount(arc, minlength=len(graph.arcs)) > 0)
    money = over @ parts.usd - parts.worth * np.expm1(over @ parts.kept)
    abroad = np.array([TERRITORY in each.countries for each in graph.arc_list])
    off = over @ abroad.astype(float) == 0
    km = graph.per_arc("km")
    unknown = km * _is_unknown(assembly, graph, blocks)
    sums[DELIVERED] = flow.sum(axis=0)
    sums[COST] = (flow * money).sum(axis=0)
    sums[CO2] = (flow * (over @ parts.kg)).sum(axis=0) / KG_PER_T
    sums[OFF] = flow[off].sum(axis=0)
    sums[TKM] = (flow * (over @ km)[:, None]).sum(axis=0)
    sums[UNKNOWN] = (flow * (over @ unknown)[:, None]).sum(axis=0)


def _is_unknown(assembly: Assembly, graph: StateGraph, blocks: Ints) -> Bools:
    """Return which arcs of the graph are links without a known limit of their own or group's."""
    links = assembly.limits["kind"].isin(["link", "group"]).to_numpy()
    known = assembly.limits["known"].to_numpy(bool) & links
    found = np.zeros(len(graph.arcs), dtype=np.bool_)
    for number in np.unique(blocks):
        block = assembly.problem.blocks[number]
        use = csr_array(
            (np.ones(len(block.use.data)), block.use.indices, block.use.indptr),
            shape=block.use.shape,
        )
        is_link, stated = use @ links.astype(float) > 0, use @ known.astype(float) > 0
        real = block.arc >= 0
        found[block.arc[real & is_link & ~stated]] = True
    return found
