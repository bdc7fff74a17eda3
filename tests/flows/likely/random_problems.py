"""Small random flow problems with shared limits, and hand-made ones."""

import numpy as np
from scipy.sparse import csr_array

from corridor.flows.program.problem import Block, FlowProblem


def random_problem(seed, *, n_blocks=2, n_states=6, n_limits=3, n_demands=3):
    rng = np.random.default_rng(seed)
    blocks = []
    for number in range(n_blocks):
        tail = np.concatenate([np.arange(n_states - 1), rng.integers(0, n_states, 8)])
        head = np.concatenate([np.arange(1, n_states), rng.integers(0, n_states, 8)])
        keep = tail != head
        tail, head = tail[keep], head[keep]
        use = rng.uniform(0.2, 2.0, (len(tail), n_limits)) * (
            rng.random((len(tail), n_limits)) < 0.3
        )
        cost = rng.uniform(1.0, 30.0, len(tail))
        blocks.append(
            Block(f"b{number}", n_states, tail, head, cost, csr_array(use), np.arange(len(tail)))
        )
    sources = np.repeat(np.arange(n_blocks), 2)
    demands = np.arange(n_demands)
    amount = rng.uniform(5.0, 50.0, n_demands)
    return FlowProblem(
        blocks=tuple(blocks),
        limits=rng.uniform(0.1, 0.7, n_limits) * amount.sum(),
        source_block=sources,
        source_state=np.tile([0, 1], n_blocks),
        source_amount=rng.uniform(0.2, 0.8, len(sources)) * amount.sum(),
        sink_demand=demands,
        sink_block=demands % n_blocks,
        sink_state=n_states - 1 - demands % 2,
        sink_source=np.full(n_demands, -1),
        demand_amount=amount,
        demand_penalty=rng.uniform(80.0, 300.0, n_demands),
    )


def parallel_ways(costs, *, limits=None, amount=100.0, penalty=1e6, supply=np.inf, steps=None):
    """One source, one demand and parallel arcs; limit i is on arc i."""
    n = len(costs)
    limits = np.full(n, np.inf) if limits is None else np.asarray(limits, dtype=float)
    zeros, one = np.zeros(n, dtype=np.int64), np.zeros(1, dtype=np.int64)
    block = Block(
        "b", 2, zeros, zeros + 1, np.asarray(costs, float), csr_array(np.eye(n)), np.arange(n)
    )
    more = {}
    if steps:
        limit, width, cost = zip(*steps, strict=True)
        more = {
            "step_limit": np.array(limit),
            "step_width": np.array(width, float),
            "step_cost": np.array(cost, float),
        }
    return FlowProblem(
        (block,),
        limits,
        one,
        one,
        np.array([float(supply)]),
        one,
        one,
        one + 1,
        one - 1,
        np.array([float(amount)]),
        np.array([float(penalty)]),
        **more,
    )
