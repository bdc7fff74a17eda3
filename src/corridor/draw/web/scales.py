"""How amounts become widths and colours on an interactive map."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

UNKNOWN: Final = "#8C8C8C"
# Dark means full or dear; the steps differ in lightness, so that they survive a printer.
USE: Final = (
    (0.5, "under 50 %", "#7FB3D5"),
    (0.8, "50 to 80 %", "#E3A81C"),
    (0.999, "80 % to full", "#D1495B"),
    (math.inf, "full", "#5B0E2D"),
)
LOSSES: Final = ("#F2B134", "#E2711D", "#B3001B", "#4A0D2B")
_WIDEST: Final = 13.0
_LEAST: Final = 1.0


def use_colour(utilisation: float) -> str:
    """
    Return the colour of a utilisation.

    Parameters
    ----------
    utilisation
        Use over what is available; NaN where the capacity is not known.

    Returns
    -------
    colour
        ``#RRGGBB``.

    Examples
    --------
    >>> use_colour(0.2), use_colour(1.0), use_colour(float("nan"))
    ('#7FB3D5', '#5B0E2D', '#8C8C8C')
    """
    if utilisation != utilisation:  # noqa: PLR0124 - NaN is not itself
        return UNKNOWN
    return next(colour for top, _, colour in USE if utilisation < top or math.isinf(top))


def use_step(utilisation: float) -> str:
    """
    Return the words of a utilisation.

    Parameters
    ----------
    utilisation
        Use over what is available; NaN where the capacity is not known.

    Returns
    -------
    words
        One of those of `use_keys`.

    Examples
    --------
    >>> use_step(0.9), use_step(float("nan"))
    ('80 % to full', 'capacity not known')
    """
    return {colour: words for words, colour in use_keys()}[use_colour(utilisation)]


def use_keys() -> tuple[tuple[str, str], ...]:
    """
    Return words and colour of each step of utilisation.

    Returns
    -------
    keys
        From empty to full, then unknown.

    Examples
    --------
    >>> use_keys()[0]
    ('under 50 %', '#7FB3D5')
    """
    return (*((words, colour) for _, words, colour in USE), ("capacity not known", UNKNOWN))


def loss_colour(loss: float, worst: float) -> str:
    """
    Return the colour of a loss among losses.

    Parameters
    ----------
    loss, worst
        This one, and the largest; each step of colour is a factor of ten.

    Returns
    -------
    colour
        ``#RRGGBB``, dark for dear.

    Examples
    --------
    >>> loss_colour(1.0, 1.0), loss_colour(0.0, 1.0)
    ('#4A0D2B', '#F2B134')
    """
    last = len(LOSSES) - 1
    if loss <= 0 or worst <= 0:
        return LOSSES[0]
    return LOSSES[max(0, last - math.floor(-math.log10(min(loss / worst, 1.0))))]


def loss_keys(worst: float, unit: str) -> tuple[tuple[str, str], ...]:
    """
    Return words and colour of each step of loss.

    Parameters
    ----------
    worst
        The largest loss.
    unit
        Its unit.

    Returns
    -------
    keys
        From the largest to the least.

    Examples
    --------
    >>> loss_keys(500.0, "MUSD/y")[0]
    ('above 50 MUSD/y', '#4A0D2B')
    """
    steps = [worst / 10 ** (rank + 1) for rank in range(len(LOSSES) - 1)]
    words = [f"above {_round(step)} {unit}" for step in steps]
    return tuple(zip([*words, "less"], reversed(LOSSES), strict=True))


def _round(amount: float) -> str:
    """Return an amount with two or three digits and no exponent."""
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.2g}"


def widths(amounts: np.typing.ArrayLike, most: float | None = None) -> list[float]:
    """
    Return the width of each amount: in proportion, but never too thin to see.

    Parameters
    ----------
    amounts
        0 or more.
    most
        The amount drawn widest; the largest of them when absent.

    Returns
    -------
    widths
        Points or pixels.

    Examples
    --------
    >>> widths([0.0, 5.0, 10.0])
    [1.0, 7.0, 13.0]
    """
    values = np.asarray(amounts, dtype=float)
    top = float(most if most is not None else (values.max() if values.size else 0.0)) or 1.0
    return [float(w) for w in _LEAST + (_WIDEST - _LEAST) * np.clip(values / top, 0.0, 1.0)]
