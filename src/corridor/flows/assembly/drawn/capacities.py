"""What every limit can take in each draw of the facts, and what a tonne takes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.flows.assembly.amounts import BOXES
from corridor.flows.assembly.assembly import added_capacity
from corridor.flows.assembly.capacities import Figure, figure, largest, numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.assembly.capacities import Number
    from corridor.flows.assembly.limits import Asked
    from corridor.network.graph import StateGraph

__all__ = ["drawn_limits", "drawn_use"]

Floats = npt.NDArray[np.float64]
UNITS = frozenset(BOXES.values())


def drawn_limits(assembly: Assembly, graphs: Mapping[str, StateGraph], facts: Floats) -> Floats:
    """
    Return what each limit can take in each draw.

    Parameters
    ----------
    assembly
        Assembled with ``every_member``, so that a member of a group whose figure is the smaller in
        some draws has a limit.
    graphs
        By commodity, from `drawn_graph`.
    facts
        (n_facts, n_draws) drawn facts.

    Returns
    -------
    available
        (n_limits, n_draws) units per year; inf where there is no limit, or it is unknown. What no
        fact of capacity states, such as a quota, is as in the assembly.
    """
    numbers = _drawn_numbers(assembly, facts)
    place = {str(limit): row for row, limit in enumerate(assembly.limits["limit"])}
    available = np.repeat(assembly.problem.limits[:, None], facts.shape[1], axis=1)
    members = [(limit, asked) for limit, asked in assembly.asked.items() if asked.wider]
    for limit, asked in assembly.asked.items():
        available[place[limit]] = _stated(graphs[asked.commodity], numbers, asked).available
    stated = available.copy()
    for limit, asked in members:
        own = stated[place[limit]]
        group = np.max([stated[place[wider]] for wider in asked.wider], axis=0)
        available[place[limit]] = np.where(own < group, own, np.inf)
    extra = added_capacity(assembly.limits, assembly.options["extra_capacity"])
    return np.asarray(available + extra[:, None])


def drawn_use(
    assembly: Assembly, graphs: Mapping[str, StateGraph], facts: Floats
) -> dict[tuple[int, int], Floats]:
    """
    Return by block and limit how many times its central use a tonne takes in each draw.

    Parameters
    ----------
    assembly, graphs, facts
        As of `drawn_limits`.

    Returns
    -------
    ratio
        (n_draws,) values where a limit counts boxes or wagons, which the block's cargo fills
        differently from draw to draw; other pairs take what they take in the assembly.
    """
    place = {str(limit): row for row, limit in enumerate(assembly.limits["limit"])}
    boxed = [(limit, asked) for limit, asked in assembly.asked.items() if asked.unit in UNITS]
    drawn, central = _drawn_numbers(assembly, facts), numbers_of(assembly.graph(0))
    ratios = {}
    for number, block in enumerate(assembly.problem.blocks):
        used, commodity = set(block.use.indices.tolist()), block.name.split("/")[0]
        for limit, asked in boxed:
            if place[limit] in used:
                there = _stated(graphs[commodity], drawn, asked).per_tonne
                here = _stated(assembly.graph(number), central, asked).per_tonne
                ratios[number, place[limit]] = np.asarray(there / here)
    return ratios


def _drawn_numbers(assembly: Assembly, facts: Floats) -> dict[str, Number]:
    """Return the numbers of the facts on capacity with their drawn values."""
    graph = assembly.graph(0)
    central = numbers_of(graph)
    rows = graph.lookup.facts.index.get_indexer(pd.Index(list(central)))
    return {
        name: number._replace(value=facts[row], low=np.nan, high=np.nan)
        for (name, number), row in zip(central.items(), rows.tolist(), strict=True)
    }


def _stated(graph: StateGraph, numbers: Mapping[str, Number], asked: Asked) -> Figure:
    """Return what the elements of a limit state, the largest of them."""
    found = (figure(graph, numbers, subject, way) for subject, way in asked.elements)
    kind = (asked.group, asked.unit)
    return largest([f for f in found if f is not None and (f.group, f.unit) == kind])
