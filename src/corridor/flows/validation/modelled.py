"""Put modelled quantities beside published ones: flows and shares of every method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.flows.assembly.amounts import tonnes_per
from corridor.flows.validation.passing import Counted, counted, paths_counted
from corridor.flows.validation.reasons import lead, reason
from corridor.flows.validation.scores import METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.flows.program.solution import PathFlow
    from corridor.flows.validation.runs import YearRun

__all__ = ["Answers", "flow_table", "share_table"]

Floats = npt.NDArray[np.float64]


class Answers(NamedTuple):
    """A commodity in a year, and the paths with flow by method; None where a method has none."""

    run: YearRun
    paths: dict[str, tuple[PathFlow, ...] | None]

    def amount(self, method: str, what: Counted) -> float:
        """Return the tonnes per year that an observation counts; NaN where there is no answer."""
        paths = self.paths[method]
        if paths is None:
            return np.nan
        counts = paths_counted(self.run.assembly, paths, what)
        return float(np.array([path.flow for path in paths])[counts].sum())

    def total(self, method: str, origins: tuple[str, ...]) -> float:
        """Return all tonnes per year of some origins."""
        paths = self.paths[method]
        if paths is None:
            return np.nan
        origin = self.run.assembly.sources["origin"]
        return sum(path.flow for path in paths if origin[path.source] in origins)


def flow_table(
    comparable: pd.DataFrame, answers: Mapping[tuple[int, str], Answers]
) -> pd.DataFrame:
    """
    Return published and modelled flows, t/y.

    Parameters
    ----------
    comparable
        Whole years in tonnes, from `comparable_flows`.
    answers
        By year and commodity.

    Returns
    -------
    flows
        year, commodity, subject, basis, source_id, kind, published_t_per_y, per method
        ``<method>_t_per_y`` and ``<method>_error`` (relative), demand_t_per_y and supply_t_per_y
        (all of the origins), lead_usd_per_t (how much cheaper the way is than the best without it),
        same_source, scored, reason (of a miss, as far as the numbers say).
    """
    rows: list[dict[Any, Any]] = []
    for row in comparable.to_dict("records"):
        answer = answers[int(row["year"]), str(row["commodity"])]
        rows.append({**row, **_flow(row, answer)})
    table = pd.DataFrame(rows)
    kept = ["year", "commodity", "subject", "basis", "source_id", "kind", "published_t_per_y"]
    methods = [f"{method}_{what}" for what in ("t_per_y", "error") for method in METHODS]
    rest = ["demand_t_per_y", "supply_t_per_y", "lead_usd_per_t", "same_source", "scored", "reason"]
    return table.reindex(columns=[*kept, *methods, *rest])


def _flow(row: Mapping[Any, Any], answer: Answers) -> dict[str, Any]:
    """Return the modelled flows of one observation."""
    run, what = answer.run, counted(row)
    graph = run.assembly.network.state_graph(str(row["commodity"]))
    published = float(row["value"]) * tonnes_per(graph, str(row["unit"]))
    out: dict[str, Any] = {"published_t_per_y": published, "scored": not row["same_source"]}
    for method in METHODS:
        amount = answer.amount(method, what)
        error = round(amount / published - 1.0, 9)
        out |= {f"{method}_t_per_y": amount, f"{method}_error": error}
    demands, sources = run.assembly.demands, run.assembly.sources
    out["demand_t_per_y"] = float(
        demands.loc[demands["origin"].isin(["", *what.origins]), "demand_t_per_y"].sum()
    )
    out["supply_t_per_y"] = float(
        sources.loc[sources["origin"].isin(what.origins), "supply_t_per_y"].sum()
    )
    out["lead_usd_per_t"] = lead(run, what)
    out["reason"] = reason(run, out)
    return out


def share_table(shares: pd.DataFrame, answers: Mapping[tuple[int, str], Answers]) -> pd.DataFrame:
    """
    Return published and modelled shares.

    Parameters
    ----------
    shares
        From `published_shares`.
    answers
        By year and commodity.

    Returns
    -------
    shares
        divide, year, period, subject, commodity, source_id, published_share and, per method,
        ``<method>_share``: NaN where there is no answer, 0 for all the ways where nothing goes by
        any of them.
    """
    out = []
    for _, rows in shares.groupby(["divide", "year"]):
        answer = answers[int(rows["year"].iloc[0]), str(rows["commodity"].iloc[0])]
        kinds = [counted(row) for row in rows.to_dict("records")]
        told = {}
        for method in METHODS:
            amounts = np.array([answer.amount(method, kind) for kind in kinds])
            alone = len(kinds) == 1
            total = answer.total(method, kinds[0].origins) if alone else amounts.sum()
            told[f"{method}_share"] = amounts if total == 0 else amounts / total
        out.append(rows.assign(**told))
    kept = ["divide", "year", "period", "subject", "commodity", "source_id", "published_share"]
    columns = [*kept, *(f"{method}_share" for method in METHODS)]
    if not out:
        return pd.DataFrame(columns=columns)
    return pd.concat(out)[columns].sort_values(["divide", "year", "subject"], ignore_index=True)
