"""Check every leg of a route against the tables of the data set, not against the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.data.cells import list_items
from corridor.data.years import open_in

if TYPE_CHECKING:
    import pandas as pd

    from corridor.routes.route import Route

__all__ = ["certify"]


def certify(route: Route) -> pd.DataFrame:
    """
    Return, for every leg of a route, what forbids it; empty where nothing does.

    The search works on a compiled graph; this looks at links, borders, transfers, nodes and
    controls anew, so that an error of the compilation would show.

    Parameters
    ----------
    route
        Any route.

    Returns
    -------
    certificate
        kind, subject, direction, fault: closed in the year, against the direction, not for the
        commodity, a closed border, no such transfer, no loading there, or a control. One row per
        leg, in order.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> route = corridor.best_route(net, "crude_oil", "tengiz", "trieste")
    >>> bool((certify(route)["fault"] == "").all())
    True
    """
    legs = route.graph.legs.loc[route.graph.legs_of(list(route.arcs))]
    checks = {"section": _section, "border": _border, "transfer": _transfer}
    checks |= dict.fromkeys(("loading", "unloading"), _loading)
    kinds = legs["kind"].astype(str)
    faults = [
        checks[kind](route, leg) if kind in checks else ""
        for kind, leg in zip(kinds, legs.itertuples(), strict=True)
    ]
    kept = legs[["kind", "subject", "direction"]].reset_index(drop=True)
    kept["direction"] = kept["direction"].where(kept["kind"] == "section", "")
    return kept.assign(fault=faults).rename_axis("leg")


def _group(route: Route) -> tuple[str, list[str]]:
    """Return the group of the commodity and the modes it may travel by."""
    row = route.network.commodities.loc[route.commodity]
    return str(row["commodity_group"]), list_items(row["modes"])


def _section(route: Route, leg: Any) -> str:  # noqa: ANN401 - a row of itertuples
    links, (group, modes) = route.network.links, _group(route)
    name = leg.subject.removeprefix("link:")
    row = links.loc[name]
    if not bool(open_in(links.loc[[name]], route.network.year).iloc[0]):
        return f"not open in {route.network.year}"
    if group not in list_items(row["commodity_groups"]):
        return f"not for {group}"
    if row["mode"] not in modes:
        return f"{route.commodity} does not go by {row['mode']}"
    ends = (row["from_node_id"], row["to_node_id"])
    if (leg.from_node, leg.to_node) != (ends if leg.direction == "forward" else ends[::-1]):
        return "not between these nodes"
    if leg.direction == "backward" and bool(row["directed"]):
        return "against its direction"
    return _control(route, row, leg.country)


def _control(route: Route, row: pd.Series, country: str) -> str:
    """Return the control that closes a territory of a link to the cargo of this origin."""
    nodes, year = route.network.nodes["country"], route.network.year
    land = {country, nodes[row["from_node_id"]], nodes[row["to_node_id"]]}
    home = nodes[route.origin]
    table = route.network.data.controls
    for control, begun in zip(table.itertuples(), table["from"], strict=True):
        start, end = str(begun)[:4] or "0000", str(control.to)[:4] or "9999"
        if (
            control.effect == "closed"
            and control.origin in ("", home)
            and control.commodity in ("", route.commodity)
            and start <= str(year) <= end
            and land & set(list_items(control.territory))
        ):
            return f"closed by control {control.Index}"
    return ""


def _border(route: Route, leg: Any) -> str:  # noqa: ANN401
    table = route.network.borders
    crossing = (leg.subject + "//").split("/")[2]
    same = (table["from_country"] == leg.country) & (table["to_country"] == leg.to_country)
    rows = table[same & (table["mode"] == leg.mode) & (table["crossing"] == crossing)]
    shut = [str(status) for status in rows["status"] if status != "open"]
    return f"border is {shut[0]}" if shut else ""


def _transfer(route: Route, leg: Any) -> str:  # noqa: ANN401
    table, (group, _) = route.network.transfers.reset_index(), _group(route)
    rows = table[
        (table["node_id"] == leg.from_node)
        & (table["from_mode"] == leg.direction)
        & (table["to_mode"] == leg.mode)
        & table["commodity_group"].isin([group, ""])
    ]
    if rows.empty:
        return "no such transfer"
    return "" if (rows["status"] == "open").any() else f"transfer is {rows['status'].iloc[0]}"


def _loading(route: Route, leg: Any) -> str:  # noqa: ANN401
    modes = list_items(route.network.nodes.at[leg.from_node, "load_modes"])
    group, _ = _group(route)
    return "" if f"{group}:{leg.mode}" in modes else f"{group} is not handled there by {leg.mode}"
