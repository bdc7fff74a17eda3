"""What an ensemble draws of itself: ranges of a metric, and who ranks where how often."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.marks.text import title_case
from corridor.draw.tables import words
from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Pictures"]

RANKS = ("#08519C", "#4292C6", "#9ECAE1", "#D3D3D3", "#EDEDED")
ORDINALS = ("first", "second", "third")


class Pictures(ABC):
    """The pictures of an ensemble, kept apart from its numbers."""

    scenarios: tuple[str, ...]
    pairs: tuple[tuple[str, str, str], ...]

    @abstractmethod
    def quantiles(self) -> pd.DataFrame:
        """Return P10, P50 and P90 of every metric."""

    @abstractmethod
    def rank_probability(self, *, metric: str) -> pd.DataFrame:
        """Return how often each corridor has each rank."""

    def plot_distribution(
        self,
        metric: str = "cost_usd_per_t",
        *,
        scenario: str | None = None,
        pair: tuple[str, str, str] | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """
        Draw P10, P50 and P90 of a metric of each corridor.

        Parameters
        ----------
        metric
            Such as ``cost_usd_per_t`` or ``time_d``.
        scenario, pair
            Of the ensemble; the first when absent.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart: bars from P10 to P90, a mark at the median.

        Raises
        ------
        UnknownIdError
            No such metric, scenario or pair; names the nearest.
        SchemaError
            No corridor has a route.
        """
        from corridor.draw.chart.spans import draw_spans  # noqa: PLC0415 - only when drawing

        table = self.quantiles()
        if metric not in set(table["metric"]):
            raise UnknownIdError("metric", metric, set(table["metric"]))
        rows, title = self._chosen(table[table["metric"] == metric], scenario, pair)
        spans = pd.DataFrame(
            {
                "label": rows["corridor"],
                "low": rows["p10"],
                "middle": rows["p50"],
                "high": rows["p90"],
            }
        )
        x_label = f"{title_case(words(metric))}: P10, median, P90"
        return draw_spans(spans, ax=ax, title=title, x_label=x_label)

    def plot_ranks(
        self,
        metric: str = "generalised_cost_usd_per_t",
        *,
        scenario: str | None = None,
        pair: tuple[str, str, str] | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """
        Draw in which share of the draws each corridor is first, second and so on.

        Parameters
        ----------
        metric
            What decides.
        scenario, pair
            Of the ensemble; the first when absent.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart, one bar a corridor; what is missing to 100 % has no route.

        Raises
        ------
        UnknownIdError
            No such metric, scenario or pair; names the nearest.
        SchemaError
            No corridor has a route.
        """
        from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - when drawing

        rows, title = self._chosen(self.rank_probability(metric=metric), scenario, pair)
        # The route without any rule is one of the others over again.
        rows = rows[rows["corridor"] != "any"] if (rows["corridor"] != "any").any() else rows
        first = rows[rows["rank"] == 1].set_index("corridor")["probability"]
        places = {name: at for at, name in enumerate(dict.fromkeys(rows["corridor"]))}
        bars = pd.DataFrame(
            {
                "row": rows["corridor"].map(places),
                "label": rows["corridor"].map(title_case),
                "part": rows["rank"].map(_ordinal),
                "value": 100.0 * rows["probability"],
            }
        ).sort_values("part", kind="stable", key=lambda part: part.map(_place))
        bars = bars[bars.groupby("part")["value"].transform("max") > 0]
        parts = list(dict.fromkeys(bars["part"]))
        colours = dict(zip(parts, [*RANKS, *RANKS[-1:] * len(parts)], strict=False))
        notes = {place: f"first in {first[name]:.0%}" for name, place in places.items()}
        notes = {place: note.replace("%", " %") for place, note in notes.items()}
        x_label = f"% of the draws, by {words(metric)}"
        return draw_stacks(bars, colours=colours, notes=notes, ax=ax, title=title, x_label=x_label)

    def _chosen(
        self, table: pd.DataFrame, scenario: str | None, pair: tuple[str, str, str] | None
    ) -> tuple[pd.DataFrame, str]:
        """Return the rows of one scenario and pair, and both in words."""
        name = self.scenarios[0] if scenario is None else scenario
        if name not in self.scenarios:
            raise UnknownIdError("scenario of the ensemble", name, self.scenarios)
        ends = self.pairs[0] if pair is None else tuple(pair)
        if ends not in self.pairs:
            known = [" ".join(each) for each in self.pairs]
            raise UnknownIdError("pair of the ensemble", " ".join(ends), known)
        rows = table[table["scenario"] == name]
        for column, value in zip(("commodity", "origin", "destination"), ends, strict=True):
            rows = rows[rows[column] == value]
        title = f"{ends[0]}, {ends[1]} to {ends[2]}, {name}".replace("_", " ")
        return rows, title[:1].upper() + title[1:]


def _ordinal(rank: int) -> str:
    """Return a rank in words."""
    return ORDINALS[rank - 1] if rank <= len(ORDINALS) else f"{rank}th"


def _place(ordinal: str) -> int:
    """Return the rank of a word."""
    return ORDINALS.index(ordinal) if ordinal in ORDINALS else int(ordinal.removesuffix("th"))
