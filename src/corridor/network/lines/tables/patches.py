"""Settle the countries of a whole network: what only coarse borders make is given away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.network.lines.topology.web import parts_of

if TYPE_CHECKING:
    from corridor.network.lines.topology.measure import Floats, Ints, Objects

__all__ = ["settle_network"]


@dataclass(frozen=True)
class _Touching:
    """Runs of a network, and which of them touch: along a link, or at a node."""

    line: Ints
    km: Floats
    one: Ints
    other: Ints
    at_end: np.ndarray


def settle_network(
    runs: pd.DataFrame, ends: Ints, tolerance_km: float, *, rest: str, dry: bool
) -> tuple[Objects, pd.DataFrame]:
    """
    Return the country of each run, with patches that are too short to be sure of given away.

    A patch is a stretch of one country, along a link and on over its nodes. One up to the tolerance
    long goes to the country around it where that is a single one and no line ends in the patch; one
    of water goes to the largest patch beside it. Of one country no link gives away more than the
    tolerance. What runs on land runs along shores and over dams: between places of one country
    water of any length is that country's.

    Parameters
    ----------
    runs
        In order along the links: ``line`` (the number of the link), ``country``, ``km``.
    ends
        The two nodes of each link.
    tolerance_km
        The longest patch given away.
    rest
        What counts as water.
    dry
        Whether the lines run on land.

    Returns
    -------
    country, given
        Of each run; and what was given away: ``line``, ``country``, ``km``.

    Examples
    --------
    Three links in a row: 2 km before and 1 km after a node seem to be in another country.

    >>> runs = pd.DataFrame({"line": [0, 0, 1, 1], "country": ["KZ", "RU", "RU", "KZ"],
    ...                      "km": [9.0, 2.0, 1.0, 8.0]})
    >>> settle_network(runs, np.array([[0, 1], [1, 2]]), 5.0, rest="SEA", dry=True)[0].tolist()
    ['KZ', 'KZ', 'KZ', 'KZ']
    >>> settle_network(runs, np.array([[0, 1], [1, 2]]), 2.5, rest="SEA", dry=True)[0].tolist()
    ['KZ', 'RU', 'RU', 'KZ']
    """
    drawn = runs["country"].to_numpy(dtype=object)
    touching = _touching(runs, ends)
    country = drawn.copy()
    while True:
        new = _round(touching, country, tolerance_km, rest, dry=dry)
        if (new == country).all():
            break
        country = new
    lost = pd.DataFrame({"line": touching.line, "country": drawn, "km": touching.km})
    lost = lost[country != drawn]
    most = lost.groupby(["line", "country"])["km"].transform("sum")
    back = lost.index[(most > tolerance_km) & (lost["country"] != rest)]
    country[back] = drawn[back]
    return country, lost.drop(index=back).reset_index(drop=True)


def _touching(runs: pd.DataFrame, ends: Ints) -> _Touching:
    """Return which runs touch."""
    line = runs["line"].to_numpy(dtype=np.int64)
    row = np.arange(len(line))
    same = line[1:] == line[:-1]
    first = np.searchsorted(line, np.arange(len(ends)), side="left")
    last = np.searchsorted(line, np.arange(len(ends)), side="right") - 1
    node = ends.ravel()
    run = np.column_stack([first, last]).ravel()
    order = np.argsort(node, kind="stable")
    node, run = node[order], run[order]
    degree = np.bincount(node, minlength=node.max(initial=-1) + 1)
    at_end = np.zeros(len(line), dtype=bool)
    at_end[run[degree[node] == 1]] = True
    pairs = [(run[k], run[j]) for k, j in _others(node)]
    more = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return _Touching(
        line,
        runs["km"].to_numpy(dtype=float),
        np.concatenate([row[:-1][same], more[:, 0]]),
        np.concatenate([row[1:][same], more[:, 1]]),
        at_end,
    )


def _others(node: Ints) -> list[tuple[int, int]]:
    """Return all pairs of places in a sorted array that hold one value."""
    pairs: list[tuple[int, int]] = []
    shift = 1
    while shift < len(node):
        same = np.flatnonzero(node[shift:] == node[:-shift])
        if not len(same):
            break
        pairs += [(int(k), int(k) + shift) for k in same]
        shift += 1
    return pairs


def _round(
    touching: _Touching, country: Objects, tolerance_km: float, rest: str, *, dry: bool
) -> Objects:
    """Return the countries with every patch given away that may go to a larger one beside it."""
    same = country[touching.one] == country[touching.other]
    joined = np.column_stack([touching.one[same], touching.other[same]])
    patch = parts_of(joined, len(country))
    km = np.bincount(patch, touching.km)
    dangles = np.bincount(patch, touching.at_end) > 0
    code = np.empty(len(km), dtype=object)
    code[patch] = country
    here = np.concatenate([touching.one[~same], touching.other[~same]])
    there = np.concatenate([touching.other[~same], touching.one[~same]])
    beside = pd.DataFrame({"patch": patch[here], "to": patch[there]}).drop_duplicates()
    beside["code"], beside["km"] = code[beside["to"]], km[beside["to"]]
    beside = beside.sort_values(["patch", "km", "code", "to"], ascending=[True, False, True, True])
    around = beside.groupby("patch")
    best = around.first()
    alone = around["code"].nunique().reindex(best.index).to_numpy() == 1
    at = best.index.to_numpy(dtype=np.int64)
    water = code[at] == rest
    short = (km[at] <= tolerance_km) & (km[at] < best["km"].to_numpy())
    goes = short & (water | (alone & ~dangles[at]))
    goes |= water & alone & dry
    goes &= best["code"].to_numpy() != rest
    new = code.copy()
    new[at[goes]] = best["code"].to_numpy()[goes]
    return np.asarray(new[patch], dtype=object)
