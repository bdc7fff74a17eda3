"""The report that ``derive_lines.py`` prints: what to look at before committing lines."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from line_sea import distance_km
from line_sections import SEA, SWAP_MODES, WATER_MODES, Run, Territory, raw_runs
from line_tables import Drawn, Length, Node

LAND_ALLOWED_KM = 5.0
SHORT_KM = 15.0  # no ratio is judged on a shorter link
RATIO = {"rail": (0.75, 1.6), "other": (0.6, 2.2)}


def off_km(shape: shapely.Geometry, place: tuple[float, float]) -> float:
    """Return how far a place lies outside a shape (0 inside)."""
    ends = shapely.get_coordinates(shapely.shortest_line(shapely.Point(place), shape))
    return float(distance_km(ends[0], ends[-1]))


class Report:
    """Collects one row per link and the warnings."""

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        self.rows: list[str] = []
        self.warnings: list[str] = []

    def add(
        self, drawn: Drawn, runs: list[Run], km: float, direct: float, fact: Length | None
    ) -> None:
        """Add a link: its lengths, what it crosses, what looks wrong."""
        known = {run.country for run in runs}
        crossed: dict[str, float] = {}
        for run in raw_runs(drawn.line, self.territory, canal=False):
            crossed[run.country] = crossed.get(run.country, 0.0) + run.km
        foreign = {
            c: round(v, 1) for c, v in sorted(crossed.items()) if c not in known and v >= 0.5
        }
        foreign.pop(SEA, None)
        ratio = km / fact.km if fact and fact.km else float("nan")
        countries = " ".join(f"{run.country}:{run.km:g}" for run in runs)
        self.rows.append(
            f"{drawn.link_id} | {drawn.mode} | {drawn.method} | {km:.1f} | {direct:.1f} | "
            f"{fact.km if fact else float('nan'):.1f} | {ratio:.2f} | {drawn.bridged_km:.0f} | "
            f"{countries} | {foreign or ''}"
        )
        if drawn.mode in WATER_MODES:
            dry = sum(v for c, v in crossed.items() if c != SEA and c not in known)
            if dry > LAND_ALLOWED_KM:
                self.warnings.append(f"{drawn.link_id}: ship line crosses {dry:.1f} km of land")
            ends = self.territory.countries_at(np.asarray([drawn.line[0], drawn.line[-1]]))
            for country in set(ends):  # the quay: own ground of a port
                foreign.pop(str(country), None)
        self.warn(drawn, runs, direct, fact, ratio, foreign)

    def warn(
        self,
        drawn: Drawn,
        runs: list[Run],
        direct: float,
        fact: Length | None,
        ratio: float,
        foreign: Mapping[str, float],
    ) -> None:
        """Note everything about a link that a person should look at."""
        name = drawn.link_id
        self.warnings.extend(f"{name}: {remark}" for remark in drawn.remarks)
        if direct < 0.05:
            self.warnings.append(f"{name}: both ends at one place")
        if fact is None:
            self.warnings.append(f"{name}: no length_km fact")
        elif fact.km < direct * 0.995:
            self.warnings.append(f"{name}: length fact {fact.km:.1f} < great circle {direct:.1f}")
        low, high = RATIO["rail" if drawn.mode.startswith("rail") else "other"]
        judged = np.isfinite(ratio) and direct >= SHORT_KM and drawn.mode not in SWAP_MODES
        if judged and not low <= ratio <= high:
            self.warnings.append(f"{name}: line / length fact = {ratio:.2f}")
        if foreign.get("RU", 0) > 0 and drawn.mode not in SWAP_MODES:
            self.warnings.append(f"{name}: {foreign['RU']} km over RU land, no RU section")
        countries = [run.country for run in runs]
        again = sorted({c for c in countries if countries.count(c) > 1} - {SEA})
        if again:
            order = "-".join(f"{run.country}({run.km:.0f})" for run in runs)
            self.warnings.append(f"{name}: enters {' '.join(again)} more than once: {order}")

    def check_nodes(self, nodes: Mapping[str, Node]) -> None:
        """Warn of nodes outside their country, with the nearest point inside."""
        for node in nodes.values():
            hit = np.flatnonzero(self.territory.codes == node.country)
            if node.country == SEA:
                continue
            if not len(hit):
                self.warnings.append(f"node {node.node_id}: unknown country {node.country!r}")
                continue
            shape = self.territory.shapes[hit[0]]
            off = off_km(shape, node.place)
            found = str(self.territory.countries_at(np.array([node.place]))[0])
            allowed = max(node.accuracy_km, 1.0)
            if off <= 0.01 or node.offshore or (found == SEA and off <= allowed):
                continue
            line = shapely.shortest_line(shapely.Point(node.place), shape)
            x, y = shapely.get_coordinates(line)[-1]
            level = "outside" if off > allowed else "just outside (within accuracy)"
            self.warnings.append(
                f"node {node.node_id}: {level} {node.country} by {off:.1f} km, lies in {found}; "
                f"nearest own ground {x:.3f}, {y:.3f}"
            )

    def text(self) -> str:
        """Return the whole report."""
        head = "link | mode | method | line km | great circle | fact | ratio | bridged | sections"
        body = "\n".join([f"{head} | not in sections", *self.rows])
        return f"{body}\n\nwarnings\n" + "\n".join(f"- {w}" for w in self.warnings)
