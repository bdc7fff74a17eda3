"""Settle the countries along a line: short stretches that coarse borders make are given away."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Run", "joined", "settle"]


class Run(NamedTuple):
    """A stretch of a line in one country."""

    country: str
    km: float


def joined(runs: list[Run]) -> list[Run]:
    """
    Return the runs with neighbours of one country made one.

    Parameters
    ----------
    runs
        In order along a line.

    Returns
    -------
    runs
        No two neighbours of one country.

    Examples
    --------
    >>> joined([Run("KZ", 1.0), Run("KZ", 2.0), Run("UZ", 1.0)])
    [Run(country='KZ', km=3.0), Run(country='UZ', km=1.0)]
    """
    out: list[Run] = []
    for run in runs:
        if out and out[-1].country == run.country:
            out[-1] = Run(run.country, out[-1].km + run.km)
        else:
            out.append(run)
    return out


def settle(
    runs: list[Run], tolerance_km: float, water: set[str]
) -> tuple[list[Run], list[tuple[str, float]]]:
    """
    Give away stretches that are shorter than coarse polygons can tell, the shortest first.

    A stretch of another country is given to the country that lies on both sides of it; one of water
    to its longer neighbour. A stretch at an end of the line, or between two different countries,
    stays: it may be a real border.

    Parameters
    ----------
    runs
        In order along a line.
    tolerance_km
        The longest stretch given away.
    water
        What counts as water.

    Returns
    -------
    runs, given
        What is left, and (country, km) of each stretch given away.

    Examples
    --------
    >>> settle([Run("KZ", 90.0), Run("RU", 3.0), Run("KZ", 50.0)], 5.0, set())
    ([Run(country='KZ', km=143.0)], [('RU', 3.0)])
    >>> settle([Run("KZ", 90.0), Run("RU", 6.0), Run("KZ", 50.0)], 5.0, set())[1]
    []
    """
    runs = joined(runs)
    given: list[tuple[str, float]] = []
    while True:
        short = [at for at in range(len(runs)) if _may_go(runs, at, tolerance_km, water)]
        if not short:
            return runs, given
        at = min(short, key=lambda k: (runs[k].km, k))
        beside = [runs[k] for k in (at - 1, at + 1) if 0 <= k < len(runs)]
        to = max(beside, key=lambda run: run.km).country
        given.append((runs[at].country, runs[at].km))
        runs = joined([*runs[:at], Run(to, runs[at].km), *runs[at + 1 :]])


def _may_go(runs: list[Run], at: int, tolerance_km: float, water: set[str]) -> bool:
    """Say whether a run is too short to be told from the noise of coarse borders."""
    if runs[at].km > tolerance_km or len(runs) == 1:
        return False
    inner = 0 < at < len(runs) - 1
    if runs[at].country in water:
        return True
    return inner and runs[at - 1].country == runs[at + 1].country
