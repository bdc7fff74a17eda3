"""The flows of an ensemble: what each draw delivers, costs and fills, and what that says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError
from corridor.scenarios.ensemble.flows.measures import FLOW_METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.scenarios.ensemble.chunks.job import Job
    from corridor.scenarios.ensemble.flows.chunk import FlowChunk

__all__ = ["ALL", "FlowDraws"]

Floats = npt.NDArray[np.float64]
ALL = "all"
DECILES = (0.1, 0.5, 0.9)
UTILISATION, PRICE = "utilisation", "shadow_price_usd_per_unit"
# A limit binds in a draw in which one more unit is worth this much.
WORTH = 1e-6


@dataclass(frozen=True, repr=False)
class FlowDraws:
    """
    The flow of all tonnes in every draw of the facts, scenario by scenario.

    Attributes
    ----------
    scenarios, commodities
        In order; the first commodity is ``all``.
    limits
        Every limit whose capacity is known in some scenario: limit, name, kind, unit.
    values
        (n_scenarios, n_commodities, n_metrics, n_draws), metrics as `FLOW_METRICS`; NaN in a draw
        that failed, and where nothing is delivered to take a share or mean of.
    utilisation, price
        (n_scenarios, n_limits, n_draws) share of what is available, NaN where nothing limits; and
        USD per further unit a year, 0 or more. Where several prices are right at once, one of them.
    by_unmet
        (n_scenarios, n_limits, n_draws) 1 where what is not delivered sets the price: it is then no
        market price, but the penalty less what the way would cost.
    """

    scenarios: tuple[str, ...]
    commodities: tuple[str, ...]
    limits: pd.DataFrame
    values: Floats
    utilisation: Floats
    price: Floats
    by_unmet: Floats

    @classmethod
    def of(cls, job: Job, chunks: Iterable[FlowChunk | None]) -> FlowDraws:
        """Return the flows of a job's chunks, in order."""
        rows = [case.assembly.limits[["limit", "name", "kind", "unit"]] for case in job.cases]
        every = pd.concat(rows).drop_duplicates("limit").set_index("limit", drop=False)
        parts = [chunk for chunk in chunks if chunk is not None]
        return cls(
            tuple(scenario.name for scenario in job.scenarios),
            (ALL, *job.flow_frame.commodities),
            every.loc[list(job.flow_frame.limits)].reset_index(drop=True),
            *(np.concatenate(arrays, axis=-1) for arrays in zip(*parts, strict=True)),
        )

    @property
    def n(self) -> int:
        """Number of draws."""
        return int(self.values.shape[-1])

    def draws(self, metric: str, commodity: str = ALL) -> Floats:
        """
        Return one metric of every draw.

        Parameters
        ----------
        metric
            Such as ``delivered_t_per_y``.
        commodity
            All cargo when absent.

        Returns
        -------
        draws
            (n_scenarios, n_draws).

        Raises
        ------
        UnknownIdError
            No such metric or commodity; names the nearest.
        """
        if metric not in FLOW_METRICS:
            raise UnknownIdError("metric of flows", metric, FLOW_METRICS)
        if commodity not in self.commodities:
            raise UnknownIdError("commodity of the flows", commodity, self.commodities)
        place = self.commodities.index(commodity), list(FLOW_METRICS).index(metric)
        return np.asarray(self.values[:, place[0], place[1]])

    def quantiles(self, q: Iterable[float] = DECILES) -> pd.DataFrame:
        """
        Return quantiles of every metric.

        Parameters
        ----------
        q
            Shares of the draws, from 0 to 1.

        Returns
        -------
        quantiles
            scenario, commodity, metric, unit, one column a quantile (``p10``, ...), and `draws` in
            which there is a figure; rows only where there is any.
        """
        shares = _shares(q)
        rows = []
        for s, c, m in np.ndindex(self.values.shape[:3]):
            known = self.values[s, c, m][np.isfinite(self.values[s, c, m])]
            if len(known):
                metric, unit = list(FLOW_METRICS.items())[m]
                head = (self.scenarios[s], self.commodities[c], metric, unit)
                rows.append((*head, *np.quantile(known, shares), len(known)))
        columns = ["scenario", "commodity", "metric", "unit", *_names(shares), "draws"]
        return pd.DataFrame(rows, columns=columns)

    def bottlenecks(self, q: Iterable[float] = DECILES) -> pd.DataFrame:
        """
        Return how full each limit is and what a further unit is worth.

        Parameters
        ----------
        q
            Shares of the draws, from 0 to 1.

        Returns
        -------
        bottlenecks
            scenario, limit, name, unit (of the limit), measure (``utilisation`` or
            ``shadow_price_usd_per_unit``), one column a quantile, `binds` (the share of the draws
            in which one more unit is worth something) and `set_by_unmet` (the share of those in
            which what is not delivered sets the price). Limits that carry something in some draw;
            those that bind most often first.
        """
        shares = _shares(q)
        rows = []
        for s, scenario in enumerate(self.scenarios):
            solved = np.flatnonzero(np.isfinite(self.values[s, 0, 0]))
            if not len(solved):
                continue
            worth = self.price[s][:, solved] > WORTH
            binds = worth.mean(axis=1)
            unmet = (worth & (self.by_unmet[s][:, solved] > 0)).mean(axis=1)
            for number in np.argsort(-binds, kind="stable").tolist():
                fill, price = self.utilisation[s, number], self.price[s, number]
                known = fill[np.isfinite(fill)]
                if not len(known) or not (known.any() or binds[number]):
                    continue
                row = self.limits.iloc[number]
                head = (scenario, row["limit"], row["name"], row["unit"])
                often = float(binds[number])
                last = (often, float(unmet[number]) / often if often else np.nan)
                rows.append((*head, UTILISATION, *np.quantile(known, shares), *last))
                rows.append((*head, PRICE, *np.quantile(price[solved], shares), *last))
        columns = ["scenario", "limit", "name", "unit", "measure", *_names(shares)]
        return pd.DataFrame(rows, columns=[*columns, "binds", "set_by_unmet"])

    def to_frame(self) -> pd.DataFrame:
        """
        Return every draw, one row per scenario, commodity and draw.

        Returns
        -------
        frame
            scenario, commodity, draw, and a column per metric.
        """
        parts = []
        for s, c in np.ndindex(self.values.shape[:2]):
            frame = pd.DataFrame(dict(zip(FLOW_METRICS, self.values[s, c], strict=True)))
            said = {"scenario": self.scenarios[s], "commodity": self.commodities[c]}
            frame = frame.assign(**said, draw=np.arange(self.n))
            parts.append(frame[[*said, "draw", *FLOW_METRICS]])
        return pd.concat(parts, ignore_index=True)

    def __repr__(self) -> str:
        """Return one line: what was solved."""
        return (
            f"<FlowDraws: {self.n} draws, {len(self.scenarios)} scenarios, "
            f"{len(self.commodities) - 1} commodities, {len(self.limits)} known limits>"
        )

    def _repr_html_(self) -> str:
        """Return the quantiles of all cargo as HTML, escaped."""
        table = self.quantiles()
        shown = table[table["commodity"] == ALL].drop(columns="commodity")
        return result_html(repr(self), shown, rows=len(shown))


def _shares(q: Iterable[float]) -> list[float]:
    """Return the quantiles asked for, checked."""
    shares = list(q)
    if not shares or not all(0 <= share <= 1 for share in shares):
        raise ValueError(f"quantiles are shares from 0 to 1, not {shares}")
    return shares


def _names(shares: list[float]) -> list[str]:
    """Return the names of the columns of quantiles."""
    return [f"p{100 * share:g}" for share in shares]
