"""Fill the columns that a user may leave out; each default is stated in docs/own-network.md."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.files.schema import read_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.network.own.build.given import GivenTable

__all__ = ["GROUPS_OF_MODE", "fill_table", "fill_tables"]

_GOODS = "container;dry_bulk"
GROUPS_OF_MODE = {
    **dict.fromkeys(["rail_1520", "rail_1435", "road", "sea", "ferry", "river"], _GOODS),
    "oil_pipeline": "crude",
    "gas_pipeline": "gas",
    "gas_swap": "gas",
}
"""What a link carries that does not say: crude by rail or sea, and nuclear goods, must be said."""

# Defaults that do not depend on other cells.
_PLAIN: dict[str, dict[str, str]] = {
    "sources": {"licence": "unknown", "tier": "secondary"},
    "nodes": {"kind": "junction", "offshore": "false"},
    "links": {"directed": "false", "status": "open"},
    "sections": {"kind": "reported"},
    "facts": {"kind": "reported"},
    "transfers": {"status": "open"},
    "borders": {"status": "open"},
    "projects": {"status": "proposed"},
}
# Columns that tables taken from a network have beside those of the schema.
_DERIVED = {"links": ("is_open",)}


def fill_tables(tables: Mapping[str, GivenTable], source_id: str) -> dict[str, GivenTable]:
    """
    Return the tables with every column that can be filled.

    Parameters
    ----------
    tables
        As given, by name; nodes and links at least.
    source_id
        For rows that name no source; "" where there is no such.

    Returns
    -------
    tables
        A required column without a default stays out, to be reported.
    """
    filled = {name: fill_table(name, table, source_id) for name, table in tables.items()}
    filled["nodes"] = _load_modes(_named(filled["nodes"]), filled["links"])
    filled["links"] = _link_names(filled["links"], filled["nodes"])
    return filled


def fill_table(name: str, table: GivenTable, source_id: str) -> GivenTable:
    """
    Return one table with the columns that do not depend on other tables.

    Parameters
    ----------
    name
        Of the table in the schema.
    table
        As given.
    source_id
        For rows that name no source.

    Returns
    -------
    table
        Optional columns are empty, required ones have their default.
    """
    spec = read_schema().tables[name]
    table = table.without(_DERIVED.get(name, ()))
    for column, value in _PLAIN.get(name, {}).items():
        table = table.filled(column, value)
    if name == "links":
        table = _groups(_shared(table))
    if name == "transfers":
        table = _transfer_kinds(table)
    if source_id and "source_id" in spec.fields and name != "sources":
        table = table.filled("source_id", source_id)
    optional = [column for column, field in spec.fields.items() if not field.required]
    late = {"name", "load_modes"} if name in ("nodes", "links") else set()
    for column in optional:
        if column not in late:
            table = table.filled(column, "")
    return table


def _shared(links: GivenTable) -> GivenTable:
    """Let both directions of a link share its capacity, unless it is said that they do not."""
    way = links.cells["directed"]
    return links.filled("capacity_shared", way.map({"true": "false"}).fillna("true"))


def _groups(links: GivenTable) -> GivenTable:
    """Fill what a link carries by its mode."""
    if "mode" not in links:
        return links.filled("commodity_groups", _GOODS)  # one fault, not two
    # A mode that the schema does not know is one fault, not two.
    known = read_schema().vocabularies["mode"]
    groups = {mode: GROUPS_OF_MODE.get(mode, "") for mode in known}
    return links.filled("commodity_groups", links.cells["mode"].map(groups).fillna(_GOODS))


def _transfer_kinds(transfers: GivenTable) -> GivenTable:
    """Fill the kind of a transfer by the modes it joins."""
    if not {"from_mode", "to_mode"} <= set(transfers.cells.columns):
        return transfers
    pairs = zip(transfers.cells["from_mode"], transfers.cells["to_mode"], strict=True)
    kinds = [transfer_kind({here, there}) for here, there in pairs]
    return transfers.filled("kind", pd.Series(kinds, dtype="str"))


def transfer_kind(modes: set[str]) -> str:
    """
    Return what a transfer between two modes is called.

    Parameters
    ----------
    modes
        Both modes.

    Returns
    -------
    kind
        One of the vocabulary of the schema.

    Examples
    --------
    >>> transfer_kind({"rail_1435", "rail_1520"}), transfer_kind({"road", "sea"})
    ('gauge_break', 'port')
    """
    rail = modes & {"rail_1520", "rail_1435"}
    if len(rail) == 2:
        return "gauge_break"
    if rail and "ferry" in modes:
        return "rail_ferry"
    if modes & {"sea", "ferry", "river"}:
        return "port"
    return "handover" if modes & {"gas_swap", "book_swap"} else "terminal"


def _named(nodes: GivenTable) -> GivenTable:
    """Call a node without a name by its id."""
    return nodes.filled("name", nodes.cells["node_id"]) if "node_id" in nodes else nodes


def _link_names(links: GivenTable, nodes: GivenTable) -> GivenTable:
    """Call a link without a name by its ends."""
    if "name" in links or not set(_ENDS) <= set(links.cells.columns):
        return links.filled("name", "unnamed")  # an end that is missing is one fault, not two
    called = {}
    if "node_id" in nodes:
        pairs = zip(nodes.cells["node_id"], nodes.cells["name"], strict=True)
        # A name that is faulty is one fault, not one more for each link.
        called = {node: name for node, name in pairs if _is_plain(name)}
    ends = [links.cells[end].map(lambda node: called.get(node, node)) for end in _ENDS]
    return links.filled("name", ends[0] + " - " + ends[1])


def _is_plain(name: str) -> bool:
    return bool(name) and name.isprintable() and name == name.strip()


_ENDS = ("from_node_id", "to_node_id")


def _load_modes(nodes: GivenTable, links: GivenTable) -> GivenTable:
    """Let goods start and end at every link that carries them, unless it is said where."""
    needed = {"mode", "commodity_groups", *_ENDS}
    if "load_modes" in nodes or not needed <= set(links.cells.columns) or "node_id" not in nodes:
        return nodes.filled("load_modes", "")
    tokens: dict[str, set[str]] = {}
    for row in links.cells.itertuples(index=False):
        found = {f"{group}:{row.mode}" for group in str(row.commodity_groups).split(";") if group}
        for end in _ENDS:
            tokens.setdefault(str(getattr(row, end)), set()).update(found)
    cells = nodes.cells["node_id"].map(lambda node: ";".join(sorted(tokens.get(node, ()))))
    # A mode that the schema does not know is a fault of its link, not of the nodes it joins.
    known = set(read_schema().vocabularies["mode"])
    cells = cells.map(
        lambda cell: ";".join(t for t in cell.split(";") if t[t.find(":") + 1 :] in known)
    )
    return replace(nodes, cells=nodes.cells.assign(load_modes=cells))
