"""Refuse arrays, criteria, states and pairs that cannot be searched, naming what is at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import SchemaError, UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "checked_count",
    "checked_criteria",
    "checked_ends",
    "checked_pairs",
    "checked_state",
    "checked_weights",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Sparse matrices are indexed by whole numbers of 32 bits.
MOST = np.iinfo(np.int32).max
SHOWN = 3


def checked_ends(
    tail: npt.ArrayLike, head: npt.ArrayLike, n_states: int | None
) -> tuple[Ints, Ints, int]:
    """Return the ends of arcs as arrays that nobody else can write to, and the number of states."""
    ends = _states_of("tail", tail), _states_of("head", head)
    if len(ends[0]) != len(ends[1]):
        msg = f"tail has {len(ends[0])} arcs and head has {len(ends[1])}; give one of each per arc"
        raise SchemaError(msg)
    if not len(ends[0]):
        msg = "there are no arcs: tail and head are empty"
        raise SchemaError(msg)
    most = 1 + int(max(ends[0].max(), ends[1].max()))
    if n_states is None:
        n_states = most
    n_states = checked_count(n_states, "n_states")
    if max(n_states, len(ends[0])) > MOST:
        msg = f"{n_states:,} states and {len(ends[0]):,} arcs: no more than {MOST:,} of each"
        raise SchemaError(msg)
    for name, states in zip(("tail", "head"), ends, strict=True):
        outside = (states < 0) | (states >= n_states)
        if outside.any():
            rule = f"states are numbered from 0 to {n_states - 1:,}"
            raise SchemaError(_named(name, states, outside, rule))
    return *ends, n_states


def _states_of(name: str, states: npt.ArrayLike) -> Ints:
    """Return one end of every arc as whole numbers."""
    given = np.asarray(states)
    if given.ndim != 1:
        msg = f"{name} has {given.ndim} dimensions; it takes one state per arc"
        raise SchemaError(msg)
    if given.size and given.dtype.kind not in "iu":
        msg = f"{name} holds {given.dtype}; states are whole numbers from 0"
        raise SchemaError(msg)
    whole = given.astype(np.int64)
    whole.setflags(write=False)
    return whole


def checked_weights(weights: Mapping[str, npt.ArrayLike], n_arcs: int) -> dict[str, Floats]:
    """Return the weights by criterion as arrays that nobody else can write to."""
    if not hasattr(weights, "items"):
        msg = "weights must be named: give a mapping such as {'cost': array}"
        raise SchemaError(msg)
    if not weights:
        msg = "there are no weights: give at least one criterion, such as {'cost': array}"
        raise SchemaError(msg)
    return {str(name): _weights_of(str(name), values, n_arcs) for name, values in weights.items()}


def _weights_of(name: str, values: npt.ArrayLike, n_arcs: int) -> Floats:
    """Return the weights of one criterion."""
    given = np.asarray(values)
    if given.shape != (n_arcs,):
        msg = f"weights {name!r} have shape {given.shape}; there are {n_arcs} arcs"
        raise SchemaError(msg)
    if given.dtype.kind not in "iuf":
        msg = f"weights {name!r} hold {given.dtype}; they must be numbers"
        raise SchemaError(msg)
    numbers = given.astype(np.float64)
    for wrong, rule in (
        (np.isnan(numbers), "no weight is NaN: leave out an arc that is not known"),
        (numbers < 0, "no weight is below 0"),
        (np.isinf(numbers), "every weight is finite: leave out an arc that is closed"),
    ):
        if wrong.any():
            raise SchemaError(_named(f"weights {name!r}", numbers, wrong, rule))
    numbers.setflags(write=False)
    return numbers


def _named(name: str, values: Ints | Floats, wrong: npt.NDArray[np.bool_], rule: str) -> str:
    """Name the first few arcs that break a rule, and how many there are."""
    arcs = np.flatnonzero(wrong)
    first = ", ".join(f"arc {arc}: {values[arc]}" for arc in arcs[:SHOWN])
    more = f" and {len(arcs) - SHOWN:,} more" if len(arcs) > SHOWN else ""
    return f"{name}: {first}{more}; broken rule: {rule}"


def checked_criteria(criteria: Iterable[str] | None, known: Sequence[str]) -> tuple[str, ...]:
    """Return the criteria asked for, all when none is given; each must be known and come once."""
    if criteria is None:
        return tuple(known)
    if isinstance(criteria, str):
        msg = f"criteria is the text {criteria!r}; give a list, such as [{criteria!r}]"
        raise ValueError(msg)  # noqa: TRY004 - it is iterable, only not as meant
    names = tuple(criteria)
    for name in names:
        if name not in known:
            raise UnknownIdError("criterion", str(name), known)
    if not names or len(set(names)) < len(names):
        msg = f"criteria are {names!r}; give each of at least one criterion once"
        raise ValueError(msg)
    return names


def checked_count(count: object, name: str) -> int:
    """Return a whole number of 1 or more."""
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 1:
        msg = f"{name} is {count!r}; it must be a whole number of 1 or more"
        raise ValueError(msg)
    return int(count)


def checked_state(state: object, name: str, n_states: int) -> int:
    """Return the number of a state."""
    if isinstance(state, (int, np.integer)) and not isinstance(state, bool):
        number = int(state)
        if 0 <= number < n_states:
            return number
    msg = f"{name} is {state!r}; states are whole numbers from 0 to {n_states - 1:,}"
    raise ValueError(msg)


def checked_pairs(pairs: npt.ArrayLike, n_states: int) -> Ints:
    """Return (n_pairs, 2) states."""
    given = np.asarray(pairs)
    if given.ndim != 2 or given.shape[1] != 2 or not len(given):
        msg = f"pairs have shape {given.shape}; give rows of origin and destination: (n, 2)"
        raise ValueError(msg)
    if given.dtype.kind not in "iu":
        msg = f"pairs hold {given.dtype}; states are whole numbers from 0 to {n_states - 1:,}"
        raise ValueError(msg)
    outside = ((given < 0) | (given >= n_states)).any(axis=1)
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        ends = tuple(given[row].tolist())
        msg = f"pair {row} is {ends}; states are whole numbers from 0 to {n_states - 1:,}"
        raise ValueError(msg)
    return given.astype(np.int64)
