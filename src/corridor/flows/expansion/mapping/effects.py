"""What each project adds to which limit or supplier, and why some can add nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.costs.weights import arc_costs, time_price
from corridor.errors import UnitError
from corridor.flows.assembly.amounts import tonnes_per
from corridor.flows.expansion.mapping.amounts import amount_in
from corridor.flows.expansion.mapping.cases import Case, Effect, Unmapped
from corridor.flows.expansion.mapping.switches import Shortcut
from corridor.flows.expansion.mapping.widening import raised_quotas, widened
from corridor.units import convert

if TYPE_CHECKING:
    import pandas as pd

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.expansion.mapping.switches import Switched

__all__ = ["effects_of", "shortcuts_of"]


def shortcuts_of(assembly: Assembly, table: pd.DataFrame) -> list[Shortcut]:
    """
    Return the cheaper arcs of projects that save time or length on a link.

    Time saved is worth its price. Length saved lowers what a tonne costs on the link in the
    proportion of the lengths.

    Parameters
    ----------
    assembly
        The problem, with the weights it was assembled with.
    table
        As of `eligible_projects`.

    Returns
    -------
    shortcuts
        In order of the projects.
    """
    found = []
    for project, row in table[table["adds"].isin(["time_saved", "length_saved"])].iterrows():
        saving = []
        for number, block in enumerate(assembly.problem.blocks):
            graph, weights = assembly.graph(number), assembly.options["weights"]
            amount = float(row["value"]) * convert(str(row["unit"])).factor
            if row["adds"] == "time_saved":
                saved = np.full(len(graph.arc_list), time_price(graph, weights) * amount)
            else:
                length = np.maximum(graph.per_arc("km"), 1e-9)
                saved = arc_costs(graph, weights) * np.minimum(amount / length, 1.0)
            saving.append(np.where(block.arc >= 0, saved[np.maximum(block.arc, 0)], 0.0))
        found.append(Shortcut(str(project), str(row["subject"]), tuple(saving)))
    return found


def effects_of(
    assembly: Assembly, switched: Switched, table: pd.DataFrame, opens: dict[str, list[str]]
) -> tuple[list[Effect], dict[str, str]]:
    """
    Return what the projects add, and why the others add nothing.

    A port, a berth and its crane are often stated three times over: a project of a node also raises
    what is stated of the moves between ship and shore there, one of a transfer the opposite move
    and the node. A project of a link in a group raises the group.

    Parameters
    ----------
    assembly
        With the opened subjects treated as open.
    switched
        The problem with its switches.
    table
        As of `eligible_projects`.
    opens
        As of `openings`.

    Returns
    -------
    effects, unused
        What is added, and a reason by project.
    """
    effects: list[Effect] = []
    unused: dict[str, str] = {}
    for project in _in_order(table):
        row = {str(key): value for key, value in table.loc[project].items()}
        before = {e.place: e.amount for e in effects if e.project in _all_needs(table, project)}
        case = Case(assembly, switched, project, row, opens[project], before)
        try:
            effects += _effects(case)
        except (Unmapped, UnitError) as reason:
            unused[project] = str(reason)
    return effects, unused


def _in_order(table: pd.DataFrame) -> list[str]:
    """Return the projects after those they need."""
    order: list[str] = []
    while len(order) < len(table):
        ready = [
            str(project)
            for project, needs in table["needs"].items()
            if project not in order and set(needs) <= set(order)
        ]
        if not ready:
            circle = sorted(set(map(str, table.index)) - set(order))
            raise ValueError(f"projects need one another in a circle: {', '.join(circle)}")
        order += ready
    return order


def _all_needs(table: pd.DataFrame, project: str) -> set[str]:
    """Return what a project needs, and what that needs."""
    found: set[str] = set()
    stack = list(table["needs"][project])
    while stack:
        other = str(stack.pop())
        if other not in found:
            found.add(other)
            stack += list(table["needs"][other])
    return found


def _effects(case: Case) -> list[Effect]:
    """Return what one project adds; raise where it adds nothing."""
    adds = case.row["adds"]
    if adds in ("time_saved", "length_saved"):
        return [_switch_effect(case, (case.project, ""), _plenty(case), f"saves {adds[:-6]}")]
    if adds == "supply":
        return [_supply(case)]
    effects = raised_quotas(case) if adds == "contract" else []
    if adds in ("capacity", "capacity_total") and not case.opens:
        effects = widened(case)
    for subject in case.opens:
        effects += _opened(case, subject)
    used = [effect for effect in effects if effect.amount > 0]
    if not used:
        raise Unmapped("adds nothing to what there is")
    return used


def _plenty(case: Case) -> float:
    """Return more tonnes than ever move: an open switch bounds nothing."""
    return float(case.assembly.problem.demand_amount.sum()) or 1.0


def _switch_effect(case: Case, key: tuple[str, str], amount: float, what: str) -> Effect:
    place = case.switched.number[key]
    return Effect(case.project, place, amount, what, "t/y")


def _opened(case: Case, subject: str) -> list[Effect]:
    """Return the switches of one opened subject; its own carries the capacity that is stated."""
    own = subject == case.row["subject"] and case.row["adds"] in ("capacity", "capacity_total")
    found = []
    for (name, way), place in sorted(case.switched.number.items()):
        if name != subject:
            continue
        amount = None
        if own:
            amount = amount_in(case.assembly, place, float(case.row["value"]), case.row["unit"])
        words, builds = f"opens {subject}" + (f" {way}" if way else ""), subject
        if amount is None:
            amount, words, builds = _plenty(case), f"{words}, with what capacity it has", ""
        found.append(Effect(case.project, place, amount, words, "t/y", builds))
    return found


def _supply(case: Case) -> Effect:
    """Return what is added to a supplier."""
    node, commodity = str(case.row["subject"]).removeprefix("node:"), case.row["commodity"]
    sources = case.assembly.sources
    if not commodity:
        raise Unmapped("it is not said what it supplies: give the projects a column commodity")
    rows = np.flatnonzero((sources["node"] == node) & (sources["commodity"] == commodity))
    if len(rows) != 1:
        many = "more than one supplier" if len(rows) else "no supplier asked for"
        raise Unmapped(f"{many} of {commodity} at {node}")
    graph = case.assembly.network.state_graph(commodity)
    amount = float(case.row["value"]) * tonnes_per(graph, str(case.row["unit"]))
    place = len(case.switched.problem.limits) + int(rows[0])
    return Effect(case.project, place, amount, f"supplies {commodity} at {node}", "t/y")
