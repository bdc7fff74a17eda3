"""Score modelled flows and shares against published ones, and against a naive model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import kendalltau

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BAND", "METHODS", "POINTS", "score_table"]

Floats = npt.NDArray[np.float64]
METHODS = ("optimum", "logit", "naive")
# A flow is met within 20 %, a share within 5 percentage points.
BAND, POINTS = 0.20, 0.05


def score_table(flows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """
    Return how each method scores.

    Parameters
    ----------
    flows
        ``published_t_per_y`` and, per method, ``<method>_t_per_y``; only rows to be scored.
    shares
        ``divide``, ``year``, ``published_share`` and, per method, ``<method>_share``. The error of
        a divide is that of the way it gets most wrong; 1 where nothing goes by any of its ways.

    Returns
    -------
    scores
        Index ``method``: n_flows, median_error (median absolute relative error), within_band (share
        of flows within 20 %), kendall_tau (of the order of flows), n_divides, median_points (median
        error of divides), within_points (share of divides within 5 points), flow_skill and
        share_skill (1 less the ratio of the median error to that of the naive model on the same
        rows: over 0 is better than naive). NaN where a method has no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> flows = pd.DataFrame({"published_t_per_y": [10.0, 20.0], "optimum_t_per_y": [11.0, 25.0],
    ...     "logit_t_per_y": [10.0, 20.0], "naive_t_per_y": [5.0, 10.0]})
    >>> shares = pd.DataFrame({"divide": ["out", "out"], "year": 2024,
    ...     "published_share": [0.7, 0.3], "optimum_share": [1.0, 0.0],
    ...     "logit_share": [0.6, 0.4], "naive_share": [0.5, 0.5]})
    >>> score_table(flows, shares)["median_points"].round(3).to_list()
    [0.3, 0.1, 0.2]
    >>> score_table(flows, shares)["median_error"].round(3).to_list()
    [0.175, 0.0, 0.5]
    """
    rows = {method: _scores(method, flows, shares) for method in METHODS}
    return pd.DataFrame(rows).T.rename_axis("method")


def _scores(method: str, flows: pd.DataFrame, shares: pd.DataFrame) -> dict[str, float]:
    """Return the scores of one method."""
    published, modelled, naive = _columns(
        flows, ["published_t_per_y", f"{method}_t_per_y", "naive_t_per_y"]
    )
    error, naive_error = (np.abs(m / published - 1.0) for m in (modelled, naive))
    points, naive_points = _divides(shares, method), _divides(shares, "naive")
    answered = ~np.isnan(points)
    points, naive_points = points[answered], naive_points[answered]
    return {
        "n_flows": len(error),
        "median_error": _median(error),
        "within_band": _share(error <= BAND),
        "kendall_tau": _tau(published, modelled),
        "n_divides": len(points),
        "median_points": _median(points),
        "within_points": _share(points <= POINTS),
        "flow_skill": _skill(error, naive_error),
        "share_skill": _skill(points, naive_points),
    }


def _divides(shares: pd.DataFrame, method: str) -> Floats:
    """Return the error of each divide and year; NaN where the method has no answer."""
    modelled = shares[f"{method}_share"]
    error = (modelled - shares["published_share"]).abs()
    keys = [shares["divide"], shares["year"]]
    nothing = (modelled.groupby(keys).sum(min_count=1) == 0) & (modelled.groupby(keys).size() > 1)
    return error.groupby(keys).max().mask(nothing, 1.0).to_numpy(float)


def _columns(table: pd.DataFrame, names: Sequence[str]) -> list[Floats]:
    """Return columns, without the rows where the method has no answer."""
    answered = table[names[1]].notna()
    return [table.loc[answered, name].to_numpy(float) for name in names]


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else np.nan


def _share(met: npt.NDArray[np.bool_]) -> float:
    return float(np.mean(met)) if len(met) else np.nan


def _skill(error: Floats, naive: Floats) -> float:
    """Return 1 less the ratio of medians; NaN where the naive model makes no error."""
    against = _median(naive)
    return 1.0 - _median(error) / against if len(error) and against > 0 else np.nan


def _tau(published: Floats, modelled: Floats) -> float:
    """Return Kendall's rank correlation; NaN where either says that all are equal."""
    if len(set(published)) < 2 or len(set(modelled)) < 2:
        return np.nan
    return float(kendalltau(published, modelled).statistic)
