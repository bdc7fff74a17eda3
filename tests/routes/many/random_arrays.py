"""Random graphs as arrays, and the same graphs in networkx as the oracle."""

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from corridor.routes.many.arc_graph import ArcGraph


@st.composite
def arrays(draw, most_states=9, most_arcs=30):
    """Draw arcs with parallel ones, loops, weights of 0 and ties; states without arcs too."""
    n_states = draw(st.integers(1, most_states))
    ends = st.tuples(st.integers(0, n_states - 1), st.integers(0, n_states - 1))
    pairs = draw(st.lists(ends, min_size=1, max_size=most_arcs))
    whole = st.integers(0, 5).map(float)
    weight = st.lists(whole, min_size=len(pairs), max_size=len(pairs)).map(np.array)
    tail, head = np.array(pairs).T
    return n_states, tail, head, {"cost": draw(weight), "time": draw(weight)}


def graph_of(case):
    n_states, tail, head, weights = case
    return ArcGraph.from_arrays(tail, head, weights, n_states=n_states)


def oracle_of(case):
    n_states, tail, head, weights = case
    oracle = nx.MultiDiGraph()
    oracle.add_nodes_from(range(n_states))
    for arc, ends in enumerate(zip(tail.tolist(), head.tolist(), strict=True)):
        oracle.add_edge(*ends, key=arc, **{name: row[arc] for name, row in weights.items()})
    return oracle


def large_case(n_states=6_000, n_arcs=18_000, reach=400, seed=3):
    """Return a graph of the size at which searches from both ends and compiled ones begin."""
    rng = np.random.default_rng(seed)
    tail = rng.integers(0, n_states, n_arcs)
    head = (tail + rng.integers(1, reach, n_arcs)) % n_states
    weights = {"cost": rng.uniform(1, 100, n_arcs), "time": rng.uniform(1, 100, n_arcs)}
    return n_states, tail, head, weights


def grid_case(side=80, seed=3):
    """Return a grid of streets, an arc each way: as wide as a plane."""
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    across = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    along = np.stack([number[:-1].ravel(), number[1:].ravel()])
    tail, head = np.concatenate([across, along, across[::-1], along[::-1]], axis=1)
    weights = {"cost": rng.uniform(1, 2, len(tail)), "time": rng.uniform(1, 2, len(tail))}
    return side * side, tail, head, weights
