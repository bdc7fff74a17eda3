"""The network of changed data, reusing what the change leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor.network.lookup import FactBook, FactLookup
from corridor.network.network import Network
from corridor.network.states import Arc, build_structure

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.network.graph import StateGraph

__all__ = ["overlaid"]


def overlaid(network: Network, data: Dataset) -> Network:
    """
    Return the network of other data, laid over the graphs compiled for this one.

    Where the same facts answer the same questions, a compiled graph keeps its terms and takes the
    new numbers; where a fact has come or gone, the graph is compiled anew on first use. Either way
    the result is that of `build_network(data)`.

    Parameters
    ----------
    network
        The network of the base.
    data
        The data of the base with changes made.

    Returns
    -------
    changed
        Another network; the base is not touched.

    Examples
    --------
    >>> base = corridor.build_network(corridor.load_dataset())
    >>> changed = corridor.Close("link:cpc").apply(base.data)
    >>> overlaid(base, changed).year
    2024
    """
    book = FactBook(data)
    graphs = {}
    if _same_questions(network.data, data) and _same_answers(network._book, book):  # noqa: SLF001
        over = {name: _laid_over(graph, book, data) for name, graph in network._graphs.items()}  # noqa: SLF001
        graphs = {name: graph for name, graph in over.items() if graph is not None}
    return Network(data, book, graphs)


def _same_questions(base: Dataset, data: Dataset) -> bool:
    """Say whether the tables that decide which facts are asked for are the same ones."""
    names = ("nodes", "sections", "commodities", "hazards", "countries", "attributes")
    return base.year == data.year and all(getattr(base, n) is getattr(data, n) for n in names)


def _same_answers(base: FactBook, book: FactBook) -> bool:
    """Say whether the same facts are in force in the same units and the money of the same years."""
    return base.facts.index.equals(book.facts.index) and base.units == book.units


def _laid_over(graph: StateGraph, book: FactBook, data: Dataset) -> StateGraph | None:
    """Return the graph with the new numbers and openings; None where its structure differs."""
    structure = build_structure(data, graph.commodity)
    states = pd.DataFrame(list(structure.states), columns=["node", "mode"])
    same = list(graph.legs.itertuples(index=False, name=None)) == [tuple(x) for x in structure.legs]
    if not same or not states.equals(graph.states.reset_index(drop=True)):
        return None
    return replace(
        graph,
        arcs=pd.DataFrame(structure.arcs, columns=list(Arc._fields)).rename_axis("arc"),
        arc_list=structure.arcs,
        fact_map=replace(graph.fact_map, facts=book.facts),
        lookup=FactLookup(book, graph.commodity),
    )
