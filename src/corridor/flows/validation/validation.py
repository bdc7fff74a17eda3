"""Validate modelled flows against published ones, year by year and out of sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError
from corridor.flows.likely.grow import WAYS
from corridor.flows.validation.comparable import KEYS, comparable_flows
from corridor.flows.validation.misfit import Misfit, log_ratios
from corridor.flows.validation.modelled import Answers, flow_table, share_table
from corridor.flows.validation.runs import YearRun, check_choices, chosen_years, year_runs
from corridor.flows.validation.scores import BAND, POINTS, score_table
from corridor.flows.validation.shares import published_shares

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from corridor.data.dataset import Dataset

__all__ = ["FlowValidation", "validate_flows"]

MEGA = 1e6
Runs = dict[tuple[int, str], YearRun]


@dataclass(frozen=True, repr=False)
class FlowValidation:
    """
    Modelled against published flows.

    Methods: ``optimum``, flows at the least generalised cost; ``logit``, likely flows at a scale
    estimated from the other years alone; ``naive``, least great circle x 1.3 at one rate, under the
    same limits.

    Attributes
    ----------
    flows
        Every comparable flow of a whole year; see `flow_table`. Rows with ``same_source`` rest on
        the same publication as an input of the year: they are shown, not scored.
    shares
        How published and modelled flows divide among ways; see `share_table`.
    scores
        Index ``method``; see `score_table`.
    scales
        commodity, year (0: all years), theta, low, high, n: the scale that the logit of a year was
        given, estimated without that year, and that of all years. No row where there was none.
    excluded
        Published flows that the model has no counterpart of, with the reason.
    years
        Years validated.
    objective, volume
        By what cargo chooses its way, and how much is moved.
    """

    flows: pd.DataFrame
    shares: pd.DataFrame
    scores: pd.DataFrame
    scales: pd.DataFrame
    excluded: pd.DataFrame
    years: tuple[int, ...]
    objective: str
    volume: str

    def misses(self) -> pd.DataFrame:
        """
        Return the scored flows that the optimum misses by more than 20 %, the worst first.

        Returns
        -------
        misses
            Rows of ``flows``.
        """
        scored = self.flows[self.flows["scored"]]
        missed = scored[scored["optimum_error"].abs() > BAND]
        order = missed["optimum_error"].abs().sort_values(ascending=False, kind="stable").index
        return missed.loc[order].reset_index(drop=True)

    def plot(
        self, *, method: Literal["optimum", "logit", "naive"] = "optimum", ax: Axes | None = None
    ) -> Axes:
        """
        Draw modelled over published flows on logarithmic axes, with the line of equality.

        Parameters
        ----------
        method
            Whose flows.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart. Flows of which one of the two is 0 cannot stand on it; its foot counts them.

        Raises
        ------
        UnknownIdError
            No such method; names the nearest.
        SchemaError
            No flow has both a modelled and a published amount above 0.
        """
        from corridor.draw.chart.agreement import draw_agreement  # noqa: PLC0415 - when drawing

        if method not in self.scores.index:
            raise UnknownIdError("method", method, [str(name) for name in self.scores.index])
        rows = self.flows[self.flows["scored"]]
        points = pd.DataFrame(
            {
                "group": rows["commodity"],
                "published": rows["published_t_per_y"] / MEGA,
                "modelled": rows[f"{method}_t_per_y"] / MEGA,
                "label": rows["subject"].str.partition(":")[2].str.replace("_", " ")
                + " "
                + rows["year"].astype(str),
            }
        ).dropna()
        shown = points[(points["published"] > 0) & (points["modelled"] > 0)]
        title = f"Modelled ({method}) against published, {self.years[0]}-{self.years[-1]}"
        ax = draw_agreement(shown, ax=ax, title=title, unit="Mt/y")
        if len(points) > len(shown):
            lost = f"{len(points) - len(shown)} of {len(points)} flows with a 0 are not shown"
            ax.set_xlabel(f"{ax.get_xlabel()}\n{lost}")
        return ax

    def to_frame(self) -> pd.DataFrame:
        """Return the flows, one row per observation."""
        return self.flows.copy()

    def __repr__(self) -> str:
        head = (
            f"<FlowValidation {self.years[0]}-{self.years[-1]} by {self.objective}, "
            f"volume of {self.volume}: "
            f"{len(self.flows)} flows and {len(self.shares)} shares compared, "
            f"{len(self.excluded)} observations not comparable>"
        )
        lines = [head]
        for method, row in self.scores.iterrows():
            lines.append(
                f"{method:>8}: median error {row['median_error']:.0%}, "
                f"{row['within_band']:.0%} of {row['n_flows']:.0f} flows within {BAND:.0%}; "
                f"shares off by {row['median_points'] * 100:.0f} points, "
                f"{row['within_points']:.0%} of {row['n_divides']:.0f} within {POINTS * 100:.0f}"
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.scores, ("Missed most", self.misses()))


def validate_flows(
    data: Dataset,
    *,
    years: Iterable[int] | int | None = None,
    objective: str = "cost",
    volume: str = "demand",
    ways: int = WAYS,
) -> FlowValidation:
    """
    Compare modelled flows with every published flow that has a counterpart in the model.

    Each commodity is assigned in each year with that year's demand, supply, costs, limits and
    rules. Published flows are never an input of the run they are compared with; where demand or
    supply of the year rests on the same publication the row says so and is not scored. The scale of
    the logit is estimated without the year it is used for.

    Parameters
    ----------
    data
        The data set; its own year plays no role.
    years
        Years to validate; all with observations when absent. Scales are estimated from all years.
    objective
        ``cost``: every commodity goes the way of the least generalised cost; ``netback``: crude
        goes where the price of the grade that it becomes less generalised cost is highest.
    volume
        ``demand``: what the demand table lists; ``supply``: all crude that is supplied, as if
        markets that are not listed were like the listed ones (see `demand_at`).
    ways
        Paths per source and market in each round of the search of the logit.

    Returns
    -------
    validation
        Tables of flows, shares, scores, scales and of what could not be compared.

    Raises
    ------
    ValueError
        No published flow of the years can be compared, or there is no such objective
        or volume.
    ProvenanceError
        With ``objective="netback"``, a market has no price of the year.

    Examples
    --------
    >>> score = validate_flows(corridor.load_dataset(), years=[2024])
    >>> score.flows.query("subject == 'link:cpc'")["published_t_per_y"].to_list()
    [54900000.0]
    """
    check_choices(objective, volume)
    comparable, excluded = comparable_flows(data)
    every = published_shares(comparable)
    chosen = chosen_years(years, data.observed["year"])
    comparable, excluded, shares = (
        table[table["year"].isin(chosen)] for table in (comparable, excluded, every)
    )
    whole = comparable[(comparable["period"] == "") & (comparable["unit"] != "share")]
    if whole.empty and shares.empty:
        raise ValueError(
            f"no published flow of {', '.join(map(str, chosen)) or 'any year'} can be compared; "
            f"the table of observed flows has {sorted(set(data.observed['year']))}"
        )
    keys = pd.concat([t[["year", "commodity"]] for t in (whole, shares, every)]).to_numpy()
    wanted = {(int(year), str(commodity)) for year, commodity in keys}
    runs = year_runs(data, wanted, objective=objective, volume=volume, ways=ways)
    scales = _scales(every, runs, chosen)
    answers = {key: _answers(run, key, scales) for key, run in runs.items() if key[0] in chosen}
    flows, shared = flow_table(whole, answers), share_table(shares, answers)
    return FlowValidation(
        flows,
        shared,
        score_table(flows[flows["scored"]], shared),
        scales,
        _not_compared(comparable, excluded, shares),
        tuple(chosen),
        objective,
        volume,
    )


def _scales(shares: pd.DataFrame, runs: Runs, years: list[int]) -> pd.DataFrame:
    """Return the scale of each commodity without each year, and of all years."""
    rows = []
    for commodity, mine in shares.groupby("commodity"):
        if log_ratios(mine) < 2:
            continue
        with_shares = sorted({int(y) for y in mine["year"]})
        misfit = Misfit(mine, {year: runs[year, str(commodity)] for year in with_shares})
        for left_out in [0, *(year for year in years if (year, commodity) in runs)]:
            rest = [year for year in with_shares if year != left_out]
            if misfit.ratios(rest) > 1:
                theta = misfit.best(rest)
                low, high = misfit.interval(rest, theta)
                rows.append((commodity, left_out, theta, low, high, misfit.ratios(rest)))
    return pd.DataFrame(rows, columns=["commodity", "year", "theta", "low", "high", "n"])


def _answers(run: YearRun, key: tuple[int, str], scales: pd.DataFrame) -> Answers:
    """Return the flows of a run by every method."""
    year, commodity = key
    theta = scales.loc[(scales["commodity"] == commodity) & (scales["year"] == year), "theta"]
    logit = run.likely(float(theta.iloc[0])) if len(theta) else None
    return Answers(run, {"optimum": run.optimum.paths, "logit": logit, "naive": run.naive.paths})


def _not_compared(
    comparable: pd.DataFrame, excluded: pd.DataFrame, shares: pd.DataFrame
) -> pd.DataFrame:
    """Return the observations that are neither a flow of a whole year nor a share."""
    keys = ["year", "subject", "period", "source_id"]
    inside = pd.MultiIndex.from_frame(comparable[keys]).isin(pd.MultiIndex.from_frame(shares[keys]))
    parts = comparable[~inside & ((comparable["period"] != "") | (comparable["unit"] == "share"))]
    parts = parts.assign(reason="a part of the year")
    table = pd.concat([parts[[*KEYS, "reason"]], excluded])
    order = ["year", "commodity", "subject", "basis", "value"]
    return table.sort_values(order, ignore_index=True)
