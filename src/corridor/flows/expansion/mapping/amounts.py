"""What a project adds, in the unit of the limit that it adds to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.errors import UnitError
from corridor.flows.assembly.amounts import BOXES, tonnes_per
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly

__all__ = ["amount_in"]

# What is counted in units that only one group of cargo has.
CARGO = {"1000m3": "gas", "mmbtu": "gas", "bbl": "crude"}


def amount_in(assembly: Assembly, limit: int, value: float, unit: str) -> float | None:
    """
    Return an amount per year in the unit of a limit, or None where it is of another kind.

    Parameters
    ----------
    assembly
        Whose limit it is.
    limit
        Its number; where there are more limits than the assembly has, tonnes are meant.
    value, unit
        The amount, such as 5 ``Mt/y``, 11 ``bcm/y``, 200,000 ``TEU/y``.

    Returns
    -------
    amount
        In tonnes, or in boxes and wagons where the limit counts those; None where one is in tonnes
        and the other in boxes, since boxes of different cargo weigh differently.

    Raises
    ------
    UnitError
        The unit is not an amount per year.
    """
    if convert(unit).dimension != "t/y" or convert(unit).currency:
        raise UnitError(f"{unit!r} is no amount per year")
    boxes = [BOXES[basis] for basis in convert(unit).numerator if basis in BOXES]
    kept = str(assembly.limits["unit"].iloc[limit]) if limit < len(assembly.limits) else "t/y"
    if boxes or kept != "t/y":
        return value * convert(unit).factor if boxes == [kept] else None
    for number, block in enumerate(assembly.problem.blocks):
        if limit >= len(assembly.limits) or block.use[:, [limit]].nnz:
            graph = assembly.graph(number)
            if {CARGO.get(basis, graph.group) for basis in convert(unit).numerator} <= {
                graph.group
            }:
                return float(value * tonnes_per(graph, unit))
    return None
