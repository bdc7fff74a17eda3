"""Morris screening: the mean and the spread of elementary effects along random trajectories."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Effects", "elementary_effects"]


Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVELS = 4
STEP = LEVELS / (2.0 * (LEVELS - 1))


class Effects(NamedTuple):
    """Per input: mean effect, mean absolute effect, and standard deviation of the effects."""

    mu: Floats
    mu_star: Floats
    sigma: Floats


def elementary_effects(
    model: Callable[[Floats], Floats], size: int, *, n_trajectories: int, seed: int
) -> Effects:
    """
    Return the elementary effects of the inputs of a model on the unit cube.

    Every trajectory starts at a random point of a grid of four levels and moves one input after
    the other, in random order, by two thirds of its range.

    Parameters
    ----------
    model
        Takes (size, n) inputs from 0 to 1, gives (n,) outputs.
    size
        Number of inputs.
    n_trajectories
        Trajectories; each needs size + 1 values of the model.
    seed
        Seed of the trajectories.

    Returns
    -------
    effects
        In units of the output over the whole range of an input; (size,) each. `sigma` is NaN for
        a single trajectory.

    Raises
    ------
    ValueError
        Fewer than one trajectory.

    Examples
    --------
    >>> effects = elementary_effects(lambda x: 3 * x[0] - x[1], 2, n_trajectories=4, seed=0)
    >>> effects.mu.round(6).tolist(), effects.mu_star.round(6).tolist()
    ([3.0, -1.0], [3.0, 1.0])
    """
    if n_trajectories < 1:
        raise ValueError(f"trajectories must be 1 or more, not {n_trajectories}")
    rng = np.random.default_rng(seed)
    found = np.empty((n_trajectories, size))
    for number in range(n_trajectories):
        points, order, sign = _trajectory(rng, size)
        values = model(points)
        found[number, order] = np.diff(values) / (sign[order] * STEP)
    spread = found.std(axis=0, ddof=1) if n_trajectories > 1 else np.full(size, np.nan)
    return Effects(found.mean(axis=0), np.abs(found).mean(axis=0), spread)


def _trajectory(rng: np.random.Generator, size: int) -> tuple[Floats, Ints, Floats]:
    """Return the points of a trajectory, the order in which inputs move, and which way each."""
    start = rng.integers(0, LEVELS, size) / (LEVELS - 1)
    sign = np.where(start < 0.5, 1.0, -1.0)
    order = rng.permutation(size)
    points = np.repeat(start[:, None], size + 1, axis=1)
    for place, number in enumerate(order):
        points[number, place + 1 :] += sign[number] * STEP
    return np.clip(points, 0.0, 1.0), order, sign
