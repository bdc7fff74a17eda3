"""A route along lines: its links, the countries by distance, and the gaps it runs over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.draw.tables import result_html

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry import LineString

__all__ = ["LineRoute"]


@dataclass(frozen=True, repr=False)
class LineRoute:
    """
    A route along lines.

    Attributes
    ----------
    length_km
        From where it meets the lines to where it leaves them.
    access_km
        How far the two places asked for are from the lines.
    links
        In order, index ``seq``: link_id, from_km and to_km of the route, bridged_km.
    sections
        The countries in order, index ``seq``: country, from_km, to_km, km.
    bridges
        The bridges it runs over.
    geometry
        Its course.
    """

    length_km: float
    access_km: tuple[float, float]
    links: pd.DataFrame
    sections: pd.DataFrame
    bridges: pd.DataFrame
    geometry: LineString

    @property
    def territory_km(self) -> pd.Series[float]:
        """Kilometres in each country, in order of entry."""
        return self.sections.groupby("country", sort=False)["km"].sum()

    @property
    def bridged_km(self) -> float:
        """Kilometres over gaps."""
        return float(self.bridges["length_km"].sum())

    def __repr__(self) -> str:
        """Return one line."""
        land = ", ".join(f"{country} {km:.0f}" for country, km in self.territory_km.items())
        return (
            f"<LineRoute {self.length_km:.1f} km on {len(self.links)} links ({land}), "
            f"{self.bridged_km:.2f} km over gaps>"
        )

    def _repr_html_(self) -> str:
        """Return the line and the sections as HTML."""
        return result_html(repr(self), self.sections)
