"""What runs over each link, as one row a link with its line, for maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from corridor.draw.marks.palette import mode_name
from corridor.draw.web.scales import use_step
from corridor.errors import UnknownIdError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.flows.result import Flows

__all__ = ["BANDS", "band_frame", "corridor_kept", "flow_frame", "place_frame"]

MEGA = 1e6
ANY = "any"
BANDS = ("mode", "utilisation", "corridor")


def flow_frame(flows: Flows, commodity: str | None = None) -> gpd.GeoDataFrame:
    """
    Return one row per link that carries flow, both directions together.

    Parameters
    ----------
    flows
        From `assign_flows`.
    commodity
        Of which cargo; all when absent.

    Returns
    -------
    links
        Index link; name, mode, mt_per_y, commodities (words), utilisation (of the fullest limit, by
        all cargo), available and worth (words), geometry; the largest flow first. Links without a
        line are left out.

    Raises
    ------
    UnknownIdError
        No such commodity flows; names the nearest.
    """
    table = flows.links
    if commodity is not None:
        known = [str(name) for name in table["commodity"].unique()]
        if commodity not in known:
            raise UnknownIdError("commodity that flows", commodity, known)
        table = table[table["commodity"] == commodity]
    names = flows.assembly.network.commodities["name"]
    worth = flows.bottlenecks()
    rows = {}
    for link, part in table.groupby("link", sort=True):
        fullest = part.iloc[int(part["utilisation"].fillna(-1.0).to_numpy(float).argmax())]
        rows[link] = {
            "name": part["name"].iloc[0],
            "mode": part["mode"].iloc[0],
            "mt_per_y": float(part["flow_t_per_y"].sum()) / MEGA,
            "commodities": _shares(part, names),
            "utilisation": float(fullest["utilisation"]),
            "available": _available(fullest),
            "worth": _worth(fullest, worth),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    lines = flows.assembly.network.links.geometry.reindex(frame.index)
    found = gpd.GeoDataFrame(frame, geometry=lines, crs="EPSG:4326")
    found = found[~found.geometry.isna()]
    return found.sort_values("mt_per_y", ascending=False, kind="stable").rename_axis("link")


def band_frame(flows: Flows, by: str, commodity: str | None = None) -> gpd.GeoDataFrame:
    """
    Return the flow of each link in bands, for a map.

    Parameters
    ----------
    flows
        From `assign_flows`.
    by
        What a band is: ``mode``, ``utilisation`` (of the link, in steps) or ``corridor`` (whose
        rule the paths keep).
    commodity
        Of which cargo; all when absent.

    Returns
    -------
    bands
        link, kind (words), value (Mt/y), geometry.

    Raises
    ------
    UnknownIdError
        There is no such way to colour, or no such commodity flows; names the nearest.
    """
    if by not in BANDS:
        raise UnknownIdError("colour of flows", by, BANDS)
    links = flow_frame(flows, commodity)
    if by == "corridor":
        amounts = _by_corridor(flows, commodity)
        amounts = amounts[amounts["link"].isin(links.index)]
        shapes = links.geometry.reindex(amounts["link"]).to_numpy()
        return gpd.GeoDataFrame(amounts, geometry=shapes, crs=links.crs)
    kinds = (
        [mode_name(str(mode)) for mode in links["mode"]]
        if by == "mode"
        else [use_step(float(share)) for share in links["utilisation"]]
    )
    columns = {"link": links.index, "kind": kinds, "value": links["mt_per_y"].to_numpy()}
    return gpd.GeoDataFrame(columns, geometry=links.geometry.to_numpy(), crs=links.crs)


def place_frame(flows: Flows, commodity: str | None = None) -> gpd.GeoDataFrame:
    """
    Return producers and markets with what they send or get.

    Parameters
    ----------
    flows
        From `assign_flows`.
    commodity
        Of which cargo; all when absent.

    Returns
    -------
    places
        Index node; name, role (``origin`` or ``destination``), corridors (words), value (Mt/y),
        geometry; the largest first.
    """
    routes = _routes(flows, commodity)
    parts = []
    for role, column in (("origin", "source"), ("destination", "market")):
        sums = routes.groupby(column)["flow_t_per_y"].sum() / MEGA
        parts.append(pd.DataFrame({"value": sums, "role": role}))
    table = pd.concat(parts).rename_axis("node")
    nodes = flows.assembly.network.nodes.loc[table.index]
    table = table.assign(name=nodes["name"].to_numpy(), corridors="")
    frame = gpd.GeoDataFrame(table, geometry=list(nodes.geometry), crs="EPSG:4326")
    return frame.sort_values("value", ascending=False, kind="stable")


def corridor_kept(flows: Flows, kept: Iterable[str]) -> str:
    """
    Return the corridor of a path: the first named rule it keeps, ``any`` where it keeps no other.

    Parameters
    ----------
    flows
        From `assign_flows`.
    kept
        Corridors whose rule the path keeps.

    Returns
    -------
    corridor
        Corridor id.
    """
    mine = set(kept) - {ANY}
    order = [str(name) for name in flows.assembly.network.data.corridors.index]
    return next((name for name in order if name in mine), ANY)


def _routes(flows: Flows, commodity: str | None) -> pd.DataFrame:
    """Return the paths of a commodity, or of all."""
    routes = flows.routes
    return routes if commodity is None else routes[routes["commodity"] == commodity]


def _by_corridor(flows: Flows, commodity: str | None) -> pd.DataFrame:
    """Return the flow of each link by corridor."""
    routes = _routes(flows, commodity)
    rows = [
        (str(subject).removeprefix("link:"), corridor_kept(flows, kept), amount)
        for kept, subjects, amount in zip(
            routes["corridors"], routes["subjects"], routes["flow_t_per_y"] / MEGA, strict=True
        )
        for subject in dict.fromkeys(subjects)
        if str(subject).startswith("link:")
    ]
    table = pd.DataFrame(rows, columns=["link", "kind", "value"])
    return table.groupby(["link", "kind"])[["value"]].sum().reset_index()


def _shares(part: pd.DataFrame, names: pd.Series[str]) -> str:
    """Return what flows, in words, the largest first."""
    sums = (part.groupby("commodity")["flow_t_per_y"].sum() / MEGA).sort_values(ascending=False)
    return ", ".join(f"{names[str(name)]} {amount:,.3g}" for name, amount in sums.items())


def _available(row: pd.Series[Any]) -> str:
    """Return what is available, in words."""
    amount = float(row["available_per_y"])
    return f"{amount:,.0f} {row['unit']}" if np.isfinite(amount) else "not known"


def _worth(row: pd.Series[Any], bottlenecks: pd.DataFrame) -> str:
    """Return what one more unit of a full limit is worth; empty where it is worth nothing."""
    rows = bottlenecks[bottlenecks.index == row["limit"]]
    if rows.empty:
        return ""
    found = rows.iloc[0]
    gain = float(found["gain_usd_per_unit"])
    gain = gain if np.isfinite(gain) else float(found["shadow_price_usd_per_unit"])
    return f"{gain:,.2f} USD per {str(found['unit']).removesuffix('/y')}" if gain > 0 else ""
