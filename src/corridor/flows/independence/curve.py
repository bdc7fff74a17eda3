"""What it costs to keep each further percent of flow off a territory, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor.draw.tables import result_html
from corridor.errors import UnknownIdError
from corridor.flows.independence.tally import TOTALS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ALL", "BENDS", "IndependenceCurve"]

ALL = "all"
BENDS = [
    "scope",
    "kept_off_share",
    "territory_t_per_y",
    "unmet_t_per_y",
    "extra_cost_usd_per_y",
    *TOTALS,
    "marginal_usd_per_t",
    "marginal_unmet_t_per_t",
    "possible",
]
MEANS = {
    "cost_usd_per_t": "cost_usd_per_y",
    "charges_usd_per_t": "charges_usd_per_y",
    "time_d": "time_t_d_per_y",
    "co2_kg_per_t": "co2_kg_per_y",
}
MEGA = 1e6


@dataclass(frozen=True, repr=False)
class IndependenceCurve:
    """
    The least cost of keeping flows off a territory, from none to all, as straight lines.

    Cost never holds a penalty. As long as it is possible, all that is delivered at first still is;
    beyond, as little as possible goes undelivered, and that is told in tonnes, not in dollars.

    Attributes
    ----------
    territory
        Country code.
    year
        The year of the network.
    bends
        Between two rows of a scope everything is a straight line. scope (a commodity, or ``all``),
        kept_off_share (of what touches the territory at first), territory_t_per_y, unmet_t_per_y
        (more than at first, of all cargo), extra_cost_usd_per_y (generalised, of all cargo, over
        that at first), delivered_t_per_y, cost_usd_per_y (generalised), charges_usd_per_y (money
        alone), time_t_d_per_y, co2_kg_per_y of the scope, marginal_usd_per_t (of the next tonne
        kept off; absent where it is not delivered instead), marginal_unmet_t_per_t, possible.
    scopes
        Index scope: territory_t_per_y (at first: the least among the cheapest ways), least_t_per_y
        (below which something more goes undelivered), demand_t_per_y, delivered_t_per_y (at first),
        unmet_t_per_y (at first), possible_share, unmet_without_t_per_y (more, with none at all).
    unused
        Commodities that do not touch the territory at all.
    """

    territory: str
    year: int
    bends: pd.DataFrame
    scopes: pd.DataFrame
    unused: tuple[str, ...]

    def steps(self, percent: float = 10.0, *, scope: str | None = None) -> pd.DataFrame:
        """
        Return the curve at each further percent kept off, and where it becomes impossible.

        Parameters
        ----------
        percent
            Width of a step, above 0.
        scope
            A commodity or ``all``; every scope when absent.

        Returns
        -------
        steps
            Columns of ``bends`` and the means of a delivered tonne: cost_usd_per_t,
            charges_usd_per_t, time_d, co2_kg_per_t.

        Raises
        ------
        ValueError
            The width is not a number above 0.
        UnknownIdError
            No such scope; names the nearest.

        Examples
        --------
        >>> net = corridor.build_network(corridor.load_dataset())
        >>> from corridor.flows.independence.independence import independence_curve
        >>> need = net.data.demand[net.data.demand["commodity"] == "crude_oil"]
        >>> curve = independence_curve(net, need, commodity="crude_oil")
        >>> curve.steps(50.0)["possible"].tolist()
        [True, True, False, False]
        """
        if not (np.isfinite(percent) and percent > 0):
            raise ValueError(f"percent is the width of a step, above 0; got {percent!r}")
        tables = [self._steps(name, percent) for name in self._chosen(scope)]
        return pd.concat(tables, ignore_index=True)

    def _chosen(self, scope: str | None) -> list[str]:
        known = [str(name) for name in self.scopes.index]
        if scope is not None and scope not in known:
            raise UnknownIdError("scope", scope, known)
        return known if scope is None else [scope]

    def _steps(self, scope: str, percent: float) -> pd.DataFrame:
        """Return one scope at each percent, and where it becomes impossible."""
        rows = self.bends[self.bends["scope"] == scope]
        share = rows["kept_off_share"].to_numpy()
        most = float(self.scopes["possible_share"][scope])
        at = np.arange(0.0, 100.0 * (1 + 1e-12), percent) / 100.0
        at = np.unique(np.clip(np.append(at, most), 0.0, float(share.max())))
        table = pd.DataFrame({"scope": scope, "kept_off_share": at})
        lines = ["territory_t_per_y", "unmet_t_per_y", "extra_cost_usd_per_y", *TOTALS]
        for column in lines:
            table[column] = np.interp(at, share, rows[column].to_numpy())
        piece = np.clip(np.searchsorted(share, at, side="right") - 1, 0, len(rows) - 1)
        for column in ("marginal_usd_per_t", "marginal_unmet_t_per_t"):
            table[column] = rows[column].to_numpy()[piece]
        table["possible"] = at <= most + 1e-12
        delivered = table["delivered_t_per_y"].where(table["delivered_t_per_y"] > 0)
        return table[BENDS].assign(**{k: table[v] / delivered for k, v in MEANS.items()})

    def to_frame(self) -> pd.DataFrame:
        """Return the bends in long form: scope, kept_off_share, quantity, value."""
        numbers = self.bends.drop(columns="possible")
        return numbers.melt(["scope", "kept_off_share"], var_name="quantity", value_name="value")

    def plot(
        self, *, ax: Axes | None = None, scope: str | None = None, marginal: bool = False
    ) -> Axes:
        """
        Draw extra cost over the share kept off, as far as all is delivered; returns the axes.

        Parameters
        ----------
        ax
            Axes to draw on; a new figure when absent.
        scope
            A commodity or ``all``; every scope when absent.
        marginal
            What the next tonne kept off costs, instead of the cost of all.
        """
        from corridor.draw.chart.curves import draw_curves  # noqa: PLC0415 - only when drawing

        chosen = self._chosen(scope)
        rows = self.bends[self.bends["scope"].isin(chosen) & self.bends["possible"]]
        value = "marginal_usd_per_t" if marginal else "extra_cost_usd_per_y"
        points = pd.DataFrame(
            {
                "curve": rows["scope"],
                "x": 100.0 * rows["kept_off_share"],
                "y": rows[value] if marginal else rows[value] / MEGA,
            }
        )
        if marginal:
            points = _stairs(points)
        return draw_curves(
            points,
            ends=self._ends(chosen),
            ax=ax,
            title=f"Keeping flows off the territory of {self.territory}, {self.year}",
            x_label="Kept off, % of what touches the territory at first",
            y_label="USD per further tonne" if marginal else "Extra cost, MUSD per year",
        )

    def _ends(self, chosen: list[str]) -> pd.DataFrame:
        """Return why a curve ends: what goes undelivered beyond."""
        rows = [
            (name, f"{_percent(row)} at most, else {_tonnes(lost)} undelivered")
            for name, row in self.scopes.loc[chosen].iterrows()
            if (lost := float(row["unmet_without_t_per_y"])) > 0
        ]
        return pd.DataFrame(rows, columns=["curve", "text"])

    def __repr__(self) -> str:
        lines = [f"IndependenceCurve: off {self.territory}, {self.year}"]
        lines += [f"  {name}: {_sentence(row)}" for name, row in self.scopes.iterrows()]
        if self.unused:
            lines.append(f"  do not touch it: {', '.join(self.unused)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.steps(10.0))


def _stairs(points: pd.DataFrame) -> pd.DataFrame:
    """Return each level from where it begins to where the next does."""
    parts = []
    for curve, rows in points.groupby("curve", sort=False):
        x, y = rows["x"].to_numpy(), rows["y"].to_numpy()
        keep = np.isfinite(y[:-1])
        if keep.any():
            xs = np.column_stack([x[:-1], x[1:]])[keep].ravel()
            parts.append(pd.DataFrame({"curve": curve, "x": xs, "y": np.repeat(y[:-1][keep], 2)}))
    return pd.concat(parts, ignore_index=True) if parts else points.iloc[:0]


def _percent(row: pd.Series[Any]) -> str:
    return f"{100.0 * float(row['possible_share']):.1f} %"


def _tonnes(amount: float) -> str:
    """Return tonnes per year in a unit that suits the amount."""
    for size, unit in ((1e6, "Mt/y"), (1e3, "kt/y")):
        if amount >= size:
            return f"{amount / size:,.4g} {unit}"
    return f"{amount:,.4g} t/y"


def _sentence(row: pd.Series[Any]) -> str:
    """Return one scope in words."""
    first = f"{_tonnes(float(row['territory_t_per_y']))} touch it"
    lost = float(row["unmet_without_t_per_y"])
    if lost <= 0:
        return f"{first}; all can be kept off"
    return (
        f"{first}; {_percent(row)} can be kept off with all delivered; "
        f"without it {_tonnes(lost)} more go undelivered"
    )
