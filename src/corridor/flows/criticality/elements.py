"""What can be lost as one: links, transfers, nodes, companies, countries, passages, causes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from corridor.data.cells import list_items
from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corridor.data.dataset import Dataset
    from corridor.network.graph import StateGraph
    from corridor.network.states import Arc

__all__ = [
    "KINDS",
    "ElementKind",
    "check_element",
    "companies",
    "element_name",
    "elements_of_arcs",
    "kinds_of",
]

ElementKind = Literal[
    "link", "transfer", "node", "group", "operator", "owner", "territory", "passage", "cause"
]
KINDS: tuple[ElementKind, ...] = get_args(ElementKind)
# What a company's name ends with where its share is stated: "KMG 20.75 %", "SOCAR 25-33 %".
SHARE = re.compile(r"\s+[\d.,-]+\s*%$")


def kinds_of(by: str | Iterable[str]) -> tuple[str, ...]:
    """Return the kinds asked for, once each, or name the nearest to the one there is not."""
    asked = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    for kind in asked:
        if kind not in KINDS:
            raise UnknownIdError("kind of element", kind, KINDS)
    if not asked:
        msg = f"by is empty; name one or more of {', '.join(KINDS)}"
        raise ValueError(msg)
    return asked


def companies(cell: str) -> list[str]:
    """
    Return the companies of a cell of operators or owners, without their shares.

    Parameters
    ----------
    cell
        Text that joins them with ``;``.

    Returns
    -------
    names
        In the order of the cell, once each.

    Examples
    --------
    >>> companies("KazTransOil 50 %; CNODC 50 %")
    ['KazTransOil', 'CNODC']
    """
    return list(dict.fromkeys(SHARE.sub("", name.strip()) for name in list_items(cell)))


def elements_of_arcs(data: Dataset, graph: StateGraph, by: tuple[str, ...]) -> pd.DataFrame:
    """
    Return which arcs of a state graph each element takes with it.

    A link is lost both ways, with every link of its capacity group when the group is lost. A node
    takes everything that ends, stops or changes mode there; a territory every arc that touches it,
    at sea when an end lies in it; a cause everything that its hazards are on record for.

    Parameters
    ----------
    data
        The data set of the graph.
    graph
        The state graph of a commodity.
    by
        Kinds of element, from `kinds_of`.

    Returns
    -------
    members
        element, kind, arc; sorted, no row twice.
    """
    book = _Book(data, graph)
    rows = [
        (element, kind, number)
        for number, arc in enumerate(graph.arc_list)
        for kind in by
        for element in book.elements(arc, kind)
    ]
    members = pd.DataFrame(rows, columns=["element", "kind", "arc"]).drop_duplicates()
    return members.sort_values(["element", "arc"], ignore_index=True)


class _Book:
    """Columns of the tables, ready to be asked per arc."""

    def __init__(self, data: Dataset, graph: StateGraph) -> None:
        links = data.links
        self.node = [str(n) for n in graph.states["node"]]
        self.columns = {
            name: {f"link:{link}": str(cell) for link, cell in links[name].items()}
            for name in ("capacity_group", "operator", "owner")
        }
        self.causes: dict[str, set[str]] = {}
        hazards = data.hazards[data.hazards["shared_cause"] != ""]
        for subject, cause in zip(hazards["subject"], hazards["shared_cause"], strict=True):
            self.causes.setdefault(str(subject), set()).add(str(cause))

    def elements(self, arc: Arc, kind: str) -> Iterator[str]:
        """Yield the elements of a kind that take the arc with them."""
        if kind in ("link", "transfer"):
            yield from [arc.subject] if arc.kind == kind else []
        elif kind == "node":
            yield from {f"node:{self.node[end]}" for end in (arc.tail, arc.head)}
        elif kind == "group":
            group = self.columns["capacity_group"].get(arc.subject, "")
            yield from [f"group:{group}"] if group else []
        elif kind in ("operator", "owner"):
            cell = self.columns[kind].get(arc.subject, "")
            yield from (f"{kind}:{name}" for name in companies(cell))
        elif kind == "territory":
            yield from (f"territory:{country}" for country in arc.countries)
        elif kind == "passage":
            yield from (f"passage:{passage}" for passage in arc.passages)
        elif kind == "cause":
            for subject in self._subjects(arc):
                yield from (f"cause:{cause}" for cause in self.causes.get(subject, ()))

    def _subjects(self, arc: Arc) -> set[str]:
        """Return every subject a hazard of which would stop the arc."""
        ends = {f"node:{self.node[end]}" for end in (arc.tail, arc.head)}
        countries = {f"country:{country}" for country in arc.countries}
        return {arc.subject, *ends, *countries, *(f"passage:{p}" for p in arc.passages)}


def element_name(data: Dataset, element: str) -> str:
    """Return what to call an element in a table."""
    kind, _, name = element.partition(":")
    if kind == "link":
        return str(data.links.at[name, "name"])
    if kind == "node":
        return str(data.nodes.at[name, "name"])
    if kind == "transfer":
        node, here, there = name.split("/")[:3]
        return f"{data.nodes.at[node, 'name']}: {here} to {there}".replace("_", " ")
    if kind == "territory":
        return str(data.countries.at[name, "name"])
    if kind == "cause":
        subjects = data.hazards.loc[data.hazards["shared_cause"] == name, "subject"]
        return f"{name.replace('_', ' ')} ({', '.join(sorted(set(subjects)))})"
    words = name.replace("_", " ")
    return {"passage": words.title(), "group": words}.get(kind, name)


def check_element(data: Dataset, element: str) -> None:
    """
    Raise where an element is not one that the data set has.

    Parameters
    ----------
    data
        The data set.
    element
        Such as ``territory:RU`` or ``group:cpc``.

    Raises
    ------
    UnknownIdError
        No such kind, or no such element of the kind; names the nearest.

    Examples
    --------
    >>> check_element(corridor.load_dataset(), "passage:caspian")
    """
    kind, _, name = element.partition(":")
    kinds_of(kind)
    links, transfers = data.links, data.transfers.reset_index()
    known: dict[str, Iterable[object]] = {
        "link": links.index,
        "node": data.nodes.index,
        "transfer": transfers["node_id"]
        + "/"
        + transfers["from_mode"]
        + "/"
        + transfers["to_mode"],
        "group": links["capacity_group"],
        "operator": (c for cell in links["operator"] for c in companies(str(cell))),
        "owner": (c for cell in links["owner"] for c in companies(str(cell))),
        "territory": data.countries.index,
        "passage": (p for cell in links["passages"] for p in list_items(cell)),
        "cause": data.hazards["shared_cause"],
    }
    names = {str(item) for item in known[kind]} - {""}
    if name not in names:
        raise UnknownIdError(kind, name, names)
