"""What is to move: how much of what, from whom, to which market, firm or at a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.data.cells import list_items
from corridor.draw.tables import result_html
from corridor.errors import SchemaError, UnknownIdError
from corridor.flows.assembly.amounts import tonnes_per

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corridor.network.network import Network

__all__ = ["Demand", "demand_rows", "supply_rows"]

COLUMNS = ["market", "commodity", "origin", "suppliers", "value", "unit", "firm", "price_usd_per_t"]


@dataclass(frozen=True, repr=False)
class Demand:
    """
    What markets take of a commodity in a year, from whom, firm or at a price.

    Attributes
    ----------
    table
        market, commodity, origin (country code; empty for any), suppliers (node ids joined by
        ``;``; empty for any), value, unit (an amount per year), firm (a contract, or what the
        market would take), price_usd_per_t (NaN where the facts' price of the market counts).

    Examples
    --------
    >>> need = Demand.of("copper", {"duisburg": 25.0, "mersin": 110.0}, origin="KZ", unit="kt/y")
    >>> need.table[["market", "value"]].values.tolist()
    [['duisburg', 25.0], ['mersin', 110.0]]
    """

    table: pd.DataFrame

    @classmethod
    def of(
        cls,
        commodity: str,
        amounts: Mapping[str, float],
        *,
        origin: str = "",
        suppliers: Iterable[str] = (),
        unit: str = "t/y",
        firm: bool = True,
        price_usd_per_t: float | None = None,
    ) -> Demand:
        """
        Return the demand of one commodity at some markets; add several with ``+``.

        Parameters
        ----------
        commodity
            A commodity id.
        amounts
            Amount by market node.
        origin, suppliers
            Country, or nodes, that it must come from; any when left out.
        unit
            Of the amounts, such as ``t/y``, ``Mt/y``, ``bcm/y``, ``TEU/y``.
        firm
            Whether it is a contract.
        price_usd_per_t
            What the market pays, where the facts are not to be asked.

        Returns
        -------
        demand
            One row per market.

        Examples
        --------
        >>> Demand.of("natural_gas", {"market_it": 5.0}, unit="bcm/y", firm=False)
        <Demand: natural_gas to market_it 5 bcm/y>
        """
        named = ";".join([suppliers] if isinstance(suppliers, str) else list(suppliers))
        price = np.nan if price_usd_per_t is None else price_usd_per_t
        rows = [
            (market, commodity, origin, named, amount, unit, firm, price)
            for market, amount in amounts.items()
        ]
        return cls(pd.DataFrame(rows, columns=COLUMNS))

    def __add__(self, other: Demand) -> Demand:
        """Return both demands as one."""
        return Demand(pd.concat([self.table, other.table], ignore_index=True))

    def __repr__(self) -> str:
        rows = [
            f"{r.commodity} to {r.market} {r.value:g} {r.unit}"
            for r in self.table.head(3).itertuples()
        ]
        more = len(self.table) - len(rows)
        return f"<Demand: {', '.join(rows)}{f' and {more} more' if more > 0 else ''}>"

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table)


def demand_rows(network: Network, demand: Demand | pd.DataFrame | None) -> pd.DataFrame:
    """
    Return the demand of the network's year in tonnes, checked, in one order.

    Parameters
    ----------
    network
        From `build_network`.
    demand
        A `Demand` or a table with its columns; of a table with a ``year``, the rows of the
        network's year. The data set's own when absent.

    Returns
    -------
    rows
        market, commodity, origin, suppliers, demand_t_per_y, firm, price_usd_per_t, and the unit in
        which the amount was given.

    Raises
    ------
    UnknownIdError
        No such market, supplier, commodity or country; names the nearest.
    ValueError
        An amount is negative or not a number, or there is no row for the year.
    SchemaError
        A column is missing.
    UnitError
        An amount cannot be turned into tonnes.
    TypeError
        The demand is neither.
    """
    given = network.data.demand if demand is None else demand
    table = given.table if isinstance(given, Demand) else given
    if not isinstance(table, pd.DataFrame):
        msg = f"demand is a {type(demand).__name__}; give a Demand or a table such as data.demand"
        raise TypeError(msg)
    table = _of_year(network, table, ["market", "commodity", "value", "unit"], "demand")
    table = table.assign(
        origin=_filled(table, "origin", ""),
        suppliers=_filled(table, "suppliers", ""),
        firm=_filled(table, "firm", True).astype(bool),
        price_usd_per_t=_filled(table, "price_usd_per_t", np.nan),
    )
    nodes = [str(node) for node in network.nodes.index]
    _known("market", table["market"], nodes)
    _known("country", table["origin"], ["", *map(str, network.data.countries.index)])
    for cell in table["suppliers"]:
        _known("supplier", pd.Series(list_items(cell), dtype=object), nodes)
    _amounts(table, "market", finite=True)
    table = table.assign(demand_t_per_y=_tonnes(network, table))
    paid = table["price_usd_per_t"].astype(float)
    if (np.isinf(paid) | (paid < 0)).any():
        msg = "a price_usd_per_t of the demand is negative or infinite"
        raise ValueError(msg)
    kept = ["market", "commodity", "origin", "suppliers", "demand_t_per_y", "firm"]
    order = ["commodity", "market", "origin", "suppliers", "demand_t_per_y", "firm"]
    order.append("price_usd_per_t")
    return table[[*kept, "price_usd_per_t", "unit"]].sort_values(order, ignore_index=True)


def supply_rows(
    network: Network, supply: pd.DataFrame | None, commodities: Iterable[str] | None = None
) -> pd.DataFrame:
    """
    Return the supply of the network's year in tonnes, checked, in one order.

    Parameters
    ----------
    network
        From `build_network`.
    supply
        node_id, commodity, value, unit, and stream and year where they matter; the data set's own
        when absent. A value may be infinite.
    commodities
        Commodities to return; all when absent. Of the others, ids and amounts are checked, but
        neither unit nor place: that takes the graph of the commodity, which is not made for them.

    Returns
    -------
    rows
        node, commodity, stream, origin (country), supply_t_per_y, and the unit in which the amount
        was given.

    Raises
    ------
    UnknownIdError
        No such node or commodity; names the nearest.
    ValueError
        An amount is negative or not a number, or the commodity cannot be put on at the node.
    SchemaError
        A column is missing.
    UnitError
        An amount cannot be turned into tonnes.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> copper = supply_rows(net, None, ["copper"])
    >>> sorted(set(copper["commodity"]))
    ['copper']
    """
    given = network.data.supply if supply is None else supply
    table = _of_year(network, given, ["node_id", "commodity", "value", "unit"], "supply")
    table = table.assign(stream=_filled(table, "stream", ""))
    _known("node", table["node_id"], [str(node) for node in network.nodes.index])
    _amounts(table, "node_id", finite=False)
    origin = network.nodes["country"].reindex(table["node_id"]).astype(str)
    table = table.assign(origin=origin.to_numpy())
    if commodities is not None:
        table = table[table["commodity"].isin(set(commodities))]
    table = table.assign(supply_t_per_y=_tonnes(network, table))
    for row in table.itertuples():
        origins = network.state_graph(str(row.commodity)).origins
        if row.node_id not in origins:
            msg = f"supply of {row.commodity} at {row.node_id!r}: it cannot be put on there"
            raise ValueError(msg)
    table = table.rename(columns={"node_id": "node"})
    order = ["commodity", "origin", "node", "stream"]
    return table[[*order, "supply_t_per_y", "unit"]].sort_values(
        [*order, "supply_t_per_y"], ignore_index=True
    )


def _of_year(network: Network, table: pd.DataFrame, needed: list[str], what: str) -> pd.DataFrame:
    """Return the rows of the network's year, after the columns and commodities are checked."""
    missing = [name for name in needed if name not in table.columns]
    if missing:
        msg = f"{what} has no column {', '.join(missing)}; it needs {', '.join(needed)}"
        raise SchemaError(msg)
    if "year" in table.columns:
        years = sorted({int(y) for y in table["year"].dropna()})
        table = table[table["year"] == network.year]
        if table.empty and what == "demand":
            msg = f"no demand of {network.year}; the table has {', '.join(map(str, years))}"
            raise ValueError(msg)
    if table.empty and what == "demand":
        msg = "the demand has no rows"
        raise ValueError(msg)
    _known("commodity", table["commodity"], [str(c) for c in network.commodities.index])
    return table


def _filled(table: pd.DataFrame, column: str, value: object) -> pd.Series[Any]:
    """Return a column, with a value where a cell or the whole column is absent."""
    if column not in table.columns:
        return pd.Series([value] * len(table), index=table.index)
    return table[column].where(table[column].notna(), value)


def _known(what: str, ids: pd.Series[Any], known: list[str]) -> None:
    """Raise for the first id that is not known."""
    allowed = set(known)
    for item in ids:
        if item not in allowed:
            raise UnknownIdError(what, str(item), known)


def _amounts(table: pd.DataFrame, place: str, *, finite: bool) -> None:
    """Refuse what is no amount."""
    for row in table.to_dict("records"):
        value = float(row["value"])
        if np.isnan(value) or value < 0 or (finite and np.isinf(value)):
            what = f"{row['commodity']} at {row[place]}: {value!r} {row['unit']}"
            msg = f"{what} is no amount of 0 or more"
            raise ValueError(msg)


def _tonnes(network: Network, table: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return the amounts in tonnes per year."""
    tonnes = np.zeros(len(table))
    for i, row in enumerate(table.to_dict("records")):
        graph = network.state_graph(str(row["commodity"]))
        one = tonnes_per(graph, str(row["unit"]), stream=str(row.get("stream", "")))
        tonnes[i] = float(row["value"]) * one
    return tonnes
