"""Which arcs a cargo may use, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corridor.errors import UnknownIdError
from corridor.flows.assembly.rules.cards import link_cards
from corridor.flows.assembly.rules.controls import controls_of
from corridor.network.rule import avoiding, blocked_because

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset
    from corridor.flows.assembly.rules.cards import LinkCard
    from corridor.flows.assembly.rules.controls import Control
    from corridor.network.graph import StateGraph
    from corridor.network.rule import CorridorRule
    from corridor.network.states import Arc

__all__ = ["Terms", "checked_subjects", "shut_because", "terms_of"]


def checked_subjects(data: Dataset, wanted: Iterable[str], what: str) -> frozenset[str]:
    """
    Return subjects of links, transfers and nodes as ``link:cpc``; a bare link id will do.

    Parameters
    ----------
    data
        The data set.
    wanted
        Such as ``cpc``, ``link:cpc``, ``transfer:aktau/rail_1520/sea``, ``node:aktau``.
    what
        The word for the error.

    Returns
    -------
    subjects
        Each with its kind.

    Raises
    ------
    UnknownIdError
        There is no such link, transfer or node; names the nearest.
    """
    if isinstance(wanted, str):
        wanted = [wanted]
    columns = ["node_id", "from_mode", "to_mode"]
    transfers = data.transfers[columns].astype(str).agg("/".join, axis=1)
    known = {f"link:{link}" for link in data.links.index}
    known |= {f"node:{node}" for node in data.nodes.index}
    known |= {f"transfer:{transfer}" for transfer in transfers}
    found = set()
    for item in wanted:
        subject = item if ":" in item else f"link:{item}"
        if subject not in known:
            raise UnknownIdError(what, item, [*known, *map(str, data.links.index)])
        found.add(subject)
    return frozenset(found)


@dataclass(frozen=True)
class Terms:
    """
    On what terms cargo moves.

    Attributes
    ----------
    data, cards, controls
        The data set, a card of each link, and the controls in force.
    access
        ``rules`` or ``ignore``.
    rule
        What is avoided.
    opened, closed
        Subjects that are treated as open, or as closed.
    """

    data: Dataset
    cards: dict[str, LinkCard]
    controls: tuple[Control, ...]
    access: str
    rule: CorridorRule
    opened: frozenset[str]
    closed: frozenset[str]


def terms_of(
    data: Dataset,
    *,
    access: str,
    avoid: Iterable[str],
    opened: Iterable[str],
    closed: Iterable[str],
) -> Terms:
    """
    Check the terms and return them.

    Parameters
    ----------
    data
        The data set.
    access, avoid, opened, closed
        Options of `assemble`.

    Returns
    -------
    terms
        With ids as subjects.

    Raises
    ------
    ValueError
        Access is neither ``rules`` nor ``ignore``.
    UnknownIdError
        There is no such territory, passage, link, transfer or node; names the nearest.
    """
    if access not in ("rules", "ignore"):
        msg = f"access is {access!r}; it is 'rules' or 'ignore'"
        raise ValueError(msg)
    return Terms(
        data,
        link_cards(data),
        controls_of(data),
        access,
        avoiding(data, [avoid] if isinstance(avoid, str) else avoid),
        checked_subjects(data, opened, "link or transfer to open"),
        checked_subjects(data, closed, "link, transfer or node to close"),
    )


def shut_because(graph: StateGraph, terms: Terms, origin: str) -> list[str]:
    """
    Say for every arc why cargo of a country may not use it; empty where it may.

    Besides what blocks a route (see `blocked_because`), a monopoly's link is shut to third parties:
    with ``access="rules"`` it carries only cargo of a country that it runs through, since national
    operators move their own gas to a border where it is sold. Links of shippers, under contract or
    quota, and of operators are open as far as their available capacity and quotas go.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    terms
        Access, and what is avoided, opened and closed.
    origin
        Country the cargo comes from.

    Returns
    -------
    reasons
        One text per arc.
    """
    nodes = terms.data.nodes
    home = str(nodes.index[nodes["country"] == origin].min())
    places = graph.states["node"].tolist()
    blocked = blocked_because(_as_opened(graph, terms.opened), terms.rule, home)
    reasons = []
    for arc, reason in zip(graph.arc_list, blocked, strict=True):
        shut = _closed_at(arc, places, terms.closed) if terms.closed else []
        if shut:
            reasons.append(f"closed ({shut[0]})")
        else:
            reasons.append(reason or _no_access(arc, terms, origin))
    return reasons


def _closed_at(arc: Arc, places: list[str], closed: frozenset[str]) -> list[str]:
    """Return what of an arc and its ends is closed."""
    ends = {f"node:{places[end]}" for end in (arc.tail, arc.head)}
    return sorted({arc.subject, *ends} & closed)


def _no_access(arc: Arc, terms: Terms, origin: str) -> str:
    """Say why cargo of a country has no access to a link; empty where it has."""
    if arc.kind != "link" or terms.access != "rules" or origin in arc.countries:
        return ""
    card = terms.cards[arc.subject]
    return f"access: {card.operator} carries its own only" if card.access == "monopoly" else ""


def _as_opened(graph: StateGraph, opened: frozenset[str]) -> StateGraph:
    """Return the graph with the arcs that are opened marked as open."""
    if not opened:
        return graph
    arcs = [
        arc._replace(is_open=True, closed_because="") if arc.subject in opened else arc
        for arc in graph.arc_list
    ]
    return replace(graph, arc_list=arcs)
