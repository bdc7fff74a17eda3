"""Compute what it costs to keep flows off a territory, by commodity and in all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack

from corridor.errors import UnknownIdError
from corridor.flows.assembly.assembly import assemble
from corridor.flows.independence.curve import ALL, BENDS, IndependenceCurve
from corridor.flows.independence.lowering import Lowering, lower_limit
from corridor.flows.independence.options import check_options
from corridor.flows.independence.tally import TOTALS, Tally
from corridor.flows.program.master import Master

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.demand import Demand
    from corridor.flows.program.problem import FlowProblem
    from corridor.network.network import Network

__all__ = ["independence_curve"]


def independence_curve(
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    *,
    territory: str = "RU",
    commodity: str | None = None,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> IndependenceCurve:
    """
    Return the cost of each further percent of flow kept off a territory.

    The least cost of a given delivery is a convex function of the tonnes that may touch the
    territory, straight between bends; every bend is found, to 1e-8 of the cost. A tonne touches
    the territory with a node, a section or a line, and counts once. Where a commodity's curve
    asks, the others still run, and make room where that is cheapest.

    Parameters
    ----------
    network
        From `build_network`.
    demand
        A `Demand`, or a table with its columns; the data set's own of the year when absent.
    territory
        Country code.
    commodity
        Only its curve; one for each commodity and one for all when absent. All of the demand runs
        in either case.
    **options
        Of `assemble`: supply, weights, objective, unmet_usd_per_t, avoid, access, opened, closed,
        extra_capacity. The penalty only decides what is delivered at first.

    Returns
    -------
    curve
        ``bends``, ``scopes``, ``steps(percent)``, ``plot()``. Where several plans cost the same,
        days and CO2 are those of the one found.

    Raises
    ------
    UnknownIdError
        No such country, or no demand for the commodity; names the nearest.
    SolverError
        A flow was not solved to the optimum.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    >>> curve = independence_curve(net, need, commodity="crude_oil")
    >>> bool(curve.scopes.loc["crude_oil", "unmet_without_t_per_y"] > 0)
    True
    """
    if not isinstance(territory, str):
        raise UnknownIdError("country", str(territory), map(str, network.data.countries.index))
    check_options(options)
    assembly = assemble(network, demand, territories=(territory,), **options)
    present = sorted(set(assembly.demands["commodity"]))
    if commodity is not None and commodity not in present:
        raise UnknownIdError("commodity in the demand", commodity, present)
    problem, columns = _by_commodity(assembly, territory)
    tally, master = Tally(assembly), Master(problem)
    bends, scopes, unused = [], {}, []
    for scope in [ALL, *present] if commodity is None else [commodity]:
        if scope != ALL and scope not in columns:
            unused.append(scope)
            continue
        found = lower_limit(problem, columns[scope], master)
        if found.limit[0] <= 0.0 and scope != ALL:
            unused.append(scope)
            continue
        bends.append(_bends(found, tally, scope))
        scopes[scope] = _scope(found, assembly, scope)
    table = pd.concat(bends, ignore_index=True) if bends else pd.DataFrame(columns=BENDS)
    totals = pd.DataFrame.from_dict(scopes, orient="index", columns=SCOPES).rename_axis("scope")
    return IndependenceCurve(territory, network.year, table, totals, tuple(unused))


SCOPES = [
    "territory_t_per_y",
    "least_t_per_y",
    "demand_t_per_y",
    "delivered_t_per_y",
    "unmet_t_per_y",
    "possible_share",
    "unmet_without_t_per_y",
]


def _by_commodity(assembly: Assembly, territory: str) -> tuple[FlowProblem, dict[str, int]]:
    """Return the problem with the territory counted for each commodity too, and which limit is."""
    problem, number = assembly.problem, assembly.limit_number(f"territory:{territory}")
    owners = [block.name.split("/")[0] for block in problem.blocks]
    names = sorted(set(owners))
    place = {name: len(problem.limits) + i for i, name in enumerate(names)}
    blocks = []
    for block, owner in zip(problem.blocks, owners, strict=True):
        own = np.zeros((len(block.cost), len(names)))
        own[:, names.index(owner)] = block.use[:, [number]].toarray().ravel()
        blocks.append(replace(block, use=csr_array(hstack([block.use, csr_array(own)]))))
    limits = np.append(problem.limits, np.full(len(names), np.inf))
    return replace(problem, blocks=tuple(blocks), limits=limits), {**place, ALL: number}


def _bends(found: Lowering, tally: Tally, scope: str) -> pd.DataFrame:
    """Return the rows of one scope."""
    totals = [tally.of(solution) for solution in found.solutions]
    everything = np.array([float(table["cost_usd_per_y"].sum()) for table in totals])
    unmet = np.array([float(solution.unmet.sum()) for solution in found.solutions])
    possible = found.limit >= found.least
    top = found.limit[0]
    last = np.full(1, np.nan)
    own = [table if scope == ALL else table.loc[[scope]] for table in totals]
    return pd.DataFrame(
        {
            "scope": scope,
            "kept_off_share": 1.0 - found.limit / top if top > 0 else np.zeros(1),
            "territory_t_per_y": found.limit,
            "unmet_t_per_y": np.where(possible, 0.0, unmet),
            "extra_cost_usd_per_y": everything - everything[0],
            **{name: [float(table[name].sum()) for table in own] for name in TOTALS},
            "marginal_usd_per_t": np.append(found.price, last),
            "marginal_unmet_t_per_t": np.append(found.unmet_per_unit, last),
            "possible": possible,
        }
    )[BENDS]


def _scope(found: Lowering, assembly: Assembly, scope: str) -> list[float]:
    """Return the totals of one scope."""
    rows = assembly.demands["commodity"].to_numpy() == scope
    rows = np.ones(len(rows), dtype=bool) if scope == ALL else rows
    demand = float(assembly.problem.demand_amount[rows].sum())
    unmet = float(found.base.unmet[rows].sum())
    top = float(found.limit[0])
    share = 1.0 - found.least / top if top > 0 else 1.0
    without = float(found.solutions[-1].unmet.sum()) if found.least > 0 else 0.0
    return [top, found.least, demand, demand - unmet, unmet, share, without]
