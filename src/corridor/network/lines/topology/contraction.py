"""Make one link of each chain of pieces, so that nodes are where there is a choice, or an end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from corridor.network.lines.topology.pieces import BRIDGE
from corridor.network.lines.topology.web import Web, parts_of

if TYPE_CHECKING:
    from corridor.network.lines.topology.measure import Floats, Ints, Objects

__all__ = ["Chains", "make_chains"]


@dataclass(frozen=True)
class Chains:
    """
    Pieces in a row.

    Attributes
    ----------
    nodes
        The nodes of the web that are left.
    points
        Longitude and latitude of these.
    node_levels, levels
        A bit for each level that meets at a node, and for each level of a chain.
    ends
        Places in `nodes` at which each chain starts and ends, the western one first.
    shapes, km, bridged_km
        Course, length, and the length of the bridges in it.
    piece, chain
        The pieces in order along the chains, and the chain of each.
    """

    nodes: Ints
    points: Floats
    node_levels: Ints
    levels: Ints
    ends: Ints
    shapes: Objects
    km: Floats
    bridged_km: Floats
    piece: Ints
    chain: Ints


def make_chains(web: Web, *, keep: Ints, kind: Ints, contract: bool) -> Chains:
    """
    Return the chains of a web.

    Parameters
    ----------
    web
        Pieces and nodes.
    keep
        Nodes that stay.
    kind
        A number for each piece: pieces of different kinds make no chain. Bridges go with any.
    contract
        Whether to make chains at all.

    Returns
    -------
    chains
        None starts and ends at one node.
    """
    passing = (web.degree == 2) & contract
    passing[keep] = False
    kind = _kind_of_bridges(web, kind)
    mates = _mates(web)
    passing &= (mates[:, 0] >= 0) & (kind[mates[:, 0] // 2] == kind[mates[:, 1] // 2])
    while True:
        chains = _walk(web, mates, passing)
        loop = np.flatnonzero(chains.ends[:, 0] == chains.ends[:, 1])
        if not len(loop):
            return chains
        for name in loop.tolist():
            passing[_middle(web, chains, name)] = False


def _mates(web: Web) -> Ints:
    """Return the two piece ends at each node of degree 2, else -1; an end is 2 * piece + side."""
    flat = web.ends.ravel()
    order = np.argsort(flat, kind="stable")
    first = np.searchsorted(flat[order], np.arange(len(web.points)))
    mates = np.full((len(web.points), 2), -1, dtype=np.int64)
    two = web.degree == 2
    mates[two] = np.column_stack([order[first[two]], order[first[two] + 1]])
    return mates


def _kind_of_bridges(web: Web, kind: Ints) -> Ints:
    """Return the kinds with that of a neighbour for each bridge, so that chains run over it."""
    kind = kind.copy()
    bridges = np.flatnonzero(web.pieces.line == BRIDGE)
    real = web.pieces.line != BRIDGE
    least = np.full(len(web.points), np.iinfo(np.int64).max)
    for side in (0, 1):
        np.minimum.at(least, web.ends[real, side], kind[real])
    kind[bridges] = least[web.ends[bridges]].min(axis=1)
    return kind


def _walk(web: Web, mates: Ints, passing: np.ndarray) -> Chains:
    """Return the chains between nodes that are not passed; a ring starts at its first node."""
    passing = passing.copy()
    through = mates[passing]
    row = parts_of(through // 2, len(web.pieces))
    open_end = ~passing[web.ends]
    closed = np.bincount(row, open_end.any(axis=1)) == 0
    for name in np.flatnonzero(closed):
        passing[web.ends[row == name].min()] = False
    mate = np.full(2 * len(web.pieces), -1, dtype=np.int64)
    mate[mates[passing, 0]], mate[mates[passing, 1]] = mates[passing, 1], mates[passing, 0]
    starts = np.flatnonzero(mate < 0)
    starts = starts[np.lexsort((starts, web.ends.ravel()[starts]))]
    walks = _follow(starts.tolist(), mate.tolist())
    return _assemble(web, walks)


def _follow(starts: list[int], mate: list[int]) -> list[list[int]]:
    """Return the piece ends by which each chain is entered, each chain once."""
    walks, seen = [], set()
    for start in starts:
        if start in seen:
            continue
        walk, at = [], start
        while at >= 0:
            walk.append(at)
            out = at ^ 1
            last, at = out, mate[out]
        seen.add(last)
        walks.append(walk)
    return walks


def _assemble(web: Web, walks: list[list[int]]) -> Chains:
    """Return the chains of walks, in the order of their ends, length and course."""
    entry = np.concatenate([np.array(walk, dtype=np.int64) for walk in walks])
    chain = np.repeat(np.arange(len(walks)), [len(walk) for walk in walks])
    piece, back = entry // 2, entry % 2 == 1
    first = np.r_[True, np.diff(chain) > 0]
    last = np.r_[first[1:], True]
    flat = web.ends.ravel()
    ends = np.column_stack([flat[entry[first]], flat[entry[last] ^ 1]])
    km = np.bincount(chain, web.pieces.km[piece]).astype(float)
    bridge = web.pieces.line[piece] == BRIDGE
    bridged = np.bincount(chain, np.where(bridge, web.pieces.km[piece], 0.0)).astype(float)
    parts = web.pieces.shapes[piece].copy()
    parts[back] = shapely.reverse(parts[back])
    shapes = _concatenated(parts, chain, first)
    course, rounded = shapely.to_wkb(shapes), np.round(km, 9)
    keys = list(zip(ends[:, 0], ends[:, 1], rounded, course, strict=True))
    order = np.array(
        sorted(range(len(walks)), key=keys.__getitem__),
        dtype=np.int64,
    )
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    along = np.lexsort((np.arange(len(chain)), rank[chain]))
    nodes, compact = np.unique(ends[order], return_inverse=True)
    return Chains(
        nodes,
        web.points[nodes],
        web.levels[nodes],
        np.bitwise_or.reduceat(web.bits[piece], np.flatnonzero(first))[order],
        compact.reshape(-1, 2),
        shapes[order],
        km[order],
        bridged[order],
        piece[along],
        rank[chain][along],
    )


def _concatenated(parts: Objects, chain: Ints, first: np.ndarray) -> Objects:
    """Return one line for each chain of parts that follow each other."""
    xy, part = shapely.get_coordinates(parts, return_index=True)
    begins = np.r_[True, np.diff(part) > 0]
    keep = ~begins | first[part]  # a part begins where the one before ended
    return np.asarray(shapely.linestrings(xy[keep], indices=chain[part[keep]]), dtype=object)


def _middle(web: Web, chains: Chains, name: int) -> int:
    """Return the inner node of a chain that is nearest to its middle."""
    pieces = chains.piece[chains.chain == name]
    if len(pieces) < 2:
        raise AssertionError("a single piece has two different ends")
    done = np.cumsum(web.pieces.km[pieces])[:-1]
    nearest = int(np.argmin(np.abs(done - chains.km[name] / 2)))
    here, there = web.ends[pieces[nearest]], web.ends[pieces[nearest + 1]]
    shared = np.intersect1d(here, there)
    return int(shared[shared != chains.nodes[chains.ends[name, 0]]][0])
