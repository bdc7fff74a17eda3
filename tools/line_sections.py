"""Cut a line into the ordered countries it runs through.

A line is sampled every half kilometre; each piece belongs to the country its middle lies
in, or to ``SEA``.  Slivers along a border are given to a neighbour, then the km are scaled
so that they add up to the length of the link.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from line_network import dense
from line_sea import Line, distance_km

SEA = "SEA"
SLIVER_KM = 2.0  # shorter runs are border noise
END_KM = 5.0  # a node this close to its own country counts as inside it
FAIRWAY_KM = 350.0  # a river port farther than this from the sea is not one
HARBOUR_KM = 5.0  # land under a ship line shorter than this is port ground
OFFSHORE_KM = 15.0  # a pipe under water for less than this stays with its neighbour
CANAL_BOX = (32.2, 29.9, 32.7, 31.35)  # Suez canal with its lakes: all Egyptian
WATER_MODES = frozenset({"sea", "ferry"})
PIPE_MODES = frozenset({"oil_pipeline", "gas_pipeline"})
SWAP_MODES = frozenset({"gas_swap", "book_swap"})


@dataclass
class Run:
    """A stretch of one country; a published one names its source."""

    country: str
    km: float
    source_id: str = ""


@dataclass(frozen=True)
class End:
    """What the sections need to know of an end node."""

    country: str
    accuracy_km: float
    offshore: bool = False

    @property
    def shore(self) -> str:
        """Return what lies behind the node: its country, or the sea."""
        return SEA if self.offshore else self.country


class Territory:
    """Country polygons prepared for many point tests."""

    def __init__(self, countries: gpd.GeoDataFrame) -> None:
        self.codes = countries["country"].to_numpy()
        self.shapes = countries.geometry.to_numpy()
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)

    def countries_at(self, points: np.ndarray) -> np.ndarray:
        """Return the country of every point, ``SEA`` where there is none."""
        found = np.full(len(points), SEA, dtype=object)
        for start in range(0, len(points), 500):
            part = points[start : start + 500]
            box = shapely.box(*part.min(axis=0), *part.max(axis=0))
            for k in np.sort(self.tree.query(box)):
                free = found[start : start + 500] == SEA
                inside = shapely.contains_xy(self.shapes[k], part[:, 0], part[:, 1])
                found[start : start + 500][free & inside] = self.codes[k]
        return found


def raw_runs(line: Line, territory: Territory, *, canal: bool) -> list[Run]:
    """Return the countries along a line as they come."""
    points = dense(np.asarray(line), 0.5)
    middles = (points[:-1] + points[1:]) / 2
    km = distance_km(points[:-1], points[1:])
    codes = territory.countries_at(middles)
    if canal:
        west, south, east, north = CANAL_BOX
        x, y = middles[:, 0], middles[:, 1]
        codes[(x > west) & (x < east) & (y > south) & (y < north)] = "EG"
    return collapse([Run(str(c), float(k)) for c, k in zip(codes, km, strict=True)])


def collapse(runs: list[Run]) -> list[Run]:
    """Join neighbouring runs of one country."""
    out: list[Run] = []
    for run in runs:
        if out and out[-1].country == run.country:
            out[-1].km += run.km
        else:
            out.append(Run(run.country, run.km))
    return out


def absorb(runs: list[Run], at: int) -> list[Run]:
    """Give a run to its longer neighbour."""
    beside = [k for k in (at - 1, at + 1) if 0 <= k < len(runs)]
    if not beside:
        return runs
    best = max(beside, key=lambda k: runs[k].km)
    runs[at].country = runs[best].country
    return collapse(runs)


def settle_ends(runs: list[Run], ends: tuple[End, End]) -> list[Run]:
    """Give a short first or last run to the country of its end node."""
    for at, end in ((0, ends[0]), (-1, ends[1])):
        short = runs[at].km <= max(END_KM, end.accuracy_km) and not end.offshore
        if runs[at].country != end.country and short:
            runs[at].country = end.country
    return collapse(runs)


def settle_water(runs: list[Run], mode: str, ends: tuple[End, End]) -> list[Run]:
    """Decide which runs are sea: by mode, by length and by what lies on both sides."""
    if mode in WATER_MODES:
        for at, run in enumerate(runs):
            quay = at in {0, len(runs) - 1}
            if run.country != SEA and run.km < HARBOUR_KM * (2 if quay else 1):
                run.country = SEA
        return join_fairway(collapse(runs), ends)
    while len(runs) > 1:
        for at, run in enumerate(runs):
            left = runs[at - 1].country if at else ends[0].shore
            right = runs[at + 1].country if at + 1 < len(runs) else ends[1].shore
            if run.country != SEA:
                continue
            if left == right:
                run.country = left
                runs = collapse(runs)
                break
            if mode not in PIPE_MODES or run.km < OFFSHORE_KM:
                runs = absorb(runs, at)
                break
        else:
            break
    if len(runs) == 1 and runs[0].country == SEA and ends[0].shore == ends[1].shore:
        runs[0].country = ends[0].country
    return runs


def join_fairway(runs: list[Run], ends: tuple[End, End]) -> list[Run]:
    """Give the reaches between two pieces of a river port's own land to its country."""
    for end, step in ((ends[0], 1), (ends[1], -1)):
        order = runs[::step]
        before = np.cumsum([0.0, *(run.km for run in order)])
        own = [
            k
            for k, run in enumerate(order)
            if run.country == end.country != SEA and before[k] < FAIRWAY_KM
        ]
        for run in order[: own[-1]] if own else []:
            run.country = end.country
    return collapse(runs)


def drop_slivers(runs: list[Run], ends: tuple[End, End]) -> list[Run]:
    """Give runs shorter than a sliver to a neighbour, the shortest first."""
    while len(runs) > 1:
        candidates = [
            at
            for at, run in enumerate(runs)
            if run.km < SLIVER_KM
            and not (at == 0 and run.country == ends[0].country)
            and not (at == len(runs) - 1 and run.country == ends[1].country)
        ]
        if not candidates:
            break
        runs = absorb(runs, min(candidates, key=lambda at: runs[at].km))
    return runs


def put_in_order(runs: list[Run], order: list[str]) -> list[Run]:
    """Absorb runs, the shortest first, until the countries come in the known order.

    If they cannot, the runs come back as they were; the report shows the difference.
    """
    work = [Run(run.country, run.km) for run in runs]
    while [run.country for run in work] != order:
        strange = [k for k, run in enumerate(work) if run.country not in order]
        again = [
            k
            for k, run in enumerate(work)
            if sum(r.country == run.country for r in work) > order.count(run.country)
        ]
        if len(work) <= len(order) or not (strange or again):
            return runs
        work = absorb(work, min(strange or again, key=lambda k: work[k].km))
    return work


def hold_ends(runs: list[Run], ends: tuple[End, End]) -> list[Run]:
    """Make sure a link begins and ends in the countries of its nodes."""
    total = sum(run.km for run in runs)
    if runs[0].country not in {ends[0].country, ends[0].shore}:
        runs = [Run(ends[0].country, min(END_KM, total / 10)), *runs]
    if runs[-1].country not in {ends[1].country, ends[1].shore}:
        runs = [*runs, Run(ends[1].country, min(END_KM, total / 10))]
    return runs


def country_runs(
    line: Line,
    mode: str,
    ends: tuple[End, End],
    territory: Territory,
    *,
    canal: bool,
    order: list[str] | None = None,
) -> list[Run]:
    """Return the ordered countries of a link with the km its line has in each."""
    if mode in SWAP_MODES:  # nothing moves between the ends: half the length each
        points = np.asarray(line)
        half = float(distance_km(points[:-1], points[1:]).sum()) / 2
        return collapse([Run(ends[0].country, half), Run(ends[1].country, half)])
    runs = raw_runs(line, territory, canal=canal)
    if mode not in WATER_MODES:
        runs = settle_ends(runs, ends)
    runs = settle_water(runs, mode, ends)
    if mode in WATER_MODES:
        return runs
    runs = drop_slivers(runs, ends)
    return hold_ends(put_in_order(runs, order) if order else runs, ends)


def scale(runs: list[Run], length_km: float) -> list[Run]:
    """Scale km to one decimal so that the sum is the length to one decimal exactly."""
    total = sum(run.km for run in runs)
    target = max(round(length_km * 10), len(runs))
    share = [run.km / total * target if total > 0 else target / len(runs) for run in runs]
    tenths = [max(1, int(value)) for value in share]
    order = sorted(range(len(runs)), key=lambda k: (tenths[k] - share[k], k))
    step = 0
    while sum(tenths) != target:
        k = order[step % len(runs)] if sum(tenths) < target else int(np.argmax(tenths))
        tenths[k] += 1 if sum(tenths) < target else -1
        step += 1
    return [
        Run(run.country, value / 10, run.source_id) for run, value in zip(runs, tenths, strict=True)
    ]
