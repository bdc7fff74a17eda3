"""Candidates in numbers: the flow problem with what they open, and what each adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.flows.assembly.assembly import assemble
from corridor.flows.expansion.mapping.effects import effects_of, shortcuts_of
from corridor.flows.expansion.mapping.eligible import eligible_projects, without_what_they_need
from corridor.flows.expansion.mapping.openings import openings
from corridor.flows.expansion.mapping.switches import with_switches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.demand import Demand
    from corridor.flows.expansion.mapping.cases import Effect
    from corridor.flows.program.problem import FlowProblem
    from corridor.network.network import Network

__all__ = ["Candidates", "candidates"]

Floats = npt.NDArray[np.float64]
SIDES = ("low", "high")


@dataclass(frozen=True, repr=False)
class Candidates:
    """
    Projects that can be chosen, and the flow problem in which nothing of them is built.

    Attributes
    ----------
    assembly
        With what the projects open treated as open.
    problem
        With a switch of 0 for what only projects open.
    table
        Index project_id; as of `eligible_projects`.
    adds, adds_low, adds_high
        (n_projects, n_limits + n_sources) of one unit of each, at its value and at the ends of its
        range. Time and length saved stay at their values.
    effects
        project, what, adds_per_y (low, high), unit: what each project does, in words and numbers.
    unused
        Reason by project id, of the others.
    """

    assembly: Assembly
    problem: FlowProblem
    table: pd.DataFrame
    adds: Floats
    adds_low: Floats
    adds_high: Floats
    effects: pd.DataFrame
    unused: dict[str, str]


def candidates(
    network: Network,
    demand: Demand | pd.DataFrame | None,
    projects: pd.DataFrame | None,
    *,
    capex_usd: Mapping[str, float] | None = None,
    repeat: Mapping[str, int] | None = None,
    territories: tuple[str, ...] = (),
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> Candidates:
    """
    Return the projects that can be chosen, in numbers.

    Parameters
    ----------
    network, demand
        As of `assemble`.
    projects
        The data set's own when absent.
    capex_usd, repeat
        As of `eligible_projects`.
    territories
        Whose use is counted.
    **options
        Of `assemble`.

    Returns
    -------
    candidates
        With a reason for every project that is none.
    """
    given = network.data.projects if projects is None else projects
    table, unused = eligible_projects(
        given, network.year, capex_usd=capex_usd or {}, repeat=repeat or {}
    )
    opens = openings(network.data, table, frozenset(given["subject"].astype(str)))
    every = sorted({subject for subjects in opens.values() for subject in subjects})
    opened = sorted({*every, *options.pop("opened", ())})
    assembly = assemble(network, demand, territories=territories, opened=opened, **options)
    switched = with_switches(assembly, every, shortcuts_of(assembly, table))
    effects, lost = effects_of(assembly, switched, table, opens)
    table, unused = without_what_they_need(table, {**unused, **lost})
    effects = [effect for effect in effects if effect.project in table.index]
    found = {"": effects}
    for side in SIDES:
        found[side], _ = effects_of(assembly, switched, table.assign(value=table[side]), opens)
    size = len(switched.problem.limits) + len(switched.problem.source_amount)
    adds = {side: _added(rows, table, size) for side, rows in found.items()}
    return Candidates(
        assembly,
        _free_of_own_capacity(switched.problem, assembly, effects),
        table,
        adds[""],
        adds["low"],
        adds["high"],
        _in_words(effects, table, adds),
        unused,
    )


def _added(effects: list[Effect], table: pd.DataFrame, size: int) -> Floats:
    """Return what one unit of each project adds to each limit and supplier."""
    row = {str(project): i for i, project in enumerate(table.index)}
    adds = np.zeros((len(table), size))
    for effect in effects:
        adds[row[effect.project], effect.place] += effect.amount
    return adds


def _in_words(effects: list[Effect], table: pd.DataFrame, adds: dict[str, Floats]) -> pd.DataFrame:
    """Return what each project does, with its range."""
    row = {str(project): i for i, project in enumerate(table.index)}
    words = [
        (e.project, e.what, e.amount, *(adds[s][row[e.project], e.place] for s in SIDES), e.unit)
        for e in effects
    ]
    columns = ["project", "what", "adds_per_y", "adds_low_per_y", "adds_high_per_y", "unit"]
    return pd.DataFrame(words, columns=columns)


def _free_of_own_capacity(
    problem: FlowProblem, assembly: Assembly, effects: list[Effect]
) -> FlowProblem:
    """Return the problem without limits that facts give to what a project builds with its own."""
    anew = {effect.builds for effect in effects} - {""}
    own = assembly.limits["subject"].isin(anew) & assembly.limits["kind"].isin(["link", "transfer"])
    limits = problem.limits.copy()
    limits[: len(own)][own.to_numpy()] = np.inf
    return replace(problem, limits=limits)
