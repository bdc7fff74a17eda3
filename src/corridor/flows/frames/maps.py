"""Maps of flows and of losses, still and interactive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.draw.marks.palette import corridor_colours, mode_colours, mode_name
from corridor.draw.web.scales import use_keys
from corridor.flows.frames.elements import element_frame
from corridor.flows.frames.links import band_frame, flow_frame, place_frame

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

    from corridor.draw.map.extent import Extent
    from corridor.draw.web.page import WebMap
    from corridor.flows.criticality.result import Criticality
    from corridor.flows.result import Flows

__all__ = ["REGION", "explore_flows", "explore_losses", "map_flows", "map_losses"]

# What an interactive map of flows shows first: from Biscay to the Yellow Sea.
REGION = (-12.0, 24.0, 122.0, 62.0)
MAPPED = 40


def map_flows(
    flows: Flows,
    *,
    commodity: str | None,
    by: str,
    extent: Extent | None,
    ax: Axes | None,
    countries: gpd.GeoDataFrame | None = None,
) -> Axes:
    """Draw flows; see `Flows.plot_map`."""
    from corridor.draw.map.weighted.flow_map import draw_flow_map  # noqa: PLC0415 - only to draw

    network = flows.assembly.network
    bands = band_frame(flows, by, commodity)
    return draw_flow_map(
        bands,
        place_frame(flows, commodity)[["name", "value", "geometry"]],
        network.data.countries.reset_index() if countries is None else countries,
        colours=_colours(by, [str(kind) for kind in bands["kind"]], flows),
        extent=extent,
        ax=ax,
        title=_title(flows, commodity),
    )


def explore_flows(flows: Flows, commodity: str | None = None) -> WebMap:
    """Return flows as an interactive map; see `Flows.explore`."""
    from corridor.draw.web.layers.corridors import place_layer  # noqa: PLC0415 - only to draw
    from corridor.draw.web.layers.flows import flow_layers  # noqa: PLC0415
    from corridor.draw.web.page import WebMap  # noqa: PLC0415

    places = place_frame(flows, commodity)

    def still(lands: gpd.GeoDataFrame) -> Axes:
        return map_flows(
            flows, commodity=commodity, by="mode", extent=REGION, ax=None, countries=lands
        )

    return WebMap.drawn(
        (*flow_layers(flow_frame(flows, commodity)), place_layer(places, "Producers and markets")),
        flows.assembly.network.data.countries.reset_index(),
        _title(flows, commodity),
        still,
        extent=REGION,
    )


def map_losses(
    criticality: Criticality,
    *,
    extent: Extent | None,
    ax: Axes | None,
    countries: gpd.GeoDataFrame | None = None,
) -> Axes:
    """Draw the worst losses; see `Criticality.plot_map`."""
    from corridor.draw.map.weighted.loss_map import draw_loss_map  # noqa: PLC0415 - only to draw

    elements = element_frame(criticality).head(MAPPED)
    lands = criticality.network.data.countries.reset_index()
    return draw_loss_map(
        elements.rename(columns={"loss_musd_per_y": "value"})[["name", "value", "geometry"]],
        lands if countries is None else countries,
        extent=extent or REGION,
        ax=ax,
        title=_loss_title(criticality),
        unit="MUSD/y",
        what="lost",
    )


def explore_losses(criticality: Criticality) -> WebMap:
    """Return the losses of elements as an interactive map; see `Criticality.explore`."""
    from corridor.draw.web.layers.elements import element_layers  # noqa: PLC0415 - only to draw
    from corridor.draw.web.page import WebMap  # noqa: PLC0415

    return WebMap.drawn(
        element_layers(element_frame(criticality)),
        criticality.network.data.countries.reset_index(),
        _loss_title(criticality),
        lambda lands: map_losses(criticality, extent=REGION, ax=None, countries=lands),
        extent=REGION,
    )


def _colours(by: str, kinds: list[str], flows: Flows) -> dict[str, str]:
    """Return the colour of each band, in the order of the legend."""
    if by == "mode":
        modes = dict.fromkeys(str(mode) for mode in flows.links["mode"])
        return {mode_name(mode): colour for mode, colour in mode_colours(modes).items()}
    if by == "utilisation":
        return dict(use_keys())
    order = [str(name) for name in flows.assembly.network.data.corridors.index]
    return corridor_colours(name for name in order if name in kinds)


def _title(flows: Flows, commodity: str | None) -> str:
    """Return what a picture of flows shows, in words."""
    network = flows.assembly.network
    what = "All cargo" if commodity is None else str(network.commodities.at[commodity, "name"])
    return f"{what}: flows of {network.year}, Mt per year"


def _loss_title(criticality: Criticality) -> str:
    """Return what a picture of losses shows, in words."""
    return f"What the loss of one element costs, {criticality.network.year}, MUSD per year"
