"""Flow problems on small lattices, where many ways lead around any one loss."""

import numpy as np
from scipy.sparse import csr_array

from corridor.flows.program.problem import Block, FlowProblem


def lattice(seed, rows=3, columns=4, n_blocks=2, width=(2.0, 9.0)):
    """
    A problem whose cargoes run from the left column to the right, over arcs they share.

    Arcs lead to the right, up and down; each has a capacity for all cargoes together. Elements are
    the arcs, so the members have one row per arc of the lattice, over all blocks.
    """
    rng = np.random.default_rng(seed)
    number = np.arange(rows * columns).reshape(rows, columns)
    ends = [*zip(number[:, :-1].ravel(), number[:, 1:].ravel(), strict=True)]
    down = [*zip(number[:-1, 1:-1].ravel(), number[1:, 1:-1].ravel(), strict=True)]
    ends += down + [(b, a) for a, b in down]
    tail, head = np.array(ends).T
    n_arcs = len(tail)
    blocks = tuple(
        Block(
            f"cargo/{i}",
            rows * columns,
            tail,
            head,
            rng.integers(1, 30, n_arcs).astype(float),
            csr_array(np.eye(n_arcs) * (1.0 + 0.5 * i)),
            np.arange(n_arcs),
        )
        for i in range(n_blocks)
    )
    every = np.repeat(np.arange(n_blocks), rows)
    problem = FlowProblem(
        blocks=blocks,
        limits=rng.uniform(*width, n_arcs),
        source_block=every,
        source_state=np.tile(number[:, 0], n_blocks),
        source_amount=rng.uniform(2.0, 6.0, len(every)),
        sink_demand=np.arange(len(every)),
        sink_block=every,
        sink_state=np.tile(number[:, -1], n_blocks),
        sink_source=np.full(len(every), -1),
        demand_amount=rng.uniform(1.0, 5.0, len(every)),
        demand_penalty=np.full(len(every), 500.0),
    )
    return problem, csr_array(np.tile(np.eye(n_arcs), n_blocks))
