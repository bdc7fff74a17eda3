"""Options that are passed on to `assemble`, checked before anything is computed."""

from __future__ import annotations

import difflib
import inspect
from typing import TYPE_CHECKING, Any

from corridor.flows.assembly.assembly import assemble

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["check_options"]

# What the caller sets itself.
OWN = frozenset({"network", "demand", "territories"})


def check_options(options: Mapping[str, Any]) -> None:
    """
    Refuse an option that `assemble` does not have, or that the caller sets itself.

    Parameters
    ----------
    options
        By name.

    Raises
    ------
    TypeError
        Names the option, the nearest ones and all that can be given.

    Examples
    --------
    >>> check_options({"avoid": ["IR"]})
    >>> check_options({"wieghts": None})
    Traceback (most recent call last):
    TypeError: no option 'wieghts'; nearest: weights. Passed on to assemble are access, avoid, ...
    """
    known = [name for name in inspect.signature(assemble).parameters if name not in OWN]
    for name in options:
        if name not in known:
            near = difflib.get_close_matches(name, known)
            hint = f"; nearest: {', '.join(near)}" if near else ""
            listed = ", ".join(sorted(known))
            raise TypeError(f"no option {name!r}{hint}. Passed on to assemble are {listed}")
