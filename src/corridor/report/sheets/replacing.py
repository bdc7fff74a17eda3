"""Write a file whole or not at all: a temporary one beside it, then replace."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["checked_path", "replace_file"]


def checked_path(path: str | Path, suffix: str) -> Path:
    """
    Return a path that can be written, or say why not before anything is worked out.

    Parameters
    ----------
    path
        Where to write.
    suffix
        What its name must end in, such as ``.html``.

    Raises
    ------
    ValueError
        Another ending.
    IsADirectoryError, FileNotFoundError, PermissionError
        The path is a folder, its folder does not exist, or nothing may be written there.
    """
    target = Path(path)
    if target.is_dir():
        msg = f"{target} is a folder: give the name of a file in it, such as report{suffix}"
        raise IsADirectoryError(msg)
    if target.suffix.lower() != suffix:
        raise ValueError(f"{target}: the name must end in {suffix}")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent}: make it first")
    if not os.access(target.parent, os.W_OK) or (
        target.exists() and not os.access(target, os.W_OK)
    ):
        raise PermissionError(f"{target} may not be written: choose another place")
    return target


def replace_file(target: Path, write: Callable[[Path], object]) -> Path:
    """Let a function write a temporary file in the same folder, then put it in place."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target
