"""Add the pieces of a path up to weeks and days, against the same pieces without the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.scenarios.disruption.days import DAYS_PER_WEEK

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from corridor.scenarios.disruption.steps import Step

__all__ = ["piece_rows", "summed", "tank_rows", "weekly_rows", "weekly_table"]

Floats = npt.NDArray[np.float64]
MILLION = 1e6
# Added up; the levels are taken at the end.
SUMS = [
    *("output_t", "delivered_t", "shut_in_t", "base_delivered_t", "shortfall_t", "rerouted_t"),
    *("cost_usd", "extra_cost_usd", "value_lost_usd"),
]
LEVELS = ["stock_t", "base_stock_t", "backlog_t"]
WEEKLY = [
    *("start", "struck_d", "output_t", "opening_t", "delivered_t", "stock_t", "shut_in_t"),
    *("backlog_t", "base_delivered_t", "base_stock_t", "shortfall_t", "rerouted_t"),
    *("cost_usd", "extra_cost_usd", "value_lost_usd"),
]


def piece_rows(steps: Sequence[Step], base: Sequence[Step]) -> pd.DataFrame:
    """
    Return one row a piece: what is added up, and the levels before and after it.

    Parameters
    ----------
    steps, base
        With the scenario and without.

    Returns
    -------
    rows
        In order; ``before_*`` are levels at the start of the piece.
    """
    rows, late = [], 0.0
    for one, other in zip(steps, base, strict=True):
        ways = sorted({*one.ways, *other.ways})
        change = np.array([one.ways.get(w, 0.0) - other.ways.get(w, 0.0) for w in ways])
        rows.append(
            {
                "week": one.piece.week,
                "days": one.piece.days,
                "struck_d": one.piece.days if one.piece.changes else 0,
                "output_t": one.output,
                "delivered_t": one.delivered,
                "base_delivered_t": other.delivered,
                "shortfall_t": other.delivered - one.delivered,
                "rerouted_t": min(float(change.clip(0).sum()), float((-change).clip(0).sum())),
                "shut_in_t": one.shut_in,
                "cost_usd": one.cost_usd,
                "extra_cost_usd": one.cost_usd - other.cost_usd,
                "value_lost_usd": one.shut_in_usd - other.shut_in_usd,
                "before_stock_t": sum(one.opening.values()),
                "stock_t": sum(one.closing.values()),
                "before_base_stock_t": sum(other.opening.values()),
                "base_stock_t": sum(other.closing.values()),
                "before_backlog_t": late,
                "backlog_t": one.late,
            }
        )
        late = one.late
    return pd.DataFrame(rows)


def weekly_table(steps: Sequence[Step], base: Sequence[Step]) -> pd.DataFrame:
    """
    Return one row a week.

    Parameters
    ----------
    steps, base
        With the scenario and without.

    Returns
    -------
    weekly
        As `DisruptionPath` says.
    """
    by_week = piece_rows(steps, base).groupby("week")
    weekly = by_week[[*SUMS, "struck_d"]].sum().join(by_week[LEVELS].last())
    weekly["opening_t"] = by_week["before_stock_t"].first()
    weekly["start"] = [_start(steps, int(week)) for week in weekly.index]
    return weekly[WEEKLY]


def weekly_rows(
    steps: Sequence[Step],
    base: Sequence[Step],
    of: Callable[[Step], dict[str, float]],
    names: tuple[str, str, str],
) -> pd.DataFrame:
    """
    Return one row a week and name for what a step holds by name.

    Parameters
    ----------
    steps, base
        With the scenario and without.
    of
        What to take of a step.
    names
        Of the columns: the name, the tonnes and those of the base.

    Returns
    -------
    rows
        week, start and the three columns; every name in every week.
    """
    known = sorted({name for step in (*steps, *base) for name in of(step)})
    weeks = sorted({step.piece.week for step in steps})
    sums: list[dict[tuple[int, str], float]] = []
    for run in (steps, base):
        total: dict[tuple[int, str], float] = {}
        for step in run:
            for name, tonnes in of(step).items():
                key = step.piece.week, name
                total[key] = total.get(key, 0.0) + tonnes
        sums.append(total)
    rows = [
        (week, _start(steps, week), name, *(total.get((week, name), 0.0) for total in sums))
        for week in weeks
        for name in known
    ]
    return pd.DataFrame(rows, columns=["week", "start", *names])


def tank_rows(steps: Sequence[Step], capacity: pd.Series[float]) -> pd.DataFrame:
    """
    Return the stock of each node at the start and end of each week.

    Parameters
    ----------
    steps
        With the scenario.
    capacity
        Tonnes by node.

    Returns
    -------
    rows
        week, start, node, opening_t, closing_t, capacity_t.
    """
    rows = []
    for week in sorted({step.piece.week for step in steps}):
        own = [step for step in steps if step.piece.week == week]
        for node, room in capacity.items():
            ends = own[0].opening[str(node)], own[-1].closing[str(node)]
            rows.append((week, own[0].piece.start, str(node), *ends, float(room)))
    columns = ["week", "start", "node", "opening_t", "closing_t", "capacity_t"]
    return pd.DataFrame(rows, columns=columns)


def summed(table: pd.DataFrame, after: int, until: int) -> dict[str, float]:
    """
    Return what adds up between two days of a path, and the levels at the second.

    Parameters
    ----------
    table
        From `piece_rows`.
    after, until
        Days since the start of the path; each piece runs evenly.

    Returns
    -------
    sums
        Columns of `DisruptionPath.at`.
    """
    total = {name: _run(table, name, until) - _run(table, name, after) for name in SUMS}
    level = {name: _level(table, name, until) for name in LEVELS}
    mt = ["delivered_t", "base_delivered_t", "shortfall_t", "rerouted_t", "shut_in_t"]
    found = {name.replace("_t", "_mt"): total[name] / MILLION for name in mt}
    found["stored_mt"] = (level["stock_t"] - level["base_stock_t"]) / MILLION
    found["backlog_mt"] = level["backlog_t"] / MILLION
    return found | {name: total[name] for name in ("extra_cost_usd", "value_lost_usd")}


def _shares(table: pd.DataFrame, day: int) -> Floats:
    """Return how much of each piece has passed by the end of a day."""
    ends = table["days"].to_numpy(float).cumsum()
    days = table["days"].to_numpy(float)
    return np.asarray(np.clip((day - (ends - days)) / days, 0.0, 1.0))


def _run(table: pd.DataFrame, name: str, day: int) -> float:
    """Return a sum from the start to the end of a day."""
    return float(_shares(table, day) @ table[name].to_numpy(float))


def _level(table: pd.DataFrame, name: str, day: int) -> float:
    """Return a level at the end of a day."""
    step = table[name].to_numpy(float) - table[f"before_{name}"].to_numpy(float)
    return float(table[f"before_{name}"].iloc[0] + _shares(table, day) @ step)


def _start(steps: Sequence[Step], week: int) -> dt.date:
    """Return the first day of a week."""
    first = steps[0].piece.start
    return type(first).fromordinal(first.toordinal() + (week - 1) * DAYS_PER_WEEK)
