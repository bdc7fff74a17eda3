"""A hostile scenario file: what it holds, and the line and key that its refusal must name."""

from typing import NamedTuple

# No line: what is wrong is the file as a whole. Any line: the parser says where it gave up.
NONE, ANY = 0, -1


class Hostile(NamedTuple):
    """A file that must be refused, where, and at which key (None: whatever is said)."""

    family: str
    text: bytes
    line: int = ANY
    key: str | None = None


def a_file(family, text, line=ANY, key=None):
    """A file as it stands."""
    return Hostile(family, text if isinstance(text, bytes) else text.encode(), line, key)


def a_change(family, body, line, key):
    """A file with one change; its first line is the third."""
    return a_file(family, f"name: a\nchanges:\n- {body}\n", line, key)
