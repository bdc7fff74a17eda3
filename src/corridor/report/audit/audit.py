"""The audit: what a data set holds, how much of it is sourced, and where it is thin."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.audit import coverage, gaps
from corridor.report.audit.evidence import gather, sourced_shares
from corridor.report.audit.printed import audit_text
from corridor.routes.pairs import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset
    from corridor.report.audit.evidence import Evidence, Pair

__all__ = ["Audit", "audit"]

TOP = 15


@dataclass(frozen=True, repr=False)
class Audit:
    """
    What a data set holds and how good it is, as tables.

    Attributes
    ----------
    year, price_year
        The year the facts are in force in, and of whose US dollars all money is.
    counts
        Index ``what``: count.
    kinds, tables
        Facts in force by kind and timing; rows of each table by kind.
    countries, commodities, corridors, attributes
        Coverage: nodes, producers, markets, links and facts; see `corridor.report.audit.coverage`.
    comparisons, shares
        The comparisons that weigh the facts, and the share of facts and of cost that is sourced.
    estimates, oldest
        Index ``fact``: the estimates that carry most cost; the oldest facts that the routes read.
    capacity, unknown_capacity, coarse_places
        Open links by mode and by whether their capacity is known; those without; nodes placed
        worse than to 5 km.
    disagreements, backcasts
        Index ``fact``: ranges whose high is over twice their low; figures seen only later.

    Examples
    --------
    >>> found = audit(corridor.load_dataset())
    >>> int(found.counts.loc["rows without a source", "count"])
    0
    """

    year: int
    price_year: int
    counts: pd.DataFrame
    kinds: pd.DataFrame
    tables: pd.DataFrame
    countries: pd.DataFrame
    commodities: pd.DataFrame
    corridors: pd.DataFrame
    attributes: pd.DataFrame
    comparisons: pd.DataFrame
    shares: pd.DataFrame
    estimates: pd.DataFrame
    oldest: pd.DataFrame
    capacity: pd.DataFrame
    unknown_capacity: pd.DataFrame
    coarse_places: pd.DataFrame
    disagreements: pd.DataFrame
    backcasts: pd.DataFrame

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)[2:]}

    def to_text(self) -> str:
        """Return the audit as lines of at most 118 characters, the counts first."""
        return audit_text(self)

    def __repr__(self) -> str:
        """Return one line."""
        share = float(self.shares["facts_sourced_share"].loc["all facts in force"])
        return f"<Audit {self.year}: {share:.0%} of {self.kinds['total'].sum()} facts sourced>"

    def _repr_html_(self) -> str:
        """Return the tables as HTML, escaped; long ones cut."""
        parts = [f"<p>{escape(repr(self))}</p>"]
        for name, frame in self.frames.items():
            table = frame.to_html(
                border=0, escape=True, max_rows=TOP, float_format="{:,.3g}".format
            )
            parts.append(f"<h4>{escape(name.replace('_', ' '))}</h4>{table}")
        return f"<div>{''.join(parts)}</div>"


def audit(data: Dataset, *, pairs: Iterable[Pair] = PAIRS) -> Audit:
    """
    Audit a data set.

    Parameters
    ----------
    data
        As of a year.
    pairs
        Commodity, origin and destination of the comparisons that weigh the facts; those whose
        places are not in the data set are skipped, and ``comparisons`` says so.

    Returns
    -------
    found
        Tables; `to_text` prints them.

    Examples
    --------
    >>> found = audit(corridor.load_dataset())
    >>> 0 < float(found.shares.at["all facts in force", "facts_sourced_share"]) < 1
    True
    """
    evidence = gather(data, pairs)
    facts = evidence.facts
    cost = facts["usd_per_t"].reindex(data.values.index, fill_value=0.0)
    wide = gaps.disagreements(data, cost if len(facts) else cost * float("nan"))
    return Audit(
        data.year,
        data.price_year,
        _count(data),
        gaps.timing_by_kind(data),
        gaps.kinds_by_table(data),
        coverage.by_country(data),
        coverage.by_commodity(data),
        coverage.by_corridor(data),
        coverage.by_attribute(data),
        evidence.status,
        sourced_shares(data, evidence),
        _estimates(data, evidence),
        _oldest(data, evidence),
        gaps.capacity_by_mode(data),
        gaps.unknown_capacity(data),
        gaps.coarse_places(data),
        wide,
        gaps.backcasts(data, facts.index),
    )


def _count(data: Dataset) -> pd.DataFrame:
    """Return the counts that come first."""
    counts = {
        "nodes": len(data.nodes),
        "links": len(data.links),
        "open links": int(data.links["is_open"].sum()),
        "transfers": len(data.transfers),
        "borders": len(data.borders),
        "facts observed": len(data.facts),
        "prices observed": len(data.prices),
        "facts in force": len(data.values),
        **{kind: int((data.values["kind"] == kind).sum()) for kind in coverage.KINDS},
        "sources": len(data.sources),
        "rows without a source": gaps.rows_without_source(data),
    }
    return pd.DataFrame({"count": counts}).rename_axis("what")


def _estimates(data: Dataset, evidence: Evidence) -> pd.DataFrame:
    """Return the estimates that carry most cost, with the titles of their sources."""
    rows = evidence.facts[evidence.facts["kind"] == "estimate"]
    rows = rows[rows["usd_per_t"] > 0].sort_values("usd_per_t", ascending=False, kind="stable")
    return _titled(data, rows.head(TOP))


def _oldest(data: Dataset, evidence: Evidence) -> pd.DataFrame:
    """Return the oldest facts that the routes read; timeless ones and exchange rates never age."""
    rows = evidence.facts[evidence.facts["timing"] != "timeless"].dropna(subset="observed")
    rows = rows[~rows.index.str.startswith("currency:")]
    order = ["observed", "usd_per_t"]
    rows = rows.sort_values(order, ascending=[True, False], kind="stable")
    return _titled(data, rows.head(TOP))


def _titled(data: Dataset, facts: pd.DataFrame) -> pd.DataFrame:
    """Return facts with the titles of their sources."""
    return facts.assign(title=data.sources["title"].reindex(facts["source_id"]).to_numpy())
