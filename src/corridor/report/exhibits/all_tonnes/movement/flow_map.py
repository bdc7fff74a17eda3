"""Exhibit 4, all tonnes: where everything goes, on one map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from corridor.draw.marks.palette import corridor_colours
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import percent, tonnes
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.names import (
    OTHER,
    commodity_name,
    corridor_of,
    joined,
    short_name,
    short_names,
)
from corridor.report.exhibits.paper import paper
from corridor.report.exhibits.standing import by_way

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.flows.result import Flows
    from corridor.report.findings.findings import Findings

__all__ = ["flow_map_exhibit"]

MEGA = 1e6
COLUMNS = (
    Column("link", "Link"),
    Column("corridor", "Corridor of most of it"),
    Column("flow_mt_per_y", "Flow", "Mt/y", "number"),
    Column("commodities", "What moves"),
    Column("utilisation", "Of the known capacity", kind="share"),
)
ROWS = 20
NOTES = (
    (
        "Every tonne goes the way that costs all cargo together least in money, time, carbon "
        "and risk as weighted, within known capacities and rules of access; that is not a "
        "forecast of what shippers will do."
    ),
    (
        "A path counts for the first corridor whose rule it keeps. Amounts are at central "
        "values of the facts."
    ),
)


def flow_map_exhibit(findings: Findings) -> Exhibit | None:
    """Return the map of all tonnes; None without flows."""
    flows = findings.flows
    if flows is None:
        return None
    lines = _by_link(flows)
    pictures: tuple[Picture, ...] = ()
    answer = _answer(flows)
    if not lines.empty:
        pictures = (
            Picture("flow_map", _title(flows), f"Map. {answer}", lambda: _draw(flows, lines)),
        )
    table = _table(flows, lines)
    return Exhibit(
        4,
        "flow_map",
        "All tonnes on one map",
        "Where does everything go?",
        answer,
        tables=(table,) if len(table.frame) else (),
        pictures=pictures,
        notes=NOTES,
    )


def _by_link(flows: Flows) -> pd.DataFrame:
    """Return the flow of each link by the corridor of its paths, t/y."""
    data = flows.assembly.network.data
    rows = [
        (subject.removeprefix("link:"), corridor_of(data, kept), amount)
        for kept, subjects, amount in zip(
            flows.routes["corridors"],
            flows.routes["subjects"],
            flows.routes["flow_t_per_y"],
            strict=True,
        )
        for subject in dict.fromkeys(map(str, subjects))
        if subject.startswith("link:")
    ]
    table = pd.DataFrame(rows, columns=["link", "corridor", "flow_t_per_y"])
    return table.groupby(["link", "corridor"])[["flow_t_per_y"]].sum().reset_index()


def _table(flows: Flows, lines: pd.DataFrame) -> Table:
    """Return the links with the largest flow."""
    carried = flows.links.groupby("link")
    total = lines.groupby("link")["flow_t_per_y"].sum().sort_values(ascending=False, kind="stable")
    most = lines.sort_values("flow_t_per_y", ascending=False, kind="stable")
    first = most.drop_duplicates("link")
    corridor = dict(zip(first["link"], first["corridor"], strict=True))
    data = flows.assembly.network.data
    names = data.corridors["name"]
    rows = []
    for link, amount in zip(map(str, total.index[:ROWS]), total, strict=False):
        part = carried.get_group(link)
        what = [commodity_name(data, str(name)) for name in dict.fromkeys(part["commodity"])]
        rows.append(
            {
                "link": str(part["name"].iloc[0]),
                "corridor": str(names.get(corridor[link], corridor[link])),
                "flow_mt_per_y": float(amount) / MEGA,
                "commodities": ", ".join(what),
                "utilisation": part["utilisation"].max(),
            }
        )
    frame = pd.DataFrame(rows, columns=[column.key for column in COLUMNS])
    details = {
        (at, "utilisation"): Detail("No fact states the capacity.")
        for at in range(len(frame))
        if pd.isna(frame["utilisation"].iloc[at])
    }
    return Table("links", f"The {len(frame)} links that carry most", frame, COLUMNS, details)


def _draw(flows: Flows, lines: pd.DataFrame) -> Figure:
    """Draw the map."""
    from corridor.draw.map.weighted.flow_map import draw_flow_map  # noqa: PLC0415 - only to draw

    network = flows.assembly.network
    frame = gpd.GeoDataFrame(
        {
            "link": lines["link"].to_numpy(),
            "kind": lines["corridor"].to_numpy(),
            "value": lines["flow_t_per_y"].to_numpy(float) / MEGA,
        },
        geometry=network.links.geometry.reindex(lines["link"]).to_numpy(),
        crs="EPSG:4326",
    )
    ends = pd.concat([_ends(flows, side) for side in ("source", "market")])
    ends = ends.groupby(level=0).sum().sort_values(ascending=False, kind="stable")
    nodes = network.nodes.loc[ends.index]
    names = short_names(network.data)
    nodes = nodes.assign(name=[names[str(node)] for node in nodes.index], value=ends)
    figure, ax = paper(5.6, bare=True)
    ids = [name for name in map(str, network.data.corridors.index) if name in set(frame["kind"])]
    draw_flow_map(
        frame,
        nodes[["name", "value", "geometry"]],
        network.data.countries.reset_index(),
        colours=corridor_colours([*ids, OTHER]),
        ax=ax,
        title=_title(flows),
    )
    return figure


def _title(flows: Flows) -> str:
    """Return what the map shows."""
    return f"All tonnes of {flows.assembly.network.year} by corridor"


def _ends(flows: Flows, side: str) -> pd.Series[float]:
    return flows.routes.groupby(side)["flow_t_per_y"].sum()


def _answer(flows: Flows) -> str:
    """Return how much moves by which corridor, and the busiest pair of ends."""
    done = flows.delivered_t_per_y
    if not done:
        return "Nothing moves: no demand can be met."
    data = flows.assembly.network.data
    routes = flows.routes
    kinds = [corridor_of(data, kept) for kept in routes["corridors"]]
    sums = routes.groupby(kinds)["flow_t_per_y"].sum().sort_values(ascending=False, kind="stable")
    names = data.corridors["name"]
    parts = [
        f"{percent(amount / done)} {by_way(short_name(str(names.get(kind, kind))))}"
        for kind, amount in sums.items()
    ]
    top = routes.groupby(["source", "market"])["flow_t_per_y"].sum().reset_index()
    largest = top.iloc[int(top["flow_t_per_y"].to_numpy(float).argmax())]
    nodes = short_names(data)
    return (
        f"Of {tonnes(flows.demand_t_per_y)} demanded, {tonnes(done)} arrive: {joined(parts)}. "
        f"The largest single flow is {tonnes(largest['flow_t_per_y'])} from "
        f"{nodes[str(largest['source'])]} to {nodes[str(largest['market'])]}."
    )
