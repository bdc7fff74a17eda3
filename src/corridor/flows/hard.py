"""Demand that must be met: the cheapest way to meet it all, or what makes that impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.errors import InfeasibleError
from corridor.flows.outcome.opening import what_is_shut
from corridor.flows.outcome.unmet import unmet_rows

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.master import Master
    from corridor.flows.program.solution import Solution

__all__ = ["NAMED", "all_met", "demand_name"]

# Demands that a message names.
NAMED = 4


def all_met(assembly: Assembly, master: Master) -> Solution:
    """Return the cheapest solution that meets all demand, or raise where there is none."""
    free = [np.zeros(len(block.cost)) for block in assembly.problem.blocks]
    ones = np.ones(len(assembly.problem.demand_amount))
    least = master.solve(cost=free, demand_penalty=ones)
    rows = unmet_rows(assembly, least)
    if rows:
        raise _infeasible(assembly, master, least, rows)
    penalty = np.maximum(assembly.problem.demand_penalty, 1.0)
    while True:
        penalty = penalty * 10.0
        solution = master.solve(demand_penalty=penalty)
        if not unmet_rows(assembly, solution):
            return solution


def _infeasible(
    assembly: Assembly, master: Master, least: Solution, rows: list[int]
) -> InfeasibleError:
    """Return the error that names the demand and the cut: what is full, or what is shut."""
    problem, reached = assembly.problem, set(assembly.problem.sink_demand.tolist())
    number = min(rows, key=lambda i: (i in reached, -float(least.unmet[i]), i))
    name = demand_name(assembly, number)
    if number not in reached:
        shut = what_is_shut(assembly, number)
        why = f"shut on the way: {', '.join(shut)}" if shut else "no links connect the two"
        return InfeasibleError(f"{name} cannot be met: {why}", demand=[name], capacity=shut)
    alone = np.zeros(len(problem.demand_amount))
    alone[number] = problem.demand_amount[number]
    free = [np.zeros(len(block.cost)) for block in problem.blocks]
    own = master.solve(cost=free, demand_penalty=np.ones(len(alone)), demand_amount=alone)
    solved = own if own.unmet[number] > 0 else least
    full = assembly.limits["limit"][solved.limit_price > 0].astype(str).tolist()
    dry = assembly.sources.loc[solved.source_price > 0, "node"].astype(str).tolist()
    full += [f"supply of {node}" for node in dry]
    if solved is own:
        what = f"{name} cannot be met: even alone it would lack {own.unmet[number]:,.0f} t/y"
    else:
        who = ", ".join(demand_name(assembly, i) for i in rows[:NAMED])
        what = f"{who} cannot all be met: together they lack {least.unmet.sum():,.0f} t/y"
    msg = f"{what}; full: {', '.join(full)}"
    return InfeasibleError(msg, demand=[demand_name(assembly, i) for i in rows], capacity=full)


def demand_name(assembly: Assembly, number: int) -> str:
    """Return a demand row in words."""
    row = assembly.demands.to_dict("records")[number]
    origin = f" from {row['origin']}" if row["origin"] else ""
    return f"{row['commodity']}{origin} to {row['market']}"
