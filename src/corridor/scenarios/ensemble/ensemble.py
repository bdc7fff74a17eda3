"""The result of an ensemble: metrics by scenario, pair, corridor and draw, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor._version import __version__
from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError
from corridor.scenarios.ensemble.chunks.job import METRICS
from corridor.scenarios.ensemble.flows.draws import FlowDraws
from corridor.scenarios.ensemble.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.scenarios.ensemble.chunks.chunk import Chunk
    from corridor.scenarios.ensemble.chunks.job import Job

__all__ = ["Ensemble"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KEYS = ["scenario", "commodity", "origin", "destination"]
DECILES = (0.1, 0.5, 0.9)
# Of these more is better; of all others less.
MORE_IS_BETTER = ("netback_usd_per_t", "availability")


@dataclass(frozen=True, repr=False)
class Ensemble(Pictures):
    """
    Metrics of the best route of each pair and corridor in every draw.

    Attributes
    ----------
    scenarios, pairs, corridors
        The axes, in order.
    values
        (n_scenarios, n_pairs, n_corridors, n_metrics, n_draws); NaN where there is no route.
    way
        (n_scenarios, n_pairs, n_corridors, n_draws) place in `ways`; -1 where there is no route.
    ways
        Links and transfers of every different route that is best in some draw.
    failed
        scenario, draw, error: what could not be computed.
    seed, data_hash, year, version
        What the numbers come from.
    flows
        The flows of all tonnes in every draw; None where none were asked for.
    """

    scenarios: tuple[str, ...]
    pairs: tuple[tuple[str, str, str], ...]
    corridors: tuple[str, ...]
    values: Floats
    way: Ints
    ways: tuple[tuple[str, ...], ...]
    failed: pd.DataFrame
    seed: int
    data_hash: str
    year: int
    version: str = __version__
    flows: FlowDraws | None = None

    @classmethod
    def of(cls, job: Job, chunks: Sequence[Chunk]) -> Ensemble:
        """Return the ensemble of a job's chunks, in order."""
        ways = sorted({way for chunk in chunks for way in chunk.ways})
        place = {way: number for number, way in enumerate(ways)}
        renumbered = []
        for chunk in chunks:
            new = np.array([*(place[way] for way in chunk.ways), -1], dtype=np.int64)
            renumbered.append(new[chunk.way])
        failed = [row for chunk in chunks for row in chunk.failed]
        return cls(
            tuple(scenario.name for scenario in job.scenarios),
            job.pairs,
            job.corridors,
            np.concatenate([chunk.values for chunk in chunks], axis=-1),
            np.concatenate(renumbered, axis=-1),
            tuple(ways),
            pd.DataFrame(failed, columns=["scenario", "draw", "error"]),
            job.seed,
            job.data.data_hash,
            job.data.year,
            flows=FlowDraws.of(job, [chunk.flows for chunk in chunks]) if job.flows else None,
        )

    @property
    def n(self) -> int:
        """Number of draws."""
        return int(self.values.shape[-1])

    def draws(self, metric: str) -> Floats:
        """
        Return one metric of every draw.

        Parameters
        ----------
        metric
            Such as ``cost_usd_per_t``.

        Returns
        -------
        draws
            (n_scenarios, n_pairs, n_corridors, n_draws).

        Raises
        ------
        UnknownIdError
            No such metric; names the nearest.
        """
        if metric not in METRICS:
            raise UnknownIdError("metric", metric, METRICS)
        return np.asarray(self.values[:, :, :, METRICS.index(metric)])

    def quantiles(self, q: Iterable[float] = DECILES) -> pd.DataFrame:
        """
        Return quantiles of every metric, over the draws in which there is a route.

        Parameters
        ----------
        q
            Shares of the draws, from 0 to 1.

        Returns
        -------
        quantiles
            scenario, commodity, origin, destination, corridor, metric, one column a quantile
            (``p10``, ...), and `feasible_share` of the draws; rows only where there is a route.
        """
        shares = list(q)
        if not shares or not all(0 <= share <= 1 for share in shares):
            raise ValueError(f"quantiles are shares from 0 to 1, not {shares}")
        rows = []
        for key, corridor, values in self._cells():
            there = np.isfinite(values[METRICS.index("cost_usd_per_t")])
            for number, metric in enumerate(METRICS):
                known = values[number][np.isfinite(values[number])]
                if len(known):
                    points = np.quantile(known, shares)
                    rows.append((*key, corridor, metric, *points, float(there.mean())))
        names = [f"p{100 * share:g}" for share in shares]
        columns = [*KEYS, "corridor", "metric", *names, "feasible_share"]
        return pd.DataFrame(rows, columns=columns)

    def probability_better(
        self, better: str, than: str, *, metric: str = "generalised_cost_usd_per_t"
    ) -> pd.DataFrame:
        """
        Return the share of draws in which one corridor beats another.

        Parameters
        ----------
        better, than
            Corridors.
        metric
            What decides.

        Returns
        -------
        shares
            scenario, commodity, origin, destination, `probability`, its sampling error as of a
            plain sample of as many draws (`standard_error`), and `draws` in which both have a
            route. NaN where there is none.

        Raises
        ------
        UnknownIdError
            A corridor or metric is not in the ensemble.
        """
        first, second = self._corridor(better), self._corridor(than)
        values = self.draws(metric) * (-1.0 if metric in MORE_IS_BETTER else 1.0)
        rows = []
        for s, p in np.ndindex(values.shape[:2]):
            one, other = values[s, p, first], values[s, p, second]
            both = np.isfinite(one) & np.isfinite(other)
            count = int(both.sum())
            share = float((one < other)[both].mean()) if count else np.nan
            error = np.sqrt(share * (1 - share) / count) if count else np.nan
            rows.append((self.scenarios[s], *self.pairs[p], share, error, count))
        return pd.DataFrame(rows, columns=[*KEYS, "probability", "standard_error", "draws"])

    def rank_probability(self, *, metric: str = "generalised_cost_usd_per_t") -> pd.DataFrame:
        """
        Return the share of draws in which each corridor is first, second, and so on.

        Parameters
        ----------
        metric
            What decides.

        Returns
        -------
        shares
            scenario, commodity, origin, destination, corridor, `rank` (from 1), `probability`. A
            corridor without a route in a draw has no rank in it.
        """
        sign = -1.0 if metric in MORE_IS_BETTER else 1.0
        values = self.draws(metric) * sign
        rank = np.argsort(np.argsort(values, axis=2, kind="stable"), axis=2) + 1
        rank = np.where(np.isfinite(values), rank, 0)
        rows = [
            (
                self.scenarios[s],
                *self.pairs[p],
                corridor,
                place,
                float((rank[s, p, c] == place).mean()),
            )
            for s, p in np.ndindex(values.shape[:2])
            for c, corridor in enumerate(self.corridors)
            for place in range(1, len(self.corridors) + 1)
            if (rank[s, p, c] > 0).any()
        ]
        return pd.DataFrame(rows, columns=[*KEYS, "corridor", "rank", "probability"])

    def routes(self) -> pd.DataFrame:
        """
        Return which routes are best, in which share of the draws.

        Returns
        -------
        routes
            scenario, commodity, origin, destination, corridor, `share` of the draws, and `route`:
            its links and transfers in order; the most frequent first.
        """
        rows = []
        for s, p, c in np.ndindex(self.way.shape[:3]):
            numbers, counts = np.unique(self.way[s, p, c], return_counts=True)
            for count, number in sorted(zip(-counts, numbers, strict=True)):
                if number >= 0:
                    key = (self.scenarios[s], *self.pairs[p], self.corridors[c])
                    rows.append((*key, -count / self.n, self.ways[number]))
        return pd.DataFrame(rows, columns=[*KEYS, "corridor", "share", "route"])

    def to_frame(self) -> pd.DataFrame:
        """
        Return every draw, one row per scenario, pair, corridor and draw.

        Returns
        -------
        frame
            scenario, commodity, origin, destination, corridor, draw, and a column per metric; rows
            only where there is a route.
        """
        parts = []
        for key, corridor, values in self._cells():
            there = np.flatnonzero(np.isfinite(values[METRICS.index("cost_usd_per_t")]))
            said = dict(zip([*KEYS, "corridor"], (*key, corridor), strict=True))
            frame = pd.DataFrame(dict(zip(METRICS, values[:, there], strict=True)))
            parts.append(frame.assign(draw=there, **said)[[*said, "draw", *METRICS]])
        blank = pd.DataFrame(columns=[*KEYS, "corridor", "draw", *METRICS])
        return pd.concat(parts, ignore_index=True) if parts else blank

    def _cells(self) -> Iterable[tuple[tuple[str, ...], str, Floats]]:
        """Yield scenario and pair, corridor, and metrics by draw."""
        for s, p, c in np.ndindex(self.way.shape[:3]):
            yield (self.scenarios[s], *self.pairs[p]), self.corridors[c], self.values[s, p, c]

    def _corridor(self, name: str) -> int:
        if name not in self.corridors:
            raise UnknownIdError("corridor of the ensemble", name, self.corridors)
        return self.corridors.index(name)

    def __repr__(self) -> str:
        """Return one line: what was drawn."""
        lost = f", {len(self.failed)} failed" if len(self.failed) else ""
        return (
            f"<Ensemble of {self.n} draws{lost}: {len(self.scenarios)} scenarios, "
            f"{len(self.pairs)} pairs, {len(self.corridors)} corridors; seed {self.seed}, "
            f"data {self.data_hash[:12]} as of {self.year}>"
        )

    def _repr_html_(self) -> str:
        """Return P10, P50 and P90 of cost and days as HTML, escaped."""
        table = self.quantiles()
        return result_html(repr(self), table[table["metric"].isin(["cost_usd_per_t", "time_d"])])
