"""Subjects in a text, such as ``link:cpc``, said by their names."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING

from corridor.draw.marks.palette import mode_name
from corridor.report.exhibits.all_tonnes.names import country_name, element_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.data.dataset import Dataset

__all__ = ["effect_words"]

SUBJECT = re.compile(r"\b(control|group|link|node|transfer|mode|border):([^\s;]+)")


def effect_words(data: Dataset, text: str) -> str:
    """
    Return a text with the names of links, nodes, groups, modes and borders for their ids.

    Parameters
    ----------
    data
        For the names.
    text
        Such as ``raises group:aktau_tankers``; what is not in the data set stays as it is.
    """

    def named(found: re.Match[str]) -> str:
        return WORDS[found[1]](data, found[2].rstrip(".,;")) or found[0]

    return SUBJECT.sub(named, text)


def _group(data: Dataset, key: str) -> str:
    return element_words(data, f"group:{key}", key)


def _link(data: Dataset, key: str) -> str:
    names = data.links["name"]
    if "*" not in key:
        return str(names.get(key, ""))
    links = fnmatch.filter(map(str, names.index), key)
    return f"{len(links)} links such as {names[links[0]]}" if links else ""


def _node(data: Dataset, key: str) -> str:
    """Return the name of a node, and which of its transfers is meant."""
    node, _, rest = key.partition("/")
    if node not in data.nodes.index:
        return ""
    way = "all transfers" if "*" in rest else rest.replace("/", " to ").replace("_", " ")
    return f"{data.nodes.at[node, 'name']}{f' ({way})' if way else ''}"


def _mode(data: Dataset, key: str) -> str:
    mode, _, country = key.partition("/")
    return mode_name(mode) + (f" in {country_name(data, country)}" if country else "")


def _border(data: Dataset, key: str) -> str:
    countries, _, mode = key.partition("/")
    ends = " and ".join(country_name(data, code) for code in countries.split("-"))
    return f"the border of {ends}{f' ({mode_name(mode)})' if mode else ''}"


def _control(data: Dataset, key: str) -> str:
    """Return the name of a rule; its id in words where the table has no name for it."""
    names = data.controls.get("name")
    name = "" if names is None else str(names.get(key, "") or "")
    return name or (key.replace("_", " ") if key in data.controls.index else "")


WORDS: dict[str, Callable[[Dataset, str], str]] = {
    "control": _control,
    "group": _group,
    "link": _link,
    "node": _node,
    "transfer": _node,
    "mode": _mode,
    "border": _border,
}
