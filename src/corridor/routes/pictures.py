"""What routes draw of themselves: map, profile, bars of cost and CO2, scorecard."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal

# matplotlib is loaded only to draw.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from corridor.draw.web.page import WebMap
    from corridor.routes.route import Route

__all__ = ["Pictures"]


class Pictures(ABC):
    """The pictures of one or more routes of one pair, kept apart from what the routes are."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What the pictures show, in words."""

    @abstractmethod
    def _pictured(self) -> dict[str, Route]:
        """Return the routes to draw by corridor; raises where there is none."""

    def plot_map(self, *, ax: Axes | None = None, shade: Sequence[str] = ("RU",)) -> Axes:
        """Draw the routes on a map, Russian territory shaded; returns the axes."""
        from corridor.draw.map.maps import draw_routes
        from corridor.routes.frames import map_frames

        routes = self._pictured()
        lines, places = map_frames(routes)
        countries = next(iter(routes.values())).network.data.countries.reset_index()
        return draw_routes(lines, places, countries, shade=shade, ax=ax, title=self.title)

    def explore(self) -> WebMap:
        """
        Return the routes as a map that can be moved and filtered, in one page without a network.

        Returns
        -------
        map
            One layer a corridor, and the places; `WebMap.save` writes the page.

        Raises
        ------
        NoRouteError
            There is no route to show.
        ImportError
            The package that carries the map is not installed; says what to install.
        """
        from corridor.routes.frames import explore_routes

        return explore_routes(self._pictured(), self.title)

    def plot_profile(
        self, *, value: Literal["days", "usd"] = "days", ax: Axes | None = None
    ) -> Axes:
        """
        Draw days or, with ``value="usd"``, money run up over distance; returns the axes.

        Stops are vertical steps: the time- and cost-distance method of UNESCAP.
        """
        from corridor.draw.chart.profiles import draw_profile
        from corridor.routes.frames import profile_frame

        return draw_profile(profile_frame(self._pictured()), value=value, ax=ax, title=self.title)

    def plot_costs(
        self, *, by: Literal["component", "leg"] = "component", ax: Axes | None = None
    ) -> Axes:
        """Draw what a tonne pays for, by charge or ``by="leg"``, with P10-P90; returns the axes."""
        from corridor.draw.chart.costs import draw_costs
        from corridor.routes.frames import cost_frames

        costs, ranges = cost_frames(self._pictured())
        return draw_costs(costs, ranges=ranges, by=by, ax=ax, title=self.title)

    def plot_co2(self, *, by: Literal["mode", "leg"] = "mode", ax: Axes | None = None) -> Axes:
        """
        Draw what a tonne emits, with P10-P90: by mode, or leg by leg in the order of travel.

        Parameters
        ----------
        by
            ``mode`` adds up the legs of a mode; ``leg`` keeps them apart. Colours are modes.
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart, one bar a corridor.

        Raises
        ------
        NoRouteError
            There is no route to draw.
        """
        from corridor.draw.chart.choice.emissions import draw_emissions
        from corridor.routes.scores import co2_frames

        bars, ranges = co2_frames(self._pictured(), by)
        return draw_emissions(bars, ranges=ranges, ax=ax, title=f"{self.title}: CO2e by {by}")

    def plot_scorecard(self, *, ax: Axes | None = None) -> Axes:
        """
        Draw cost, days, CO2, risk and exposure of each corridor, the better the darker.

        Parameters
        ----------
        ax
            Axes to draw on; a new figure when absent.

        Returns
        -------
        ax
            The chart: a row a corridor, a column a criterion.

        Raises
        ------
        NoRouteError
            There is no route to draw.
        """
        from corridor.draw.chart.choice.scorecard import draw_scorecard
        from corridor.routes.scores import score_frame

        return draw_scorecard(score_frame(self._pictured()), ax=ax, title=self.title)
