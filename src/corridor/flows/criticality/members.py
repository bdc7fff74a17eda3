"""Which arcs of an assembled flow problem each element takes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from corridor.flows.criticality.elements import elements_of_arcs

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly

__all__ = ["Members", "members_of"]


@dataclass(frozen=True)
class Members:
    """
    Elements of a flow problem.

    Attributes
    ----------
    table
        Index ``element``, sorted: kind.
    arcs
        (n_elements, n_arcs) non-zero where an arc is lost with an element; arcs of all blocks, one
        block after the other.
    """

    table: pd.DataFrame
    arcs: csr_array

    def number(self, elements: list[str]) -> list[int]:
        """Return the rows of elements that are known to be there."""
        return [int(i) for i in self.table.index.get_indexer(pd.Index(elements))]


def members_of(assembly: Assembly, by: tuple[str, ...]) -> Members:
    """
    Return the elements of some kinds that any cargo of a problem could use.

    Parameters
    ----------
    assembly
        From `assemble`.
    by
        Kinds of element, from `kinds_of`.

    Returns
    -------
    members
        Elements without an arc that some cargo may use are not there.

    Examples
    --------
    >>> from corridor.flows.assembly.assembly import assemble
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> oil = net.data.demand.query("commodity == 'crude_oil'")
    >>> "group:cpc" in members_of(assemble(net, oil), ("group",)).table.index
    True
    """
    data, found = assembly.network.data, []
    known: dict[str, pd.DataFrame] = {}
    start = 0
    for number, block in enumerate(assembly.problem.blocks):
        graph = assembly.graph(number)
        if graph.commodity not in known:
            known[graph.commodity] = elements_of_arcs(data, graph, by)
        own = pd.DataFrame({"arc": block.arc, "place": np.arange(len(block.arc)) + start})
        found.append(known[graph.commodity].merge(own, on="arc"))
        start += len(block.arc)
    rows = pd.concat(found, ignore_index=True)
    table = rows[["element", "kind"]].drop_duplicates().set_index("element").sort_index()
    place = table.index.get_indexer(pd.Index(rows["element"]))
    entries = (np.ones(len(rows)), (place, rows["place"].to_numpy()))
    return Members(table, csr_array(entries, shape=(len(table), start)))
