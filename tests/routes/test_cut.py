from itertools import combinations

import numpy as np
import pytest

from corridor.routes.cut import parting_cut
from corridor.routes.search import layered
from tests.routes.random_graphs import random_graph, simple_paths


def parted(graph, usable, origin, goal):
    return next(iter(simple_paths(graph, usable, origin, goal)), None) is None


@pytest.mark.parametrize("seed", range(150))
def test_the_cut_parts_the_ends_and_is_smallest(seed):
    rng = np.random.default_rng(seed)
    graph, _, blocked = random_graph(rng, n_states=7, n_arcs=14, n_blocked=9)
    everything = np.ones_like(blocked)
    if not parted(graph, ~blocked, 0, 4):
        pytest.skip("a route exists")
    reasons = ["closed" if b else "" for b in blocked]
    layers = layered(graph, everything, np.zeros_like(blocked), required=False)
    cut = parting_cut(graph, layers, reasons, 0, 4)
    if parted(graph, everything, 0, 4):
        assert cut == []
        return
    names = {f"link:{a} (closed)" for a in np.flatnonzero(blocked)}
    assert set(cut) <= names
    left_out = np.array([f"link:{a} (closed)" in cut for a in range(len(blocked))])
    assert parted(graph, ~left_out, 0, 4)
    for fewer in combinations(np.flatnonzero(blocked), len(cut) - 1):
        usable = everything.copy()
        usable[list(fewer)] = False
        assert not parted(graph, usable, 0, 4)
