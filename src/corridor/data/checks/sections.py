"""Check sections: their order, their sum, the countries they join and the borders crossed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from corridor.data.checks.links import BOOK_MODES, SEA, lengths_km, rows_by_id

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    import pandas as pd

    from corridor.data.files.tables import CheckedTable
    from corridor.errors import Fault

    Row = Mapping[Hashable, Any]
    Tables = Mapping[str, CheckedTable]

__all__ = ["MissingBorder", "check_sections", "missing_borders"]

WATER_MODES = frozenset(["sea", "ferry"])
JOIN_KM, JOIN_SHARE = 0.5, 0.001
"""How far the sections may miss the length of their link: whichever is more."""


@dataclass(frozen=True)
class _Path:
    """One link with its ends and its sections in order."""

    row: int
    link: str
    mode: str
    ways: int
    ends: tuple[str, str]
    free: tuple[bool, bool]
    countries: list[str]
    crossings: list[str]
    rows: list[int]


class MissingBorder(NamedTuple):
    """One direction of a crossing that a link needs; `row` counts the links from 0."""

    row: int
    link: str
    from_country: str
    to_country: str
    mode: str
    crossing: str

    @property
    def subject(self) -> str:
        """The border as facts name it, without its kind."""
        tail = f"/{self.crossing}" if self.crossing else ""
        return f"{self.from_country}-{self.to_country}/{self.mode}{tail}"


def check_sections(tables: Tables) -> list[Fault]:
    """
    Return the faults of the sections of each link, and of the borders between them.

    Parameters
    ----------
    tables
        All tables, their cells checked.

    Returns
    -------
    faults
        In the order of the checks; none where rows of the sections were lost.
    """
    links, sections = tables["links"], tables["sections"]
    if not sections.complete:
        return []
    lengths = lengths_km(tables["facts"].frame)
    with_some = set(sections.frame["link_id"])
    bare = ~links.frame["link_id"].isin(list(with_some)) & (links.frame["link_id"] != "")
    faults = links.where(bare, "link_id", "every link has sections")
    faults += _sums(sections, lengths)
    paths = list(_paths(tables))
    for path in paths:
        faults += _ends_meet(sections, path)
    for gap in _without_border(paths, tables):
        rule = f"each border crossed is in borders.csv: {gap.subject} is not"
        remedy = f"add the row {gap.from_country},{gap.to_country}"
        faults.append(links.fault(gap.row, "link_id", rule, remedy))
    return faults


class _Part(NamedTuple):
    """One row of the sections; `row` counts from 0, `seq` is None where it cannot be read."""

    row: int
    seq: int | None
    country: str
    km: float
    crossing: str


def _parts(sections: CheckedTable) -> dict[str, list[_Part]]:
    """Return the sections of each link, in the order of the rows."""
    frame = sections.frame
    seqs = [None if empty else int(seq) for seq, empty in _with_gaps(frame["seq"])]
    columns = (frame["country"], frame["km"].astype(float), frame["crossing"])
    parts: dict[str, list[_Part]] = {}
    cells = zip(frame["link_id"], seqs, *columns, strict=True)
    for row, (link, seq, country, km, crossing) in enumerate(cells):
        part = _Part(row, seq, str(country), float(km), str(crossing))
        parts.setdefault(str(link), []).append(part)
    return parts


def _with_gaps(column: pd.Series[int]) -> Iterator[tuple[Any, bool]]:
    """Yield each cell, and whether there is nothing in it."""
    return zip(column, column.isna(), strict=True)


def _sums(sections: CheckedTable, lengths: pd.Series[float]) -> list[Fault]:
    """Check that sections count from 1 and add up to the length of their link."""
    faults: list[Fault] = []
    known = lengths.to_dict()
    for link, parts in _parts(sections).items():
        first, order = parts[0].row, sorted(part.seq for part in parts if part.seq is not None)
        if len(order) == len(parts) and order != list(range(1, len(parts) + 1)):
            shown = ", ".join(map(str, order))
            rule = f"the sections of a link count 1, 2, 3 ...: these count {shown}"
            faults.append(sections.fault(first, "seq", rule))
        stated, total = float(known.get(link, np.nan)), math.fsum(part.km for part in parts)
        if abs(total - stated) > max(JOIN_KM, JOIN_SHARE * stated):
            rule = f"the sections of {link} add up to its length ({total:.1f}, {stated:.1f} km)"
            faults.append(sections.fault(first, "km", rule))
    return faults


def _paths(tables: Tables) -> Iterator[_Path]:
    """Yield each link whose ends and sections can be read in full."""
    nodes = rows_by_id(tables["nodes"], "node_id")
    known = tables["countries"].known("country") | {SEA}
    sections = _parts(tables["sections"])
    for row, link in enumerate(tables["links"].frame.itertuples()):
        given = sections.get(str(link.link_id), [])
        parts = sorted((part for part in given if part.seq is not None), key=_by_seq)
        ends = (str(link.from_node_id), str(link.to_node_id))
        if not parts or len(parts) < len(given) or not all(end in nodes for end in ends):
            continue
        places = [nodes[end] for end in ends]
        countries = [part.country for part in parts]
        if not {*countries, *(str(place["country"]) for place in places)} <= known:
            continue
        yield _Path(
            row=row,
            link=str(link.link_id),
            mode=str(link.mode),
            ways=1 if link.directed else 2,
            ends=(str(places[0]["country"]), str(places[1]["country"])),
            free=(_may_differ(places[0]), _may_differ(places[1])),
            countries=countries,
            crossings=[part.crossing for part in parts],
            rows=[part.row for part in parts],
        )


def _by_seq(part: _Part) -> int:
    return part.seq or 0


def _may_differ(place: Row) -> bool:
    """Say whether the section at a node may lie in another country than the node."""
    return bool(place["offshore"]) or place["country"] == SEA or place["kind"] == "border_point"


def _ends_meet(sections: CheckedTable, path: _Path) -> Iterator[Fault]:
    """Check that the outer sections lie in the countries of the nodes."""
    for at, word in ((0, "first"), (-1, "last")):
        country, node = path.countries[at], path.ends[at]
        apart = path.mode in BOOK_MODES or (country == SEA and path.mode in WATER_MODES)
        if country != node and not path.free[at] and not apart:
            rule = f"the {word} section of {path.link} lies in {node}, the country of its node"
            yield sections.fault(path.rows[at], "country", rule)


def missing_borders(tables: Tables) -> list[MissingBorder]:
    """
    Return each border that a link crosses and that has no row, in each direction it runs.

    Parameters
    ----------
    tables
        All tables, their cells checked.

    Returns
    -------
    missing
        In the order of the links; none where rows of the sections or borders were lost.
    """
    return _without_border(_paths(tables), tables) if tables["sections"].complete else []


def _without_border(paths: Iterable[_Path], tables: Tables) -> list[MissingBorder]:
    """Return the borders that these links cross and that have no row."""
    borders = tables["borders"]
    if not borders.complete:
        return []
    columns = ["from_country", "to_country", "mode", "crossing"]
    known = set(borders.frame[columns].itertuples(index=False, name=None))
    return [
        MissingBorder(path.row, path.link, *pair, path.mode, crossing)
        for path in paths
        for pair, crossing in _crossed(path)
        if known.isdisjoint([(*pair, path.mode, crossing), (*pair, path.mode, "")])
    ]


def _crossed(path: _Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each pair of countries between which a link crosses, and the crossing."""
    steps = [(path.ends[0], ""), *zip(path.countries, path.crossings, strict=True)]
    land = [step for step in [*steps, (path.ends[1], "")] if step[0] != SEA]
    for (here, _), (there, crossing) in pairwise(land):
        pairs = [(here, there), (there, here)][: path.ways] if here != there else []
        yield from ((pair, crossing) for pair in pairs)
