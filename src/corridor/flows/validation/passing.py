"""Which paths of the model an observation counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.data.cells import list_items
from corridor.network.rule import corridor_rule, passing_arcs

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from corridor.data.dataset import Dataset
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.likely.paths import Path
    from corridor.flows.program.solution import PathFlow
    from corridor.network.graph import StateGraph

__all__ = ["Counted", "counted", "paths_counted"]

Bools = npt.NDArray[np.bool_]
WATER = frozenset({"sea", "ferry", "river"})
# Dubendi is a terminal of the port of Baku: who counts ships to Baku counts both.
ALSO = {"link:sea_aktau_baku": frozenset({"link:sea_aktau_dubendi"})}


class Counted(NamedTuple):
    """A quantity that an observation counts: where, whose cargo, and by which link it goes on."""

    subject: str
    origins: tuple[str, ...]
    through: str = ""


def counted(row: Mapping[Hashable, Any]) -> Counted:
    """Return what a row of comparable observations counts."""
    return Counted(row["subject"], tuple(list_items(row["origins"])), row["through"])


def paths_counted(
    assembly: Assembly, paths: Sequence[Path] | Sequence[PathFlow], what: Counted
) -> Bools:
    """
    Return which paths an observation counts.

    A link stands for the pipe it is part of: pipelines of one capacity group are descriptions of
    one pipe. A node with ``through`` stands for what it supplies, any other node for what ships
    bring or take there. A corridor stands for the paths that keep its rule.

    Parameters
    ----------
    assembly
        What the paths belong to.
    paths
        Paths, or paths with flow.
    what
        The quantity.

    Returns
    -------
    counts
        (n_paths,)

    Examples
    --------
    >>> from corridor.flows.assembly.assembly import assemble
    >>> from corridor.flows.demand import Demand
    >>> from corridor.flows.program.master import Master
    >>> from corridor.flows.validation.passing import Counted, paths_counted
    >>> data = corridor.load_dataset()
    >>> need = Demand.of("crude_oil", {"constanta": 1e6}, origin="KZ")
    >>> crude = data.supply[data.supply["commodity"] == "crude_oil"]
    >>> base = assemble(corridor.build_network(data), need, supply=crude)
    >>> paths = Master(base.problem).solve().paths
    >>> bool(paths_counted(base, paths, Counted("link:btc", ("KZ",))).any())
    False
    """
    kind, _, name = what.subject.partition(":")
    source, block = (
        np.array([getattr(p, k) for p in paths], dtype=int) for k in ("source", "block")
    )
    origin = assembly.sources["origin"].to_numpy(str)[source]
    counts = np.isin(origin, what.origins)
    if kind == "corridor":
        return counts & _keep_rule(assembly, paths, name)
    if kind == "node" and what.through:
        counts &= assembly.sources["node"].to_numpy(str)[source] == name
    else:
        counts &= _use_any(assembly, paths, block, what.subject)
    if what.through:
        counts &= _use_any(assembly, paths, block, what.through)
    return counts


def _use_any(
    assembly: Assembly,
    paths: Sequence[Path] | Sequence[PathFlow],
    block: npt.NDArray[np.int64],
    subject: str,
) -> Bools:
    """Return which paths use an arc of a subject."""
    used = np.zeros(len(paths), dtype=bool)
    for number in np.unique(block):
        marked = _arcs_of(assembly.graph(number), subject)
        arc = assembly.problem.blocks[number].arc
        mine = np.where(arc >= 0, marked[np.maximum(arc, 0)], False)
        for row in map(int, np.flatnonzero(block == number)):
            used[row] = mine[list(paths[row].arcs)].any()
    return used


def _arcs_of(graph: StateGraph, subject: str) -> Bools:
    """Return which arcs of a graph are a link's, its pipe's, or a port's on the water side."""
    kind, _, name = subject.partition(":")
    if kind == "node":
        states = graph.states
        wet = ((states["node"] == name) & states["mode"].isin(WATER)).to_numpy()
        return np.array(
            [a.kind == "link" and bool(wet[a.tail] or wet[a.head]) for a in graph.arc_list]
        )
    same = _pipe(graph.lookup.data, name) | ALSO.get(subject, frozenset())
    return np.array([arc.subject in same for arc in graph.arc_list], dtype=bool)


def _pipe(data: Dataset, link: str) -> frozenset[str]:
    """Return the links that describe the same pipe, the link among them."""
    group, mode = data.links.at[link, "capacity_group"], str(data.links.at[link, "mode"])
    if not group or not mode.endswith("_pipeline"):
        return frozenset({f"link:{link}"})
    members = data.links.index[data.links["capacity_group"] == group]
    return frozenset(f"link:{member}" for member in members)


def _keep_rule(
    assembly: Assembly, paths: Sequence[Path] | Sequence[PathFlow], corridor: str
) -> Bools:
    """Return which paths keep a corridor's rule."""
    rule = corridor_rule(assembly.network.data, corridor)
    keep = np.zeros(len(paths), dtype=bool)
    for number in sorted({path.block for path in paths}):
        graph = assembly.graph(number)
        passing = passing_arcs(graph, rule)
        avoided = np.array(
            [
                bool(arc.countries & rule.avoid_territories or arc.passages & rule.avoid_passages)
                for arc in graph.arc_list
            ]
        )
        arc = assembly.problem.blocks[number].arc
        for row in range(len(paths)):
            if paths[row].block == number:
                mine = arc[list(paths[row].arcs)]
                mine = mine[mine >= 0]
                met = passing[mine].any() or not rule.requires
                keep[row] = met and not avoided[mine].any()
    return keep
