"""Where the best corridor changes as weight moves from one criterion to another."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.routes.tipping.envelope import Lines, lower_envelope

if TYPE_CHECKING:
    from corridor.routes.tipping.menu import Menu

__all__ = ["changes_along"]

Floats = npt.NDArray[np.float64]


def changes_along(
    menus: dict[str, Menu], scales: Floats, i: int, j: int
) -> list[tuple[float, str, str]]:
    """Return the weights on criterion j, the rest on i, at which the best corridor changes."""
    pieces = {}
    for name, menu in menus.items():
        first, second = menu.arcs[i] / scales[i], menu.arcs[j] / scales[j]
        pieces[name] = lower_envelope(Lines(first, second - first), menu.seeker.cheapest, 0.0, 1.0)
    edges = sorted({x for found in pieces.values() for piece in found for x in (piece.low, 1.0)})
    stretches: list[tuple[float, float, str]] = []
    for low, high in itertools.pairwise(edges):
        here = {}
        for name, found in pieces.items():
            piece = next(p for p in found if p.low <= low < p.high)
            exact = menus[name].exact(piece.arcs)
            here[name] = exact[i] / scales[i], exact[j] / scales[j]
        stretches += _lead(here, low, high)
    pairs = itertools.pairwise(stretches)
    return [(left[1], left[2], right[2]) for left, right in pairs if left[2] != right[2]]


def _lead(
    lines: dict[str, tuple[float, float]], low: float, high: float
) -> list[tuple[float, float, str]]:
    """Return the stretches of one leader among straight lines given by their values at 0 and 1."""
    meets = {low, high}
    for (a, b), (c, d) in itertools.combinations(lines.values(), 2):
        fall = (b - a) - (d - c)
        if fall and low < (c - a) / fall < high:
            meets.add((c - a) / fall)
    out = []
    for start, end in itertools.pairwise(sorted(meets)):
        t = (start + end) / 2
        out.append((start, end, min(lines, key=lambda k: lines[k][0] * (1 - t) + lines[k][1] * t)))
    return out
