"""The interactive map of a report: corridors, and flows, use and losses behind switches."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from corridor.draw.web.layers.corridors import corridor_layers, place_layer
from corridor.draw.web.layers.elements import element_layers
from corridor.draw.web.layers.flows import flow_layers
from corridor.draw.web.layers.land import coarse, map_view
from corridor.draw.web.page import WebMap
from corridor.flows.frames.elements import element_frame
from corridor.flows.frames.links import flow_frame
from corridor.report.exhibits.paper import paper
from corridor.report.page.charts.drawing import HALO, drawn
from corridor.report.page.charts.paths import short_path
from corridor.routes.frames import map_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.draw.web.layers.layer import MapLayer
    from corridor.report.findings.findings import Findings

__all__ = ["findings_map"]

CARDS: Final = (("cargo", "cargo"), ("km", "km"), ("time_d", "days"), ("cost_usd_per_t", "USD/t"))
_PATH: Final = re.compile(r'(?<= d=")[^"]*')
_EDGE: Final = (
    f"<style>#{HALO} text{{paint-order:stroke;stroke:#fff;stroke-width:2.5px}}</style></defs>"
)


def findings_map(findings: Findings) -> WebMap | None:
    """
    Return what findings show on one map; None where they show nothing that has a place.

    The corridors of all pairs are shown at first, a switch each. Flows, how full the links are, and
    what the loss of an element costs are hidden at first.

    Parameters
    ----------
    findings
        What a report rests on.

    Examples
    --------
    >>> from corridor.report.findings.findings import Findings
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> pair = ("copper", "balkhash_smelter", "duisburg")
    >>> shown = findings_map(Findings(net, {pair: corridor.compare_corridors(net, *pair)}))
    >>> [layer.title for layer in shown.layers][:2]
    ['Caspian', 'Russia']
    >>> findings_map(Findings(net)) is None
    True
    """
    countries = findings.network.data.countries.reset_index()
    lines, places = _corridors(findings)
    layers = [] if lines.empty else [*corridor_layers(lines, cards=CARDS)]
    layers += [replace(layer, visible=not layers) for layer in _flows(findings)]
    layers += [replace(layer, visible=False) for layer in _losses(findings)]
    if not layers:
        return None
    still = ""
    if not lines.empty:
        layers.append(place_layer(places))
        still = _still(lines, places, countries)
    title = f"Routes of one tonne by corridor, {findings.network.year}"
    if findings.flows is not None:
        title = f"Routes of one tonne by corridor, and flows of all tonnes, {findings.network.year}"
    # One market oceans away would shrink what the report is about; the map can be moved there.
    extent = None if lines.empty else map_view(list(lines.geometry))[0]
    return WebMap(tuple(layers), countries, title, still, extent=extent)


def _corridors(findings: Findings) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the lines and places of all comparisons, each line with its cargo."""
    lines, places = [gpd.GeoDataFrame()], [gpd.GeoDataFrame()]
    for cmp in findings.comparisons.values():
        named = {name: route for name, route in cmp.routes.items() if name != "any"}
        if named:
            ways, stops = map_frames(named)
            cargo = str(cmp.network.commodities.at[cmp.commodity, "name"])
            lines.append(ways.assign(cargo=cargo, seq=ways["seq"] + len(lines[-1])))
            places.append(stops)
    ways, stops = (_together(frames) for frames in (lines, places))
    return ways, stops.drop_duplicates("name") if len(stops) else stops


def _together(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return frames as one; the empty one where there is none else."""
    some = [frame for frame in frames if len(frame)]
    return gpd.GeoDataFrame(pd.concat(some, ignore_index=True)) if some else frames[0]


def _flows(findings: Findings) -> Iterator[MapLayer]:
    """Yield the layers of flows."""
    if findings.flows is not None:
        links = flow_frame(findings.flows)
        if len(links):
            yield from flow_layers(links)


def _losses(findings: Findings) -> Iterator[MapLayer]:
    """Yield the layers of elements whose loss costs something."""
    if findings.criticality is not None:
        elements = element_frame(findings.criticality)
        if len(elements):
            yield from element_layers(elements)


def _still(lines: gpd.GeoDataFrame, places: gpd.GeoDataFrame, countries: gpd.GeoDataFrame) -> str:
    """Return the picture that stands where the map cannot be drawn, and on paper."""
    from corridor.draw.map.maps import draw_routes  # noqa: PLC0415 - matplotlib only when drawing

    figure, ax = paper(5.6, bare=True)
    view = map_view(list(lines.geometry))[0]
    places = places[places["role"] != "transfer"]  # those of all cargoes would hide each other
    draw_routes(lines, places, coarse(countries, view), shade=("RU",), ax=ax)
    svg = drawn(figure).replace("</defs>", _EDGE, 1)
    return _PATH.sub(lambda path: short_path(path[0]), svg)
