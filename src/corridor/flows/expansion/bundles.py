"""What bundles of projects do, alone and together."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.flows.expansion.terms.setting import Setting, setting
from corridor.flows.expansion.terms.stages import checked_target
from corridor.flows.independence.options import check_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.flows.demand import Demand
    from corridor.network.network import Network

__all__ = ["BUNDLE_COLUMNS", "bundle_row", "compare_bundles", "worth_of"]

Floats = npt.NDArray[np.float64]
BUNDLE_COLUMNS = [
    "bundle",
    "capex_usd",
    "capex_low_usd",
    "capex_high_usd",
    "charge_usd_per_y",
    "cost_usd_per_y",
    "delivered_t_per_y",
    "unmet_t_per_y",
    "cost_usd_per_t",
]
# Share of the cost of all flows below which two bundles do the same.
SAME = 1e-9


def compare_bundles(  # noqa: PLR0913
    network: Network,
    demand: Demand | pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    *,
    bundles: Sequence[Iterable[str] | Mapping[str, int]],
    target: Mapping[str, float] | None = None,
    rate: float = 0.08,
    life_years: float = 25.0,
    capex_usd: Mapping[str, float] | None = None,
    repeat: Mapping[str, int] | None = None,
    **options: Any,  # noqa: ANN401 - those of `assemble`
) -> pd.DataFrame:
    """
    Return what each of some bundles of projects does: judged as a whole, not one by one.

    Parameters
    ----------
    network, demand, projects
        As of `expand`.
    bundles
        Each the names of projects, or units by name. What they need besides is not added.
    target
        Share of today's tonnes that may touch each territory.
    rate, life_years, capex_usd, repeat
        As of `expand`.
    **options
        Of `assemble`.

    Returns
    -------
    table
        One row a bundle, in order, after a row in which nothing is built: bundle, capex_usd (low,
        high), charge_usd_per_y, cost_usd_per_y (generalised, without penalties), delivered_t_per_y,
        unmet_t_per_y, cost_usd_per_t, and tonnes that touch each territory of the target.

    Raises
    ------
    UnknownIdError
        No such project; names the nearest.
    ValueError
        A project of a bundle cannot be used; says why.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
    >>> table = compare_bundles(
    ...     net, need, bundles=[["caspian_tanker_unit"]], target={"RU": 0.0},
    ... )
    >>> float(table["unmet_t_per_y"].diff().iloc[1])
    -375000.0
    """
    check_options(options)
    shares: dict[str, float] = {}
    for territory, share in checked_target(target).items():
        if isinstance(share, Mapping):
            raise TypeError(
                f"target of {territory} is by year: bundles have no years, give a share"
            )
        shares[territory] = float(share)
    made = setting(
        network,
        demand,
        projects,
        territories=shares,
        rate=rate,
        life_years=life_years,
        capex_usd=capex_usd,
        repeat=repeat,
        alternatives=(),
        **options,
    )
    limits = made.limits({k: share * made.base_t_per_y[k] for k, share in shares.items()})
    rows = [bundle_row(made, made.units_of(bundle), limits) for bundle in ([], *bundles)]
    return pd.DataFrame(rows)


def bundle_row(made: Setting, units: Floats, limits: Floats) -> dict[str, Any]:
    """
    Return what a bundle costs and does in a year.

    Parameters
    ----------
    made
        The setting.
    units
        (n_projects,) of each candidate.
    limits
        (n_limits,) without any project.

    Returns
    -------
    row
        `BUNDLE_COLUMNS`, and tonnes that touch each territory.
    """
    found, table = made.yearly.at(units, limits), made.found.table
    problem = made.found.problem
    unmet = float(found.unmet.sum())
    delivered = float(problem.demand_amount.sum()) - unmet
    cost = found.objective - float(found.unmet @ problem.demand_penalty)
    capex = [float(units @ table[f"capex_{side}usd"].to_numpy(float)) for side in SIDES]
    return {
        "bundle": _words(made, units),
        "capex_usd": capex[0],
        "capex_low_usd": capex[1],
        "capex_high_usd": capex[2],
        "charge_usd_per_y": capex[0] * made.annuity,
        "cost_usd_per_y": cost,
        "delivered_t_per_y": delivered,
        "unmet_t_per_y": unmet,
        "cost_usd_per_t": cost / delivered if delivered > 0 else np.nan,
        **{
            f"territory_{name}_t_per_y": float(
                found.limit_use[made.found.assembly.limit_number(f"territory:{name}")]
            )
            for name in made.base_t_per_y
        },
    }


SIDES = ("", "low_", "high_")


def _words(made: Setting, units: Floats) -> str:
    """Return the names of what is built, with units above one."""
    parts = [
        name if count == 1 else f"{count:g} x {name}"
        for name, count in zip(made.names, units, strict=True)
        if count > 0
    ]
    return " + ".join(parts) or "nothing"


def worth_of(made: Setting, units: Floats, limits: Floats) -> pd.DataFrame:
    """
    Return what each project of a plan is worth alone, and what the plan loses without it.

    Two projects belong together where losing both costs less than losing each would suggest: one is
    of no use without the other. Bundles are the groups that this ties.

    Parameters
    ----------
    made
        The setting.
    units
        (n_projects,) of the plan.
    limits
        (n_limits,) without any project.

    Returns
    -------
    worth
        Index project_id: alone_usd_per_y (saved by it alone, penalties counted, capital not),
        loss_usd_per_y (if it is left out), bundle (its first project).
    """
    chosen = [int(i) for i in np.flatnonzero(units)]

    def value(kept: Floats) -> float:
        return made.yearly.at(kept, limits).objective

    def without(*gone: int) -> float:
        kept = units.copy()
        kept[list(gone)] = 0.0
        return value(kept) - whole

    nothing, whole = value(np.zeros(len(units))), value(units)
    alone = [nothing - value(np.where(np.arange(len(units)) == i, units, 0.0)) for i in chosen]
    loss = {i: without(i) for i in chosen}
    leader = {i: i for i in chosen}
    hair = SAME * abs(nothing)
    for one, other in combinations(chosen, 2):
        if min(loss[one], loss[other]) <= hair or leader[one] == leader[other]:
            continue
        if without(one, other) < loss[one] + loss[other] - hair:
            old, new = sorted((leader[one], leader[other]), reverse=True)
            leader = {i: new if place == old else place for i, place in leader.items()}
    return pd.DataFrame(
        {
            "alone_usd_per_y": alone,
            "loss_usd_per_y": [loss[i] for i in chosen],
            "bundle": [made.names[leader[i]] for i in chosen],
        },
        index=pd.Index([made.names[i] for i in chosen], name="project_id"),
    )
