"""The result of a disruption: a path of weeks, against the same weeks without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor.draw.chart.curves import draw_curves
from corridor.draw.tables import result_html
from corridor.scenarios.disruption.accounts import piece_rows, summed
from corridor.scenarios.disruption.days import DAYS_PER_WEEK, day_of, struck

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from corridor.scenarios.disruption.steps import Step
    from corridor.scenarios.scenario import Scenario

__all__ = ["DisruptionPath"]

MILLION = 1e6
DAYS = (1, 30, 180)
SHOWN = (
    *("start", "output_t", "delivered_t", "base_delivered_t", "rerouted_t", "stock_t"),
    *("shut_in_t", "backlog_t", "extra_cost_usd", "value_lost_usd"),
)


@dataclass(frozen=True, repr=False)
class DisruptionPath:
    """
    What moves week by week while a scenario strikes, and what would have moved without it.

    Every week ``output + opening stock = delivered + closing stock + shut in``.

    Attributes
    ----------
    scenario
        What strikes.
    weekly
        Index ``week``: start (first day), struck_d (days on which a change is in force); in tonnes
        output_t (made if nothing held it back), opening_t, delivered_t, stock_t (at the end),
        shut_in_t (not made, for want of a way and of tanks), backlog_t (asked for and late at the
        end; where lateness is not carried, all lost so far), base_delivered_t, base_stock_t,
        shortfall_t (delivered less than in the base), rerouted_t (moved from ways that carry less
        than in the base to ways that carry more); cost_usd (money paid for moving), extra_cost_usd
        (over the base; negative where less moves), value_lost_usd (shut in beyond the base, at the
        value of a tonne at large).
    ways
        week, start, way (link or group of links over which cargo leaves its country; to a market at
        home, by which it arrives), delivered_t, base_t.
    links
        week, start, link, flow_t (to markets and tanks), base_t.
    tanks
        week, start, node, opening_t, closing_t, capacity_t.
    notes
        What was assumed, in words.
    steps, base_steps
        The pieces of weeks that were solved; see `Step`.
    """

    scenario: Scenario
    weekly: pd.DataFrame
    ways: pd.DataFrame
    links: pd.DataFrame
    tanks: pd.DataFrame
    notes: tuple[str, ...]
    steps: tuple[Step, ...]
    base_steps: tuple[Step, ...]

    @property
    def struck(self) -> dt.date:
        """The first day on which a change is in force."""
        return struck([step.piece for step in self.steps])

    def at(self, days: Sequence[int] = DAYS, *, since: str | dt.date | None = None) -> pd.DataFrame:
        """
        Return what has been lost, stored and moved elsewhere after so many days.

        Parameters
        ----------
        days
            Counted from ``since``, each 1 or more; 1 is the end of that day.
        since
            The first day on which a change is in force when absent.

        Returns
        -------
        sums
            Index ``day``: in Mt delivered, base_delivered, shortfall, rerouted and shut_in, added
            up since; stored (stock over that of the base) and backlog at the end of the day; in USD
            extra_cost and value_lost. Within a piece of a week all runs evenly.

        Raises
        ------
        ValueError
            A day before the first, or after the end of the path.
        """
        first = self.struck if since is None else day_of(since)
        table = piece_rows(self.steps, self.base_steps)
        offset = (first - self.steps[0].piece.start).days
        length = int(table["days"].sum())
        for day in days:
            if day < 1 or offset < 0 or offset + day > length:
                msg = f"day {day} since {first} is not on the path of {length} days; "
                need = max(1, -(-(offset + day) // DAYS_PER_WEEK))
                raise ValueError(f"{msg}give a day of 1 or more, or simulate weeks={need} or more")
        return pd.DataFrame.from_dict(
            {int(day): summed(table, offset, offset + day) for day in days}, orient="index"
        ).rename_axis("day")

    def stock_days(self) -> pd.DataFrame:
        """
        Return how many days of stock would have stood in for what each way lost.

        Returns
        -------
        days
            Index ``way``, the one that lost most first, and ``all`` of them together (after what
            went other ways): lost_t, the most it was ever behind the base; base_t_per_d, its mean
            daily export in the base; stock_d, their ratio.

        Examples
        --------
        See `simulate_disruption`.
        """
        n_days = sum(step.piece.days for step in self.steps)
        found = {}
        columns = ["delivered_t", "base_t"]
        parts = {str(way): rows[columns] for way, rows in self.ways.groupby("way")}
        parts["all"] = self.ways.groupby("week")[columns].sum()
        for way, rows in parts.items():
            behind = (rows["base_t"] - rows["delivered_t"]).cumsum().max()
            daily = float(rows["base_t"].sum()) / n_days
            lost = max(0.0, float(behind))
            found[way] = (lost, daily, lost / daily if daily > 0 else np.nan)
        table = pd.DataFrame.from_dict(
            found, orient="index", columns=["lost_t", "base_t_per_d", "stock_d"]
        )
        order = [
            "all",
            *table.drop("all").sort_values("lost_t", ascending=False, kind="stable").index,
        ]
        return table.loc[order].rename_axis("way")

    def to_frame(self) -> pd.DataFrame:
        """Return the tidy frame: week, start, metric, unit, value."""
        long = self.weekly.reset_index().melt(["week", "start"], var_name="metric")
        unit = long["metric"].str.rpartition("_")[2].map({"t": "t", "usd": "USD", "d": "d"})
        return long.assign(unit=unit)[["week", "start", "metric", "unit", "value"]]

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """
        Draw what is delivered, what would have been, stock and shut-in, in Mt a week.

        Parameters
        ----------
        ax
            Axes to draw on; None makes a figure.

        Returns
        -------
        ax
            The chart.
        """
        weekly = self.weekly
        names = {"base_delivered_t": "without", "delivered_t": "delivered", "stock_t": "in tanks"}
        names["shut_in_t"] = "shut in"
        points = pd.concat(
            pd.DataFrame({"curve": name, "x": weekly.index, "y": weekly[column] / MILLION})
            for column, name in names.items()
        )
        words = self.scenario.title or self.scenario.name
        x_label = f"Week from {weekly['start'].iloc[0]}"
        return draw_curves(points, ax=ax, title=words, x_label=x_label, y_label="Mt")

    def __repr__(self) -> str:
        total = self.weekly[["shortfall_t", "rerouted_t", "shut_in_t"]].sum() / MILLION
        # Rounding must not print as less than nothing.
        total = total.round(2) + 0.0
        return (
            f"<DisruptionPath {self.scenario.name}: {len(self.weekly)} weeks from "
            f"{self.weekly['start'].iloc[0]}, {total['shortfall_t']:,.2f} Mt not delivered, "
            f"{total['rerouted_t']:,.2f} rerouted, {total['shut_in_t']:,.2f} shut in, "
            f"{self.weekly['stock_t'].iloc[-1] / MILLION:,.2f} in tanks at the end>"
        )

    def _repr_html_(self) -> str:
        shown = self.weekly[[name for name in SHOWN if name in self.weekly]]
        return result_html(repr(self), shown, notes=self.notes)
