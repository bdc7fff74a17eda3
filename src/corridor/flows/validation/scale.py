"""The scale of route choice, estimated from published shares, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.errors import UnknownIdError
from corridor.flows.likely.grow import WAYS
from corridor.flows.validation.comparable import KEYS, comparable_flows
from corridor.flows.validation.misfit import LEVEL, Misfit, log_ratios
from corridor.flows.validation.runs import check_choices, chosen_years, objective_of, year_runs
from corridor.flows.validation.shares import published_shares

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from corridor.data.dataset import Dataset

__all__ = ["ScaleEstimate", "estimate_scale"]


@dataclass(frozen=True, repr=False)
class ScaleEstimate:
    """
    How sharply cargo chooses the cheaper way.

    Attributes
    ----------
    commodity, objective
        Whose choices, and by what.
    theta
        Scale of the logit, t/USD: a way that is 1 / theta dearer is 2.7 times less likely.
    low, high
        Interval at ``level``; 0 or inf where the observations set no bound on that side.
    level
        Share of intervals that hold the true value, if errors of log shares are alike and normal.
    n
        Independent log ratios of shares.
    years
        Years that had usable observations.
    used
        year, divide, period, subject, source_id, published_share, modelled_share (at theta).
    unused
        Other observations of the commodity and years, with the reason.
    profile
        theta, misfit: sum of squared errors of the log ratios.
    """

    commodity: str
    objective: str
    theta: float
    low: float
    high: float
    level: float
    n: int
    years: tuple[int, ...]
    used: pd.DataFrame
    unused: pd.DataFrame
    profile: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<ScaleEstimate {self.commodity} by {self.objective}: {self.theta:.3g} t/USD "
            f"({self.low:.2g} to {self.high:.2g} at {self.level:.0%}), from {self.n} log ratios of "
            f"{', '.join(map(str, self.years))}>"
        )


def estimate_scale(
    data: Dataset,
    *,
    years: Iterable[int] | int | None = None,
    commodity: str = "crude_oil",
    objective: str = "cost",
    volume: str = "demand",
    ways: int = WAYS,
) -> ScaleEstimate:
    """
    Estimate the scale of route choice of a commodity from published shares.

    The estimate minimises the squared errors of the logarithms of the shares of ways that exclude
    one another: by the logit these are linear in the costs, with the scale as the slope (Berkson's
    method), under the limits of the year. The interval holds the scales whose misfit an F test does
    not tell from the least. Every year is modelled with its own demand, supply, costs and limits;
    the published flows enter the misfit alone.

    Parameters
    ----------
    data
        The data set; its own year plays no role.
    years
        Whose observations to use; all when absent.
    commodity
        A commodity id: a scale of crude says nothing of uranium.
    objective
        ``cost``: by generalised cost; ``netback``: crude by the price of the grade that it becomes
        less generalised cost. A scale belongs to the objective it was estimated with.
    volume
        ``demand``: the markets that the demand table lists; ``supply``: all that is supplied, as if
        markets that are not listed were like the listed ones.
    ways
        Paths per source and market in each round of their search.

    Returns
    -------
    estimate
        Scale, interval, and which observations it rests on.

    Raises
    ------
    UnknownIdError
        No such commodity.
    ValueError
        There is no such objective or volume, or fewer than two independent log
        ratios are published for the years.

    Examples
    --------
    >>> estimate = estimate_scale(corridor.load_dataset(), years=[2023, 2024])
    >>> estimate.low < estimate.theta < estimate.high
    True
    """
    known = [str(c) for c in data.commodities.index]
    if commodity not in known:
        raise UnknownIdError("commodity", commodity, known)
    check_choices(objective, volume)
    observations = comparable_flows(data)
    shares = published_shares(observations.comparable)
    shares = shares[shares["commodity"] == commodity]
    chosen = chosen_years(years, shares["year"])
    shares = shares[shares["year"].isin(chosen)]
    n = log_ratios(shares)
    if n < 2:
        raise ValueError(
            f"{n} independent log ratios of {commodity} shares are published for "
            f"{', '.join(map(str, chosen)) or 'no year'}; a scale and its interval need 2 or more"
        )
    used = sorted({int(y) for y in shares["year"]})
    wanted = [(year, commodity) for year in used]
    runs = year_runs(data, wanted, objective=objective, volume=volume, ways=ways)
    misfit = Misfit(shares, {year: run for (year, _), run in runs.items()})
    theta = misfit.best(used)
    low, high = misfit.interval(used, theta)
    return ScaleEstimate(
        commodity,
        objective_of(data, commodity, objective),
        theta,
        low,
        high,
        LEVEL,
        n,
        tuple(used),
        misfit.table(used, theta),
        _unused(observations, shares, commodity, chosen),
        misfit.profile(used),
    )


def _unused(
    observations: tuple[pd.DataFrame, pd.DataFrame],
    shares: pd.DataFrame,
    commodity: str,
    years: list[int],
) -> pd.DataFrame:
    """Return the observations that do not enter an estimate, with the reason."""
    comparable, excluded = observations
    keys = ["year", "subject", "period", "source_id"]
    inside = pd.MultiIndex.from_frame(shares[keys])
    rest = comparable[~pd.MultiIndex.from_frame(comparable[keys]).isin(inside)]
    rest = rest.assign(reason=[_why_unused(row) for row in rest.to_dict("records")])
    table = pd.concat([rest[[*KEYS, "reason"]], excluded])
    table = table[(table["commodity"] == commodity) & table["year"].isin(years)]
    return table.sort_values(["year", "subject", "basis"], ignore_index=True)


def _why_unused(row: Mapping[Hashable, Any]) -> str:
    """Say why a comparable observation is no share of a divide."""
    if row["same_source"]:
        return f"rests on the same publication as inputs of the year ({row['same_source']})"
    if row["period"]:
        return "part of the year; the whole year, or a longer part, is published"
    return "no other way that excludes it is published on the same terms"
