"""
Write docs/lengths.md: lengths of the data set against published ones and against the drawn lines.

    python tools/write_lengths_page.py            # write the page
    python tools/write_lengths_page.py --check    # end with 1 if the page is not up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

import networkx as nx
import pyproj

import corridor as cr
from generated_parts import write_page

ROOT = Path(__file__).resolve().parents[1]
GEOD = pyproj.Geod(ellps="WGS84")
RAIL = ("rail_1520", "rail_1435")
# Chain: ends, places between, published length in km and where it is from (absent: none found).
CHAINS = {
    "Baku-Tbilisi-Kars": (("baku", "alat", "tbilisi", "kars"), (826, 850, "Trend 2024 and others")),
    "Khorgos-Aktau": (("khorgos", "almaty", "zhezkazgan", "beyneu", "aktau"), None),
    "Dostyk-Mointy": (("dostyk", "mointy"), (836, 836, "Astana Times 2024")),
    "Zhezkazgan-Beyneu": (("zhezkazgan", "beyneu"), (1153, 1153, "988 km new + 165 km old line")),
    "Almaty-Malaszewicze": (("almaty", "astana", "petropavl", "malaszewicze"), None),
    "Dostyk-Brest": (("dostyk", "astana", "petropavl", "brest"), None),
    "Smolensk-Brest": (("smolensk", "brest"), (661, 661, "620 versts, 1871")),
    "Tbilisi-Poti": (("tbilisi", "poti"), (310, 312, "line kilometres")),
}
PIPES = {
    "btc": (1768, 1768, "operator"),
    "scp": (692, 692, "Global Energy Monitor"),
    "tanap": (1811, 1850, "Global Energy Monitor; press"),
    "cpc": (1511, 1511, "Interfax"),
    "tap": (878, 878, "Azernews"),
    "atyrau_samara": (691, 691, "Hansard 2001, Atyrau-Samara alone"),
}


def rail_graph(data: cr.Dataset) -> nx.Graph:
    """Return the open railways, shortest of parallel links, with stated and drawn lengths."""
    graph = nx.Graph()
    stated = lengths(data)
    for link, row in data.links[data.links["mode"].isin(RAIL) & data.links["is_open"]].iterrows():
        ends = row["from_node_id"], row["to_node_id"]
        if graph.has_edge(*ends) and graph.edges[ends]["stated"] <= stated[link]:
            continue
        drawn = GEOD.geometry_length(row.geometry) / 1000
        graph.add_edge(*ends, stated=stated[link], drawn=drawn)
    return graph


def lengths(data: cr.Dataset) -> dict[str, float]:
    """Return the length fact of every link."""
    rows = data.facts[data.facts["attribute"] == "length_km"]
    names = rows["subject"].str.removeprefix("link:")
    return dict(zip(names, rows["value"].astype(float), strict=True))


def row(name: str, stated: float, drawn: float, published: tuple[int, int, str] | None) -> str:
    """Return one row of the table."""
    if published is None:
        words, gap = "none found", ""
    else:
        low, high, source = published
        words = f"{low:,}" if low == high else f"{low:,}-{high:,}"
        words += f" ({source})"
        gap = f"{stated / ((low + high) / 2) - 1:+.1%}"
    return (
        f"| {name} | {stated:,.0f} | {words} | {gap} | {drawn:,.0f} | {drawn / stated - 1:+.1%} |"
    )


def table(data: cr.Dataset) -> str:
    """Return the table of chains and pipelines."""
    head = "| line | data set, km | published, km | gap | drawn line, km | gap |"
    lines = [head, "| --- | ---: | --- | ---: | ---: | ---: |"]
    graph = rail_graph(data)
    for name, (places, published) in CHAINS.items():
        path = [places[0]]
        for start, end in zip(places, places[1:], strict=False):
            path += nx.dijkstra_path(graph, start, end, weight="stated")[1:]
        sums = [nx.path_weight(graph, path, kind) for kind in ("stated", "drawn")]
        lines.append(row(name, sums[0], sums[1], published))
    stated = lengths(data)
    for link, published in PIPES.items():
        drawn = GEOD.geometry_length(data.links.geometry[link]) / 1000
        lines.append(row(f"`{link}`", stated[link], drawn, published))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or say whether it is up to date."""
    check = "--check" in sys.argv[1:]
    return write_page(
        ROOT / "docs" / "lengths.md", {"lengths": table(cr.load_dataset())}, check=check
    )


if __name__ == "__main__":
    raise SystemExit(main())
