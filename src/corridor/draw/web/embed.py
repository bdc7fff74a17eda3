"""Text that is safe inside a page: data, scripts, hashes and the policy that allows them."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST: Final = 160
_SIGNS: Final = {
    ord(sign): f"\\u{ord(sign):04x}" for sign in ("<", ">", "&", "\N{LINE SEPARATOR}", "\u2029")
}


def json_text(value: Any) -> str:  # noqa: ANN401 - any plain value
    r"""
    Return a value as JSON that can stand inside a ``script`` element.

    Parameters
    ----------
    value
        Dicts, lists, texts, numbers; no NaN.

    Returns
    -------
    text
        One line without ``<``, ``>``, ``&`` and the line separators of Unicode.

    Raises
    ------
    ValueError
        A number is NaN or infinite: JSON has no such number.

    Examples
    --------
    >>> print(json_text({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_SIGNS)


def json_script(name: str, text: str) -> str:
    """
    Return the element that carries data to the script of a page.

    Parameters
    ----------
    name
        Its id.
    text
        From `json_text`.

    Returns
    -------
    html
        A ``script`` element that is no program.

    Examples
    --------
    >>> json_script("map-1", "{}")
    '<script type="application/json" id="map-1">{}</script>'
    """
    return f'<script type="application/json" id="{escape(name)}">{text}</script>'


def csp_source(text: str) -> str:
    """
    Return the source expression by which a policy allows one inline script or style.

    Parameters
    ----------
    text
        What stands between the tags, to the letter.

    Returns
    -------
    source
        ``'sha256-...'``.

    Examples
    --------
    >>> csp_source("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """
    Return the content security policy of a page that holds maps: nothing from anywhere else.

    Parameters
    ----------
    scripts, styles
        The inline scripts and styles of the page.

    Returns
    -------
    policy
        For a ``meta`` element or a header.

    Examples
    --------
    >>> policy([], []).split("; ")[0]
    "default-src 'none'"
    """
    script, style = (
        " ".join(map(csp_source, dict.fromkeys(texts))) or "'none'" for texts in (scripts, styles)
    )
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {script}",
            f"style-src {style}",
            "img-src data:",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def plain(text: object, limit: int = LONGEST) -> str:
    r"""
    Return text on one line, without control and direction signs, cut where it is endless.

    It is not escaped: it goes into a text node or through `html.escape`.

    Parameters
    ----------
    text
        Anything; None and NaN give an empty text.
    limit
        Most characters kept.

    Returns
    -------
    text
        One line.

    Examples
    --------
    >>> plain("  Baku\n port "), plain(None), plain("x" * 9, 4)
    ('Baku port', '', 'xxx…')
    """
    if text is None or (isinstance(text, float) and math.isnan(text)):
        return ""
    signs = "".join(" " if sign.isspace() else sign for sign in str(text))
    kept = "".join(sign for sign in signs if not unicodedata.category(sign).startswith("C"))
    words = " ".join(kept.split())
    return words if len(words) <= limit else words[: max(limit - 1, 1)].rstrip() + "…"
