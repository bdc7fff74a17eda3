"""What a link, transfer, node or border can take in a year, less what is taken already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.errors import UnitError
from corridor.flows.assembly.amounts import BOXES
from corridor.flows.assembly.fleets import FLEET, fleet_tonnes
from corridor.flows.assembly.numbers import Amount, Number
from corridor.units import convert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridor.network.graph import StateGraph
    from corridor.network.lookup import Found

__all__ = ["Figure", "Number", "figure", "largest", "numbers_of"]

NAMEPLATE, COMMITTED, BACKGROUND = (
    "capacity_t_per_y",
    "committed_t_per_y",
    "background_t_per_y",
)


@dataclass(frozen=True)
class Figure:
    """
    A capacity in its own unit.

    Attributes
    ----------
    group
        The commodity group it is said of; empty for all cargo.
    unit
        ``t/y``, or boxes and wagons per year.
    per_tonne
        Units that one tonne of the commodity asked about takes.
    nameplate, low, high
        Capacity and its range.
    committed, background
        Taken by shipper rights, and by traffic outside the model.
    estimate
        Whether the nameplate is an estimate.
    """

    group: str
    unit: str
    per_tonne: Amount
    nameplate: Amount
    low: Amount
    high: Amount
    committed: Amount
    background: Amount
    estimate: bool

    @property
    def available(self) -> Amount:
        """Nameplate less what is committed and what is taken, never below 0."""
        return np.maximum(self.nameplate - self.committed - self.background, 0.0)


def numbers_of(graph: StateGraph) -> dict[str, Number]:
    """Return the number of every fact on capacity, read once: a look-up in a frame is slow."""
    facts = graph.lookup.facts
    rows = facts[facts["attribute"].isin([NAMEPLATE, COMMITTED, BACKGROUND, *FLEET])]
    columns = (rows[name].astype(float).tolist() for name in ("value", "low", "high"))
    estimates = (rows["kind"] == "estimate").tolist()
    numbers = map(Number, *columns, estimates)
    return dict(zip(rows.index.astype(str), numbers, strict=True))


def figure(
    graph: StateGraph, numbers: Mapping[str, Number], subject: str, way: str
) -> Figure | None:
    """
    Return what the facts say an element can take, or None where no fact says.

    A link without a capacity may state its fleet instead; see `fleet_tonnes`.

    Parameters
    ----------
    graph
        The compiled graph of the commodity that asks: a fact may be of its group alone.
    numbers
        From `numbers_of`, for any commodity of the network.
    subject
        Such as ``link:cpc``.
    way
        ``forward``, ``backward``, or empty for both together.

    Returns
    -------
    figure
        In tonnes, or in boxes or wagons where the fact counts those.

    Raises
    ------
    UnitError
        What is taken is in another unit than the boxes or wagons of the capacity.
    """
    found = graph.lookup.find(subject, NAMEPLATE, direction=way)
    if found is not None:
        unit, each = _unit(graph, found)
        scale, number, group = _payload(graph, found) / each, numbers[found.fact], found.fact
    else:
        fleet = fleet_tonnes(graph, numbers, subject)
        if fleet is None:
            return None
        unit, each, scale, number, group = "t/y", 1.0, 1.0, fleet, "||"
    taken = (_taken(graph, numbers, (subject, way), name, unit) for name in (COMMITTED, BACKGROUND))
    committed, background = taken
    return Figure(
        group=group.split("|")[2],
        unit=unit,
        per_tonne=1.0 / each,
        nameplate=number.value * scale,
        low=number.low * scale,
        high=number.high * scale,
        committed=committed,
        background=background,
        estimate=number.estimate,
    )


def _unit(graph: StateGraph, found: Found) -> tuple[str, Amount]:
    """Return the unit a fact is kept in, and the tonnes of one of it."""
    for basis in convert(graph.lookup.book.units[found.fact][0]).numerator:
        if basis in BOXES:
            return BOXES[basis], _payload(graph, found)
    return "t/y", 1.0


def _payload(graph: StateGraph, found: Found) -> Amount:
    """Return the tonnes of one unit of a fact: what the factors besides the fact itself give."""
    return graph.product(found.factors[1:]) if found.factors[1:] else 1.0


def _taken(
    graph: StateGraph,
    numbers: Mapping[str, Number],
    element: tuple[str, str],
    attribute: str,
    unit: str,
) -> Amount:
    """Return what is committed or taken, in the unit of the capacity; 0 where no fact says."""
    subject, way = element
    found = graph.lookup.find(subject, attribute, direction=way)
    if found is None:
        return 0.0
    own, each = _unit(graph, found)
    if unit not in {own, "t/y"}:
        msg = f"{subject}: {attribute} is in {own}, its capacity in {unit}; state both in one unit"
        raise UnitError(msg)
    tonnes = numbers[found.fact].value * _payload(graph, found)
    return tonnes / each if own == unit else tonnes


def largest(figures: Sequence[Figure]) -> Figure:
    """
    Return the capacity of one track, berth or fleet that several links describe.

    The descriptions are of the same thing: the largest capacity that any states is that of the
    whole, and so is the largest amount taken; neither adds up.
    """
    most = max(figures, key=lambda f: (float(np.mean(f.nameplate)), not f.estimate))
    return replace(
        most,
        nameplate=_highest([f.nameplate for f in figures]),
        committed=_highest([f.committed for f in figures]),
        background=_highest([f.background for f in figures]),
    )


def _highest(amounts: Sequence[Amount]) -> Amount:
    """Return the highest of some amounts, draw by draw."""
    highest: Amount = np.maximum.reduce(np.broadcast_arrays(*amounts))
    return highest
