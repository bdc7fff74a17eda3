"""Where a tonne counts as delivered, for which demand, and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.data.cells import list_items
from corridor.errors import ProvenanceError
from corridor.flows.assembly.cargo.penalties import price_at, unmet_penalty
from corridor.network.states import MARKET

if TYPE_CHECKING:
    from corridor.flows.assembly.cargo.blocks import BlockParts
    from corridor.flows.assembly.cargo.penalties import Penalty
    from corridor.network.graph import StateGraph
    from corridor.network.network import Network

__all__ = ["SINK_COLUMNS", "priced_sinks"]

SINK_COLUMNS = ["demand", "block", "state", "source"]
UNPRICED_COLUMNS = ["market", "commodity", "origin", "stream"]


def priced_sinks(
    network: Network,
    parts: list[BlockParts],
    demands: pd.DataFrame,
    sources: pd.DataFrame,
    objective: str,
    penalty: Penalty,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """
    Return the sinks, the demands with price and penalty, and what has no price.

    With ``netback`` the penalty of a demand is the highest price that any grade fetches there; a
    grade that fetches less pays the difference on a sale arc of its own, so that the sum to be
    minimised is exactly the netback, with its sign turned.

    Parameters
    ----------
    network
        The network.
    parts
        Blocks in order; sale arcs are added to them.
    demands, sources
        Tables of the problem.
    objective, penalty
        Options of `assemble`.

    Returns
    -------
    sinks
        demand, block, state, source (-1 for any).
    demands
        With price_usd_per_t and penalty_usd_per_t; a price of their own is in given_usd_per_t.
    unpriced
        market, commodity, origin, stream.

    Raises
    ------
    ProvenanceError
        With ``netback``, a market has no price for any grade that can come: names every one.
    """
    rows: list[tuple[int, int, int, int]] = []
    prices, penalties, unpriced, faults = [], [], [], []
    for number, record in enumerate(demands.to_dict("records")):
        row = {str(name): value for name, value in record.items()}
        arrivals = _arrivals(parts, row)
        graph = network.state_graph(row["commodity"])
        paid = _prices(graph, row, {stream for _, _, stream in arrivals} or {""})
        known = [price for price in paid.values() if price is not None]
        best = max(known, default=np.nan)
        prices.append(best)
        if objective == "cost":
            penalties.append(unmet_penalty(graph, penalty))
            ends = [(block, state) for block, state, _ in arrivals]
        else:
            if not known and arrivals:
                faults.append(f"{row['commodity']} at {row['market']}")
            penalties.append(0.0 if np.isnan(best) else best)
            where = (row["market"], row["commodity"], row["origin"])
            unpriced += [(*where, s) for s, price in sorted(paid.items()) if price is None]
            ends = _sales(parts, arrivals, paid, best)
        rows += [
            (number, block, state, source)
            for block, state in ends
            for source in _allowed(row["suppliers"], sources, parts[block].name)
        ]
    if faults:
        listed = ", ".join(sorted(set(faults)))
        msg = (
            f"no price of {network.year} for {listed}: give price_usd_per_t in the demand, or "
            f"leave the rows out"
        )
        raise ProvenanceError(msg)
    return (
        pd.DataFrame(rows, columns=SINK_COLUMNS),
        demands.rename(columns={"price_usd_per_t": "given_usd_per_t"}).assign(
            price_usd_per_t=prices, penalty_usd_per_t=penalties
        ),
        pd.DataFrame(unpriced, columns=UNPRICED_COLUMNS),
    )


def _arrivals(parts: list[BlockParts], row: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Return block, state and stream wherever a tonne can arrive that the demand would take."""
    found = []
    for block, part in enumerate(parts):
        commodity, origin = part.name.split("/")
        if commodity != row["commodity"] or row["origin"] not in ("", origin):
            continue
        goal = part.graph.state_number.get((row["market"], MARKET))
        found += [
            (block, state, key[1]) for state, key in enumerate(part.layers.keys) if key[0] == goal
        ]
    return found


def _prices(graph: StateGraph, row: dict[str, Any], streams: set[str]) -> dict[str, float | None]:
    """Return what the market pays for each stream: the price given, else that of the facts."""
    given = float(row["price_usd_per_t"])
    if not np.isnan(given):
        return dict.fromkeys(streams, given)
    return {stream: price_at(graph, row["market"], stream) for stream in streams}


def _sales(
    parts: list[BlockParts],
    arrivals: list[tuple[int, int, str]],
    paid: dict[str, float | None],
    best: float,
) -> list[tuple[int, int]]:
    """Return where each grade with a price is sold, after what it fetches less than the best."""
    ends = []
    for block, state, stream in arrivals:
        price = paid[stream]
        if price is None:
            continue
        if price < best:
            sale = parts[block].n_states
            parts[block].sales.append((state, sale, best - price))
            state = sale  # noqa: PLW2901 - the tonne ends in the sale
        ends.append((block, state))
    return ends


def _allowed(suppliers: str, sources: pd.DataFrame, block: str) -> list[int]:
    """Return the sources that may serve a demand: -1 for any of the block."""
    named = list_items(suppliers)
    if not named:
        return [-1]
    hit = (sources["block"] == block) & sources["node"].isin(named)
    return [int(i) for i in np.flatnonzero(hit.to_numpy())]
