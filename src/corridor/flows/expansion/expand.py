"""Choose the projects that meet a target, or do most within a budget, at least cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.flows.expansion.planning import plan_within
from corridor.flows.expansion.terms.setting import setting
from corridor.flows.expansion.terms.stages import checked_target, checked_years
from corridor.flows.independence.options import check_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from corridor.flows.demand import Demand
    from corridor.flows.expansion.plan import Plan
    from corridor.flows.expansion.terms.stages import Budget, Target
    from corridor.network.network import Network

__all__ = ["checked_search", "expand"]


def expand(  # noqa: PLR0913
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    *,
    budget_usd: Budget = None,
    target: Target = None,
    years: Iterable[int] | int | None = None,
    rate: float = 0.08,
    life_years: float = 25.0,
    capex_usd: Mapping[str, float] | None = None,
    repeat: Mapping[str, int] | None = None,
    alternatives: Iterable[Iterable[str]] = (),
    gap: float = 1e-6,
    time_limit_s: float = 300.0,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> Plan:
    """
    Return the projects of least cost: transport, capital by the year, and what is not delivered.

    Bundles are judged together, by a mixed integer programme that is solved to a stated gap; a
    project that is of no use alone is taken with those that make it useful. A project counts only
    where its cost is known and what it adds bounds these flows; every other one is listed with the
    reason. Capacity that is not known is no bottleneck here, and so no project relieves it.

    Parameters
    ----------
    network
        From `build_network`; what is open in its year is there already.
    demand
        A `Demand`, or a table with its columns; the data set's own of the year when absent. The
        same in every stage.
    projects
        A table like the data set's, its own when absent. Columns it may leave out:
        commodity_group (for which cargo a port grows), commodity (what a supplier makes), most
        (units that may be built), and payload, payload_unit, cycle_d and operating_d_per_y, which
        turn vessels into capacity.
    budget_usd
        Capital that may be spent in all, or by each year.
    target
        Share of today's tonnes that may still touch a territory, such as ``{"RU": 0.0}``; by year
        where it is a mapping. It always holds: what has no other way stays undelivered.
    years
        In which projects may open, such as ``(2027, 2030, 2035)``; all at once when absent.
    rate, life_years
        Cost of capital (real, share per year) and life of a project: a capital cost K is charged
        K r (1 + r)^n / ((1 + r)^n - 1) a year from when it opens. Inputs, not facts.
    capex_usd
        Capital cost by project, in place of the table's or where it has none. A project without a
        cost is not used; say 0 for what costs nothing, such as a contract.
    repeat
        Units that may be built of a project, such as ``{"caspian_tanker_unit": 40}``, in place of
        the table's ``most``.
    alternatives
        Groups of projects of which at most one is built.
    gap
        Share of the cost, penalties included, by which the plan may miss the cheapest.
    time_limit_s
        Seconds for each end of the range of costs; the best plan so far is then returned, with its
        gap.
    **options
        Of `assemble`: supply, weights, objective, unmet_usd_per_t (what a tonne delivered is worth
        to the plan), avoid, access, opened, closed, extra_capacity.

    Returns
    -------
    plan
        ``projects``, ``stages``, ``ranges`` (of costs), ``reach`` (at both ends of what its
        projects add), ``unused``.

    Raises
    ------
    UnknownIdError
        No such territory or project; names the nearest.
    ValueError
        A number is out of its range.
    SolverError
        A programme could not be solved.

    Examples
    --------
    Tankers, with as many as it takes, until the berths of Aktau are full or the contract is used:

    >>> net = corridor.build_network(corridor.load_dataset())
    >>> need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    >>> plan = expand(net, need, target={"RU": 0.0}, repeat={"caspian_tanker_unit": 40})
    >>> plan.status, "caspian_tanker_unit" in plan.projects.index
    ('optimal', True)
    """
    check_options(options)
    checked_search(gap, time_limit_s)
    shares = checked_target(target)
    at = checked_years(years, network.year)
    made = setting(
        network,
        demand,
        projects,
        territories=shares,
        rate=rate,
        life_years=life_years,
        capex_usd=capex_usd,
        repeat=repeat,
        alternatives=alternatives,
        **options,
    )
    return plan_within(
        made, at, budget_usd=budget_usd, target=target, gap=gap, time_limit_s=time_limit_s
    )


def checked_search(gap: float, time_limit_s: float) -> None:
    """Refuse a gap or a time that is no number above 0."""
    for name, value in (("gap", gap), ("time_limit_s", time_limit_s)):
        if not (np.isfinite(value) and value > 0):
            raise ValueError(f"{name} is a number above 0; got {value!r}")
