"""Rules of access: a sanction, licence or quota that no longer holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corridor.scenarios.changes.change import Change, known_id

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["Lift"]


@dataclass(frozen=True)
class Lift(Change):
    """
    A control no longer holds: a sanction is lifted, a quota ends.

    Attributes
    ----------
    control
        A row of the controls table, such as ``iran_uranium_transit``.

    Examples
    --------
    >>> data = Lift("iran_uranium_transit").apply(corridor.load_dataset())
    >>> "iran_uranium_transit" in data.controls.index
    False
    """

    control: str

    def apply(self, data: Dataset) -> Dataset:
        """Return the data without the control; see `Change.apply`."""
        name = known_id("control", self.control, data.controls.index)
        return replace(data, controls=data.controls.drop(index=name))
