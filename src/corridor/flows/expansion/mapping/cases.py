"""One project as it is mapped: what is asked, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.expansion.mapping.switches import Switched

__all__ = ["Case", "Effect", "Unmapped"]


class Effect(NamedTuple):
    """
    A project raises a limit or, past the limits, a supplier, by an amount in its unit.

    ``builds`` is the subject that it builds with a capacity of its own, in place of that of facts.
    """

    project: str
    place: int
    amount: float
    what: str
    unit: str
    builds: str = ""


class Unmapped(Exception):  # noqa: N818 - caught here: the reason why a project is not a candidate
    """A project adds to nothing that bounds these flows."""


@dataclass(frozen=True)
class Case:
    """One project, the problem it adds to, and what its needs add before it."""

    assembly: Assembly
    switched: Switched
    project: str
    row: dict[str, Any]
    opens: list[str]
    before: dict[int, float]
