"""Corridor rules: what a family of routes must avoid, and where it must pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.data.cells import list_items
from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset
    from corridor.network.graph import StateGraph
    from corridor.network.states import Arc

__all__ = [
    "CorridorRule",
    "blocked_because",
    "closed_territories",
    "corridor_rule",
    "passing_arcs",
]

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CorridorRule:
    """
    A rule that names a family of routes.

    Attributes
    ----------
    name
        Such as ``caspian``.
    avoid_territories
        Countries no node, section or line of the route may be in.
    avoid_passages
        Passages no link of the route may use.
    require_territory
        A country the route must touch, or an empty string.
    require_passage
        A passage the route must use, or an empty string.
    """

    name: str
    avoid_territories: frozenset[str] = frozenset()
    avoid_passages: frozenset[str] = frozenset()
    require_territory: str = ""
    require_passage: str = ""

    @property
    def requires(self) -> bool:
        """Whether the route must pass somewhere."""
        return bool(self.require_territory or self.require_passage)

    def __str__(self) -> str:
        parts = []
        if self.avoid_territories:
            parts.append("not through " + ", ".join(sorted(self.avoid_territories)))
        if self.avoid_passages:
            parts.append("not by " + ", ".join(sorted(self.avoid_passages)))
        if self.require_territory:
            parts.append(f"through {self.require_territory}")
        if self.require_passage:
            parts.append(f"by {self.require_passage}")
        return f"{self.name} ({'; '.join(parts) or 'no condition'})"


def corridor_rule(data: Dataset, name: str) -> CorridorRule:
    """
    Return the rule of a named corridor of the data set.

    Parameters
    ----------
    data
        The data set.
    name
        A corridor id: ``caspian``, ``russia``, ``iran``, ``china``, ``any`` in the bundled data.

    Returns
    -------
    rule
        The rule.

    Raises
    ------
    UnknownIdError
        No such corridor; names the nearest.

    Examples
    --------
    >>> print(corridor_rule(corridor.load_dataset(), "caspian"))
    caspian (not through BY, IR, RU; by caspian)
    """
    known = [str(c) for c in data.corridors.index]
    if name not in known:
        raise UnknownIdError("corridor", name, known)
    row = data.corridors.loc[name]
    return CorridorRule(
        name,
        frozenset(list_items(row["avoid_territories"])),
        frozenset(list_items(row["avoid_passages"])),
        str(row["require_territory"]),
        str(row["require_passage"]),
    )


def avoiding(data: Dataset, avoid: Iterable[str]) -> CorridorRule:
    """Return a rule that only avoids: territories by their code, passages by their name."""
    territories, passages = set(), set()
    countries = {str(c) for c in data.countries.index}
    named = {p for cell in data.links["passages"] for p in list_items(cell)}
    for item in avoid:
        if item in countries:
            territories.add(item)
        elif item in named:
            passages.add(item)
        else:
            raise UnknownIdError("territory or passage", item, sorted(countries | named))
    return CorridorRule("any", frozenset(territories), frozenset(passages))


def blocked_because(graph: StateGraph, rule: CorridorRule, origin: str) -> list[str]:
    """
    Say for every arc why the rule, its status or a control blocks it; empty where it may be used.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    rule
        The corridor rule.
    origin
        The node the cargo comes from: controls depend on its country.

    Returns
    -------
    reasons
        One text per arc.
    """
    closed = closed_territories(graph, origin)
    key = ("blocked", rule, tuple(closed.items()))
    reasons = graph.once(key, lambda: [_reason(arc, rule, closed) for arc in graph.arc_list])
    return list(reasons)


def _reason(arc: Arc, rule: CorridorRule, closed: dict[str, str]) -> str:
    """Say why one arc may not be used; empty where it may."""
    if not arc.is_open:
        return arc.closed_because
    avoided = sorted(arc.countries & rule.avoid_territories)
    if avoided:
        return f"in {', '.join(avoided)}"
    passages = sorted(arc.passages & rule.avoid_passages)
    if passages:
        return f"by {', '.join(passages)}"
    controlled = sorted(arc.countries & closed.keys()) if arc.kind == "link" else []
    return closed[controlled[0]] if controlled else ""


def closed_territories(graph: StateGraph, origin: str) -> dict[str, str]:
    """
    Return the territories closed to the cargo of an origin, and by what.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    origin
        The node the cargo comes from: controls depend on its country.

    Returns
    -------
    closed
        By territory, such as ``closed by control eu_ru``.
    """
    countries = graph.once(("countries",), graph.lookup.data.nodes["country"].to_dict)
    country = str(countries[origin])
    return graph.once(("closed to", country), lambda: _controls(graph, country))


def _controls(graph: StateGraph, country: str) -> dict[str, str]:
    """Return the territories closed to the cargo of a country, and by what."""
    data = graph.lookup.data
    controls = data.controls
    rows = controls[
        (controls["effect"] == "closed")
        & controls["origin"].isin(["", country])
        & controls["commodity"].isin(["", graph.commodity])
        & (controls["from"].astype(str).str[:4].replace("", "0000") <= str(data.year))
        & (controls["to"].astype(str).str[:4].replace("", "9999") >= str(data.year))
    ]
    return {
        territory: f"closed by control {control}"
        for control, cell in rows["territory"].items()
        for territory in list_items(cell)
    }


def passing_arcs(graph: StateGraph, rule: CorridorRule) -> Bools:
    """
    Return, per arc, whether it fulfils what the rule requires.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    rule
        The corridor rule.

    Returns
    -------
    passing
        (n_arcs,) all False when the rule requires nothing.
    """

    def passing() -> Bools:
        return np.array(
            [
                rule.require_territory in arc.land or rule.require_passage in arc.passages
                for arc in graph.arc_list
            ],
            dtype=bool,
        )

    return graph.once(("passing", rule), passing).copy()
