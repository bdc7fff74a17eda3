"""The event log: dated occurrences of a hazard, those that overlap taken as one."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["Occurrence", "occurrences"]

# A closure that begins and ends on one day.
SAME_DAY_D = 0.5
YEAR, MONTH = 4, 7


class Occurrence(NamedTuple):
    """One time a hazard struck: first and last day (None where not known), deepest loss."""

    start: dt.date
    end: dt.date | None
    depth: float

    @property
    def days(self) -> float:
        """Length in days; NaN where the end is not known."""
        if self.end is None:
            return np.nan
        return float((self.end - self.start).days) or SAME_DAY_D


def occurrences(data: Dataset, hazard: str, since: dt.date, until: dt.date) -> list[Occurrence]:
    """
    Return the logged occurrences of a hazard in a window, in order.

    An event belongs to the hazard when cause and subject are the same; or the cause, and the link
    of one ends at the node of the other, unless another hazard has the event's own subject. Events
    without any loss are left out. Events that overlap are one occurrence, as deep as the deepest.

    Parameters
    ----------
    data
        A data set.
    hazard
        A row of the hazards table.
    since, until
        First and last day watched.

    Returns
    -------
    occurrences
        From the first to the last.
    """
    row = data.hazards.loc[hazard]
    same = data.hazards[data.hazards["shared_cause"].eq(row["shared_cause"])]
    taken = set(same["subject"].astype(str)) - {str(row["subject"])}
    near = _near(data, str(row["subject"])) - taken
    log = data.events
    log = log[log["shared_cause"].eq(row["shared_cause"]) & log["subject"].isin(near)]
    found = []
    for event in log[log["depth"].ne(0)].to_dict("records"):
        start, end = first_day(event["start"]), last_day(event["end"])
        if start is not None and since <= start <= until:
            found.append(Occurrence(start, end, float(event["depth"])))
    return merged(found)


def merged(found: list[Occurrence]) -> list[Occurrence]:
    """Return occurrences with those that overlap or touch joined, the deepest counting."""
    joined: list[Occurrence] = []
    for event in sorted(found, key=lambda e: (e.start, e.end or dt.date.max)):
        last = joined[-1] if joined else None
        if last is None or event.start > (last.end or last.start):
            joined.append(event)
            continue
        ends = (last.end, event.end)
        end = None if None in ends else max(day for day in ends if day)
        joined[-1] = Occurrence(last.start, end, float(np.fmax(last.depth, event.depth)))
    return joined


def first_day(cell: object) -> dt.date | None:
    """Return the first day of a date known to the year, month or day; None where there is none."""
    text = _text(cell)
    if not text:
        return None
    return dt.date.fromisoformat({YEAR: f"{text}-01-01", MONTH: f"{text}-01"}.get(len(text), text))


def last_day(cell: object) -> dt.date | None:
    """Return the last day of a date known to the year, month or day; None where there is none."""
    text = _text(cell)
    if len(text) == YEAR:
        return dt.date(int(text), 12, 31)
    if len(text) == MONTH:
        year, month = map(int, text.split("-"))
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date.fromisoformat(text) if text else None


def _text(cell: object) -> str:
    """Return the text of a cell; empty where it is."""
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell).strip()  # noqa: PLR0124


def _near(data: Dataset, subject: str) -> set[str]:
    """Return the subject, and the links at its node or the nodes at its link."""
    kind, _, name = subject.partition(":")
    links = data.links
    if kind == "node":
        ends = links["from_node_id"].eq(name) | links["to_node_id"].eq(name)
        return {subject, *("link:" + links.index[ends].astype(str))}
    if kind == "link":
        ends = links.loc[name, ["from_node_id", "to_node_id"]]
        return {subject, *(f"node:{node}" for node in ends)}
    return {subject}
