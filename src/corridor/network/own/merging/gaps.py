"""Where goods cannot pass between two networks at a node that both have."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from corridor.data.cells import list_items

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["GAP_COLUMNS", "calls", "missing_transfers"]

GAP_COLUMNS = ["node_id", "from_mode", "to_mode", "commodity_group"]


class Calls(NamedTuple):
    """Mode and commodity group in which links arrive at a node, and leave it."""

    arriving: set[tuple[str, str]]
    leaving: set[tuple[str, str]]


def calls(links: pd.DataFrame) -> dict[str, Calls]:
    """
    Return what arrives and what leaves at each node.

    Parameters
    ----------
    links
        Ends, mode, groups, and whether directed.

    Returns
    -------
    calls
        By node.
    """
    found: dict[str, Calls] = defaultdict(lambda: Calls(set(), set()))
    for link in links.itertuples():
        pairs = {(str(link.mode), group) for group in list_items(link.commodity_groups)}
        start, end = str(link.from_node_id), str(link.to_node_id)
        found[start].leaving.update(pairs)
        found[end].arriving.update(pairs)
        if not link.directed:
            found[start].arriving.update(pairs)
            found[end].leaving.update(pairs)
    return dict(found)


def missing_transfers(
    nodes: Iterable[str], links: pd.DataFrame, own: pd.DataFrame, transfers: pd.DataFrame
) -> pd.DataFrame:
    """
    Return the moves between both networks that goods would need at a node, and cannot make.

    Two networks that meet on the same mode, and so the same gauge, need no transfer. A mode that
    leads through any transfers of the node to a mode of the other network needs no further one.

    Parameters
    ----------
    nodes
        Nodes that both have.
    links, own
        Links of either network, under the ids that both use.
    transfers
        Transfers of both.

    Returns
    -------
    missing
        Columns `node_id`, `from_mode`, `to_mode`, `commodity_group`: for a mode that is cut off,
        every move of which one would help.
    """
    theirs, ours = calls(links), calls(own)
    moves = _moves(transfers)
    nothing = Calls(set(), set())
    rows: set[tuple[str, str, str, str]] = set()
    for node in nodes:
        a, b = theirs.get(node, nothing), ours.get(node, nothing)
        for arriving, leaving in ((a.arriving, b.leaving), (b.arriving, a.leaving)):
            for group in {g for _, g in arriving} & {g for _, g in leaving}:
                sources = {mode for mode, g in arriving if g == group}
                targets = {mode for mode, g in leaving if g == group}
                known = moves.get((node, group), set()) | moves.get((node, ""), set())
                rows |= {(node, *pair, group) for pair in _cut_off(sources, targets, known)}
    return pd.DataFrame(sorted(rows), columns=GAP_COLUMNS)


def _moves(transfers: pd.DataFrame) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Return the moves that each node offers to each group, "" for all."""
    moves: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    columns = ["node_id", "commodity_group", "from_mode", "to_mode"]
    for node, group, here, there in transfers[columns].itertuples(index=False, name=None):
        moves[(str(node), str(group))].add((str(here), str(there)))
    return dict(moves)


def _cut_off(
    sources: set[str], targets: set[str], known: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return the moves from a mode that leads nowhere, and to a mode that nothing leads to."""
    reach = {mode: _reach(mode, known) for mode in sources}
    stuck = {mode for mode in sources if not reach[mode] & targets}
    unreached = targets - set().union(*reach.values())
    return {(a, b) for a in sources for b in targets if a in stuck or b in unreached}


def _reach(mode: str, known: set[tuple[str, str]]) -> set[str]:
    """Return the modes that goods can change to, one after the other."""
    reached, edge = {mode}, {mode}
    while edge:
        edge = {there for here, there in known if here in edge} - reached
        reached |= edge
    return reached
