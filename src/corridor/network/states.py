"""The structure of one commodity's graph: states (node, mode), arcs, and the legs of arcs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

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

    @property
    def places(self) -> list[str]:
        """Subjects to ask about the leg: itself, then its mode in the country, then its mode."""
        return [self.subject, f"mode:{self.mode}/{self.country}", f"mode:{self.mode}"]


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
    """Country and name of each node; states, arcs and legs, before any quantity."""

    country: dict[str, str]
    name: dict[str, str]
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
    structure = Structure(
        {str(node): str(country) for node, country in data.nodes["country"].items()},
        {str(node): str(name) for node, name in data.nodes["name"].items()},
    )
    _add_links(structure, data, group, modes)
    _add_transfers(structure, data, group, modes)
    _add_loading(structure, data, group, modes)
    return structure


class _Link(NamedTuple):
    """What the structure needs of a row of links, in one direction."""

    subject: str
    name: str
    mode: str
    ends: tuple[str, str]
    way: str
    stream: str
    passages: frozenset[str]
    closed_because: str


def _add_links(structure: Structure, data: Dataset, group: str, modes: set[str]) -> None:
    sections, status = _section_steps(data), _border_status(data)
    for row in data.links.sort_index().itertuples():
        if group not in list_items(row.commodity_groups) or row.mode not in modes:
            continue
        ends = (str(row.from_node_id), str(row.to_node_id))
        link = _Link(
            f"link:{row.Index}",
            str(row.name),
            str(row.mode),
            ends,
            "forward",
            str(row.stream),
            frozenset(list_items(row.passages)),
            "" if row.is_open else _closed_because(row, data.year),
        )
        _add_link(structure, link, sections[str(row.Index)], status)
        if not row.directed:
            back = link._replace(ends=(ends[1], ends[0]), way="backward")
            _add_link(structure, back, sections[str(row.Index)], status)


def _add_link(
    structure: Structure, link: _Link, steps: list[Step], status: dict[tuple[str, ...], str]
) -> None:
    number = len(structure.arcs)
    legs = list(_link_legs(number, link, steps, structure))
    because = link.closed_because
    for leg in legs:
        crossing = (leg.subject + "//").split("/")[2]
        state = status.get((leg.country, leg.to_country, leg.mode, crossing), "open")
        if leg.kind == "border" and state != "open" and not because:
            because = f"border {leg.country}-{leg.to_country} is {state}"
    land = frozenset(leg.country for leg in legs if leg.kind == "section") - {SEA}
    ends = frozenset(structure.country[end] for end in link.ends) - {SEA}
    tail, head = (structure.state(end, link.mode) for end in link.ends)
    structure.arcs.append(
        Arc(
            tail, head, "link", link.subject, not because, because, land | ends, land, link.passages
        )
    )
    structure.legs += legs


def _link_legs(arc: int, link: _Link, steps: list[Step], structure: Structure) -> Iterator[Leg]:
    """Yield the sections of a link in travel order, a border wherever the country changes."""
    here, there = link.ends
    name = link.name
    if link.way == "backward":
        name = f"{structure.name[here]} - {structure.name[there]}"
    crossings = [step[2] for step in steps] + [""]
    if link.way == "backward":
        steps, crossings = steps[::-1], crossings[::-1]
    ends = (here, there, link.mode)
    last = structure.country[here]
    for (country, share, _), crossing in zip(steps, crossings[:-1], strict=True):
        if country != SEA and last not in (SEA, country):
            yield _border(arc, last, country, crossing, ends)
        last = last if country == SEA else country
        yield Leg(
            arc, "section", link.subject, name, *ends, country, "", share, link.way, link.stream
        )
    final = structure.country[there]
    if final != SEA and last not in (SEA, final):
        yield _border(arc, last, final, next((c for c in crossings if c), ""), ends)
    for passage in sorted(link.passages):
        words = passage.replace("_", " ").title()
        yield Leg(arc, "passage", f"passage:{passage}", words, *ends, direction=link.way)


def _section_steps(data: Dataset) -> dict[str, list[Step]]:
    """Return the sections of every link, in order."""
    rows = data.sections.reset_index().sort_values(["link_id", "seq"])
    share = rows["km"] / rows.groupby("link_id")["km"].transform("sum")
    steps: dict[str, list[Step]] = {}
    columns = (rows["link_id"], rows["country"], share, rows["crossing"])
    for link, country, part, crossing in zip(*columns, strict=True):
        steps.setdefault(str(link), []).append((str(country), float(part), str(crossing)))
    return steps


def _border(arc: int, here: str, there: str, crossing: str, ends: tuple[str, str, str]) -> Leg:
    subject = f"border:{here}-{there}/{ends[2]}" + (f"/{crossing}" if crossing else "")
    return Leg(arc, "border", subject, f"border {here}-{there}", *ends, here, there)


def _border_status(data: Dataset) -> dict[tuple[str, ...], str]:
    """Return the status of each directed border crossing."""
    columns = ["from_country", "to_country", "mode", "crossing", "status"]
    rows = data.borders[columns].astype(str).itertuples(index=False, name=None)
    return {(a, b, mode, crossing): status for a, b, mode, crossing, status in rows}


def _closed_because(row: Any, year: int) -> str:  # noqa: ANN401 - a row of itertuples
    """Say why a link is not open in a year."""
    status = str(row.status).replace("_", " ")
    if not pd.isna(row.opened) and year < int(row.opened) and status in ("open", "closed", "idle"):
        return f"opens in {int(row.opened)}"
    if not pd.isna(row.closed):
        return f"{'idle' if status == 'idle' else 'closed'} since {int(row.closed)}"
    return status


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
