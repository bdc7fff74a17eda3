"""What would have to open for a market to be reached at all."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from corridor.data.cells import list_items
from corridor.flows.assembly.rules.access import shut_because, terms_of
from corridor.network.states import MARKET, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from corridor.flows.assembly.assembly import Assembly
    from corridor.network.graph import StateGraph

__all__ = ["fewest_shut", "suppliers_of", "what_is_shut"]


def suppliers_of(assembly: Assembly, number: int) -> pd.DataFrame:
    """
    Return the sources that may serve a demand row and have something to ship.

    Parameters
    ----------
    assembly
        What was assembled.
    number
        A demand row.

    Returns
    -------
    sources
        Rows of the sources table.
    """
    demand = assembly.demands.to_dict("records")[number]
    sources = assembly.sources
    ours = (sources["commodity"] == demand["commodity"]) & (sources["supply_t_per_y"] > 0)
    if demand["origin"]:
        ours &= sources["origin"] == demand["origin"]
    if demand["suppliers"]:
        ours &= sources["node"].isin(list_items(demand["suppliers"]))
    rows: pd.DataFrame = sources[ours]
    return rows


def what_is_shut(assembly: Assembly, number: int) -> tuple[str, ...]:
    """
    Return what is shut on the way to a market on which least is shut, each with its reason.

    Parameters
    ----------
    assembly
        What was assembled.
    number
        A demand row that nothing can reach.

    Returns
    -------
    shut
        Such as ``link:tcgp (proposed)``; empty where no links connect the two at all.
    """
    options = assembly.options
    names = ("access", "avoid", "opened", "closed")
    terms = terms_of(assembly.network.data, **{name: options[name] for name in names})
    demand = assembly.demands.to_dict("records")[number]
    graph = assembly.network.state_graph(demand["commodity"])
    goal = graph.state_number.get((demand["market"], MARKET))
    if goal is None:
        return (f"node:{demand['market']} ({demand['commodity']} cannot be taken off there)",)
    found: list[tuple[str, ...]] = []
    for origin, rows in suppliers_of(assembly, number).groupby("origin"):
        starts = sorted({graph.state_number[(str(node), ORIGIN)] for node in rows["node"]})
        reasons = shut_because(graph, terms, str(origin))
        way = fewest_shut(graph, reasons, starts, goal)
        found += [] if way is None else [way]
    return min(found, key=lambda way: (len(way), way), default=())


def fewest_shut(
    graph: StateGraph, reasons: Sequence[str], starts: list[int], goal: int
) -> tuple[str, ...] | None:
    """
    Return what is shut on a way with the fewest shut arcs, by a search that counts only those.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    reasons
        Why each arc may not be used; empty where it may.
    starts, goal
        States.

    Returns
    -------
    shut
        Sorted subjects with their reasons; None where nothing joins the two.
    """
    out: dict[int, list[int]] = {}
    for number, arc in enumerate(graph.arc_list):
        out.setdefault(arc.tail, []).append(number)
    count = dict.fromkeys(starts, 0)
    by: dict[int, int] = {}
    queue, done = deque(starts), set()
    while queue:
        state = queue.popleft()
        if state in done:
            continue
        done.add(state)
        for number in out.get(state, []):
            there, step = graph.arc_list[number].head, int(bool(reasons[number]))
            if count[state] + step < count.get(there, len(reasons)):
                count[there], by[there] = count[state] + step, number
                (queue.append if step else queue.appendleft)(there)
    if goal not in count:
        return None
    shut: set[str] = set()
    while goal in by:
        number = by[goal]
        if reasons[number]:
            shut.add(f"{graph.arc_list[number].subject} ({reasons[number]})")
        goal = graph.arc_list[number].tail
    return tuple(sorted(shut))
