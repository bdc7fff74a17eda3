"""What is not delivered, and why: no route, no access, no capacity, no supply, not worth it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.flows.assembly.assembly import assemble, options_of
from corridor.flows.outcome.opening import suppliers_of, what_is_shut
from corridor.flows.program.master import Master

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.solution import Solution

__all__ = ["REASONS", "unmet_rows", "unmet_table"]

Floats = npt.NDArray[np.float64]
REASONS = ("no route", "access", "capacity", "supply", "not worth it", "no price")
# Less than this share of a demand is rounding.
DUST = 1e-9
# A limit priced below this share of the dearest is not what holds a demand back.
FAINT = 0.01
COLUMNS = [
    *("market", "commodity", "origin", "demand_t_per_y", "unmet_t_per_y", "reason"),
    *("lacks_access_t_per_y", "lacks_supply_t_per_y", "at"),
]


class _Variants(NamedTuple):
    """What stays unmet with other things lifted: by demand row, t/y."""

    worthless: Floats
    supply: Floats
    free: Floats
    reached_free: frozenset[int]


def unmet_rows(assembly: Assembly, solution: Solution) -> list[int]:
    """Return the demand rows of which more than rounding is not delivered."""
    amount = assembly.problem.demand_amount
    return [int(i) for i in np.flatnonzero(solution.unmet > DUST * np.maximum(amount, 1.0))]


def unmet_table(assembly: Assembly, solution: Solution) -> pd.DataFrame:
    """
    Return what is not delivered and why.

    The reason is found by lifting one thing after the other and solving again: without capacities
    and bounds on supply, what is still unmet costs more than it is worth; without capacities alone,
    it lacks supply; with access ignored (no monopolies, no quotas), what moves then lacks access;
    the rest lacks capacity. Of several reasons the largest is named.

    Parameters
    ----------
    assembly, solution
        What was solved, and its solution.

    Returns
    -------
    unmet
        One row per demand row not met in full: market, commodity, origin, demand_t_per_y,
        unmet_t_per_y, reason (one of `REASONS`), lacks_access_t_per_y and lacks_supply_t_per_y (the
        parts), at: the limits that hold it back, or what is shut on the way that least is shut on.
    """
    rows = unmet_rows(assembly, solution)
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    variants = _solve_variants(assembly)
    reached = frozenset(assembly.problem.sink_demand.tolist())
    demands = assembly.demands.to_dict("records")
    table = []
    for number in rows:
        demand, unmet = demands[number], float(solution.unmet[number])
        access = max(unmet - float(variants.free[number]), 0.0)
        supply = min(unmet, float(variants.supply[number]))
        if number not in reached:
            reason = _unreached(assembly, number, variants)
            access = unmet if reason == "access" else 0.0
            supply = unmet if reason == "supply" else 0.0
        elif variants.worthless[number] > 0.5 * unmet:
            reason, supply = "not worth it", 0.0
        else:
            parts = {"access": access, "supply": supply, "capacity": unmet - access - supply}
            reason = max(parts, key=lambda name: parts[name])
            if reason == "supply" and _is_unpriced(assembly, number):
                reason, supply = "no price", 0.0
        head = (demand["market"], demand["commodity"], demand["origin"])
        at = _where(assembly, solution, number, reason)
        amounts = (float(demand["demand_t_per_y"]), unmet)
        table.append((*head, *amounts, reason, access, supply, at))
    return pd.DataFrame(table, columns=COLUMNS)


def _solve_variants(assembly: Assembly) -> _Variants:
    """Solve without capacities, without bounds on supply, and with access ignored."""
    problem = assembly.problem
    master = Master(problem)
    endless = np.full(len(problem.limits), np.inf)
    sources = np.full(len(problem.source_amount), np.inf)
    worthless = master.solve(limits=endless, source_amount=sources).unmet
    supply = np.maximum(master.solve(limits=endless).unmet - worthless, 0.0)
    if assembly.options["access"] == "ignore":
        free, reached = master.solve().unmet, frozenset(problem.sink_demand.tolist())
    else:
        other = assemble(**{**options_of(assembly), "access": "ignore"})
        free = Master(other.problem).solve().unmet
        reached = frozenset(other.problem.sink_demand.tolist())
    return _Variants(worthless, supply, free, reached)


def _unreached(assembly: Assembly, number: int, variants: _Variants) -> str:
    """Say why nothing at all can come to a market."""
    if suppliers_of(assembly, number).empty:
        return "supply"
    if number in variants.reached_free:
        return "access"
    return "no price" if _is_unpriced(assembly, number) else "no route"


def _is_unpriced(assembly: Assembly, number: int) -> bool:
    """Say whether crude could come to a market in a grade that has no price there."""
    keys = ["market", "commodity", "origin"]
    wanted = assembly.demands[keys].to_numpy()[number]
    return bool((assembly.unpriced[keys].to_numpy() == wanted).all(axis=1).any())


def _where(assembly: Assembly, solution: Solution, number: int, reason: str) -> tuple[str, ...]:
    """Return the limits that hold a demand back, the dearest first, or what is shut."""
    problem, demand = assembly.problem, assembly.demands.loc[number]
    if reason in {"no route", "access"} and number not in set(problem.sink_demand.tolist()):
        return what_is_shut(assembly, number)
    if reason not in {"capacity", "access"}:
        return ()
    blocks = [
        block
        for block in problem.blocks
        if block.name.split("/")[0] == demand["commodity"]
        and demand["origin"] in {"", block.name.split("/")[1]}
    ]
    drawn = sorted({int(c) for block in blocks for c in block.use.indices})
    price = solution.limit_price
    least = FAINT * max((price[i] for i in drawn), default=0.0)
    dear = sorted((i for i in drawn if price[i] > least), key=lambda i: (-price[i], i))
    return tuple(assembly.limits["limit"].astype(str).iloc[dear])
