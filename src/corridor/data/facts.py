"""Which observation of each quantity holds in a year, and how far it was carried."""

from __future__ import annotations

import numpy as np
import pandas as pd

from corridor.errors import UnknownIdError

__all__ = ["FACT_KEY", "facts_in_force", "price_facts", "timed_facts"]

FACT_KEY = ["subject", "attribute", "commodity_group", "service", "direction", "scope"]
COLUMNS = [
    *FACT_KEY,
    *("value", "low", "high", "unit", "range", "observed"),
    *("money_year", "timing", "kind", "source_id", "note"),
]
# Told apart by their content where all else is equal, so that the order of rows decides nothing.
_TIES = ["value", "low", "high", "unit", "source_id", "note"]


def price_facts(prices: pd.DataFrame) -> pd.DataFrame:
    """
    Return the rows of the prices table as facts.

    Parameters
    ----------
    prices
        The prices table.

    Returns
    -------
    facts
        Subject `price:<area>/<commodity>`, with `/<stream>` where there is one; attribute
        `price_usd_per_t`.
    """
    stream = ("/" + prices["stream"]).where(prices["stream"] != "", "")
    subject = "price:" + prices["price_area"] + "/" + prices["commodity"] + stream
    kept = prices[["value", "low", "high", "unit", "range", "kind", "source_id", "note"]]
    blank = dict.fromkeys(["commodity_group", "service", "direction", "scope"], "")
    empty = pd.Series(pd.NA, index=prices.index, dtype="Int64")
    return kept.assign(
        subject=subject,
        attribute="price_usd_per_t",
        observed=prices["year"].astype("Int64"),
        valid_from=empty,
        valid_to=empty,
        **blank,
    )


def timed_facts(
    facts: pd.DataFrame, prices: pd.DataFrame, attributes: pd.DataFrame, year: int
) -> pd.DataFrame:
    """
    Return every observation, marked with how it counts in a year and whether it is in force.

    Parameters
    ----------
    facts, prices, attributes
        The tables; `attributes` with its key as the index.
    year
        The year that is asked about.

    Returns
    -------
    facts
        Columns of `facts_in_force` and `in_force`; `timing` is "" for an observation that cannot
        count in that year.

    Raises
    ------
    UnknownIdError
        A fact is of an attribute that is not in the attributes table.
    """
    rows = pd.concat([facts, price_facts(prices)], ignore_index=True)
    rule = rows["attribute"].map(attributes["timing"])
    rule = rule.mask(rows["subject"].str.startswith("price:"), "yearly")
    if rule.isna().any():
        unknown = str(rows.loc[rule.isna(), "attribute"].iloc[0])
        raise UnknownIdError("attribute", unknown, attributes.index)
    seen = rows["observed"].astype(float)
    start, end = rows["valid_from"].astype(float), rows["valid_to"].astype(float)
    bounded = start.notna() | end.notna()
    inside = bounded & ~(start > year) & ~(end < year)
    cases = [
        rule == "timeless",
        (rule == "slow") & inside,
        (rule == "slow") & ~bounded & (seen == year),
        (rule == "slow") & ~bounded & (seen < year),
        (rule == "slow") & ~bounded & (seen > year),
        (rule == "yearly") & (seen == year),
    ]
    labels = ["timeless", "in_year", "in_year", "carried", "backcast", "in_year"]
    timing = pd.Series(np.select(cases, labels, ""), index=rows.index, dtype="str")
    current = rows["observed"].mask(cases[1], year)
    rows = rows.assign(
        timing=timing,
        money_year=current,
        # Posted figures of the year first, then the past, latest first, then the future.
        _tier=np.select([cases[1], timing == "backcast", timing == ""], [0, 2, 3], 1),
        _far=np.where(timing == "backcast", seen, -seen.fillna(-np.inf)),
    )
    rows = rows.sort_values([*FACT_KEY, "_tier", "_far", "valid_from", *_TIES])
    first = ~rows.duplicated(FACT_KEY) & (rows["timing"] != "")
    names = rows[FACT_KEY[0]]
    for column in FACT_KEY[1:]:
        names = names + "|" + rows[column]
    rows.index = pd.Index(names, name="fact")
    return rows[COLUMNS].assign(in_force=first.to_numpy())


def facts_in_force(
    facts: pd.DataFrame, prices: pd.DataFrame, attributes: pd.DataFrame, year: int
) -> pd.DataFrame:
    """
    Return the one observation of each quantity that holds in a year.

    A *timeless* attribute takes its newest observation; a *yearly* one only that of the year. A
    *slow* one takes a posted figure whose validity contains the year; else the newest observation
    up to the year (`in_year` or `carried`); else the earliest later one (`backcast`).

    Parameters
    ----------
    facts, prices, attributes
        The tables; `attributes` with its key as the index.
    year
        The year that is asked about.

    Returns
    -------
    facts
        Index `fact`, the key joined by `|`. `money_year` is the year whose money the value is in:
        the year asked about for a posted figure, else the year observed.

    Raises
    ------
    UnknownIdError
        A fact is of an attribute that is not in the attributes table.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> facts = facts_in_force(data.facts, data.prices, data.attributes, 2021)
    >>> facts.index.is_unique
    True
    """
    rows = timed_facts(facts, prices, attributes, year)
    return rows.loc[rows["in_force"], COLUMNS]
