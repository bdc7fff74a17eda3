"""The flows of one chunk of draws: a pure function of the case and the drawn facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.scenarios.ensemble.chunks.apart import Failed, apart
from corridor.scenarios.ensemble.flows.measures import FLOW_METRICS, flow_measures
from corridor.scenarios.ensemble.sampling import drawn_facts

if TYPE_CHECKING:
    from corridor.scenarios.ensemble.chunks.job import Job
    from corridor.scenarios.ensemble.flows.cases import FlowCase

__all__ = ["FlowChunk", "FlowFrame", "flow_chunk"]

Floats = npt.NDArray[np.float64]


class FlowFrame(NamedTuple):
    """
    What the rows of a chunk's arrays stand for.

    Attributes
    ----------
    commodities
        After all cargo together.
    limits
        Limits whose capacity is known in some scenario.
    """

    commodities: tuple[str, ...]
    limits: tuple[str, ...]


class FlowChunk(NamedTuple):
    """
    The flows of some draws.

    Attributes
    ----------
    values
        (n_scenarios, 1 + n_commodities, n_metrics, n_draws).
    utilisation, price, by_unmet
        (n_scenarios, n_limits, n_draws); the last 1 where unmet demand sets the price, else 0.
    """

    values: Floats
    utilisation: Floats
    price: Floats
    by_unmet: Floats

    def part(self, scenario: int, draws: slice) -> FlowChunk:
        """Return views of one scenario and some draws, to be filled in."""
        return FlowChunk(*(array[scenario][..., draws] for array in self))


def flow_chunk(job: Job, normals: Floats, start: int) -> tuple[FlowChunk, list[Failed]]:
    """
    Return the flows of a chunk of draws in every scenario.

    Parameters
    ----------
    job
        What to compute; its flows are asked for.
    normals
        (n_facts, n_draws) standard normal values of the facts that routes read.
    start
        Number of the first draw.

    Returns
    -------
    chunk, failed
        The same whatever was solved before; what could not be solved is NaN.
    """
    size, frame = normals.shape[1], job.flow_frame
    names = (*job.sample.names, *job.flow_sample.names)
    normals = np.vstack([normals, job.flow_sample.normals(start, size)])
    limits = (len(job.cases), len(frame.limits), size)
    cargo = (len(job.cases), 1 + len(frame.commodities), len(FLOW_METRICS), size)
    chunk = FlowChunk(*(np.full(shape, np.nan) for shape in (cargo, limits, limits, limits)))
    failed: list[Failed] = []
    for number, (case, scenario) in enumerate(zip(job.cases, job.scenarios, strict=True)):

        def solve(draws: slice, case: FlowCase = case, number: int = number) -> None:
            table = case.assembly.graph(0).fact_map.facts
            facts = drawn_facts(table, names, normals[:, draws])
            _fill_in(case, frame, facts, chunk.part(number, draws))

        def void(draws: slice, number: int = number) -> None:
            for array in chunk.part(number, draws):
                array[...] = np.nan

        failed += apart(solve, void, size, (scenario.name, start))
    return chunk, failed


def _fill_in(case: FlowCase, frame: FlowFrame, facts: Floats, into: FlowChunk) -> None:
    """Solve the flows of draws and fill in what they amount to."""
    drawn, found = case.solve(facts)
    place = {str(limit): row for row, limit in enumerate(case.assembly.limits["limit"])}
    rows = np.array([place.get(limit, -1) for limit in frame.limits], dtype=np.int64)
    there = rows >= 0
    use, limits = found.limit_use[rows[there]], drawn.limits[rows[there]]
    known = np.isfinite(limits) & (limits > 0)
    into.utilisation[there] = np.divide(use, limits, out=np.full(use.shape, np.nan), where=known)
    into.price[there] = found.limit_price[rows[there]]
    into.by_unmet[there] = found.by_unmet[rows[there]]
    into.price[~there] = into.by_unmet[~there] = 0.0
    into.values[...] = flow_measures(case.assembly, found, facts, frame.commodities)
