"""The time and the length that a project saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.data.cells import list_items
from corridor.errors import ScenarioError
from corridor.network.lookup import FactBook, FactLookup
from corridor.scenarios.changes.quantities import with_facts
from corridor.units import convert

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.network.lookup import Found

__all__ = ["with_savings"]

NUMBERS = ["value", "low", "high"]
TRANSIT, SPEED, LENGTH = "transit_time_d", "speed_km_per_d", "length_km"
# What a stop takes, by kind of subject.
STOPS = {"border": "border_d", "transfer": "dwell_d"}


def with_savings(data: Dataset, row: pd.Series) -> Dataset:
    """
    Take what a project saves off the time or the length of its subject.

    A link is never made faster than the highest speed known of its mode (941 km a day for wide
    gauge): what is saved beyond that was lost where the data have no wait. So the day that a bypass
    saves counts for wagon loads, not for block trains that run at that speed already. The ranges
    shrink or grow with their values.

    Parameters
    ----------
    data
        The data.
    row
        Of the projects table; what neither saves time nor length changes nothing here.

    Returns
    -------
    changed
        With other facts on time or length.

    Raises
    ------
    ScenarioError
        The link is no longer than what is saved, or a stop has no time of its own in the facts.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> shorter = with_savings(data, data.projects.loc["mointy_kyzylzhar"])
    >>> float(shorter.values.at["link:ra_mointy__zhezkazgan|length_km||||", "value"])
    506.0
    """
    adds, subject = str(row["adds"]), str(row["subject"])
    if adds not in ("time_saved", "length_saved") or pd.isna(row["value"]):
        return data
    saved = float(row["value"]) * convert(str(row["unit"])).factor
    if adds == "length_saved":
        return _shortened(data, subject, saved, str(row.name))
    kind, _, name = subject.partition(":")
    if kind == "link":
        return with_facts(data, pd.DataFrame(_quicker(data, name, saved, row)))
    return _stopping_less(data, subject, saved, str(row.name))


def _shortened(data: Dataset, subject: str, saved: float, project: str) -> Dataset:
    """Take kilometres off a link."""
    rows = _facts(data, subject, LENGTH)
    length = rows["value"].astype(float)
    if rows.empty or (length <= saved).any():
        msg = f"{subject} is no longer than the {saved:g} km that are saved"
        raise ScenarioError(msg, key=project)
    return with_facts(data, _scaled(rows, 1.0 - saved / length))


def _stopping_less(data: Dataset, subject: str, saved: float, project: str) -> Dataset:
    """Take days off a border or transfer, which then takes no time at best."""
    rows = _facts(data, subject, STOPS.get(subject.partition(":")[0], ""))
    if rows.empty:
        msg = f"{subject} has no time of its own in the facts, off which to take {saved:g} d"
        raise ScenarioError(msg, key=project)
    days = rows["value"].astype(float) * rows["unit"].map(lambda unit: convert(str(unit)).factor)
    return with_facts(data, _scaled(rows, (1.0 - saved / days.where(days > 0, np.inf)).clip(0.0)))


def _facts(data: Dataset, subject: str, attribute: str) -> pd.DataFrame:
    """Return the facts in force of a subject and an attribute."""
    values = data.values
    return values[(values["subject"] == subject) & (values["attribute"] == attribute)]


def _scaled(rows: pd.DataFrame, factor: pd.Series[float]) -> pd.DataFrame:
    """Return facts with value and range multiplied."""
    return rows.assign(**{c: rows[c].astype(float) * factor for c in NUMBERS})


def _quicker(data: Dataset, link: str, saved: float, row: pd.Series) -> list[dict[str, Any]]:
    """Return transit times of a link, by commodity group and direction, that are so much less."""
    book, groups = FactBook(data), data.commodities["commodity_group"]
    ways = ["forward"] if bool(data.links.at[link, "directed"]) else ["forward", "backward"]
    rows = []
    for group in list_items(str(data.links.at[link, "commodity_groups"])):
        lookup = FactLookup(book, str(groups.index[groups == group].min()))
        for way in ways:
            time, spread, service = _time(data, lookup, link, way)
            new = max(time - saved, min(time, _least(data, lookup, link)))
            rows.append(
                dict.fromkeys(data.values.columns, "")
                | {
                    "subject": f"link:{link}",
                    "attribute": TRANSIT,
                    "commodity_group": group,
                    "service": service,
                    "direction": way,
                    "value": new,
                    "low": new * spread[0],
                    "high": new * spread[1],
                    "unit": "d",
                    "observed": data.year,
                    "money_year": data.price_year,
                    "kind": str(row["kind"]),
                    "source_id": str(row["source_id"]),
                }
            )
    return rows


def _time(
    data: Dataset, lookup: FactLookup, link: str, way: str
) -> tuple[float, tuple[float, float], str]:
    """Return the days a link takes, its range as shares of them, and the service they are of."""
    subject, facts = f"link:{link}", lookup.facts
    own = lookup.find(subject, TRANSIT, direction=way)
    if own is not None:
        value, low, high = _numbers(lookup, own)
        return value, (low / value, high / value), str(facts.at[own.fact, "service"])
    length, mode = _length(lookup, link), str(data.links.at[link, "mode"])
    sections = data.sections.reset_index()
    sections = sections[sections["link_id"] == link]
    days, low, high = 0.0, 0.0, 0.0
    whole = sections["km"].astype(float)
    for country, share in zip(sections["country"], whole / whole.sum(), strict=True):
        places = [subject, f"mode:{mode}/{country}", f"mode:{mode}"]
        speed = _speed(lookup, places, way)
        value, slow, fast = _numbers(lookup, speed)
        part = length * share
        days += part / value
        low += part / (value if np.isnan(fast) else fast)
        high += part / (value if np.isnan(slow) else slow)
    return days, (low / days, high / days), ""


def _speed(lookup: FactLookup, places: list[str], way: str) -> Found:
    """Return the speed that holds at the first of these places that has one."""
    found = lookup.first(places, SPEED, direction=way)
    if found is None:
        msg = f"{places[0]} has neither a transit time nor a speed, off which to take time"
        raise ScenarioError(msg, key=places[0])
    return found


def _length(lookup: FactLookup, link: str) -> float:
    """Return the length of a link in km."""
    found = lookup.find(f"link:{link}", LENGTH)
    return _numbers(lookup, found)[0] if found is not None else np.nan


def _numbers(lookup: FactLookup, found: Found) -> list[float]:
    """Return value, low and high of a fact."""
    return [float(number) for number in np.asarray(lookup.facts.loc[found.fact, NUMBERS], float)]


def _least(data: Dataset, lookup: FactLookup, link: str) -> float:
    """Return the days a link takes at the highest speed that is known of its mode."""
    facts, mode = lookup.facts, str(data.links.at[link, "mode"])
    of_mode = facts["subject"].str.fullmatch(f"mode:{mode}(/.*)?")
    speeds = facts.loc[of_mode & (facts["attribute"] == SPEED), "value"].astype(float)
    return _length(lookup, link) / float(speeds.max()) if len(speeds) else 0.0
