"""Add to a flow problem what only a project opens, shut: a limit of nothing that projects raise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack, vstack

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.problem import Block, FlowProblem

__all__ = ["Shortcut", "Switched", "arcs_of", "with_switches"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Shortcut(NamedTuple):
    """Cheaper copies of the arcs of a subject: so much less per tonne, by block."""

    project: str
    subject: str
    saving: tuple[Floats, ...]


@dataclass(frozen=True)
class Switched:
    """
    The problem with its switches.

    Attributes
    ----------
    problem
        With a limit of 0 for each switch, after its own limits.
    number
        Position of each switch in the limits: by subject and way for what is opened (way empty
        where both ways share a track), by project and an empty way for shortcuts.
    """

    problem: FlowProblem
    number: dict[tuple[str, str], int]


def arcs_of(assembly: Assembly, block: int, subject: str, way: str = "") -> Ints:
    """
    Return the arcs of a block that stand for a subject.

    Parameters
    ----------
    assembly
        Whose problem has the block.
    block
        Its number.
    subject
        Such as ``link:cpc``, ``transfer:aktau/rail_1520/sea``, ``node:aktau``; of a border, the
        links that cross it.
    way
        ``forward`` or ``backward`` for one direction of a link.

    Returns
    -------
    arcs
        Numbers of arcs of the block.
    """
    graph, numbers = assembly.graph(block), assembly.problem.blocks[block].arc
    wanted = {n for n, arc in enumerate(graph.arc_list) if arc.subject == subject}
    if subject.startswith("border:"):
        wanted = set(graph.legs.loc[graph.legs["subject"] == subject, "arc"])
    if way:
        start = str(assembly.network.links.at[subject.removeprefix("link:"), "from_node_id"])
        nodes = graph.states["node"].to_numpy()
        ahead = {n for n in wanted if nodes[graph.arc_list[n].tail] == start}
        wanted = ahead if way == "forward" else wanted - ahead
    return np.flatnonzero(np.isin(numbers, sorted(wanted)))


def with_switches(assembly: Assembly, opened: list[str], shortcuts: list[Shortcut]) -> Switched:
    """
    Return the problem with a switch for each opened subject and each shortcut.

    Parameters
    ----------
    assembly
        In which the subjects are treated as open.
    opened
        Links and transfers that nothing may use until a project is built.
    shortcuts
        Cheaper copies of arcs, with all the limits of the arcs themselves.

    Returns
    -------
    switched
        The problem, and where its switches are.
    """
    keys: list[tuple[str, str]] = []
    for subject in opened:
        ways = [""]
        if subject.startswith("link:"):
            row = assembly.network.links.loc[subject.removeprefix("link:")]
            ways = [""] if row["capacity_shared"] else ["forward", "backward"]
            ways = ways[:1] if row["directed"] else ways
        keys += [(subject, way) for way in ways]
    problem, first = assembly.problem, len(assembly.problem.limits)
    blocks = []
    for number, block in enumerate(problem.blocks):
        use = np.zeros((len(block.cost), len(keys) + len(shortcuts)))
        for place, (subject, way) in enumerate(keys):
            use[arcs_of(assembly, number, subject, way), place] = 1.0
        wider = replace(block, use=csr_array(hstack([block.use, csr_array(use)])))
        for place, shortcut in enumerate(shortcuts):
            arcs = arcs_of(assembly, number, shortcut.subject)
            wider = _copied(wider, arcs, shortcut.saving[number], first + len(keys) + place)
        blocks.append(wider)
    zeros = np.zeros(len(keys) + len(shortcuts))
    limits = np.concatenate([problem.limits, zeros])
    named = [*keys, *((shortcut.project, "") for shortcut in shortcuts)]
    return Switched(
        replace(problem, blocks=tuple(blocks), limits=limits),
        {key: first + place for place, key in enumerate(named)},
    )


def _copied(block: Block, arcs: Ints, saving: Floats, switch: int) -> Block:
    """Return a block with cheaper copies of some arcs, which draw on a switch as well."""
    if not len(arcs):
        return block
    copies = block.use[arcs, :].tolil()
    copies[:, switch] = 1.0
    return replace(
        block,
        tail=np.concatenate([block.tail, block.tail[arcs]]),
        head=np.concatenate([block.head, block.head[arcs]]),
        cost=np.concatenate([block.cost, np.maximum(block.cost[arcs] - saving[arcs], 0.0)]),
        use=csr_array(vstack([block.use, csr_array(copies)])),
        arc=np.concatenate([block.arc, block.arc[arcs]]),
    )
