"""Assemble the flow problem of a network, a demand and the rules under which cargo moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.costs.weights import CostWeights
from corridor.errors import UnknownIdError
from corridor.flows.assembly.cargo.blocks import BlockParts, Setting, block_parts, finished
from corridor.flows.assembly.cargo.penalties import check_penalty
from corridor.flows.assembly.cargo.sinks import SINK_COLUMNS, priced_sinks
from corridor.flows.assembly.limits import Asked, LimitBook
from corridor.flows.assembly.rules.access import terms_of
from corridor.flows.assembly.rules.controls import CONTROL_COLUMNS
from corridor.flows.demand import demand_rows, supply_rows
from corridor.flows.program.problem import FlowProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corridor.flows.assembly.cargo.penalties import Penalty
    from corridor.flows.demand import Demand
    from corridor.network.graph import StateGraph
    from corridor.network.network import Network

__all__ = ["Assembly", "added_capacity", "assemble", "options_of"]

OBJECTIVES = ("cost", "netback")


@dataclass(frozen=True, repr=False)
class Assembly:
    """
    A flow problem in numbers, and what its rows stand for.

    Attributes
    ----------
    network
        The network it was assembled from.
    problem
        The numbers; blocks are commodities by country of origin.
    limits
        In order of the problem: limit, kind (link, group, transfer, node, border, control,
        territory), subject, name, unit, nameplate_per_y, committed_per_y, background_per_y,
        available_per_y (with what was added), known, estimate, low_per_y, high_per_y, members.
    sources
        In order of the problem: node, commodity, stream, origin, supply_t_per_y, block.
    demands
        In order of the problem: market, commodity, origin, suppliers, demand_t_per_y, firm,
        given_usd_per_t (a price the demand itself states), price_usd_per_t (of the best stream that
        can come, NaN where none is known or streams are not told apart), penalty_usd_per_t.
    controls
        Every control on the cargo and whether it binds.
    unpriced
        market, commodity, origin, stream: crude that would arrive in a grade without a price of the
        year, and so cannot be sold there; only with ``objective="netback"``.
    options
        What it was assembled with.
    asked
        By limit, what its known capacity was read from.
    """

    network: Network
    problem: FlowProblem
    limits: pd.DataFrame
    sources: pd.DataFrame
    demands: pd.DataFrame
    controls: pd.DataFrame
    unpriced: pd.DataFrame
    options: dict[str, Any]
    asked: dict[str, Asked] = field(default_factory=dict)

    def graph(self, block: int) -> StateGraph:
        """Return the compiled graph of a block's commodity."""
        return self.network.state_graph(self.problem.blocks[block].name.split("/")[0])

    def limit_number(self, limit: str) -> int:
        """
        Return the row of a limit.

        Parameters
        ----------
        limit
            Such as ``group:cpc``.

        Returns
        -------
        number
            Its place in ``limits`` and in the problem.

        Raises
        ------
        UnknownIdError
            No such limit; names the nearest.
        """
        rows = np.flatnonzero((self.limits["limit"] == limit).to_numpy())
        if not len(rows):
            raise UnknownIdError("limit", limit, self.limits["limit"])
        return int(rows[0])

    def __repr__(self) -> str:
        p = self.problem
        finite = int(np.isfinite(p.limits).sum())
        return (
            f"<Assembly {self.network.year}: {len(p.blocks)} kinds of cargo, "
            f"{len(self.sources)} sources, {len(self.demands)} demands, "
            f"{sum(len(b.arc) for b in p.blocks)} arcs, {finite} known limits of {len(p.limits)}>"
        )


def assemble(  # noqa: PLR0913
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    *,
    supply: pd.DataFrame | None = None,
    weights: CostWeights | None = None,
    objective: str = "cost",
    unmet_usd_per_t: Penalty = None,
    territories: Iterable[str] = (),
    avoid: Iterable[str] = (),
    access: str = "rules",
    opened: Iterable[str] = (),
    closed: Iterable[str] = (),
    extra_capacity: Mapping[str, float] | None = None,
    every_member: bool = False,
) -> Assembly:
    """
    Assemble the flow problem of a network and a demand.

    Any supplier of a commodity may serve any market, within the country a demand row names. What a
    country makes includes what it uses at home, where the supply table says so; what is left over
    is not shipped.

    Parameters
    ----------
    network
        From `build_network`.
    demand
        A `Demand`, or a table with its columns; the data set's own of the year when absent. Rows
        that are ``firm`` and rows that are not are treated alike.
    supply
        A table like the data set's supply, which it replaces.
    weights
        Prices of time, carbon and risk; capital bound in the cargo when absent.
    objective
        ``cost``: demand is firm, and what is not delivered is charged a penalty. ``netback``: a
        producer sells where the price less the generalised cost of the way is highest, and not at
        all where that is negative; a demand is what the market takes at its price, by stream for
        crude.
    unmet_usd_per_t
        Penalty with ``objective="cost"``: USD/t for all or by commodity; else the value of a tonne
        at large, at least 1,000 USD/t (see `unmet_penalty`).
    territories
        Countries whose use is counted: a limit ``territory:RU`` without end, used once by every
        tonne that touches the country (a node, a section or a line).
    avoid
        Territories and passages no cargo may use.
    access
        ``rules``: monopolies carry their own cargo, quotas bind. ``ignore``: neither holds, and the
        pipes alone decide; what is committed or taken by others stays taken, and what is closed
        stays closed.
    opened, closed
        Links (``link:tcgp`` or ``tcgp``), transfers and, to close, nodes.
    extra_capacity
        Units per year added to limits, by limit id or by subject (of a link in a group: to the
        group).
    every_member
        Whether a member of a capacity group keeps a limit of its own even where the group's is no
        wider: for draws of the facts, in which it may be.

    Returns
    -------
    assembly
        The problem and its tables; the same whatever the order of the rows.

    Raises
    ------
    UnknownIdError
        An id is not in the data set; names the nearest.
    ValueError
        An option or an amount is out of its range.
    ProvenanceError
        With ``objective="netback"``, a market has no price of the year; names every one.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> base = assemble(net)
    >>> float(base.limits.set_index("limit").at["group:cpc", "available_per_y"])
    72500000.0
    """
    if objective not in OBJECTIVES:
        msg = f"objective is {objective!r}; it is 'cost' or 'netback'"
        raise ValueError(msg)
    check_penalty(unmet_usd_per_t)
    terms = terms_of(network.data, access=access, avoid=avoid, opened=opened, closed=closed)
    counted = _countries(network, territories)
    weights = weights or CostWeights()
    demands = demand_rows(network, demand)
    sources = _suppliers(supply_rows(network, supply, set(demands["commodity"])))
    book = LimitBook(network.data, terms.cards, every_member)
    setting = Setting(network, book, terms, weights, counted, objective)
    parts = [block_parts(setting, name, sources, demands) for name in sorted(set(sources["block"]))]
    sinks, demands, unpriced = priced_sinks(
        network, parts, demands, sources, objective, unmet_usd_per_t
    )
    limits = book.table()
    limits["available_per_y"] += added_capacity(limits, extra_capacity or {})
    return Assembly(
        network,
        _problem(parts, limits, sources, demands, sinks),
        limits,
        sources,
        demands,
        _joined([part.controls for part in parts]),
        unpriced,
        {
            "objective": objective,
            "unmet_usd_per_t": unmet_usd_per_t,
            "weights": weights,
            "territories": counted,
            "avoid": tuple([avoid] if isinstance(avoid, str) else avoid),
            "access": access,
            "opened": tuple(sorted(terms.opened)),
            "closed": tuple(sorted(terms.closed)),
            "extra_capacity": dict(extra_capacity or {}),
            "demand": demand,
            "supply": supply,
            "every_member": every_member,
        },
        book.asked,
    )


def options_of(assembly: Assembly) -> dict[str, Any]:
    """Return the arguments with which `assemble` would make an assembly again."""
    return {"network": assembly.network, **assembly.options}


def _countries(network: Network, territories: Iterable[str]) -> tuple[str, ...]:
    """Return the countries to count, checked."""
    wanted = [territories] if isinstance(territories, str) else list(territories)
    known = [str(c) for c in network.data.countries.index]
    for country in wanted:
        if country not in known:
            raise UnknownIdError("country", country, known)
    return tuple(sorted(set(wanted)))


def _suppliers(sources: pd.DataFrame) -> pd.DataFrame:
    """Return the sources with the name of their block."""
    return sources.assign(block=sources["commodity"] + "/" + sources["origin"])


def added_capacity(limits: pd.DataFrame, extra: Mapping[str, float]) -> np.ndarray[Any, Any]:
    """Return what ``extra_capacity`` adds to each limit; refuse what names none, or no amount."""
    added = np.zeros(len(limits))
    known = {*limits["limit"], *(name for names in limits["members"] for name in names)}
    for name, amount in extra.items():
        if name not in known:
            raise UnknownIdError("limit", name, known)
        if not np.isfinite(amount) or amount < 0:
            msg = f"extra_capacity of {name} is {amount!r}; it must be a finite number of 0 or more"
            raise ValueError(msg)
        exact = (limits["limit"] == name).to_numpy()
        of = np.array([name in names for names in limits["members"]])
        added[exact if exact.any() else of] += amount
    return added


def _problem(
    parts: list[BlockParts],
    limits: pd.DataFrame,
    sources: pd.DataFrame,
    demands: pd.DataFrame,
    sinks: pd.DataFrame,
) -> FlowProblem:
    """Put the numbers together."""
    number = {str(limit): i for i, limit in enumerate(limits["limit"])}
    places = {part.name: i for i, part in enumerate(parts)}
    blocks = [places[str(name)] for name in sources["block"]]
    ends = zip(sources["node"].astype(str), sources["stream"].astype(str), strict=True)
    starts = [parts[block].start[end] for block, end in zip(blocks, ends, strict=True)]
    sink = {name: sinks[name].to_numpy(np.int64) for name in SINK_COLUMNS}
    return FlowProblem(
        blocks=tuple(finished(part, number) for part in parts),
        limits=limits["available_per_y"].to_numpy(float),
        source_block=np.array(blocks, dtype=np.int64),
        source_state=np.array(starts, dtype=np.int64),
        source_amount=sources["supply_t_per_y"].to_numpy(float),
        sink_demand=sink["demand"],
        sink_block=sink["block"],
        sink_state=sink["state"],
        sink_source=sink["source"],
        demand_amount=demands["demand_t_per_y"].to_numpy(float),
        demand_penalty=demands["penalty_usd_per_t"].to_numpy(float),
    )


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the tables one under the other."""
    filled = [table for table in tables if not table.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=CONTROL_COLUMNS)
