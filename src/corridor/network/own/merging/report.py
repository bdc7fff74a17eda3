"""What a merge did: nodes joined, ids changed, transfers missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["MergeReport"]


@dataclass(frozen=True, repr=False)
class MergeReport:
    """
    What a merge did; nothing of either network was dropped but what is listed here.

    Parameters
    ----------
    joined
        Index `own_node`: the `node_id` it became, `by` (mapping or distance), `km` between the two,
        `meets_on` (modes that both networks have there).
    apart
        Index `own_node`, of the nodes that were not joined: the nearest `node_id` and its `km`.
    missing_transfers
        `node_id`, `from_mode`, `to_mode`, `commodity_group`: for each mode that is cut off from the
        other network there, the moves of which one would help.
    twice
        Transfers that both networks have: that of the network merged into stays.
    renamed
        New ids by old ones, as `link:old`.
    """

    joined: pd.DataFrame
    apart: pd.DataFrame
    missing_transfers: pd.DataFrame
    twice: pd.DataFrame
    renamed: Mapping[str, str]

    @property
    def missing_moves(self) -> list[str]:
        """The missing transfers in words, one for all groups that need it."""
        groups: dict[str, list[str]] = {}
        for gap in self.missing_transfers.itertuples():
            move = f"{gap.node_id}: {gap.from_mode} to {gap.to_mode}"
            groups.setdefault(move, []).append(str(gap.commodity_group))
        return [f"{move} ({', '.join(items)})" for move, items in groups.items()]

    def __repr__(self) -> str:
        """Return the joined nodes and the missing transfers, a line each."""
        lines = [f"MergeReport: {len(self.joined)} nodes joined, {len(self.apart)} apart"]
        for own, row in self.joined.iterrows():
            meets = row["meets_on"].replace(";", ", ") or "no mode in common"
            lines.append(f"- {own} = {row['node_id']} ({row['by']}, {row['km']:.2f} km): {meets}")
        lines += [f"- no transfer at {move}" for move in self.missing_moves]
        return "\n".join(lines)
