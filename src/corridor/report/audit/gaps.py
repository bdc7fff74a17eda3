"""Where a data set is thin: unknown capacity, coarse places, wide ranges, backcasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.cells import list_items
from corridor.report.audit.coverage import KINDS, SEA, link_countries

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = [
    "backcasts",
    "capacity_by_mode",
    "coarse_places",
    "disagreements",
    "kinds_by_table",
    "rows_without_source",
    "timing_by_kind",
    "unknown_capacity",
]

COARSE_KM = 5.0
WIDE = 2.0


def unknown_capacity(data: Dataset) -> pd.DataFrame:
    """
    Return the open links without a capacity for some commodity group they carry.

    Parameters
    ----------
    data
        As of a year.

    Returns
    -------
    links
        Index ``link_id``: name, mode, countries, groups_unknown (joined by ``;``), and whether a
        capacity is known for another group (`partly_known`).

    Examples
    --------
    >>> "cpc" in unknown_capacity(corridor.load_dataset()).index
    False
    """
    known: dict[str, set[str]] = {}
    stated = data.values[data.values["attribute"] == "capacity_t_per_y"]
    for subject, group in zip(stated["subject"], stated["commodity_group"], strict=True):
        known.setdefault(str(subject), set()).add(str(group))
    lands = link_countries(data)
    rows = {}
    for row in data.links[data.links["is_open"]].sort_index().itertuples():
        groups = known.get(f"link:{row.Index}", set())
        absent = [g for g in list_items(row.commodity_groups) if not groups & {g, ""}]
        if absent:
            countries = ";".join(sorted(lands[str(row.Index)] - {SEA}))
            rows[str(row.Index)] = (row.name, row.mode, countries, ";".join(absent), bool(groups))
    columns = ["name", "mode", "countries", "groups_unknown", "partly_known"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return frame.astype({"partly_known": bool}).rename_axis("link_id")


def capacity_by_mode(data: Dataset) -> pd.DataFrame:
    """Return, per mode, the open links and how many have a capacity for all, some or no groups."""
    absent, opened = unknown_capacity(data), data.links[data.links["is_open"]]
    frame = opened["mode"].value_counts().sort_index().to_frame("open_links")
    for column, rows in (
        ("partly", absent[absent["partly_known"]]),
        ("unknown", absent[~absent["partly_known"]]),
    ):
        frame[column] = rows["mode"].value_counts().reindex(frame.index, fill_value=0)
    frame.insert(1, "known", frame["open_links"] - frame["partly"] - frame["unknown"])
    return pd.DataFrame(frame.rename_axis("mode"))


def coarse_places(data: Dataset) -> pd.DataFrame:
    """Return the nodes placed worse than to 5 km, or with no stated accuracy, worst first."""
    rows = data.nodes.loc[~(data.nodes["accuracy_km"] <= COARSE_KM)].sort_index()
    rows = rows.sort_values("accuracy_km", ascending=False, na_position="first", kind="stable")
    return pd.DataFrame(rows[["name", "kind", "country", "accuracy_km"]])


def disagreements(data: Dataset, cost: pd.Series) -> pd.DataFrame:
    """
    Return the facts in force whose high is more than twice their low.

    For a reported or derived fact that is what its sources differ by; for an estimate, how wide
    the judgement is. A range that reaches 0 has an infinite ratio; one that reaches below 0 has
    none, and is left out.

    Parameters
    ----------
    data
        As of a year.
    cost
        USD per tonne that rests on each fact, index ``fact``; NaN where not known.

    Returns
    -------
    facts
        Index ``fact``, the dearest first, then the widest: subject, attribute, ratio, low, high,
        unit, kind, usd_per_t, source_id, title.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> wide = disagreements(data, pd.Series(0.0, index=data.values.index))
    >>> bool((wide["ratio"] > 2).all())
    True
    """
    rows = data.values[(data.values["low"] >= 0) & (data.values["high"] > 0)]
    low, high = rows["low"].astype(float), rows["high"].astype(float)
    ratio = (high / low.mask(low == 0)).mask(low == 0, float("inf"))
    rows = rows.assign(ratio=ratio, usd_per_t=cost.reindex(rows.index))
    rows["title"] = data.sources["title"].reindex(rows["source_id"]).to_numpy()
    rows = rows[rows["ratio"] > WIDE].sort_index()
    rows = rows.sort_values(["usd_per_t", "ratio"], ascending=False, kind="stable")
    columns = ["subject", "attribute", "ratio", "low", "high", "unit", "kind", "usd_per_t"]
    return rows[[*columns, "source_id", "title"]]


def backcasts(data: Dataset, used: pd.Index) -> pd.DataFrame:
    """Return the facts in force that were seen only later, and whether the routes read them."""
    rows = data.values[data.values["timing"] == "backcast"].sort_index()
    columns = ["subject", "attribute", "value", "unit", "observed", "kind", "source_id"]
    return rows[columns].assign(read_by_routes=rows.index.isin(used))


def timing_by_kind(data: Dataset) -> pd.DataFrame:
    """Return how many facts in force are of each kind (rows) and timing (columns)."""
    timings = ["timeless", "in_year", "carried", "backcast"]
    table = pd.crosstab(data.values["kind"], data.values["timing"])
    table = table.reindex(index=KINDS, columns=timings, fill_value=0)
    return table.assign(total=table.sum(axis=1)).rename_axis("kind").rename_axis(None, axis=1)


def kinds_by_table(data: Dataset) -> pd.DataFrame:
    """Return, per table that states kinds, how many rows are of each; share reported or derived."""
    rows = {
        name: table["kind"].value_counts().reindex(KINDS, fill_value=0)
        for name, table in data.tables.items()
        if "kind" in table and set(table["kind"]) <= set(KINDS)
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=KINDS).astype(int)
    frame["total"] = frame.sum(axis=1)
    share = (frame["reported"] + frame["derived"]) / frame["total"].mask(frame["total"] == 0)
    return frame.assign(sourced_share=share).rename_axis("table")


def rows_without_source(data: Dataset) -> int:
    """Return how many rows name no known source; countries that are only drawn have no row."""
    count = 0
    for name, table in data.tables.items():
        if "source_id" in table:
            rows = table[table["iso3"] != ""] if name == "countries" else table
            count += int((~rows["source_id"].isin(data.sources.index)).sum())
    return count
