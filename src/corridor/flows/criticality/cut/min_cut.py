"""The least cut between the producers and the markets of a commodity, with its limits named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.draw.tables import result_html
from corridor.flows.criticality.cut.capacity import endless_way, most_delivered
from corridor.flows.criticality.one_commodity import assemble_commodity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.criticality.cut.capacity import Most
    from corridor.flows.demand import Demand
    from corridor.network.network import Network

__all__ = ["MinCut", "min_cut"]

COLUMNS = ["element", "kind", "name", "available_per_y", "unit", "t_per_unit", "estimate"]


@dataclass(frozen=True, repr=False)
class MinCut:
    """
    What holds down the tonnes that producers can bring to markets.

    Attributes
    ----------
    commodity
        What moves.
    flow_t_per_y
        The most that can be delivered; inf where a way has no known limit.
    table
        Index ``element``, largest part first: kind (of limit, or ``supply``, ``demand``), name,
        available_per_y and unit, t_per_unit (what one more unit would let through), part_t_per_y
        (the two multiplied: parts add up to the flow), estimate (of a limit's capacity).
    unknown_share
        Share of the flow on limits whose capacity is unknown, which are taken as infinite.
    endless_way
        Where the flow is infinite: subjects of a way on which no capacity is known.
    """

    commodity: str
    flow_t_per_y: float
    table: pd.DataFrame
    unknown_share: float
    endless_way: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy frame: element and the columns of the table."""
        return self.table.reset_index()

    def __repr__(self) -> str:
        if self.endless_way:
            way = " - ".join(self.endless_way)
            return f"MinCut of {self.commodity}: none, no capacity is known on {way}"
        if not self.flow_t_per_y:
            return f"MinCut of {self.commodity}: nothing can be delivered, no way is open"
        parts = ", ".join(
            f"{element} {part / 1e6:.4g}"
            for element, part in self.table["part_t_per_y"].head(4).items()
        )
        more = len(self.table) - 4
        return (
            f"MinCut of {self.commodity}: {self.flow_t_per_y / 1e6:.4g} Mt/y, of which {parts}"
            f"{f' and {more} more' if more > 0 else ''}; {self.unknown_share:.0%} of the flow also "
            f"uses limits of unknown capacity"
        )

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table)


def min_cut(
    network: Network,
    commodity: str,
    *,
    demand: Demand | pd.DataFrame | None = None,
    any_supply: bool = False,
    any_demand: bool = True,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> MinCut:
    """
    Return the limits that hold down what producers can bring to markets, and by how much.

    The most that can be delivered, whatever it costs, equals the least cut: capacities that add up
    to it, each times what one more unit of it lets through. Where links share a limit, or it counts
    containers, that factor need not be 1. Capacities that are unknown are taken as infinite, so
    they are never in the cut; how much of the flow uses some is stated.

    Parameters
    ----------
    network
        From `build_network`.
    commodity
        What moves.
    demand
        Says which markets there are, and of which origin; the data set's own when absent.
    any_supply
        Whether producers make any amount; else what the supply table says, and the cut may be
        theirs.
    any_demand
        Whether markets take any amount; else what the demand says.
    **options
        Options of `assemble`: supply, avoid, access, opened, closed, extra_capacity.

    Returns
    -------
    cut
        The flow, and the elements of one least cut, whose parts add up to it.

    Raises
    ------
    UnknownIdError
        No such commodity; names the nearest.
    ValueError
        Nobody demands the commodity, or produces it.

    Examples
    --------
    The oil that can leave Kazakhstan without Russian territory, were there any amount of it:

    >>> net = corridor.build_network(corridor.load_dataset())
    >>> cut = min_cut(net, "crude_oil", any_supply=True, avoid=["RU"])
    >>> sorted(cut.table.index)
    ['group:aktau_tankers', 'link:kz_china/forward']
    """
    assembly = assemble_commodity(network, commodity, demand, options)
    problem = assembly.problem
    if any_supply:
        problem = replace(problem, source_amount=np.full(len(problem.source_amount), np.inf))
    way = endless_way(problem) if any_demand else None
    if way is not None:
        block = problem.blocks[way[0]]
        arcs = [assembly.graph(way[0]).arc_list[block.arc[a]] for a in way[1] if block.arc[a] >= 0]
        subjects = tuple(dict.fromkeys(arc.subject for arc in arcs))
        empty = pd.DataFrame(columns=[*COLUMNS, "part_t_per_y"]).set_index("element")
        return MinCut(commodity, np.inf, empty, np.nan, subjects)
    most = most_delivered(problem, any_demand=any_demand)
    unknown = _unknown_flow(assembly, most) / most.tonnes if most.tonnes else np.nan
    return MinCut(commodity, most.tonnes, _table(assembly, most), unknown, ())


def _unknown_flow(assembly: Assembly, most: Most) -> float:
    """Return the tonnes on paths that use a limit of unknown capacity."""
    unknown = ~assembly.limits["known"].to_numpy(dtype=bool)
    total = 0.0
    for path in most.solution.paths:
        used = most.problem.blocks[path.block].use[list(path.arcs)].tocoo().coords[1]
        total += path.flow if unknown[used].any() else 0.0
    return total


def _table(assembly: Assembly, most: Most) -> pd.DataFrame:
    """Return the elements of the cut, largest part first."""
    rows = [*_limit_rows(assembly, most), *_end_rows(assembly, most)]
    table = pd.DataFrame(rows, columns=COLUMNS).set_index("element")
    table = table[table["t_per_unit"] > 0]
    part = (table["available_per_y"] * table["t_per_unit"]).astype(float)
    table.insert(5, "part_t_per_y", part)
    order = np.lexsort((table.index.to_numpy(dtype=str), -part.to_numpy()))
    return table.iloc[order]


def _limit_rows(assembly: Assembly, most: Most) -> Iterator[tuple[Any, ...]]:
    """Yield every limit with its price."""
    prices = most.solution.limit_price
    for row, price in zip(assembly.limits.to_dict("records"), prices, strict=True):
        yield (
            *(row[name] for name in ("limit", "kind", "name", "available_per_y", "unit")),
            price,
            bool(row["estimate"]),
        )


def _end_rows(assembly: Assembly, most: Most) -> Iterator[tuple[Any, ...]]:
    """Yield every source and demand with its price."""
    name, solution = assembly.network.nodes["name"], most.solution
    for (node, tail), amount, price in zip(
        assembly.sources[["node", "stream"]].to_numpy(),
        most.problem.source_amount,
        solution.source_price,
        strict=True,
    ):
        yield _end("supply", node, tail), "supply", str(name[node]), amount, "t/y", price, False
    for (node, tail), amount, price in zip(
        assembly.demands[["market", "origin"]].to_numpy(),
        most.problem.demand_amount,
        1.0 - solution.demand_price,
        strict=True,
    ):
        yield _end("demand", node, tail), "demand", str(name[node]), amount, "t/y", price, False


def _end(side: str, node: str, tail: str) -> str:
    """Return the id of a source or a demand."""
    return f"{side}:{node}/{tail}" if tail else f"{side}:{node}"
