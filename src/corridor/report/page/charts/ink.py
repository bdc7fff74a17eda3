"""Colours of a chart on light and on dark paper: lightness, contrast, counterparts."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np

from corridor.draw.marks.palette import BORDER, LAND, SEA, SHADE, SHADE_HATCH

__all__ = [
    "DARK_PAPER",
    "LIGHT_PAPER",
    "contrast",
    "dark_fill",
    "dark_on",
    "dark_text",
    "light_text",
]

LIGHT_PAPER: Final = "#ffffff"
DARK_PAPER: Final = "#12181c"
READABLE: Final = 4.5  # WCAG 2 AA for text
VISIBLE: Final = 3.6  # above WCAG's 3 for graphics, and white still reads on it
GREY: Final = 0.03  # chroma below which a colour is a grey
PALE: Final = 0.87  # lightness above which a colour is a ground
GROUND: Final = {  # of maps, where land and sea are told apart by hue alone
    SEA: "#16222b",
    LAND: "#2b333a",
    BORDER: "#59636b",
    SHADE: "#43392f",
    SHADE_HATCH: "#6d5b49",
}
_GROUND: Final = {light.lower(): dark for light, dark in GROUND.items()}

# Linear sRGB to the cone responses of OKLab, and those to OKLab (B. Ottosson, 2020).
_CONES: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def contrast(one: str, two: str) -> float:
    """
    Return the contrast of two colours as WCAG 2 defines it, 1 to 21.

    Parameters
    ----------
    one, two
        ``#rrggbb``.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff")), contrast("#123456", "#123456")
    (21, 1.0)
    """
    low, high = sorted((_luminance(one), _luminance(two)))
    return (high + 0.05) / (low + 0.05)


@cache
def dark_fill(colour: str) -> str:
    """
    Return what a line or an area has on dark paper.

    White becomes the paper, greys and pale grounds turn over, strong colours grow lighter until
    they can be seen.

    Parameters
    ----------
    colour
        ``#rrggbb`` on light paper.

    Examples
    --------
    >>> dark_fill("#ffffff") == DARK_PAPER, dark_fill("#ddcc77")
    (True, '#ddcc77')
    >>> contrast(dark_fill("#332288"), DARK_PAPER) >= VISIBLE
    True
    """
    return _GROUND.get(colour) or _on_dark(colour, VISIBLE)


@cache
def dark_text(colour: str) -> str:
    """
    Return what text has on dark paper, at a contrast that can be read.

    Pale text stands on something dark, and stays.

    Examples
    --------
    >>> contrast(dark_text("#332288"), DARK_PAPER) >= READABLE
    True
    """
    return colour if _is_pale(colour) else _on_dark(colour, READABLE)


@cache
def light_text(colour: str) -> str:
    """
    Return what text has on light paper: the colour, darker where it could not be read.

    Pale text stands on something dark, and stays.

    Examples
    --------
    >>> light_text("#222222"), contrast(light_text("#e36414"), LIGHT_PAPER) >= READABLE
    ('#222222', True)
    """
    lightness, *tone = _oklab(colour)
    return colour if _is_pale(colour) else _until(lightness, tone, -0.01, LIGHT_PAPER, READABLE)


def dark_on(colour: str, fill: str) -> str:
    """
    Return what text has on a filled area, on dark paper: the side that reads better.

    Parameters
    ----------
    colour
        Of the text on light paper.
    fill
        Of the area on light paper.

    Examples
    --------
    >>> dark_on("#222222", "#ddcc77"), dark_on("#ffffff", "#111111") == DARK_PAPER
    ('#222222', True)
    """
    ground = dark_fill(fill)
    if fill in _GROUND:  # on a map a pale name stays pale
        lightness, *tone = _oklab(dark_text(colour))
        return _until(lightness, tone, 0.01, ground, READABLE)
    sides = (colour, LIGHT_PAPER, DARK_PAPER)
    if contrast(colour, ground) >= READABLE:
        return colour
    return max(sides, key=lambda side: contrast(side, ground))


def _on_dark(colour: str, least: float) -> str:
    """Return the counterpart of a colour on dark paper, at some contrast unless it is a ground."""
    lightness, *tone = _oklab(colour)
    if lightness > 0.999:
        return DARK_PAPER
    chroma = math.hypot(*tone)
    if chroma < GREY or lightness > PALE:
        paper = _oklab(DARK_PAPER)[0]
        turned = paper + (0.94 - paper) * min(1.0, (1 - lightness) / 0.75) ** 0.75
        if lightness > PALE:
            return _hex(turned, *tone)
        return _until(turned, tone, 0.01, DARK_PAPER, least)
    return _until(lightness, tone, 0.01, DARK_PAPER, least)


def _is_pale(colour: str) -> bool:
    """Say whether a colour is too light for text on light paper, whatever is done."""
    return _oklab(colour)[0] > PALE


def _until(lightness: float, tone: list[float], step: float, ground: str, least: float) -> str:
    """Return a colour, lighter or darker by steps until it stands out from a ground."""
    for _ in range(100):
        colour = _hex(lightness, *tone)
        if contrast(colour, ground) >= least:
            return colour
        lightness += step
    return colour


def _linear(colour: str) -> np.ndarray:
    """Return red, green and blue as light, 0 to 1."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.asarray(np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4))


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour."""
    return float(_linear(colour) @ [0.2126, 0.7152, 0.0722])


def _oklab(colour: str) -> list[float]:
    """Return lightness and the two axes of hue."""
    return [float(x) for x in _LAB @ np.cbrt(_CONES @ _linear(colour))]


def _hex(lightness: float, green: float, blue: float) -> str:
    """Return the nearest colour of a screen."""
    cones = np.linalg.solve(_LAB, np.array([lightness, green, blue])) ** 3
    light = np.clip(np.linalg.solve(_CONES, cones), 0, 1)
    parts = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in parts)
