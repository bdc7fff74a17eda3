"""The result of running scenarios: routes and flows of each, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    import datetime as dt

    from corridor.costs.weights import CostWeights
    from corridor.flows.result import Flows
    from corridor.network.network import Network
    from corridor.routes.comparison import Comparison
    from corridor.scenarios.scenario import Scenario

__all__ = ["Pair", "ScenarioRun", "ScenarioRuns"]

Pair = tuple[str, str, str]
MILLION = 1e6


@dataclass(frozen=True, repr=False)
class ScenarioRun:
    """
    One scenario, run.

    Attributes
    ----------
    scenario
        What was run, with the changes that were made.
    weights
        Weights of the generalised cost under it.
    network
        The network of the changed data; None where the changes could not be made.
    comparisons
        By pair, the corridors compared.
    flows
        The assignment; None where there is none.
    reasons
        Why something is missing: by pair, ``"flows"`` or ``"scenario"``.
    """

    scenario: Scenario
    weights: CostWeights
    network: Network | None
    comparisons: dict[Pair, Comparison]
    flows: Flows | None
    reasons: dict[Pair | str, str]

    def __repr__(self) -> str:
        if self.network is None:
            return f"<{self.scenario.name}: {self.reasons['scenario']}>"
        if self.flows is None:
            return f"<{self.scenario.name} {self.network.year}: {len(self.comparisons)} pairs>"
        return f"<{self.scenario.name}: {self.flows!r}>"


@dataclass(frozen=True, repr=False)
class ScenarioRuns:
    """
    Scenarios run on common data with common draws.

    Attributes
    ----------
    runs
        In the order given; the first is the base of the others.
    pairs
        Commodity, origin and destination of the routes.
    corridors
        Corridor rules compared.
    objective
        Of the flows: ``cost`` or ``netback``.
    day
        The day whose changes hold; None where every change holds all year.
    n_draws, seed
        Draws behind the ranges; the same for all scenarios, fact by fact.

    Examples
    --------
    >>> data = corridor.load_dataset()
    >>> from corridor.scenarios.comparing.run import run_scenarios
    >>> closed = corridor.load_scenario("cpc-closed")
    >>> runs = run_scenarios(data, [corridor.Scenario("base"), closed], flows=False, n_draws=50)
    >>> found = runs["cpc-closed"].comparisons["crude_oil", "tengiz", "trieste"]
    >>> "link:cpc" in set(found.routes["russia"].legs["subject"])
    False
    """

    runs: tuple[ScenarioRun, ...]
    pairs: tuple[Pair, ...]
    corridors: tuple[str, ...]
    objective: str
    day: dt.date | None
    n_draws: int
    seed: int

    def __getitem__(self, name: str) -> ScenarioRun:
        """Return the run of a scenario."""
        for run in self.runs:
            if run.scenario.name == name:
                return run
        raise UnknownIdError("scenario", name, self.names)

    def __len__(self) -> int:
        return len(self.runs)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios, in order."""
        return tuple(run.scenario.name for run in self.runs)

    @property
    def table(self) -> pd.DataFrame:
        """One row per scenario: what the flows deliver and cost, and why something is missing."""
        rows = {}
        for run in self.runs:
            flows = run.flows
            rows[run.scenario.name] = {
                "delivered_mt_per_y": flows.delivered_t_per_y / MILLION if flows else np.nan,
                "unmet_mt_per_y": flows.unmet_t_per_y / MILLION if flows else np.nan,
                "cost_musd_per_y": flows.cost_usd_per_y / MILLION if flows else np.nan,
                "usd_per_delivered_t": flows.usd_per_delivered_t if flows else np.nan,
                "reason": run.reasons.get("scenario", run.reasons.get("flows", "")),
            }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("scenario")

    def to_frame(self) -> pd.DataFrame:
        """Return the tidy frame of `compare`."""
        from corridor.scenarios.comparing.compare import compare  # noqa: PLC0415 - compare reads runs

        return compare(self)

    def __repr__(self) -> str:
        lines = [f"ScenarioRuns: {len(self.runs)} scenarios, base {self.names[0]}"]
        lines += [f"  {run!r}" for run in self.runs]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return result_html(f"{len(self.runs)} scenarios, base {self.names[0]}", self.table)
