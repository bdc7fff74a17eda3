"""The number of a fact on capacity: value, range, and whether it is an estimate."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Number"]


class Number(NamedTuple):
    """Value and range of a fact, and whether it is an estimate."""

    value: float
    low: float
    high: float
    estimate: bool
