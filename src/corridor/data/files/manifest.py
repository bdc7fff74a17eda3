"""The manifest of a data folder: the SHA-256 of every file, written and verified."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from corridor.errors import Fault

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MANIFEST", "verify_manifest", "write_manifest"]

MANIFEST = "MANIFEST.sha256"
DIGEST_LENGTH = 64


def write_manifest(folder: Path) -> Path:
    """
    Write the SHA-256 of every file of a folder, in the form `sha256sum --check` reads.

    Parameters
    ----------
    folder
        A data folder. Hidden files and the manifest itself are left out.

    Returns
    -------
    manifest
        The file written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> write_manifest(pathlib.Path(tempfile.mkdtemp())).name
    'MANIFEST.sha256'
    """
    lines = [f"{digest}  {name}" for name, digest in _digests(folder).items()]
    manifest = folder / MANIFEST
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return manifest


def verify_manifest(folder: Path, *, needed: bool) -> list[Fault]:
    """
    Return the files that differ from the manifest, are missing from it or missing beside it.

    Parameters
    ----------
    folder
        A data folder.
    needed
        Whether the folder must have a manifest at all.

    Returns
    -------
    faults
        One a file; none for a folder without a manifest that needs none.

    Examples
    --------
    >>> from corridor.data.files.schema import bundled_folder
    >>> verify_manifest(bundled_folder(), needed=True)
    []
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        remedy = "write one with corridor.data.files.manifest.write_manifest"
        missing = Fault(MANIFEST, 0, "", "", "the bundled data have a manifest", remedy)
        return [missing] if needed else []
    faults, stated = _read(manifest)
    found = _digests(folder)
    for name, (line, digest) in stated.items():
        if name not in found:
            faults.append(Fault(MANIFEST, line, "", name, f"the file {name} is there"))
        elif found[name] != digest:
            rule = f"the file {name} is as it was when the manifest was written"
            faults.append(Fault(MANIFEST, line, "", name, rule))
    extra = sorted(set(found) - set(stated))
    return faults + [Fault(MANIFEST, 0, "", name, f"{name} is listed") for name in extra]


def _digests(folder: Path) -> dict[str, str]:
    """Return the digest of each file by its path inside the folder."""
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(names.items())
        if path.is_file() and name != MANIFEST and not _hidden(name)
    }


def _hidden(name: str) -> bool:
    """Say whether a file system or an interpreter put the file there."""
    return any(part.startswith((".", "__")) for part in name.split("/"))


def _read(manifest: Path) -> tuple[list[Fault], dict[str, tuple[int, str]]]:
    """Return the malformed lines, and line and digest of each file."""
    faults: list[Fault] = []
    stated: dict[str, tuple[int, str]] = {}
    text = manifest.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        digest, gap, name = line.partition("  ")
        if gap and len(digest) == DIGEST_LENGTH and name not in stated:
            stated[name] = (number, digest)
        else:
            rule = "a line is a SHA-256, two blanks and a file named once"
            faults.append(Fault(MANIFEST, number, "", line[:80], rule))
    return faults, stated
