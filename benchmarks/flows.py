"""
Flow under shared capacity: the package against linopy, and against HiGHS on flows by arc.

Run ``python benchmarks/flows.py [--large] [--scenarios N] [--cold N]``; it needs ``linopy``. Every
answer is asserted equal to 1e-6. Times are CPU seconds of one process on one thread.

All programs state the same: flows by commodity and origin, one capacity a link for all commodities,
a penalty for what is not delivered. Tonnes of one commodity from different origins cannot be merged
further, since each market names its origin. linopy is timed end to end (model, HiGHS with its
defaults, answer). HiGHS by arc is handed finished sparse arrays and timed from there to the answer
of its dual simplex method; every scenario begins from the basis of the base, as does ours.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))

import argparse
import resource
import time
import warnings
from typing import TYPE_CHECKING, Any

import highspy
import linopy
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array, eye_array
from scipy.spatial import cKDTree

from corridor.flows.program.arc_rows import arc_program
from corridor.flows.program.master import Master
from corridor.flows.program.problem import Block, FlowProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from corridor.flows.program.arc_program import ArcProgram

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
PENALTY = 2_000.0
AGREE = 1e-6


def links(rng: np.random.Generator, n_nodes: int, n_links: int) -> tuple[Ints, Ints, Floats]:
    """Return one-way links between near places of a square: a ring that joins all, and chords."""
    place = rng.uniform(0.0, 1.0, (n_nodes, 2))
    place = place[np.lexsort((place[:, 1], np.floor(place[:, 0] * np.sqrt(n_nodes / 2))))]
    ring = np.arange(n_nodes)
    tail = rng.integers(0, n_nodes, 4 * n_links)
    near = cKDTree(place).query(place, k=9)[1]
    head = near[tail, rng.integers(1, 9, len(tail))]
    pairs = np.stack([np.append(ring, tail), np.append(np.roll(ring, -1), head)])
    _, first = np.unique(pairs, axis=1, return_index=True)
    tail, head = pairs[:, np.sort(first)[:n_links]]
    length = np.linalg.norm(place[tail] - place[head], axis=1)
    return tail, head, 1.0 + 100.0 * length * rng.uniform(0.7, 1.3, n_links)


def problem_of(
    seed: int, n_nodes: int, n_links: int, n_commodities: int, n_pairs: int
) -> FlowProblem:
    """Return a problem of OD pairs whose cheapest ways do not all fit."""
    rng = np.random.default_rng(seed)
    tail, head, cost = links(rng, n_nodes, n_links)
    use = csr_array(eye_array(n_links))
    blocks = tuple(
        Block(str(k), n_nodes, tail, head, cost * rng.uniform(0.8, 1.2, n_links), use, tail)
        for k in range(n_commodities)
    )
    origin = rng.integers(0, n_nodes, (n_commodities, n_pairs))
    market = (origin + rng.integers(1, n_nodes, origin.shape)) % n_nodes
    pair_block = np.repeat(np.arange(n_commodities), n_pairs)
    keys, pair_source = np.unique(pair_block * n_nodes + origin.ravel(), return_inverse=True)
    amount = rng.uniform(1.0, 100.0, pair_block.size)
    free = FlowProblem(
        blocks=blocks,
        limits=np.full(n_links, np.inf),
        source_block=keys // n_nodes,
        source_state=keys % n_nodes,
        source_amount=np.full(len(keys), np.inf),
        sink_demand=np.arange(pair_block.size),
        sink_block=pair_block,
        sink_state=market.ravel(),
        sink_source=pair_source,
        demand_amount=amount,
        demand_penalty=np.full(pair_block.size, PENALTY),
    )
    chosen = Master(free).solve()
    load = chosen.limit_use
    # Each way meets about three links that carry less than would choose them; the others have room.
    tight = rng.random(n_links) < 3 / np.mean([len(path.arcs) for path in chosen.paths])
    room = np.where(tight, rng.uniform(0.4, 0.9, n_links), rng.uniform(1.0, 3.0, n_links))
    room = room * np.maximum(load, load.mean())
    return FlowProblem(**{**vars(free), "limits": room})


def timed(function: Callable[..., Any], *args: Any, **more: Any) -> tuple[Any, float]:  # noqa: ANN401
    """Return what a call returns and its CPU seconds."""
    start = time.process_time()
    result = function(*args, **more)
    return result, time.process_time() - start


def same(ours: float, theirs: float) -> None:
    """Stop unless two objectives agree."""
    assert abs(ours - theirs) <= AGREE * abs(theirs), (ours, theirs)


def by_linopy(problem: FlowProblem, limits: Floats) -> float:
    """Return the optimum by linopy and HiGHS as they come."""
    model = linopy.Model()
    cost: Any = 0
    total: Any = 0
    n_links = len(limits)
    for number, block in enumerate(problem.blocks):
        sources = np.flatnonzero(problem.source_block == number)
        tail, head, net = with_detours(problem, number, sources)
        arcs = pd.RangeIndex(len(tail), name="arc")
        origins = pd.Index(sources, name="origin")
        usd = np.append(block.cost, np.full(len(tail) - n_links, PENALTY))
        flow = model.add_variables(lower=0, coords=[origins, arcs], name=f"flow{number}")
        leaves = (1 * flow).groupby(pd.Series(tail, index=arcs, name="node")).sum()
        comes = (1 * flow).groupby(pd.Series(head, index=arcs, name="node")).sum()
        model.add_constraints(leaves - comes == net, name=f"balance{number}")
        cost = cost + (flow * pd.Series(usd, index=arcs)).sum()
        total = total + flow.isel(arc=slice(n_links)).sum("origin")
    model.add_constraints(total <= pd.Series(limits, index=arcs[:n_links]), name="capacity")
    model.add_objective(cost)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        status, _ = model.solve("highs", progress=False, output_flag=False)
    assert status == "ok", status
    return float(model.objective.value)


def with_detours(
    problem: FlowProblem, number: int, sources: Ints
) -> tuple[Ints, Ints, pd.DataFrame]:
    """Return the links and an unmet arc for each demand of a commodity, and what nodes send."""
    block, mine = problem.blocks[number], np.flatnonzero(problem.sink_block == number)
    source, market = problem.sink_source[mine], problem.sink_state[mine]
    net = pd.DataFrame(
        0.0,
        index=pd.Index(sources, name="origin"),
        columns=pd.RangeIndex(block.n_states, name="node"),
    )
    for each, node, amount in zip(source, market, problem.demand_amount[mine], strict=True):
        net.loc[each, node] -= amount
        net.loc[each, problem.source_state[each]] += amount
    tail = np.append(block.tail, problem.source_state[source])
    return tail, np.append(block.head, market), net


class ByArc:
    """The same program in HiGHS, handed over as arrays and solved by the dual simplex method."""

    def __init__(self, program: ArcProgram, *, presolve: str) -> None:
        self.rows, self.basis = program.limit_row, None
        self.highs = highspy.Highs()
        options = {"output_flag": False, "solver": "simplex", "presolve": presolve}
        for option, value in options.items():
            self.highs.setOptionValue(option, value)
        lp, matrix = highspy.HighsLp(), program.matrix.tocsc()
        lp.num_row_, lp.num_col_ = matrix.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
        lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_ = matrix.data
        self.highs.passModel(lp)

    def keep(self) -> None:
        """Begin every later solve from the basis of this one: faster than from the last."""
        self.basis = self.highs.getBasis()

    def solve(self, limits: Floats) -> float:
        """Return the optimum under these limits."""
        if self.basis is not None:
            self.highs.setBasis(self.basis)
        for row, limit in zip(self.rows.tolist(), limits.tolist(), strict=True):
            self.highs.changeRowBounds(row, -highspy.kHighsInf, limit)
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self.highs.getInfo().objective_function_value)


def once(problem: FlowProblem) -> float:
    """Return the optimum by the package, from nothing."""
    solution = Master(problem).solve()
    assert solution.status == "optimal"
    assert solution.residual < AGREE
    return solution.objective


def compare_once(problem: FlowProblem) -> None:
    """Solve once, from nothing."""
    exact, ours = timed(once, problem)
    found, with_linopy = timed(by_linopy, problem, problem.limits)
    same(exact, found)
    program = arc_program(problem)
    by_arc = np.inf
    for presolve in ("on", "off"):
        found, seconds = timed(
            lambda way: ByArc(program, presolve=way).solve(problem.limits), presolve
        )
        same(exact, found)
        by_arc = min(by_arc, seconds)
    row("one solve, linopy", ours, with_linopy)
    row("one solve, HiGHS by arc, the better of presolve on and off", ours, by_arc)


def scenarios(problem: FlowProblem, count: int) -> list[Floats]:
    """Return limits in which one link in ten has lost up to seven tenths of its capacity."""
    rng = np.random.default_rng(7)
    size = len(problem.limits)
    return [
        problem.limits * np.where(rng.random(size) < 0.1, rng.uniform(0.3, 1.0, size), 1.0)
        for _ in range(count)
    ]


def compare_scenarios(problem: FlowProblem, count: int, hot: int, cold: int) -> None:
    """Solve many variants of capacity; the slow ways solve a few, and are scaled."""
    every = scenarios(problem, count)
    master = Master(problem)
    master.solve()
    solutions, ours = timed(lambda: [master.solve(limits=limits) for limits in every])
    assert all(each.status == "optimal" for each in solutions)
    exact = [each.objective for each in solutions]
    found, with_linopy = timed(lambda: [by_linopy(problem, limits) for limits in every[:cold]])
    for one, other in zip(exact, found, strict=False):
        same(one, other)
    by_arc = ByArc(arc_program(problem), presolve="off")
    by_arc.solve(problem.limits)
    by_arc.keep()
    found, from_basis = timed(lambda: [by_arc.solve(limits) for limits in every[:hot]])
    for one, other in zip(exact, found, strict=False):
        same(one, other)
    name = f"{count} scenarios"
    row(f"{name}, linopy anew ({cold} timed, scaled)", ours, with_linopy * count / cold)
    row(f"{name}, HiGHS by arc from a basis ({hot} timed, scaled)", ours, from_basis * count / hot)


def row(name: str, ours: float, theirs: float) -> None:
    """Print one row of the table."""
    print(f"| {name} | {ours:.3f} | {theirs:.1f} | {theirs / ours:.0f} |", flush=True)


def large(n_nodes: int, n_links: int, n_commodities: int, n_pairs: int) -> None:
    """Solve a network that no program of flows by arc would fit, and print what the proof says."""
    problem = problem_of(1, n_nodes, n_links, n_commodities, n_pairs)
    solution, seconds = timed(Master(problem).solve)
    gap = (solution.objective - solution.lower_bound) / solution.objective
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    assert solution.status == "optimal"
    assert solution.residual < AGREE
    print(
        f"\n{n_nodes} nodes, {n_links} links, {n_commodities} commodities of {n_pairs} OD pairs: "
        f"{seconds:.0f} s, {solution.iterations} rounds, gap {gap:.0e}, "
        f"residual {solution.residual:.0e}, {(solution.limit_price > 0).sum()} links bind, "
        f"{peak:.2f} GiB at most"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenarios", type=int, default=200, help="variants that ours solves")
    parser.add_argument("--hot", type=int, default=10, help="variants by arc, from the last basis")
    parser.add_argument("--cold", type=int, default=3, help="variants by linopy, built anew")
    parser.add_argument("--large", action="store_true", help="solve the large network, alone")
    chosen = parser.parse_args()
    if chosen.large:  # Alone, so that the peak of memory is its own.
        large(20_000, 60_000, 10, 20)
        return
    problem = problem_of(1, 300, 900, 3, 40)
    solution = Master(problem).solve()
    small = problem_of(2, 20, 60, 2, 4)
    same(once(small), by_linopy(small, small.limits))  # Imports are paid for before the clock runs.
    print(
        f"300 nodes, 900 links, 3 commodities of 40 OD pairs: {(solution.limit_price > 0).sum()} "
        f"links bind, {solution.unmet.sum() / problem.demand_amount.sum():.1%} unmet\n"
    )
    print("| task | corridor, s | other, s | ratio |\n|---|---|---|---|")
    compare_once(problem)
    compare_scenarios(problem, chosen.scenarios, chosen.hot, chosen.cold)


if __name__ == "__main__":
    main()
