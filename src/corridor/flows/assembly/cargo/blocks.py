"""One kind of cargo: the arcs it may use, in layers, with their costs and the limits they take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from corridor.costs.weights import CostWeights, arc_costs
from corridor.flows.assembly.cargo.layers import Layered, Once, layered
from corridor.flows.assembly.rules.access import Terms, shut_because
from corridor.flows.assembly.rules.controls import control_name, control_table, quotas_on
from corridor.flows.program.problem import Block
from corridor.network.states import MARKET, ORIGIN

if TYPE_CHECKING:
    import pandas as pd

    from corridor.flows.assembly.limits import LimitBook
    from corridor.network.graph import StateGraph
    from corridor.network.network import Network

__all__ = ["BlockParts", "Setting", "block_parts", "finished"]

Floats = npt.NDArray[np.float64]


@dataclass
class BlockParts:
    """
    A block in the making: sales are added before it is finished.

    Attributes
    ----------
    name, graph
        Such as ``crude_oil/KZ``; the compiled graph of the commodity.
    reasons
        Why each arc of the graph may not be used; empty where it may.
    layers
        States and arcs in layers.
    cost
        (n_arcs,) USD/t of each arc of ``layers``.
    uses
        (arc, limit, units per tonne).
    start
        State of each (node, stream) source.
    sales
        (state, sale state, USD/t) arcs of the problem's own.
    controls
        Controls on the cargo.
    """

    name: str
    graph: StateGraph
    reasons: list[str]
    layers: Layered
    cost: Floats
    uses: list[tuple[int, str, float]]
    start: dict[tuple[str, str], int]
    controls: pd.DataFrame
    sales: list[tuple[int, int, float]] = field(default_factory=list)

    @property
    def n_states(self) -> int:
        """States, with those of the sales."""
        return len(self.layers.keys) + len({sale for _, sale, _ in self.sales})


@dataclass(frozen=True)
class Setting:
    """
    What all blocks of a problem share.

    Attributes
    ----------
    network, book
        The network, and the book that takes the limits.
    terms, weights
        Who may use what; prices of time, carbon and risk.
    territories
        Countries whose use is counted.
    objective
        With ``netback``, crude is kept apart by stream.
    """

    network: Network
    book: LimitBook
    terms: Terms
    weights: CostWeights
    territories: tuple[str, ...]
    objective: str
    _costs: dict[str, Floats] = field(default_factory=dict, repr=False)

    def costs(self, graph: StateGraph) -> Floats:
        """Return the generalised cost of each arc of a commodity's graph, worked out once."""
        if graph.commodity not in self._costs:
            self._costs[graph.commodity] = arc_costs(graph, self.weights)
        return self._costs[graph.commodity]


def block_parts(
    setting: Setting, name: str, sources: pd.DataFrame, demands: pd.DataFrame
) -> BlockParts:
    """
    Return the parts of one block.

    Parameters
    ----------
    setting
        What all blocks share; its book takes the limits.
    name
        Commodity and country, joined by ``/``.
    sources, demands
        All of the problem.

    Returns
    -------
    parts
        Without sinks.
    """
    network, book, terms = setting.network, setting.book, setting.terms
    commodity, origin = name.split("/")
    graph = network.state_graph(commodity)
    reasons = shut_because(graph, terms, origin)
    own = sources[sources["block"] == name]
    starts = {
        (str(r.node), str(r.stream)): (graph.state_number[(str(r.node), ORIGIN)], str(r.stream))
        for r in own.itertuples()
    }
    wanted = demands[(demands["commodity"] == commodity) & demands["origin"].isin(["", origin])]
    ends = {(str(m), MARKET) for m in wanted["market"]}
    goals = frozenset(graph.state_number[e] for e in ends if e in graph.state_number)
    quotas, idle = quotas_on(graph, terms.cards, terms.controls, origin)
    once = [Once(f"control:{q.control}", q.arcs) for q in quotas if terms.access == "rules"]
    for quota in quotas if once else ():
        said = f"{control_name(network.data, quota.control)} ({name})"
        _enter_quota(book, quota.control, said, quota.limit_t_per_y, estimate=quota.estimate)
    for country in setting.territories:
        arcs = np.array([country in arc.countries for arc in graph.arc_list])
        once.append(Once(_enter_territory(book, network, country), arcs))
    by_stream = setting.objective == "netback" and graph.group == "crude"
    usable = np.array([not reason for reason in reasons])
    layers = layered(graph, usable, list(starts.values()), goals, once, by_stream=by_stream)
    taken = book.uses(graph)
    uses = [(i, use.limit, use.per_tonne) for i, arc in enumerate(layers.arc) for use in taken[arc]]
    uses += [(i, limit, 1.0) for i, limits in enumerate(layers.first) for limit in limits]
    return BlockParts(
        name,
        graph,
        reasons,
        layers,
        setting.costs(graph)[layers.arc],
        uses,
        {
            key: layers.number[(state, stream if by_stream else "", 0)]
            for key, (state, stream) in starts.items()
        },
        control_table(name, terms.controls, idle, access=terms.access),
    )


def _enter_quota(
    book: LimitBook, control: str, name: str, amount: float, *, estimate: bool
) -> None:
    """Enter the limit of a quota."""
    row = {"nameplate_per_y": amount, "available_per_y": amount, "known": True}
    spread = {"estimate": estimate, "low_per_y": np.nan, "high_per_y": np.nan}
    book.add(f"control:{control}", "control", f"control:{control}", name, **row, **spread)


def _enter_territory(book: LimitBook, network: Network, country: str) -> str:
    """Enter the count of what touches a country; returns its id."""
    row = {"nameplate_per_y": np.inf, "available_per_y": np.inf, "known": True, "estimate": False}
    name = str(network.data.countries.at[country, "name"])
    subject = f"country:{country}"
    blank = {"low_per_y": np.nan, "high_per_y": np.nan}
    return book.add(f"territory:{country}", "territory", subject, name, **row, **blank)


def finished(part: BlockParts, limit_number: dict[str, int]) -> Block:
    """Return the block of the problem, its limits by their number."""
    n = len(part.layers.arc)
    sale = np.array(part.sales, dtype=float).reshape(-1, 3)
    rows = np.array([i for i, _, _ in part.uses], dtype=np.int64)
    columns = np.array([limit_number[limit] for _, limit, _ in part.uses], dtype=np.int64)
    units = np.array([unit for _, _, unit in part.uses])
    shape = (n + len(sale), len(limit_number))
    return Block(
        part.name,
        part.n_states,
        np.concatenate([part.layers.tail, sale[:, 0].astype(np.int64)]),
        np.concatenate([part.layers.head, sale[:, 1].astype(np.int64)]),
        np.concatenate([part.cost, sale[:, 2]]),
        csr_array((units, (rows, columns)), shape=shape),
        np.concatenate([part.layers.arc, np.full(len(sale), -1, dtype=np.int64)]),
    )
