"""Random state graphs with plain arcs, for checks against independent oracles."""

from types import SimpleNamespace

import numpy as np
import pandas as pd


def random_graph(rng, n_states=8, n_arcs=18, n_blocked=4):
    """Return arcs between random states, costs (some equal, some zero) and blocked flags."""
    tail = rng.integers(0, n_states, n_arcs)
    head = (tail + rng.integers(1, n_states, n_arcs)) % n_states
    arcs = pd.DataFrame({"tail": tail, "head": head})
    arcs["subject"] = [f"link:{i}" for i in range(n_arcs)]
    costs = rng.integers(0, 6, n_arcs).astype(float)
    blocked = np.zeros(n_arcs, dtype=bool)
    blocked[rng.choice(n_arcs, n_blocked, replace=False)] = True
    return SimpleNamespace(states=pd.DataFrame(index=range(n_states)), arcs=arcs), costs, blocked


def simple_paths(graph, usable, origin, goal):
    """Yield every way from origin to goal that visits no state twice, as lists of arcs."""
    out = {}
    for arc in np.flatnonzero(usable):
        out.setdefault(int(graph.arcs["tail"][arc]), []).append(int(arc))
    stack = [(origin, [], {origin})]
    while stack:
        state, arcs, seen = stack.pop()
        if state == goal:
            yield arcs
            continue
        for arc in out.get(state, []):
            head = int(graph.arcs["head"][arc])
            if head not in seen:
                stack.append((head, [*arcs, arc], seen | {head}))
