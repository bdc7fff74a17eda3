"""What flows draw of themselves: map, limits, bands, and a map that can be moved."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal

# matplotlib is loaded only to draw.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from corridor.draw.web.page import WebMap
    from corridor.flows.result import Flows

__all__ = ["Pictures"]


class Pictures(ABC):
    """The pictures of flows, kept apart from what the flows are."""

    @abstractmethod
    def _drawn(self) -> Flows:
        """Return the flows to draw."""

    def plot_map(
        self,
        *,
        commodity: str | None = None,
        by: Literal["mode", "utilisation", "corridor"] = "mode",
        extent: tuple[float, float, float, float] | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """
        Draw what flows where, Russian territory shaded; the width is the flow.

        Parameters
        ----------
        commodity
            Of which cargo; all when absent.
        by
            What the colour says: the mode, how full a link is, or whose rule the paths keep.
        extent
            West, south, east, north in degrees; the places of 99 % of all tonnes when absent.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The map.

        Raises
        ------
        UnknownIdError
            No such commodity flows; names the nearest.
        """
        from corridor.flows.frames.maps import map_flows

        return map_flows(self._drawn(), commodity=commodity, by=by, extent=extent, ax=ax)

    def plot_bottlenecks(self, *, most: int = 16, ax: Axes | None = None) -> Axes:
        """
        Draw how full the limits of known capacity are; of those that bind, the price in words.

        Parameters
        ----------
        most
            How many, those that bind and the fullest first.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart.

        Raises
        ------
        SchemaError
            No limit of known capacity is in use, so there is nothing to draw.
        """
        from corridor.flows.frames.bars import bars_of_limits

        return bars_of_limits(self._drawn(), most, ax)

    def plot_sankey(self, *, commodity: str | None = None, ax: Axes | None = None) -> Axes:
        """
        Draw bands from producers by corridors to markets, as wide as what they carry.

        Parameters
        ----------
        commodity
            Of which cargo; all when absent.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart; of many producers or markets the smallest are drawn together.

        Raises
        ------
        SchemaError
            Nothing flows, so there is nothing to draw.
        """
        from corridor.flows.frames.bands import draw_bands

        return draw_bands(self._drawn(), commodity, ax)

    def explore(self, commodity: str | None = None) -> WebMap:
        """
        Return the flows as a map that can be moved and filtered, in one page without a network.

        Parameters
        ----------
        commodity
            Of which cargo; all when absent.

        Returns
        -------
        map
            Flows by mode, the same links by their use, producers and markets; `WebMap.save` writes
            the page.

        Raises
        ------
        UnknownIdError
            No such commodity flows; names the nearest.
        ImportError
            The package that carries the map is not installed; says what to install.
        """
        from corridor.flows.frames.maps import explore_flows

        return explore_flows(self._drawn(), commodity)
