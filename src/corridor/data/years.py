"""What holds in a year: which years may be asked about, and which links are open in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIRST_YEAR", "LAST_YEAR", "check_year", "open_in"]

FIRST_YEAR, LAST_YEAR = 2000, 2035
BUILT = ["open", "closed", "idle"]


def check_year(year: int) -> int:
    """
    Return the year, having checked it.

    Parameters
    ----------
    year
        A whole number from 2000 to 2035.

    Returns
    -------
    year
        The same.

    Raises
    ------
    ValueError
        It is not.

    Examples
    --------
    >>> check_year(2024)
    2024
    """
    whole = isinstance(year, int) and not isinstance(year, bool)
    if not whole or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"year is a whole number from {FIRST_YEAR} to {LAST_YEAR}, not {year!r}")
    return year


def open_in(links: pd.DataFrame, year: int) -> pd.Series[bool]:
    """
    Return which links are open in a year.

    Parameters
    ----------
    links
        Needs `status`, `opened`, `closed`.
    year
        A calendar year; a link closed in it counts as shut.

    Returns
    -------
    is_open
        Index of `links`. Planned and proposed links are never open.

    Examples
    --------
    >>> import pandas as pd
    >>> links = pd.DataFrame({"status": ["idle"], "opened": [1999], "closed": [2022]})
    >>> [bool(open_in(links, year).iloc[0]) for year in (1998, 2021, 2022)]
    [False, True, False]
    """
    opened, closed = links["opened"].astype(float), links["closed"].astype(float)
    return links["status"].isin(BUILT) & ~(opened > year) & ~(closed <= year)
