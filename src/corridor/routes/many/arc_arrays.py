"""The arrays of a graph: checked, copied and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from corridor.routes.many.checks import checked_ends, checked_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ArcArrays"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class ArcArrays:
    """
    One tail, head and weight per criterion for every arc.

    Attributes
    ----------
    n_states
        States are numbered from 0.
    tail, head
        (n_arcs,) ends of each arc.
    weights
        (n_arcs,) weights by criterion.
    """

    n_states: int
    tail: Ints
    head: Ints
    weights: Mapping[str, Floats]

    @classmethod
    def from_arrays(
        cls,
        tail: npt.ArrayLike,
        head: npt.ArrayLike,
        weights: Mapping[str, npt.ArrayLike],
        *,
        n_states: int | None = None,
    ) -> Self:
        """
        Return the graph of these arcs.

        Parameters
        ----------
        tail, head
            (n_arcs,) states that each arc leads from and to: whole numbers from 0.
        weights
            (n_arcs,) finite weights of 0 or more, by criterion.
        n_states
            Number of states; the highest in use plus one when absent.

        Returns
        -------
        graph
            The arrays are copied: writing to those given changes nothing.

        Raises
        ------
        SchemaError
            No arcs, lengths that differ, a state out of range, or a weight that is negative, NaN
            or infinite: names the first arcs at fault.

        Examples
        --------
        >>> ArcArrays.from_arrays([0, 1, 0], [1, 2, 2], {"cost": [1.0, 1.0, 5.0]})
        ArcArrays(3 states, 3 arcs; cost)
        """
        tails, heads, n_states = checked_ends(tail, head, n_states)
        named = MappingProxyType(checked_weights(weights, len(tails)))
        return cls(n_states, tails, heads, named)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Criteria that arcs have weights for, in the order given."""
        return tuple(self.weights)

    def __reduce__(self) -> tuple[object, ...]:
        """Return how to send the graph to another process: without what has been worked out."""
        return _rebuilt, (type(self), self.n_states, self.tail, self.head, dict(self.weights))

    def __repr__(self) -> str:
        names = ", ".join(self.criteria)
        return f"{type(self).__name__}({self.n_states:,} states, {len(self.tail):,} arcs; {names})"


def _rebuilt(
    kind: type[ArcArrays], n_states: int, tail: Ints, head: Ints, weights: dict[str, Floats]
) -> ArcArrays:
    """Return a graph that another process sent; its arrays were checked there."""
    for array in (tail, head, *weights.values()):
        array.setflags(write=False)
    return kind(n_states, tail, head, MappingProxyType(weights))
