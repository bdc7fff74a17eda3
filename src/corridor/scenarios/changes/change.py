"""What every change has in common, and the lookup of subjects it names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset

__all__ = ["Change", "known_id"]


@dataclass(frozen=True)
class Change(ABC):
    """
    One difference between a scenario and the data it starts from.

    A change is a value: it can be printed, compared and used again; `apply` is its meaning.
    """

    @abstractmethod
    def apply(self, data: Dataset) -> Dataset:
        """
        Return the data with this change made.

        Parameters
        ----------
        data
            A data set; it is not touched.

        Returns
        -------
        changed
            Another data set that shares the tables the change leaves alone.

        Raises
        ------
        UnknownIdError
            The change names something the data do not have; offers the nearest.
        """

    def __str__(self) -> str:
        """Return the change as it would be written in code."""
        said = (getattr(self, item.name) for item in fields(self))
        shown = [
            repr(sorted(v) if isinstance(v, frozenset) else v) for v in said if v not in ("", ())
        ]
        return f"{type(self).__name__}({', '.join(shown)})"


def known_id(what: str, name: str, known: Iterable[object]) -> str:
    """Return the id, or raise naming the nearest of those there are."""
    ids = {str(k) for k in known}
    if name not in ids:
        raise UnknownIdError(what, name, sorted(ids))
    return name
