"""Random flow problems: parallel and free arcs, shared, zero and absent limits, cut-off sinks."""

import numpy as np
from scipy.sparse import csr_array

from corridor.flows.program.problem import Block, FlowProblem


def random_block(rng, name, n_states, n_arcs, n_limits):
    """A block whose arcs may be parallel, lead back to their start, or cost nothing."""
    cost = rng.uniform(1.0, 100.0, n_arcs)
    cost[rng.random(n_arcs) < 0.15] = 0.0
    size = (n_arcs, n_limits)
    drawn = rng.random(size) < 1.5 / max(1, n_limits)
    use = np.where(drawn, rng.choice([0.05, 0.5, 1.0, 1.0, 2.0], size), 0.0)
    ends = rng.integers(0, n_states, (2, n_arcs))
    twice = rng.integers(0, n_arcs, n_arcs // 5)
    ends[:, : len(twice)] = ends[:, twice]
    return Block(name, n_states, ends[0], ends[1], cost, csr_array(use), np.arange(n_arcs))


def random_problem(seed, *, steps=False, scale=1.0):
    """A problem of one to four blocks in which a good part of the limits binds."""
    rng = np.random.default_rng(seed)
    n_blocks, n_limits = int(rng.integers(1, 5)), int(rng.integers(0, 15))
    blocks = tuple(
        random_block(
            rng, f"block/{i}", int(rng.integers(2, 20)), int(rng.integers(1, 60)), n_limits
        )
        for i in range(n_blocks)
    )
    sizes = np.array([block.n_states for block in blocks])
    limits = rng.uniform(1.0, 20.0, n_limits) * scale
    limits[rng.random(n_limits) < 0.1] = 0.0
    limits[rng.random(n_limits) < 0.1] = np.inf
    n_sources, n_sinks, n_demands = rng.integers(1, [8, 16, 9])
    source_block = rng.integers(0, n_blocks, n_sources)
    source_amount = rng.uniform(1.0, 20.0, n_sources) * scale
    source_amount[rng.random(n_sources) < 0.2] = np.inf
    sink_block = rng.integers(0, n_blocks, n_sinks)
    demand = rng.uniform(0.1, 15.0, n_demands) * scale
    demand[rng.random(n_demands) < 0.1] = 0.0
    return FlowProblem(
        blocks=blocks,
        limits=limits,
        source_block=source_block,
        source_state=rng.integers(0, sizes[source_block]),
        source_amount=source_amount,
        sink_demand=rng.integers(0, n_demands, n_sinks),
        sink_block=sink_block,
        sink_state=rng.integers(0, sizes[sink_block]),
        sink_source=np.array([_only(rng, source_block, block) for block in sink_block]),
        demand_amount=demand,
        demand_penalty=rng.choice([80.0, 300.0, 1000.0], n_demands),
        **(_steps(rng, limits) if steps else {}),
    )


def _only(rng, source_block, block):
    """The one source that may serve a sink, mostly any."""
    mine = np.flatnonzero(source_block == block)
    return int(rng.choice(mine)) if len(mine) and rng.random() < 0.3 else -1


def _steps(rng, limits):
    """Rising charges for half the limits."""
    chosen = np.flatnonzero(rng.random(len(limits)) < 0.5)
    width, cost = [], []
    for limit in limits[chosen]:
        finite = limit if np.isfinite(limit) else 10.0
        width += [finite * 0.4, finite * 0.3, finite * 0.3 if np.isfinite(limit) else np.inf]
        cost += np.cumsum(rng.uniform(0.0, 30.0, 3)).tolist()
    return {
        "step_limit": np.repeat(chosen, 3),
        "step_width": np.array(width, dtype=float) * (1 + 1e-12),
        "step_cost": np.array(cost, dtype=float),
    }


def tight_problem(seed, *, n_nodes=15, n_links=45, whole=False):
    """Blocks on one net of links that share the capacity of each, most of it needed."""
    rng = np.random.default_rng(seed)
    n_blocks, n_pairs = int(rng.integers(2, 5)), int(rng.integers(3, 9))
    ring = np.arange(n_nodes)
    tail = np.append(ring, rng.integers(0, n_nodes, n_links - n_nodes))
    step = np.append(np.ones(n_nodes, int), rng.integers(1, 6, n_links - n_nodes))
    head = (tail + step) % n_nodes
    base = rng.integers(0, 30, n_links)
    blocks = tuple(
        Block(
            f"block/{i}",
            n_nodes,
            tail,
            head,
            (base + rng.integers(0, 10, n_links)).astype(float),
            csr_array(
                np.diag(rng.choice([0.5, 1.0, 2.0], n_links) if not whole else base * 0 + 1.0)
            ),
            np.arange(n_links),
        )
        for i in range(n_blocks)
    )
    block = np.repeat(np.arange(n_blocks), n_pairs)
    origin = rng.integers(0, n_nodes, len(block))
    only = np.where(rng.random(len(block)) < 0.5, np.arange(len(block)), -1)
    return FlowProblem(
        blocks=blocks,
        limits=rng.integers(2, 25, n_links).astype(float),
        source_block=block,
        source_state=origin,
        source_amount=rng.integers(5, 30, len(block)).astype(float),
        sink_demand=np.arange(len(block)),
        sink_block=block,
        sink_state=(origin + rng.integers(1, n_nodes, len(block))) % n_nodes,
        sink_source=only,
        demand_amount=rng.integers(1, 20, len(block)).astype(float),
        demand_penalty=rng.choice([100.0, 250.0, 1000.0], len(block)),
    )
