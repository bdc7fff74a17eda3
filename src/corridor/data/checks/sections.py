"""Check sections: their order, their sum, the countries they join and the borders crossed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.data.checks.links import BOOK_MODES, SEA, lengths_km, rows_by_id

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

    from corridor.data.files.tables import CheckedTable
    from corridor.errors import Fault

    Row = Mapping[Hashable, Any]
    Tables = Mapping[str, CheckedTable]

__all__ = ["check_sections"]

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
    borders = tables["borders"]
    known = None
    if borders.complete:
        columns = ["from_country", "to_country", "mode", "crossing"]
        known = set(borders.frame[columns].itertuples(index=False, name=None))
    for path in _paths(tables):
        faults += _ends_meet(sections, path)
        if known is not None:
            faults += _missing_borders(links, path, known)
    return faults


def _sums(sections: CheckedTable, lengths: pd.Series[float]) -> list[Fault]:
    """Check that sections count from 1 and add up to the length of their link."""
    faults: list[Fault] = []
    for link, rows in sections.frame.groupby("link_id", sort=False):
        first = int(rows.index[0])
        if rows["seq"].notna().all() and sorted(rows["seq"]) != list(range(1, len(rows) + 1)):
            order = ", ".join(map(str, sorted(rows["seq"])))
            rule = f"the sections of a link count 1, 2, 3 ...: these count {order}"
            faults.append(sections.fault(first, "seq", rule))
        stated, total = float(lengths.get(link, np.nan)), float(rows["km"].sum(skipna=False))
        if abs(total - stated) > max(JOIN_KM, JOIN_SHARE * stated):
            rule = f"the sections of {link} add up to its length ({total:.1f}, {stated:.1f} km)"
            faults.append(sections.fault(first, "km", rule))
    return faults


def _paths(tables: Tables) -> Iterator[_Path]:
    """Yield each link whose ends and sections can be read in full."""
    nodes = rows_by_id(tables["nodes"], "node_id")
    known = tables["countries"].known("country") | {SEA}
    ordered = tables["sections"].frame.sort_values("seq")
    groups = {str(link): rows for link, rows in ordered.groupby("link_id", sort=False)}
    for row, link in enumerate(tables["links"].frame.itertuples()):
        rows = groups.get(str(link.link_id))
        ends = (str(link.from_node_id), str(link.to_node_id))
        if rows is None or rows["seq"].isna().any() or not set(ends) <= set(nodes):
            continue
        places = [nodes[end] for end in ends]
        countries = [str(country) for country in rows["country"]]
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
            crossings=[str(name) for name in rows["crossing"]],
            rows=[int(number) for number in rows.index],
        )


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


def _missing_borders(
    links: CheckedTable, path: _Path, known: set[tuple[str, str, str, str]]
) -> Iterator[Fault]:
    """Check that each border a link crosses has a row, in each direction it runs."""
    steps = [(path.ends[0], ""), *zip(path.countries, path.crossings, strict=True)]
    land = [step for step in [*steps, (path.ends[1], "")] if step[0] != SEA]
    for (here, _), (there, crossing) in pairwise(land):
        pairs = [(here, there), (there, here)][: path.ways] if here != there else []
        for pair in pairs:
            if known.isdisjoint([(*pair, path.mode, crossing), (*pair, path.mode, "")]):
                subject = f"{pair[0]}-{pair[1]}/{path.mode}" + (f"/{crossing}" if crossing else "")
                rule = f"each border crossed is in borders.csv: {subject} is not"
                yield links.fault(path.row, "link_id", rule, f"add the row {','.join(pair)}")
