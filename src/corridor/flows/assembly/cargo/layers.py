"""A cargo's states in layers: the grade the crude has become, and which limits it has used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.network.graph import StateGraph

__all__ = ["Layered", "Once", "layered"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
# A state of the graph, the crude stream, and one bit per limit that is used once.
Key = tuple[int, str, int]


class Once(NamedTuple):
    """A limit that a path uses once, however many of these arcs it runs over."""

    limit: str
    arcs: Bools


@dataclass(frozen=True)
class Layered:
    """
    The part of a graph that leads from sources to markets, in layers.

    Attributes
    ----------
    keys
        State of the graph, stream and used limits of each state here.
    tail, head, arc
        (n_arcs,) ends, and the arc of the graph each stands for.
    first
        (n_arcs,) limits that are used for the first time there.
    number
        Number of each key.
    """

    keys: list[Key]
    tail: Ints
    head: Ints
    arc: Ints
    first: list[tuple[str, ...]]
    number: dict[Key, int]


def layered(
    graph: StateGraph,
    usable: Bools,
    starts: Sequence[tuple[int, str]],
    goals: frozenset[int],
    once: Sequence[Once],
    *,
    by_stream: bool,
) -> Layered:
    """
    Return what can be reached from the sources and leads to a market, in layers.

    A limit that is used once needs no layer of its own where no arc can be both the first and a
    later one of its arcs on a path: it is then counted on those that are the first.

    Parameters
    ----------
    graph
        The compiled graph of the commodity.
    usable
        (n_arcs,) what this cargo may use.
    starts
        State and stream of each source.
    goals
        States of the markets.
    once
        Limits used once per tonne.
    by_stream
        Whether the grade of crude on arrival matters.

    Returns
    -------
    layered
        States in order of state, stream and used limits; arcs in order of tail and arc.
    """
    streams = _blends(graph) if by_stream else [""] * len(graph.arc_list)
    out: dict[int, list[int]] = {}
    for number in np.flatnonzero(usable).tolist():
        out.setdefault(graph.arc_list[number].tail, []).append(number)
    plain, folded = _fold(graph, out, [state for state, _ in starts], once)
    begin = [(state, stream if by_stream else "", 0) for state, stream in starts]
    moves: list[tuple[Key, Key, int, tuple[str, ...]]] = []
    seen = set(begin)
    stack = sorted(seen)
    while stack:
        key = stack.pop()
        for number in out.get(key[0], []):
            bits = key[2]
            first = list(plain.get(number, ()))
            for place, item in enumerate(folded):
                if item.arcs[number] and not bits >> place & 1:
                    bits |= 1 << place
                    first.append(item.limit)
            there = (graph.arc_list[number].head, streams[number] or key[1], bits)
            moves.append((key, there, number, tuple(sorted(first))))
            if there not in seen:
                seen.add(there)
                stack.append(there)
    return _numbered(moves, set(begin), goals)


def _blends(graph: StateGraph) -> list[str]:
    """Return the stream that crude is in after each arc; empty where the arc does not blend."""
    after = [""] * len(graph.arc_list)
    blending = graph.legs[graph.legs["stream"] != ""]
    for arc, stream in zip(blending["arc"].tolist(), blending["stream"].tolist(), strict=True):
        after[arc] = str(stream)
    return after


def _fold(
    graph: StateGraph, out: dict[int, list[int]], starts: list[int], once: Sequence[Once]
) -> tuple[dict[int, list[str]], list[Once]]:
    """Split the limits into those counted on plain arcs and those that need a layer."""
    plain: dict[int, list[str]] = {}
    folded: list[Once] = []
    for item in once:
        before = _reached(graph, out, starts, item.arcs)
        openers = {n for state in before for n in out.get(state, []) if item.arcs[n]}
        later = _reached(graph, out, [graph.arc_list[n].head for n in sorted(openers)], None)
        again = {n for state in later for n in out.get(state, []) if item.arcs[n]}
        if openers & again:
            folded.append(item)
            continue
        for number in openers:
            plain.setdefault(number, []).append(item.limit)
    return plain, folded


def _reached(
    graph: StateGraph, out: dict[int, list[int]], starts: list[int], barred: Bools | None
) -> set[int]:
    """Return the states that can be reached without the barred arcs."""
    seen, stack = set(starts), list(starts)
    while stack:
        for number in out.get(stack.pop(), []):
            there = graph.arc_list[number].head
            if there not in seen and (barred is None or not barred[number]):
                seen.add(there)
                stack.append(there)
    return seen


def _numbered(
    moves: list[tuple[Key, Key, int, tuple[str, ...]]], begin: set[Key], goals: frozenset[int]
) -> Layered:
    """Drop what leads to no market, and number the rest."""
    into: dict[Key, list[Key]] = {}
    for tail, head, _, _ in moves:
        into.setdefault(head, []).append(tail)
    useful = {key for key in {*into, *begin} if key[0] in goals}
    stack = list(useful)
    while stack:
        for key in into.get(stack.pop(), []):
            if key not in useful:
                useful.add(key)
                stack.append(key)
    keys = sorted(useful | begin)
    number = {key: i for i, key in enumerate(keys)}
    kept = sorted(
        (number[tail], arc, number[head], first)
        for tail, head, arc, first in moves
        if tail in useful and head in useful
    )
    return Layered(
        keys,
        np.array([k[0] for k in kept], dtype=np.int64),
        np.array([k[2] for k in kept], dtype=np.int64),
        np.array([k[1] for k in kept], dtype=np.int64),
        [k[3] for k in kept],
        number,
    )
