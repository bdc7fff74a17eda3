"""The stretches of a route: sections of one mode in one country run together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.report.exhibits.one_tonne.words import country_name

if TYPE_CHECKING:
    from corridor.network.network import Network
    from corridor.routes.route import Route

__all__ = ["stretches"]

SUMS = ("km", "time_d", "cost_usd_per_t", "co2_kg_per_t")
WORDS = {
    "section": "movement",
    "border": "border",
    "transfer": "port or transfer",
    "loading": "loading",
    "unloading": "unloading",
    "passage": "passage",
}


def stretches(route: Route) -> pd.DataFrame:
    """
    Return a route in few rows: neighbouring sections of one mode in one country are one stretch.

    Parameters
    ----------
    route
        The route.

    Returns
    -------
    table
        what, name (of a run of sections: the first and the last place inside the country), mode,
        place, km, time_d, cost_usd_per_t, co2_kg_per_t, legs (positions); the
        amounts add up to those of the legs.
    """
    parts: list[list[dict[str, Any]]] = []
    legs = route.legs.reset_index(names="leg").to_dict("records")
    for leg in ({str(key): value for key, value in row.items()} for row in legs):
        if parts and _joins(parts[-1][-1], leg):
            parts[-1].append(leg)
        else:
            parts.append([leg])
    rows = []
    for part in parts:
        first, last = part[0], part[-1]
        row = {
            "what": WORDS.get(str(first["kind"]), str(first["kind"])),
            "name": _name(route.network, part),
            "mode": str(first["mode"]),
            "place": _place(route.network, str(first["country"]), str(last["to_country"] or "")),
            "legs": tuple(int(leg["leg"]) for leg in part),
        }
        rows.append(row | {name: sum(float(leg[name]) for leg in part) for name in SUMS})
    return pd.DataFrame(rows)


def _joins(before: dict[str, Any], leg: dict[str, Any]) -> bool:
    """Say whether a leg goes on with the stretch of the one before."""
    both = before["kind"] == leg["kind"] == "section"
    return both and all(before[key] == leg[key] for key in ("mode", "country"))


def _name(network: Network, part: list[dict[str, Any]]) -> str:
    """Return the name of a leg, or of the first and the last place inside the country."""
    name = str(part[0]["name"])
    if len(part) == 1:
        return name[:1].upper() + name[1:]
    nodes, country = network.nodes, part[0]["country"]
    places = [str(part[0]["from_node"]), *(str(leg["to_node"]) for leg in part)]
    inside = [node for node in places if country in ("SEA", nodes.at[node, "country"])]
    names = dict.fromkeys(str(nodes.at[node, "name"]) for node in (inside[0], inside[-1]))
    return " \N{EN DASH} ".join(names) if len(names) > 1 else f"By {next(iter(names))}"


def _place(network: Network, country: str, to_country: str) -> str:
    """Return where a stretch is."""
    here = country_name(network, country) if country else country_name(network, "SEA")
    return f"{here} to {country_name(network, to_country)}" if to_country else here
