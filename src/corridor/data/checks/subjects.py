"""The grammar of subjects: what a fact, flow, event or project may be about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corridor.data.cells import list_items
from corridor.errors import nearest_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

__all__ = ["SubjectBook", "every_item", "subject_ids", "subject_kind"]

SIMPLE = (
    "link",
    "node",
    "country",
    "commodity",
    "group",
    "stream",
    "passage",
    "hazard",
    "corridor",
)


def subject_kind(subject: str) -> str:
    """
    Return the kind of a subject, as the attributes table names kinds.

    Parameters
    ----------
    subject
        Such as `link:cpc` or `mode:rail_1520/KZ`.

    Returns
    -------
    kind
        The word before the colon; `price_area` for a price.

    Examples
    --------
    >>> subject_kind("mode:rail_1520/KZ")
    'mode'
    """
    kind = subject.partition(":")[0]
    return "price_area" if kind == "price" else kind


@dataclass(frozen=True)
class SubjectBook:
    """All ids that a subject may name, by kind; an absent kind is not checked."""

    ids: Mapping[str, Collection[str]]

    def fault(self, subject: str) -> tuple[str, str] | None:
        """
        Say what is wrong with a subject.

        Parameters
        ----------
        subject
            Such as `border:KZ-RU/rail_1520`.

        Returns
        -------
        fault
            The rule it breaks and the remedy, or None.
        """
        kind, colon, name = subject.partition(":")
        if not colon or not name:
            return "a subject is a kind, a colon and a name", "such as link:cpc or node:aktau"
        if kind in SIMPLE:
            return self._unknown(kind, name)
        parsers: dict[str, Callable[[str], tuple[str, str] | None]] = {
            "mode": self._mode,
            "transfer": self._transfer,
            "border": self._border,
            "currency": self._currency,
            "price": lambda name: self._unknown("price", name),
        }
        if kind in parsers:
            return parsers[kind](name)
        kinds = [*SIMPLE, *parsers]
        return "the kind of subject is known", _hint(kind, kinds) or f"one of {', '.join(kinds)}"

    def _unknown(self, kind: str, name: str) -> tuple[str, str] | None:
        """Return the fault of an id that is not among those of its kind."""
        known = self.ids.get(kind)
        if known is None or name in known:
            return None
        return f"the subject names a known {kind}", _hint(name, known)

    def _mode(self, name: str) -> tuple[str, str] | None:
        """Check `rail_1520` and `rail_1520/KZ`."""
        mode, slash, country = name.partition("/")
        fault = self._unknown("mode", mode)
        return fault or (self._unknown("country", country) if slash else None)

    def _transfer(self, name: str) -> tuple[str, str] | None:
        """Check `aktau/rail_1520/sea` and the default `rail_1520/sea`."""
        parts = name.split("/")
        if len(parts) not in (2, 3):
            return "a transfer is [node/]from mode/to mode", ""
        for mode in parts[-2:]:
            if (fault := self._unknown("mode", mode)) is not None:
                return fault
        if len(parts) == 2:
            return None
        return self._unknown("node", parts[0]) or self._unknown("transfer", name)

    def _border(self, name: str) -> tuple[str, str] | None:
        """Check `KZ-RU/rail_1520` and `KZ-RU/rail_1520/crossing`."""
        parts = name.split("/")
        if len(parts) not in (2, 3) or parts[0].count("-") != 1:
            return "a border is FROM-TO/mode[/crossing]", "such as border:KZ-RU/rail_1520"
        for country in parts[0].split("-"):
            if (fault := self._unknown("country", country)) is not None:
                return fault
        return self._unknown("mode", parts[1]) or self._unknown("border", name)

    def _currency(self, name: str) -> tuple[str, str] | None:
        """Check the form of a currency code; any currency may be quoted."""
        if len(name) == 3 and name.isascii() and name.isalpha() and name.isupper():
            return None
        return "a currency has three capital letters", "ISO 4217, such as KZT"


@lru_cache(maxsize=4096)
def _nearest(name: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return near ids; a bad id tends to come back on many rows."""
    return nearest_ids(name, known)


def _hint(name: str, known: Collection[str]) -> str:
    """Return a remedy that offers the nearest ids."""
    near = _nearest(name, frozenset(known))
    return f"nearest: {', '.join(near)}" if near else ""


def every_item(cells: pd.Series[str]) -> set[str]:
    """
    Return every item of the lists in a column.

    Parameters
    ----------
    cells
        Items joined by `;`, "" for none.

    Returns
    -------
    items
        The items, each once.

    Examples
    --------
    >>> import pandas as pd
    >>> sorted(every_item(pd.Series(["a;b", "", "b"])))
    ['a', 'b']
    """
    return {item for cell in cells.unique() for item in list_items(cell)}


def subject_ids(
    frames: Mapping[str, pd.DataFrame], vocabularies: Mapping[str, Collection[str]]
) -> dict[str, set[str]]:
    """
    Return the ids that subjects of each kind may name.

    Parameters
    ----------
    frames
        Tables by name, with their keys as columns.
    vocabularies
        Closed lists of modes, groups and passages.

    Returns
    -------
    ids
        By kind of subject; compound names such as `KZ-RU/rail_1520` are spelled out.
    """
    transfers, borders, prices = frames["transfers"], frames["borders"], frames["prices"]
    pair = borders["from_country"] + "-" + borders["to_country"] + "/" + borders["mode"]
    good = prices["price_area"] + "/" + prices["commodity"]
    return {
        "link": set(frames["links"]["link_id"]),
        "node": set(frames["nodes"]["node_id"]),
        "country": set(frames["countries"]["country"]),
        "commodity": set(frames["commodities"]["commodity_id"]),
        "hazard": set(frames["hazards"]["hazard_id"]),
        "corridor": set(frames["corridors"]["corridor_id"]),
        "stream": every_item(frames["commodities"]["streams"]),
        "mode": set(vocabularies["mode"]),
        "group": set(vocabularies["commodity_group"]),
        "passage": set(vocabularies["passage"]),
        "transfer": set(
            transfers["node_id"] + "/" + transfers["from_mode"] + "/" + transfers["to_mode"]
        ),
        "border": set(pair) | set(pair + "/" + borders["crossing"]),
        "price": set(good) | set(good + "/" + prices["stream"]),
    }
