"""The flow problem of one commodity alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.errors import UnknownIdError
from corridor.flows.assembly.assembly import assemble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.demand import Demand
    from corridor.network.network import Network

__all__ = ["assemble_commodity"]


def assemble_commodity(
    network: Network,
    commodity: str,
    demand: Demand | pd.DataFrame | None,
    options: Mapping[str, Any],
) -> Assembly:
    """
    Assemble the flow problem of one commodity, others left out of demand and supply.

    Parameters
    ----------
    network
        From `build_network`.
    commodity
        What moves.
    demand
        The data set's own of the year when absent.
    options
        Options of `assemble`.

    Returns
    -------
    assembly
        With a source and a demand at least.

    Raises
    ------
    UnknownIdError
        No such commodity; names the nearest.
    ValueError
        Nobody demands the commodity, or produces it.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> assemble_commodity(net, "uranium", None, {}).sources["commodity"].unique().tolist()
    ['uranium']
    """
    known = [str(name) for name in network.commodities.index]
    if commodity not in known:
        raise UnknownIdError("commodity", commodity, known)
    given = network.data.demand if demand is None else demand
    table = given if isinstance(given, pd.DataFrame) else given.table
    table = table[table["commodity"] == commodity]
    if table.empty:
        msg = f"the demand has no {commodity}; give one as demand=..."
        raise ValueError(msg)
    supply = options.get("supply")
    supply = network.data.supply if supply is None else supply
    if "commodity" in supply.columns:
        supply = supply[supply["commodity"] == commodity]
    assembly = assemble(network, table, **{**options, "supply": supply})
    if assembly.sources.empty:
        msg = f"nobody produces {commodity} in {network.year}; give supply=..."
        raise ValueError(msg)
    return assembly
