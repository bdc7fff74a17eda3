"""What the loss of each element does to all flows: ranking, pairs and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corridor.draw.tables import result_html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from corridor.draw.web.page import WebMap
    from corridor.network.network import Network

__all__ = ["Criticality"]


@dataclass(frozen=True, repr=False)
class Criticality:
    """
    What the loss of each element does when all flows settle anew at least cost.

    Attributes
    ----------
    table
        Index ``element``, worst first: rank, kind, name, flow_t_per_y (on paths that use it),
        transit_t_per_y (of these, what neither begins nor ends in it), added_unmet_t_per_y,
        delivered_share (of all that is demanded, after the loss), added_cost_usd_per_y (of
        carrying: below 0 where less is carried), loss_usd_per_y (that cost, and the stated penalty
        of what is not delivered any more: what the elements are ranked by), loss_usd_per_t (over
        the flow). An element that carries nothing changes nothing when it is lost, and has no row.
    by_commodity
        Index ``element``, columns the commodities: added_unmet_t_per_y.
    pairs
        Losses of two, worst first: first, second, added_unmet_t_per_y, added_cost_usd_per_y,
        loss_usd_per_y, beyond_alone_usd_per_y (above the sum of the two alone). Pairs that do no
        more together than the worse of them have no row.
    base
        demanded_t_per_y, delivered_t_per_y, unmet_t_per_y, cost_usd_per_y, before any loss.
    idle
        Elements that some cargo could use but none does, so that their loss changes nothing. What
        no cargo of the demand can use at all is in neither.
    n_pairs_open, pairs_bound_usd_per_y
        Pairs that were not solved, and the most any of them can lose.
    options
        What the flows were assembled with.
    network
        What they run on.
    """

    table: pd.DataFrame
    by_commodity: pd.DataFrame
    pairs: pd.DataFrame
    base: pd.Series[float]
    idle: tuple[str, ...]
    n_pairs_open: int
    pairs_bound_usd_per_y: float
    options: dict[str, Any]
    network: Network

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy frame: element, kind, commodity, added_unmet_t_per_y."""
        tidy = self.by_commodity.reset_index().melt(
            "element", var_name="commodity", value_name="added_unmet_t_per_y"
        )
        tidy.insert(1, "kind", self.table["kind"].reindex(tidy["element"]).to_numpy())
        return tidy.sort_values(["element", "commodity"], ignore_index=True)

    def plot(self, *, most: int = 15, ax: Axes | None = None) -> Axes:
        """
        Draw what goes undelivered without each of the worst elements.

        Parameters
        ----------
        most
            How many, the worst first.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart.
        """
        from corridor.flows.frames.bars import bars_of_losses  # noqa: PLC0415 - only when drawing

        return bars_of_losses(self, most, ax)

    def plot_map(
        self,
        *,
        extent: tuple[float, float, float, float] | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """
        Draw the worst elements on a map, as wide or large as what their loss costs.

        Parameters
        ----------
        extent
            West, south, east, north in degrees; Biscay to the Yellow Sea when absent.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The map.
        """
        from corridor.flows.frames.maps import map_losses  # noqa: PLC0415 - only when drawing

        return map_losses(self, extent=extent, ax=ax)

    def explore(self) -> WebMap:
        """
        Return the losses as a map that can be moved and filtered, in one page without a network.

        Returns
        -------
        map
            One layer a kind of element; `WebMap.save` writes the page.

        Raises
        ------
        SchemaError
            No element carries flow, so there is nothing to show.
        ImportError
            The package that carries the map is not installed; says what to install.
        """
        from corridor.flows.frames.maps import explore_losses  # noqa: PLC0415 - only when drawing

        return explore_losses(self)

    def __repr__(self) -> str:
        delivered, demanded = self.base["delivered_t_per_y"], self.base["demanded_t_per_y"]
        head = (
            f"Criticality: {delivered / 1e6:.2f} of {demanded / 1e6:.2f} Mt/y delivered, "
            f"{len(self.table)} elements carry flow, {len(self.idle)} do not"
        )
        if self.table.empty:
            return head
        top = self.table.iloc[0]
        return (
            f"{head}; worst {self.table.index[0]} ({top['name']}): "
            f"{top['added_unmet_t_per_y'] / 1e6:.2f} Mt/y more undelivered, "
            f"{top['added_cost_usd_per_y'] / 1e6:+.0f} M USD/y of carrying"
        )

    def _repr_html_(self) -> str:
        return result_html(repr(self), self.table, ("Pairs", self.pairs))
