"""A state graph whose facts take the values of many draws."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.network.graph import StateGraph

if TYPE_CHECKING:
    from corridor.network.factmap import Factor

__all__ = ["DrawnGraph", "drawn_graph"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class DrawnGraph(StateGraph):
    """
    The graph of a commodity with drawn facts in place of the central ones.

    Attributes
    ----------
    draws
        (n_facts, n_draws) values of the facts of the fact map.
    """

    draws: Floats

    def product(self, factors: list[Factor], facts: Floats | None = None) -> Floats:
        """Return the product of these factors in each draw."""
        return super().product(factors, self.draws if facts is None else facts)


def drawn_graph(graph: StateGraph, draws: Floats) -> DrawnGraph:
    """
    Return a graph whose facts take the values of draws.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    draws
        (n_facts, n_draws) values of the facts of its fact map.

    Returns
    -------
    drawn
        Shares all tables with the graph.

    Examples
    --------
    >>> graph = corridor.build_network(corridor.load_dataset()).state_graph("copper")
    >>> central = graph.fact_map.facts["value"].to_numpy(float)
    >>> twice = drawn_graph(graph, np.column_stack([central, 2.0 * central]))
    >>> twice.product([("commodity:copper|t_per_teu||||", 1)]).tolist()
    [22.0, 44.0]
    """
    held = {item.name: getattr(graph, item.name) for item in fields(StateGraph)}
    return DrawnGraph(**held, draws=draws)
