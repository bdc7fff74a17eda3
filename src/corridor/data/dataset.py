"""The data set: all tables as of one year, with the trail from each number to its source."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from corridor.data.checks.subjects import SubjectBook, subject_ids
from corridor.data.facts import facts_in_force, price_facts, timed_facts
from corridor.data.files.schema import read_schema
from corridor.data.years import check_year, open_in
from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Dataset"]


@dataclass(frozen=True, repr=False)
class Dataset:
    """
    All tables as of one year.

    The tables are shared, not copied: change one with `dataclasses.replace`, never in place.
    Empty text is "", an absent number NaN, an absent year `<NA>`; lists stay joined by `;`.

    Parameters
    ----------
    year
        The year as of which links are open and facts in force.
    price_year
        The year of whose US dollars all money is.
    folder
        Where the tables were read.
    sources, facts, attributes
        Where numbers come from: index `source_id`; none; `attribute`.
    countries
        Index `country`, with polygons; also countries that are only drawn.
    commodities, nodes, links
        Index `commodity_id`, `node_id` (points), `link_id` (lines, and `is_open` in `year`).
    sections
        Index (`link_id`, `seq`).
    borders, transfers, supply, demand, prices, observed
        Rows without a name of their own.
    controls, hazards, events, projects, corridors
        Index the id of the row.
    line_notes
        By link, the file its line is kept in (lines from OpenStreetMap have a licence, and so a
        file, of their own) and what is said there of how it was drawn.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> data.links.loc["btc", ["mode", "from_node_id", "to_node_id"]].to_list()
    ['oil_pipeline', 'sangachal', 'ceyhan']
    """

    year: int
    price_year: int
    folder: Path
    sources: pd.DataFrame
    facts: pd.DataFrame
    attributes: pd.DataFrame
    countries: gpd.GeoDataFrame
    commodities: pd.DataFrame
    nodes: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    sections: pd.DataFrame
    borders: pd.DataFrame
    transfers: pd.DataFrame
    supply: pd.DataFrame
    demand: pd.DataFrame
    prices: pd.DataFrame
    controls: pd.DataFrame
    observed: pd.DataFrame
    hazards: pd.DataFrame
    events: pd.DataFrame
    projects: pd.DataFrame
    corridors: pd.DataFrame
    line_notes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)[3:-1]}

    @cached_property
    def values(self) -> pd.DataFrame:
        """The facts in force in the year, prices included; index `fact`."""
        return facts_in_force(self.facts, self.prices, self.attributes, self.year)

    @cached_property
    def data_hash(self) -> str:
        """SHA-256 of what the tables say, whatever the order of their rows; not of the year."""
        total = hashlib.sha256()
        for name, table in sorted(self.tables.items()):
            total.update(f"{name}\n{_canonical(table)}\n".encode())
        return total.hexdigest()

    def as_of(self, year: int) -> Dataset:
        """
        Return the same tables as of another year; nothing is read again.

        Parameters
        ----------
        year
            From 2000 to 2035.

        Returns
        -------
        data
            `is_open` of the links and the facts in force are those of the year.

        Raises
        ------
        ValueError
            The year is not a whole number from 2000 to 2035.

        Examples
        --------
        >>> bool(corridor.load_dataset().as_of(2005).links.loc["btc", "is_open"])
        False
        """
        links = self.links.assign(is_open=open_in(self.links, check_year(year)))
        return replace(self, year=year, links=links)

    def trace(self, subject: str, attribute: str) -> pd.DataFrame:
        """
        Return every observation of a quantity with its source, those in force first.

        Parameters
        ----------
        subject
            Such as `link:cpc`.
        attribute
            Such as `tariff_usd_per_t`.

        Returns
        -------
        rows
            Value and range in `unit`, year observed, how it counts in the year (`timing`), kind,
            title and address of the source, and `in_force`; no row where nothing was observed.

        Raises
        ------
        UnknownIdError
            There is no such subject or attribute; offers the nearest.

        Examples
        --------
        >>> corridor.load_dataset().trace("link:btc", "length_km")[["value", "unit", "in_force"]]
            value unit  in_force
        0  1768.0   km      True
        """
        self._require(subject, attribute)
        facts = self.facts[(self.facts["subject"] == subject)]
        prices = self.prices[price_facts(self.prices)["subject"] == subject]
        rows = timed_facts(facts, prices, self.attributes, self.year)
        rows = rows[rows["attribute"] == attribute].reset_index(drop=True)
        said = self.sources[["title", "url"]].reindex(rows["source_id"]).reset_index(drop=True)
        rows = rows.join(said)
        rows = rows.sort_values(["in_force", "observed"], ascending=False, ignore_index=True)
        scope = ["commodity_group", "service", "direction", "scope"]
        figure = ["value", "low", "high", "unit", "range", "observed", "timing", "kind"]
        return rows[[*scope, *figure, "source_id", "title", "url", "note", "in_force"]]

    def _require(self, subject: str, attribute: str) -> None:
        """Raise for a subject or attribute that does not exist."""
        if attribute not in {*self.attributes.index, "price_usd_per_t"}:
            raise UnknownIdError("attribute", attribute, self.attributes.index)
        frames = {name: table.reset_index() for name, table in self.tables.items()}
        book = SubjectBook(subject_ids(frames, read_schema().vocabularies))
        if book.fault(subject) is not None:
            kind = subject.partition(":")[0]
            known = [f"{kind}:{name}" for name in book.ids.get(kind, ())]
            raise UnknownIdError("subject", subject, [*known, *self.facts["subject"].unique()])

    def check(self) -> pd.DataFrame:
        """
        Return what the data set holds.

        Returns
        -------
        counts
            Columns `table`, `what`, `count`: the rows of each table, then the facts in force by
            kind and by timing.

        Examples
        --------
        >>> list(corridor.load_dataset().check().columns)
        ['table', 'what', 'count']
        """
        rows = [(name, "rows", len(table)) for name, table in self.tables.items()]
        rows.append(("values", "rows", len(self.values)))
        for column in ("kind", "timing"):
            counts = self.values[column].value_counts().sort_index()
            rows += [("values", f"{column} {name}", int(n)) for name, n in counts.items()]
        return pd.DataFrame(rows, columns=["table", "what", "count"])

    def __repr__(self) -> str:
        """Return one line: the year and the size of the network."""
        return (
            f"<Dataset {self.year}: {len(self.nodes)} nodes, {len(self.links)} links, "
            f"{len(self.facts)} facts, {len(self.sources)} sources, {self.data_hash[:12]}>"
        )

    def _repr_html_(self) -> str:
        """Return the summary line and the counts as HTML, escaped."""
        return result_html(repr(self), self.check())


def _canonical(table: pd.DataFrame) -> str:
    """Return the content of a table as text that does not depend on the order of its rows."""
    named = [name for name in table.index.names if name]
    frame = pd.DataFrame(table.reset_index() if named else table).drop(
        columns="is_open", errors="ignore"
    )
    if "geometry" in frame:
        frame["geometry"] = gpd.GeoSeries(frame["geometry"]).to_wkb(hex=True)
    columns = sorted(frame.columns)
    rows = zip(*(map(str, frame[column]) for column in columns), strict=True)
    return "\n".join(["\t".join(columns), *sorted("\t".join(row) for row in rows)])
