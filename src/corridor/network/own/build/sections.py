"""Derive what was not said of place: countries of nodes, lines and sections of links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from shapely.geometry import LineString

from corridor.data.checks.links import BOOK_MODES, SEA
from corridor.data.checks.territory import NODE_SLACK_KM, TOLERANCE_KM
from corridor.network.own.build.columns import Derived
from corridor.network.own.build.ground import Ground, Run

if TYPE_CHECKING:
    from corridor.data.files.geojson import Features
    from corridor.data.files.tables import CheckedTable
    from corridor.errors import Fault
    from corridor.network.own.build.given import GivenTable

__all__ = ["derive_sections", "node_countries", "straight_lines"]

WATER = frozenset(["sea", "ferry"])
LAND = frozenset(["rail_1520", "rail_1435", "road"])
SHORE_KM = 25.0
"""A pipe under water for less than this between two places of one country stays in it."""


def node_countries(nodes: GivenTable, ground: Ground) -> GivenTable:
    """
    Return the nodes with the country of each, where the column is missing or a cell empty.

    Parameters
    ----------
    nodes
        Filled.
    ground
        Country polygons.

    Returns
    -------
    nodes
        With a fault for each place that lies in no country nor close to one.
    """
    given = nodes.filled("country", "")
    if not {"x_coord", "y_coord"} <= set(nodes.cells.columns):
        return given if "country" in nodes else nodes
    x, y, slack = (given.number(name) for name in ("x_coord", "y_coord", "accuracy_km"))
    codes, faults = list(given.cells["country"]), []
    bare = (given.cells["country"] == "") & x.between(-180, 180) & y.between(-90, 90)
    rows = np.flatnonzero(bare)
    for row, found in zip(rows.tolist(), ground.at(np.column_stack([x, y])[rows]), strict=True):
        code, away = str(found), 0.0
        if code == SEA:
            code, away = ground.nearest(float(x.iloc[row]), float(y.iloc[row]))
        if away <= max(NODE_SLACK_KM, float(np.nan_to_num(slack.iloc[row]))):
            codes[row] = code
            continue
        rule = "a place outside every country polygon says its country"
        near = f"{code} is {away:.1f} km away: " if code else ""
        remedy = f"{near}give country (SEA at sea), with accuracy_km or offshore where it lies off"
        faults.append(given.fault(row, "country", rule, remedy))
    cells = given.cells.assign(country=pd.Series(codes, dtype="str"))
    return replace(given, cells=cells, faults=(*given.faults, *faults))


def straight_lines(
    links: CheckedTable, nodes: CheckedTable, lines: Features, lengths: pd.Series[float]
) -> list[Fault]:
    """
    Draw a straight line for each link that was given none but has a length.

    Parameters
    ----------
    links, nodes
        Their cells checked.
    lines
        Given lines; the straight ones are added.
    lengths
        Stated length of each link (km).

    Returns
    -------
    faults
        Links with neither a line nor a length.
    """
    places = nodes.frame.drop_duplicates("node_id").set_index("node_id")[["x_coord", "y_coord"]]
    refused = {fault.row for fault in lines.faults}
    faults: list[Fault] = []
    for row, link in enumerate(links.frame.itertuples()):
        name, at = str(link.link_id), int(links.lines[row])
        if name in lines.shapes or not name or at in refused:
            continue
        if name not in lengths.index:
            rule = "a link has a line, or its length and its sections"
            remedy = "give a geometry or length_km: the straight line is shorter than the way"
            faults.append(links.fault(row, "link_id", rule, remedy))
            continue
        ends = places.reindex([link.from_node_id, link.to_node_id]).to_numpy(dtype=float)
        if link.mode in BOOK_MODES or not np.isfinite(ends).all() or (ends[0] == ends[1]).all():
            continue
        lines.shapes[name] = LineString(ends)
        lines.rows[name] = at
        lines.properties[name] = {"method": "straight"}
    return faults


@dataclass(frozen=True)
class _Link:
    """What sections need of a link."""

    name: str
    mode: str
    ends: tuple[str, str]
    free: tuple[bool, bool]
    straight: bool


def derive_sections(
    links: CheckedTable,
    nodes: CheckedTable,
    lines: Features,
    lengths: pd.Series[float],
    given: set[str],
    ground: Ground,
) -> tuple[Derived, list[Fault]]:
    """
    Return the sections of each link that was given none.

    Runs of at most 5 km in another country are border noise of coarse polygons and go to a
    neighbour; where the polygons miss the country of a node, the line has a section of 0 km in it;
    the rest is scaled to the length of the link.

    Parameters
    ----------
    links, nodes
        Their cells checked.
    lines
        Line of each link, given or straight.
    lengths
        Length of each link (km).
    given
        Links that have sections.
    ground
        Country polygons.

    Returns
    -------
    sections, faults
        A link whose countries a line cannot tell is a fault, never a guess.
    """
    countries = dict(zip(nodes.frame["node_id"], nodes.frame["country"], strict=True))
    free = nodes.frame["offshore"] | (nodes.frame["kind"] == "border_point")
    loose = dict(zip(nodes.frame["node_id"], free | (nodes.frame["country"] == SEA), strict=True))
    again = links.frame["link_id"].duplicated().to_list()
    refused = {fault.row for fault in lines.faults}
    sections = Derived()
    faults: list[Fault] = []
    for row, link in enumerate(links.frame.itertuples()):
        name, ends = str(link.link_id), (str(link.from_node_id), str(link.to_node_id))
        told = name not in lengths.index or not all(map(countries.get, ends))
        if again[row] or name in given or told or int(links.lines[row]) in refused:
            continue  # what is wrong with these is told elsewhere
        straight = lines.properties.get(name, {}).get("method") == "straight"
        about = _Link(
            name,
            str(link.mode),
            ends=(countries[ends[0]], countries[ends[1]]),
            free=(bool(loose[ends[0]]), bool(loose[ends[1]])),
            straight=straight,
        )
        runs, rule = _runs(about, lines, ground)
        if rule:
            faults.append(links.fault(row, "link_id", rule, "give its sections, or its line"))
        total = sum(run.km for run in runs)
        for seq, run in enumerate(runs, start=1):
            sections.add(
                (links.spec.file, int(links.lines[row]), "geometry"),
                link_id=name,
                seq=str(seq),
                country=run.country,
                km=repr(run.km / total * float(lengths[name])),
                kind="derived",
                source_id=str(link.source_id),
            )
    return sections, faults


def _runs(link: _Link, lines: Features, ground: Ground) -> tuple[list[Run], str]:
    """Return the runs of a link, or the rule that it breaks."""
    start, end = link.ends
    line = lines.shapes.get(link.name)
    if line is None:
        alone = link.mode in BOOK_MODES and start == end
        return ([Run(start, 1.0)], "") if alone else ([], "a link without a line has sections")
    if start == end and link.mode not in WATER and ground.within(line, start):
        return [Run(start, 1.0)], ""
    runs = _tidy(_landed(ground.runs(line), link), link)
    if link.mode in LAND and any(run.country == SEA for run in runs):
        km = sum(run.km for run in runs if run.country == SEA)
        return [], f"a line on land stays in country polygons: {km:.0f} km lie outside"
    only = {run.country for run in runs}
    home = {start, end} if link.mode not in WATER else {SEA}
    if link.straight and (len(only) > 1 or only != home):
        named = ", ".join(sorted(only))
        return [], f"a straight line tells no countries but those of its ends: it crosses {named}"
    return runs, ""


def _landed(runs: list[Run], link: _Link) -> list[Run]:
    """Let a line start and end in the countries of its nodes where coarse polygons miss them."""
    if link.mode in WATER:
        return runs
    first = [] if link.free[0] or runs[0].country == link.ends[0] else [Run(link.ends[0], 0.0)]
    last = [] if link.free[1] or runs[-1].country == link.ends[1] else [Run(link.ends[1], 0.0)]
    return [*first, *runs, *last]


def _tidy(runs: list[Run], link: _Link) -> list[Run]:
    """Give runs that are border noise to a neighbour, the shortest first."""
    runs = list(runs)
    while len(runs) > 1:
        small = [k for k, run in enumerate(runs) if _is_noise(k, runs, link)]
        if not small:
            break
        at = min(small, key=lambda k: (runs[k].km, k))
        runs = _absorbed(runs, at)
    return runs


def _is_noise(at: int, runs: list[Run], link: _Link) -> bool:
    """Say whether a run may go; the country of a node keeps its end of the line."""
    run = runs[at]
    between = 0 < at < len(runs) - 1 and runs[at - 1].country == runs[at + 1].country
    if run.country == SEA and between and link.mode not in WATER:
        # A bridge, or a shore that the polygons draw too far inland.
        return link.mode in LAND or run.km <= SHORE_KM
    if run.km > TOLERANCE_KM:
        return False
    first = at == 0 and run.country == link.ends[0]
    last = at == len(runs) - 1 and run.country == link.ends[1]
    return link.mode in WATER or not (first or last)


def _absorbed(runs: list[Run], at: int) -> list[Run]:
    """Return the runs without one, its km given to the longer neighbour."""
    sides = [k for k in (at - 1, at + 1) if 0 <= k < len(runs)]
    heir = max(sides, key=lambda k: (runs[k].km, -k))
    kept = [
        Run(run.country, run.km + (runs[at].km if k == heir else 0.0))
        for k, run in enumerate(runs)
        if k != at
    ]
    joined: list[Run] = []
    for run in kept:
        if joined and joined[-1].country == run.country:
            joined[-1] = Run(run.country, joined[-1].km + run.km)
        else:
            joined.append(run)
    return joined
