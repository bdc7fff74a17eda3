"""What a data set covers, by country, commodity, corridor and attribute."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from corridor.data.cells import list_items
from corridor.network.rule import corridor_rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.data.dataset import Dataset

__all__ = [
    "KINDS",
    "by_attribute",
    "by_commodity",
    "by_corridor",
    "by_country",
    "link_countries",
]

KINDS = ["reported", "derived", "estimate"]
SEA = "SEA"
Countries = dict[str, frozenset[str]]


def by_country(data: Dataset) -> pd.DataFrame:
    """
    Return what is known of each country.

    Parameters
    ----------
    data
        As of a year.

    Returns
    -------
    coverage
        Index ``country``: name, nodes, producers (nodes with a supply), markets (nodes with a
        demand), links (that run or end there), facts in force (about its places, links, borders
        and modes). Countries with none of them, which are only drawn, are left out.

    Examples
    --------
    >>> coverage = by_country(corridor.load_dataset())
    >>> bool((coverage.loc["KZ", ["nodes", "links", "facts"]] > 0).all())
    True
    """
    place = {str(node): str(country) for node, country in data.nodes["country"].items()}
    links, facts = link_countries(data), _fact_countries(data)
    counts = {
        "nodes": Counter(place.values()),
        "producers": Counter(place[node] for node in set(data.supply["node_id"])),
        "markets": Counter(place[node] for node in set(data.demand["market"])),
        "links": Counter(country for found in links.values() for country in found),
        "facts": Counter(country for found in facts for country in found),
    }
    frame = pd.DataFrame(counts).drop(index=SEA, errors="ignore").fillna(0).astype(int)
    frame.insert(0, "name", data.countries["name"].reindex(frame.index))
    frame = frame.rename_axis("country").sort_index()
    return frame.sort_values("facts", ascending=False, kind="stable")


def by_commodity(data: Dataset) -> pd.DataFrame:
    """
    Return what is known of each commodity.

    Parameters
    ----------
    data
        As of a year.

    Returns
    -------
    coverage
        Index ``commodity_id``: group, nodes (that can load it), producers, markets, links (open,
        of a mode and group it uses), facts in force that name the commodity, a stream or its group.

    Examples
    --------
    >>> int(by_commodity(corridor.load_dataset()).loc["crude_oil", "producers"]) > 0
    True
    """
    subjects, groups = data.values["subject"], data.values["commodity_group"]
    links = data.links[data.links["is_open"]]
    rows = {}
    for row in data.commodities.sort_index().itertuples():
        commodity, group, modes = str(row.Index), str(row.commodity_group), list_items(row.modes)
        own = {f"commodity:{commodity}", f"group:{group}"}
        own |= {f"stream:{stream}" for stream in list_items(row.streams)}
        priced = subjects.str.match(rf"price:[^/]+/{commodity}(?:/|$)")
        carried = links["commodity_groups"].map(lambda cell, g=group: g in list_items(cell))
        loads = data.nodes["load_modes"].map(
            lambda cell, g=group: g in {token.partition(":")[0] for token in list_items(cell)}
        )
        rows[commodity] = {
            "group": group,
            "nodes": int(loads.sum()),
            "producers": int(_of(data.supply, commodity)["node_id"].nunique()),
            "markets": int(_of(data.demand, commodity)["market"].nunique()),
            "links": int((carried & links["mode"].isin(modes)).sum()),
            "facts": int(((groups == group) | subjects.isin(own) | priced).sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("commodity_id")


def by_corridor(data: Dataset) -> pd.DataFrame:
    """
    Return what each corridor rule leaves to run on.

    Parameters
    ----------
    data
        As of a year.

    Returns
    -------
    coverage
        Index ``corridor``: nodes, producers and markets outside its forbidden territories; links
        (open, allowed); gate_links (of these, where it must pass; all if it must pass nowhere);
        facts in force that are not about a forbidden territory.

    Examples
    --------
    >>> coverage = by_corridor(corridor.load_dataset())
    >>> bool((coverage["gate_links"] <= coverage["links"]).all())
    True
    """
    links, facts = link_countries(data), _fact_countries(data)
    opened = data.links[data.links["is_open"]]
    rows = {}
    for name in map(str, data.corridors.index):
        rule = corridor_rule(data, name)
        free = data.nodes.index[~data.nodes["country"].isin(rule.avoid_territories)]
        allowed, gates = 0, 0
        for link, cell in opened["passages"].items():
            lands, passages = links[str(link)], set(list_items(cell))
            if lands & rule.avoid_territories or passages & rule.avoid_passages:
                continue
            allowed += 1
            at_land = not rule.require_territory or rule.require_territory in lands
            gates += at_land and (not rule.require_passage or rule.require_passage in passages)
        rows[name] = {
            "nodes": len(free),
            "producers": len(set(data.supply["node_id"]) & set(free)),
            "markets": len(set(data.demand["market"]) & set(free)),
            "links": allowed,
            "gate_links": gates,
            "facts": sum(not (found & rule.avoid_territories) for found in facts),
        }
    columns = ["nodes", "producers", "markets", "links", "gate_links", "facts"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("corridor")


def by_attribute(data: Dataset) -> pd.DataFrame:
    """
    Return how well each attribute is known.

    Parameters
    ----------
    data
        As of a year.

    Returns
    -------
    coverage
        Index ``attribute``: timing, facts in force, subjects they are about, how many are
        reported, derived and estimate, and the oldest and newest year observed.

    Examples
    --------
    >>> coverage = by_attribute(corridor.load_dataset())
    >>> kinds = coverage[["reported", "derived", "estimate"]].sum(axis=1)
    >>> bool((kinds == coverage["facts"]).all())
    True
    """
    grouped = data.values.groupby("attribute")
    kinds = pd.crosstab(data.values["attribute"], data.values["kind"])
    frame = pd.DataFrame({"facts": grouped.size(), "subjects": grouped["subject"].nunique()})
    frame = frame.join(kinds.reindex(columns=KINDS, fill_value=0))
    frame = frame.reindex(data.attributes.index.sort_values(), fill_value=0)
    frame["oldest"], frame["newest"] = grouped["observed"].min(), grouped["observed"].max()
    frame.insert(0, "timing", data.attributes["timing"])
    return frame.rename_axis("attribute")


def _of(table: pd.DataFrame, commodity: str) -> pd.DataFrame:
    """Return the rows of a commodity."""
    return table[table["commodity"] == commodity]


def link_countries(data: Dataset) -> Countries:
    """Return the countries that each link runs through or ends in, ``SEA`` among them."""
    found = {str(link): {str(c) for c in ends} for link, ends in _ends(data)}
    sections = data.sections.reset_index()
    for link, country in zip(sections["link_id"], sections["country"], strict=True):
        found[str(link)].add(str(country))
    return {link: frozenset(countries) for link, countries in found.items()}


def _ends(data: Dataset) -> Iterable[tuple[object, tuple[object, object]]]:
    """Yield each link with the countries of its two ends."""
    country = data.nodes["country"]
    for link, start, end in data.links[["from_node_id", "to_node_id"]].itertuples():
        yield link, (country[start], country[end])


def _fact_countries(data: Dataset) -> list[frozenset[str]]:
    """Return, per fact in force, the countries that its subject lies in; none for a general one."""
    known = {f"link:{link}": found for link, found in link_countries(data).items()}
    known |= {f"node:{n}": frozenset({str(c)}) for n, c in data.nodes["country"].items()}
    known |= {f"country:{country}": frozenset({str(country)}) for country in data.countries.index}
    places = {str(h): str(s) for h, s in data.hazards["subject"].items()}
    return [_countries(str(subject), known, places) for subject in data.values["subject"]]


def _countries(subject: str, known: Countries, places: dict[str, str]) -> frozenset[str]:
    """Return the countries that a subject names."""
    kind, _, name = subject.partition(":")
    head, *rest = name.split("/")
    if kind == "hazard":
        return known.get(places.get(name, ""), frozenset())
    if kind == "border":
        return frozenset(head.split("-"))
    if kind == "mode":
        return frozenset(rest)
    if kind == "transfer":
        return known.get(f"node:{head}", frozenset()) if len(rest) == 2 else frozenset()
    return known.get(subject, frozenset())
