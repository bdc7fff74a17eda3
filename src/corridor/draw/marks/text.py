"""Text that is safe to draw: no mathematics, control signs, missing glyphs or endless names."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

LIMIT: Final = 34
_NO_GLYPH: Final = "\N{WHITE SQUARE}"


def clean(text: object, limit: int = LIMIT) -> str:
    r"""
    Return text that matplotlib draws as it stands.

    Dollar signs are escaped, control and direction signs dropped, signs without a glyph become
    squares, long text is cut at the end.

    Parameters
    ----------
    text
        Anything; None and NaN give an empty string.
    limit
        Most characters kept.

    Returns
    -------
    safe
        One line.

    Examples
    --------
    >>> print(clean("price in $"))
    price in \$
    >>> clean("a" * 300, 5), clean(None)
    ('aaaa…', '')
    """
    if text is None or text != text:  # noqa: PLR0124 - NaN is not itself
        return ""
    letters = "".join(" " if sign.isspace() else sign for sign in str(text))
    kept = "".join(sign for sign in letters if not unicodedata.category(sign).startswith("C"))
    words = " ".join(kept.split())
    if len(words) > limit:
        words = words[: max(limit - 1, 1)].rstrip() + "…"
    return "".join(_drawable(sign) for sign in words).replace("$", r"\$")


def legend_text(text: object, limit: int = LIMIT) -> str:
    """
    Return safe text that a legend does not hide.

    Matplotlib hides names that begin with an underscore.

    Parameters
    ----------
    text
        Anything.
    limit
        Most characters kept.

    Returns
    -------
    safe
        One line.

    Examples
    --------
    >>> legend_text("_hidden")
    ' _hidden'
    """
    safe = clean(text, limit)
    return f" {safe}" if safe.startswith("_") else safe


def title_case(text: object) -> str:
    """
    Return an id as words with a capital first letter.

    Parameters
    ----------
    text
        An id such as `war_risk`.

    Returns
    -------
    words
        Safe text.

    Examples
    --------
    >>> title_case("war_risk")
    'War risk'
    """
    words = clean(text).replace("_", " ").strip() or clean(text)
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=4096)
def _drawable(sign: str) -> str:
    """Return the sign, or a square where the plain or the bold font lacks it."""
    if sign.isascii():
        return sign
    from matplotlib import font_manager  # noqa: PLC0415

    faces = (
        font_manager.FontProperties(),
        font_manager.FontProperties(weight="bold"),
        font_manager.FontProperties(style="italic"),
    )
    fonts = (font_manager.get_font(font_manager.findfont(face)) for face in faces)
    return sign if all(font.get_char_index(ord(sign)) for font in fonts) else _NO_GLYPH
