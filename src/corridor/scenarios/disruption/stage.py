"""One state of the world: what is made, asked for and allowed while the same changes hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.costs.totals import route_totals
from corridor.flows.program.master import Master
from corridor.scenarios.disruption.season import MONTH_DAYS, month_factors
from corridor.scenarios.disruption.tanks import Tanks, with_tanks

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.solution import PathFlow

__all__ = ["HOME", "Pace", "Stage", "pace_of", "stage_of"]

Floats = npt.NDArray[np.float64]
Key = tuple[Any, ...]
SOURCE_KEYS = ["commodity", "origin", "node", "stream"]
DEMAND_KEYS = ["market", "commodity", "origin", "suppliers", "firm"]
# The way of what waits in its own country.
HOME = "home"


@dataclass(frozen=True)
class Pace:
    """
    What a year without the scenario ships: the pace at which cargo is made and asked for.

    Attributes
    ----------
    shipped, delivered
        t/y by key of the source, of the demand row.
    supply, demand
        t/y listed, by the same keys.
    """

    shipped: dict[Key, float]
    delivered: dict[Key, float]
    supply: dict[Key, float]
    demand: dict[Key, float]


@dataclass(frozen=True)
class Stage:
    """
    A flow problem with tanks, kept ready, and the pace at which it is fed.

    Attributes
    ----------
    assembly, tanks, master
        What is assembled, the problem with tanks, and its solver.
    factors
        (n_limits, 12) of the months; all 1 where seasons are left out.
    source_keys, demand_keys
        What the rows are, in every stage.
    output, asked
        (n_sources,), (n_demands,) t/y.
    value
        (n_sources,) USD/t of a tonne at large; NaN where no fact says.
    """

    assembly: Assembly
    tanks: Tanks
    master: Master
    factors: Floats
    source_keys: tuple[Key, ...]
    demand_keys: tuple[Key, ...]
    output: Floats
    asked: Floats
    value: Floats
    _seen: dict[tuple[int, tuple[int, ...]], tuple[float, str, tuple[str, ...]]] = field(
        default_factory=dict, repr=False
    )

    def limits(self, month: int, share: float) -> Floats:
        """Return what the limits of the assembly take in a share of the year within a month."""
        factor = self.factors[:, month - 1] * share
        limits = self.assembly.problem.limits
        # What is shut all month is shut, known capacity or not.
        return np.where(factor == 0, 0.0, limits * np.where(factor == 0, 1.0, factor))

    def course(self, path: PathFlow) -> tuple[float, str, tuple[str, ...]]:
        """
        Return USD/t of a path, its way and its links.

        The way is the link over which the path leaves its country; of a path to a market at home
        the link by which it arrives, and `HOME` of one to a tank at home.
        """
        key = (path.block, path.arcs)
        if key not in self._seen:
            graph = self.assembly.graph(path.block)
            block = self.assembly.problem.blocks[path.block]
            tail = [a for a in path.arcs if a < len(block.arc)]
            arcs = [int(a) for a in block.arc[tail] if a >= 0]
            links = [arc for arc in (graph.arc_list[a] for a in arcs) if arc.kind == "link"]
            origin = block.name.partition("/")[2]
            last = links[-1].subject if links and tail and tail[-1] == path.arcs[-1] else HOME
            out = next((arc.subject for arc in links if arc.countries - {origin}), last)
            weights = self.assembly.options["weights"]
            usd = float(route_totals(graph, arcs, weights).cost_usd_per_t[0]) if arcs else 0.0
            self._seen[key] = usd, self._way(out), tuple(arc.subject for arc in links)
        return self._seen[key]

    def _way(self, subject: str) -> str:
        """Return the group that a link shares its capacity with, or the link."""
        if subject == HOME:
            return HOME
        group = str(
            self.assembly.network.data.links.at[subject.removeprefix("link:"), "capacity_group"]
        )
        return f"group:{group}" if group else subject


def pace_of(assembly: Assembly) -> Pace:
    """
    Return what a year ships: solves the assembly as `assign_flows` does.

    Parameters
    ----------
    assembly
        Of the base.

    Returns
    -------
    pace
        By source and demand row.
    """
    solution = Master(assembly.problem).solve()
    shipped = np.zeros(len(assembly.sources))
    for path in solution.paths:
        shipped[path.source] += path.flow
    listed = assembly.problem.demand_amount
    sources = keys_of(assembly.sources, SOURCE_KEYS)
    demands = keys_of(assembly.demands, DEMAND_KEYS)
    return Pace(
        dict(zip(sources, shipped.tolist(), strict=True)),
        dict(zip(demands, np.maximum(listed - solution.unmet, 0.0).tolist(), strict=True)),
        dict(zip(sources, assembly.problem.source_amount.tolist(), strict=True)),
        dict(zip(demands, listed.tolist(), strict=True)),
    )


def stage_of(assembly: Assembly, pace: Pace, nodes: Sequence[str], *, seasonal: bool) -> Stage:
    """
    Return a stage, ready to be solved.

    Parameters
    ----------
    assembly
        Under the changes in force.
    pace
        Of the base; where the changes move a supply or a demand, the pace moves with it.
    nodes
        Nodes with tanks.
    seasonal
        Whether limits move with the months.

    Returns
    -------
    stage
        See `Stage`.
    """
    tanks = with_tanks(assembly, list(nodes))
    problem = assembly.problem
    sources = keys_of(assembly.sources, SOURCE_KEYS)
    demands = keys_of(assembly.demands, DEMAND_KEYS)
    plain = np.ones((len(assembly.limits), len(MONTH_DAYS)))
    return Stage(
        assembly,
        tanks,
        Master(tanks.problem),
        month_factors(assembly) if seasonal else plain,
        sources,
        demands,
        _moved(sources, problem.source_amount, pace.shipped, pace.supply),
        _moved(demands, problem.demand_amount, pace.delivered, pace.demand),
        np.array([_value(assembly, int(block)) for block in problem.source_block]),
    )


def keys_of(table: pd.DataFrame, columns: list[str]) -> tuple[Key, ...]:
    """Return what each row is, whatever the other rows; rows alike are numbered."""
    again = table.groupby(columns, dropna=False, sort=False).cumcount()
    rows = table[columns].astype(str).itertuples(index=False, name=None)
    return tuple((*row, int(n)) for row, n in zip(rows, again, strict=True))


def _value(assembly: Assembly, block: int) -> float:
    """Return the value of a tonne at large, USD/t, or NaN."""
    graph = assembly.graph(block)
    factors = graph.value_factors()
    return np.nan if factors is None else float(graph.product(factors))


def _moved(
    keys: tuple[Key, ...], listed: Floats, pace: dict[Key, float], base: dict[Key, float]
) -> Floats:
    """Return the pace, in proportion to what is listed; all of what the base does not have."""
    moved = np.zeros(len(keys))
    for number, key in enumerate(keys):
        before, now = base.get(key, 0.0), float(listed[number])
        if before == now:
            moved[number] = pace.get(key, 0.0)
        elif before > 0 and np.isfinite(before) and np.isfinite(now):
            moved[number] = pace[key] * now / before
        else:
            moved[number] = now
    return moved
