"""Policy: another year, another weight, a share that must stay off a territory."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from corridor.costs.weights import CostWeights
from corridor.data.years import check_year
from corridor.errors import ScenarioError, UnknownIdError
from corridor.scenarios.changes.change import Change, known_id

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset

__all__ = ["AsOf", "SetWeight", "ShareOff"]


@dataclass(frozen=True)
class AsOf(Change):
    """
    The data as of another year: what was open then, at the figures of then.

    Attributes
    ----------
    year
        From 2000 to 2035.

    Examples
    --------
    >>> AsOf(2019).apply(corridor.load_dataset()).year
    2019
    """

    year: int

    def __post_init__(self) -> None:
        """Refuse a year that cannot be asked about."""
        try:
            check_year(self.year)
        except ValueError as error:
            raise ScenarioError(str(error), key="as_of") from None

    def apply(self, data: Dataset) -> Dataset:
        """Return the data as of the year; see `Change.apply`."""
        return data.as_of(self.year)


@dataclass(frozen=True)
class SetWeight(Change):
    """
    A weight of the generalised cost differs; the data stay as they are.

    Attributes
    ----------
    weight
        A field of `CostWeights`, such as ``carbon_price_usd_per_t``.
    value
        0 or more.

    Examples
    --------
    >>> SetWeight("carbon_price_usd_per_t", 100.0).on(corridor.CostWeights()).carbon_price_usd_per_t
    100.0
    """

    weight: str
    value: float

    def __post_init__(self) -> None:
        """Refuse a weight that does not exist, or a value it cannot have."""
        names = [item.name for item in fields(CostWeights)]
        if self.weight not in names:
            raise UnknownIdError("weight", self.weight, names)
        if not (math.isfinite(self.value) and self.value >= 0):
            msg = f"value is {self.value!r}; it must be a finite number of 0 or more"
            raise ScenarioError(msg, key=self.weight)

    def apply(self, data: Dataset) -> Dataset:
        """Return the data as they are: a weight is no datum."""
        return data

    def on(self, weights: CostWeights) -> CostWeights:
        """Return the weights with this one changed."""
        said = {item.name: getattr(weights, item.name) for item in fields(CostWeights)}
        return CostWeights(**(said | {self.weight: self.value}))


@dataclass(frozen=True)
class ShareOff(Change):
    """
    At least this share of what is delivered stays off a territory: a policy for flows.

    The data stay as they are; an assignment of flows obeys it, one tonne's best route does not.

    Attributes
    ----------
    territory
        ISO 2 code, such as ``RU``.
    share
        From 0 to 1, of the tonnes delivered without the policy.
    commodity
        The commodity it holds for; all when empty.

    Examples
    --------
    >>> print(ShareOff("RU", 0.35, "uranium"))
    ShareOff('RU', 0.35, 'uranium')
    """

    territory: str
    share: float
    commodity: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if not 0.0 <= self.share <= 1.0:
            raise ScenarioError(f"share is {self.share!r}; it must be from 0 to 1", key="share_off")

    def apply(self, data: Dataset) -> Dataset:
        """Return the data as they are, having checked the ids."""
        known_id("country", self.territory, data.countries.index)
        if self.commodity:
            known_id("commodity", self.commodity, data.commodities.index)
        return data
