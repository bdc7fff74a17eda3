"""A map that can be moved, hovered and filtered, whole in one page or as part of another."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corridor.draw.map.ground import ATTRIBUTION
from corridor.draw.marks.checks import lonlat, refuse
from corridor.draw.web.bundle import map_scripts, map_styles
from corridor.draw.web.embed import json_script, json_text, plain, policy
from corridor.draw.web.layers.land import coarse, country_names, land_features, map_view
from corridor.draw.web.markup import figure_html
from corridor.draw.web.still import still_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes

    from corridor.draw.map.extent import Extent
    from corridor.draw.web.layers.layer import MapLayer

__all__ = ["MapFragment", "WebMap"]

_HEIGHT: Final = 760  # pixels of the frame in a notebook
_BODY: Final = (
    "body{margin:12px;background:#fff}"
    "@media (prefers-color-scheme:dark){body{background:#12181c;color-scheme:dark}}"
)


@dataclass(frozen=True)
class MapFragment:
    """
    The parts of a page that holds a map.

    Attributes
    ----------
    html
        The figure; holds no script, style or handler.
    scripts, styles
        Inlined once a page, in order and to the letter: `corridor.draw.web.embed.csp_source` gives
        what the policy of the page must allow. They are the same for every map.
    data
        Id and text of each data element the figure reads: `json_script` makes the element. It may
        stand anywhere in the page.
    """

    html: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    data: tuple[tuple[str, str], ...]


@dataclass(frozen=True, repr=False)
class WebMap:
    """
    An interactive map of plain frames that needs no network.

    Attributes
    ----------
    layers
        What is drawn, the lowest first; each has a switch.
    countries
        Columns `country` (ISO2), `name`, geometry (polygons in degrees).
    title
        Words above the map.
    static_svg
        The picture shown where the browser cannot draw the map, and in print; may be empty.
    shade
        Countries drawn darker and hatched.
    extent
        West, south, east, north shown at first; None shows all layers.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, box
    >>> from corridor.draw.web.layers.layer import MapLayer
    >>> ferry = gpd.GeoDataFrame(
    ...     {"label": ["Aktau - Alat"], "colour": ["#33A0CC"], "size": [3.0]},
    ...     geometry=[LineString([(51.2, 43.6), (49.4, 39.9)])],
    ... )
    >>> land = gpd.GeoDataFrame(
    ...     {"country": ["KZ"], "name": ["Kazakhstan"]}, geometry=[box(51, 42, 80, 55)]
    ... )
    >>> shown = WebMap((MapLayer("Sea", ferry),), land, title="The Caspian")
    >>> shown.page()[:15], "http-equiv" in shown.page()
    ('<!DOCTYPE html>', True)
    """

    layers: tuple[MapLayer, ...]
    countries: gpd.GeoDataFrame
    title: str
    static_svg: str = ""
    shade: tuple[str, ...] = ("RU",)
    extent: Extent | None = None

    @classmethod
    def drawn(
        cls,
        layers: Sequence[MapLayer],
        countries: gpd.GeoDataFrame,
        title: str,
        still: Callable[[gpd.GeoDataFrame], Axes],
        *,
        extent: Extent | None = None,
    ) -> WebMap:
        """
        Return a map whose static picture is drawn on countries as coarse as it needs.

        Parameters
        ----------
        layers, countries, title, extent
            As of the class.
        still
            Draws the picture on the countries it is given.

        Returns
        -------
        map
            With the picture as SVG.
        """
        view = extent or map_view([shape for layer in layers for shape in layer.frame.geometry])[0]
        return cls(
            tuple(layers), countries, title, still_of(still(coarse(countries, view))), extent=extent
        )

    def __post_init__(self) -> None:
        if not self.layers:
            raise refuse("layers", "a map has at least one layer; none was given")
        lands = lonlat(self.countries, "countries", ["country", "name"])
        object.__setattr__(self, "countries", lands)

    @cached_property
    def _data(self) -> str:
        """All that the script reads, as JSON."""
        view, reach = map_view([shape for layer in self.layers for shape in layer.frame.geometry])
        if self.extent is not None:
            view = self.extent
        land = land_features(self.countries, view, reach, self.shade)
        return json_text(
            {
                "title": plain(self.title, 110),
                "view": [round(float(side), 3) for side in view],
                "reach": [round(float(side), 3) for side in reach],
                "land": {"type": "FeatureCollection", "features": land},
                "names": country_names(self.countries, view, self.shade),
                "layers": [layer.to_dict() for layer in self.layers],
            }
        )

    def fragment(self) -> MapFragment:
        """
        Return the parts of the map for a page that holds more.

        Returns
        -------
        fragment
            The figure, and what the page must hold besides.

        Raises
        ------
        ImportError
            The package that carries MapLibre GL JS is not installed; says what to install.
        """
        name = "map-" + hashlib.sha256(self._data.encode("utf-8")).hexdigest()[:12]
        html = figure_html(self.layers, name, self.title, self.static_svg, ATTRIBUTION)
        return MapFragment(html, map_scripts(), map_styles(), ((name, self._data),))

    def page(self) -> str:
        """
        Return the map as a whole page that opens from a file and asks nothing of a network.

        Returns
        -------
        html
            One page; its policy allows its own scripts and styles and nothing else.

        Raises
        ------
        ImportError
            The package that carries MapLibre GL JS is not installed; says what to install.
        """
        part = self.fragment()
        styles = (*part.styles, _BODY)
        head = "".join(f"<style>{style}</style>" for style in styles)
        data = "".join(json_script(name, text) for name, text in part.data)
        tail = "".join(f"<script>{script}</script>" for script in part.scripts)
        rule = escape(policy(part.scripts, styles))
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{rule}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">'
            f"<title>{escape(plain(self.title, 110))}</title>{head}</head>"
            f"<body>{part.html}{data}{tail}</body></html>\n"
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """
        Write the page into a file; one that was there is replaced whole or not at all.

        Parameters
        ----------
        path
            File to write; its folder must exist.

        Returns
        -------
        path
            Where it was written.

        Raises
        ------
        IsADirectoryError
            The path is a folder.
        FileNotFoundError
            There is no such folder to write into.
        """
        target = Path(path)
        if target.is_dir():
            raise IsADirectoryError(f"{target} is a folder; name a file in it, such as map.html")
        if not target.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {target.parent}; make it first")
        page = self.page()
        handle, draft = tempfile.mkstemp(suffix=".html", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(page)
            Path(draft).chmod(0o644)
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        return target

    def __repr__(self) -> str:
        return (
            f"<WebMap {plain(self.title, 60)!r}: {', '.join(layer.title for layer in self.layers)}>"
        )

    def _repr_html_(self) -> str:
        frame = (
            f'<iframe sandbox="allow-scripts" title="{escape(plain(self.title, 110))}" '
            f'width="100%" height="{_HEIGHT}" style="border:0" srcdoc="{escape(self.page())}">'
        )
        # The hashes of the policy must hold whatever letters the page around it is written in.
        return frame.encode("ascii", "xmlcharrefreplace").decode("ascii") + "</iframe>"
