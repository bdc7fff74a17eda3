"""Closing and opening: links, borders, transfers, nodes, passages, and whole territories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.cells import list_items
from corridor.data.years import open_in
from corridor.errors import ScenarioError, UnknownIdError
from corridor.scenarios.changes.change import Change, known_id

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from corridor.data.dataset import Dataset

    Rows = npt.NDArray[np.bool_]

__all__ = ["Close", "CloseTerritory", "Open"]


@dataclass(frozen=True)
class Close(Change):
    """
    Nothing passes: a link, a border in one direction, a transfer, a node, a passage.

    Attributes
    ----------
    subject
        Such as ``link:cpc``, ``border:BY-PL/rail_1520``, ``transfer:aktau/rail_1520/sea``,
        ``node:novorossiysk``, ``passage:turkish_straits``. A border without a mode means all its
        modes.

    Examples
    --------
    >>> data = Close("link:cpc").apply(corridor.load_dataset())
    >>> bool(data.links.at["cpc", "is_open"])
    False
    """

    subject: str

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with the subject closed; see `Change.apply`."""
        kind, _, name = self.subject.partition(":")
        if kind not in _CLOSERS:
            raise UnknownIdError("kind of subject", kind, _CLOSERS)
        return _CLOSERS[kind](data, name)


@dataclass(frozen=True)
class Open(Change):
    """
    A link, border or transfer is open: what was closed, planned or only proposed.

    Attributes
    ----------
    subject
        Such as ``link:tcgp``.

    Examples
    --------
    >>> data = Open("link:tcgp").apply(corridor.load_dataset())
    >>> bool(data.links.at["tcgp", "is_open"])
    True
    """

    subject: str

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with the subject open; see `Change.apply`."""
        kind, _, name = self.subject.partition(":")
        if kind == "link":
            chosen = data.links.index == known_id("link", name, data.links.index)
            status = data.links["status"].mask(chosen, "open")
            ends = {c: data.links[c].mask(chosen, pd.NA) for c in ("opened", "closed")}
            return _with_links(data, status=status, **ends)
        if kind == "border":
            rows = _border_rows(data, name)
            return replace(data, borders=_with_status(data.borders, rows, "open"))
        if kind == "transfer":
            rows = _transfer_rows(data, name)
            return replace(data, transfers=_with_status(data.transfers, rows, "open"))
        raise UnknownIdError("kind of subject that can open", kind, ["link", "border", "transfer"])


@dataclass(frozen=True)
class CloseTerritory(Change):
    """
    No cargo of the region passes through a country: by land, or by calling at its ports.

    Attributes
    ----------
    country
        ISO 2 code, such as ``RU``.
    commodity_groups
        The groups that are shut out (``container``, ``dry_bulk``, ...); all when empty.

    Examples
    --------
    >>> data = CloseTerritory("RU").apply(corridor.load_dataset())
    >>> cmp = corridor.compare_corridors(
    ...     corridor.build_network(data), "copper", "balkhash_smelter", "duisburg"
    ... )
    >>> bool(cmp.table.loc["russia", "feasible"])
    False
    """

    country: str
    commodity_groups: tuple[str, ...] = ()

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with a control that closes the territory; see `Change.apply`."""
        known_id("country", self.country, data.countries.index)
        groups = data.commodities["commodity_group"]
        for group in self.commodity_groups:
            known_id("commodity group", group, groups)
        chosen = [""]
        if self.commodity_groups:
            chosen = [str(c) for c in data.commodities.index[groups.isin(self.commodity_groups)]]
        blank = dict.fromkeys(data.controls.columns, "")
        rows = {
            f"scenario_{self.country.lower()}_{commodity or 'all'}": blank
            | {"commodity": commodity, "territory": self.country, "effect": "closed"}
            for commodity in sorted(chosen)
        }
        added = pd.DataFrame.from_dict(rows, orient="index").rename_axis("control_id")
        added = added[~added.index.isin(data.controls.index)]
        added["value"] = float("nan")
        return replace(data, controls=pd.concat([data.controls, added]))


def _close_link(data: Dataset, name: str) -> Dataset:
    """Close one link."""
    return _close_links(data, data.links.index == known_id("link", name, data.links.index))


def _close_links(data: Dataset, chosen: Rows) -> Dataset:
    """Close links that are open or could be; what is only planned stays planned."""
    shut = chosen & data.links["is_open"].to_numpy(dtype=bool)
    status = data.links["status"].mask(shut, "closed")
    closed = data.links["closed"].mask(shut, data.year)
    return _with_links(data, status=status, closed=closed)


def _with_links(data: Dataset, **columns: pd.Series) -> Dataset:
    """Return the data with columns of links replaced, and what is open worked out anew."""
    links = data.links.assign(**columns)
    return replace(data, links=links.assign(is_open=open_in(links, data.year)))


def _close_border(data: Dataset, name: str) -> Dataset:
    rows = _border_rows(data, name)
    return replace(data, borders=_with_status(data.borders, rows, "closed"))


def _border_rows(data: Dataset, name: str) -> Rows:
    """Return which rows a border subject names: both countries, then mode, then crossing."""
    pair, *rest = name.split("/")
    table = data.borders
    ids = table["from_country"] + "-" + table["to_country"]
    full = ids
    for column in ("mode", "crossing"):
        full = full + ("/" + table[column]).where(table[column] != "", "")
    if name not in {*ids, *full, *(ids + "/" + table["mode"])}:
        raise UnknownIdError("border", name, sorted({*ids, *full}))
    rows = ids == pair
    for column, wanted in zip(("mode", "crossing"), rest, strict=False):
        rows &= table[column] == wanted
    return rows.to_numpy(dtype=bool)


def _close_transfer(data: Dataset, name: str) -> Dataset:
    rows = _transfer_rows(data, name)
    return replace(data, transfers=_with_status(data.transfers, rows, "closed"))


def _transfer_rows(data: Dataset, name: str) -> Rows:
    table = data.transfers
    ids = table["node_id"] + "/" + table["from_mode"] + "/" + table["to_mode"]
    return (ids == known_id("transfer", name, ids)).to_numpy(dtype=bool)


def _close_node(data: Dataset, name: str) -> Dataset:
    """Close every link and transfer of a node."""
    known_id("node", name, data.nodes.index)
    ends = data.links["from_node_id"].eq(name) | data.links["to_node_id"].eq(name)
    data = _close_links(data, ends.to_numpy(dtype=bool))
    rows = data.transfers["node_id"].eq(name).to_numpy(dtype=bool)
    return replace(data, transfers=_with_status(data.transfers, rows, "closed"))


def _close_passage(data: Dataset, name: str) -> Dataset:
    cells = data.links["passages"]
    known_id("passage", name, {item for cell in cells for item in list_items(cell)})
    return _close_links(data, cells.map(lambda cell: name in list_items(cell)).to_numpy(dtype=bool))


def _close_country(_data: Dataset, name: str) -> Dataset:
    raise ScenarioError(f"a country is closed by CloseTerritory({name!r})", key="close")


def _with_status(table: pd.DataFrame, rows: Rows, status: str) -> pd.DataFrame:
    return table.assign(status=table["status"].mask(rows, status))


_CLOSERS: dict[str, Callable[[Dataset, str], Dataset]] = {
    "link": _close_link,
    "border": _close_border,
    "transfer": _close_transfer,
    "node": _close_node,
    "passage": _close_passage,
    "country": _close_country,
}
