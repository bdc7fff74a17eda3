"""Compare scenarios: one tidy table of routes and flows, with differences to the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.scenarios.comparing.flow_rows import flow_rows
from corridor.scenarios.comparing.route_rows import route_rows

if TYPE_CHECKING:
    from corridor.scenarios.comparing.runs import ScenarioRuns

__all__ = ["compare"]

KEYS = ["commodity", "origin", "destination", "corridor", "metric"]
COLUMNS = [
    *("scenario", "corridor", "commodity", "metric", "unit", "value", "low", "high", "delta"),
    *("delta_low", "delta_high", "origin", "destination", "reason"),
]


def compare(runs: ScenarioRuns) -> pd.DataFrame:
    """
    Return routes and flows of all scenarios in one tidy table.

    Money paid, tonnes delivered, tonnes not delivered and money per delivered tonne stand apart;
    the penalty with which a solver weighs them is in none.

    Parameters
    ----------
    runs
        From `run_scenarios`.

    Returns
    -------
    table
        One row per scenario, corridor, commodity and metric: unit, value; low and high (P10 and P90
        of a route's draws; NaN for flows, which are solved at central values); delta to the first
        scenario, with delta_low and delta_high (P10 and P90 of the difference, draw by draw);
        origin and destination of a route, empty for flows; reason: why there is no value. A
        corridor of flows counts the tonnes that keep its rule; ``any`` is all of them, and ``all``
        adds up commodities.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> from corridor.scenarios.comparing.run import run_scenarios
    >>> base = corridor.Scenario("base")
    >>> closed = base.then("no Russia", corridor.CloseTerritory("RU"))
    >>> runs = run_scenarios(data, [base, closed], commodities=["copper"], n_draws=50)
    >>> table = compare(runs).set_index(["scenario", "corridor", "metric"])
    >>> float(table.loc[("no Russia", "russia", "flow_t_per_y"), "delta"].iloc[0])
    -135000.0
    """
    base = runs.runs[0]
    rows = [row for run in runs.runs for row in route_rows(runs, run, base)]
    rows += [row for run in runs.runs for row in flow_rows(runs, run)]
    table = pd.DataFrame(rows).reindex(columns=COLUMNS)
    table = table.astype(dict.fromkeys(COLUMNS[5:11], float))
    for name in ("origin", "destination", "reason", "unit"):
        table[name] = table[name].fillna("")
    first = table[table["scenario"] == base.scenario.name].set_index(KEYS)["value"]
    wanted = pd.MultiIndex.from_frame(table[KEYS])
    table["delta"] = table["value"] - first.reindex(wanted).to_numpy(float)
    order = {name: number for number, name in enumerate(runs.names)}
    return table.sort_values(
        "scenario", key=lambda names: names.map(order), kind="stable", ignore_index=True
    )
