"""The arcs of the state graph that each path with flow runs over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.solution import Solution
    from corridor.network.graph import StateGraph

__all__ = ["Course", "courses"]


class Course(NamedTuple):
    """A path with flow: its graph, arcs there and in the block, source and demand row, t/y."""

    graph: StateGraph
    arcs: list[int]
    block: int
    block_arcs: list[int]
    source: int
    demand: int
    flow: float
    stream: str


def courses(assembly: Assembly, solution: Solution) -> list[Course]:
    """
    Return the paths with flow as ways through the state graphs.

    Parameters
    ----------
    assembly
        What was solved.
    solution
        Its solution.

    Returns
    -------
    courses
        In the order of the solution's paths; ``stream`` is that of the last link that blends, else
        that of the source.
    """
    streams = assembly.sources["stream"].tolist()
    found = []
    for path in solution.paths:
        graph = assembly.graph(path.block)
        own = assembly.problem.blocks[path.block].arc[list(path.arcs)].tolist()
        steps = [(arc, step) for arc, step in zip(own, path.arcs, strict=True) if arc >= 0]
        arcs = [arc for arc, _ in steps]
        blends = [s for s in graph.legs["stream"].iloc[graph.legs_of(arcs)] if s]
        stream = str([streams[path.source], *blends][-1])
        ends = (path.source, path.demand, path.flow, stream)
        found.append(Course(graph, arcs, path.block, [step for _, step in steps], *ends))
    return found
