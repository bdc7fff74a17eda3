"""Draws of the facts from a scrambled Sobol sequence, a chunk at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri
from scipy.stats import qmc

from corridor.network.factmap import Spread

__all__ = ["FactSample", "drawn_facts", "uncertain"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# The sequence holds multiples of 2**-30: half a step keeps its ends off 0 and 1.
HALF_STEP = 2.0**-31


@dataclass(frozen=True)
class FactSample:
    """
    Where every uncertain fact stands in every draw.

    Attributes
    ----------
    names
        Facts that vary, the most influential first: the first coordinates of a Sobol sequence are
        its most even.
    seed
        Seed of the scrambling.
    """

    names: tuple[str, ...]
    seed: int

    def normals(self, start: int, size: int) -> Floats:
        """
        Return draws ``start`` to ``start + size - 1``, whatever was drawn before.

        Parameters
        ----------
        start
            First draw, from 0.
        size
            Number of draws.

        Returns
        -------
        normals
            (n_facts, size) standard normal values.

        Examples
        --------
        >>> sample = FactSample(("a", "b"), seed=7)
        >>> bool((sample.normals(0, 8)[:, 4:] == sample.normals(4, 4)).all())
        True
        """
        if not self.names:
            return np.empty((0, size))
        engine = qmc.Sobol(len(self.names), scramble=True, rng=np.random.default_rng(self.seed))
        if start:
            engine.fast_forward(start)
        # Drawing a number that is no power of 2 is fine here: it is part of a longer sequence.
        points = engine.random_base2((size - 1).bit_length()) if not start else engine.random(size)
        return np.asarray(ndtri(points[:size].T + HALF_STEP))


def uncertain(facts: pd.DataFrame) -> Bools:
    """Return which facts have a range to draw from."""
    low, high = facts["low"].to_numpy(float), facts["high"].to_numpy(float)
    ranged = np.isfinite(low) & np.isfinite(high) & (low < high)
    return np.asarray(ranged & (facts["draw"] != "fixed").to_numpy())


def drawn_facts(facts: pd.DataFrame, names: tuple[str, ...], normals: Floats) -> Floats:
    """
    Return the value of every fact in every draw.

    Parameters
    ----------
    facts
        Of a fact map; index the fact.
    names, normals
        Facts that vary and their standard normal values; a name the map does not have is left out,
        and a fact that is not named keeps its central value.

    Returns
    -------
    values
        (n_facts, n_draws).
    """
    values = np.repeat(facts["value"].to_numpy(float)[:, None], normals.shape[1], axis=1)
    position = facts.index.get_indexer(pd.Index(names))
    ranged = uncertain(facts)
    rows = facts[list(Spread._fields)].to_numpy(object)
    for row, number in enumerate(position):
        if number >= 0 and ranged[number]:
            values[number] = Spread(*rows[number]).at(normals[row])
    return values
