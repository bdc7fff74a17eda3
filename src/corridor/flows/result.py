"""The result of an assignment: flows, prices, unmet demand, money, and how sure the optimum is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.tables import result_html
from corridor.flows.frames.pictures import Pictures
from corridor.flows.outcome.courses import Course, courses
from corridor.flows.outcome.limits import bottleneck_table, limit_table
from corridor.flows.outcome.links import link_table, share_on_unknown
from corridor.flows.outcome.money import charge_table, netback_table
from corridor.flows.outcome.routes import corridor_table, route_table
from corridor.flows.outcome.unmet import unmet_table

if TYPE_CHECKING:
    from corridor.flows.assembly.assembly import Assembly
    from corridor.flows.program.solution import Solution

__all__ = ["Flows"]


@dataclass(frozen=True, repr=False)
class Flows(Pictures):
    """
    Where all tonnes go, what holds them back and what that is worth.

    Tables are worked out when first asked for; those of limits and of unmet demand solve variants
    of the problem.

    Attributes
    ----------
    assembly
        What was solved: the network, the problem and the options.
    solution
        The solution in numbers.
    method
        ``optimum`` or ``logit``; a logit has prices, but no one-sided differences.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> from corridor.flows.assign import assign_flows
    >>> from corridor.flows.demand import Demand
    >>> need = Demand.of("copper", {"duisburg": 25.0, "mersin": 110.0}, origin="KZ", unit="kt/y")
    >>> flows = assign_flows(net, need)
    >>> flows.delivered_t_per_y, flows.status
    (135000.0, 'optimal')
    """

    assembly: Assembly
    solution: Solution
    method: str = "optimum"

    @cached_property
    def _courses(self) -> list[Course]:
        return courses(self.assembly, self.solution)

    @cached_property
    def routes(self) -> pd.DataFrame:
        """One row per path with flow; see `route_table`."""
        return route_table(self.assembly, self._courses)

    @cached_property
    def links(self) -> pd.DataFrame:
        """One row per link, direction and commodity with flow; see `link_table`."""
        return link_table(self.assembly, self.solution, self._courses)

    @cached_property
    def limits(self) -> pd.DataFrame:
        """Every limit with its use, shadow price and one-sided differences; see `limit_table`."""
        return limit_table(self.assembly, self.solution, both_sides=self.method == "optimum")

    @cached_property
    def unmet(self) -> pd.DataFrame:
        """What is not delivered, and why; see `unmet_table`."""
        return unmet_table(self.assembly, self.solution)

    @cached_property
    def charges(self) -> pd.DataFrame:
        """Money paid a year by recipient, charge and commodity; see `charge_table`."""
        return charge_table(self.assembly, self._courses)

    @cached_property
    def netback(self) -> pd.DataFrame:
        """What each producer ships and nets; see `netback_table`."""
        return netback_table(self.assembly, self.routes)

    def bottlenecks(self) -> pd.DataFrame:
        """
        Return the limits that are used up and worth something, the dearest first.

        Returns
        -------
        bottlenecks
            Index ``limit``; see `bottleneck_table`.
        """
        return bottleneck_table(self.limits)

    def by_corridor(self) -> pd.DataFrame:
        """
        Return how much of each commodity keeps the rule of each corridor.

        Returns
        -------
        corridors
            Index commodity, corridor; see `corridor_table`.
        """
        return corridor_table(self.routes)

    @property
    def demand_t_per_y(self) -> float:
        """All that is demanded."""
        return math.fsum(self.assembly.problem.demand_amount)

    @property
    def delivered_t_per_y(self) -> float:
        """All that arrives."""
        return math.fsum(path.flow for path in self.solution.paths)

    @property
    def unmet_t_per_y(self) -> float:
        """All that does not."""
        return math.fsum(self.solution.unmet)

    @property
    def cost_usd_per_y(self) -> float:
        """Money paid for moving what arrives; no penalty in it."""
        return math.fsum(self.routes["flow_t_per_y"] * self.routes["cost_usd_per_t"])

    @property
    def unmet_usd_per_y(self) -> float:
        """Penalty on what does not arrive; 0 with ``objective="netback"``, which knows none."""
        if self.assembly.options["objective"] == "netback":
            return 0.0
        return math.fsum(self.solution.unmet * self.assembly.problem.demand_penalty)

    @property
    def usd_per_delivered_t(self) -> float:
        """Money per tonne that arrives; NaN where none does."""
        delivered = self.delivered_t_per_y
        return self.cost_usd_per_y / delivered if delivered else math.nan

    @property
    def netback_usd_per_y(self) -> float:
        """What all producers net on what is sold at a known price."""
        return math.fsum(self.netback["netback_usd_per_y"].dropna())

    @property
    def share_on_unknown_capacity(self) -> float:
        """Share of the tonne-km that run over links whose capacity no fact states."""
        return share_on_unknown(self.links)

    @property
    def status(self) -> str:
        """``optimal``, or which limit of the solver ended the search."""
        return self.solution.status

    @property
    def gap(self) -> float:
        """Distance of the solution from its proven bound, as a share."""
        objective = self.solution.objective
        return (objective - self.solution.lower_bound) / objective if objective else 0.0

    @property
    def certificate(self) -> pd.Series[float]:
        """What proves the optimum: objective, lower bound, gap and residual of the conditions."""
        return pd.Series(
            {
                "objective_usd_per_y": self.solution.objective,
                "lower_bound_usd_per_y": self.solution.lower_bound,
                "gap": self.gap,
                "residual": self.solution.residual,
            },
            name="certificate",
        )

    def _drawn(self) -> Flows:
        return self

    def to_frame(self) -> pd.DataFrame:
        """Return the routes with flow, one row each."""
        return self.routes.copy()

    def __repr__(self) -> str:
        return (
            f"<Flows {self.assembly.network.year}: {self.delivered_t_per_y / 1e6:,.2f} of "
            f"{self.demand_t_per_y / 1e6:,.2f} Mt/y delivered, "
            f"{self.cost_usd_per_y / 1e6:,.0f} million USD/y, {self.status}>"
        )

    def _repr_html_(self) -> str:
        return result_html(
            repr(self),
            ("Shares by corridor", self.by_corridor()),
            ("Bottlenecks", self.bottlenecks()),
            ("Not delivered", self.unmet),
        )
