"""Which limits a tonne on an arc draws on: links, shared groups, transfers, nodes, borders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from corridor.flows.assembly.capacities import Figure, Number, figure, largest, numbers_of

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.flows.assembly.rules.cards import LinkCard
    from corridor.network.graph import StateGraph
    from corridor.network.states import Arc

__all__ = ["LIMIT_COLUMNS", "Asked", "LimitBook", "Use"]

WATER = frozenset({"sea", "ferry", "river"})
LIMIT_COLUMNS = [
    "limit",
    "kind",
    "subject",
    "name",
    "unit",
    "nameplate_per_y",
    "committed_per_y",
    "background_per_y",
    "available_per_y",
    "known",
    "estimate",
    "low_per_y",
    "high_per_y",
    "members",
]


class Use(NamedTuple):
    """A limit, and how many of its units one tonne takes."""

    limit: str
    per_tonne: float


class Asked(NamedTuple):
    """
    What the capacity of a limit was read from, so that it can be read again for other facts.

    Attributes
    ----------
    commodity
        On whose behalf the facts were asked first.
    elements
        Subject and direction of every element that may state it.
    wider
        Limits of the group of which this is a member: it counts where it is below one of them.
    group, unit
        Only figures of this commodity group in this unit.
    """

    commodity: str
    elements: tuple[tuple[str, str], ...]
    wider: tuple[str, ...] = ()
    group: str = ""
    unit: str = "t/y"


class _Leg(NamedTuple):
    """What the limits of an arc ask of its legs."""

    kind: str
    subject: str
    name: str
    mode: str
    from_node: str
    direction: str


@dataclass
class LimitBook:
    """
    Collects the limits that arcs draw on, each once, with what it can take.

    A limit is per direction unless the link is ``capacity_shared``. A figure of one commodity group
    binds that group alone, and stands under an id that ends in the group.

    Links of a ``capacity_group`` describe one track, berth or fleet: they share one limit, the
    largest capacity that any of them states (see `largest`). A member whose own figure is smaller
    keeps it besides; one with no figure, or the group's, has none of its own, so that a price
    stands in one place. Where a path uses two members one after the other (two crossings by the
    same ferries) it takes the limit twice, as it does in the world; no track has such members.

    The capacity of a node that has a water side is what passes it: transfers between ship and
    shore, loading from and unloading to ships. Of any other node it is what is loaded, unloaded or
    transferred there.

    Attributes
    ----------
    data
        The data set.
    cards
        From `link_cards`.
    every_member
        Whether a member of a group keeps a limit of its own even where the group's is no wider.
    rows
        Row of the limits table by limit id.
    asked
        What the known capacity of a limit was read from.
    known
        Uses of the arcs of each commodity asked about.
    numbers
        Facts on capacity.
    """

    data: Dataset
    cards: dict[str, LinkCard]
    every_member: bool = False
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    known: dict[str, list[list[Use]]] = field(default_factory=dict, repr=False)
    numbers: dict[str, Number] = field(default_factory=dict, repr=False)
    groups: dict[str, list[str]] = field(init=False)
    water: frozenset[str] = field(init=False)
    bounded: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Index the groups, the ports, and the nodes and borders with a stated capacity."""
        self.groups = {}
        for link, card in self.cards.items():
            if card.group:
                self.groups.setdefault(card.group, []).append(link)
        wet = [card.ends for card in self.cards.values() if card.mode in WATER]
        self.water = frozenset(end for ends in wet for end in ends)
        facts = self.data.facts
        stated = facts.loc[facts["attribute"] == "capacity_t_per_y", "subject"]
        self.bounded = frozenset(stated[stated.str.startswith(("node:", "border:"))])

    def uses(self, graph: StateGraph) -> list[list[Use]]:
        """Return, per arc of a commodity's graph, the limits that a tonne on it takes."""
        if graph.commodity not in self.known:
            self.numbers = self.numbers or numbers_of(graph)
            legs: dict[int, list[_Leg]] = {}
            table = graph.legs[["arc", *_Leg._fields]]
            columns = (table[name].to_numpy(object).tolist() for name in table.columns)
            for owner, *leg in zip(*columns, strict=True):
                legs.setdefault(owner, []).append(_Leg(*leg))
            self.known[graph.commodity] = [
                self._of_link(graph, arc.subject, legs[number])
                if arc.kind == "link"
                else self._of_stop(graph, arc, legs[number][0])
                for number, arc in enumerate(graph.arc_list)
            ]
        return self.known[graph.commodity]

    def table(self) -> pd.DataFrame:
        """Return the limits, sorted by id."""
        rows = [self.rows[name] for name in sorted(self.rows)]
        return pd.DataFrame(rows, columns=LIMIT_COLUMNS)

    def add(self, limit: str, kind: str, subject: str, name: str, **row: Any) -> str:  # noqa: ANN401
        """Add a limit that is no capacity, such as a quota; returns its id."""
        blank = {"committed_per_y": 0.0, "background_per_y": 0.0, "members": (subject,)}
        head = {"limit": limit, "kind": kind, "subject": subject, "name": name, "unit": "t/y"}
        self.rows.setdefault(limit, {**head, **blank, **row})
        return limit

    def _of_stop(self, graph: StateGraph, arc: Arc, leg: _Leg) -> list[Use]:
        """Return the limits of a transfer, loading or unloading: its own, and the node's."""
        modes, uses = [leg.mode], []
        if arc.kind == "transfer":
            modes.append(leg.direction)
            uses.append(self._capacity(graph, "transfer", arc.subject, "", leg.name))
        subject = f"node:{leg.from_node}"
        wet = leg.from_node in self.water
        if subject in self.bounded and (not wet or WATER & set(modes)):
            name = str(self.data.nodes.at[leg.from_node, "name"])
            use = self._capacity(graph, "node", subject, "", name)
            sides = sum(mode in WATER for mode in modes) if wet else 1
            uses.append(Use(use.limit, use.per_tonne * sides))
        return uses

    def _of_link(self, graph: StateGraph, subject: str, legs: list[_Leg]) -> list[Use]:
        """Return the limits of a link in one direction: its own or its group's, and borders."""
        card = self.cards[subject]
        way = next(leg.direction for leg in legs if leg.kind == "section")
        side = "" if card.shared else way
        if card.group:
            uses = self._of_member(graph, subject, side, card)
        else:
            uses = [self._capacity(graph, "link", subject, side, card.name)]
        return uses + [
            self._capacity(graph, "border", leg.subject, "", leg.name)
            for leg in legs
            if leg.kind == "border" and leg.subject in self.bounded
        ]

    def _of_member(self, graph: StateGraph, subject: str, side: str, card: LinkCard) -> list[Use]:
        """Return the limit of a member of a group, and that of the group."""
        members = tuple(self.groups[card.group])
        cards = [self.cards[member] for member in members]
        ways = ["" if c.shared else "forward" if c.directed else side for c in cards]
        elements = tuple(zip(members, ways, strict=True))
        found = [figure(graph, self.numbers, member, way) for member, way in elements]
        stated = [f for f in found if f is not None]
        kinds = sorted({(f.group, f.unit) for f in stated})
        shared = [largest([f for f in stated if (f.group, f.unit) == kind]) for kind in kinds]
        way = "" if any(c.shared or c.directed for c in cards) else side
        words = card.group.replace("_", " ")
        totals: list[Figure | None] = [*shared] or [None]
        whole = [
            self._row(
                f"group:{card.group}",
                "group",
                way,
                words,
                total,
                members,
                Asked(graph.commodity, elements),
            )
            for total in totals
        ]
        own = figure(graph, self.numbers, subject, side)
        wider = [
            (total, use.limit)
            for total, use in zip(totals, whole, strict=True)
            if own is not None and total is not None and total.unit == own.unit
        ]
        alone = len(stated) == 1 or not self.every_member
        if own is None or (
            alone and not any(own.available < total.available for total, _ in wider)
        ):
            return whole
        asked = Asked(graph.commodity, ((subject, side),), tuple(limit for _, limit in wider))
        return [self._row(subject, "link", side, card.name, own, (subject,), asked), *whole]

    def _capacity(self, graph: StateGraph, kind: str, subject: str, way: str, name: str) -> Use:
        found = figure(graph, self.numbers, subject, way)
        asked = Asked(graph.commodity, ((subject, way),))
        return self._row(subject, kind, way, name, found, (subject,), asked)

    def _row(
        self,
        subject: str,
        kind: str,
        way: str,
        name: str,
        found: Figure | None,
        members: tuple[str, ...],
        asked: Asked,
    ) -> Use:
        """Enter a limit, and return its use; unknown capacity is no limit, and says so."""
        tail = [way] if way else []
        if found is None:
            limit = "/".join([subject, *tail])
            self.add(limit, kind, subject, name, **_unknown(), members=members)
            return Use(limit, 1.0)
        limit = "/".join([subject, *tail, *([found.group] if found.group else [])])
        stated = {
            "unit": found.unit,
            "nameplate_per_y": float(found.nameplate),
            "committed_per_y": float(found.committed),
            "background_per_y": float(found.background),
            "available_per_y": float(found.available),
            "known": True,
            "estimate": found.estimate,
            "low_per_y": float(found.low),
            "high_per_y": float(found.high),
        }
        self.add(limit, kind, subject, name, **stated, members=members)
        self.asked.setdefault(limit, asked._replace(group=found.group, unit=found.unit))
        return Use(limit, float(found.per_tonne))


def _unknown() -> dict[str, Any]:
    """Return the figures of a limit that no fact states."""
    blank = dict.fromkeys(["nameplate_per_y", "low_per_y", "high_per_y"], np.nan)
    return {**blank, "available_per_y": np.inf, "known": False, "estimate": False}
