"""The subject of a fact in words: ``link:cpc`` becomes the name of the pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.draw.marks.palette import mode_name

if TYPE_CHECKING:
    import pandas as pd

    from corridor.data.dataset import Dataset

__all__ = ["subject_words"]

NAMED = {"link": "links", "node": "nodes", "commodity": "commodities", "hazard": "hazards"}


def subject_words(data: Dataset, subject: str) -> str:
    """
    Return what a fact is about, in the names of the data set.

    Parameters
    ----------
    data
        Whose names are used; an id without a name stays as it is.
    subject
        As in the facts table.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> subject_words(data, "border:AZ-GE/rail_1520")
    'Border Azerbaijan to Georgia, rail, 1520 mm'
    >>> subject_words(data, "mode:rail_1520/KZ")
    'Rail, 1520 mm, Kazakhstan'
    """
    kind, _, rest = subject.partition(":")
    words = _words(data, kind, rest)
    return words[:1].upper() + words[1:]


def _words(data: Dataset, kind: str, rest: str) -> str:
    """Return the words of one kind of subject."""
    name, *parts = rest.split("/")
    countries = data.countries["name"]
    if kind in NAMED:
        return _named(getattr(data, NAMED[kind])["name"], name)
    if kind == "transfer":
        moves = " to ".join(map(mode_name, parts))
        return f"{_named(data.nodes['name'], name)}, {moves}"
    if kind == "border":
        ends = " to ".join(_named(countries, end) for end in name.split("-"))
        return ", ".join([f"border {ends}", *map(mode_name, parts)])
    if kind == "mode":
        return ", ".join([mode_name(name), *(_named(countries, part) for part in parts)])
    if kind == "price":
        goods = [_named(data.commodities["name"], part) for part in parts]
        return ", ".join([f"price {name}", *goods]).replace("_", " ")
    return f"{kind} {rest}".replace("_", " ")


def _named(names: pd.Series, key: str) -> str:
    """Return the name of an id, or the id where it has none."""
    return str(names[key]) if key in names.index and names[key] else key
