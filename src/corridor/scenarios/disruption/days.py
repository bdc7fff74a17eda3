"""The days of a path: weeks, cut where the changes in force or the month change."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from corridor.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.scenarios.scenario import Dated, Scenario

__all__ = ["DAYS_PER_WEEK", "DAYS_PER_YEAR", "Piece", "day_of", "first_day", "pieces_of", "struck"]

DAYS_PER_WEEK, DAYS_PER_YEAR = 7, 365.0
DAY = dt.timedelta(days=1)


class Piece(NamedTuple):
    """Days of one week and month on which the same changes hold."""

    week: int
    start: dt.date
    days: int
    month: int
    changes: tuple[Dated, ...]


def first_day(scenario: Scenario, start: str | dt.date | None, weeks: int, year: int) -> dt.date:
    """
    Return the first day of a path, checked.

    Parameters
    ----------
    scenario
        Its earliest dated change is the start where none is given.
    start
        A day, or text such as ``2025-11-24``.
    weeks
        Length of the path.
    year
        Of the data: a scenario without dates starts on its first of January.

    Returns
    -------
    start
        The day.

    Raises
    ------
    ValueError
        The text is no day, or there is less than one week.
    ScenarioError
        No change of the scenario is in force on any day of the path.
    """
    if isinstance(weeks, bool) or not isinstance(weeks, int) or weeks < 1:
        raise ValueError(f"weeks is {weeks!r}; give a whole number of 1 or more")
    starts = sorted(c.start for c in scenario.changes if c.start)
    usual = starts[0] if starts else dt.date(year, 1, 1)
    day = usual if start is None else day_of(start)
    last = day + (weeks * DAYS_PER_WEEK - 1) * DAY
    if scenario.changes and not any(_overlap(c, day, last) for c in scenario.changes):
        held = "; ".join(str(c) for c in scenario.changes)
        msg = f"no change of {scenario.name} holds from {day} to {last}: {held}; give another start"
        raise ScenarioError(msg, key="start")
    return day


def pieces_of(scenario: Scenario, start: dt.date, weeks: int) -> list[Piece]:
    """
    Return the days of a path, cut into pieces on which one state holds.

    Parameters
    ----------
    scenario
        What holds when.
    start
        First day.
    weeks
        How many weeks of seven days.

    Returns
    -------
    pieces
        In order; their days add up to the weeks.

    Examples
    --------
    >>> import datetime as dt
    >>> scenario = corridor.load_scenario("cpc-spm-loss-2025")
    >>> pieces = pieces_of(scenario, dt.date(2025, 11, 24), 2)
    >>> [(p.week, p.start.day, p.days, len(p.changes)) for p in pieces]
    [(1, 24, 5, 0), (1, 29, 2, 1), (2, 1, 7, 2)]
    """
    days = [(n // DAYS_PER_WEEK + 1, start + n * DAY) for n in range(weeks * DAYS_PER_WEEK)]
    held = {day: scenario.on(day).changes for _, day in days}
    # Changes may hold what cannot be hashed; their places in the scenario can.
    places = {day: _places(scenario, held[day]) for _, day in days}
    cut = groupby(days, key=lambda item: (item[0], item[1].month, places[item[1]]))
    pieces = []
    for (week, month, _), same in cut:
        run = [day for _, day in same]
        pieces.append(Piece(week, run[0], len(run), month, held[run[0]]))
    return pieces


def struck(pieces: Sequence[Piece]) -> dt.date:
    """Return the first day on which a change is in force, or the first day of all."""
    return next((piece.start for piece in pieces if piece.changes), pieces[0].start)


def _places(scenario: Scenario, changes: tuple[Dated, ...]) -> tuple[int, ...]:
    """Return which of the scenario's changes these are."""
    return tuple(n for n, c in enumerate(scenario.changes) if any(c is other for other in changes))


def _overlap(change: Dated, first: dt.date, last: dt.date) -> bool:
    """Say whether a change holds on any day from the first to the last."""
    begins = change.start is None or change.start <= last
    return begins and (change.end is None or change.end >= first)


def day_of(start: str | dt.date) -> dt.date:
    """Return a day from a date or its text."""
    if isinstance(start, dt.datetime):
        return start.date()
    if isinstance(start, dt.date):
        return start
    try:
        return dt.date.fromisoformat(start)
    except (TypeError, ValueError) as error:
        msg = f"start is {start!r}; give a date, or text such as '2025-11-24'"
        raise ValueError(msg) from error
