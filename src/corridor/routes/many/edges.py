"""The cheapest arc between each two states by one criterion, in the order searches read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from corridor.routes.many.two_sided import TwoSided

__all__ = ["Edges", "Ends", "cheapest_edges", "sorted_ends"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Whole = npt.NDArray[np.int32]

MOST_KEY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Ends:
    """
    Arcs in order of their two ends, whatever the criterion.

    Attributes
    ----------
    n_states
        States are numbered from 0.
    arc
        Arcs by tail, head, number.
    begin
        Where, in ``arc``, the arcs between each two states begin.
    key
        ``tail * n_states + head`` of each two states that an arc joins, ascending.
    first
        Two states with tail i are ``first[i]`` to ``first[i + 1]``.
    head
        Head of each two states.
    """

    n_states: int
    arc: Ints
    begin: Ints
    key: Ints
    first: Whole
    head: Whole


def sorted_ends(tail: Ints, head: Ints, n_states: int) -> Ends:
    """Sort arcs by their ends."""
    arc, key = _by_key(tail * n_states + head, n_states * n_states)
    new = np.ones(len(key), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    begin = np.flatnonzero(new)
    key = key[begin]
    row = key // n_states
    first = np.searchsorted(row, np.arange(n_states + 1)).astype(np.int32)
    return Ends(n_states, arc, begin, key, first, (key - row * n_states).astype(np.int32))


def _by_key(key: Ints, n_keys: int) -> tuple[Ints, Ints]:
    """Return positions in order of key, and the keys in that order; ties keep their order."""
    m = len(key)
    if n_keys >= MOST_KEY // max(m, 1):
        order = np.argsort(key, kind="stable")
        return order, key[order]
    # Sorting whole numbers is several times faster than sorting positions by them.
    joined = key * m + np.arange(m)
    joined.sort()
    key = joined // m
    return joined - key * m, key


@dataclass(frozen=True)
class Edges:
    """
    The graph of one criterion: at most one edge between two states.

    Attributes
    ----------
    n_states
        States are numbered from 0.
    first, head, weight
        Edges of state i are ``first[i]`` to ``first[i + 1]``, by head.
    arc
        Arc of each edge.
    key
        ``tail * n_states + head`` of each edge, ascending.
    """

    n_states: int
    first: Whole
    head: Whole
    weight: Floats
    arc: Ints
    key: Ints

    @cached_property
    def matrix(self) -> csr_array:
        """The edges as a sparse matrix."""
        shape = (self.n_states, self.n_states)
        return csr_array((self.weight, self.head, self.first), shape=shape)

    @cached_property
    def tail(self) -> Whole:
        """Tail of each edge."""
        return np.repeat(np.arange(self.n_states, dtype=np.int32), np.diff(self.first))

    @cached_property
    def back(self) -> Edges:
        """The same edges turned round."""
        places = csr_array((np.arange(len(self.arc)), self.head, self.first), self.matrix.shape)
        turned = places.tocsc()
        place, tail = turned.data, turned.indices.astype(np.int32)
        row = self.head[place].astype(np.int64)
        key = row * self.n_states + tail
        first = turned.indptr.astype(np.int32)
        return Edges(self.n_states, first, tail, self.weight[place], self.arc[place], key)

    @cached_property
    def both_ways(self) -> tuple[Whole, Whole, Floats, Whole, Ints]:
        """First, head, weight, tail and arc of a graph of twice the states: as is, turned round."""
        n, back = self.n_states, self.back
        first = np.concatenate([self.first, self.first[-1] + back.first[1:]])
        head = np.concatenate([self.head, back.head + n]).astype(np.int32)
        tail = np.concatenate([self.tail, back.tail + n]).astype(np.int32)
        weight = np.concatenate([self.weight, back.weight])
        return first, head, weight, tail, np.concatenate([self.arc, back.arc])

    @cached_property
    def two_sided(self) -> TwoSided:
        """Searches from both ends in plain Python, with what they have read."""
        return TwoSided(self)

    def arcs_between(self, tail: Ints, head: Ints) -> Ints:
        """Return the arc of the edge between each two states; every edge is known to exist."""
        return self.arc[np.searchsorted(self.key, tail * self.n_states + head)]


def cheapest_edges(ends: Ends, weight: Floats) -> Edges:
    """
    Keep the cheapest arc between each two states; ties fall to the arc of lower number.

    Parameters
    ----------
    ends
        The arcs in order of their ends.
    weight
        (n_arcs,) weight of each arc.

    Returns
    -------
    edges
        The graph to search.

    Examples
    --------
    >>> ends = sorted_ends(np.array([0, 0, 1]), np.array([1, 1, 0]), 2)
    >>> cheapest_edges(ends, np.array([5.0, 4.0, 1.0])).arc.tolist()
    [1, 2]
    """
    arc, in_order = ends.arc, weight[ends.arc]
    if len(ends.begin) < len(arc):
        least = np.minimum.reduceat(in_order, ends.begin)
        group = np.repeat(np.arange(len(least)), np.diff(np.append(ends.begin, len(arc))))
        place = np.flatnonzero(in_order == least[group])
        leads = np.ones(len(place), dtype=bool)
        np.not_equal(group[place][1:], group[place][:-1], out=leads[1:])
        arc, in_order = arc[place[leads]], least
    return Edges(ends.n_states, ends.first, ends.head, in_order, arc, ends.key)
