"""The rarer choices in making a network of lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.data.checks.territory import TOLERANCE_KM
from corridor.errors import SchemaError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["LineOptions", "check_km", "check_place"]


TAKEN = frozenset(
    {
        "link_id", "from_node_id", "to_node_id", "length_km", "drawn_km", "bridged_km",
        "component", "rows", "geometry",
    }
)  # fmt: skip
"""Columns that links have anyway."""


@dataclass(frozen=True, eq=False)
class LineOptions:
    """
    How lines become a network.

    Parameters
    ----------
    crossings
        Whether lines of one level that cross in their middles join there. Say no for pipelines, and
        for tracks without ``layer``, ``bridge`` and ``tunnel`` whose crossings are mostly bridges.
    contract
        Whether nodes at which just two pieces meet are taken out, so that the network stays small.
    keep
        Columns to carry to the links; a link ends where they change.
    place_km
        How far a place may be from the lines.
    gap_km
        The widest gap told of in the report.
    countries
        Polygons of countries, index their codes; those of the bundled data when absent.
    tolerance_km
        A stretch up to this long of another country with the same one on both sides is counted to
        that one: country polygons are coarse.

    Raises
    ------
    ValueError
        A distance is negative or not a number, or links have a column of this name anyway.

    Examples
    --------
    >>> LineOptions(crossings=False).gap_km
    50.0
    """

    crossings: bool = True
    contract: bool = True
    keep: tuple[str, ...] = ()
    place_km: float = 5.0
    gap_km: float = 50.0
    countries: gpd.GeoDataFrame | None = None
    tolerance_km: float = TOLERANCE_KM

    def __post_init__(self) -> None:
        """Check the distances."""
        if isinstance(self.keep, str):
            raise TypeError(f"keep is a tuple of columns: keep=({self.keep!r},)")
        for column in self.keep:
            if column in TAKEN:
                raise ValueError(
                    f"links have a column {column!r} of their own: rename it to keep it"
                )
        for name in ("place_km", "gap_km", "tolerance_km"):
            check_km(name, getattr(self, name), largest=500.0)


def check_km(name: str, value: float, *, largest: float) -> float:
    """
    Return a distance, if it is one.

    Parameters
    ----------
    name
        Of the argument.
    value
        Kilometres.
    largest
        More than this is a mistake.

    Returns
    -------
    value
        As given.

    Raises
    ------
    ValueError
        Not a number, negative or too large.

    Examples
    --------
    >>> check_km("snap_km", -1.0, largest=100.0)
    Traceback (most recent call last):
    ValueError: snap_km is kilometres from 0 to 100, not -1.0
    """
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= largest:
        raise ValueError(f"{name} is kilometres from 0 to {largest:g}, not {value!r}")
    return float(value)


def check_place(name: str, at: object) -> tuple[float, float]:
    """
    Return a longitude and latitude, if they are such.

    Parameters
    ----------
    name
        What the place is called.
    at
        Two numbers of degrees.

    Returns
    -------
    lon, lat
        As numbers.

    Raises
    ------
    SchemaError
        Not two numbers, or no place on Earth.

    Examples
    --------
    >>> check_place("Aktau", (51.2, 43.6))
    (51.2, 43.6)
    >>> check_place("Aktau", (43.6, 151.2))
    Traceback (most recent call last):
    corridor.errors.SchemaError: Aktau is at (43.6, 151.2): longitude comes first...
    """
    try:
        lon, lat = (float(part) for part in at)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise SchemaError(f"{name} is {at!r}, not (longitude, latitude)") from None
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise SchemaError(
            f"{name} is at {at!r}: longitude comes first, within 180, then latitude, within 90"
        )
    return lon, lat
