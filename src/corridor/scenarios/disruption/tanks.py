"""Oil in tanks: where cargo may wait, and the flow problem in which it may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack

from corridor.errors import SchemaError, UnknownIdError
from corridor.network.states import MARKET

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.problem import Block, FlowProblem

__all__ = ["Slot", "Tanks", "slots_of", "storage_table", "with_tanks"]

WATER = frozenset({"sea", "ferry", "river"})
# What a tonne in a tank is worth, as a share of the penalty for one not delivered: more than the
# way to the tank costs, less than delivering it saves. One that stays is worth a hair more than
# one that comes, so that no stock is thrown away for new output.
WORTH, STAY = 0.5, 1.001
COLUMNS = ["node", "capacity_t", "stock_t"]


class Slot(NamedTuple):
    """Cargo of one kind in the tanks of a node, and where it stands: its mode and layer."""

    node: str
    block: str
    mode: str
    layer: int


@dataclass(frozen=True)
class Tanks:
    """
    The problem in which cargo may wait, and what its new rows stand for.

    Attributes
    ----------
    problem
        The assembly's problem; then a source and two demands (staying, coming) of each slot, and a
        limit of each node with tanks, all 0 until a call says otherwise.
    slots
        In order of the new rows.
    nodes
        In order of the new limits.
    """

    problem: FlowProblem
    slots: tuple[Slot, ...]
    nodes: tuple[str, ...]


def storage_table(storage: pd.DataFrame | None, nodes: list[str]) -> pd.DataFrame:
    """
    Return the tanks of each node, checked.

    Parameters
    ----------
    storage
        node, capacity_t, stock_t (at the start); none when absent.
    nodes
        Known nodes.

    Returns
    -------
    tanks
        Index ``node``, sorted: capacity_t, stock_t.

    Raises
    ------
    SchemaError
        A column is missing, or a node stands twice.
    UnknownIdError
        No such node; names the nearest.
    ValueError
        An amount is negative, missing or infinite, or a stock exceeds its capacity.

    Examples
    --------
    >>> import pandas as pd
    >>> given = pd.DataFrame({"node": ["cpc_yo"], "capacity_t": [8e5], "stock_t": [4e5]})
    >>> float(storage_table(given, ["cpc_yo"]).at["cpc_yo", "stock_t"])
    400000.0
    """
    if storage is None:
        return pd.DataFrame(columns=COLUMNS, dtype=float).set_index("node")
    missing = [name for name in COLUMNS if name not in storage.columns]
    if missing:
        msg = f"storage has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}"
        raise SchemaError(msg)
    table = storage[COLUMNS].assign(node=storage["node"].astype(str)).set_index("node")
    for node in table.index:
        if node not in nodes:
            raise UnknownIdError("node", str(node), nodes)
    if table.index.has_duplicates:
        twice = ", ".join(sorted(set(table.index[table.index.duplicated()])))
        raise SchemaError(f"storage has more than one row of {twice}; give one row a node")
    table = table.astype(float).sort_index()
    for node, row in table.iterrows():
        if not (np.isfinite(row) & (row >= 0)).all() or row["stock_t"] > row["capacity_t"]:
            msg = f"storage at {node}: capacity_t {row['capacity_t']}, stock_t {row['stock_t']}; "
            raise ValueError(f"{msg}give 0 <= stock_t <= capacity_t, both finite")
    return table


def slots_of(assembly: Assembly, nodes: list[str]) -> dict[Slot, tuple[int, int]]:
    """
    Return where cargo may wait at nodes: on land, before it is loaded or where it arrived.

    Parameters
    ----------
    assembly
        What the states are of.
    nodes
        Nodes with tanks.

    Returns
    -------
    slots
        Block and state of each.
    """
    found: dict[Slot, tuple[int, int]] = {}
    for number, block in enumerate(assembly.problem.blocks):
        arcs = assembly.graph(number).arc_list
        ends: dict[int, int] = {}
        for place in np.flatnonzero(block.arc >= 0).tolist():
            arc = arcs[int(block.arc[place])]
            ends[int(block.tail[place])] = arc.tail
            ends[int(block.head[place])] = arc.head
        where = assembly.graph(number).states
        layers: dict[tuple[str, str], int] = {}
        for state in sorted(ends):
            node, mode = (str(x) for x in where.loc[ends[state], ["node", "mode"]])
            if node in nodes and mode not in WATER and mode != MARKET:
                layer = layers.get((node, mode), 0)
                layers[node, mode] = layer + 1
                found[Slot(node, block.name, mode, layer)] = (number, state)
    return dict(sorted(found.items()))


def with_tanks(assembly: Assembly, nodes: list[str]) -> Tanks:
    """
    Return the problem of an assembly in which cargo may wait in the tanks of nodes.

    Each slot gets a state out of which the stock comes and one into which cargo goes; going in
    draws on the tanks of the node, whoever it was before. What stays goes out and in again.

    Parameters
    ----------
    assembly
        What is assembled for a year.
    nodes
        Nodes with tanks.

    Returns
    -------
    tanks
        The problem and its rows.
    """
    problem, slots = assembly.problem, slots_of(assembly, nodes)
    places = list(slots.items())
    first = len(problem.source_block)
    blocks, outs, ins = [], {}, {}
    for number, block in enumerate(problem.blocks):
        own = [(slot, state) for slot, (b, state) in places if b == number]
        for rank, (slot, _) in enumerate(own):
            outs[slot], ins[slot] = block.n_states + 2 * rank, block.n_states + 2 * rank + 1
        blocks.append(_widened(block, own, nodes))
    n = len(places)
    of = np.array([b for _, (b, _) in places], dtype=np.int64)
    into = np.array([ins[slot] for slot, _ in places], dtype=np.int64)
    stock = np.arange(first, first + n)
    stay = np.arange(len(problem.demand_amount), len(problem.demand_amount) + n)
    worth = WORTH * float(problem.demand_penalty.min()) * np.ones(n)
    return Tanks(
        replace(
            problem,
            blocks=tuple(blocks),
            limits=np.concatenate([problem.limits, np.zeros(len(nodes))]),
            source_block=np.concatenate([problem.source_block, of]),
            source_state=np.concatenate(
                [problem.source_state, np.array([outs[s] for s, _ in places], dtype=np.int64)]
            ),
            source_amount=np.concatenate([problem.source_amount, np.zeros(n)]),
            sink_demand=np.concatenate([problem.sink_demand, stay, stay + n]),
            sink_block=np.concatenate([problem.sink_block, of, of]),
            sink_state=np.concatenate([problem.sink_state, into, into]),
            sink_source=np.concatenate(
                [problem.sink_source, stock, np.full(n, -1, dtype=np.int64)]
            ),
            demand_amount=np.concatenate([problem.demand_amount, np.zeros(2 * n)]),
            demand_penalty=np.concatenate([problem.demand_penalty, STAY * worth, worth]),
        ),
        tuple(slots),
        tuple(nodes),
    )


def _widened(block: Block, own: list[tuple[Slot, int]], nodes: list[str]) -> Block:
    """Return a block with the arcs into and out of its slots, drawing on the tanks going in."""
    n, m = len(block.tail), 2 * len(own)
    start = block.n_states
    tail = [end for rank, (_, state) in enumerate(own) for end in (start + 2 * rank, state)]
    head = [end for rank, (_, state) in enumerate(own) for end in (state, start + 2 * rank + 1)]
    use = csr_array(block.use)
    use.resize((n + m, use.shape[1]))
    if nodes:
        rows = n + 1 + 2 * np.arange(len(own))
        columns = [nodes.index(slot.node) for slot, _ in own]
        shape = (n + m, len(nodes))
        use = csr_array(hstack([use, csr_array((np.ones(len(own)), (rows, columns)), shape=shape)]))
    return replace(
        block,
        n_states=start + m,
        tail=np.concatenate([block.tail, np.array(tail, dtype=np.int64)]),
        head=np.concatenate([block.head, np.array(head, dtype=np.int64)]),
        cost=np.concatenate([block.cost, np.zeros(m)]),
        use=use,
        arc=np.concatenate([block.arc, np.full(m, -1, dtype=np.int64)]),
    )
