"""Give the rows of a network other ids, wherever they are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.data.cells import list_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Names", "renamed"]

# Columns that hold ids of nodes, links and sources, or capacity groups, by table.
_NODES = {
    "nodes": ("node_id",),
    "links": ("from_node_id", "to_node_id"),
    "transfers": ("node_id",),
    "supply": ("node_id",),
    "demand": ("market", "origin"),
    "controls": ("origin",),
}
_LINKS = {"links": ("link_id",), "sections": ("link_id",)}
_OWN_IDS = {"hazards": "hazard_id", "events": "event_id", "projects": "project_id"}


@dataclass(frozen=True)
class Names:
    """
    New ids by old ones; what is not there keeps its id.

    Parameters
    ----------
    nodes, links, sources, groups
        Nodes, links, sources, and capacity groups.
    rows
        Hazards, events and projects, by table.
    """

    nodes: Mapping[str, str]
    links: Mapping[str, str]
    sources: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def subject(self, subject: str) -> str:
        """
        Return a subject under its new name.

        Parameters
        ----------
        subject
            Such as `transfer:port/road/sea`.

        Returns
        -------
        subject
            Such as `transfer:own_port/road/sea`.

        Examples
        --------
        >>> Names({"port": "own_port"}, {}).subject("transfer:port/road/sea")
        'transfer:own_port/road/sea'
        """
        kind, _, name = subject.partition(":")
        if kind == "transfer" and name.count("/") == 2:
            node, _, modes = name.partition("/")
            return f"transfer:{self.nodes.get(node, node)}/{modes}"
        known = {"node": self.nodes, "link": self.links, "hazard": self.rows.get("hazards", {})}
        return f"{kind}:{known[kind].get(name, name)}" if kind in known else subject


def renamed(tables: Mapping[str, pd.DataFrame], names: Names) -> dict[str, pd.DataFrame]:
    """
    Return tables under new ids.

    Parameters
    ----------
    tables
        By name, with their keys as columns.
    names
        New ids.

    Returns
    -------
    tables
        The same rows.
    """
    return {name: _table(name, frame, names) for name, frame in tables.items()}


def _table(name: str, frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return one table under new ids."""
    new: dict[str, pd.Series[str]] = {}
    for column in _NODES.get(name, ()):
        new[column] = _mapped(frame[column], names.nodes)
    for column in _LINKS.get(name, ()):
        new[column] = _mapped(frame[column], names.links)
    if name in _OWN_IDS:
        new[_OWN_IDS[name]] = _mapped(frame[_OWN_IDS[name]], names.rows.get(name, {}))
    if name == "projects":
        needs = names.rows.get(name, {})
        new["needs"] = frame["needs"].map(
            lambda cell: ";".join(needs.get(item, item) for item in list_items(cell))
        )
    if name == "links":
        new["capacity_group"] = _mapped(frame["capacity_group"], names.groups)
    if "subject" in frame:
        new["subject"] = frame["subject"].map(names.subject)
    if "source_id" in frame:
        new["source_id"] = _mapped(frame["source_id"], names.sources)
    return frame.assign(
        **{column: cells.astype(frame[column].dtype) for column, cells in new.items()}
    )


def _mapped(cells: pd.Series[str], names: Mapping[str, str]) -> pd.Series[str]:
    return cells.map(lambda cell: names.get(cell, cell))
