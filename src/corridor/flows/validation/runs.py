"""One commodity in one year, ready to be assigned: by least cost, by choice, by naive costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.flows.assembly.assembly import Assembly, assemble
from corridor.flows.likely.assembled import arc_lengths, likely_flows, state_places
from corridor.flows.likely.grow import WAYS, grow_paths, path_weights
from corridor.flows.likely.prices import solve_choice
from corridor.flows.likely.rows import choice_on
from corridor.flows.program.master import Master
from corridor.flows.validation.naive import naive_costs
from corridor.flows.validation.volume import VOLUMES, demand_at
from corridor.network.network import build_network

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset
    from corridor.flows.likely.choice import Choice
    from corridor.flows.likely.paths import PathSet
    from corridor.flows.program.solution import PathFlow, Solution

__all__ = [
    "OBJECTIVES",
    "SCALES",
    "YearRun",
    "check_choices",
    "chosen_years",
    "objective_of",
    "year_runs",
]

Floats = npt.NDArray[np.float64]
OBJECTIVES = ("cost", "netback")
# Scales at whose prices the paths for an estimate are found, t/USD: from indifferent to picky.
SCALES = (0.01, 0.1, 1.0)


@dataclass(frozen=True)
class YearRun:
    """
    A commodity in a year.

    Attributes
    ----------
    assembly
        The demand of the commodity in the year, on the network of that year.
    ways
        Paths per source and market in each round of their search.
    """

    assembly: Assembly
    ways: int = WAYS

    @property
    def year(self) -> int:
        """The year."""
        return self.assembly.network.year

    @cached_property
    def optimum(self) -> Solution:
        """Flows at the least cost."""
        return Master(self.assembly.problem).solve()

    @cached_property
    def dearer(self) -> Solution:
        """Flows at the least cost when what is not delivered costs twice as much."""
        penalty = 2.0 * self.assembly.problem.demand_penalty
        return Master(self.assembly.problem).solve(demand_penalty=penalty)

    @cached_property
    def naive(self) -> Solution:
        """Flows at the least naive cost, under the same limits."""
        return Master(self.assembly.problem).solve(cost=naive_costs(self.assembly))

    def likely(self, theta: float) -> tuple[PathFlow, ...]:
        """Return the likely flows at a scale, as everyone gets them."""
        return likely_flows(self.assembly, theta, ways=self.ways).solution.paths

    @cached_property
    def paths(self) -> PathSet:
        """Paths that are among the cheapest at the prices of any of the `SCALES`."""
        known = self._grown(SCALES[0], None)
        for scale in SCALES[1:]:
            known = self._grown(scale, known)
        return known

    def _grown(self, scale: float, known: PathSet | None) -> PathSet:
        return grow_paths(
            self.assembly.problem,
            self._scales(scale),
            self._lengths,
            places=state_places(self.assembly),
            ways=self.ways,
            known=known,
        ).paths

    def flow(self, theta: float) -> Floats:
        """Return the flow on each of the ``paths`` at a scale, t/y."""
        choice = self._choice
        return solve_choice(replace(choice, theta=np.full(len(choice.amount), theta))).flow

    @cached_property
    def _lengths(self) -> list[Floats]:
        return arc_lengths(self.assembly)

    @cached_property
    def _choice(self) -> Choice:
        problem = self.assembly.problem
        weights = path_weights(problem, self.paths, self._lengths)
        return choice_on(problem, self.paths, weights, self._scales(SCALES[0])).choice

    def _scales(self, theta: float) -> Floats:
        return np.full(len(self.assembly.problem.demand_amount), theta)


def check_choices(objective: str, volume: str) -> None:
    """Raise for an objective or a volume that there is not."""
    choices = (("objective", objective, OBJECTIVES), ("volume", volume, VOLUMES))
    for name, given, known in choices:
        if given not in known:
            raise ValueError(f"{name} is {given!r}; it is {' or '.join(map(repr, known))}")


def chosen_years(years: Iterable[int] | int | None, known: Iterable[int]) -> list[int]:
    """Return the years asked for, sorted; all that are known when none is named."""
    if isinstance(years, int):
        years = [years]
    return sorted({int(year) for year in (known if years is None else years)})


def objective_of(data: Dataset, commodity: str, objective: str) -> str:
    """
    Return the objective that a commodity is run with.

    Only crude is sold by grade, at a price that depends on the way it took; where a market pays
    the same for all that arrives, the way of the highest netback is the way of the least cost.

    Parameters
    ----------
    data
        The data set.
    commodity
        A commodity id.
    objective
        What was asked for.

    Returns
    -------
    objective
        ``netback`` for crude where that was asked for, else ``cost``.
    """
    return objective if data.commodities.at[commodity, "commodity_group"] == "crude" else "cost"


def year_runs(
    data: Dataset,
    wanted: Iterable[tuple[int, str]],
    *,
    objective: str = "cost",
    volume: str = "demand",
    ways: int = WAYS,
) -> dict[tuple[int, str], YearRun]:
    """
    Return the runs of years and commodities; networks of a year are built once.

    Parameters
    ----------
    data
        The data set.
    wanted
        Years and commodities that have demand rows.
    objective
        ``cost`` or ``netback``; see `objective_of`.
    volume
        ``demand`` or ``supply``; see `demand_at`.
    ways
        Paths per source and market in each round of their search.

    Returns
    -------
    runs
        By year and commodity, sorted.
    """
    runs, networks = {}, {}
    for year, commodity in sorted(set(wanted)):
        if year not in networks:
            networks[year] = build_network(data.as_of(year))
        demand, supply = (t[t["commodity"] == commodity] for t in (data.demand, data.supply))
        demand = demand_at(networks[year], demand, supply, volume)
        aim = objective_of(data, commodity, objective)
        assembly = assemble(networks[year], demand, supply=supply, objective=aim)
        runs[year, commodity] = YearRun(assembly, ways)
    return runs
