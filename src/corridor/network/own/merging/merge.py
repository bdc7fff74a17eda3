"""Lay one network over another: every row of both, checked as one data set."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.data.building import assemble_dataset, find_faults, raise_faults
from corridor.data.cells import list_items
from corridor.data.files.geojson import Features
from corridor.data.files.schema import COUNTRY_FILE, LINE_FILES, read_schema
from corridor.errors import CorridorWarning, Fault
from corridor.network.lookup import FactBook
from corridor.network.own.build.lend import (
    plain_table,
    row_keys,
    row_tuples,
    within,
)
from corridor.network.own.build.stack import sound
from corridor.network.own.merging.gaps import calls, missing_transfers
from corridor.network.own.merging.joins import Joins, find_joins
from corridor.network.own.merging.names import Names, renamed
from corridor.network.own.merging.report import MergeReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.data.dataset import Dataset
    from corridor.network.network import Network

__all__ = ["merge_networks"]

Tables = dict[str, pd.DataFrame]
Bools = npt.NDArray[np.bool_]
PREFIX = re.compile("([a-z0-9][a-z0-9_]*)?")
ID_COLUMNS = {
    "sources": "source_id",
    "hazards": "hazard_id",
    "events": "event_id",
    "projects": "project_id",
}


def merge_networks(
    network: Network,
    other: Network,
    *,
    join: Mapping[str, str] | None,
    join_km: float | None,
    prefix: str,
) -> Network:
    """Return both networks as one; see `Network.merge`."""
    if not isinstance(other, type(network)):
        raise TypeError(f"other is a Network, not a {type(other).__name__}")
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"prefix is of small letters, digits and _, such as 'my_', not {prefix!r}")
    data = network.data
    ours, theirs = _tables(data), _tables(other.data)
    joins = find_joins(data.nodes, other.data.nodes, join, join_km)
    names = _names(ours, theirs, joins, prefix)
    own = renamed(theirs, names)
    faults, added, twice = _added(ours, own, set(joins.names.values()))
    ours["nodes"], more = _joined_nodes(ours["nodes"], own["nodes"], joins)
    raise_faults([*faults, *more])
    together = {name: _stacked(ours[name], added[name]) for name in ours}
    merged = _checked(data, other.data, names, together)
    report = _report(ours, added, together, joins, names, twice)
    _warn(report)
    return replace(network, data=merged, _book=FactBook(merged), _graphs={}, merge_report=report)


def _stacked(ours: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of both; an empty table says nothing of its types."""
    frames = [frame for frame in (ours, added) if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else ours


def _tables(data: Dataset) -> Tables:
    """Return every table with its key as columns."""
    return {name: plain_table(data, name).reset_index(drop=True) for name in read_schema().tables}


def _names(ours: Tables, theirs: Tables, joins: Joins, prefix: str) -> Names:
    """Return the new ids: joined nodes take that of their node, the prefix goes before the rest."""
    nodes = {node: f"{prefix}{node}" for node in theirs["nodes"]["node_id"]} | joins.names
    links = {link: f"{prefix}{link}" for link in theirs["links"]["link_id"]}
    groups = {group: f"{prefix}{group}" for group in theirs["links"]["capacity_group"] if group}
    names = Names(nodes, links, groups=groups)
    if not prefix:
        return names
    # Rows that are the same in both networks, but for the names of nodes and links, stay shared.
    moved, rows = renamed(theirs, names), {}
    for name, column in ID_COLUMNS.items():
        new, taken = _new_rows(name, ours[name], moved[name], ours["attributes"])
        rows[name] = {row: f"{prefix}{row}" for row in new.loc[taken, column]}
    return replace(names, sources=rows.pop("sources"), rows=rows)


def _new_rows(
    name: str, ours: pd.DataFrame, own: pd.DataFrame, attributes: pd.DataFrame
) -> tuple[pd.DataFrame, Bools]:
    """Return the own rows that are not there as they are, and whether their key is taken."""
    new = own[~within(row_tuples(own), row_tuples(ours))]
    if new.empty:
        return new, np.zeros(0, dtype=bool)
    return new, within(row_keys(name, new, attributes), row_keys(name, ours, attributes))


def _added(ours: Tables, own: Tables, joined: set[str]) -> tuple[list[Fault], Tables, pd.DataFrame]:
    """Return the faults of ids, the own rows to add, and the transfers that are there twice."""
    faults: list[Fault] = []
    added: Tables = {}
    twice = own["transfers"].iloc[:0]
    for name, frame in own.items():
        rows = frame[~frame["node_id"].isin(list(joined))] if name == "nodes" else frame
        new, taken = _new_rows(name, ours[name], rows, ours["attributes"])
        if name in ("nodes", "links"):
            faults += _taken_ids(name, rows, ours[name])
        elif name == "transfers":
            twice = new[taken].reset_index(drop=True)
        else:
            faults += _clashes(name, new[taken], ours)
        added[name] = new[~taken]
    faults += _shared_groups(ours["links"], own["links"])
    return faults, added, twice


def _taken_ids(name: str, rows: pd.DataFrame, ours: pd.DataFrame) -> list[Fault]:
    """Return a fault for each own node or link whose id is taken."""
    column = f"{name[:-1]}_id"
    remedy = "give a prefix"
    remedy += ", or join it where it is the same place" if name == "nodes" else ""
    rule = f"the {column} is of one network"
    both = sorted(set(rows[column]) & set(ours[column]))
    return [Fault(name, 0, column, row, rule, remedy) for row in both]


def _clashes(name: str, rows: pd.DataFrame, ours: Tables) -> list[Fault]:
    """Return a fault for each key of which both networks say different things."""
    attributes = ours["attributes"]
    if name == "sections":
        return []  # of links that clash
    if name == "borders":  # both may have found the same border, and both call it open
        opened = ours[name][ours[name]["status"] == "open"]
        same = within(row_keys(name, rows, attributes), row_keys(name, opened, attributes))
        rows = rows[~(same & (rows["status"] == "open").to_numpy())]
    remedy = "build the other network on this one: base=network.data"
    remedy = "give a prefix" if name in ID_COLUMNS else remedy
    keys = row_keys(name, rows, attributes)
    named = dict.fromkeys(" ".join(str(cell) for cell in key if cell) for key in keys)
    rule = "both networks say the same of it"
    return [Fault(name, 0, "", "", f"{rule}, not so of {key}", remedy) for key in named]


def _shared_groups(ours: pd.DataFrame, own: pd.DataFrame) -> list[Fault]:
    """Return a fault for each capacity group of both: their links would share one capacity."""
    both = sorted((set(ours["capacity_group"]) & set(own["capacity_group"])) - {""})
    rule = "a capacity group is of one network"
    return [Fault("links", 0, "capacity_group", group, rule, "give a prefix") for group in both]


def _joined_nodes(
    ours: pd.DataFrame, own: pd.DataFrame, joins: Joins
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the nodes, joined ones with what their own node adds: where goods start and end."""
    nodes, added = ours.set_index("node_id"), own.set_index("node_id")
    load, area = nodes["load_modes"].to_dict(), nodes["price_area"].to_dict()
    faults = []
    for own_node, node in joins.names.items():
        items = {*list_items(load[node]), *list_items(added.at[node, "load_modes"])}
        load[node] = ";".join(sorted(items)) if items != set(list_items(load[node])) else load[node]
        given = str(added.at[node, "price_area"])
        if given and area[node] and given != area[node]:
            rule = f"a joined node is in one price area, not in {given} and {area[node]}"
            faults.append(Fault("nodes", 0, "price_area", own_node, rule, "give it to one of them"))
        area[node] = area[node] or given
    filled = ours.assign(
        load_modes=ours["node_id"].map(load).astype(ours["load_modes"].dtype),
        price_area=ours["node_id"].map(area).astype(ours["price_area"].dtype),
    )
    return filled, faults


def _checked(data: Dataset, other: Dataset, names: Names, together: Tables) -> Dataset:
    """Return the tables of both as one data set, having checked it."""
    specs = read_schema().tables
    tables = {name: sound(frame, specs[name]) for name, frame in together.items()}
    lines = Features(LINE_FILES[0])
    for source, renames in ((data, {}), (other, names.links)):
        for old, shape in source.links["geometry"].items():
            name = renames.get(str(old), str(old))
            if shape is not None:
                lines.shapes[name], lines.rows[name] = shape, 0
                lines.properties[name] = dict(source.line_notes.get(str(old), {}))
    polygons = Features(COUNTRY_FILE)
    for source in (other, data):
        for code, shape in source.countries["geometry"].items():
            if shape is not None:
                polygons.shapes[str(code)], polygons.rows[str(code)] = shape, 0
                label = str(source.countries.at[code, "name"])
                polygons.properties[str(code)] = {"name": label}
    raise_faults(find_faults(tables, [lines], polygons))
    return assemble_dataset(tables, [lines], polygons, folder=data.folder, year=data.year)


def _report(
    ours: Tables, added: Tables, together: Tables, joins: Joins, names: Names, twice: pd.DataFrame
) -> MergeReport:
    """Return what was done."""
    here, there = calls(ours["links"]), calls(added["links"])
    meets = []
    for node in joins.joined["node_id"]:
        modes = [
            {mode for pairs in found[node] for mode, _ in pairs} if node in found else set()
            for found in (here, there)
        ]
        meets.append(";".join(sorted(modes[0] & modes[1])))
    gaps = missing_transfers(
        joins.joined["node_id"], ours["links"], added["links"], together["transfers"]
    )
    changed = {f"node:{a}": f"node:{b}" for a, b in names.nodes.items() if a != b}
    changed |= {f"link:{a}": f"link:{b}" for a, b in names.links.items() if a != b}
    changed |= {f"source:{a}": f"source:{b}" for a, b in names.sources.items() if a != b}
    for name, rows in names.rows.items():
        changed |= {f"{name[:-1]}:{a}": f"{name[:-1]}:{b}" for a, b in rows.items()}
    return MergeReport(joins.joined.assign(meets_on=meets), joins.apart, gaps, twice, changed)


def _warn(report: MergeReport) -> None:
    """Warn where no route, or none of some goods, can run over both networks."""
    if report.joined.empty:
        text = "no node was joined: no route runs over both networks; give join or join_km"
        warnings.warn(text, CorridorWarning, stacklevel=4)
    elif len(report.missing_transfers):
        moves = report.missing_moves
        text = f"no transfer between the networks at {'; '.join(moves[:5])}"
        text += " ..." if len(moves) > 5 else ""
        text += (
            ": see merge_report.missing_transfers, and give them as transfers of the own network"
        )
        warnings.warn(text, CorridorWarning, stacklevel=4)
