"""Everything that plans of one network, demand and set of projects share, made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.errors import UnknownIdError
from corridor.flows.expansion.choice.design import Design
from corridor.flows.expansion.choice.yearly import YearlyCost
from corridor.flows.expansion.mapping.mapping import Candidates, candidates
from corridor.flows.expansion.terms.annuity import capital_recovery_factor
from corridor.flows.independence.lowering import lower_limit
from corridor.flows.program.master import Master

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from corridor.flows.demand import Demand
    from corridor.flows.expansion.choice.design import Stage
    from corridor.network.network import Network

__all__ = ["Setting", "setting"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Setting:
    """
    Candidates, the flows of a year with any of them, and what capital costs.

    Attributes
    ----------
    found
        The candidates in numbers.
    master
        The flow problem of a year, kept ready to be solved.
    yearly
        The cost of a year's flows; learns as plans are made.
    base_t_per_y
        Tonnes that touch each territory with nothing built: the least among the cheapest ways.
    rate, life_years
        Cost of capital (share per year) and life of a project.
    alternatives
        Groups of projects of which at most one is built.
    """

    found: Candidates
    master: Master
    yearly: YearlyCost
    base_t_per_y: dict[str, float]
    rate: float
    life_years: float
    alternatives: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> list[str]:
        """Candidates, in order."""
        return [str(name) for name in self.found.table.index]

    @property
    def annuity(self) -> float:
        """Share of a capital cost that is due every year."""
        return capital_recovery_factor(self.rate, self.life_years)

    def limits(self, bound_t_per_y: Mapping[str, float]) -> Floats:
        """Return the limits with so many tonnes at most through each territory."""
        limits = self.found.problem.limits.copy()
        for territory, bound in bound_t_per_y.items():
            limits[self.found.assembly.limit_number(f"territory:{territory}")] = bound
        return limits

    def design(self, stages: tuple[Stage, ...], years: list[int], capex: str = "") -> Design:
        """
        Return the choice in numbers.

        Parameters
        ----------
        stages, years
            The stages, and the year each begins.
        capex
            ``low`` or ``high`` for an end of the range of every capital cost.
        """
        table, names = self.found.table, self.names
        column = f"capex_{capex}_usd" if capex else "capex_usd"
        cost = table[column].to_numpy(float)
        row = {name: i for i, name in enumerate(names)}
        return Design(
            stages,
            cost * self.annuity,
            cost,
            table["most"].to_numpy(np.int64),
            np.searchsorted(years, table["year"].to_numpy(np.int64)).astype(np.int64),
            tuple((row[name], row[other]) for name in names for other in table["needs"][name]),
            tuple(tuple(row[name] for name in group if name in row) for group in self.alternatives),
        )

    def units_of(self, bundle: Mapping[str, int] | Iterable[str]) -> Floats:
        """Return the units of each candidate in a bundle: names, or units by name."""
        counts = dict(bundle) if isinstance(bundle, Mapping) else dict.fromkeys(bundle, 1)
        for name in counts:
            if name not in self.names:
                reason = self.found.unused.get(name)
                if reason is not None:
                    raise ValueError(f"{name} is no candidate: {reason}")
                raise UnknownIdError("project", name, self.names)
        return np.array([float(counts.get(name, 0)) for name in self.names])


def setting(  # noqa: PLR0913
    network: Network,
    demand: Demand | pd.DataFrame | None,
    projects: pd.DataFrame | None,
    *,
    territories: Iterable[str],
    rate: float,
    life_years: float,
    capex_usd: Mapping[str, float] | None,
    repeat: Mapping[str, int] | None,
    alternatives: Iterable[Iterable[str]],
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> Setting:
    """
    Return what plans share.

    Parameters
    ----------
    network, demand, projects
        As of `expand`.
    territories
        Whose use is counted.
    rate, life_years, capex_usd, repeat, alternatives
        As of `expand`.
    **options
        Of `assemble`.

    Returns
    -------
    setting
        With what touches each territory today.
    """
    capital_recovery_factor(rate, life_years)
    counted = tuple(sorted(set(territories)))
    found = candidates(
        network,
        demand,
        projects,
        capex_usd=capex_usd,
        repeat=repeat,
        territories=counted,
        **options,
    )
    groups = tuple(tuple(sorted(group)) for group in alternatives)
    known = {*found.table.index, *found.unused}
    for name in (name for group in groups for name in group):
        if name not in known:
            raise UnknownIdError("project", name, known)
    master = Master(found.problem)
    base = {}
    for territory in counted:
        number = found.assembly.limit_number(f"territory:{territory}")
        base[territory] = float(lower_limit(found.problem, number, master).limit[0])
    yearly = YearlyCost(found.problem, found.adds, master)
    return Setting(found, master, yearly, base, rate, life_years, groups)
