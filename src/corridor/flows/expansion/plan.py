"""A plan: which projects, in which order and year, what they cost and what they achieve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

__all__ = ["Plan"]

MEGA = 1e6


@dataclass(frozen=True, repr=False)
class Plan:
    """
    The cheapest projects for a target or a budget.

    Transport cost, capital and what stays undelivered are kept apart; a penalty for the last is
    what the plan weighs, never a cost that it shows. Tariffs of a new link may already recover its
    capital: then the charge counts it a second time, on the safe side.

    Attributes
    ----------
    projects
        Index project_id, in the order in which to build: name, year (its own earliest year where
        the plan has no stages), units, bundle (projects that are of no use without each other, by
        the first of them), capex_usd, capex_low_usd, capex_high_usd, charge_usd_per_y,
        alone_usd_per_y (what it saves alone, penalties counted), loss_usd_per_y (what the plan
        loses without it).
    stages
        Index year, after a row ``today``: bundle, capex_usd (low, high), charge_usd_per_y,
        cost_usd_per_y, delivered_t_per_y, unmet_t_per_y, cost_usd_per_t, and for each territory of
        the target the tonnes that touch it and may.
    units
        Units open by project and stage.
    effects
        What each project of the plan does: project, what, adds_per_y, adds_low_per_y,
        adds_high_per_y, unit.
    ranges
        Index capex (low, central, high): the bundle that is cheapest if every capital cost is at
        that end of its range, and its capex_usd at that end.
    reach
        Index adds (low, central, high): what the plan delivers in its last stage if all its
        projects add the low, the stated or the high figure (delivered_t_per_y, unmet_t_per_y,
        cost_usd_per_t), and possible_share_X: the share of today's tonnes touching each territory
        X of the target that it can keep off while as much is delivered as today.
    left
        Candidates that the plan leaves out.
    unused
        Reason by project id, of projects that are no candidates.
    unmet_without_t_per_y, unmet_with_all_t_per_y
        What stays undelivered in the last stage with nothing built, and with every candidate.
    rate, life_years
        Cost of capital and life: stated inputs, not facts.
    target, budget_usd
        As given.
    status, gap
        ``optimal`` where no plan is cheaper by more than the gap, as a share of the cost with
        penalties.
    """

    projects: pd.DataFrame
    stages: pd.DataFrame
    units: pd.DataFrame
    effects: pd.DataFrame
    ranges: pd.DataFrame
    reach: pd.DataFrame
    left: tuple[str, ...]
    unused: dict[str, str]
    unmet_without_t_per_y: float
    unmet_with_all_t_per_y: float
    rate: float
    life_years: float
    target: Mapping[str, float | Mapping[int, float]]
    budget_usd: float | Mapping[int, float] | None
    status: str
    gap: float

    @property
    def capex_usd(self) -> float:
        """Capital cost of all that is built, USD."""
        return float(self.projects["capex_usd"].sum())

    @property
    def unmet_t_per_y(self) -> float:
        """What stays undelivered in the last stage."""
        return float(self.stages["unmet_t_per_y"].iloc[-1])

    def to_frame(self) -> pd.DataFrame:
        """Return the stages in long form: stage, quantity, value."""
        numbers = self.stages.drop(columns="bundle").rename_axis("stage").reset_index()
        return numbers.melt("stage", var_name="quantity", value_name="value")

    def __repr__(self) -> str:
        head = f"Plan ({self._aim()}): {len(self.projects)} projects, {self.status}"
        lines = [f"{head}, gap {self.gap:.1e}", *self._figures()]
        for project, row in self.projects.iterrows():
            steps = self._steps(str(project))
            lines.append(f"  {steps}{project}: {row['capex_usd'] / MEGA:,.0f} MUSD")
        return "\n".join(lines)

    def _steps(self, project: str) -> str:
        """Return when how many units of a project open."""
        units = self.units.loc[project].to_numpy()
        years = [str(year) for year in self.units.columns]
        if len(units) == 1:
            own = self.projects["year"].to_dict()[project]
            years = ["" if pd.isna(own) else str(own)]
        new = np.diff(units, prepend=0)
        parts = [
            f"{year} {count} x".strip() if units[-1] > 1 else year
            for year, count in zip(years, new, strict=True)
            if count > 0
        ]
        words = ", ".join(parts)
        return f"{words} " if words else ""

    def _figures(self) -> list[str]:
        """Return capital, what goes undelivered and transport cost, a line each."""
        low, high = (self.projects[f"capex_{side}_usd"].sum() / MEGA for side in ("low", "high"))
        last, first = self.stages.iloc[-1], self.stages.iloc[0]
        charge = f"{last['charge_usd_per_y'] / MEGA:,.1f} MUSD/y"
        terms = f"at {100 * self.rate:g} % over {self.life_years:g} years"
        lost = {
            "today": first["unmet_t_per_y"],
            "with nothing built": self.unmet_without_t_per_y,
            "with the plan": last["unmet_t_per_y"],
            "with every candidate": self.unmet_with_all_t_per_y,
        }
        parts = ", ".join(f"{amount / MEGA:,.4g} {when}" for when, amount in lost.items())
        less, more = (self.reach["unmet_t_per_y"][end] / MEGA for end in ("low", "high"))
        cost, before = last["cost_usd_per_t"], first["cost_usd_per_t"]
        return [
            f"  capital {self.capex_usd / MEGA:,.0f} MUSD ({low:,.0f}-{high:,.0f})",
            f"  that is {charge} {terms}",
            f"  undelivered, Mt/y: {parts}",
            f"  with the plan if its projects add more or less: {more:,.4g} to {less:,.4g}",
            f"  transport {cost:,.1f} USD per tonne delivered ({before:,.1f} today)",
        ]

    def _aim(self) -> str:
        """Return target and budget in words."""
        words = [
            f"{name} by year"
            if isinstance(share, Mapping)
            else f"{name} at most {share:.0%} of today"
            for name, share in self.target.items()
        ]
        if isinstance(self.budget_usd, Mapping):
            words.append("a budget by year")
        elif self.budget_usd is not None:
            words.append(f"at most {self.budget_usd / MEGA:,.0f} MUSD")
        return ", ".join(words) or "least cost"

    def _repr_html_(self) -> str:
        head, *lines = repr(self).split("\n")
        items = "".join(f"<li>{escape(line.strip())}</li>" for line in lines[:5])
        tables = [_shown(frame.reset_index()) for frame in (self.projects, self.stages)]
        reasons = pd.DataFrame(
            [*((name, "left out by the plan") for name in self.left), *self.unused.items()],
            columns=["project", "why not"],
        )
        return f"<b>{escape(head)}</b><ul>{items}</ul>{''.join(tables)}{_shown(reasons)}"


def _shown(frame: pd.DataFrame) -> str:
    """Return a table as HTML, its numbers short."""
    numbers = frame.select_dtypes("number").columns.drop("year", errors="ignore")
    frame = frame.assign(
        **{name: frame[name].map(lambda x: "" if pd.isna(x) else f"{x:,.4g}") for name in numbers}
    )
    return frame.to_html(index=False, escape=True, border=0)
