"""Assign demand to routes under capacity, access and price."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from corridor.costs.weights import CostWeights, time_price
from corridor.errors import UnmetDemandWarning
from corridor.flows.assembly.assembly import Assembly, assemble
from corridor.flows.hard import NAMED, all_met, demand_name
from corridor.flows.likely.assembled import likely_flows
from corridor.flows.outcome.unmet import unmet_rows
from corridor.flows.program.master import Master
from corridor.flows.result import Flows
from corridor.flows.waiting.steps import waiting_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from corridor.flows.assembly.cargo.penalties import Penalty
    from corridor.flows.demand import Demand
    from corridor.flows.program.solution import Solution
    from corridor.network.network import Network

__all__ = ["assign_flows"]


def assign_flows(  # noqa: PLR0913
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    *,
    supply: pd.DataFrame | None = None,
    weights: CostWeights | None = None,
    objective: str = "cost",
    unmet_usd_per_t: Penalty = None,
    territories: Iterable[str] = (),
    avoid: Iterable[str] = (),
    access: str = "rules",
    opened: Iterable[str] = (),
    closed: Iterable[str] = (),
    extra_capacity: Mapping[str, float] | None = None,
    hard: bool = False,
    method: str = "optimum",
    scale_t_per_usd: float | None = None,
    servers: pd.DataFrame | None = None,
    time_limit_s: float | None = None,
) -> Flows:
    """
    Send what is demanded from those who have it, at the least cost or for the highest netback.

    Parameters
    ----------
    network
        From `build_network`.
    demand
        A `Demand`, or a table such as ``data.demand``; the data set's own of the year when absent.
    supply, weights, objective, unmet_usd_per_t, territories
        What producers have, prices of time and risk, ``cost`` or ``netback``, the penalty of what
        is not delivered, and countries whose use is counted; see `assemble`.
    avoid, access, opened, closed, extra_capacity
        The rules under which cargo moves; see `assemble`.
    hard
        Whether all demand must be met: raise where it cannot be.
    method
        ``optimum``: what is possible at best. ``logit``: what is likely, since not all shippers
        choose the cheapest way; capacity holds all the same. See `likely_flows`.
    scale_t_per_usd
        Scale of the logit, estimated by `estimate_scale`; there is no default.
    servers
        limit, servers, service_d: berths, lanes or gates at which cargo waits the longer the fuller
        they are; see `waiting_steps`. Nobody waits when absent.
    time_limit_s
        Seconds after which the best solution so far is returned, with its gap.

    Returns
    -------
    flows
        Routes, link flows, prices, unmet demand and money.

    Raises
    ------
    InfeasibleError
        With ``hard``: names the demand that cannot be met and what holds it back.
    UnknownIdError, UnitError, ValueError, SchemaError, ProvenanceError
        The demand or an option is not sound; see `assemble`.
    SolverError
        The prices of a logit could not be found.

    Warns
    -----
    UnmetDemandWarning
        Not all demand is met at ``objective="cost"``, or a market cannot be reached at all.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> flows = assign_flows(net, net.data.demand)
    >>> flows.status
    'optimal'
    """
    assembly = assemble(
        network,
        demand,
        supply=supply,
        weights=weights,
        objective=objective,
        unmet_usd_per_t=unmet_usd_per_t,
        territories=territories,
        avoid=avoid,
        access=access,
        opened=opened,
        closed=closed,
        extra_capacity=extra_capacity,
    )
    _check_method(assembly, method, scale_t_per_usd, hard=hard)
    if servers is not None:
        assembly = _with_waits(assembly, servers)
    if method == "logit":
        return Flows(assembly, likely_flows(assembly, scale_t_per_usd or 0.0).solution, method)
    master = Master(assembly.problem)
    solution = master.solve(time_limit_s=time_limit_s)
    rows = unmet_rows(assembly, solution)
    if hard and rows:
        solution = all_met(assembly, master)
    elif rows:
        _warn(assembly, solution, rows)
    return Flows(assembly, solution)


def _check_method(assembly: Assembly, method: str, scale: float | None, *, hard: bool) -> None:
    """Refuse options that contradict each other."""
    if method not in ("optimum", "logit"):
        raise ValueError(f"method is 'optimum' or 'logit', not {method!r}")
    if hard and assembly.options["objective"] == "netback":
        msg = "hard=True and objective='netback' exclude each other: nobody is made to sell"
        raise ValueError(msg)
    if method == "logit" and (scale is None or hard):
        msg = "method='logit' needs scale_t_per_usd, such as estimate_scale gives, and not hard"
        raise ValueError(msg)


def _with_waits(assembly: Assembly, servers: pd.DataFrame) -> Assembly:
    """Return the assembly with waits at servers, a day costing what it costs the dearest cargo."""
    weights = assembly.options["weights"] or CostWeights()
    price = dict.fromkeys(assembly.limits["limit"].astype(str), 0.0)
    for block in assembly.problem.blocks:
        day = time_price(assembly.network.state_graph(block.name.partition("/")[0]), weights)
        for number in np.unique(block.use.indices):
            limit = str(assembly.limits["limit"].iloc[number])
            # Cargo of several kinds waits in one queue.
            price[limit] = max(price[limit], day)
    waiting = waiting_steps(assembly, servers, value_usd_per_t_d=price)
    return replace(assembly, problem=waiting.problem)


def _warn(assembly: Assembly, solution: Solution, rows: list[int]) -> None:
    """Say what is not met; with netback only what cannot be reached at all."""
    reached = set(assembly.problem.sink_demand.tolist())
    if assembly.options["objective"] == "netback":
        rows = [row for row in rows if row not in reached]
        if not rows:
            return
    rows = sorted(rows, key=lambda i: (-float(solution.unmet[i]), i))
    total = float(solution.unmet[rows].sum())
    named = [
        f"{demand_name(assembly, i)} ({solution.unmet[i]:,.0f} t/y"
        f"{'' if i in reached else ', nothing can reach it'})"
        for i in rows[:NAMED]
    ]
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    msg = f"{total:,.0f} t/y are not delivered: {', '.join(named)}{more}; see unmet for the reasons"
    warnings.warn(msg, UnmetDemandWarning, stacklevel=3)
