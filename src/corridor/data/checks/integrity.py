"""Check keys across tables: duplicates, ids that name nothing, subjects, rings of needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import networkx as nx
import numpy as np
import numpy.typing as npt

from corridor.data.cells import list_items
from corridor.data.checks.subjects import SubjectBook, subject_ids
from corridor.errors import Fault, nearest_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.data.files.schema import ForeignKey, Schema
    from corridor.data.files.tables import CheckedTable

    Tables = Mapping[str, CheckedTable]

__all__ = ["check_keys", "subject_book"]

SUBJECT_TABLES = ("facts", "observed", "hazards", "events", "projects")
# Tables from which each kind of subject takes its ids; one with lost columns proves nothing.
ORIGINS = {
    "link": ("links", "link_id"),
    "node": ("nodes", "node_id"),
    "country": ("countries", "country"),
    "commodity": ("commodities", "commodity_id"),
    "stream": ("commodities", ""),
    "hazard": ("hazards", "hazard_id"),
    "corridor": ("corridors", "corridor_id"),
    "transfer": ("transfers", ""),
    "border": ("borders", ""),
    "price": ("prices", ""),
}


def check_keys(tables: Tables, schema: Schema) -> list[Fault]:
    """
    Return the faults of keys and of ids that point at other tables.

    Parameters
    ----------
    tables
        All tables, their cells checked.
    schema
        The schema they were checked against.

    Returns
    -------
    faults
        In the order of tables and rows.
    """
    faults: list[Fault] = []
    for table in tables.values():
        for columns in table.spec.distinct:
            faults += _repeated(table, list(columns))
        for key in table.spec.foreign_keys:
            faults += _dangling(table, key, tables[key.table])
    book = subject_book(tables, schema)
    for name in SUBJECT_TABLES:
        faults += _subjects(tables[name], book)
    faults += _loose_ids(tables, book)
    return faults + _needs(tables["projects"])


def subject_book(tables: Tables, schema: Schema) -> SubjectBook:
    """
    Return the ids that subjects may name, leaving out kinds whose table is torn.

    Parameters
    ----------
    tables
        All tables, their cells checked.
    schema
        For the closed vocabularies.

    Returns
    -------
    book
        Ids by kind of subject.
    """
    frames = {name: table.frame for name, table in tables.items()}
    ids = subject_ids(frames, schema.vocabularies)
    for kind, (name, column) in ORIGINS.items():
        table = tables[name]
        if column and _holds(table, column):
            ids[kind] |= table.stray
        elif not table.complete:
            del ids[kind]
    return SubjectBook(ids)


def _holds(table: CheckedTable, column: str) -> bool:
    """Say whether the ids of a table are known, those of lost rows included."""
    first = next(iter(table.spec.fields))
    return table.complete or (bool(table.stray) and column == first)


def _repeated(table: CheckedTable, columns: list[str]) -> list[Fault]:
    """Return a fault for each row whose key stands above it already."""
    frame = table.frame
    known = np.ones(len(frame), dtype=bool)
    for name in columns:
        if table.spec.fields[name].required:
            known &= ~(frame[name].isna() | (frame[name].astype(str) == "")).to_numpy(dtype=bool)
    again = frame.duplicated(columns).to_numpy(dtype=bool) & known
    rule = f"{' + '.join(columns)} names one row: it stands above already"
    return table.where(again, columns[0], rule)


def _dangling(table: CheckedTable, key: ForeignKey, target: CheckedTable) -> list[Fault]:
    """Return a fault for each cell, or list item, that names no row of the target."""
    if not _holds(target, key.target):
        return []
    known = target.known(key.target) | key.exempt
    separator = table.spec.fields[key.column].separator
    topic: Literal["schema", "provenance"] = "provenance" if key.table == "sources" else "schema"
    bad: dict[str, str] = {}
    for cell in table.frame[key.column].unique():
        items = str(cell).split(separator) if separator else [str(cell)]
        missing = [item for item in items if item and item not in known]
        if missing:
            bad[str(cell)] = ", ".join(nearest_ids(missing[0], known))
    rows = np.flatnonzero(table.frame[key.column].isin(list(bad)))
    file, rule = table.spec.file, f"{key.column} is in {target.spec.file}"
    return [
        Fault(file, int(table.lines[row]), key.column, cell, rule, _nearest(bad[cell]), topic)
        for row in rows
        for cell in [str(table.frame[key.column].iloc[row])]
    ]


def _nearest(names: str) -> str:
    """Return the remedy that offers near ids."""
    return f"nearest: {names}" if names else ""


def _subjects(table: CheckedTable, book: SubjectBook) -> list[Fault]:
    """Return a fault for each subject that breaks the grammar or names nothing."""
    subjects = table.frame["subject"]
    found = {subject: book.fault(subject) for subject in subjects.unique() if subject}
    faults: list[Fault] = []
    for subject, fault in found.items():
        if fault is not None:
            faults += table.where(subjects == subject, "subject", *fault)
    return faults


def _loose_ids(tables: Tables, book: SubjectBook) -> list[Fault]:
    """Check ids that may come from either of two tables, and crude grades."""
    faults: list[Fault] = []
    ids = book.ids
    if "country" in ids and "node" in ids:
        either = {*ids["country"], *ids["node"]}
        for name in ("demand", "controls"):
            faults += _outside(tables[name], "origin", either, "a country or a node")
    if "stream" in ids:
        for name in ("links", "supply", "prices"):
            known, what = set(ids["stream"]), "a stream of a commodity"
            faults += _outside(tables[name], "stream", known, what)
    if "commodity" in ids:
        goods = {*ids["commodity"], *ids["group"], "all"}
        faults += _outside(tables["observed"], "commodity", goods, "a commodity, a group or all")
    return faults


def _outside(table: CheckedTable, column: str, known: set[str], what: str) -> list[Fault]:
    """Return a fault for each filled cell whose id is not known."""
    cells = table.frame[column]
    faults: list[Fault] = []
    for cell in cells[(cells != "") & ~cells.isin(list(known))].unique():
        remedy = _nearest(", ".join(nearest_ids(cell, known)))
        faults += table.where(cells == cell, column, f"{column} is {what}", remedy)
    return faults


def _needs(projects: CheckedTable) -> list[Fault]:
    """Return a fault for each project that, in the end, needs itself."""
    pairs = zip(projects.frame["project_id"], projects.frame["needs"], strict=True)
    graph: nx.DiGraph[str] = nx.DiGraph(
        [(project, need) for project, needs in pairs for need in list_items(needs)]
    )
    rings = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    loops = {node for node, _ in nx.selfloop_edges(graph)}
    faults: list[Fault] = []
    for ring in [*rings, *({node} for node in loops)]:
        mask: npt.NDArray[np.bool_] = projects.frame["project_id"].isin(list(ring)).to_numpy()
        rule = f"a project does not need itself (ring of {', '.join(sorted(ring))})"
        faults += projects.where(mask, "needs", rule)
    return faults
