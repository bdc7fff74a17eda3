"""Say in words what was read, cut, bridged and left apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from corridor.network.lines.result import LineNetwork

__all__ = ["report_tables", "report_text"]

TOP = 10


def report_text(network: LineNetwork) -> str:
    """
    Return the report as lines of text.

    Parameters
    ----------
    network
        A network of lines.

    Returns
    -------
    text
        One fact a line.
    """
    return "\n".join([*_read(network), *_joined(network), *_result(network), *_left(network)])


def report_tables(network: LineNetwork) -> dict[str, pd.DataFrame]:
    """
    Return the longest parts, the longest bridges and the gaps that matter most, ten rows of each.

    Parameters
    ----------
    network
        A network of lines.

    Returns
    -------
    tables
        By title.
    """
    bridges = pd.DataFrame(network.bridges).drop(columns="geometry")
    gaps = pd.DataFrame(network.gaps).drop(columns="geometry")
    left = gaps[gaps["state"] == "open"].assign(weight=gaps["smaller_km"].fillna(gaps["way_km"]))
    longest = bridges.sort_values(["length_km", "from_x"], ascending=[False, True])
    columns = ["joins", "distance_km", "smaller_km", "way_km", "from_country", "from_x", "from_y"]
    return {
        "connected parts": network.components.head(TOP),
        "longest bridges": longest.head(TOP)[["length_km", "onto", "joins", "from_x", "from_y"]],
        "open gaps": left.sort_values("weight", ascending=False).head(TOP)[columns],
    }


def _read(network: LineNetwork) -> list[str]:
    """Say what was read and cut."""
    counts = network.counts
    lengths = (
        f"as stated in {network.length_column}" if network.length_column else "geodesic, as drawn"
    )
    said = [
        (
            f"{network.mode}: {counts['rows']:,.0f} rows, {counts['lines']:,.0f} lines, "
            f"{counts['lines_km']:,.0f} km ({lengths})"
        )
    ]
    for why, rows in network.dropped.groupby("why")["row"]:
        names = list(dict.fromkeys(map(str, rows)))
        some = ", ".join(names[:TOP]) + (" ..." if len(names) > TOP else "")
        said.append(f"left out, {why}: {len(rows)} (in rows {some})")
    said.append(
        f"cut where lines meet on one level: {counts['crossings']:,.0f} places; "
        f"lines that cross themselves: {counts['own_crossings']:,.0f}; "
        f"pairs of lines that pass without joining: {counts['passed']:,.0f}"
    )
    if counts["doubled_km"] > 0.5:
        said.append(f"drawn twice and counted once: {counts['doubled_km']:,.0f} km")
    return said


def _joined(network: LineNetwork) -> list[str]:
    """Say what was bridged."""
    bridges = network.bridges
    if bridges.empty:
        return [f"bridges up to {network.snap_km:g} km: none"]
    joins = bridges["joins"].value_counts()
    said = [
        (
            f"bridges up to {network.snap_km:g} km: {len(bridges):,}, "
            f"{bridges['length_km'].sum():,.1f} km in all, the longest "
            f"{bridges['length_km'].max():.2f} km; {joins.get('parts', 0):,} join parts, "
            f"{joins.get('detour', 0):,} save a detour"
        )
    ]
    wide = bridges[bridges["spread_km"] > network.snap_km].groupby("cluster")["spread_km"].first()
    if len(wide):
        said.append(
            f"clusters of bridges whose farthest ends are more than {network.snap_km:g} km apart: "
            f"{len(wide)}, the widest {wide.max():.2f} km"
        )
    return said


def _result(network: LineNetwork) -> list[str]:
    """Say what came out."""
    km, parts = float(network.links["length_km"].sum()), network.components
    land = network.sections.groupby("country")["km"].sum().sort_values(ascending=False)
    shown = "; ".join(f"{country} {part:,.0f}" for country, part in land.head(TOP).items())
    said = [
        (
            f"result: {len(network.nodes):,} nodes, {len(network.links):,} links, {km:,.0f} km, "
            f"{len(network.dangling):,} dangling ends"
        ),
        f"connected parts: {len(parts)}, the longest {parts['length_km'].iloc[0] / km:.1%} of all",
        f"km by country: {shown}" + ("; ..." if len(land) > TOP else ""),
    ]
    if len(network.tolerated):
        said.append(
            f"stretches of water, and of other countries up to {network.options.tolerance_km:g} "
            f"km, counted to their neighbours: {len(network.tolerated)}, "
            f"{network.tolerated['km'].sum():,.1f} km"
        )
    short = network.links["length_km"] < 0.95 * network.links["drawn_km"]
    if network.length_column and short.any():
        said.append(
            f"links whose stated length is over 5 % short of the line drawn: {short.sum():,}, "
            f"{network.links.loc[short, 'length_km'].sum():,.0f} km"
        )
    return said


def _left(network: LineNetwork) -> list[str]:
    """Say what is apart."""
    if "thinned_from_km" in network.counts:
        return [
            (
                f"thinned to the shortest ways between places, out of "
                f"{network.counts['thinned_from_km']:,.0f} km: open gaps are told of before"
            )
        ]
    gaps = network.gaps[network.gaps["state"] == "open"]
    reach = network.options.gap_km
    apart, detour = (gaps[gaps["joins"] == joins] for joins in ("parts", "detour"))
    said = [
        (
            f"gaps left open up to {reach:g} km: {len(apart)} between parts, "
            f"{len(detour)} between ends that are connected by over ten times the way"
        )
    ]
    heavy = apart.sort_values(["smaller_km", "distance_km"], ascending=[False, True]).head(TOP)
    far = detour.sort_values("way_km", ascending=False).head(TOP)
    for gap in (*heavy.itertuples(), *far.itertuples()):
        what = (
            f"parts {gap.from_component} and {gap.to_component}, the smaller {gap.smaller_km:,.0f}"
            if gap.joins == "parts"
            else f"a detour of {gap.way_km:,.0f}"
        )
        said.append(
            f"  {gap.distance_km:6.2f} km at {gap.from_x:.3f}, {gap.from_y:.3f} "
            f"({gap.from_country}): {what} km"
        )
    return said
