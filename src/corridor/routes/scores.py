"""Plain frames for the drawings that judge routes: CO2 by mode or leg, and a scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.costs.totals import route_totals
from corridor.errors import UnknownIdError
from corridor.routes.frames import distinct

if TYPE_CHECKING:
    from corridor.routes.route import Route

__all__ = ["co2_frames", "score_frame"]

HANDLING = "handling"
CRITERIA = {
    "cost_usd_per_t": ("Cost, USD/t", "{:,.0f}"),
    "time_d": ("Days, d", "{:,.0f}"),
    "co2_kg_per_t": ("CO2e, kg/t", "{:,.0f}"),
    "expected_delay_d": ("Delay by hazards, d", "{:,.1f}"),
    "territory_share_RU": ("On Russian land, of km", "{:.0%}"),
    "border_crossings": ("Borders, number", "{:,.0f}"),
}


def co2_frames(routes: dict[str, Route], by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return what a tonne emits on each route, and the range of the total.

    Parameters
    ----------
    routes
        Route by corridor.
    by
        ``mode`` or ``leg``.

    Returns
    -------
    bars, ranges
        Bars: corridor, mode (``handling`` at nodes and borders), kg, in the order of travel.
        Ranges: corridor, low, high.

    Raises
    ------
    UnknownIdError
        Neither ``mode`` nor ``leg``.
    """
    if by not in ("mode", "leg"):
        raise UnknownIdError("way to part CO2", by, ("mode", "leg"))
    bars, ranges = [], []
    for corridor, route in distinct(routes).items():
        legs = route.legs
        mode = legs["mode"].where(legs["kind"] == "section", HANDLING)
        rows = pd.DataFrame({"corridor": corridor, "mode": mode, "kg": legs["co2_kg_per_t"]})
        if by == "mode":
            rows = rows.groupby(["corridor", "mode"], sort=False)[["kg"]].sum().reset_index()
        bars.append(rows[rows["kg"] > 0])
        ranges.append((corridor, *route.draws["co2_kg_per_t"].quantile([0.1, 0.9])))
    table = pd.DataFrame(ranges, columns=["corridor", "low", "high"])
    return pd.concat(bars, ignore_index=True), table


def score_frame(routes: dict[str, Route]) -> pd.DataFrame:
    """
    Return cost, days, CO2, risk and exposure of each route, from best to worst.

    Parameters
    ----------
    routes
        Route by corridor.

    Returns
    -------
    cells
        corridor, criterion, text, score (0 best to 1 worst of its criterion; NaN where unknown).
    """
    shown = distinct(routes)
    values = {
        key: {corridor: _value(route, key) for corridor, route in shown.items()} for key in CRITERIA
    }
    cells = []
    for corridor in shown:
        for key, (words, form) in CRITERIA.items():
            known = [v for v in values[key].values() if np.isfinite(v)]
            value = values[key][corridor]
            least, reach = (
                min(known, default=0.0),
                max(known, default=0.0) - min(known, default=0.0),
            )
            score = (value - least) / reach if reach else value * 0.0
            text = form.format(value).replace("%", " %") if np.isfinite(value) else "not known"
            cells.append((corridor, words, text, score))
    return pd.DataFrame(cells, columns=["corridor", "criterion", "text", "score"])


def _value(route: Route, key: str) -> float:
    """Return one criterion of a route; NaN where no hazard is on record for its risk."""
    if key != "expected_delay_d":
        return float(route.totals[key])
    if not np.isfinite(route.totals["availability"]):
        return float("nan")
    totals = route_totals(route.graph, list(route.arcs), route.weights)
    return float(totals.expected_delay_d[0])
