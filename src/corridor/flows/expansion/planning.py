"""Make one plan within a setting: choose, evaluate, order, and see what the ranges do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.flows.expansion.bundles import bundle_row, worth_of
from corridor.flows.expansion.choice.choose import choose_projects
from corridor.flows.expansion.plan import Plan
from corridor.flows.expansion.reach import reach_of
from corridor.flows.expansion.terms.stages import LATEST, checked_target, stages_of

if TYPE_CHECKING:
    from corridor.flows.expansion.choice.design import Stage
    from corridor.flows.expansion.terms.setting import Setting
    from corridor.flows.expansion.terms.stages import Budget, Target

__all__ = ["plan_within"]

Ints = npt.NDArray[np.int64]
SIDES = ("low", "", "high")


def plan_within(
    made: Setting,
    years: list[int],
    *,
    budget_usd: Budget,
    target: Target,
    gap: float,
    time_limit_s: float,
) -> Plan:
    """
    Return the cheapest plan.

    Parameters
    ----------
    made
        The setting.
    years
        From `checked_years`.
    budget_usd, target, gap, time_limit_s
        As of `expand`.

    Returns
    -------
    plan
        With what it costs and does.
    """
    stages = stages_of(made, years, budget_usd, target)
    found = {
        side: choose_projects(
            made.design(stages, years, side), made.yearly, gap=gap, time_limit_s=time_limit_s
        )
        for side in SIDES
    }
    units, last = found[""].units, stages[-1].limits
    named = [None if year == LATEST else year for year in years]
    everything = made.found.table["most"].to_numpy(float)
    chosen = units[:, -1] > 0
    return Plan(
        projects=_projects(made, units, named, last),
        stages=_stages(made, units, named, stages, target),
        units=pd.DataFrame(units[chosen], made.found.table.index[chosen], _labels(named)),
        effects=made.found.effects[
            made.found.effects["project"].isin(made.found.table.index[chosen])
        ].reset_index(drop=True),
        ranges=_ranges(made, {side: choice.units[:, -1] for side, choice in found.items()}),
        reach=reach_of(made, units[:, -1].astype(float), last),
        left=tuple(map(str, made.found.table.index[~chosen])),
        unused=made.found.unused,
        unmet_without_t_per_y=float(made.yearly.at(0.0 * everything, last).unmet.sum()),
        unmet_with_all_t_per_y=float(made.yearly.at(everything, last).unmet.sum()),
        rate=made.rate,
        life_years=made.life_years,
        target=checked_target(target),
        budget_usd=budget_usd,
        status=found[""].status,
        gap=found[""].gap,
    )


def _labels(years: list[int | None]) -> list[Any]:
    """Return the names of the stages."""
    return ["plan" if year is None else year for year in years]


def _projects(
    made: Setting, units: Ints, years: list[int | None], limits: npt.NDArray[np.float64]
) -> pd.DataFrame:
    """Return the projects of a plan in the order in which to build them."""
    table = made.found.table
    chosen = units[:, -1] > 0
    rows = table[chosen]
    count = units[chosen, -1]
    opened = [years[int(np.argmax(row > 0))] for row in units[chosen]]
    own = [int(year) or None for year in rows["year"]]
    year = [stage if stage is not None else at for stage, at in zip(opened, own, strict=True)]
    costs = {name: rows[name] * count for name in ("capex_usd", "capex_low_usd", "capex_high_usd")}
    frame = pd.DataFrame(
        {
            "name": rows["name"],
            "year": pd.array(year, dtype="Int64"),
            "units": count,
            **costs,
            "charge_usd_per_y": costs["capex_usd"] * made.annuity,
        }
    ).join(worth_of(made, units[:, -1].astype(float), limits))
    order = [
        "name",
        "year",
        "units",
        "bundle",
        "capex_usd",
        "capex_low_usd",
        "capex_high_usd",
        "charge_usd_per_y",
        "alone_usd_per_y",
        "loss_usd_per_y",
    ]
    return frame.loc[_in_order(frame, table["needs"]), order]


def _in_order(frame: pd.DataFrame, needs: pd.Series[Any]) -> list[str]:
    """
    Return the order in which to build: by stage, what is needed first, then by return.

    The return of a bundle is what the plan loses without its dearest part, per dollar of the whole.
    """
    by = frame.groupby("bundle")
    value: pd.Series[float] = by["loss_usd_per_y"].max() / np.maximum(
        by["charge_usd_per_y"].sum(), 1.0
    )
    left = sorted(
        map(str, frame.index),
        key=lambda name: (
            _when(frame, name),
            -float(value[str(frame["bundle"][name])]),
            str(frame["bundle"][name]),
            name,
        ),
    )
    order: list[str] = []
    while left:
        ready = next(name for name in left if not set(needs[name]) & set(left))
        order.append(ready)
        left.remove(ready)
    return order


def _when(frame: pd.DataFrame, name: str) -> int:
    """Return the year of a project; 0 where none is stated."""
    year = frame["year"][name]
    return 0 if pd.isna(year) else int(year)


def _stages(
    made: Setting,
    units: Ints,
    years: list[int | None],
    stages: tuple[Stage, ...],
    target: Target,
) -> pd.DataFrame:
    """Return what the plan costs and does by stage, after today without a target."""
    rows = [bundle_row(made, np.zeros(len(units)), made.limits({}))]
    for number, stage in enumerate(stages):
        rows.append(bundle_row(made, units[:, number].astype(float), stage.limits))
    table = pd.DataFrame(rows, index=["today", *_labels(years)]).rename_axis("year")
    for territory in target or {}:
        place = made.found.assembly.limit_number(f"territory:{territory}")
        allowed = [np.inf, *(float(stage.limits[place]) for stage in stages)]
        table[f"territory_{territory}_allowed_t_per_y"] = allowed
    return table


def _ranges(made: Setting, units: dict[str, Ints]) -> pd.DataFrame:
    """Return the cheapest bundle at each end of the ranges of capital costs."""
    rows = {}
    for side, count in units.items():
        column = f"capex_{side}_usd" if side else "capex_usd"
        names = [
            name if n == 1 else f"{n} x {name}"
            for name, n in zip(made.names, count, strict=True)
            if n > 0
        ]
        cost = float(count @ made.found.table[column].to_numpy(float))
        rows[side or "central"] = (" + ".join(names) or "nothing", cost)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["bundle", "capex_usd"])
    return frame.rename_axis("capex")
