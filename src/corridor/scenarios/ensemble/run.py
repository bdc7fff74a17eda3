"""Run an ensemble: chunks in this process or on any executor, kept in a store if wished."""

from __future__ import annotations

import pickle
from concurrent.futures import Future, as_completed
from functools import lru_cache
from typing import TYPE_CHECKING

from tqdm import tqdm

from corridor.costs.weights import CostWeights
from corridor.routes.pairs import PAIRS
from corridor.scenarios.ensemble.chunks.chunk import Chunk, solve_chunk
from corridor.scenarios.ensemble.chunks.job import Job
from corridor.scenarios.ensemble.chunks.store import ResultStore
from corridor.scenarios.ensemble.ensemble import Ensemble
from corridor.scenarios.ensemble.flows.cases import FlowDemand
from corridor.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    import pandas as pd

    from corridor.data.dataset import Dataset
    from corridor.flows.demand import Demand

__all__ = ["run_ensemble"]

CHUNK = 512
# Jobs a worker process keeps unpacked: one after the other as a rule.
KEPT = 2
PATIENCE_S = 2.0


def run_ensemble(  # noqa: PLR0913
    data: Dataset,
    scenarios: Sequence[Scenario] | Scenario | None = None,
    n: int = 1024,
    seed: int = 0,
    *,
    pairs: Iterable[tuple[str, str, str]] = PAIRS,
    corridors: Iterable[str] | None = None,
    weights: CostWeights | None = None,
    executor: Executor | None = None,
    store: str | Path | None = None,
    progress: bool = True,
    chunk: int = CHUNK,
    flows: bool = False,
    demand: Demand | pd.DataFrame | None = None,
) -> Ensemble:
    """
    Return routes and their costs over many draws of every fact's range.

    Every fact with a range is drawn from a scrambled Sobol sequence; a fact that many links share
    is drawn once. In each draw the best route of each pair and corridor is found anew and evaluated
    exactly. All scenarios and corridors see the same draws.

    Parameters
    ----------
    data
        The base.
    scenarios
        Each applied to the base; the base alone when absent.
    n
        Draws; a power of 2 uses the sequence best.
    seed
        Seed of the scrambling, 0 or more.
    pairs
        Commodity, origin and destination.
    corridors
        Named corridor rules; all of the data set but ``any`` when absent.
    weights
        Prices of time, carbon and risk; a scenario may set its own.
    executor
        Any `concurrent.futures.Executor`, such as a ``ProcessPoolExecutor`` or that of a cluster;
        this process when absent. The numbers are the same, bit for bit.
    store
        A file for solved chunks: a run that was interrupted goes on where it stopped.
    progress
        Whether a bar is shown for what takes more than two seconds; never where there is no
        terminal.
    chunk
        Draws solved together.
    flows
        Whether all tonnes are assigned in every draw as well, as `assign_flows` does at central
        values: at the drawn costs and within the drawn capacities. An unknown capacity stays
        unknown, and what is demanded and supplied does not vary. See `FlowDraws`.
    demand
        For the flows; the data set's own of the year when absent.

    Returns
    -------
    ensemble
        Draws by scenario, pair, corridor and metric, and flows by scenario and commodity.

    Raises
    ------
    ValueError
        n or chunk below 1, a negative seed, scenarios of one name, no pair where no flows are asked
        for, a demand without flows.
    UnknownIdError
        No such commodity, node or corridor; names the nearest.
    ScenarioError
        A scenario contradicts the data or the demand, or the store holds another job.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> pair = ("copper", "balkhash_smelter", "duisburg")
    >>> ensemble = run_ensemble(data, n=64, seed=7, pairs=[pair])
    >>> ensemble.n
    64
    >>> moved = run_ensemble(data, n=4, seed=7, pairs=[], flows=True).flows
    >>> moved.draws("delivered_t_per_y").shape
    (1, 4)
    """
    if n < 1 or chunk < 1 or seed < 0:
        raise ValueError(f"n and chunk must be 1 or more, seed 0 or more; n={n}, {chunk=}, {seed=}")
    if demand is not None and not flows:
        raise ValueError("a demand is for flows: give flows=True")
    if isinstance(scenarios, Scenario):
        scenarios = (scenarios,)
    chosen = tuple(scenarios or (Scenario("base"),))
    known = [str(c) for c in data.corridors.index if c != "any"]
    job = Job(
        data,
        chosen,
        tuple((str(c), str(o), str(d)) for c, o, d in pairs),
        tuple(known if corridors is None else corridors),
        weights or CostWeights(),
        n,
        seed,
        chunk,
        FlowDemand(demand) if flows else None,
    )
    job.check()
    kept = ResultStore.open(store, job.identity) if store is not None else None
    solved = dict(kept.solved) if kept else {}
    missing = [index for index in range(job.n_chunks) if index not in solved]
    bar = tqdm(
        total=n,
        initial=sum(job.span(i)[1] for i in solved),
        unit="draw",
        delay=PATIENCE_S,
        disable=None if progress else True,
    )
    with bar:
        for done in _solved(job, missing, executor):
            if kept:
                kept.append(done)
            solved[done.index] = done
            bar.update(job.span(done.index)[1])
    return Ensemble.of(job, [solved[index] for index in range(job.n_chunks)])


def _solved(job: Job, missing: list[int], executor: Executor | None) -> Iterator[Chunk]:
    """Yield chunks as they are solved; what a lost worker leaves over is solved here."""
    if executor is None:
        for index in missing:
            yield solve_chunk(job, index)
        return
    packed = pickle.dumps(job.light())
    lost: list[int] = []
    waiting: dict[Future[Chunk], int] = {}
    for index in missing:
        try:
            waiting[executor.submit(_solve_packed, packed, index)] = index
        except RuntimeError:  # the pool broke while work was handed out
            lost.append(index)
    for future in as_completed(waiting):
        error = future.exception()
        if error is None:
            yield future.result()
        else:
            lost.append(waiting[future])
    for index in sorted(lost):
        yield solve_chunk(job, index)


@lru_cache(maxsize=KEPT)
def _unpacked(packed: bytes) -> Job:
    """Return the job; a worker unpacks it and builds its networks once."""
    job: Job = pickle.loads(packed)  # noqa: S301 - made by this process a moment ago
    return job


def _solve_packed(packed: bytes, index: int) -> Chunk:
    """Solve a chunk in a worker."""
    return solve_chunk(_unpacked(packed), index)
