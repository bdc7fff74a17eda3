"""Routes of one tonne in words: names of pairs, corridors, ways and of what stands in the way."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from corridor.data.cells import list_items
from corridor.report.exhibits.standing import by_way, way_noun
from corridor.routes.frames import distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from corridor.network.network import Network
    from corridor.report.findings.findings import Pair
    from corridor.routes.comparison import Comparison
    from corridor.routes.route import Route

__all__ = [
    "absent_words",
    "capital",
    "cargo_words",
    "corridor_name",
    "corridor_noun",
    "corridor_words",
    "country_name",
    "line_each",
    "listed",
    "pair_keys",
    "pair_title",
    "place_names",
    "quantity_words",
    "reason_words",
    "shown_routes",
    "subject_words",
    "way",
]

SUBJECT = re.compile(r"\b(link|node|transfer|passage|border):([\w./-]+)")
NAMED = re.compile(r"\b(for|carries|carry|from|to|in|by) ([A-Za-z0-9_]+)")

UNITS = re.compile(r"_(usd|kg|km|t|bbl|m3)_per_\w+$|_(d|h|km|share|years)$")
WEIGHTS = {
    "value_of_time_usd_per_t_d": "value of a day",
    "carbon_price_usd_per_t": "price of carbon",
    "reliability_ratio": "weight of the spread of days",
    "delay_price_usd_per_t_d": "price of a day of delay",
    "non_delivery_usd_per_t": "penalty of non-delivery",
    "commodity_value": "value of the cargo",
    "subsidy_usd_per_t": "subsidy on {}",
}


def corridor_name(network: Network, corridor: str) -> str:
    """Return the name of a corridor as the data set has it; its id where it has none."""
    names = network.data.corridors["name"]
    return str(names[corridor]) if corridor in names.index and names[corridor] else corridor


def corridor_words(network: Network, corridor: str) -> str:
    """Return how one goes by a corridor, inside a sentence."""
    return by_way(_short(network, corridor))


def corridor_noun(network: Network, corridor: str) -> str:
    """Return a corridor as what a sentence is about."""
    return way_noun(_short(network, corridor))


def _short(network: Network, corridor: str) -> str:
    """Return the name of a corridor without what stands in brackets, where that stays unique."""
    name = corridor_name(network, corridor)
    short = name.partition(" (")[0].strip()
    every = [str(other).partition(" (")[0].strip() for other in network.data.corridors["name"]]
    return short if short and every.count(short) == 1 else name


def capital(words: str) -> str:
    """Return words with a capital at the start."""
    return words[:1].upper() + words[1:]


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    some = list(words)
    if len(some) < 2:
        return "".join(some)
    return f"{', '.join(some[:-1])} {last} {some[-1]}"


def pair_keys(pairs: Iterable[Pair]) -> dict[Pair, str]:
    """Return a short unique key per pair: the commodity, with its ends where it stands twice."""
    some = list(pairs)
    count = Counter(pair[0] for pair in some)
    return {pair: pair[0] if count[pair[0]] == 1 else "_".join(pair) for pair in some}


def pair_title(network: Network, pair: Pair) -> str:
    """Return commodity, producer and market in words; ids where the network lacks them."""
    commodities, nodes = network.commodities["name"], network.nodes["name"]
    what = commodities.get(pair[0], pair[0])
    return f"{what}: {nodes.get(pair[1], pair[1])} to {nodes.get(pair[2], pair[2])}"


def cargo_words(network: Network, pair: Pair) -> str:
    """Return a cargo and where it goes, for the head of a line."""
    commodities, nodes = network.commodities["name"], network.nodes["name"]
    return f"{commodities.get(pair[0], pair[0])} to {nodes.get(pair[2], pair[2])}"


def line_each(pairs: Mapping[Pair, Comparison], say: Callable[[Comparison], str]) -> str:
    """Return a line a cargo that has a route; that the others have none is said once elsewhere."""
    said = [
        f"{cargo_words(cmp.network, pair)}: {say(cmp)}."
        for pair, cmp in pairs.items()
        if cmp.routes
    ]
    return "\n".join(said) or "No corridor has a route."


def shown_routes(cmp: Comparison) -> dict[str, Route]:
    """Return the routes worth a row: without ``any`` where it repeats another corridor's."""
    return distinct(cmp.routes)


def way(route: Route) -> tuple[str, ...]:
    """Return the ids of the places where a route changes mode, in order."""
    stops = route.legs.loc[route.legs["kind"] == "transfer", "from_node"]
    return tuple(dict.fromkeys(map(str, stops)))


def place_names(network: Network, nodes: Sequence[str]) -> str:
    """Return places by name, joined by dashes."""
    names = network.nodes["name"]
    return " \N{EN DASH} ".join(str(names.get(node, node)) for node in nodes)


def reason_words(network: Network, reason: str) -> str:
    """Return why there is no route with names in place of ids."""
    tables = (
        network.nodes,
        network.data.countries,
        network.commodities.assign(name=network.commodities["name"].astype(str).str.lower()),
    )
    names = {str(key): str(name) for table in tables for key, name in table["name"].items()}
    passages = {item for cell in network.links["passages"] for item in list_items(cell)}
    names |= {item: f"the {item.replace('_', ' ').title()}" for item in passages}

    def named(found: re.Match[str]) -> str:
        return f"{found[1]} {names.get(found[2], found[2])}"

    return subject_words(network, NAMED.sub(named, reason))


def subject_words(network: Network, text: str) -> str:
    """Return a text with names in place of the ids of subjects."""
    return SUBJECT.sub(lambda found: _subject(network, found[1], found[2]), text)


def absent_words(network: Network, absent: str) -> str:
    """Return a charge without a fact, and where, in words."""
    charge, colon, where = absent.partition(": ")
    return charge.replace("_", " ") + colon + subject_words(network, where)


def _subject(network: Network, kind: str, name: str) -> str:
    """Return a link, node, transfer, passage or border by name."""
    place, _, modes = name.partition("/")
    words = modes.replace("_", " ").replace("/", " to ")
    if kind == "link":
        return str(network.links["name"].get(name, name))
    if kind in {"node", "transfer"}:
        found = str(network.nodes["name"].get(place, place))
        return f"{found} ({words})" if words else found
    return f"the border {place}" if kind == "border" else name.replace("_", " ")


def country_name(network: Network, country: str) -> str:
    """Return a country by name; the high sea and other words in words."""
    names = network.data.countries["name"]
    if country in names.index:
        return str(names[country])
    other = {"SEA": "high sea", "": "nobody in particular", "carrier": "carriers"}
    return {**other, "insurer": "insurers"}.get(country, country.replace("_", " "))


def quantity_words(network: Network, quantity: str, corridor: str) -> str:
    """Return what a break-even moves in words: a weight, or an attribute of a subject."""
    if quantity in WEIGHTS:
        return WEIGHTS[quantity].format(corridor_noun(network, corridor))
    attribute, of, subject = quantity.partition(" of ")
    words = UNITS.sub("", attribute).replace("_", " ")
    if not of:
        return words
    kind, colon, name = subject.partition(":")
    if kind == "mode":
        mode, _, country = name.partition("/")
        place = f" in {country_name(network, country)}" if country else ""
        return f"{words} of {mode.replace('_', ' ')}{place}"
    known = kind in {"link", "node", "transfer", "passage", "border"}
    return f"{words} of {_subject(network, kind, name) if colon and known else subject}"
