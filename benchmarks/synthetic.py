"""Random graphs that several benchmarks search, and how they time: least CPU seconds of three."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CRITERIA = ("cost", "time", "co2", "risk")
REPEATS = 3
Result = TypeVar("Result")


class Arrays(NamedTuple):
    """A graph as arrays, with places on a plane where it has them."""

    name: str
    n_states: int
    tail: Ints
    head: Ints
    weights: dict[str, Floats]
    places: Floats | None = None


def random_arrays(n_states: int, n_arcs: int, reach: int, seed: int = 7) -> Arrays:
    """Return arcs that lead at most `reach` states on, no two between the same states."""
    rng = np.random.default_rng(seed)
    tail = rng.integers(0, n_states, n_arcs)
    head = (tail + rng.integers(1, reach, n_arcs)) % n_states
    _, first = np.unique(tail * n_states + head, return_index=True)
    tail, head = tail[first], head[first]
    weights = {name: rng.uniform(1.0, 100.0, len(tail)) for name in CRITERIA}
    size = f"{n_states:,} states, {len(tail):,} arcs"
    kind = "anywhere" if reach >= n_states else f"at most {reach:,} on"
    return Arrays(f"{size}, {kind}", n_states, tail, head, weights)


def plane_arrays(n_states: int, seed: int = 7) -> Arrays:
    """Return the links of a triangulation of random places, an arc each way: like roads."""
    rng = np.random.default_rng(seed)
    places = rng.random((n_states, 2))
    corners = Delaunay(places).simplices
    ends = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    ends = np.unique(np.sort(ends, axis=1), axis=0)
    tail, head = np.concatenate([ends, ends[:, ::-1]]).T.astype(np.int64)
    length = np.linalg.norm(places[tail] - places[head], axis=1)
    weights = {name: 100.0 * length * rng.uniform(1.0, 1.5, len(tail)) for name in CRITERIA}
    name = f"{n_states:,} states, {len(ends):,} links both ways, on a plane"
    return Arrays(name, n_states, tail, head, weights, places)


def timed(work: Callable[[], Result], repeats: int = REPEATS) -> tuple[Result, float]:
    """Return what some work returns and the least CPU seconds it took."""
    least = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        least = min(least, time.process_time() - start)
    return result, least


def seconds(value: float) -> str:
    """Return seconds with three significant digits."""
    return f"{value:.3g}"


def beside(peer: float, ours: float) -> str:
    """Return the seconds of a peer and how many times ours they are."""
    times = peer / ours
    return f"{seconds(peer)} ({times:,.0f})" if times >= 10 else f"{seconds(peer)} ({times:.1f})"


def hide_numba() -> None:
    """Hide numba from the package when the command line says so."""
    if "--without-numba" in sys.argv:
        sys.modules["numba"] = None  # type: ignore[assignment]


def without_numba() -> None:
    """Hide numba when the command line says so, and say whether it is there."""
    hide_numba()
    from corridor.routes.front.kernel import has_numba  # noqa: PLC0415 - after numba is hidden

    print(f"numba: {'yes' if has_numba() else 'no'}\n")
