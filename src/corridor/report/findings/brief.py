"""What a report is to cover: pairs, scenarios, how many draws, and what is supposed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corridor.routes.pairs import PAIRS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCENARIOS", "Brief"]

# What closes the way through Russia or the way around it, and what is planned to widen the latter.
SCENARIOS = (
    "cpc-closed",
    "no-russian-territory",
    "turkish-straits-closed",
    "georgia-closed",
    "tokyo-2030",
    "middle-corridor-2030",
)
STRIKES = ("cpc-spm-loss-2025",)


@dataclass(frozen=True)
class Brief:
    """
    What a report covers.

    Attributes
    ----------
    pairs
        Commodity, origin and destination of the routes.
    commodities
        Of the flows; every commodity that is demanded when empty.
    scenarios
        Names of shipped scenarios, or paths, set beside the base.
    strikes
        Scenarios followed week by week.
    weeks
        How many weeks they are followed.
    volume
        What moves in those weeks: ``demand`` as listed, or all that is ``supply``.
    territory
        Whose territory is to be avoided.
    draws
        Draws of the ensemble; of a sensitivity analysis an eighth.
    seed
        Of all draws.
    supposed_capex_usd
        Capital cost by project that no source states: shown as supposed.
    """

    pairs: tuple[tuple[str, str, str], ...] = PAIRS
    commodities: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = SCENARIOS
    strikes: tuple[str, ...] = STRIKES
    weeks: int = 27
    volume: str = "supply"
    territory: str = "RU"
    draws: int = 512
    seed: int = 0
    supposed_capex_usd: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.draws < 8 or self.weeks < 1 or self.seed < 0:
            msg = (
                f"draws must be 8 or more, weeks 1 or more, seed 0 or more; got {self.draws}, "
                f"{self.weeks}, {self.seed}"
            )
            raise ValueError(msg)
