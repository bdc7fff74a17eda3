"""Exhibit 20: what producers net, who pays, and who earns on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.draw.marks.palette import CORRIDORS
from corridor.report.contents.exhibit import Exhibit, Picture
from corridor.report.contents.numbers import money, number, percent, tonnes
from corridor.report.contents.table import Column, Detail, Table
from corridor.report.exhibits.all_tonnes.money.accounts import (
    closed_flows,
    recipients,
    routes_netback,
    transit_words,
)
from corridor.report.exhibits.all_tonnes.names import (
    commodity_name,
    country_name,
    joined,
    short_names,
)
from corridor.report.exhibits.all_tonnes.sheet import bar_paper

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from corridor.flows.result import Flows
    from corridor.report.findings.findings import Findings

__all__ = ["netback_exhibit"]

TERRITORY = "RU"
MEGA, KILO = 1e6, 1e3
BARS = 14
PRODUCERS = (
    Column("producer", "Producer"),
    Column("name", "Cargo"),
    Column("shipped", "Ships", "kt/y", "number"),
    Column("netback_usd_per_t", "Nets", "USD/t", "number"),
    Column("netback_musd", "Nets a year", "million USD/y", "number"),
    Column("priced_share", "Sold at a known price", kind="share"),
)
ROUTES = (
    Column("name", "Cargo"),
    Column("producer", "Producer"),
    Column("market", "Market"),
    Column("corridor", "Corridor"),
    Column("flow", "Flow", "kt/y", "number"),
    Column("price", "Price there", "USD/t", "number"),
    Column("cost", "Cost of the way", "USD/t", "number"),
    Column("netback", "Left for the producer", "USD/t", "number"),
)
PAID = (
    Column("name", "Paid to"),
    Column("paid", "In all", "million USD/y", "number"),
    Column("transit", "For transit", "million USD/y", "number"),
    Column("own", "On its own cargo", "million USD/y", "number"),
)
CLOSED = (
    Column("closed", "Without Russian territory", "million USD/y", "number"),
    Column("change", "Change", "million USD/y", "number"),
)
NOTES = (
    (
        "Netback is the price at the market less the whole cost of the way; without a published "
        "price of the year a tonne has none, and is left out of the sums."
    ),
    (
        "Charges are gross: what it costs to earn them is not known, so a country's rent in the "
        "strict sense is less. What is paid to carriers and insurers is no country's."
    ),
    "Transit is what a country is paid on cargo that neither begins nor ends there.",
    "The producer is taken to bear the cost of the way, as a price taker at the market.",
)


def netback_exhibit(findings: Findings) -> Exhibit | None:
    """Return netback, charges and rent; None without flows."""
    flows = findings.flows
    if flows is None:
        return None
    made, ways = _producers(flows), routes_netback(flows)
    closed = closed_flows(findings, TERRITORY)
    paid = recipients(findings, flows, closed)
    answer = _answer(findings, flows, made, paid, closed)
    if made.empty:
        return Exhibit(20, "netback", "Who gains and who pays", _QUESTION, answer, notes=NOTES)
    blank = {
        (at, "netback_usd_per_t"): Detail("No published price of the year.")
        for at, value in enumerate(made["netback_usd_per_t"])
        if pd.isna(value)
    }
    tables = (
        Table("producers", "What each producer nets", made, PRODUCERS, blank),
        Table("ways", "By producer, market and corridor", ways, ROUTES),
        Table("paid", "Who is paid", paid, PAID + (CLOSED if closed is not None else ())),
    )
    title = "Paid for what moves, million USD a year"
    return Exhibit(
        20,
        "netback",
        "Who gains and who pays",
        _QUESTION,
        answer,
        tables=tables,
        pictures=(Picture("paid", title, f"Bars. {answer}", lambda: _draw(paid, title)),),
        notes=NOTES,
    )


_QUESTION = "What is left for each producer, and who earns on the way?"


def _producers(flows: Flows) -> pd.DataFrame:
    """Return the producers that ship something, those that net most first."""
    data = flows.assembly.network.data
    table = flows.netback[flows.netback["shipped_t_per_y"] > 0]
    nodes = short_names(data)
    frame = table.assign(
        producer=[nodes[str(node)] for node in table["node"]],
        name=[commodity_name(data, str(c)) for c in table["commodity"]],
        shipped=table["shipped_t_per_y"] / KILO,
        netback_musd=table["netback_usd_per_y"] / MEGA,
    )
    return frame.sort_values(
        ["netback_musd", "shipped"], ascending=False, kind="stable", ignore_index=True
    )


def _draw(paid: pd.DataFrame, title: str) -> Figure:
    """Draw who is paid, transit and the rest apart."""
    from corridor.draw.chart.tonnes.stacks import draw_stacks  # noqa: PLC0415 - only to draw

    rows = paid[paid["paid"] > 0].head(BARS).reset_index(drop=True)
    transit, own = rows["transit"].fillna(0.0), rows["own"].fillna(0.0)
    parts = {
        "transit": transit,
        "on its own cargo": own,
        "no country's, or not split": (rows["paid"] - transit - own).clip(lower=0.0),
    }
    bars = pd.concat(
        [
            pd.DataFrame({"row": rows.index, "label": rows["name"], "part": part, "value": value})
            for part, value in parts.items()
            if value.sum() > 0
        ]
    )
    notes = {int(str(at)): money(float(value) * MEGA) for at, value in rows["paid"].items()}
    figure, ax = bar_paper(len(rows), left=0.26)
    colours = {
        "transit": CORRIDORS["russia"],
        "on its own cargo": CORRIDORS["caspian"],
        "no country's, or not split": "#8C8C8C",
    }
    draw_stacks(
        bars, colours=colours, notes=notes, ax=ax, title=title, x_label="Million USD a year"
    )
    return figure


def _answer(
    findings: Findings,
    flows: Flows,
    made: pd.DataFrame,
    paid: pd.DataFrame,
    closed: Flows | None,
) -> str:
    """Return what producers net, what the way takes, who earns, and what a closure shifts."""
    if made.empty:
        return "Nothing moves, so nobody earns and nobody pays."
    cost, net = flows.cost_usd_per_y, flows.netback_usd_per_y
    text = (
        f"Producers net {money(net)} a year on what is sold at a known price; moving all that "
        f"arrives costs {money(cost)}, {number(flows.usd_per_delivered_t, 0)} USD a tonne."
    )
    earning = transit_words(paid)
    if earning:
        share = percent(float(paid["transit"].max()) / float(paid["transit"].sum()))
        text += f" Transit earns most a year for {joined(earning)}; the first takes {share} of it."
    if closed is not None:
        place = country_name(findings.network.data, TERRITORY)
        own = paid.set_index("code")
        lost = -float(own["change"].get(TERRITORY, 0.0))
        text += (
            f" Without its territory {place} loses {money(lost * MEGA)} a year, and producers "
            f"{money(net - closed.netback_usd_per_y)} of netback"
        )
        stuck = flows.delivered_t_per_y - closed.delivered_t_per_y
        text += f", as {tonnes(stuck)} then do not move." if stuck > 0 else "."
    return text
