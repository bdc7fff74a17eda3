"""Turn the flows of a logit into the form that every method returns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.flows.likely.paths import path_set
from corridor.flows.likely.search import PathSearch
from corridor.flows.program.solution import PathFlow, Solution

if TYPE_CHECKING:
    from corridor.flows.likely.grow import Grown
    from corridor.flows.likely.prices import Priced
    from corridor.flows.likely.rows import Ledger, Prices
    from corridor.flows.program.problem import FlowProblem

__all__ = ["solution_of"]

Floats = npt.NDArray[np.float64]
# Flows below this share of their demand are left out of the list of paths.
FAINT = 1e-12


def solution_of(problem: FlowProblem, grown: Grown) -> Solution:
    """
    Return the flows of a logit in the form every method returns.

    Parameters
    ----------
    problem
        The problem they solve.
    grown
        The paths, and the flows on them.

    Returns
    -------
    solution
        ``objective`` is money alone; ``lower_bound`` is that of the cheapest flows.
    """
    paths, ledger, priced = grown.paths, grown.ledger, grown.priced
    prices = ledger.prices(priced.price)
    unmet = problem.demand_amount.copy()
    unmet[ledger.demands] = priced.unmet
    over = np.maximum(ledger.choice.rows @ priced.flow - ledger.choice.supply, 0.0)
    charged = np.isfinite(ledger.choice.excess)
    money = ledger.choice.cost @ priced.flow + problem.demand_penalty @ unmet
    cheapest = np.minimum(grown.search.least(prices), problem.demand_penalty)
    carried = np.flatnonzero(priced.flow > FAINT * problem.demand_amount[paths.demand])
    return Solution(
        paths=tuple(
            PathFlow(*paths.paths[row], float(priced.flow[row]), float(paths.cost[row]))
            for row in carried
        ),
        unmet=unmet,
        limit_use=np.asarray(paths.use.T @ priced.flow),
        limit_price=np.where(_missed(problem, grown, prices), np.inf, prices.limit),
        source_price=prices.source,
        demand_price=_one_more_tonne(cheapest, ledger, priced),
        objective=float(money + ledger.choice.excess[charged] @ over[charged]),
        lower_bound=float(problem.demand_amount @ cheapest - ledger.choice.supply @ priced.price),
        status="optimal",
        iterations=grown.rounds,
        residual=priced.residual,
    )


def _missed(problem: FlowProblem, grown: Grown, prices: Prices) -> npt.NDArray[np.bool_]:
    """Return the limits that have nothing, where a path among the cheapest would use them."""
    empty: npt.NDArray[np.bool_] = problem.limits == 0
    if not empty.any():
        return empty
    opened = replace(problem, limits=np.where(empty, np.inf, problem.limits))
    wished = PathSearch(opened, grown.search.places).cheapest(prices, grown.ways)
    used = np.asarray(path_set(problem, wished).use.sum(axis=0)) > 0
    return np.asarray(empty & used, dtype=bool)


def _one_more_tonne(cheapest: Floats, ledger: Ledger, priced: Priced) -> Floats:
    """Return what one more tonne costs when it divides as the others do, at the prices."""
    choice, price = ledger.choice, cheapest.copy()
    costs = choice.cost + choice.rows.T @ priced.price
    spent = choice.serving @ (costs * priced.flow) + choice.penalty * priced.unmet
    price[ledger.demands] = spent / choice.amount
    return price
