"""Numbers in words: how a cell, an amount or a range is written in every format of a report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from corridor.report.contents.table import Column

__all__ = ["NONE", "cell_text", "money", "number", "percent", "span", "tonnes"]

NONE = "\N{EN DASH}"
SIGNIFICANT = 4


def number(value: float, digits: int | None = None) -> str:
    """
    Return a number with thousands parted; a dash where there is none.

    Parameters
    ----------
    value
        The number; NaN for none.
    digits
        Decimals; None for four significant digits.

    Examples
    --------
    >>> number(12345.678), number(0.012345), number(3.14159, 1)
    ('12,346', '0.01235', '3.1')
    >>> number(float("nan")) == NONE
    True
    """
    if not math.isfinite(value):
        return NONE
    if digits is None:
        size = math.floor(math.log10(abs(value))) if value else 0
        digits = max(0, SIGNIFICANT - 1 - size)
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return _unsigned(f"{value:,.{digits}f}")


def _unsigned(text: str) -> str:
    """Return a number without the sign of one that rounds to nothing."""
    return text if text.strip("-0.,") else text.lstrip("-")


def percent(share: float, digits: int = 0) -> str:
    """
    Return a share in percent.

    Examples
    --------
    >>> percent(0.123), percent(0.029, 1)
    ('12 %', '2.9 %')
    """
    return f"{_unsigned(f'{100 * share:,.{digits}f}')} %" if math.isfinite(share) else NONE


def tonnes(amount: float) -> str:
    """
    Return tonnes a year in the unit that suits the amount.

    Examples
    --------
    >>> tonnes(36_540_000.0), tonnes(4_954.0), tonnes(0.0)
    ('36.5 Mt/y', '4.95 kt/y', '0 t/y')
    """
    for size, unit in ((1e6, "Mt/y"), (1e3, "kt/y")):
        if abs(amount) >= size:
            return f"{float(f'{amount / size:.3g}'):,g} {unit}"
    return f"{amount:,.3g} t/y"


def money(amount: float) -> str:
    """
    Return USD in the unit that suits the amount.

    Examples
    --------
    >>> money(3_930e6), money(14.8e6), money(950.0)
    ('3.93 billion USD', '14.8 million USD', '950 USD')
    """
    for size, unit in ((1e9, "billion USD"), (1e6, "million USD")):
        if abs(amount) >= size:
            return f"{float(f'{amount / size:.3g}'):,g} {unit}"
    return f"{float(f'{amount:.3g}'):,g} USD"


def span(low: float, high: float, digits: int | None = None) -> str:
    """
    Return a range in words; empty where one end is missing.

    Examples
    --------
    >>> span(383.2, 594.6, 0), span(float("nan"), 1.0)
    ('383 to 595', '')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{number(low, digits)} to {number(high, digits)}"


def cell_text(value: object, column: Column) -> str:
    """
    Return a cell as it is read.

    Examples
    --------
    >>> from corridor.report.contents.table import Column
    >>> cell_text(0.45, Column("s", "share", kind="share"))
    '45 %'
    >>> cell_text(("KZ", "AZ"), Column("t", "territories"))
    'KZ, AZ'
    """
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(map(str, value))
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):  # type: ignore[call-overload]
        return NONE
    if column.kind == "text":
        return str(value)
    amount = float(str(value))
    if column.kind == "share":
        return percent(amount, column.digits or 0)
    return number(amount, column.digits)
