"""What the loss of each element costs pairs that route for themselves: ranking and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.draw.tables import result_html
from corridor.flows.criticality.elements import element_name

if TYPE_CHECKING:
    from corridor.network.network import Network

__all__ = ["PathCriticality", "pair_table", "ranked"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class PathCriticality:
    """
    What the loss of each element costs pairs that route by least generalised cost.

    Capacity plays no part: this is the view of one more tonne, not of all of them.

    Attributes
    ----------
    commodity
        What moves.
    table
        Index ``element``, worst first: rank, kind, name, n_cut (pairs left without a way),
        n_dearer, mean_added_usd_per_t and max_added_usd_per_t (of those that still have a way;
        NaN where none is dearer), worst_pair. An element that makes no pair dearer has no row.
    pairs
        Index ``origin``, ``destination``: cost_usd_per_t (inf where there is no way), n_critical
        (elements whose loss is felt), most_critical, and added_usd_per_t without that one.
    added_usd_per_t
        Index ``element``, columns the pairs: inf where the loss cuts the pair off, NaN where the
        pair has no way to begin with, or ends in the lost node or territory itself.
    """

    commodity: str
    table: pd.DataFrame
    pairs: pd.DataFrame
    added_usd_per_t: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy frame: element, kind, origin, destination, added_usd_per_t above 0."""
        row, column = np.nonzero(self.added_usd_per_t.to_numpy() > 0)
        pairs = self.added_usd_per_t.columns[column]
        element = self.added_usd_per_t.index[row]
        return pd.DataFrame(
            {
                "element": element,
                "kind": self.table["kind"].reindex(element).to_numpy(),
                "origin": pairs.get_level_values("origin"),
                "destination": pairs.get_level_values("destination"),
                "added_usd_per_t": self.added_usd_per_t.to_numpy()[row, column],
            }
        )

    def __repr__(self) -> str:
        head = f"PathCriticality of {self.commodity}: {len(self.pairs)} pairs"
        if self.table.empty:
            return f"{head}, no loss is felt"
        top = self.table.iloc[0]
        return (
            f"{head}, {len(self.table)} elements whose loss is felt; worst {self.table.index[0]} "
            f"({top['name']}): cuts {top['n_cut']}, makes {top['n_dearer']} dearer"
        )

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table)


def ranked(network: Network, felt: pd.DataFrame) -> pd.DataFrame:
    """Rank elements by the pairs they cut, then by what they add, then by name."""
    values = felt.to_numpy()
    dearer = np.where((values > 0) & np.isfinite(values), values, np.nan)
    count = np.isfinite(dearer).sum(axis=1)
    total = np.nansum(dearer, axis=1)
    names = [str(element) for element in felt.index]
    worst = [felt.columns[i] for i in np.nanargmax(values, axis=1)] if len(felt) else []
    table = pd.DataFrame(
        {
            "kind": [name.partition(":")[0] for name in names],
            "name": [element_name(network.data, name) for name in names],
            "n_cut": np.isinf(values).sum(axis=1),
            "n_dearer": count,
            "mean_added_usd_per_t": np.where(count, total / np.maximum(count, 1), np.nan),
            "max_added_usd_per_t": np.where(count, np.nan_to_num(dearer).max(axis=1), np.nan)
            if len(felt)
            else [],
            "worst_pair": [f"{origin} - {destination}" for origin, destination in worst],
        },
        index=felt.index,
    )
    order = np.lexsort((np.arange(len(felt)), -total, -table["n_cut"].to_numpy()))
    table = table.iloc[order]
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    return table


def pair_table(felt: pd.DataFrame, base: Floats) -> pd.DataFrame:
    """Return cost and most critical element of each pair."""
    values = np.nan_to_num(felt.to_numpy(), nan=0.0, posinf=np.inf)
    top = values.argmax(axis=0) if len(felt) else np.zeros(len(base), dtype=int)
    most = values.max(axis=0, initial=0.0)
    names = [str(felt.index[i]) if usd > 0 else "" for i, usd in zip(top, most, strict=True)]
    return pd.DataFrame(
        {
            "cost_usd_per_t": base,
            "n_critical": (values > 0).sum(axis=0),
            "most_critical": names,
            "added_usd_per_t": np.where(np.isfinite(base), most, np.nan),
        },
        index=felt.columns,
    )
