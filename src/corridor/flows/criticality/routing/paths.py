"""Criticality by routing on a network: what shippers pay when a part of their best way is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from corridor.costs.weights import CostWeights, arc_costs
from corridor.errors import NoRouteError, UnknownIdError
from corridor.flows.criticality.elements import elements_of_arcs, kinds_of
from corridor.flows.criticality.routing.replacement import replacement_costs
from corridor.flows.criticality.routing.result import PathCriticality, pair_table, ranked
from corridor.network.rule import avoiding, blocked_because
from corridor.network.states import MARKET, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.network.graph import StateGraph
    from corridor.network.network import Network

__all__ = ["shortest_path_criticality"]

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]


def shortest_path_criticality(
    network: Network,
    commodity: str,
    pairs: Iterable[Pair] | None = None,
    *,
    by: str | Iterable[str] = ("link", "transfer"),
    avoid: Iterable[str] = (),
    weights: CostWeights | None = None,
) -> PathCriticality:
    """
    Return what the loss of each element costs pairs that route by least generalised cost.

    Every loss is answered exactly, for all elements and pairs at once, by searching again only what
    the loss cuts off.

    Parameters
    ----------
    network
        From `build_network`.
    commodity
        What moves.
    pairs
        (origin, destination) nodes; when absent every producer of the commodity with every market
        that has a demand for it, in the network's year.
    by
        Kinds of element: ``link``, ``transfer``, ``node``, ``group`` (of links that share a
        capacity), ``operator``, ``owner``, ``territory``, ``passage``, ``cause`` (what the hazards
        that share a cause are on record for).
    avoid
        Territories and passages nothing may use to begin with.
    weights
        Prices of time, carbon and risk; capital bound in the cargo when absent.

    Returns
    -------
    criticality
        A ranking of elements, and the cost added to each pair by each.

    Raises
    ------
    UnknownIdError
        No such commodity, node, kind or territory; names the nearest.
    NoRouteError
        The commodity cannot be put on or taken off at an end of a pair, or there are no pairs.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> found = shortest_path_criticality(net, "copper", [("balkhash_smelter", "duisburg")])
    >>> found.table["kind"].unique().tolist()
    ['link', 'transfer']
    """
    graph = network.state_graph(commodity)
    kinds = kinds_of(by)
    ends = _checked_pairs(network, graph, pairs)
    members = elements_of_arcs(network.data, graph, kinds)
    names = pd.Index(pd.unique(members["element"]), name="element")
    rows = names.get_indexer(pd.Index(members["element"]))
    size = (len(names), len(graph.arc_list))
    parts = csr_array((np.ones(len(rows)), (rows, members["arc"].to_numpy())), shape=size)
    costs = arc_costs(graph, weights or CostWeights())
    base, added = _answers(network, graph, ends, (costs, parts), frozenset(avoid))
    columns = pd.MultiIndex.from_tuples(ends, names=["origin", "destination"])
    frame = pd.DataFrame(added, index=names, columns=columns)
    frame = _without_own_ends(frame, network.nodes["country"])
    felt = frame[(frame > 0).any(axis=1)]
    return PathCriticality(commodity, ranked(network, felt), pair_table(felt, base), felt)


def _checked_pairs(network: Network, graph: StateGraph, pairs: Iterable[Pair] | None) -> list[Pair]:
    """Return the pairs, once each and sorted, or say which end is unfit."""
    given = _default_pairs(network, graph) if pairs is None else pairs
    ends = sorted({(origin, destination) for origin, destination in given})
    if not ends:
        msg = f"there are no pairs of {graph.commodity} in {network.year}; give some as pairs=..."
        raise ValueError(msg)
    known = [str(node) for node in network.nodes.index]
    for origin, destination in ends:
        for node, side, verb in ((origin, ORIGIN, "put on"), (destination, MARKET, "taken off")):
            if node not in network.nodes.index:
                raise UnknownIdError("node", node, known)
            if (node, side) not in graph.state_number:
                reason = f"{graph.commodity} cannot be {verb} at {node!r}"
                raise NoRouteError(origin, destination, reason=reason)
    return ends


def _default_pairs(network: Network, graph: StateGraph) -> list[Pair]:
    """Return every producer with every market of the year that asks for what it produces."""
    data = network.data
    supply, demand = (
        table[(table["commodity"] == graph.commodity) & (table["year"] == data.year)]
        for table in (data.supply, data.demand)
    )
    country = data.nodes["country"]
    return [
        (str(node), str(market))
        for node in supply["node_id"]
        for market, origin in zip(demand["market"], demand["origin"], strict=True)
        if origin in ("", country[node]) and node != market
    ]


def _answers(
    network: Network,
    graph: StateGraph,
    ends: list[Pair],
    parts: tuple[Floats, csr_array],
    avoid: frozenset[str],
) -> tuple[Floats, Floats]:
    """Return the cost of each pair, and what each element adds; controls go by the origin."""
    costs, members = parts
    rule = avoiding(network.data, avoid)
    country = np.array([str(network.nodes.at[origin, "country"]) for origin, _ in ends])
    base, added = np.empty(len(ends)), np.empty((members.shape[0], len(ends)))
    tail, head = (graph.arcs[end].to_numpy(dtype=np.int64) for end in ("tail", "head"))
    for name in np.unique(country):
        chosen = np.flatnonzero(country == name)
        reasons = blocked_because(graph, rule, ends[chosen[0]][0])
        usable = np.array([not reason for reason in reasons])
        start = [graph.state_number[(ends[i][0], ORIGIN)] for i in chosen]
        goal = [graph.state_number[(ends[i][1], MARKET)] for i in chosen]
        open_costs = np.where(usable, costs, np.inf)
        found = replacement_costs(
            len(graph.states), tail, head, open_costs, start, goal, elements=members
        )
        base[chosen], added[:, chosen] = found.base, found.increase
    return base, added


def _without_own_ends(frame: pd.DataFrame, country: pd.Series[str]) -> pd.DataFrame:
    """Blank the loss of a node or territory that a pair ends in: it says nothing of the way."""
    values = frame.to_numpy(copy=True)
    row = {str(element): i for i, element in enumerate(frame.index)}
    for column, pair in enumerate(frame.columns):
        for node in pair:
            for own in (f"node:{node}", f"territory:{country[node]}"):
                if own in row:
                    values[row[own], column] = np.nan
    return pd.DataFrame(values, index=frame.index, columns=frame.columns)
