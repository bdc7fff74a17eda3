"""One element cut to several depths for as long as is asked: what deeper and longer loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.scenarios.changes.access import Close
from corridor.scenarios.changes.quantities import ScaleFact
from corridor.scenarios.disruption.simulate import simulate_disruption
from corridor.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from corridor.data.dataset import Dataset
    from corridor.scenarios.disruption.path import DisruptionPath

__all__ = ["depth_paths", "struck_subject"]

DEPTHS = (0.25, 0.5, 0.75, 1.0)
CAPACITY = "capacity_t_per_y"


def struck_subject(data: Dataset, strike: Scenario) -> str | None:
    """Return the first element of a strike that states a capacity, so that it can be cut."""
    facts = data.facts
    stated = set(facts.loc[facts["attribute"] == CAPACITY, "subject"])
    for dated in strike.changes:
        subject = getattr(dated.change, "subject", "")
        if subject in stated:
            return str(subject)
    return None


def depth_paths(
    data: Dataset, subject: str, *, weeks: int, volume: str, depths: tuple[float, ...] = DEPTHS
) -> dict[float, DisruptionPath]:
    """Return the weeks with an element cut to each depth, from the first of January on."""
    found = {}
    for depth in depths:
        change = Close(subject) if depth >= 1 else ScaleFact(subject, CAPACITY, 1.0 - depth)
        scenario = Scenario("base").then(f"{subject} at {1.0 - depth:.0%}", change)
        found[depth] = simulate_disruption(data, scenario, weeks=weeks, volume=volume)
    return found
