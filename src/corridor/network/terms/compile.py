"""Attach quantities to legs: each as a sum of products of facts, or as a charge not included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.errors import ProvenanceError
from corridor.network.terms.moving import write_passage, write_section
from corridor.network.terms.stopping import write_border, write_loading, write_transfer
from corridor.network.terms.writer import TermWriter

if TYPE_CHECKING:
    from corridor.network.factmap import FactMap
    from corridor.network.lookup import FactLookup
    from corridor.network.states import Structure

__all__ = ["write_terms"]

WRITERS = {
    "section": write_section,
    "border": write_border,
    "passage": write_passage,
    "transfer": write_transfer,
    "loading": write_loading,
    "unloading": write_loading,
}


def write_terms(lookup: FactLookup, structure: Structure) -> tuple[FactMap, list[tuple[int, str]]]:
    """
    Compile the quantities of every leg of a commodity.

    Parameters
    ----------
    lookup
        The facts in force for the commodity.
    structure
        Its states, arcs and legs.

    Returns
    -------
    fact_map, absent
        The compiled map, and the charges that the checklist expects and no fact covers.

    Raises
    ------
    ProvenanceError
        A link has no length, no price or no time from any fact, its own or a fallback; lists all.
    """
    writer = TermWriter(lookup, structure)
    for number, leg in enumerate(structure.legs):
        WRITERS[leg.kind](writer, number, leg)
    if writer.faults:
        msg = "links that cannot be priced or timed:\n" + "\n".join(sorted(set(writer.faults)))
        raise ProvenanceError(msg)
    return writer.builder.build(), writer.absent
