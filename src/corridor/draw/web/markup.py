"""The markup around a map: still picture, switches, key, and the same in words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from corridor.draw.web.embed import plain
from corridor.draw.web.still import data_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.draw.web.layers.layer import MapLayer

LISTED: Final = 60


def figure_html(
    layers: Sequence[MapLayer], source: str, title: str, still: str, credit: str
) -> str:
    """
    Return the figure of a map, all text escaped.

    Parameters
    ----------
    layers
        What the map shows.
    source
        Id of the data element.
    title
        Words above the map.
    still
        SVG shown until the map is drawn; may be empty.
    credit
        Whom the ground and the lines come from.

    Returns
    -------
    html
        One ``figure`` element.

    Examples
    --------
    >>> print(figure_html([], "map-1", "<b>", "", "someone")[:80])
    <figure class="corridor-map" data-source="map-1"><figcaption>&lt;b&gt;</figcapti
    """
    words = escape(plain(title, 110))
    image = f'<img class="cm-still" alt="{words}" src="{data_url(still)}">' if still else ""
    switches = "".join(_switch(number, layer) for number, layer in enumerate(layers))
    keys = "".join(_keys(number, layer) for number, layer in enumerate(layers))
    listed = "".join(_listed(number, layer) for number, layer in enumerate(layers))
    return (
        f'<figure class="corridor-map" data-source="{escape(source)}">'
        f"<figcaption>{words}</figcaption>"
        f'<div class="cm-stage">{image}<div class="cm-live"></div></div>'
        f'<fieldset class="cm-layers" hidden><legend>Layers</legend>{switches}</fieldset>'
        f'<ul class="cm-keys" aria-label="Key">{keys}</ul>'
        '<p class="cm-status" role="status"></p>'
        f'<details class="cm-list"><summary>The map in words</summary>{listed}</details>'
        f'<p class="cm-credit">{escape(credit)}</p></figure>'
    )


def _switch(number: int, layer: MapLayer) -> str:
    """Return the switch of a layer."""
    checked = " checked" if layer.visible else ""
    swatch = _swatch(layer.keys[0][1]) if len(layer.keys) == 1 else ""
    return (
        f'<label><input type="checkbox" data-layer="{number}"{checked}>'
        f"{swatch}{escape(plain(layer.title, 60))}</label>"
    )


def _keys(number: int, layer: MapLayer) -> str:
    """Return what the colours of a layer mean; a single key stands at its switch too."""
    mark = ' class="cm-switched"' if len(layer.keys) == 1 else f' data-layer="{number}"'
    note = escape(plain(layer.note, 90))
    several = len(layer.keys) > 1
    head = f"<li{mark}>{escape(plain(layer.title, 60))}:</li>" if several else ""
    keys = "".join(
        f"<li{mark}>{_swatch(colour)}{escape(plain(text, 60))}</li>" for text, colour in layer.keys
    )
    return head + keys + (f'<li data-layer="{number}">{note}</li>' if note else "")


def _swatch(colour: str) -> str:
    """Return a sample of a colour."""
    return (
        '<svg width="16" height="10" aria-hidden="true">'
        f'<rect width="16" height="10" rx="2" fill="{escape(colour)}"/></svg>'
    )


def _listed(number: int, layer: MapLayer) -> str:
    """Return what a layer shows as a list."""
    items = [
        f'<li data-layer="{number}" data-row="{row}">{escape(_sentence(card))}</li>'
        for row, card in enumerate(layer.rows[:LISTED])
    ]
    rest = len(layer.rows) - LISTED
    if rest > 0:
        items.append(f"<li>and {rest} more on the map</li>")
    return f"<p>{escape(plain(layer.title, 60))}</p><ul>{''.join(items)}</ul>"


def _sentence(card: dict[str, object]) -> str:
    """Return a card as one line."""
    pairs = card["r"]
    facts = (
        "; ".join(f"{words} {value}" for words, value in pairs) if isinstance(pairs, list) else ""
    )
    return f"{card['t']}: {facts}" if facts else str(card["t"])
