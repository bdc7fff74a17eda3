"""What a break-even answers: the value, what is better on either side, and the envelope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.draw.tables import result_html, words
from corridor.routes.tipping.seeker import MEASURES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["BreakEven"]


@dataclass(frozen=True, repr=False)
class BreakEven:
    """
    The value of one quantity at which the better of two corridors changes, or that there is none.

    Attributes
    ----------
    commodity, origin, destination
        What moves, from which node to which.
    better, than
        The two corridors. A gap is the cost of ``better`` less that of ``than``.
    quantity, unit
        What is moved, in words, and the unit of its values.
    by
        What the corridors are compared by.
    at
        Today's value.
    within
        The range that was searched, whole.
    crossings
        value, below, above (which corridor is better on that side, or ``tie``), slope (of the gap,
        per unit of the quantity); the nearest to today's value first.
    envelope
        corridor, from, to, cost_from, cost_to, route (number within the corridor), over (where it
        changes mode), arcs: which route is the best of its corridor between which values.
    gap_today, gap_least, gap_most
        The gap at today's value, and its least and most in the range.
    slope_today
        Change of the gap per unit of the quantity at today's value.
    moved
        The facts that are this quantity: value today and at the nearest crossing; empty for a
        weight.
    notes
        What has to be said besides.
    """

    commodity: str
    origin: str
    destination: str
    better: str
    than: str
    quantity: str
    unit: str
    by: str
    at: float
    within: tuple[float, float]
    crossings: pd.DataFrame
    envelope: pd.DataFrame
    gap_today: float
    gap_least: float
    gap_most: float
    slope_today: float
    moved: pd.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def in_range(self) -> bool:
        """Whether some value in the range changes the better corridor."""
        return len(self.crossings) > 0

    @property
    def value(self) -> float | None:
        """The nearest value at which the better corridor changes; None where there is none."""
        return float(self.crossings["value"].iloc[0]) if self.in_range else None

    @property
    def slope(self) -> float:
        """Change of the gap per unit of the quantity: at the value, else at today's."""
        return float(self.crossings["slope"].iloc[0]) if self.in_range else self.slope_today

    @property
    def better_below(self) -> str:
        """The corridor that is better just below the value; empty where there is none."""
        return str(self.crossings["below"].iloc[0]) if self.in_range else ""

    @property
    def better_above(self) -> str:
        """The corridor that is better just above the value; empty where there is none."""
        return str(self.crossings["above"].iloc[0]) if self.in_range else ""

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """
        Draw both corridors as the quantity moves, today's value, and where the better one changes.

        Parameters
        ----------
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart, around today's value and the nearest break-even.
        """
        from corridor.draw.chart.choice.break_even import draw_break_even  # noqa: PLC0415

        ends = [("from", "cost_from"), ("to", "cost_to")]
        sides = [self.envelope[["corridor", *end]].to_numpy() for end in ends]
        lines = pd.DataFrame(np.vstack(sides), columns=["corridor", "x", "y"])
        value = self.at if self.value is None else self.value
        reach = 0.6 * abs(value - self.at) or 0.5 * abs(self.at) or 1.0
        low = max(self.within[0], min(value, self.at) - reach)
        high = min(self.within[1], max(value, self.at) + reach)
        return draw_break_even(
            lines.astype({"x": float, "y": float}).sort_values(["corridor", "x"], kind="stable"),
            today=self.at,
            crossing=self.value,
            view=(low, high),
            ax=ax,
            title=f"{self.commodity}, {self.origin} to {self.destination}".replace("_", " "),
            x_label=f"{self.quantity}, {self.unit}",
            y_label=words(self.by),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the envelope, one row per corridor and stretch."""
        return self.envelope.copy()

    def __repr__(self) -> str:
        head = f"{self.commodity}, {self.origin} to {self.destination}: "
        return head + (self._found() if self.in_range else self._none())

    def _found(self) -> str:
        unit, measure = self.unit, MEASURES[self.by]
        text = f"at {self.value:.4g} {unit} of {self.quantity} (today {self.at:.4g}) "
        names = self.better_below, self.better_above
        if "tie" in names:
            text += f"a tie begins or ends (below: {names[0]}, above: {names[1]})"
        else:
            text += f"the better corridor changes: {names[0]} below, {names[1]} above"
        text += f"; one more {unit} changes the gap by {self.slope:.4g} {measure.unit}"
        more = len(self.crossings) - 1
        return text + (f"; {more} more such values in the range" if more else "")

    def _none(self) -> str:
        low, high = self.within
        text = f"no value of {self.quantity} between {low:.4g} and {high:.4g} {self.unit} "
        text += f"(today {self.at:.4g}) changes the better corridor: "
        measure = MEASURES[self.by]
        gaps = sorted((abs(self.gap_least), abs(self.gap_most)))
        loser, winner = (self.better, self.than) if self.gap_most > 0 else (self.than, self.better)
        if gaps[1] <= 1e-7:
            return text + f"{self.better} and {self.than} tie throughout"
        span = " to ".join(dict.fromkeys(f"{gap:.4g}" for gap in gaps))
        return text + f"{loser} stays {measure.more} than {winner} by {span} {measure.unit}"

    def _repr_html_(self) -> str:
        envelope = self.envelope.drop(columns="arcs")
        return result_html(repr(self), self.crossings, ("Best routes", envelope), notes=self.notes)
