"""Random flow problems, and their optimum by scipy on the arc formulation: an oracle of its own."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from corridor.flows.program.problem import Block, FlowProblem


def random_problem(seed, *, states=7, arcs=16, blocks=2, sources=3, demands=3, limits=3):
    """
    Return a problem whose last limit counts, once a tonne, what touches a territory.

    States are layered: arcs in the territory lead from layer 0 (not yet touched) to layer 1.
    """
    rng = np.random.default_rng(seed)
    made = []
    for number in range(blocks):
        ends = np.array([rng.choice(states, 2, replace=False) for _ in range(arcs)])
        cost = rng.integers(1, 40, arcs).astype(float)
        touched = rng.random(arcs) < 0.35
        draws = rng.integers(-1, limits, arcs)
        tail = np.concatenate([ends[:, 0], ends[:, 0] + states])
        head = np.concatenate([ends[:, 1] + states * touched, ends[:, 1] + states])
        use = np.zeros((2 * arcs, limits + 1))
        for arc, limit in enumerate(draws):
            if limit >= 0:
                use[[arc, arc + arcs], limit] = 1.0 if number == 0 else 0.5
        use[:arcs, limits] = touched
        arc = np.tile(np.arange(arcs), 2)
        made.append(
            Block(
                f"cargo{number}/XX", 2 * states, tail, head, np.tile(cost, 2), csr_array(use), arc
            )
        )
    source_block = rng.integers(0, blocks, sources)
    sink_block = np.repeat(rng.integers(0, blocks, demands), 2)
    place = rng.integers(0, states, demands)
    return FlowProblem(
        tuple(made),
        np.append(rng.integers(2, 9, limits), np.inf),
        source_block,
        rng.integers(0, states, sources),
        rng.integers(5, 15, sources).astype(float),
        np.repeat(np.arange(demands), 2),
        sink_block,
        np.stack([place, place + states], 1).ravel(),
        np.full(2 * demands, -1),
        rng.integers(3, 9, demands).astype(float),
        np.full(demands, 500.0),
    )


def least(problem, *, cost=1.0, penalty=None, limits=None, amount=None, use_of=None):
    """
    Return the least cost, and the unmet of each demand, by scipy.

    ``cost`` scales the cost of arcs; with ``use_of`` the use of that limit is the cost instead.
    """
    limits = problem.limits if limits is None else limits
    amount = problem.demand_amount if amount is None else amount
    penalty = problem.demand_penalty if penalty is None else penalty
    rows, columns, values, objective = [], [], [], []
    top, over, part = [], [], []
    bounds, row = [], 0
    demand_row = {}
    for source, (block_number, start) in enumerate(
        zip(problem.source_block, problem.source_state, strict=True)
    ):
        block = problem.blocks[block_number]
        use = block.use.toarray()
        first = len(objective)
        price = use[:, use_of] if use_of is not None else cost * block.cost
        objective += price.tolist()
        bounds += [(0, None)] * len(price)
        for arc in range(len(price)):
            for state, sign in ((block.tail[arc], -1.0), (block.head[arc], 1.0)):
                rows.append(row + state)
                columns.append(first + arc)
                values.append(sign)
            for limit in np.flatnonzero(use[arc]):
                top.append(limit)
                over.append(first + arc)
                part.append(use[arc, limit])
        objective.append(0.0)
        bounds.append((0, problem.source_amount[source]))
        rows.append(row + start)
        columns.append(len(objective) - 1)
        values.append(1.0)
        for sink in range(len(problem.sink_demand)):
            alone = problem.sink_source[sink]
            if problem.sink_block[sink] == block_number and alone in (-1, source):
                objective.append(0.0)
                bounds.append((0, None))
                rows.append(row + problem.sink_state[sink])
                columns.append(len(objective) - 1)
                values.append(-1.0)
                demand_row.setdefault(problem.sink_demand[sink], []).append(len(objective) - 1)
        row += block.n_states
    unmet = []
    balance = row
    for demand in range(len(amount)):
        objective.append(float(penalty[demand]))
        bounds.append((0, None))
        unmet.append(len(objective) - 1)
        for column in [*demand_row.get(demand, []), unmet[-1]]:
            rows.append(row)
            columns.append(column)
            values.append(1.0)
        row += 1
    n = len(objective)
    equal = coo_array((values, (rows, columns)), shape=(row, n)).tocsr()
    right = np.concatenate([np.zeros(balance), amount])
    finite = np.flatnonzero(np.isfinite(limits))
    upper = coo_array((part, (top, over)), shape=(len(limits), n)).tocsr()[finite]
    answer = linprog(
        objective,
        A_ub=upper if len(finite) else None,
        b_ub=limits[finite] if len(finite) else None,
        A_eq=equal,
        b_eq=right,
        bounds=bounds,
        method="highs",
    )
    assert answer.status == 0, answer.message
    return float(answer.fun), answer.x[unmet]
