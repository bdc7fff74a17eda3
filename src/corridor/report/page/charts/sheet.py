"""The one style sheet of all charts of a page: classes for styles, variables for colours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from corridor.report.page.charts.ink import dark_fill, dark_on, dark_text, light_text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ChartSheet"]

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
# What a chart may say of how it looks; matplotlib writes no more.
_KNOWN: Final = frozenset(
    {
        *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity"),
        *("stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin"),
        *("stroke-miterlimit", "opacity", "font-size", "font-style", "font-weight", "text-anchor"),
        *("font-stretch", "font-variant"),
    }
)
_VALUE: Final = re.compile(r"[-\w.#%, ()]*")


@dataclass
class ChartSheet:
    """
    Classes and colours of charts, gathered while they are written.

    Attributes
    ----------
    classes
        By declarations, the class that stands for them.
    colours
        By variable, the colour on light and on dark paper.

    Examples
    --------
    >>> sheet = ChartSheet()
    >>> sheet.named("fill: #ffffff; stroke: none"), sheet.named("stroke:none;fill:#FFFFFF")
    ('s0', 's0')
    >>> sheet.css.splitlines()[0]
    ':root{--c0:#ffffff}'
    """

    classes: dict[str, str] = field(default_factory=dict)
    colours: dict[str, tuple[str, str]] = field(default_factory=dict)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def named(self, style: str, *, role: str = "fill", on: str = "") -> str:
        """
        Return the class of a style.

        Parameters
        ----------
        style
            A ``style`` attribute; what is not known of charts is left out.
        role
            ``fill`` for lines and areas, ``text``, ``on`` for text on an area of the colour `on`,
            ``fixed`` for what keeps its colours.
        on
            ``#rrggbb``.
        """
        key = (style, role, on)
        if key not in self._known:
            self._known[key] = self._class(style, role, on)
        return self._known[key]

    def _class(self, style: str, role: str, on: str) -> str:
        """Return the class of a style that is new."""
        said = {}
        for part in style.split(";"):
            name, _, value = (piece.strip() for piece in part.partition(":"))
            plain = value.removesuffix("px") if name != "font-size" else value
            if name in _KNOWN and plain and (_VALUE.fullmatch(plain) or plain.startswith("url(#")):
                said[name] = _COLOUR.sub(
                    lambda found: self._colour(found[0], role, on), plain.lower()
                )
        text = ";".join(f"{name}:{said[name]}" for name in sorted(said))
        return self.classes.setdefault(text, f"s{len(self.classes)}") if text else ""

    @property
    def css(self) -> str:
        """The style sheet: light, dark by wish of the system or of the reader, light on paper."""
        light = _declared((name, pair[0]) for name, pair in self.colours.items())
        dark = _declared((name, pair[1]) for name, pair in self.colours.items())
        rules = "\n".join(f".{name}{{{text}}}" for text, name in self.classes.items())
        return (
            f":root{{{light}}}\n"
            "@media screen{"
            f':root[data-theme="dark"]{{{dark}}}\n'
            f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
            f"}}\n{rules}\n"
        )

    def _colour(self, colour: str, role: str, on: str) -> str:
        """Return a colour as a variable that has a value for light and for dark paper."""
        if role == "fixed":
            return colour
        pair = {
            "fill": lambda: (colour, dark_fill(colour)),
            "text": lambda: (light_text(colour), dark_text(colour)),
            "on": lambda: (colour, dark_on(colour, on)),
        }[role]()
        name = self._names.setdefault(pair, f"--c{len(self._names)}")
        self.colours[name] = pair
        return f"var({name})"


def _declared(pairs: Iterable[tuple[str, str]]) -> str:
    """Return declarations."""
    return ";".join(f"{name}:{value}" for name, value in pairs)
