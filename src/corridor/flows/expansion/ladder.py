"""What it takes to go without a territory, step by step: a quarter, half, three quarters, all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.draw.tables import result_html
from corridor.flows.expansion.expand import checked_search
from corridor.flows.expansion.planning import plan_within
from corridor.flows.expansion.terms.setting import setting
from corridor.flows.expansion.terms.stages import checked_years
from corridor.flows.independence.options import check_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.axes import Axes

    from corridor.flows.demand import Demand
    from corridor.flows.expansion.plan import Plan
    from corridor.network.network import Network

__all__ = ["Ladder", "expansion_ladder"]

MEGA = 1e6


@dataclass(frozen=True, repr=False)
class Ladder:
    """
    The cheapest bundle of projects for each share kept off a territory.

    Attributes
    ----------
    territory
        Country code.
    table
        Index kept_off_share: territory_t_per_y (that may touch it), bundle, projects (how many),
        capex_usd, capex_low_usd, capex_high_usd (of that bundle), charge_usd_per_y, cost_usd_per_y
        (transport), delivered_t_per_y, unmet_t_per_y (with the bundle), unmet_without_t_per_y (with
        nothing built), unmet_with_all_t_per_y (with every candidate), delivered_low_t_per_y and
        delivered_high_t_per_y (if all projects of the bundle add the low or the high figure),
        possible_share (of today's tonnes, that the bundle can keep off with as much delivered as
        today), possible_low_share, possible_high_share, status, gap.
    plans
        The plan of each share.
    """

    territory: str
    table: pd.DataFrame
    plans: dict[float, Plan]

    @property
    def unused(self) -> dict[str, str]:
        """Reason by project id, of projects that are no candidates."""
        return next(iter(self.plans.values())).unused

    def to_frame(self) -> pd.DataFrame:
        """Return the table in long form: kept_off_share, quantity, value."""
        numbers = self.table.select_dtypes("number").reset_index()
        return numbers.melt("kept_off_share", var_name="quantity", value_name="value")

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """
        Draw what each step delivers, what building adds to that, and what it costs to build.

        Parameters
        ----------
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart, one bar a share kept off.
        """
        from corridor.flows.frames.bars import bars_of_ladder  # noqa: PLC0415 - only when drawing

        return bars_of_ladder(self, ax)

    def __repr__(self) -> str:
        lines = [f"Ladder off {self.territory}"]
        for share, row in self.table.iterrows():
            lines.append(
                f"  {share:.0%}: {row['capex_usd'] / MEGA:,.0f} MUSD, "
                f"{row['unmet_t_per_y'] / MEGA:,.4g} Mt/y undelivered "
                f"({row['unmet_without_t_per_y'] / MEGA:,.4g} with nothing built): {row['bundle']}"
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return result_html(f"Ladder off {self.territory}", self.table)


def expansion_ladder(  # noqa: PLR0913
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    *,
    territory: str = "RU",
    shares: Iterable[float] = (0.25, 0.5, 0.75, 1.0),
    budget_usd: float | None = None,
    rate: float = 0.08,
    life_years: float = 25.0,
    capex_usd: Mapping[str, float] | None = None,
    repeat: Mapping[str, int] | None = None,
    alternatives: Iterable[Iterable[str]] = (),
    gap: float = 1e-6,
    time_limit_s: float = 300.0,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> Ladder:
    """
    Return the cheapest bundle of projects for each share of flow kept off a territory.

    Parameters
    ----------
    network, demand, projects
        As of `expand`.
    territory
        Country code.
    shares
        Of today's tonnes touching the territory, from 0 to 1, that are kept off it.
    budget_usd, rate, life_years, capex_usd, repeat, alternatives, gap, time_limit_s
        As of `expand`.
    **options
        Of `assemble`.

    Returns
    -------
    ladder
        One row and one plan a share; what still goes undelivered stands beside what it costs.

    Raises
    ------
    UnknownIdError, ValueError, SolverError
        As of `expand`.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    >>> steps = expansion_ladder(net, need, shares=(0.5, 1.0))
    >>> steps.table.index.tolist()
    [0.5, 1.0]
    """
    check_options(options)
    checked_search(gap, time_limit_s)
    wanted = [float(share) for share in shares]
    if not wanted or not all(0 <= share <= 1 for share in wanted):
        raise ValueError(f"shares are numbers from 0 to 1; got {wanted}")
    made = setting(
        network,
        demand,
        projects,
        territories=(territory,),
        rate=rate,
        life_years=life_years,
        capex_usd=capex_usd,
        repeat=repeat,
        alternatives=alternatives,
        **options,
    )
    years = checked_years(None, network.year)
    plans, rows = {}, {}
    for share in sorted(set(wanted)):
        target = {territory: 1.0 - share}
        plan = plan_within(
            made, years, budget_usd=budget_usd, target=target, gap=gap, time_limit_s=time_limit_s
        )
        bound = made.limits({territory: target[territory] * made.base_t_per_y[territory]})
        nothing = made.yearly.at(np.zeros(len(made.names)), bound)
        plans[share] = plan
        rows[share] = _row(plan, territory, float(nothing.unmet.sum()))
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("kept_off_share")
    return Ladder(territory, table, plans)


def _row(plan: Plan, territory: str, unmet_without: float) -> dict[str, Any]:
    """Return one step of the ladder."""
    last, reach = plan.stages.iloc[-1], plan.reach
    possible = reach[f"possible_share_{territory}"]
    kept = ["capex_usd", "capex_low_usd", "capex_high_usd", "charge_usd_per_y", "cost_usd_per_y"]
    return {
        "territory_t_per_y": last[f"territory_{territory}_allowed_t_per_y"],
        "bundle": last["bundle"],
        "projects": len(plan.projects),
        **{name: last[name] for name in kept},
        "delivered_t_per_y": last["delivered_t_per_y"],
        "unmet_t_per_y": last["unmet_t_per_y"],
        "unmet_without_t_per_y": unmet_without,
        "unmet_with_all_t_per_y": plan.unmet_with_all_t_per_y,
        "delivered_low_t_per_y": reach["delivered_t_per_y"]["low"],
        "delivered_high_t_per_y": reach["delivered_t_per_y"]["high"],
        "possible_share": possible["central"],
        "possible_low_share": possible["low"],
        "possible_high_share": possible["high"],
        "status": plan.status,
        "gap": plan.gap,
    }
