"""The evidence behind a report: the facts it uses, in words, and the sources they come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.contents.subjects import subject_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corridor.data.dataset import Dataset

__all__ = ["Evidence", "Fact", "Source", "evidence_of", "quantity_words"]

# The unit that an attribute's name ends in; the unit of the figure itself stands beside it.
_UNIT = re.compile(
    r"_(usd_per_(tkm|t|bbl)|kg_per_(tkm|t)|km_per_d|share_per_(y|km)|t_per_y|per_y|share|km|d|t)$"
)
_BARE = re.compile(r"^(bbl|kg|mmbtu|t|per)_(per_)?\w+$")


@dataclass(frozen=True)
class Fact:
    """
    One fact as it is read in a report.

    Attributes
    ----------
    fact_id
        Its id in the data set.
    about, quantity
        Its subject and its attribute in words.
    value, low, high
        In `unit`; the ends of the range are NaN where none is stated.
    unit
        As published.
    bounds
        Whether the range is hard bounds rather than P10 to P90.
    year
        The year it was seen; None for what has no year.
    timing
        How it counts in the year of the data: ``in_year``, ``carried``, ``backcast``, ``timeless``.
    kind
        ``reported``, ``derived`` or ``estimate``.
    source_id
        Key of `Evidence.sources`.
    note
        What the data set says of it.
    """

    fact_id: str
    about: str
    quantity: str
    value: float
    low: float
    high: float
    unit: str
    bounds: bool
    year: int | None
    timing: str
    kind: str
    source_id: str
    note: str = ""


@dataclass(frozen=True)
class Source:
    """
    One source of facts.

    Attributes
    ----------
    source_id
        Its id in the data set.
    title, publisher, url, published, licence
        As in the sources table; empty where not stated.
    """

    source_id: str
    title: str
    publisher: str = ""
    url: str = ""
    published: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Evidence:
    """
    The facts that a report uses and their sources, each in the order of first use.

    Attributes
    ----------
    facts
        By fact id. A fact that the data set does not hold in its year is absent.
    sources
        By source id.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


def evidence_of(data: Dataset, facts: Iterable[str]) -> Evidence:
    """
    Return the evidence for the facts that a report uses.

    Parameters
    ----------
    data
        As of the year of the report.
    facts
        Fact ids, as in the index of `data.values`; repeats and unknown ones are left out.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> fact = next(iter(data.values.index[data.values["subject"] == "link:cpc"]))
    >>> evidence = evidence_of(data, [fact, fact])
    >>> len(evidence.facts), len(evidence.sources)
    (1, 1)
    """
    known = [fact for fact in dict.fromkeys(facts) if fact in data.values.index]
    rows = data.values.loc[known]
    found = {str(row.Index): _fact(data, row) for row in rows.itertuples()}
    used = dict.fromkeys(fact.source_id for fact in found.values())
    return Evidence(found, {name: _source(data, name) for name in used})


def quantity_words(attribute: str, description: str = "") -> str:
    """
    Return the words for an attribute, without its unit.

    Parameters
    ----------
    attribute
        Such as ``tariff_usd_per_t``.
    description
        Said instead where the name is only a unit, such as ``t_per_feu``.

    Examples
    --------
    >>> quantity_words("tariff_usd_per_t"), quantity_words("transit_time_d")
    ('tariff', 'transit time')
    >>> quantity_words("t_per_feu", "payload of a container")
    'payload of a container'
    """
    if _BARE.match(attribute) and description:
        return description
    return _UNIT.sub("", attribute).replace("_", " ")


def _fact(data: Dataset, row: object) -> Fact:
    """Return one row of the facts in force in words."""
    cell = row._asdict()  # type: ignore[attr-defined]
    attribute = str(cell["attribute"])
    table = data.attributes["description"]
    quantity = quantity_words(attribute, str(table.get(attribute, "")))
    narrower = [cell[name] for name in ("commodity_group", "service", "direction", "scope")]
    said = ", ".join(str(part).replace("_", " ") for part in narrower if part)
    return Fact(
        str(cell["Index"]),
        subject_words(data, str(cell["subject"])),
        f"{quantity} ({said})" if said else quantity,
        float(cell["value"]),
        float(cell["low"]),
        float(cell["high"]),
        str(cell["unit"]),
        cell["range"] == "bounds",
        None if pd.isna(cell["observed"]) else int(cell["observed"]),
        str(cell["timing"]),
        str(cell["kind"]),
        str(cell["source_id"]),
        str(cell["note"]),
    )


def _source(data: Dataset, source_id: str) -> Source:
    """Return one row of the sources table; its id alone where there is none."""
    if source_id not in data.sources.index:
        return Source(source_id, source_id)
    row = data.sources.loc[source_id]
    kept = (row.get(name, "") for name in ("title", "publisher", "url", "published", "licence"))
    title, publisher, url, published, licence = ("" if pd.isna(x) else str(x) for x in kept)
    return Source(source_id, title or source_id, publisher, url, published, licence)
