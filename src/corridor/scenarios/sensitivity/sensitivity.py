"""The result of a sensitivity analysis: which facts and families of facts move an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor._version import __version__
from corridor.draw.chart.tornado import draw_tornado
from corridor.draw.tables import result_html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Sensitivity"]

SHOWN = ["fact", "family", "first", "value", "low", "high", "unit", "kind", "source", "url"]


@dataclass(frozen=True, repr=False)
class Sensitivity:
    """
    What moves an answer, by family of facts and by fact.

    Attributes
    ----------
    scenario, pair, corridor, than, metric
        The answer: a metric of a pair on a corridor, or, where `than` is not empty, by how much
        the corridor exceeds that other one.
    route
        ``best``: every draw takes its best route; ``fixed``: all take the central one.
    summary
        Index ``median_facts`` (every fact at its median), ``mean``, ``standard_deviation``,
        ``p10``, ``p50``, ``p90``: of the answer.
    families
        Per family of facts: `facts`, their number; `first`, the share of the variance it explains
        alone; `total`, with what it explains together with others; `low` and `high` ends of their
        95 % intervals.
    facts
        The same for single facts: those that move the answer most one at a time, the rest
        together; with today's value and range, kind and source of each.
    screening
        Per fact, by Morris: `mu`, `mu_star` and `sigma` of the elementary effects over the range
        from P10 to P90.
    tornado
        Per fact: the answer with this fact alone at its P10 and at its P90, all others at their
        median, and the `swing` between.
    n, seed, data_hash, year, version
        What the numbers come from.
    """

    scenario: str
    pair: tuple[str, str, str]
    corridor: str
    than: str
    metric: str
    route: str
    summary: pd.Series
    families: pd.DataFrame
    facts: pd.DataFrame
    screening: pd.DataFrame
    tornado: pd.DataFrame
    n: int
    seed: int
    data_hash: str
    year: int
    version: str = __version__

    def weakest_facts(self, k: int = 5) -> pd.DataFrame:
        """
        Return the facts that would narrow the answer most, if they were known exactly.

        Parameters
        ----------
        k
            How many; fewer where fewer were analysed alone.

        Returns
        -------
        facts
            Index ``rank``: fact, family, `first` (the share of the variance that would go on
            average), value, low, high, unit, kind, title and url of its source.

        Raises
        ------
        ValueError
            k below 1.
        """
        if k < 1:
            raise ValueError(f"k must be 1 or more, not {k}")
        single = self.facts[self.facts["source_id"] != ""]
        ranked = single.sort_values(["first", "total"], ascending=False, kind="stable")[:k]
        said = ranked.rename(columns={"title": "source"})[SHOWN].reset_index(drop=True)
        said.index = said.index.rename("rank") + 1
        return said

    def plot_tornado(self, ax: Axes | None = None, *, k: int = 12) -> Axes:
        """
        Draw how far each fact alone moves the answer from its P10 to its P90.

        Parameters
        ----------
        ax
            Axes to draw on; None makes a figure.
        k
            How many facts, the widest first.

        Returns
        -------
        ax
            The chart.
        """
        rows = self.tornado[self.tornado["swing"] > 0][:k]
        bars = rows[["fact", "at_p10", "at_p90"]].rename(columns={"fact": "label"})
        bars["label"] = [_short(fact) for fact in bars["label"]]
        return draw_tornado(
            bars, centre=float(self.summary["median_facts"]), ax=ax, x_label=self._said()
        )

    def _said(self) -> str:
        """Return the answer in words."""
        sides = f"{self.corridor} less {self.than}" if self.than else self.corridor
        return f"{self.metric}, {self.pair[0]} {self.pair[1]} to {self.pair[2]}, {sides}"

    def __repr__(self) -> str:
        """Return one line: the answer and how sure it is."""
        low, mid, high = (self.summary[name] for name in ("p10", "p50", "p90"))
        return (
            f"<Sensitivity of {self._said()}: {mid:,.4g} ({low:,.4g} to {high:,.4g}), "
            f"{self.route} route, {len(self.screening)} facts, n={self.n}; seed {self.seed}, "
            f"data {self.data_hash[:12]} as of {self.year}>"
        )

    def _repr_html_(self) -> str:
        """Return families and weakest facts as HTML, escaped."""
        return result_html(
            repr(self), self.families, ("Facts to know better", self.weakest_facts())
        )


def _short(fact: str) -> str:
    """Return the id of a fact without what is empty in it."""
    return " ".join(part for part in fact.split("|") if part)
