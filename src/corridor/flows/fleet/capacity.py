"""What a number of vessels or wagons can carry in a year, and how many it takes."""

from __future__ import annotations

import math

__all__ = [
    "carrying_capacity",
    "cycle_of_capacity",
    "cycle_time_d",
    "loaded_share",
    "vessels_needed",
]


def carrying_capacity(
    vessels: float,
    payload: float,
    cycle_d: float,
    *,
    operating_d_per_y: float,
    loaded: float = 1.0,
) -> float:
    """
    Return what a fleet carries in a year: vessels x payload x operating days / days of a cycle.

    Parameters
    ----------
    vessels
        Ships or wagons on the line; also a part of one.
    payload
        What one carries, in tonnes, TEU or wagons: the result is in the same.
    cycle_d
        Days from one loading to the next: both ways, both ports, and the waits.
    operating_d_per_y
        Days a year that a vessel works: less docking, repairs and closures by weather.
    loaded
        Share of the payload that the water lets it load (see `loaded_share`).

    Returns
    -------
    capacity
        Units of the payload per year, in the loaded direction.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    Two tankers of 8,000 dwt that load every seven and a half days in 350 days of the year carry the
    750,000 t/y that they were bought for:

    >>> round(carrying_capacity(2, 8_000, 7.467, operating_d_per_y=350))
    749967
    """
    _check(vessels=vessels, loaded=loaded)
    _check_above(payload=payload, cycle_d=cycle_d)
    _check_days(operating_d_per_y)
    _check_share(loaded)
    return vessels * payload * loaded * operating_d_per_y / cycle_d


def vessels_needed(
    capacity: float,
    payload: float,
    cycle_d: float,
    *,
    operating_d_per_y: float,
    loaded: float = 1.0,
) -> int:
    """
    Return the fewest vessels that carry an amount per year.

    Parameters
    ----------
    capacity
        Units of the payload per year.
    payload, cycle_d, operating_d_per_y, loaded
        As of `carrying_capacity`.

    Returns
    -------
    vessels
        A whole number.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    Twenty million tonnes by tankers of 12,000 dwt, full and as low water lets them load:

    >>> vessels_needed(20e6, 12_000, 8.0, operating_d_per_y=340)
    40
    >>> vessels_needed(20e6, 12_000, 8.0, operating_d_per_y=340, loaded=9_500 / 12_000)
    50
    """
    _check(capacity=capacity)
    one = carrying_capacity(
        1.0, payload, cycle_d, operating_d_per_y=operating_d_per_y, loaded=loaded
    )
    # A hair less, so that an exact multiple does not ask for one more.
    return math.ceil(capacity / one * (1 - 1e-12)) if one > 0 else 0


def cycle_of_capacity(
    capacity: float, vessels: float, payload: float, *, operating_d_per_y: float
) -> float:
    """
    Return the days of a cycle that a published capacity stands for: a check on a source.

    Parameters
    ----------
    capacity
        Units of the payload per year.
    vessels, payload, operating_d_per_y
        As of `carrying_capacity`.

    Returns
    -------
    cycle_d
        Days.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    >>> round(cycle_of_capacity(750_000, 2, 8_000, operating_d_per_y=350), 2)
    7.47
    """
    _check_above(capacity=capacity, vessels=vessels, payload=payload)
    _check_days(operating_d_per_y)
    return vessels * payload * operating_d_per_y / capacity


def cycle_time_d(
    length_km: float,
    speed_km_per_d: float,
    *,
    ports_d: float,
    waits_d: float = 0.0,
    back_km_per_d: float | None = None,
) -> float:
    """
    Return the days of a cycle: there, back, in both ports, and waiting.

    Parameters
    ----------
    length_km
        One way.
    speed_km_per_d
        Loaded; 24 hours at so many knots times 44.448.
    ports_d
        Loading and discharging together.
    waits_d
        For berths and weather, in both ports together.
    back_km_per_d
        On the way back; as loaded when absent.

    Returns
    -------
    cycle_d
        Days.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    >>> round(cycle_time_d(470, 470, ports_d=2.0, waits_d=1.5), 2)
    5.5
    """
    back = speed_km_per_d if back_km_per_d is None else back_km_per_d
    _check_above(length_km=length_km, speed_km_per_d=speed_km_per_d, back_km_per_d=back)
    _check(ports_d=ports_d, waits_d=waits_d)
    return length_km / speed_km_per_d + length_km / back + ports_d + waits_d


def loaded_share(
    payload_t: float, *, full_draught_m: float, allowed_draught_m: float, tonnes_per_cm: float
) -> float:
    """
    Return the share of its payload that a ship may load where the water is too shallow.

    A ship rises by one centimetre for every so many tonnes that are left ashore. When the sea falls
    by a centimetre, so does the draught that a channel allows, until it is dredged.

    Parameters
    ----------
    payload_t
        Of the full ship.
    full_draught_m
        Draught of the full ship.
    allowed_draught_m
        Depth of channel and berth, less the clearance under the keel.
    tonnes_per_cm
        Tonnes per centimetre of immersion, from the ship's papers.

    Returns
    -------
    share
        From 0 to 1.

    Raises
    ------
    ValueError
        A number is out of its range.

    Examples
    --------
    A tanker of 12,000 t that draws 7.1 m, where 6.2 m are allowed and a centimetre is 22 t:

    >>> round(loaded_share(12_000, full_draught_m=7.1, allowed_draught_m=6.2, tonnes_per_cm=22), 3)
    0.835
    """
    _check_above(payload_t=payload_t, full_draught_m=full_draught_m, tonnes_per_cm=tonnes_per_cm)
    _check(allowed_draught_m=allowed_draught_m)
    short_cm = 100.0 * max(full_draught_m - allowed_draught_m, 0.0)
    return max(1.0 - short_cm * tonnes_per_cm / payload_t, 0.0)


def _check(**values: float) -> None:
    """Refuse what is no finite number of 0 or more."""
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} is {value!r}; it is a number of 0 or more")


def _check_above(**values: float) -> None:
    """Refuse what is no finite number above 0."""
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"{name} is {value!r}; it is a number above 0")


def _check_days(days: float) -> None:
    """Refuse what is no number of days in a year."""
    if not 0 < days <= 366:
        raise ValueError(f"operating_d_per_y is {days!r}; it is above 0 and at most 366")


def _check_share(share: float) -> None:
    """Refuse a share above 1."""
    if share > 1:
        raise ValueError(f"loaded is {share!r}; it is a share from 0 to 1")
