"""
Exact Pareto fronts: the package against a plain-Python label setter with the same bounds.

Run ``python benchmarks/pareto.py [--data FOLDER]``. Both find the same fronts, asserted before any
time is taken; times are CPU seconds of one process. With numba installed large fronts run compiled.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import time
from collections import defaultdict
from operator import le
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

import corridor as cr
from corridor.routes.best import search_space
from corridor.routes.front.kernel import compiled, has_numba
from corridor.routes.front.labels import nearest_to, pareto_ways
from corridor.routes.front.points import arc_amounts, whole_amounts
from corridor.routes.search import Layered

if TYPE_CHECKING:
    from collections.abc import Callable

Ints = npt.NDArray[np.int64]
CRITERIA = ("cost", "time", "co2", "risk")
N_STATES, N_ARCS, SEEDS = 300, 900, 3
# How far arcs reach, by number of criteria: the shorter they are, the longer the ways and the
# larger the front. Chosen so that the plain setter ends within a minute.
REACH = {2: 12, 3: 20, 4: 40}
LIMIT = 100_000


def plain_front(
    layers: Layered, amounts: Ints, origin: int, goal: int
) -> dict[tuple[int, ...], tuple[int, ...]]:
    """Return the points of the front and one way each; for graphs of one layer."""
    bounds = [nearest_to(layers, row[layers.arc].astype(float), goal)[0] for row in amounts]
    ahead = np.array(bounds).T.tolist()
    out: dict[int, list[tuple[int, int, tuple[int, ...]]]] = defaultdict(list)
    for tail, head, arc in zip(layers.tail, layers.head, layers.arc, strict=True):
        if np.isfinite(ahead[head][0]):
            out[int(tail)].append((int(head), int(arc), tuple(amounts[:, arc].tolist())))
    number = itertools.count()
    heap: list[Any] = [(tuple(ahead[origin]), 0, next(number), (0,) * len(amounts), origin, ())]
    settled: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    found: dict[tuple[int, ...], tuple[int, ...]] = {}
    while heap:
        bound, n_arcs, _, sums, state, way = heapq.heappop(heap)
        if any(all(map(le, other, bound)) for other in settled[goal]):
            continue
        if any(all(map(le, other, sums)) for other in settled[state]):
            continue
        settled[state].append(sums)
        if state == goal:
            found[sums] = way
            continue
        for head, arc, amount in out[state]:
            new = tuple(map(int.__add__, sums, amount))
            least = tuple(a + b for a, b in zip(new, ahead[head], strict=True))
            if any(all(map(le, other, least)) for other in settled[goal]):
                continue
            if any(all(map(le, other, new)) for other in settled[head]):
                continue
            heapq.heappush(heap, (least, n_arcs + 1, next(number), new, head, (*way, arc)))
    return found


def random_case(seed: int, n_criteria: int) -> tuple[Layered, Ints, int, int]:
    """Return a random graph, whole amounts, and the two states that are farthest apart in arcs."""
    rng = np.random.default_rng(seed)
    tail = rng.integers(0, N_STATES, N_ARCS)
    head = (tail + rng.integers(1, REACH[n_criteria], N_ARCS)) % N_STATES
    layers = Layered(tail, head, np.arange(N_ARCS), N_STATES, 0)
    amounts = whole_amounts(rng.uniform(1.0, 100.0, (n_criteria, N_ARCS)))
    hops, _ = nearest_to(layers, np.ones(N_ARCS), 0)
    origin = int(np.argmax(np.where(np.isfinite(hops), hops, -1)))
    return layers, amounts, origin, 0


def timed(function: Callable[..., Any], *args: Any, **more: Any) -> tuple[Any, float]:  # noqa: ANN401
    """Return what a call returns and its CPU seconds."""
    start = time.process_time()
    result = function(*args, **more)
    return result, time.process_time() - start


def report(name: str, n_points: int, ours: float, plain: float) -> None:
    """Print one row of the table."""
    ratio = plain / ours if ours else float("inf")
    print(f"| {name} | {n_points} | {ours:.4f} | {plain:.4f} | {ratio:.1f} |", flush=True)


def compare_random(n_criteria: int) -> None:
    """Compare on random graphs."""
    totals = np.zeros(3)
    for seed in range(SEEDS):
        layers, amounts, *ends = random_case(seed, n_criteria)
        (ways, stopped), ours = timed(pareto_ways, layers, amounts, *ends, limit=LIMIT)
        found, plain = timed(plain_front, layers, amounts, *ends)
        points = [tuple(amounts[:, way].sum(axis=1).tolist()) for way in ways]
        assert not stopped
        assert points == sorted(found)
        totals += len(points), ours, plain
    name = f"{SEEDS} random, {N_STATES} states, {N_ARCS} arcs, {n_criteria} criteria"
    report(name, int(totals[0]), totals[1], totals[2])


def plain_routes(
    net: cr.Network, pair: tuple[str, str, str], criteria: tuple[str, ...]
) -> tuple[Ints, dict[tuple[int, ...], tuple[int, ...]]]:
    """Return the amounts of the arcs and the front between two places, by the plain setter."""
    space = search_space(net, *pair)
    amounts = whole_amounts(arc_amounts(space.graph, criteria))
    return amounts, plain_front(space.layers, amounts, space.start, space.goal)


def compare_bundled(net: cr.Network, pair: tuple[str, str, str], criteria: tuple[str, ...]) -> None:
    """Compare on the network of a data set, through the public function."""
    front, ours = timed(cr.pareto_routes, net, *pair, criteria=criteria)
    (amounts, found), plain = timed(plain_routes, net, pair, criteria)
    points = [tuple(amounts[:, list(r.arcs)].sum(axis=1).tolist()) for r in front.routes]
    assert points == sorted(found)
    report(f"{' '.join(pair)}, {len(criteria)} criteria", len(front), ours, plain)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=None, help="a data folder; the bundled data when absent")
    folder = parser.parse_args().data
    net = cr.build_network(cr.load_dataset(folder) if folder else cr.load_dataset())
    net.state_graph("copper")
    if has_numba():  # Compiling happens once a machine: the result is cached.
        compiled()
        layers, amounts, *ends = random_case(0, 4)
        pareto_ways(layers, amounts, *ends, limit=LIMIT)
    print(f"numba: {'yes' if has_numba() else 'no'}")
    print("| front | points | corridor, s | plain Python, s | ratio |\n|---|---|---|---|---|")
    for n_criteria in (2, 3, 4):
        compare_random(n_criteria)
    for n_criteria in (2, 3, 4):
        compare_bundled(net, ("copper", "balkhash_smelter", "duisburg"), CRITERIA[:n_criteria])


if __name__ == "__main__":
    main()
