"""Bands from producers by corridors to markets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.flows.frames.links import corridor_kept

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from corridor.flows.result import Flows

__all__ = ["draw_bands"]

MEGA, KILO = 1e6, 1e3
NAMED = 9
FEW = 2.0  # Mt/y below which bands are told in kt/y


def draw_bands(flows: Flows, commodity: str | None, ax: Axes | None) -> Axes:
    """Draw who sends what to whom by which corridor; see `Flows.plot_sankey`."""
    from corridor.draw.chart.tonnes.sankey import draw_sankey  # noqa: PLC0415 - only to draw

    routes = flows.routes
    if commodity is not None:
        routes = routes[routes["commodity"] == commodity]
    names = flows.assembly.network.nodes["name"]
    total = float(routes["flow_t_per_y"].sum())
    scale, unit = (KILO, "kt/y") if total < FEW * MEGA else (MEGA, "Mt/y")
    frame = pd.DataFrame(
        {
            "producer": [str(names[node]) for node in routes["source"]],
            "corridor": [corridor_kept(flows, kept) for kept in routes["corridors"]],
            "market": [str(names[node]) for node in routes["market"]],
            "value": routes["flow_t_per_y"].to_numpy(float) / scale,
        }
    )
    for side in ("producer", "market"):
        frame[side] = _few(frame, side)
    frame = frame[frame["value"] > 0]
    keys = ["producer", "corridor", "market"]
    grouped = frame.groupby(keys)[["value"]].sum().reset_index()
    network = flows.assembly.network
    what = "All cargo" if commodity is None else str(network.commodities.at[commodity, "name"])
    title = f"{what}: producer, corridor, market, {network.year}"
    return draw_sankey(grouped, ax=ax, title=title, unit=unit)


def _few(frame: pd.DataFrame, side: str) -> list[str]:
    """Return the names of a side, the smallest together where they are many."""
    sums = frame.groupby(side)["value"].sum().sort_values(ascending=False, kind="stable")
    if len(sums) <= NAMED + 1:
        return [str(name) for name in frame[side]]
    kept = set(sums.index[:NAMED])
    rest = f"{len(sums) - NAMED} others"
    return [str(name) if name in kept else rest for name in frame[side]]
