"""How far modelled shares are from published ones, as a function of the scale."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import f as f_distribution

from corridor.flows.validation.passing import counted, paths_counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corridor.flows.validation.runs import YearRun

__all__ = ["GRID", "LEVEL", "Misfit", "log_ratios"]

Floats = npt.NDArray[np.float64]
# Scales that are tried first, t/USD: from 1,000 USD/t that hardly matter to 50 cents that decide.
GRID = np.geomspace(1e-3, 2.0, 34)
LEVEL = 0.9
# A modelled share is never taken to be less: its logarithm must exist.
LEAST = 1e-12


class _Group(NamedTuple):
    """Published shares of a divide and year, and which paths each counts."""

    year: int
    rows: pd.DataFrame
    counts: npt.NDArray[np.bool_]
    within: npt.NDArray[np.bool_]


@dataclass
class Misfit:
    """
    The misfit of published shares, each year worked out once per scale.

    Attributes
    ----------
    shares
        From `published_shares`, of one commodity.
    runs
        The commodity in each of the years.
    """

    shares: pd.DataFrame
    runs: Mapping[int, YearRun]
    _groups: list[_Group] = field(init=False)
    _known: dict[tuple[int, float], list[Floats]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find out which paths each share counts."""
        self._groups = []
        for _, rows in self.shares.groupby(["year", "divide"]):
            year = int(rows["year"].iloc[0])
            run = self.runs[year]
            kinds = [counted(row) for row in rows.to_dict("records")]
            counts = [paths_counted(run.assembly, run.paths.paths, kind) for kind in kinds]
            origins = {origin for kind in kinds for origin in kind.origins}
            source = run.assembly.sources["origin"].to_numpy(str)[run.paths.source]
            of_origin = np.isin(source, sorted(origins))
            # A share that stands alone is one of all there is of its origins.
            within = np.any(counts, axis=0) if len(rows) > 1 else of_origin
            self._groups.append(_Group(year, rows, np.array(counts), within))

    def modelled(self, year: int, theta: float) -> list[Floats]:
        """Return the modelled shares of each group of a year, in the order of the groups."""
        if (year, theta) not in self._known:
            flow = self.runs[year].flow(theta)
            self._known[year, theta] = [
                group.counts @ flow / max(float(flow[group.within].sum()), 1e-300)
                for group in self._groups
                if group.year == year
            ]
        return self._known[year, theta]

    def ratios(self, years: Sequence[int]) -> int:
        """Return how many independent log ratios some years have."""
        return log_ratios(self.shares[self.shares["year"].isin(years)])

    def at(self, years: Sequence[int], theta: float) -> float:
        """Return the sum of squared errors of the log ratios of some years."""
        total = 0.0
        for year in years:
            groups = [group for group in self._groups if group.year == year]
            for group, modelled in zip(groups, self.modelled(year, theta), strict=True):
                total += _squares(group.rows["published_share"].to_numpy(float), modelled)
        return total

    def best(self, years: Sequence[int]) -> float:
        """Return the scale of least misfit."""
        tried = [self.at(years, theta) for theta in GRID]
        place = int(np.argmin(tried))
        ends = np.log(GRID[[max(place - 1, 0), min(place + 1, len(GRID) - 1)]])
        found = minimize_scalar(
            lambda log: self.at(years, float(np.exp(log))),
            bounds=tuple(ends),
            method="bounded",
            options={"xatol": 1e-3},
        )
        return float(np.exp(found.x)) if found.fun < tried[place] else float(GRID[place])

    def interval(self, years: Sequence[int], theta: float) -> tuple[float, float]:
        """
        Return the scales whose misfit an F test does not tell from the least.

        The ends are where the misfit first comes over the bound, going out from the best; 0 or inf
        where it does not.
        """
        n = self.ratios(years)
        bound = self.at(years, theta) * (1.0 + f_distribution.ppf(LEVEL, 1, n - 1) / (n - 1))
        low, high = 0.0, np.inf
        inside = theta
        for scale in GRID[theta > GRID][::-1]:
            if self.at(years, scale) > bound:
                low = self._crossing(years, bound, scale, inside)
                break
            inside = scale
        inside = theta
        for scale in GRID[theta < GRID]:
            if self.at(years, scale) > bound:
                high = self._crossing(years, bound, inside, scale)
                break
            inside = scale
        return low, high

    def _crossing(self, years: Sequence[int], bound: float, low: float, high: float) -> float:
        """Return where the misfit equals a bound between two scales."""
        found = brentq(
            lambda log: self.at(years, float(np.exp(log))) - bound,
            np.log(low),
            np.log(high),
            xtol=5e-3,
        )
        return float(np.exp(found))

    def profile(self, years: Sequence[int]) -> pd.DataFrame:
        """Return the misfit at the scales of the grid."""
        return pd.DataFrame(
            {"theta": GRID, "misfit": [self.at(years, float(theta)) for theta in GRID]}
        )

    def table(self, years: Sequence[int], theta: float) -> pd.DataFrame:
        """Return published and modelled shares at a scale."""
        out = []
        for year in years:
            groups = [group for group in self._groups if group.year == year]
            for group, modelled in zip(groups, self.modelled(year, theta), strict=True):
                out.append(group.rows.assign(modelled_share=modelled))
        kept = ["year", "divide", "period", "subject", "source_id", "published_share"]
        return pd.concat(out)[[*kept, "modelled_share"]].reset_index(drop=True)


def log_ratios(shares: pd.DataFrame) -> int:
    """
    Return how many independent log ratios there are among shares.

    Parameters
    ----------
    shares
        From `published_shares`.

    Returns
    -------
    n
        One less than the ways of each divide and year; 1 for a share that stands alone.
    """
    sizes = shares.groupby(["divide", "year"]).size()
    return int((sizes - 1).clip(lower=1).sum())


def _squares(published: Floats, modelled: Floats) -> float:
    """
    Return the sum of squared errors of log ratios, each against the mean of all.

    So it does not matter which way is the reference; a share alone is one against the rest.
    """
    if len(published) == 1:
        published = np.array([published[0], 1.0 - published[0]])
        modelled = np.array([modelled[0], 1.0 - modelled[0]])
    error = np.log(published) - np.log(np.maximum(modelled, LEAST))
    return float(((error - error.mean()) ** 2).sum())
