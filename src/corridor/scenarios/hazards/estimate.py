"""Estimate how often, how long and how deep hazards strike, from the log of events."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import gamma

from corridor.scenarios.hazards.log import first_day, occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.data.dataset import Dataset

__all__ = ["LOG_ENDS", "estimate_hazards", "poisson_rate"]

# The last day the log was read to: every window of the hazards' notes ends here.
LOG_ENDS = dt.date(2026, 2, 27)
DAYS_PER_YEAR = 365.25
# Jeffreys' prior of a Poisson rate: a gamma of this shape without exposure.
JEFFREYS = 0.5
LOW, HIGH = 0.1, 0.9
WINDOW = re.compile(r"\b(\d+) logged events in (\d+\.\d+) years from (\d{4}-\d{2})")
# The notes give years to one decimal: a window that ends this near the log's end ends with it.
ROUNDING = dt.timedelta(days=20)
FACTS = ("rate_per_y", "duration_d", "depth_share")
COLUMNS = [
    *("subject", "shared_cause", "since", "until", "years", "occurrences", "noted"),
    *("rate_per_y", "rate_low", "rate_high", "duration_d", "duration_low", "duration_high"),
    *("depth_share", "depth_low", "depth_high", "fact_rate_per_y", "fact_rate_low"),
    *("fact_rate_high", "fact_duration_d", "fact_depth_share", "reason"),
]


def estimate_hazards(data: Dataset, *, until: dt.date = LOG_ENDS) -> pd.DataFrame:
    """
    Return rate, duration and depth of every hazard from the event log, next to its facts.

    The log came from searching for reports: what nobody reported is missing, so that rates are
    lower bounds. Events of one cause at one place that overlap are one occurrence, as deep as the
    deepest. The rate has Jeffreys' prior, Gamma(1/2, 0): with n occurrences in T years it is
    Gamma(n + 1/2, T). Lengths count as exponential, also with Jeffreys' prior.

    Parameters
    ----------
    data
        A data set.
    until
        Last day of the window; the day the log was read to when absent.

    Returns
    -------
    estimates
        Index ``hazard_id``: subject, shared_cause, since, until and years (the window that the
        hazard's note names), occurrences, noted (how many the note counts, where a person sorted
        events of mixed causes); rate_per_y (mean of the posterior), rate_low, rate_high (P10
        and P90); duration_d (mean of the dated ones), duration_low, duration_high (P10 and P90 of
        that mean); depth_share (mean), depth_low, depth_high (least and deepest logged);
        fact_rate_per_y, fact_rate_low, fact_rate_high, fact_duration_d, fact_depth_share (in
        force); reason: why there is no estimate.

    Examples
    --------
    >>> table = estimate_hazards(corridor.load_dataset())
    >>> int(table.loc["khorgos_stop", "occurrences"])
    3
    """
    rows = {str(hazard): _estimate(data, str(hazard), until) for hazard in data.hazards.index}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS).rename_axis("hazard_id")
    table["reason"] = table["reason"].fillna("")
    return table.astype({"occurrences": "Int64", "noted": "Int64"})


def poisson_rate(events: int, years: float) -> tuple[float, float, float]:
    """
    Return mean, P10 and P90 of a yearly rate after so many events, with Jeffreys' prior.

    Parameters
    ----------
    events
        Occurrences counted, 0 or more.
    years
        Watched, more than 0.

    Returns
    -------
    rate
        Mean, P10 and P90 of Gamma(events + 1/2, years).

    Raises
    ------
    ValueError
        A count below 0, or no time.

    Examples
    --------
    >>> [round(x, 3) for x in poisson_rate(2, 10.0)]
    [0.25, 0.081, 0.462]
    """
    if events < 0 or not years > 0:
        raise ValueError(f"events must be 0 or more in more than 0 years; {events=}, {years=}")
    shape = events + JEFFREYS
    low, high = gamma.ppf([LOW, HIGH], shape, scale=1.0 / years)
    return shape / years, float(low), float(high)


def _estimate(data: Dataset, hazard: str, until: dt.date) -> dict[str, object]:
    """Return the row of one hazard."""
    row = data.hazards.loc[hazard]
    said = WINDOW.search(str(row["note"]))
    head: dict[str, object] = {"subject": row["subject"], "shared_cause": row["shared_cause"]}
    facts = _facts(data, hazard)
    since = first_day(said.group(3)) if said else None
    if said is None or since is None or since >= until:
        why = f"the window opens after {until}" if said else "the note names no window"
        return head | facts | {"reason": why}
    end = since + dt.timedelta(days=float(said.group(2)) * DAYS_PER_YEAR)
    end = until if end > until - ROUNDING else end
    years = (end - since).days / DAYS_PER_YEAR
    found = occurrences(data, hazard, since, end)
    rate = dict(
        zip(("rate_per_y", "rate_low", "rate_high"), poisson_rate(len(found), years), strict=True)
    )
    reason = "" if found else "no event of this cause at this place in the window"
    return {
        **head,
        "since": since,
        "until": end,
        "years": years,
        "occurrences": len(found),
        "noted": int(said.group(1)),
        **rate,
        **_duration([event.days for event in found]),
        **_depth([event.depth for event in found]),
        **facts,
        "reason": reason,
    }


def _duration(days: Sequence[float]) -> dict[str, float]:
    """Return the mean length of the dated ones, with P10 and P90 of an exponential's mean."""
    dated = [length for length in days if np.isfinite(length)]
    if not dated:
        return {}
    total, count = sum(dated), len(dated)
    low, high = total / gamma.ppf([HIGH, LOW], count)
    return {"duration_d": total / count, "duration_low": float(low), "duration_high": float(high)}


def _depth(depths: Sequence[float]) -> dict[str, float]:
    """Return the mean depth of those that state one, least and deepest."""
    known = [depth for depth in depths if np.isfinite(depth)]
    if not known:
        return {}
    return {
        "depth_share": sum(known) / len(known),
        "depth_low": min(known),
        "depth_high": max(known),
    }


def _facts(data: Dataset, hazard: str) -> dict[str, float]:
    """Return the facts in force, in the units of the log."""
    known = data.values[data.values["subject"] == f"hazard:{hazard}"].set_index("attribute")
    facts = {f"fact_{name}": float(known["value"].get(name, np.nan)) for name in FACTS}
    for side in ("low", "high"):
        facts[f"fact_rate_{side}"] = float(known[side].get("rate_per_y", np.nan))
    return facts
