"""Changing numbers: a fact or a price set to another value, or multiplied."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.data.facts import FACT_KEY, price_facts
from corridor.errors import ScenarioError, UnitError, UnknownIdError
from corridor.scenarios.changes.change import Change, known_id
from corridor.units import convert, dimension_fault

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["ScaleFact", "SetFact"]

NUMBERS = ["value", "low", "high"]


@dataclass(frozen=True)
class ScaleFact(Change):
    """
    Every fact in force of one attribute is multiplied, range and all.

    Attributes
    ----------
    subject
        Such as ``link:cpc``; ``*`` stands for anything, as in ``link:sea_aktau_*``.
    attribute
        Such as ``capacity_t_per_y``, ``tariff_usd_per_t``, or ``price_usd_per_t`` of a
        ``price:<area>/<commodity>``.
    factor
        More than 0: a quantity of nothing is a status, so use `Close`.

    Examples
    --------
    >>> data = ScaleFact("link:cpc", "tariff_usd_per_t", 1.5).apply(corridor.load_dataset())
    >>> float(data.values.at["link:cpc|tariff_usd_per_t||||", "value"])
    57.0
    """

    subject: str
    attribute: str
    factor: float

    def __post_init__(self) -> None:
        """Refuse a factor that is no positive number."""
        if not (math.isfinite(self.factor) and self.factor > 0):
            msg = f"factor is {self.factor!r}; it must be a finite number above 0, or use Close"
            raise ScenarioError(msg, key="scale")

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with the facts multiplied; see `Change.apply`."""
        rows = facts_named(data, self.subject, self.attribute)
        scaled = rows.assign(**{c: rows[c].astype(float) * self.factor for c in NUMBERS})
        return with_facts(data, scaled)


@dataclass(frozen=True)
class SetFact(Change):
    """
    A quantity has another value: the fact in force is replaced, or there is one where none was.

    Attributes
    ----------
    subject, attribute
        What is set.
    value, unit
        The number, in any unit the attribute converts from.
    low, high
        P10 and P90; the value alone when absent.
    commodity_group
        The group it holds for; every group when empty.

    Examples
    --------
    >>> change = SetFact("link:cpc", "tariff_usd_per_t", 45.0, "USD/t")
    >>> data = change.apply(corridor.load_dataset())
    >>> float(data.values.at["link:cpc|tariff_usd_per_t||||", "value"])
    45.0
    """

    subject: str
    attribute: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    commodity_group: str = ""

    def __post_init__(self) -> None:
        """Refuse numbers that are not finite, and a range that does not hold the value."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if not all(math.isfinite(x) for x in (low, self.value, high)):
            raise ScenarioError(f"value is {self.value!r}; it must be finite", key="set")
        if not low <= self.value <= high:
            msg = f"{low} <= {self.value} <= {high} must hold"
            raise ScenarioError(msg, key="set")

    def apply(self, data: Dataset) -> Dataset:
        """Return the data with the fact set; see `Change.apply`."""
        rule = self._rule(data)
        try:
            fault = dimension_fault(self.unit, str(rule["unit"]))
            factor = convert(self.unit).factor / convert(str(rule["unit"])).factor
        except UnitError as error:
            raise ScenarioError(str(error), key=self.unit) from None
        if fault is not None:
            raise ScenarioError(fault, key=self.attribute)
        low, high = float(rule["minimum"]), float(rule["maximum"])
        if (
            math.isfinite(low)
            and not low <= self.value * factor <= high
            and _alike(self.unit, rule)
        ):
            msg = f"{self.value} {self.unit} is outside {low} to {high} {rule['unit']}"
            raise ScenarioError(msg, key=self.attribute)
        known = data.values
        same = (known["subject"] == self.subject) & (known["attribute"] == self.attribute)
        same &= known["commodity_group"] == self.commodity_group
        new: dict[str, Any] = dict.fromkeys(known.columns, "") | {
            "subject": self.subject,
            "attribute": self.attribute,
            "commodity_group": self.commodity_group,
            "value": self.value,
            "low": math.nan if self.low is None else self.low,
            "high": math.nan if self.high is None else self.high,
            "unit": self.unit,
            "observed": data.year,
            "kind": "estimate",
        }
        if same.any():
            old = known[same]
            rows = old.assign(**{c: new[c] for c in [*NUMBERS, "unit", "observed", "kind"]})
            rows = rows.assign(range="", source_id="")
        else:
            rows = pd.DataFrame([new])
        return with_facts(data, rows.assign(money_year=data.price_year))

    def _rule(self, data: Dataset) -> pd.Series:
        """Return the row of the attribute, having checked that the subject can have it."""
        name = known_id("attribute", self.attribute, data.attributes.index)
        data.trace(self.subject, name)
        return pd.Series(data.attributes.loc[name])


def _alike(unit: str, rule: pd.Series) -> bool:
    """Say whether two units have the same bases, so that bounds can be compared."""
    given, wanted = convert(unit), convert(str(rule["unit"]))
    return (given.numerator, given.denominator) == (wanted.numerator, wanted.denominator)


def facts_named(data: Dataset, subject: str, attribute: str) -> pd.DataFrame:
    """Return the facts in force of these subjects and this attribute; at least one, or raise."""
    values = data.values
    of_attribute = values[values["attribute"] == attribute]
    if of_attribute.empty:
        raise UnknownIdError("attribute", attribute, values["attribute"].unique())
    subjects = of_attribute["subject"]
    chosen = subjects.map(lambda name: fnmatchcase(name, subject)).to_numpy(dtype=bool)
    if not chosen.any():
        raise UnknownIdError(f"subject with a {attribute}", subject, subjects.unique())
    return of_attribute[chosen]


def with_facts(data: Dataset, rows: pd.DataFrame) -> Dataset:
    """
    Return the data in which these rows are the observations of their quantities.

    Parameters
    ----------
    data
        A data set.
    rows
        Columns as `Dataset.values`; earlier observations of the same quantities are dropped.

    Returns
    -------
    changed
        Facts and prices replaced; the rows count as of the year of the data.
    """
    priced = rows["subject"].str.startswith("price:")
    facts = data.facts
    if (~priced).any():
        new = rows[~priced]
        names = pd.MultiIndex.from_frame(facts[FACT_KEY])
        kept = facts[~names.isin(pd.MultiIndex.from_frame(new[FACT_KEY]))]
        added = new.reindex(columns=facts.columns)
        # A posted figure counts in the money of the year asked about: keep the money's own year.
        added["observed"] = new["money_year"].astype("Int64").to_numpy()
        for column in ("valid_from", "valid_to"):
            added[column] = pd.array([pd.NA] * len(added), dtype="Int64")
        added = added.astype({c: facts[c].dtype for c in facts.columns})
        facts = pd.concat([kept, added], ignore_index=True)
    return replace(data, facts=facts, prices=_with_prices(data, rows[priced]))


def _with_prices(data: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the prices with the figures of the year replaced."""
    if rows.empty:
        return data.prices
    prices = data.prices.copy()
    subjects = price_facts(prices)["subject"]
    for row in rows.itertuples():
        same = (subjects == row.subject) & (prices["year"] == data.year)
        for column in NUMBERS:
            prices[column] = prices[column].mask(same, getattr(row, column))
    return prices
