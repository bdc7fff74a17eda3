"""Build a data set of what a user gave and what the base lends, through the same checks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.building import assemble_dataset, find_faults, raise_faults
from corridor.data.checks.links import lengths_km
from corridor.data.checks.sections import missing_borders
from corridor.data.files.geojson import Features
from corridor.data.files.schema import Schema, read_schema
from corridor.data.files.tables import CheckedTable, typed_table
from corridor.data.years import check_year
from corridor.errors import Fault
from corridor.network.own.build.columns import (
    Derived,
    facts_of_columns,
    measured_lengths,
    without_unknown,
)
from corridor.network.own.build.faults import Ledger
from corridor.network.own.build.fill import fill_tables
from corridor.network.own.build.ground import Ground
from corridor.network.own.build.lend import lent_tables, with_own_rows
from corridor.network.own.build.sections import derive_sections, node_countries, straight_lines
from corridor.network.own.build.stack import sound, stacked, typed_rows

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.network.own.build.given import Given, GivenTable

__all__ = ["own_dataset"]


def own_dataset(given: Given) -> Dataset:
    """
    Return the data set of a network of one's own.

    Parameters
    ----------
    given
        Tables and lines, and the base that lends the rest.

    Returns
    -------
    data
        As of the year given; what the base says of its own nodes and links is not in it.

    Raises
    ------
    SchemaError
        The tables break the schema; lists every fault.
    ProvenanceError
        All that is wrong is that numbers lack a source or a fact.
    ValueError
        The year is not a whole number from 2000 to 2035.
    """
    check_year(given.year)
    polygons = _polygons(given)
    bare = [
        Fault(table.file, 0, "", "", "there is at least one row", f"a network has {name}")
        for name, table in given.tables.items()
        if name in ("nodes", "links") and not len(table) and not table.faults
    ]
    own = _Own(given, Ledger([*given.faults, *bare]), read_schema(), dict(given.tables))
    own.fill(Ground(polygons.shapes))
    tables = own.joined()
    found = find_faults(tables, [given.lines], polygons)
    raise_faults(own.ledger.readable(found, own.texts))
    tables["sources"] = _used_sources(tables, own.checked.get("sources"))
    year, folder = given.year, given.folder
    return assemble_dataset(tables, [given.lines], polygons, folder=folder, year=year)


@dataclass
class _Own:
    """The own tables on their way from text to rows that are checked."""

    given: Given
    ledger: Ledger
    schema: Schema
    texts: dict[str, GivenTable]
    checked: dict[str, CheckedTable] = field(default_factory=dict)

    def fill(self, ground: Ground) -> None:
        """Fill and type every own table, and derive what was left out."""
        self.texts = fill_tables(self.texts, self.given.source_id)
        self.texts["nodes"] = node_countries(self.texts["nodes"], ground)
        stated = self._stated()
        for name, table in self.texts.items():
            spec = replace(self.schema.tables[name], file=table.file)
            known, faults = without_unknown(table, spec, self.given.base)
            self.ledger.faults += faults
            self.checked[name] = typed_table(known.raw(), spec)
        self.append("facts", stated)
        lengths = self._lengths()
        self._sections(lengths[lengths > 0], ground)

    def append(self, name: str, derived: Derived) -> None:
        """Add derived rows to a table."""
        if not derived.rows:
            return
        lines = [self.ledger.place(place) for place in derived.places]
        file = self.checked[name].spec.file if name in self.checked else name
        more = typed_rows(derived.rows, lines, self.schema.tables[name], file)
        self.checked[name] = stacked(self.checked[name], more) if name in self.checked else more

    def _stated(self) -> Derived:
        """Take the columns that state facts out of nodes and links."""
        base, year = self.given.base, self.given.year
        tiers = {str(k): str(v) for k, v in base.sources["tier"].items()}
        own = self.texts.get("sources")
        if own is not None and {"source_id", "tier"} <= set(own.cells.columns):
            tiers |= dict(zip(own.cells["source_id"], own.cells["tier"], strict=True))
        facts = Derived()
        for name in ("nodes", "links"):
            table = self.texts[name]
            table, found, faults = facts_of_columns(table, name[:-1], base, year, tiers)
            self.texts[name] = table
            self.ledger.faults += faults
            facts.rows += found.rows
            facts.places += found.places
        return facts

    def _lengths(self) -> pd.Series[float]:
        """Return the length of every link, having measured those that state none."""
        sums, stated = pd.Series(dtype=float), pd.Series(dtype=float)
        if "sections" in self.checked:
            sums = self.checked["sections"].frame.groupby("link_id")["km"].sum(min_count=1)
        if "facts" in self.checked:
            stated = lengths_km(self.checked["facts"].frame)
        links, shapes = self.texts["links"], self.given.lines.shapes
        self.append("facts", measured_lengths(links, shapes, set(stated.index), sums))
        return lengths_km(self.checked["facts"].frame) if "facts" in self.checked else stated

    def _sections(self, lengths: pd.Series[float], ground: Ground) -> None:
        """Draw the lines and cut the sections that are missing."""
        links, nodes, lines = self.checked["links"], self.checked["nodes"], self.given.lines
        self.ledger.faults += straight_lines(links, nodes, lines, lengths)
        given: set[str] = set()
        if "sections" in self.checked:
            given = set(self.checked["sections"].frame["link_id"])
        sections, faults = derive_sections(links, nodes, lines, lengths, given, ground)
        self.append("sections", sections)
        self.ledger.faults += faults

    def joined(self) -> dict[str, CheckedTable]:
        """Return every table: own rows behind the rows that the base lends."""
        lent = lent_tables(self.given.base)
        tables: dict[str, CheckedTable] = {}
        for name, spec in self.schema.tables.items():
            tables[name] = sound(lent[name], spec)
            if name in self.checked:
                own = self.checked[name]
                kept = with_own_rows(name, lent[name], own.frame, lent["attributes"])
                tables[name] = stacked(sound(kept, own.spec), own)
        self.checked["borders"] = tables["borders"]
        self.append("borders", self._borders(tables))
        return {**tables, "borders": self.checked["borders"]}

    def _borders(self, tables: dict[str, CheckedTable]) -> Derived:
        """Return the borders that own links cross and nobody listed: the link says they are."""
        links, rows = tables["links"], dict[tuple[str, ...], dict[str, str]]()
        places: list[tuple[str, int, str]] = []
        for gap in missing_borders(tables):
            key = (gap.from_country, gap.to_country, gap.mode, gap.crossing)
            if key in rows or "" in key[:3] or gap.mode not in self.schema.vocabularies["mode"]:
                continue
            rows[key] = {
                **dict(zip(("from_country", "to_country", "mode", "crossing"), key, strict=True)),
                "status": "open",
                "source_id": str(links.frame["source_id"].iloc[gap.row]),
                "note": f"taken from link {gap.link}",
            }
            places.append((links.spec.file, int(links.lines[gap.row]), "link_id"))
        return Derived(list(rows.values()), places)


def _polygons(given: Given) -> Features:
    """Return the polygons of the base and those given beside them."""
    base, own = given.base.countries, given.polygons
    polygons = Features(own.file, faults=own.faults, complete=own.complete)
    for code, shape in base["geometry"].items():
        if shape is not None:
            polygons.shapes[str(code)] = shape
            polygons.rows[str(code)] = 0
            polygons.properties[str(code)] = {"name": str(base.at[code, "name"])}
    polygons.shapes |= own.shapes
    polygons.rows |= own.rows
    polygons.properties |= own.properties
    return polygons


def _used_sources(tables: dict[str, CheckedTable], own: CheckedTable | None) -> CheckedTable:
    """Return the own sources and those lent ones on which a row rests."""
    sources = tables["sources"]
    rows = [t.frame for name, t in tables.items() if name != "sources"]
    used = {source for frame in rows if "source_id" in frame for source in frame["source_id"]}
    used |= set() if own is None else set(own.frame["source_id"])
    kept = sources.frame["source_id"].isin(list(used)).to_numpy()
    frame = sources.frame[kept].reset_index(drop=True)
    return replace(sources, frame=frame, lines=sources.lines[kept])
