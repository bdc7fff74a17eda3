"""Paths of an SVG in fewer letters: rounded to a tenth of a point, crowded corners left out."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import numpy as np

__all__ = ["rounded", "short_path"]

_NUMBER: Final = re.compile(r"-?\d*\.\d+(?:e[-+]?\d+)?|-?\d+e[-+]?\d+")
_SPACE: Final = re.compile(r"\s*([MLCQzZ])\s*")
_BARE: Final = re.compile(r"^(-?)0\.")
_LONG: Final = 400  # letters from which a path is thinned
_NEAR: Final = 0.7  # points: cells of this size have one corner each
_TINY: Final = 1.2  # points that the outline of an area must span to be seen


def rounded(text: str) -> str:
    """
    Return a text whose numbers have one decimal at most.

    Examples
    --------
    >>> rounded("translate(90.04 -12.98) 1e-15")
    'translate(90 -13) 0'
    """
    return _NUMBER.sub(lambda found: _short(float(found[0])), text)


def short_path(path: str) -> str:
    r"""
    Return the ``d`` of a path in fewer letters, the same to the eye.

    Parameters
    ----------
    path
        As matplotlib writes it.

    Examples
    --------
    >>> short_path("M 0 374.4001 \nL 720 374.4 \nL 720 0 \nz\n")
    'M0 374.4L720 374.4L720 0z'
    """
    if len(path) > _LONG and not set(path) & set("CQ"):
        return _thinned(path)
    return rounded(_SPACE.sub(r"\1", path)).strip()


def _thinned(path: str) -> str:
    """Return a path of straight lines, from corner to corner, without the ones too near."""
    parts = []
    for ring in path.split("M")[1:]:
        closed = ring.rstrip()[-1:] in ("z", "Z")
        points = np.array(ring.replace("L", " ").rstrip("zZ \n").split(), float).reshape(-1, 2)
        if len(points) < 2 or (closed and np.ptp(points, axis=0).max() < _TINY):
            continue
        corners = np.round(10 * points[_kept(points)]).astype(int)
        x, y = (_short(part / 10) for part in corners[0].tolist())
        moves = "".join(map(_tenth, np.diff(corners, axis=0).ravel().tolist())).lstrip()
        parts.append(f"M{x} {y}l{moves}{'z' * closed}")
    return "".join(parts)


def _kept(points: np.ndarray) -> np.ndarray:
    """Return which points lie in another cell of a fine grid than the one before, and the ends."""
    cells = np.floor(points / _NEAR)
    kept = np.ones(len(points), dtype=bool)
    kept[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return kept


@cache
def _tenth(step: int) -> str:
    """Return a number of tenths in the fewest letters, parted from what stands before."""
    text = _BARE.sub(r"\1.", _short(step / 10))
    return text if text.startswith("-") else f" {text}"


def _short(number: float) -> str:
    """Return a number with one decimal at most."""
    text = f"{number:.1f}"
    return "0" if text in ("0.0", "-0.0") else text.removesuffix(".0")
