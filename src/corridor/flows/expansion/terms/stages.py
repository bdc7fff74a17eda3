"""The years of a plan: what counts for how much, how much may be spent, how much may pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from corridor.flows.expansion.choice.design import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.flows.expansion.terms.setting import Setting

__all__ = ["Budget", "Target", "checked_target", "checked_years", "stages_of"]

Budget = float | Mapping[int, float] | None
Target = Mapping[str, float | Mapping[int, float]] | None


def checked_years(years: Iterable[int] | int | None, year: int) -> list[int]:
    """
    Return the years in which projects may open.

    Parameters
    ----------
    years
        Whole numbers, rising, none before the network's year; one far away when absent, so that no
        project comes too late.
    year
        Of the network.

    Returns
    -------
    years
        At least one.

    Raises
    ------
    ValueError
        They are not rising, or begin before the network's year.
    """
    if years is None:
        return [LATEST]
    found = [years] if isinstance(years, int) else list(years)
    if not found or any(not isinstance(y, (int, np.integer)) for y in found):
        raise ValueError(f"years are whole numbers such as (2030, 2035); got {years!r}")
    if found[0] < year or (np.diff(found) <= 0).any():
        raise ValueError(f"years rise, from {year} on; got {found}")
    return [int(y) for y in found]


LATEST = 9999


def checked_target(target: Target) -> dict[str, float | Mapping[int, float]]:
    """Return the shares of today's tonnes that may still touch each territory, checked."""
    if target is not None and not isinstance(target, Mapping):
        raise ValueError(f"target is {target!r}; it is a share by territory, such as {{'RU': 0.0}}")
    for territory, share in (target or {}).items():
        values = share.values() if isinstance(share, Mapping) else [share]
        for value in values:
            if not (_is_number(value) and 0 <= value <= 1):
                raise ValueError(
                    f"target of {territory} is {value!r}; it is the share, from 0 to 1, of the "
                    "tonnes touching it today that still may"
                )
    return dict(target or {})


def _is_number(value: object) -> bool:
    """Say whether a value is a number, and not NaN."""
    return isinstance(value, (int, float)) and not np.isnan(value)


def stages_of(
    made: Setting, years: list[int], budget_usd: Budget, target: Target
) -> tuple[Stage, ...]:
    """
    Return the stages of a plan.

    A stage lasts until the next begins, the last as long as a project lives. Money of later years
    counts less, by the cost of capital. With one stage the cost is that of one year.

    Parameters
    ----------
    made
        The setting.
    years
        In which projects may open.
    budget_usd
        Capital that may be spent in all, or by each year; the last that is stated holds on.
    target
        Share of today's tonnes that may touch a territory, at all times or from each year.

    Returns
    -------
    stages
        One a year.

    Raises
    ------
    ValueError
        A budget is negative or not a number.
    """
    ends = [*years[1:], years[-1] + round(made.life_years)]
    shares = checked_target(target)
    stages = []
    for year, end in zip(years, ends, strict=True):
        budget = _at(budget_usd, year, np.inf)
        if not (_is_number(budget) and budget >= 0):
            raise ValueError(f"budget_usd is {budget!r}; it is a number of 0 or more, USD")
        ahead = np.arange(year, end) - years[0]
        weight = 1.0 if len(years) == 1 else float(((1 + made.rate) ** -ahead).sum())
        bounds = {
            territory: made.base_t_per_y[territory] * part
            for territory, share in shares.items()
            if (part := _at(share, year, np.inf)) < np.inf
        }
        stages.append(Stage(weight, made.limits(bounds), budget))
    return tuple(stages)


def _at(value: float | Mapping[int, float] | None, year: int, default: float) -> float:
    """Return what holds in a year: the last that is stated by then."""
    if value is None:
        return default
    if not isinstance(value, Mapping):
        return value
    begun = [when for when in value if when <= year]
    return value[max(begun)] if begun else default
