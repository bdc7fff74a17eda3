"""What a project adds to what is open already: to each limit that stands for the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.flows.assembly.limits import WATER
from corridor.flows.expansion.mapping.amounts import amount_in
from corridor.flows.expansion.mapping.cases import Effect, Unmapped
from corridor.flows.expansion.mapping.switches import arcs_of

if TYPE_CHECKING:
    from corridor.flows.expansion.mapping.cases import Case

__all__ = ["raised_quotas", "widened"]


def widened(case: Case) -> list[Effect]:
    """
    Return what is added to the limits of what is open already.

    Parameters
    ----------
    case
        The project.

    Returns
    -------
    effects
        One a limit.

    Raises
    ------
    Unmapped
        No limit of these flows is raised; says why.
    """
    limits, subject = case.assembly.limits, str(case.row["subject"])
    rows = np.flatnonzero(limits["subject"].isin(_same_place(case, subject)))
    if subject.startswith("link:"):
        named = np.array([subject in names for names in limits["members"]])
        rows = np.union1d(rows, np.flatnonzero(named & (limits["kind"] == "group")))
    rows = np.array([row for row in rows if _is_used(case, int(row))], dtype=np.int64)
    if not len(rows):
        raise Unmapped("no cargo of this demand can use it")
    known = rows[limits["known"].to_numpy()[rows]]
    if not len(known):
        raise Unmapped(f"the capacity of {subject} is not known, so more of it shows nothing")
    group = case.row["commodity_group"]
    found = []
    for place in known:
        name = str(limits["limit"].iloc[place])
        amount = amount_in(case.assembly, int(place), float(case.row["value"]), case.row["unit"])
        if amount is None or (group and _group_of(case, name) not in ("", group)):
            continue
        if case.row["adds"] == "capacity_total":
            nameplate = float(limits["nameplate_per_y"].iloc[place])
            amount = max(amount - nameplate - case.before.get(int(place), 0.0), 0.0)
        unit = str(limits["unit"].iloc[place])
        found.append(Effect(case.project, int(place), amount, f"raises {name}", unit))
    if not found:
        unit = ", ".join(sorted(set(limits["unit"].iloc[known])))
        raise Unmapped(f"adds {case.row['unit']} to {subject}, whose limits are in {unit}")
    groups = {_group_of(case, effect.what) for effect in found} - {""}
    if len(groups) > 1:
        listed = ", ".join(sorted(groups))
        raise Unmapped(f"it is not said for which cargo: {subject} has limits for {listed}")
    return found


def _is_used(case: Case, limit: int) -> bool:
    """Say whether any arc draws on a limit."""
    return any(block.use[:, [limit]].nnz for block in case.assembly.problem.blocks)


def _group_of(case: Case, limit: str) -> str:
    """Return the commodity group that the id of a limit ends in; empty where it is for all."""
    tail = limit.rsplit("/", 1)[-1]
    return tail if tail in set(case.assembly.network.commodities["commodity_group"]) else ""


def _same_place(case: Case, subject: str) -> set[str]:
    """Return the subjects under which one berth may be stated."""
    kind, _, name = subject.partition(":")
    if kind == "transfer":
        node, here, there = name.split("/")
        return {subject, f"transfer:{node}/{there}/{here}", f"node:{node}"}
    if kind != "node":
        return {subject}
    moves = case.assembly.network.transfers
    moves = moves[(moves["node_id"] == name)]
    wet = moves["from_mode"].isin(WATER) | moves["to_mode"].isin(WATER)
    pairs = moves.loc[wet, ["from_mode", "to_mode"]].itertuples(index=False, name=None)
    return {subject, *(f"transfer:{name}/{here}/{there}" for here, there in pairs)}


def raised_quotas(case: Case) -> list[Effect]:
    """
    Return what is added to the quotas on a link: a contract is for the total.

    Parameters
    ----------
    case
        The project.

    Returns
    -------
    effects
        One a quota; 0 where it is as high already.

    Raises
    ------
    Unmapped
        No quota on the link bounds these flows.
    """
    limits, subject = case.assembly.limits, str(case.row["subject"])
    found = []
    for place in np.flatnonzero(limits["kind"] == "control"):
        hit = any(
            block.use[arcs_of(case.assembly, number, subject), :][:, [place]].nnz
            for number, block in enumerate(case.assembly.problem.blocks)
        )
        if hit:
            total = amount_in(case.assembly, int(place), float(case.row["value"]), case.row["unit"])
            more = (total or 0.0) - float(limits["nameplate_per_y"].iloc[place])
            name = str(limits["limit"].iloc[place])
            found.append(Effect(case.project, int(place), max(more, 0.0), f"raises {name}", "t/y"))
    if not found:
        raise Unmapped(f"no quota on {subject} bounds these flows")
    return found
