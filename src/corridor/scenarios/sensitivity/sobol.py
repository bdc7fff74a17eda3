"""Sobol indices of groups of inputs: first and total shares of the variance, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import qmc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Design", "check_draws", "variance_shares"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# The sequence holds multiples of 2**-30: half a step keeps its ends off 0 and 1.
HALF_STEP = 2.0**-31
RESAMPLES = 400
INTERVAL = (0.025, 0.975)
COLUMNS = ["first", "first_low", "first_high", "total", "total_low", "total_high"]


class Design:
    """
    Two independent samples of the unit cube, and the model's values on them.

    Attributes
    ----------
    a, b
        (size, n) samples, from one scrambled Sobol sequence of twice the dimensions.
    at_a, at_b
        (n,) values of the model.
    """

    def __init__(self, model: Callable[[Floats], Floats], size: int, *, n: int, seed: int) -> None:
        check_draws(n)
        engine = qmc.Sobol(2 * size, scramble=True, rng=np.random.default_rng(seed))
        points = engine.random(n).T + HALF_STEP
        # The first dimensions are the most even: both samples of an early input get early ones.
        self.model, self.seed = model, seed
        self.a, self.b = points[0::2], points[1::2]
        self.at_a, self.at_b = model(self.a), model(self.b)

    def mixed(self, inputs: Ints) -> Floats:
        """Return the values at the first sample with some inputs taken from the second."""
        points = self.a.copy()
        points[inputs] = self.b[inputs]
        return self.model(points)


def check_draws(n: int) -> None:
    """
    Refuse a number of draws that is no power of 2; names the next.

    Parameters
    ----------
    n
        Draws of a sample.

    Raises
    ------
    ValueError
        Not 2, 4, 8, and so on.
    """
    if n < 2 or n & (n - 1):
        up = max(2, 1 << max(0, n - 1).bit_length())
        raise ValueError(f"n must be a power of 2, 2 or more, such as {up}; not {n}")


def variance_shares(design: Design, groups: Sequence[Ints]) -> pd.DataFrame:
    """
    Return which share of the variance each group of inputs explains.

    First shares by Saltelli's estimator, total shares by Jansen's.

    Parameters
    ----------
    design
        Samples and the model; one can serve several lists of groups.
    groups
        Inputs of each group; they need not cover all inputs.

    Returns
    -------
    shares
        A row per group: `first` (alone), `total` (with everything it acts together with), and the
        ends of their 95 % intervals from resampling the draws. All 0 where the output is constant.

    Examples
    --------
    >>> design = Design(lambda x: 2 * x[0] + x[1], 2, n=1024, seed=1)
    >>> shares = variance_shares(design, [np.array([0]), np.array([1])])
    >>> shares["first"].round(2).tolist()
    [0.8, 0.2]
    """
    centre = np.concatenate([design.at_a, design.at_b]).mean()
    a, b = design.at_a - centre, design.at_b - centre
    n = len(a)
    rng = np.random.default_rng(design.seed)
    draws = np.vstack([np.arange(n), rng.integers(0, n, (RESAMPLES, n))])
    whole = np.concatenate([a[draws], b[draws]], axis=1).var(axis=1)
    rows = []
    for group in groups:
        mixed = design.mixed(group) - centre
        first = _share((b * (mixed - a))[draws].mean(axis=1), whole)
        total = _share((0.5 * (a - mixed) ** 2)[draws].mean(axis=1), whole)
        rows.append((*_with_interval(first), *_with_interval(total)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _share(part: Floats, whole: Floats) -> Floats:
    """Return a variance as a share of the whole, 0 where nothing varies."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _with_interval(values: Floats) -> tuple[float, float, float]:
    """Return the estimate and the ends of its interval."""
    low, high = np.quantile(values[1:], INTERVAL)
    return float(values[0]), float(low), float(high)
