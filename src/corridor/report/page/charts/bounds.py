"""How far the texts of a chart reach: what sticks out of its paper widens the paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from corridor.draw.marks.space import Box

__all__ = ["text_bounds", "widened"]

_SIZE: Final = re.compile(r"font-size: ([\d.]+)px")
_TURNED: Final = re.compile(r"rotate\((-?[\d.]+)")
_MOVED: Final = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
_LETTER: Final = 0.62  # width of a letter of the drawn font, in sizes; bold and capitals are wider
_WIDE: Final = 0.7
_EDGE: Final = 2.0


def text_bounds(text: Element) -> Box | None:
    """
    Return about what a text of matplotlib covers: left, top, right, bottom in points.

    Parameters
    ----------
    text
        A ``text`` element with its style.

    Examples
    --------
    >>> from xml.etree import ElementTree as ET
    >>> style = "font-size: 10px; text-anchor: middle"
    >>> word = ET.Element("text", {"x": "50", "y": "20", "style": style})
    >>> word.text = "Aktau"
    >>> text_bounds(word)
    (34.5, 11.0, 65.5, 23.0)
    """
    style, words = text.get("style", ""), text.text or ""
    found = _SIZE.search(style)
    if found is None or not words.strip():
        return None
    size = float(found[1])
    width = size * len(words) * (_WIDE if "bold" in style else _LETTER)
    before = 0.5 if "anchor: middle" in style else 1.0 if "anchor: end" in style else 0.0
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    transform = text.get("transform", "")
    moved, turned = _MOVED.search(transform), _TURNED.search(transform)
    if moved:
        x, y = float(moved[1]), float(moved[2])
    if turned and abs(float(turned[1])) > 30:
        return (x - 0.9 * size, y - width * (1 - before), x + 0.3 * size, y + width * before)
    return (x - width * before, y - 0.9 * size, x + width * (1 - before), y + 0.3 * size)


def widened(view: Box, boxes: Iterable[Box]) -> Box:
    """
    Return a view that holds some boxes too.

    Parameters
    ----------
    view, boxes
        Left, top, right, bottom.

    Examples
    --------
    >>> widened((0, 0, 100, 50), [(10, 10, 90, 20), (80, 40, 120, 60)])
    (0, 0, 122.0, 62.0)
    """
    left, top, right, bottom = view
    for box in boxes:
        left = box[0] - _EDGE if box[0] < left else left
        top = box[1] - _EDGE if box[1] < top else top
        right = box[2] + _EDGE if box[2] > right else right
        bottom = box[3] + _EDGE if box[3] > bottom else bottom
    return (left, top, right, bottom)
