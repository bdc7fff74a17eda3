"""How much of a commodity turns to a corridor at each subsidy, and what that volume can pay for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.draw.tables import result_html

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SubsidyCurve"]


@dataclass(frozen=True, repr=False)
class SubsidyCurve:
    """
    The flow of a corridor as a subsidy per tonne rises, exactly: it jumps where cargo turns.

    Attributes
    ----------
    commodity, corridor, against
        What moves, the corridor that is paid for, and the one it is set against.
    most_usd_per_t
        The highest subsidy of the curve.
    ends_in_loops
        Whether it ends there because a higher one would pay for going out and back.
    table
        One row per step: from_usd_per_t, to_usd_per_t (of the subsidy), flow_t_per_y in the
        corridor, against_t_per_y in the other, unmet_t_per_y, cost_usd_per_y (of carrying, at
        generalised cost, no subsidy in it), subsidy_low_usd_per_y and subsidy_high_usd_per_y (the
        subsidy times the flow, at either end of the step).
    """

    commodity: str
    corridor: str
    against: str
    most_usd_per_t: float
    ends_in_loops: bool
    table: pd.DataFrame

    @property
    def break_even_usd_per_t(self) -> float:
        """Lowest subsidy at which the corridor gains cargo from the other; inf where none does."""
        flow, other = (self.table[name].to_numpy() for name in ("flow_t_per_y", "against_t_per_y"))
        gains = np.flatnonzero((np.diff(flow) > 0) & (np.diff(other) < 0))
        return float(self.table["from_usd_per_t"].iloc[gains[0] + 1]) if len(gains) else math.inf

    def committed_volume(self, fixed_usd_per_y: float, *, subsidy_usd_per_t: float) -> float:
        """
        Return the volume at which a fixed cost is paid for.

        Cargo turns in order of its gap: what the corridor costs it more than where it went. Each
        tonne brings the subsidy less its gap; the fixed cost is covered once these add up to it.

        Parameters
        ----------
        fixed_usd_per_y
            What the corridor must earn besides the charges in the data: of ships or berths bought
            for it, say.
        subsidy_usd_per_t
            What each tonne that turns is paid.

        Returns
        -------
        volume
            Tonnes per year above the flow without a subsidy; inf where no volume is enough.

        Raises
        ------
        ValueError
            An amount is negative or not finite, or the subsidy is above the end of the curve.

        Examples
        --------
        >>> import pandas as pd
        >>> steps = {"from_usd_per_t": [0.0, 10.0], "to_usd_per_t": [10.0, 50.0]}
        >>> table = pd.DataFrame({**steps, "flow_t_per_y": [0.0, 1000.0]})
        >>> curve = SubsidyCurve("copper", "caspian", "russia", 50.0, False, table)
        >>> curve.committed_volume(6000.0, subsidy_usd_per_t=18.0)
        750.0
        """
        for name, value in (
            ("fixed_usd_per_y", fixed_usd_per_y),
            ("subsidy_usd_per_t", subsidy_usd_per_t),
        ):
            if not (math.isfinite(value) and value >= 0):
                msg = f"{name} is {value!r}; it must be a finite number of 0 or more"
                raise ValueError(msg)
        if subsidy_usd_per_t > self.most_usd_per_t:
            remedy = (
                "more would pay for going out and back"
                if self.ends_in_loops
                else f"ask for the curve with most_usd_per_t={subsidy_usd_per_t}"
            )
            msg = (
                f"subsidy_usd_per_t is {subsidy_usd_per_t}, above the end of the curve at "
                f"{self.most_usd_per_t}: {remedy}"
            )
            raise ValueError(msg)
        gaps = self.table["from_usd_per_t"].to_numpy(dtype=float)[1:].tolist()
        turned = np.diff(self.table["flow_t_per_y"].to_numpy(dtype=float)).tolist()
        volume, earned = 0.0, 0.0
        for gap, tonnes in zip(gaps, turned, strict=True):
            brings = subsidy_usd_per_t - gap
            if earned >= fixed_usd_per_y or brings <= 0:
                break
            needed = min(tonnes, (fixed_usd_per_y - earned) / brings)
            volume += needed
            earned += brings * needed
        enough = earned >= fixed_usd_per_y or math.isclose(earned, fixed_usd_per_y)
        return volume if enough else math.inf

    def to_frame(self) -> pd.DataFrame:
        """Return the steps, with commodity and corridor."""
        named = self.table.copy()
        named.insert(0, "commodity", self.commodity)
        named.insert(1, "corridor", self.corridor)
        return named

    def __repr__(self) -> str:
        first, tip = self.table.iloc[0], self.break_even_usd_per_t
        start = f"{first['flow_t_per_y']:,.0f} t/y by {self.corridor} without a subsidy"
        if math.isinf(tip):
            turn = f"none turns from {self.against} up to {self.most_usd_per_t:.4g} USD/t"
        else:
            last = self.table.iloc[-1]
            turn = (
                f"cargo turns from {self.against} at {tip:.2f} USD/t; "
                f"{last['flow_t_per_y']:,.0f} t/y at {self.most_usd_per_t:.4g}"
            )
        return f"SubsidyCurve of {self.commodity}: {start}; {turn}"

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table)
