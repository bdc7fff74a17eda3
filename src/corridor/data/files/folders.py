"""Write a folder whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["whole_file", "whole_folder"]


@contextlib.contextmanager
def whole_folder(path: Path, known: Collection[str], *, overwrite: bool) -> Iterator[Path]:
    """
    Yield an empty folder that takes the place of a path when all went well.

    Parameters
    ----------
    path
        Where the folder is to be.
    known
        Names of files that may be replaced; a folder that holds others is never removed.
    overwrite
        Whether a folder with files may be replaced.

    Yields
    ------
    folder
        A folder beside the path; it is gone after a failure, and the path is as it was.

    Raises
    ------
    FileExistsError
        The folder holds files, and may not be replaced or holds files of other kinds.
    NotADirectoryError
        The path is a file or a link.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> place = pathlib.Path(tempfile.mkdtemp()) / "new"
    >>> with whole_folder(place, [], overwrite=False) as folder:
    ...     _ = (folder / "a.txt").write_text("a")
    >>> [file.name for file in place.iterdir()]
    ['a.txt']
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - a link must not be followed
    _may_replace(path, known, overwrite=overwrite)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as name:
        fresh, old = Path(name) / "new", Path(name) / "old"
        fresh.mkdir()
        yield fresh
        if path.exists():
            path.rename(old)
        try:
            fresh.rename(path)
        except OSError:
            if old.exists():
                old.rename(path)
            raise


def _may_replace(path: Path, known: Collection[str], *, overwrite: bool) -> None:
    """Raise where a folder must stay."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise NotADirectoryError(f"{path} is no folder: give the path of a folder")
    held = sorted(item.name for item in path.iterdir()) if path.exists() else []
    if held and not overwrite:
        raise FileExistsError(f"{path} is not empty: give another path, or overwrite=True")
    foreign = [name for name in held if name not in known or (path / name).is_dir()]
    if foreign:
        names = ", ".join(foreign[:5]) + (" ..." if len(foreign) > 5 else "")
        raise FileExistsError(
            f"{path} holds files that are not of a data set ({names}): nothing was written; "
            "give another path"
        )


@contextlib.contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """
    Yield a path whose file takes the place of another when all went well.

    Parameters
    ----------
    path
        Where the file is to be.
    overwrite
        Whether a file that is there may be replaced.

    Yields
    ------
    file
        A path of the same name in a folder beside it.

    Raises
    ------
    FileExistsError
        There is a file already.
    IsADirectoryError
        The path is a folder.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> place = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> with whole_file(place, overwrite=False) as file:
    ...     _ = file.write_text("a")
    >>> place.read_text()
    'a'
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - a link must not be followed
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the path of a file")
    if (path.exists() or path.is_symlink()) and not overwrite:
        raise FileExistsError(f"{path} is there already: give another path, or overwrite=True")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as name:
        fresh = Path(name) / path.name
        yield fresh
        fresh.replace(path)
