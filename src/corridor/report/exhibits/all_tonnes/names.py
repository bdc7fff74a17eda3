"""Names of what flows run over, in words that need no table of ids."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from corridor.data.cells import list_items

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from corridor.data.dataset import Dataset

__all__ = [
    "area_name",
    "commodity_name",
    "corridor_of",
    "country_name",
    "element_words",
    "joined",
    "limit_name",
    "node_name",
    "project_name",
    "short_name",
    "short_names",
]

OTHER = "other ways"


def node_name(data: Dataset, node: str) -> str:
    """Return the name of a node."""
    return str(data.nodes["name"].get(node, node))


def country_name(data: Dataset, country: str) -> str:
    """Return the name of a country; what is no country keeps its words."""
    return str(data.countries["name"].get(country, country))


def short_name(name: str) -> str:
    """Return a name without what stands in brackets."""
    return name.partition(" (")[0].strip() or name


def short_names(data: Dataset) -> dict[str, str]:
    """Return the name of each node without what stands in brackets, where that stays unique."""
    full = {str(node): str(name) for node, name in data.nodes["name"].items()}
    short = {node: name.split(" (")[0].split(" / ")[0].strip() for node, name in full.items()}
    count = Counter(short.values())
    return {node: short[node] if count[short[node]] == 1 else full[node] for node in full}


def area_name(data: Dataset, area: str) -> str:
    """Return the name of an area: a country, or a region of the countries table."""
    return {"eu": "the EU"}.get(area, country_name(data, area).replace("_", " "))


def commodity_name(data: Dataset, commodity: str) -> str:
    """Return the name of a commodity in running text; ``all`` is all cargo."""
    if commodity == "all":
        return "all cargo"
    return str(data.commodities["name"].get(commodity, commodity)).replace("_", " ").lower()


def project_name(data: Dataset, project: str) -> str:
    """Return the name of a project."""
    return str(data.projects["name"].get(project, project))


def joined(words: Iterable[str], limit: int = 4) -> str:
    """
    Return words as a list in a sentence; more than the limit are counted.

    Examples
    --------
    >>> joined(["a"]), joined(["a", "b", "c"]), joined("abcdef", 3)
    ('a', 'a, b and c', 'a, b, c and 3 more')
    """
    every = list(words)
    shown = every[:limit]
    if len(every) > limit:
        return f"{', '.join(shown)} and {len(every) - limit} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def limit_name(data: Dataset, limits: pd.DataFrame, limit: str) -> str:
    """
    Return what to call a limit of an assembly.

    Parameters
    ----------
    data
        The data set.
    limits
        The limits, with columns limit, kind, name, members.
    limit
        One of them, such as ``group:cpc``.
    """
    rows = limits[limits["limit"] == limit]
    if rows.empty:
        return limit
    row = rows.iloc[0]
    name, kind = str(row["name"]), str(row["kind"])
    if kind == "group":
        return _group_name(data, limit.removeprefix("group:"), row["members"])
    if kind == "control":
        return name.partition(" (")[0]
    return name


def _group_name(data: Dataset, group: str, members: Iterable[str]) -> str:
    """Return what the names of the links of a group have in common, or the group's id in words."""
    links = [str(member).removeprefix("link:") for member in members]
    names = [str(data.links["name"].get(link, "")) for link in links]
    shared = names[0] if names else ""
    for name in names:
        while not name.startswith(shared):
            shared = shared[:-1]
    shared = shared.rstrip(" -,:")
    return shared if len(names) > 1 and len(shared) > 2 * len(group) else _sentence(data, group)


def _sentence(data: Dataset, name: str) -> str:
    """Return an id as words: country codes and short forms in capitals, names as they are spelt."""
    codes = set(map(str, data.nodes["country"]))
    spelt = [*data.links["name"], *data.nodes["name"], *data.countries["name"]]
    words = {word for text in spelt for word in re.findall(r"[^\W\d_]+", str(text))}
    proper = {word.lower(): word for word in sorted(words) if word.lower() not in words}
    text = " ".join(
        _word(word, codes, proper) for word in name.replace("_", " ").replace("/", ", ").split()
    )
    return text[:1].upper() + text[1:]


def _word(word: str, codes: set[str], proper: dict[str, str]) -> str:
    """Return one word of an id."""
    if word.upper() in codes or not set(word) & set("aeiouy0123456789,"):
        return word.upper()
    return proper.get(word, word)


def corridor_of(data: Dataset, kept: Iterable[str]) -> str:
    """
    Return the corridor a path belongs to: the first named rule that it keeps.

    Parameters
    ----------
    data
        The data set, whose corridors table gives the order.
    kept
        Corridors whose rule the path keeps.

    Returns
    -------
    corridor
        An id; ``other ways`` for a path that keeps none but ``any``.
    """
    mine = set(kept)
    rules = data.corridors[["require_territory", "require_passage"]]
    named = [
        str(corridor)
        for corridor, *cells in zip(rules.index, *rules.to_numpy().T, strict=True)
        if any(map(list_items, cells))
    ]
    return next((name for name in named if name in mine), OTHER)


def element_words(data: Dataset, element: str, name: str) -> str:
    """Return what to call an element that can be lost; `name` is that of the ranking."""
    kind, _, key = element.partition(":")
    if kind == "group":
        links = data.links
        members = list(links.index[links["capacity_group"] == key])
        words = _group_name(data, key, members)
        return f"{words} (all lines)" if len(members) > 1 else words
    if kind == "operator":
        return f"{name} (operator)"
    return name[:1].upper() + name[1:]
