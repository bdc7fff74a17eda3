"""A chart inside a page: the SVG of matplotlib rebuilt from known elements and attributes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from corridor.draw.web.embed import plain
from corridor.report.page.charts.bounds import text_bounds, widened
from corridor.report.page.charts.drawing import FIXED, HALO, ON, drawn
from corridor.report.page.charts.paths import rounded, short_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.report.contents.exhibit import Picture
    from corridor.report.page.charts.sheet import ChartSheet

__all__ = ["chart_svg"]

_ELEMENTS: Final = frozenset(
    {"g", "path", "use", "defs", "clipPath", "rect", "text", "tspan", "pattern", "image", "circle"}
)
_ATTRIBUTES: Final = (
    *("d", "x", "y", "width", "height", "cx", "cy", "r", "transform", "patternUnits"),
    *("patternTransform", "preserveAspectRatio"),
)
_LOCAL: Final = re.compile(r"url\(#([\w.-]+)\)")
_UNTURNED: Final = re.compile(r"^rotate\(-?0 [^)]*\)$")
_PICTURE: Final = "data:image/png;base64,"
LONGEST: Final = 2000


def chart_svg(picture: Picture, name: str, sheet: ChartSheet) -> str:
    """
    Return a picture as an ``svg`` element for a page.

    Parameters
    ----------
    picture
        Is drawn.
    name
        Prefix of every id in it; unique in the page.
    sheet
        Learns the styles of the picture.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from corridor.report.contents.exhibit import Picture
    >>> from corridor.report.page.charts.sheet import ChartSheet
    >>> svg = chart_svg(Picture("a", "Empty", "Nothing.", Figure), "x1", ChartSheet())
    >>> svg[:61]
    '<svg class="chart" viewBox="0 0 460.8 345.6" role="img" aria-'
    """
    # Written by matplotlib a moment ago: no file, no document type of a stranger.
    root = ET.fromstring(drawn(picture.draw()))  # noqa: S314
    used = set(_references(root))
    svg = ET.Element("svg", {"class": "chart", "viewBox": _view(root), "role": "img"})
    svg.set("aria-labelledby", f"{name}-t {name}-d")
    ET.SubElement(svg, "title", {"id": f"{name}-t"}).text = plain(picture.title, LONGEST)
    ET.SubElement(svg, "desc", {"id": f"{name}-d"}).text = plain(picture.alt, LONGEST)
    copy = _Copy(name, used, sheet)
    for child in root:
        copy.add(svg, child, "fill", "")
    return ET.tostring(svg, encoding="unicode")


def _view(root: ET.Element) -> str:
    """Return the view of a chart, wide enough for all its texts."""
    left, top, width, height = map(float, root.get("viewBox", "0 0 720 374.4").split())
    texts = (text_bounds(item) for item in root.iter() if _local(item.tag) == "text")
    boxes = (box for box in texts if box is not None)
    left, top, right, bottom = widened((left, top, left + width, top + height), boxes)
    return rounded(f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}")


class _Copy:
    """Copies elements into a page, one after the other."""

    def __init__(self, name: str, used: set[str], sheet: ChartSheet) -> None:
        self.name, self.used, self.sheet = name, used, sheet

    def add(self, parent: ET.Element, old: ET.Element, role: str, on: str) -> None:
        """Copy one element and what it holds; groups that say nothing dissolve."""
        tag = _local(old.tag)
        if tag not in _ELEMENTS:
            return
        own = old.get("id", "")
        role, on = _role(own, role, on)
        kept = self._attributes(old, tag, role, on)
        if own in self.used:
            kept["id"] = f"{self.name}-{own}"
        if own == HALO:
            kept["class"] = HALO
        if tag == "path" and not kept.get("d"):
            return
        new = parent if tag in ("g", "defs") and not kept else ET.SubElement(parent, tag, kept)
        if tag == "defs" and new is parent:
            new = ET.SubElement(parent, tag)
        if tag in ("text", "tspan"):
            new.text = plain(old.text, LONGEST)
        for child in old:
            self.add(new, child, role, on)
        if tag in ("defs", "g") and new is not parent and not len(new):
            parent.remove(new)

    def _attributes(self, old: ET.Element, tag: str, role: str, on: str) -> dict[str, str]:
        """Return the attributes that are kept, the style as a class."""
        kept = {}
        for key in _ATTRIBUTES:
            value = old.get(key)
            if value is not None and not _UNTURNED.match(value):
                kept[key] = short_path(value) if key == "d" else rounded(value)
        for key in ("clip-path", "fill"):
            found = _LOCAL.fullmatch(old.get(key, ""))
            if found:
                kept[key] = f"url(#{self.name}-{found[1]})"
        target = _href(old)
        if tag == "use" and target.startswith("#"):
            kept["href"] = f"#{self.name}-{target[1:]}"
        elif tag == "image" and target.startswith(_PICTURE):
            kept["href"] = target
        style = _LOCAL.sub(self._pattern, old.get("style", ""))
        pattern = re.search(r"fill:\s*(url\([^)]*\))", style)
        if pattern:
            kept["fill"] = pattern[1]
            style = style.replace(pattern[0], "")
        if tag == "text" and role == "fill":
            role = "text"
        if old.get("fill") and not style and not _LOCAL.fullmatch(old.get("fill", "")):
            style = f"fill:{old.get('fill')}"
        name = self.sheet.named(style, role=role, on=on) if style else ""
        return {**kept, "class": name} if name else kept

    def _pattern(self, found: re.Match[str]) -> str:
        """Return a reference to an element of this chart."""
        return f"url(#{self.name}-{found[1]})"


def _role(own: str, role: str, on: str) -> tuple[str, str]:
    """Return what the id of a group says of the colours in it."""
    if own.startswith(ON):
        return "on", own.removeprefix(ON)
    return ("fixed", "") if own == FIXED else (role, on)


def _references(root: ET.Element) -> Iterator[str]:
    """Yield the ids that some element refers to."""
    for item in root.iter():
        for key, value in item.attrib.items():
            if _local(key) == "href" and value.startswith("#"):
                yield value[1:]
            yield from _LOCAL.findall(value)


def _href(item: ET.Element) -> str:
    """Return what an element refers to."""
    return next((value for key, value in item.attrib.items() if _local(key) == "href"), "")


def _local(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]
