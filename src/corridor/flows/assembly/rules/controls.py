"""Controls that bear on a cargo: which quotas bound it, and what else it must heed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.data.cells import list_items
from corridor.flows.assembly.amounts import tonnes_per

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset
    from corridor.flows.assembly.rules.cards import LinkCard
    from corridor.network.graph import StateGraph

__all__ = [
    "CONTROL_COLUMNS",
    "Control",
    "Quota",
    "control_name",
    "control_table",
    "controls_of",
    "controls_on",
    "quotas_on",
]

Bools = npt.NDArray[np.bool_]
CONTROL_COLUMNS = ["control", "block", "effect", "value", "unit", "binds", "reason", "note"]


class Quota(NamedTuple):
    """A quota on one cargo: tonnes per year, counted once per tonne that uses any of the arcs."""

    control: str
    limit_t_per_y: float
    arcs: Bools
    estimate: bool


class Control(NamedTuple):
    """A row of the controls table in force in a year."""

    control: str
    origin: str
    commodity: str
    territory: str
    owner: str
    effect: str
    value: float
    unit: str
    kind: str
    note: str


def control_name(data: Dataset, control: str) -> str:
    """Return what a control is called; its id in words where the table has no name for it."""
    names = data.controls.get("name")
    name = "" if names is None else str(names.get(control, "") or "")
    return name or control.replace("_", " ")


def controls_of(data: Dataset) -> tuple[Control, ...]:
    """
    Return the controls in force in the year of a data set.

    Parameters
    ----------
    data
        The data set as of a year.

    Returns
    -------
    controls
        Sorted by id.

    Examples
    --------
    >>> "titr_uranium_quota" in {c.control for c in controls_of(corridor.load_dataset())}
    True
    """
    table = data.controls.sort_index()
    begun = table["from"].astype(str).str[:4].replace("", "0000") <= str(data.year)
    lasts = table["to"].astype(str).str[:4].replace("", "9999") >= str(data.year)
    rows = table[begun & lasts][[name for name in Control._fields if name != "control"]]
    return tuple(Control(*row) for row in rows.itertuples(name=None))


def controls_on(controls: Iterable[Control], commodity: str, origin: str) -> list[Control]:
    """Return the controls on a commodity of a country."""
    return [c for c in controls if c.origin in {"", origin} and c.commodity in {"", commodity}]


def arcs_under(graph: StateGraph, cards: dict[str, LinkCard], territory: str, owner: str) -> Bools:
    """Return the link arcs in the territories and of the owner that a control names."""
    places = set(list_items(territory))
    found = np.zeros(len(graph.arc_list), dtype=bool)
    if not places and not owner:
        return found
    for number, arc in enumerate(graph.arc_list):
        if arc.kind == "link":
            ours = not owner or owner in cards[arc.subject].firms
            found[number] = ours and (not places or bool(places & arc.countries))
    return found


def quotas_on(
    graph: StateGraph, cards: dict[str, LinkCard], controls: Iterable[Control], origin: str
) -> tuple[list[Quota], dict[str, str]]:
    """
    Return the quotas that bound a cargo, and why others do not.

    A quota with no origin is a booking by others: it is counted as what is committed on the links,
    where that is stated, and must not be counted twice. Of two quotas on the same links the smaller
    is a part of the larger, on links the table does not tell apart; only the larger can be applied.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    cards
        From `link_cards`.
    controls
        From `controls_of`.
    origin
        Country the cargo comes from.

    Returns
    -------
    quotas
        Those that bound.
    idle
        Reason by control id, for those that do not.
    """
    kept: list[Quota] = []
    idle: dict[str, str] = {}
    for row in controls_on(controls, graph.commodity, origin):
        if row.effect != "quota" or math.isnan(row.value):
            continue
        arcs = arcs_under(graph, cards, row.territory, row.owner)
        if not arcs.any():
            idle[row.control] = "no link it covers carries the commodity"
        elif not row.origin and _booked(graph, arcs):
            idle[row.control] = "counted as committed capacity"
        else:
            amount = row.value * tonnes_per(graph, row.unit)
            kept.append(Quota(row.control, amount, arcs, row.kind == "estimate"))
    kept.sort(key=lambda q: (-q.limit_t_per_y, q.control))
    bound: list[Quota] = []
    for quota in kept:
        wider = [q.control for q in bound if (q.arcs == quota.arcs).all()]
        if wider:
            idle[quota.control] = f"part of {wider[0]}, on links that the table does not tell apart"
        else:
            bound.append(quota)
    return sorted(bound, key=lambda q: q.control), idle


def _booked(graph: StateGraph, arcs: Bools) -> bool:
    """Say whether any link under a booking states what is committed on it."""
    subjects = {graph.arc_list[i].subject for i in np.flatnonzero(arcs)}
    return any(graph.lookup.find(s, "committed_t_per_y", direction="forward") for s in subjects)


def control_table(
    block: str, controls: Iterable[Control], idle: dict[str, str], *, access: str
) -> pd.DataFrame:
    """
    Return every control on a cargo and whether it binds: none is passed over in silence.

    Parameters
    ----------
    block
        The name of the block: commodity and country of origin.
    controls
        From `controls_of`.
    idle
        Why a quota does not bind.
    access
        ``rules`` or ``ignore``.

    Returns
    -------
    controls
        control, block, effect, value, unit, binds, reason, note.
    """
    rows = []
    for row in controls_on(controls, *block.split("/")):
        reason = idle.get(row.control, "")
        if row.effect in {"licence", "delay"}:
            reason = "a condition, not a limit: listed, not enforced"
        elif row.effect == "quota" and math.isnan(row.value):
            reason = "states no amount"
        elif row.effect == "quota" and access == "ignore":
            reason = "access is ignored"
        elif row.effect == "closed" and not row.territory:
            reason = "closes no territory: bears on who may carry"
        figure = (row.value, row.unit)
        rows.append((row.control, block, row.effect, *figure, not reason, reason, row.note))
    return pd.DataFrame(rows, columns=CONTROL_COLUMNS)
