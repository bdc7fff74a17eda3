"""Layers against every simple way through random graphs."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from corridor.flows.assembly.cargo.layers import Once, layered
from corridor.network.states import Arc

N = 7


def random_graph(rng, n_arcs=14):
    tail = rng.integers(0, N, n_arcs)
    head = (tail + rng.integers(1, N, n_arcs)) % N
    nothing = frozenset()
    arcs = [
        Arc(int(t), int(h), "link", f"link:{i}", True, "", nothing, nothing, nothing)
        for i, (t, h) in enumerate(zip(tail, head, strict=True))
    ]
    streams = rng.choice(["", "", "red", "blue"], n_arcs)
    legs = pd.DataFrame({"arc": range(n_arcs), "stream": streams})
    return SimpleNamespace(arc_list=arcs, legs=legs), streams


def simple_ways(graph, usable, start, goal):
    stack = [(start, [], {start})]
    while stack:
        state, arcs, seen = stack.pop()
        if state == goal:
            yield arcs
            continue
        for number, arc in enumerate(graph.arc_list):
            if usable[number] and arc.tail == state and arc.head not in seen:
                stack.append((arc.head, [*arcs, number], seen | {arc.head}))


@pytest.mark.parametrize("seed", range(60))
def test_every_way_is_there_and_uses_each_limit_once(seed):
    rng = np.random.default_rng(seed)
    graph, streams = random_graph(rng)
    usable = rng.random(len(streams)) < 0.9
    once = [Once(name, rng.random(len(streams)) < 0.3) for name in ("quota", "territory")]
    layers = layered(graph, usable, [(0, "own")], frozenset({N - 1}), once, by_stream=True)
    step = {
        (int(t), int(a)): (int(h), first)
        for t, h, a, first in zip(layers.tail, layers.head, layers.arc, layers.first, strict=True)
    }
    assert len(step) == len(layers.arc)
    for way in simple_ways(graph, usable, 0, N - 1):
        at, used = layers.number[(0, "own", 0)], []
        for arc in way:
            at, first = step[at, arc]
            used += first
        expected = [item.limit for item in once if item.arcs[way].any()]
        assert sorted(used) == sorted(expected)
        state, stream, _ = layers.keys[at]
        assert state == N - 1
        assert stream == (["own", *[s for s in streams[way] if s]])[-1]


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_there_that_the_graph_forbids(seed):
    rng = np.random.default_rng(100 + seed)
    graph, streams = random_graph(rng)
    usable = rng.random(len(streams)) < 0.6
    once = [Once("quota", rng.random(len(streams)) < 0.3)]
    layers = layered(graph, usable, [(0, ""), (1, "")], frozenset({N - 1}), once, by_stream=False)
    for tail, head, number in zip(layers.tail, layers.head, layers.arc, strict=True):
        arc = graph.arc_list[number]
        assert usable[number]
        assert (layers.keys[tail][0], layers.keys[head][0]) == (arc.tail, arc.head)
    goals = [i for i, key in enumerate(layers.keys) if key[0] == N - 1]
    ahead = {i: {i} for i in range(len(layers.keys))}
    for _ in layers.keys:
        for tail, head in zip(layers.tail, layers.head, strict=True):
            ahead[tail] |= ahead[head]
    assert all(ahead[int(tail)] & set(goals) for tail in layers.tail)


def chain(*steps):
    """Return a graph of (tail, head) arcs."""
    nothing = frozenset()
    arcs = [
        Arc(t, h, "link", f"link:{i}", True, "", nothing, nothing, nothing)
        for i, (t, h) in enumerate(steps)
    ]
    return SimpleNamespace(
        arc_list=arcs, legs=pd.DataFrame({"arc": range(len(arcs)), "stream": ""})
    )


def test_no_layer_where_entry_is_plain():
    graph = chain((0, 1), (1, 2), (2, 3))
    inside = Once("territory", np.array([False, True, True]))
    layers = layered(graph, np.ones(3, bool), [(0, "")], frozenset({3}), [inside], by_stream=False)
    assert [key[0] for key in layers.keys] == [0, 1, 2, 3]
    assert layers.first == [(), ("territory",), ()]


def test_a_layer_where_an_arc_may_be_first_or_second():
    graph = chain((0, 1), (0, 2), (2, 1), (1, 3))
    inside = Once("territory", np.array([False, True, False, True]))
    layers = layered(graph, np.ones(4, bool), [(0, "")], frozenset({3}), [inside], by_stream=False)
    assert sorted(key[0] for key in layers.keys) == [0, 1, 1, 2, 3]
    assert sorted(layers.first) == [(), (), (), ("territory",), ("territory",)]
