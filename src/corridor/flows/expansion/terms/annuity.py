"""Turn a capital cost into a yearly one."""

from __future__ import annotations

import math

__all__ = ["capital_recovery_factor"]


def capital_recovery_factor(rate: float, years: float) -> float:
    """
    Return the share of a capital cost that is due every year: r(1+r)^n / ((1+r)^n - 1).

    Parameters
    ----------
    rate
        Cost of capital, share per year, real, 0 or more; at 0 the cost is spread evenly.
    years
        Life of the asset, above 0.

    Returns
    -------
    share
        Per year.

    Raises
    ------
    ValueError
        Rate or life are not numbers in their range.

    Examples
    --------
    >>> round(capital_recovery_factor(0.08, 25), 6)
    0.093679
    >>> capital_recovery_factor(0.0, 20)
    0.05
    """
    if not (math.isfinite(rate) and rate >= 0):
        raise ValueError(f"rate is a share per year, such as 0.08; got {rate!r}")
    if not (math.isfinite(years) and years > 0):
        raise ValueError(f"years is the life of the asset, above 0; got {years!r}")
    if rate == 0:
        return 1.0 / years
    return rate / -math.expm1(-years * math.log1p(rate))
