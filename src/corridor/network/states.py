"""The structure of one commodity's graph: states (node, mode), arcs, and the legs of arcs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from corridor.data.cells import list_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.data.dataset import Dataset

__all__ = ["MARKET", "ORIGIN", "Arc", "Leg", "Structure", "build_structure"]

# A section: country, share of the link's length, crossing by which it is entered.
Step = tuple[str, float, str]
# The two modes a tonne is in before it is put on and after it is taken off.
ORIGIN, MARKET = "origin", "market"
SEA = "SEA"


class Leg(NamedTuple):
    """A section, border, passage, transfer, loading or unloading as used: one row of a route."""

    arc: int
    kind: str
    subject: str
    name: str
    from_node: str
    to_node: str
    mode: str
    country: str = ""
    to_country: str = ""
    share: float = 0.0
    direction: str = ""
    stream: str = ""


class Arc(NamedTuple):
    """
    A move between two states.

    ``countries`` are those of its sections and of both its ends, ``land`` those it runs over or
    stops in: a ship that only calls at a port is in the port's country, but does not go through it.
    """

    tail: int
    head: int
    kind: str
    subject: str
    is_open: bool
    closed_because: str
    countries: frozenset[str]
    land: frozenset[str]
    passages: frozenset[str]


@dataclass
class Structure:
    """Country of each node; states, arcs and legs of one commodity, before any quantity."""

    country: dict[str, str]
    states: dict[tuple[str, str], int] = field(default_factory=dict)
    arcs: list[Arc] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)

    def state(self, node: str, mode: str) -> int:
        """Return the number of a state, making it on first sight."""
        return self.states.setdefault((node, mode), len(self.states))


def build_structure(data: Dataset, commodity: str) -> Structure:
    """
    Return the states, arcs and legs a commodity can use, open or not.

    Arcs that are closed, planned or proposed are there too, marked, so that a search that fails can
    name what would have to open.

    Parameters
    ----------
    data
        The data set as of a year.
    commodity
        A commodity id.

    Returns
    -------
    structure
        Deterministic: sorted by id, whatever the order of the rows.
    """
    group = str(data.commodities.at[commodity, "commodity_group"])
    modes = set(list_items(data.commodities.at[commodity, "modes"]))
    structure = Structure({str(n): str(c) for n, c in data.nodes["country"].items()})
    _add_links(structure, data, group, modes)
    _add_transfers(structure, data, group, modes)
    _add_loading(structure, data, group, modes)
    return structure


def _add_links(structure: Structure, data: Dataset, group: str, modes: set[str]) -> None:
    sections = _section_steps(data)
    status = _border_status(data)
    for link in data.links.sort_index().itertuples():
        if group not in list_items(link.commodity_groups) or link.mode not in modes:
            continue
        rows = sections[str(link.Index)]
        ways = ["forward"] if bool(link.directed) else ["forward", "backward"]
        for way in ways:
            _add_link(structure, data, link, rows, way, status)


def _add_link(
    structure: Structure,
    data: Dataset,
    link: object,
    rows: list[Step],
    way: str,
    status: dict[tuple[str, str, str, str], str],
) -> None:
    ends = [str(link.from_node_id), str(link.to_node_id)]  # type: ignore[attr-defined]
    if way == "backward":
        ends.reverse()
    mode, subject = str(link.mode), f"link:{link.Index}"  # type: ignore[attr-defined]
    passages = frozenset(list_items(link.passages))  # type: ignore[attr-defined]
    number = len(structure.arcs)
    legs = list(_link_legs(number, link, ends, way, rows, structure.country))
    legs += [
        Leg(
            number,
            "passage",
            f"passage:{p}",
            p.replace("_", " "),
            ends[0],
            ends[1],
            mode,
            direction=way,
        )
        for p in sorted(passages)
    ]
    is_open, because = _openness(link, data.year)
    for leg in legs:
        if leg.kind == "border" and is_open:
            parts = (leg.subject.split(":", 1)[1] + "//").split("/")
            key = (leg.country, leg.to_country, mode, parts[2])
            if status.get(key, "open") != "open":
                is_open, because = False, f"border {leg.country}-{leg.to_country} is {status[key]}"
    land = {leg.country for leg in legs if leg.kind == "section"} - {SEA}
    countries = (land | {structure.country[end] for end in ends}) - {SEA}
    structure.arcs.append(
        Arc(
            structure.state(ends[0], mode),
            structure.state(ends[1], mode),
            "link",
            subject,
            is_open,
            because,
            frozenset(countries),
            frozenset(land),
            passages,
        )
    )
    structure.legs += legs


def _link_legs(
    arc: int, link: object, ends: list[str], way: str, rows: list[Step], country_of: dict[str, str]
) -> Iterator[Leg]:
    """Yield the sections of a link in travel order, with a border wherever the country changes."""
    mode = str(link.mode)  # type: ignore[attr-defined]
    stream = str(link.stream)  # type: ignore[attr-defined]
    name, subject = str(link.name), f"link:{link.Index}"  # type: ignore[attr-defined]
    steps = list(rows)
    crossings = [step[2] for step in steps] + [""]
    if way == "backward":
        steps.reverse()
        crossings.reverse()
    last = country_of[ends[0]]
    for (country, share, _), crossing in zip(steps, crossings[:-1], strict=True):
        if country != SEA and last not in (SEA, country):
            yield _border(arc, last, country, mode, crossing, ends)
        last = last if country == SEA else country
        yield Leg(
            arc, "section", subject, name, ends[0], ends[1], mode, country, "", share, way, stream
        )
    final = country_of[ends[1]]
    if final != SEA and last not in (SEA, final):
        crossing = next((c for c in crossings if c), "")
        yield _border(arc, last, final, mode, crossing, ends)


def _section_steps(data: Dataset) -> dict[str, list[Step]]:
    """Return the sections of every link, in order."""
    rows = data.sections.reset_index().sort_values(["link_id", "seq"])
    share = rows["km"] / rows.groupby("link_id")["km"].transform("sum")
    steps: dict[str, list[Step]] = {}
    columns = (rows["link_id"], rows["country"], share, rows["crossing"])
    for link, country, part, crossing in zip(*columns, strict=True):
        steps.setdefault(str(link), []).append((str(country), float(part), str(crossing)))
    return steps


def _border(arc: int, here: str, there: str, mode: str, crossing: str, ends: list[str]) -> Leg:
    subject = f"border:{here}-{there}/{mode}" + (f"/{crossing}" if crossing else "")
    return Leg(
        arc, "border", subject, f"border {here}-{there}", ends[0], ends[1], mode, here, there
    )


def _border_status(data: Dataset) -> dict[tuple[str, str, str, str], str]:
    """Return the status of each directed border crossing."""
    columns = ["from_country", "to_country", "mode", "crossing", "status"]
    rows = data.borders[columns]
    return {(a, b, m, c): s for a, b, m, c, s in rows.itertuples(index=False)}


def _openness(row: object, year: int) -> tuple[bool, str]:
    """Say whether a link is open, and if not, why."""
    if bool(row.is_open):  # type: ignore[attr-defined]
        return True, ""
    status = str(row.status).replace("_", " ")  # type: ignore[attr-defined]
    opened, closed = row.opened, row.closed  # type: ignore[attr-defined]
    if not pd.isna(opened) and year < int(opened) and status in ("open", "closed", "idle"):
        return False, f"opens in {int(opened)}"
    if not pd.isna(closed):
        return False, f"{'idle' if status == 'idle' else 'closed'} since {int(closed)}"
    return False, status


def _add_transfers(structure: Structure, data: Dataset, group: str, modes: set[str]) -> None:
    rows = data.transfers.reset_index()
    rows = rows[rows["commodity_group"].isin([group, ""])]
    rows = rows[rows["from_mode"].isin(modes) & rows["to_mode"].isin(modes)]
    for row in rows.sort_values(["node_id", "from_mode", "to_mode"]).itertuples():
        node, here, there = str(row.node_id), str(row.from_mode), str(row.to_mode)
        if (node, here) not in structure.states or (node, there) not in structure.states:
            continue
        subject, number = f"transfer:{node}/{here}/{there}", len(structure.arcs)
        country = structure.country[node]
        is_open = bool(row.status == "open")
        structure.arcs.append(
            Arc(
                structure.state(node, here),
                structure.state(node, there),
                "transfer",
                subject,
                is_open,
                "" if is_open else str(row.status).replace("_", " "),
                frozenset({country} - {SEA}),
                frozenset({country} - {SEA}),
                frozenset(),
            )
        )
        name = f"{data.nodes.at[node, 'name']}: {here} to {there}".replace("_", " ")
        structure.legs.append(
            Leg(number, "transfer", subject, name, node, node, there, country, direction=here)
        )


def _add_loading(structure: Structure, data: Dataset, group: str, modes: set[str]) -> None:
    for row in data.nodes.sort_index().itertuples():
        node, country = str(row.Index), str(row.country)
        for token in sorted(list_items(row.load_modes)):
            token_group, mode = token.split(":")
            if token_group != group or mode not in modes or (node, mode) not in structure.states:
                continue
            inside = structure.state(node, mode)
            ends = {
                "loading": (structure.state(node, ORIGIN), inside),
                "unloading": (inside, structure.state(node, MARKET)),
            }
            for kind, (tail, head) in ends.items():
                number, where = len(structure.arcs), frozenset({country} - {SEA})
                structure.arcs.append(
                    Arc(tail, head, kind, f"node:{node}", True, "", where, where, frozenset())
                )
                verb = "put on" if kind == "loading" else "taken off"
                name = f"{row.name}: {verb} {mode.replace('_', ' ')}"
                structure.legs.append(
                    Leg(number, kind, f"node:{node}", name, node, node, mode, country)
                )
