"""How concentrated flows are: Herfindahl-Hirschman index and Shannon entropy of their shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["DIMENSIONS", "concentration_table", "hhi", "shannon"]

Floats = npt.NDArray[np.float64]

DIMENSIONS = ("route", "corridor", "origin", "transit", "market")


def hhi(amounts: ArrayLike) -> float:
    """
    Return the Herfindahl-Hirschman index of amounts: the sum of their squared shares.

    Parameters
    ----------
    amounts
        Tonnes by route, country or market, 0 or more.

    Returns
    -------
    index
        From 1/n, n equal shares, to 1, a single one; times 10,000 where percentages are squared.
        NaN where nothing moves.

    Raises
    ------
    ValueError
        An amount is negative or not finite.

    Examples
    --------
    >>> round(hhi([50.0, 30.0, 20.0]), 12)
    0.38
    """
    shares = _shares(amounts)
    return float(shares @ shares) if len(shares) else np.nan


def shannon(amounts: ArrayLike) -> float:
    """
    Return the Shannon entropy of amounts: minus the sum of each share times its logarithm.

    Parameters
    ----------
    amounts
        Tonnes by route, country or market, 0 or more.

    Returns
    -------
    entropy
        In nats: from 0, a single one, to ln n, n equal shares. NaN where nothing moves.

    Raises
    ------
    ValueError
        An amount is negative or not finite.

    Examples
    --------
    >>> round(shannon([1.0, 1.0]), 6)
    0.693147
    """
    shares = _shares(amounts)
    return float(-(shares @ np.log(shares))) + 0.0 if len(shares) else np.nan


def _shares(amounts: ArrayLike) -> Floats:
    """Return the shares that are above 0."""
    values = np.asarray(amounts, dtype=np.float64).ravel()
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(bad):
        msg = f"amount {bad[0]} is {values[bad[0]]}; it must be a finite number of 0 or more"
        raise ValueError(msg)
    total = values.sum()
    return values[values > 0] / total if total > 0 else np.empty(0)


def concentration_table(shares: pd.DataFrame) -> pd.DataFrame:
    """
    Return how concentrated each commodity's flow is.

    By transit country the shares are of all crossings of a third country: a tonne that crosses two
    counts in each, one that crosses none in none. How much that is stands in the shares.

    Parameters
    ----------
    shares
        From `share_table`.

    Returns
    -------
    concentration
        Index commodity, dimension: n (names with flow), hhi (0 to 1), shannon (nats), effective (1
        over hhi: the number of equal shares that would be as concentrated), largest, largest_share.
    """
    rows = []
    for (commodity, dimension), part in shares.groupby(["commodity", "dimension"], sort=True):
        if dimension not in DIMENSIONS:
            continue
        flow = part["flow_t_per_y"].to_numpy(float)
        index = hhi(flow)
        top = int(flow.argmax())
        name, share = str(part["name"].iloc[top]), flow[top] / flow.sum()
        rows.append((commodity, dimension, len(part), index, shannon(flow), 1 / index, name, share))
    columns = ["commodity", "dimension", "n", "hhi", "shannon", "effective"]
    table = pd.DataFrame(rows, columns=[*columns, "largest", "largest_share"])
    return table.set_index(["commodity", "dimension"])
