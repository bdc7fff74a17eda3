"""An append-only file of solved chunks, each with its checksum, so that a run can go on."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from corridor.errors import ScenarioError
from corridor.scenarios.ensemble.chunks.chunk import Chunk
from corridor.scenarios.ensemble.flows.chunk import FlowChunk

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ResultStore"]

MAGIC = b"corridor ensemble 2\n"
DIGEST = 32
HEAD = 8 + DIGEST
# No chunk comes near: a longer record is a damaged length.
LONGEST = 1 << 32


@dataclass
class ResultStore:
    """
    Solved chunks of one job in one file.

    A record is written whole, flushed and synced before it counts; a record torn by a kill is cut
    off when the file is opened again, and everything before it is kept.

    Attributes
    ----------
    path
        The file.
    identity
        `Job.identity` of the job it belongs to.
    solved
        Chunks already in the file.
    """

    path: Path
    identity: str
    solved: dict[int, Chunk] = field(default_factory=dict)

    @classmethod
    def open(cls, path: str | Path, identity: str) -> ResultStore:
        """
        Open the store of a job, or begin one.

        Parameters
        ----------
        path
            The file; its folder must be there.
        identity
            Of the job.

        Returns
        -------
        store
            With the chunks found.

        Raises
        ------
        ScenarioError
            The file is of another job or no store at all, or a record inside it is damaged.
        """
        store = cls(Path(path), identity)
        head = MAGIC + identity.encode() + b"\n"
        if not store.path.exists() or store.path.stat().st_size == 0:
            store._begin(head)
            return store
        with store.path.open("rb+") as stream:
            found = stream.read(len(head))
            if head.startswith(found) and found != head:
                stream.close()
                store._begin(head)  # killed while it wrote the first line
                return store
            if found != head:
                raise ScenarioError(store._foreign(found), file=store.path.name)
            end = stream.tell()
            for end, chunk in store._records(stream):  # noqa: B007 - the last end is what counts
                store.solved[chunk.index] = chunk
            stream.truncate(end)
        return store

    def append(self, chunk: Chunk) -> None:
        """Write a chunk; when this returns it is on the disk."""
        body = _packed(chunk)
        record = len(body).to_bytes(8, "big") + hashlib.sha256(body).digest() + body
        with self.path.open("ab") as stream:
            stream.write(record)
            stream.flush()
            os.fsync(stream.fileno())
        self.solved[chunk.index] = chunk

    def _begin(self, head: bytes) -> None:
        with self.path.open("wb") as stream:
            stream.write(head)
            stream.flush()
            os.fsync(stream.fileno())

    def _foreign(self, found: bytes) -> str:
        """Say what the file is instead."""
        if not found.startswith(MAGIC):
            return "no ensemble store; give another path"
        return (
            "holds the draws of another job: data, scenarios, pairs, weights, n, seed or version "
            "differ; give another path, or delete it to begin anew"
        )

    def _records(self, stream: BinaryIO) -> Iterator[tuple[int, Chunk]]:
        """Yield the end and the chunk of every whole record; stop at a torn one."""
        size = self.path.stat().st_size
        while True:
            at = stream.tell()
            head = stream.read(HEAD)
            length = int.from_bytes(head[:8], "big")
            if len(head) < HEAD or at + HEAD + length > size:
                return
            body = stream.read(length)
            if hashlib.sha256(body).digest() != head[8:]:
                if at + HEAD + length == size:
                    return
                msg = f"the record at byte {at} is damaged; delete the file to begin anew"
                raise ScenarioError(msg, file=self.path.name)
            yield stream.tell(), _unpacked(body)


def _packed(chunk: Chunk) -> bytes:
    """Return a chunk as bytes: arrays in numpy's own format, names as JSON."""
    arrays = [chunk.values, chunk.way, *(chunk.flows or ())]
    names = json.dumps([chunk.index, chunk.ways, chunk.failed, len(arrays)]).encode()
    stream = io.BytesIO()
    stream.write(len(names).to_bytes(8, "big") + names)
    for array in arrays:
        np.lib.format.write_array(stream, array, allow_pickle=False)
    return stream.getvalue()


def _unpacked(body: bytes) -> Chunk:
    """Return the chunk of bytes; nothing in them is ever executed."""
    stream = io.BytesIO(body)
    names = json.loads(stream.read(int.from_bytes(stream.read(8), "big")))
    index, ways, failed, count = names
    values, way, *flows = (
        np.lib.format.read_array(stream, allow_pickle=False) for _ in range(count)
    )
    return Chunk(
        index,
        values,
        way,
        tuple(tuple(w) for w in ways),
        tuple((str(a), int(b), str(c)) for a, b, c in failed),
        FlowChunk(*flows) if flows else None,
    )
