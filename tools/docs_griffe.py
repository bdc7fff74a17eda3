"""
An extension of the reference's reader: what a function returns is a name, not a type.

A docstring here names what is returned on a line of its own, and its type stands in the signature;
the reader would take that name for the type.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from griffe import Extension

if TYPE_CHECKING:
    from griffe import Object

RETURNED = re.compile(r"^((?:Returns|Yields)\n-{3,}\n)(\w+)(?=\n +\S)", re.MULTILINE)


class NamedReturns(Extension):
    """Give the name of what is returned the form in which its type comes from the signature."""

    def on_object(self, *, obj: Object, **_: object) -> None:
        """Rewrite the section of a docstring that says what is returned."""
        if obj.docstring:
            obj.docstring.value = RETURNED.sub(r"\1\2 :", obj.docstring.value)
