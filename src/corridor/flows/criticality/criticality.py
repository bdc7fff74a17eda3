"""Criticality by capacity: lose each element, or two, and let all flows settle anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.flows.assembly.assembly import assemble
from corridor.flows.criticality.elements import element_name, kinds_of
from corridor.flows.criticality.loss.losses import Losses
from corridor.flows.criticality.loss.pairs import pair_losses
from corridor.flows.criticality.members import Members, members_of
from corridor.flows.criticality.result import Criticality

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.criticality.loss.losses import Outcome
    from corridor.flows.demand import Demand
    from corridor.network.network import Network

__all__ = ["criticality"]

Floats = npt.NDArray[np.float64]

# A change that is smaller, relative to the whole, is rounding of the optimum, and reads 0.
ROUNDING = 1e-9


def criticality(
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    *,
    by: str | Iterable[str] = ("link", "transfer", "node", "operator"),
    pairs: int = 0,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> Criticality:
    """
    Return what the loss of each element does when all flows settle anew at least cost.

    Each loss is solved to the optimum. Only elements that carry flow are asked for: another's loss
    leaves the optimum an optimum.

    Parameters
    ----------
    network
        From `build_network`.
    demand
        What is to move; the data set's own of the year when absent.
    by
        Kinds of element: ``link`` (both ways), ``transfer``, ``node``, ``group`` (of links that
        share a capacity), ``operator``, ``owner``, and what has a shared cause: ``territory``
        (whatever touches the country), ``passage``, ``cause`` (all that the hazards of one shared
        cause are on record for).
    pairs
        Losses of two elements to solve at most, those that may lose most first; 0 for none. A pair
        of which one carries nothing once the other is lost is not asked for.
    **options
        Options of `assemble`: supply, weights, objective, unmet_usd_per_t, avoid, access, opened,
        closed, extra_capacity.

    Returns
    -------
    criticality
        A ranking, and what stays undelivered by commodity.

    Raises
    ------
    UnknownIdError
        No such kind, or an id among the options is not in the data set; names the nearest.
    ValueError
        ``pairs`` is negative, or an option is out of its range.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> oil = net.data.demand.query("commodity == 'crude_oil'")
    >>> found = criticality(net, oil, by="passage")
    >>> bool(found.table.loc["passage:turkish_straits", "added_unmet_t_per_y"] > 0)
    True
    """
    kinds = kinds_of(by)
    if pairs < 0:
        msg = f"pairs is {pairs}; it is a number of losses to solve, 0 or more"
        raise ValueError(msg)
    assembly = assemble(network, demand, **options)
    members = members_of(assembly, kinds)
    losses = Losses(assembly.problem, members.arcs)
    table, by_commodity = _singles(assembly, members, losses)
    found = pair_losses(losses, pairs) if pairs else None
    return Criticality(
        table,
        by_commodity,
        _pairs(members, losses, found.pairs if found else []),
        _base(assembly, losses),
        tuple(str(name) for name in members.table.index[losses.base.flow <= 0]),
        found.n_open if found else 0,
        found.bound if found else 0.0,
        assembly.options,
        network,
    )


def _base(assembly: Assembly, losses: Losses) -> pd.Series[float]:
    """Return the totals before any loss."""
    demanded = float(assembly.problem.demand_amount.sum())
    unmet = float(losses.base.unmet.sum())
    return pd.Series(
        {
            "demanded_t_per_y": demanded,
            "delivered_t_per_y": demanded - unmet,
            "unmet_t_per_y": unmet,
            "cost_usd_per_y": losses.cost(losses.base),
        }
    )


def _change(after: float, before: float) -> float:
    """Return the difference; rounding reads 0."""
    return 0.0 if abs(after - before) <= ROUNDING * max(1.0, abs(before)) else after - before


def _felt(losses: Losses, outcome: Outcome) -> tuple[float, float, float]:
    """Return the unmet demand, the cost of carrying and the objective that a loss adds."""
    base, whole = losses.base, max(1.0, float(losses.demanded.sum()))
    unmet = float(outcome.unmet.sum() - base.unmet.sum())
    return (
        unmet if abs(unmet) > ROUNDING * whole else 0.0,
        _change(losses.cost(outcome), losses.cost(base)),
        max(0.0, _change(outcome.objective, base.objective)),
    )


def _singles(
    assembly: Assembly, members: Members, losses: Losses
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ranking of single losses, and what stays undelivered by commodity."""
    carrying = np.flatnonzero(losses.base.flow > 0)
    data, demanded = assembly.network.data, float(losses.demanded.sum())
    names = members.table.index[carrying]
    outcomes = [losses.without({int(element)}) for element in carrying]
    felt = np.array([_felt(losses, outcome) for outcome in outcomes]).reshape(-1, 3)
    flow = losses.base.flow[carrying]
    unmet = losses.base.unmet.sum() + felt[:, 0]
    table = pd.DataFrame(
        {
            "kind": members.table["kind"].to_numpy()[carrying],
            "name": [element_name(data, str(name)) for name in names],
            "flow_t_per_y": flow,
            "transit_t_per_y": flow - _ending_in(assembly, members, losses)[carrying],
            "added_unmet_t_per_y": felt[:, 0],
            "delivered_share": 1.0 - unmet / demanded if demanded else np.nan,
            "added_cost_usd_per_y": felt[:, 1],
            "loss_usd_per_y": felt[:, 2],
            "loss_usd_per_t": felt[:, 2] / flow,
        },
        index=names,
    )
    order = np.lexsort((np.arange(len(table)), -table["loss_usd_per_y"].to_numpy()))
    table = table.iloc[order]
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    added = np.array([outcome.unmet - losses.base.unmet for outcome in outcomes])
    added = added.reshape(len(carrying), losses.n_demands)
    by_demand = pd.DataFrame(np.where(np.abs(added) > ROUNDING * demanded, added, 0.0), index=names)
    by_commodity = by_demand.T.groupby(assembly.demands["commodity"].to_numpy()).sum().T
    return table, by_commodity.iloc[order].rename_axis(columns="commodity")


def _ending_in(assembly: Assembly, members: Members, losses: Losses) -> Floats:
    """Return the flow of each element that begins or ends in it: of nodes and territories."""
    country = assembly.network.nodes["country"]
    total = np.zeros(losses.n_elements)
    for path in losses.carried():
        nodes = (
            str(assembly.sources["node"].iloc[path.source]),
            str(assembly.demands["market"].iloc[path.demand]),
        )
        own = {f"node:{node}" for node in nodes} | {f"territory:{country[n]}" for n in nodes}
        for element in members.number(sorted(own & set(members.table.index))):
            total[element] += path.flow
    return total


def _pairs(members: Members, losses: Losses, pairs: list[tuple[int, int]]) -> pd.DataFrame:
    """Return what pairs lose together, worst first."""
    names = [str(name) for name in members.table.index]
    rows = []
    for first, second in pairs:
        unmet, cost, loss = _felt(losses, losses.without((first, second)))
        alone = [_felt(losses, losses.without({each}))[2] for each in (first, second)]
        if loss > max(alone):
            beyond = _change(loss, sum(alone))
            rows.append((names[first], names[second], unmet, cost, loss, beyond))
    columns = ["added_unmet_t_per_y", "added_cost_usd_per_y", "loss_usd_per_y"]
    columns = ["first", "second", *columns, "beyond_alone_usd_per_y"]
    table = pd.DataFrame(rows, columns=columns)
    order = ["loss_usd_per_y", "first", "second"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)
