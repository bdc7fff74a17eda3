"""Independent answers: programs by scipy, integer network simplex, Bellman-Ford certificates."""

import networkx as nx
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array


def cheapest_by_scipy(problem, *, closed=None):
    """The optimum as one flow by source over arcs, written down anew and solved by linprog."""
    cost, upper, eq, le, beq = [], [], [], [], []
    n_sources, n_demands = len(problem.source_block), len(problem.demand_amount)
    row = n_demands
    for source in range(n_sources):
        number = int(problem.source_block[source])
        block = problem.blocks[number]
        first = len(cost)
        for arc, (tail, head) in enumerate(zip(block.tail, block.head, strict=True)):
            column = len(cost)
            cost.append(block.cost[arc])
            upper.append(0.0 if closed is not None and closed[number][arc] else np.inf)
            if tail != head:
                eq += [(row + tail, column, 1.0), (row + head, column, -1.0)]
        use = block.use.tocoo()
        le += [
            (limit, first + arc, u)
            for arc, limit, u in zip(use.row, use.col, use.data, strict=True)
        ]
        eq.append((row + problem.source_state[source], len(cost), -1.0))
        cost.append(0.0)
        upper.append(problem.source_amount[source])
        for sink in np.flatnonzero(problem.sink_block == number):
            if problem.sink_source[sink] in (-1, source):
                eq.append((row + problem.sink_state[sink], len(cost), 1.0))
                eq.append((problem.sink_demand[sink], len(cost), 1.0))
                cost.append(0.0)
                upper.append(np.inf)
        row += block.n_states
    for demand in range(n_demands):
        eq.append((demand, len(cost), 1.0))
        cost.append(problem.demand_penalty[demand])
        upper.append(np.inf)
    beq = np.append(problem.demand_amount, np.zeros(row - n_demands))
    n_limits = len(problem.limits)
    for limit in np.unique(problem.step_limit):
        for step in np.flatnonzero(problem.step_limit == limit):
            le.append((n_limits + limit, len(cost), -1.0))
            cost.append(problem.step_cost[step])
            upper.append(problem.step_width[step])
        le += [(n_limits + limit, column, u) for other, column, u in le if other == limit]
    answer = linprog(
        cost,
        A_eq=_matrix(eq, row, len(cost)),
        b_eq=beq,
        A_ub=_matrix(le, 2 * n_limits, len(cost)) if n_limits else None,
        b_ub=np.append(np.minimum(problem.limits, 1e9), np.zeros(n_limits)) if n_limits else None,
        bounds=[(0.0, None if np.isinf(most) else most) for most in upper],
        method="highs",
    )
    assert answer.status == 0, answer.message
    return answer.fun


def _matrix(entries, n_rows, n_columns):
    """Entries as a sparse matrix."""
    row, column, value = np.array(entries, dtype=float).reshape(-1, 3).T
    return coo_array(
        (value, (row.astype(int), column.astype(int))), shape=(n_rows, n_columns)
    ).tocsr()


def cheapest_by_network_simplex(tail, head, cost, capacity, sources, demands, penalty):
    """The optimum in whole numbers of one commodity; sources and demands are (state, amount)."""
    graph = nx.MultiDiGraph()
    for ends in zip(tail.tolist(), head.tolist(), cost.tolist(), capacity.tolist(), strict=True):
        graph.add_edge(ends[0], ends[1], weight=ends[2], capacity=ends[3])
    total = sum(amount for _, amount in demands)
    graph.add_node("from", demand=-total)
    graph.add_node("to", demand=total)
    for state, amount in sources:
        graph.add_edge("from", state, weight=0, capacity=amount)
    for number, (state, amount) in enumerate(demands):
        graph.add_edge(state, ("demand", number), weight=0, capacity=amount)
        graph.add_edge("from", ("demand", number), weight=penalty[number], capacity=amount)
        graph.add_edge(("demand", number), "to", weight=0, capacity=amount)
    value, _ = nx.network_simplex(graph)
    return value


def nearest_by_bellman_ford(block, weights, closed, state):
    """Distances from a state over every arc of a block, relaxed until none falls."""
    distance = np.full(block.n_states, np.inf)
    distance[state] = 0.0
    weights = np.where(closed, np.inf, weights)
    for _ in range(block.n_states):
        through = distance[block.tail] + weights
        new = distance.copy()
        np.minimum.at(new, block.head, through)
        if np.array_equal(new, distance):
            break
        distance = new
    return distance


def certify(problem, solution, *, closed=None, limits=None):
    """
    Prove a solution optimal from its own prices.

    Returns the worst of: broken capacities and demands, prices undercut by some way, flow on ways
    dearer than the price, slack capacities with a price, and the distance between the cost and the
    value of the dual, each relative.
    """
    limits = problem.limits if limits is None else limits
    n_limits, n_demands = len(limits), len(problem.demand_amount)
    toll = solution.limit_price + solution.limit_charge
    worst = [0.0]
    use, sent, met = np.zeros(n_limits), np.zeros(len(problem.source_block)), np.zeros(n_demands)
    cost = solution.unmet @ problem.demand_penalty
    for path in solution.paths:
        block, arcs = problem.blocks[path.block], list(path.arcs)
        _check_way(problem, path, closed)
        use += path.flow * np.asarray(block.use[arcs].sum(axis=0)).ravel()
        sent[path.source] += path.flow
        met[path.demand] += path.flow
        cost += path.flow * block.cost[arcs].sum()
        full = (block.cost[arcs] + block.use[arcs] @ toll).sum() + solution.source_price[
            path.source
        ]
        price = solution.demand_price[path.demand]
        worst.append(abs(full - price) / (1 + price))
    worst += [
        _over(use, limits),
        _over(sent, problem.source_amount),
        np.max(np.abs(met + solution.unmet - problem.demand_amount), initial=0.0)
        / (1 + np.max(problem.demand_amount, initial=0.0)),
        np.max(solution.demand_price - problem.demand_penalty, initial=0.0),
        *(_undercut(problem, solution, toll, closed)),
    ]
    charge, dual = _charges(problem, solution, use)
    cost += charge
    dual += solution.demand_price @ problem.demand_amount
    for price, room in (
        (solution.limit_price, limits),
        (solution.source_price, problem.source_amount),
    ):
        assert (price >= 0).all()
        dual -= price[price > 0] @ room[price > 0]
    worst.append(abs(cost - dual) / max(1.0, cost))
    worst.append(abs(cost - solution.objective) / max(1.0, cost))
    return max(worst)


def _over(use, room):
    """By what share uses exceed what there is."""
    return np.max((use - room)[np.isfinite(room)] / (1 + room[np.isfinite(room)]), initial=0.0)


def _check_way(problem, path, closed):
    """A path leads from its source to a sink of its demand that takes this source."""
    block, at = problem.blocks[path.block], int(problem.source_state[path.source])
    assert problem.source_block[path.source] == path.block
    for arc in path.arcs:
        assert block.tail[arc] == at
        assert closed is None or not closed[path.block][arc]
        at = int(block.head[arc])
    assert any(
        problem.sink_demand[sink] == path.demand
        and problem.sink_state[sink] == at
        and problem.sink_block[sink] == path.block
        and problem.sink_source[sink] in (-1, path.source)
        for sink in range(len(problem.sink_demand))
    )
    assert np.isclose(path.cost, block.cost[list(path.arcs)].sum())


def _undercut(problem, solution, toll, closed):
    """By how much the cheapest way of each source and sink undercuts the demand's price."""
    for source, number in enumerate(problem.source_block.tolist()):
        block = problem.blocks[number]
        shut = np.zeros(len(block.tail), bool) if closed is None else closed[number]
        away = nearest_by_bellman_ford(
            block, block.cost + block.use @ toll, shut, problem.source_state[source]
        )
        for sink in np.flatnonzero(problem.sink_block == number):
            if problem.sink_source[sink] in (-1, source):
                price = solution.demand_price[problem.sink_demand[sink]]
                least = away[problem.sink_state[sink]] + solution.source_price[source]
                yield (price - least) / (1 + price)


def _charges(problem, solution, use):
    """What the use of steps is charged, and what they take from the dual."""
    charge = dual = 0.0
    for limit in np.unique(problem.step_limit):
        left, price = use[limit], solution.limit_charge[limit]
        steps = np.flatnonzero(problem.step_limit == limit)
        for step in steps:
            width = np.inf if step == steps[-1] else problem.step_width[step]
            part = min(left, width)
            charge += part * problem.step_cost[step]
            left -= part
            if price > problem.step_cost[step]:
                dual -= width * (price - problem.step_cost[step])
    return charge, dual
