"""Exhibit 8: which producer reaches which market by which corridor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import percent, tonnes
from corridor.report.contents.table import Column, Table
from corridor.report.exhibits.all_tonnes.names import (
    commodity_name,
    corridor_of,
    short_name,
    short_names,
)
from corridor.report.exhibits.paper import paper
from corridor.report.exhibits.standing import by_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from corridor.flows.result import Flows
    from corridor.report.findings.findings import Findings

__all__ = ["sankey_exhibit"]

MEGA, KILO = 1e6, 1e3
SHOWN = 11
COLUMNS = (
    Column("commodity", "Commodity"),
    Column("producer", "Producer"),
    Column("corridor", "Corridor"),
    Column("market", "Market"),
    Column("flow_kt_per_y", "Flow", "kt/y", "number"),
    Column("share", "Of the market's supply", kind="share"),
)
NOTES = (
    "Producers and markets are those of the data set; what a market buys elsewhere is not in it.",
    (
        "Which producer serves which market is what costs all cargo together least; contracts "
        "may bind them otherwise."
    ),
)


def sankey_exhibit(findings: Findings) -> Exhibit | None:
    """Return who depends on whom; None without flows."""
    flows = findings.flows
    if flows is None:
        return None
    bands = _bands(flows)
    pictures = tuple(
        Picture(
            name,
            f"{title}, {scale[1]}",
            _alt(bands[chosen], title),
            _drawing(bands[chosen], title, scale),
        )
        for name, title, chosen, scale in (
            ("oil_and_gas", "Oil and gas", bands["piped"], (MEGA, "Mt/y")),
            (
                "ores_and_metals",
                "Ores, metals and other dry cargo",
                ~bands["piped"],
                (KILO, "kt/y"),
            ),
        )
        if chosen.any()
    )
    table = Table("bands", "Producer, corridor and market", bands, COLUMNS)
    return Exhibit(
        8,
        "sankey",
        "Producers, corridors and markets",
        "Who depends on whom?",
        _answer(bands),
        tables=(table,) if len(bands) else (),
        pictures=pictures,
        notes=NOTES,
    )


def _bands(flows: Flows) -> pd.DataFrame:
    """Return the flow by commodity, producer, corridor and market, the largest first."""
    data, routes = flows.assembly.network.data, flows.routes
    modes = data.commodities["modes"].astype(str)
    kinds = [corridor_of(data, kept) for kept in routes["corridors"]]
    keys = ["commodity_id", "source", "kind", "market_id"]
    table = pd.DataFrame(
        {
            "commodity_id": routes["commodity"].astype(str),
            "source": routes["source"].astype(str),
            "kind": kinds,
            "market_id": routes["market"].astype(str),
            "flow_t_per_y": routes["flow_t_per_y"].astype(float),
        }
    )
    table = table.groupby(keys)[["flow_t_per_y"]].sum().reset_index()
    table = table[table["flow_t_per_y"] > 0]
    whole = table.groupby(["commodity_id", "market_id"])["flow_t_per_y"].transform("sum")
    names, nodes = data.corridors["name"], short_names(data)
    table = table.assign(
        commodity=[commodity_name(data, name) for name in table["commodity_id"]],
        producer=[nodes[node] for node in table["source"]],
        corridor=[str(names.get(kind, kind)) for kind in table["kind"]],
        market=[nodes[node] for node in table["market_id"]],
        flow_kt_per_y=table["flow_t_per_y"] / KILO,
        share=table["flow_t_per_y"] / whole,
        piped=["pipeline" in str(modes.get(name, "")) for name in table["commodity_id"]],
    )
    return table.sort_values("flow_t_per_y", ascending=False, kind="stable", ignore_index=True)


def _drawing(bands: pd.DataFrame, title: str, scale: tuple[float, str]) -> Callable[[], Figure]:
    """Return what draws one part of the bands."""

    def draw() -> Figure:
        from corridor.draw.chart.tonnes.sankey import draw_sankey  # noqa: PLC0415 - only to draw

        size, unit = scale
        frame = pd.DataFrame(
            {
                "producer": _few(bands, "producer"),
                "corridor": bands["kind"],
                "market": _few(bands, "market"),
                "value": bands["flow_t_per_y"] / size,
            }
        )
        figure, ax = paper(5.6)
        figure.subplots_adjust(left=0.02, right=0.98, bottom=0.02)
        draw_sankey(frame, ax=ax, title=title, unit=unit)
        return figure

    return draw


def _few(bands: pd.DataFrame, side: str) -> list[str]:
    """Return the names of a side, the smallest together where they are many."""
    sums = bands.groupby(side)["flow_t_per_y"].sum().sort_values(ascending=False, kind="stable")
    if len(sums) <= SHOWN + 1:
        return [str(name) for name in bands[side]]
    kept = set(sums.index[:SHOWN])
    rest = f"{len(sums) - SHOWN} others"
    return [str(name) if name in kept else rest for name in bands[side]]


def _alt(bands: pd.DataFrame, title: str) -> str:
    """Return the three largest bands in words."""
    parts = [
        f"{row['producer']} to {row['market']}, {row['corridor']}, {tonnes(row['flow_t_per_y'])}"
        for row in bands.head(3).to_dict("records")
    ]
    return f"{title} from producer by corridor to market; the largest: {'; '.join(parts)}."


def _answer(bands: pd.DataFrame) -> str:
    """Return how many markets hang on one corridor, and the largest of them."""
    if bands.empty:
        return "Nothing moves: no producer reaches a market."
    by_market = bands.pivot_table(
        "flow_t_per_y", "market", "corridor", aggfunc="sum", fill_value=0.0
    )
    whole = by_market.sum(axis=1)
    held = (by_market.div(whole, axis=0) >= 1 - 1e-9).sum()
    corridor = by_way(short_name(str(held.idxmax())))
    one = bands.groupby("market")["source"].nunique()
    lone = one[one == 1]
    text = (
        f"{bands['source'].nunique()} producers serve {len(whole)} markets; {int(held.max())} of "
        f"the markets get everything {corridor}."
    )
    largest = str(whole.idxmax())
    top = bands[bands["market"] == largest].groupby("producer")["flow_t_per_y"].sum()
    share = percent(float(top.max()) / float(whole.max()))
    text += (
        f" The largest market, {largest} ({tonnes(float(whole.max()))}), takes {share} from "
        f"{top.idxmax()}"
    )
    return f"{text}; {len(lone)} of the markets hang on a single producer."
