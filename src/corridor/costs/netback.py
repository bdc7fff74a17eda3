"""What is left for the producer: the price where it is sold, less everything on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from corridor.costs.totals import Totals
    from corridor.network.graph import StateGraph

__all__ = ["netback", "stream_at_market"]

Floats = npt.NDArray[np.float64]


def stream_at_market(graph: StateGraph, arcs: list[int]) -> str:
    """
    Return the crude stream a tonne has become when it is sold: that of the last blending link.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    arcs
        Arcs of the route, in order.

    Returns
    -------
    stream
        A stream id, or an empty string where no link blends.
    """
    streams = graph.legs["stream"].iloc[graph.legs_of(arcs)]
    named = [str(s) for s in streams if s]
    return named[-1] if named else ""


def netback(
    graph: StateGraph, arcs: list[int], totals: Totals, *, facts: Floats | None = None
) -> Floats | None:
    """
    Return the netback of a route (USD/t at the producer).

    The price in the market's price area, by stream for crude, less the money cost of the route,
    which includes what is lost on the way, valued at the commodity's price.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    arcs
        Arcs of the route, in order.
    totals
        The route's totals for the same facts.
    facts
        (n_facts, n_draws) drawn facts; central values when absent.

    Returns
    -------
    netback
        One value or one per draw; None where no price of the year is known.
    """
    node = str(graph.states.at[graph.arc_list[arcs[-1]].head, "node"])
    area = graph.lookup.data.nodes.at[node, "price_area"]
    terms = graph.price_terms(str(area), stream_at_market(graph, arcs))
    if terms is None:
        return None
    price = np.sum([np.atleast_1d(graph.product(term, facts)) for term in terms], axis=0)
    return np.asarray(price - totals.cost_usd_per_t)
