"""The number of a fact on capacity: value or drawn values, range, and whether it is an estimate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Amount", "Number"]

# One value, or one in each draw of the facts.
Amount = float | npt.NDArray[np.float64]


class Number(NamedTuple):
    """Value and range of a fact, and whether it is an estimate."""

    value: Amount
    low: Amount
    high: Amount
    estimate: bool
