"""The answer in a few sentences, all tonnes: how much without Russia, at what price, who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.report.contents.numbers import money, number, percent, tonnes
from corridor.report.exhibits.all_tonnes.independence.curve import scope_ends
from corridor.report.exhibits.all_tonnes.independence.ladder import bundle_names, capex_words
from corridor.report.exhibits.all_tonnes.money.accounts import closed_flows, recipients
from corridor.report.exhibits.all_tonnes.movement.capacity import price_words
from corridor.report.exhibits.all_tonnes.names import (
    country_name,
    joined,
    limit_name,
)

if TYPE_CHECKING:
    from corridor.flows.expansion.ladder import Ladder
    from corridor.flows.result import Flows
    from corridor.report.findings.findings import Findings

__all__ = [
    "amount_sentences",
    "binding_sentences",
    "building_sentences",
    "earning_sentences",
    "premium_sentences",
]

TERRITORY = "RU"
MEGA = 1e6
DUST = 1.0
NAMED = 2


Answers = tuple[str, ...]


def amount_sentences(findings: Findings) -> Answers:
    """Return how much of all tonnes can move without the territory."""
    return _said(_how_much(findings))


def premium_sentences(findings: Findings) -> Answers:
    """Return what it costs all cargo to keep off as much as possible."""
    return _said(_premium(findings))


def earning_sentences(findings: Findings) -> Answers:
    """Return who earns on the way today, and who pays for a closure."""
    return _said(_who(findings))


def binding_sentences(findings: Findings) -> Answers:
    """Return what binds first, today and with the territory closed."""
    return _said(_binds(findings))


def _said(text: str) -> Answers:
    """Return a text as sentences; none where there is nothing to say."""
    return (text,) if text else ()


def _place(findings: Findings) -> str:
    return country_name(findings.network.data, TERRITORY)


def _how_much(findings: Findings) -> str:
    """Return how much of all tonnes can move without the territory."""
    place = _place(findings)
    for curve in findings.curves:
        if curve.territory != TERRITORY or "all" not in curve.scopes.index:
            continue
        row = curve.scopes[curve.scopes.index == "all"].iloc[0]
        now, lost = float(row["delivered_t_per_y"]), float(row["unmet_without_t_per_y"])
        if not now:
            return "Nothing is delivered today."
        return (
            f"Without the territory of {place}, {tonnes(now - lost)} of the {tonnes(now)} that are "
            f"delivered today can still move, {percent((now - lost) / now)}; {tonnes(lost)} cannot."
        )
    closed = closed_flows(findings, TERRITORY)
    if findings.flows is None or closed is None or not findings.flows.delivered_t_per_y:
        return ""
    now, then = findings.flows.delivered_t_per_y, closed.delivered_t_per_y
    return (
        f"Without the territory of {place}, {tonnes(then)} of the {tonnes(now)} that are delivered "
        f"today can still move, {percent(then / now)}."
    )


def _premium(findings: Findings) -> str:
    """Return what it costs all cargo to keep off as much as possible."""
    for curve in findings.curves:
        if curve.territory != TERRITORY or "all" not in curve.scopes.index:
            continue
        top = scope_ends(findings, curve).iloc[0]
        if not top["touching"] > 0:
            return f"No cargo touches the territory of {_place(findings)} today."
        if not np.isfinite(top["premium"]):
            return "None of what touches it today can be kept off with all still delivered."
        return (
            f"With everything still delivered, {percent(top['possible_share'], 1)} of what touches "
            f"it today can be kept off, for {money(top['extra_musd'] * MEGA)} a year more, "
            f"{number(top['premium'], 0)} USD per tonne kept off in money, time, carbon and risk "
            f"({money(top['money_musd'] * MEGA)} of it money paid)."
        )
    return ""


def _who(findings: Findings) -> str:
    """Return who earns on the way today, and who pays for a closure."""
    flows = findings.flows
    if flows is None or not flows.delivered_t_per_y:
        return ""
    closed = closed_flows(findings, TERRITORY)
    paid = recipients(findings, flows, closed)
    transit = paid[paid["transit"] > 0].sort_values("transit", ascending=False, kind="stable")
    text = ""
    if len(transit):
        parts = [
            f"{row['name']} ({money(row['transit'] * MEGA)} a year)"
            for _, row in transit.head(3).iterrows()
        ]
        text = f"Transit is earned today by {joined(parts)}"
        text += " above all." if len(transit) > 3 else "."
    if closed is not None:
        text += f" {_closure(findings, flows, closed)}"
    return text.strip()


def _closure(findings: Findings, flows: Flows, closed: Flows) -> str:
    """Return who pays when the territory is closed to all cargo."""
    lost = flows.netback_usd_per_y - closed.netback_usd_per_y
    paid = recipients(findings, flows, closed).set_index("code")
    transit = -float(paid["change"].get(TERRITORY, 0.0))
    gains = paid[(paid["change"] > 0) & paid.index.isin(findings.network.data.countries.index)]
    gains = gains.sort_values("change", ascending=False, kind="stable")
    text = (
        f"If the territory of {_place(findings)} is closed, producers lose {money(lost)} of "
        f"netback a year and {_place(findings)} {money(transit * MEGA)} of charges"
    )
    if len(gains):
        first = gains.iloc[0]
        text += f"; {first['name']} gains most, {money(first['change'] * MEGA)} a year"
    return f"{text}."


def _binds(findings: Findings) -> str:
    """Return what binds first, today and with the territory closed."""
    texts = []
    for words, flows in (
        ("Today", findings.flows),
        (f"Without the territory of {_place(findings)}", closed_flows(findings, TERRITORY)),
    ):
        if flows is None:
            continue
        full = flows.bottlenecks()
        if full.empty:
            texts.append(f"{words} no known capacity binds.")
            continue
        data, limits = flows.assembly.network.data, flows.limits
        worth = full[["gain_usd_per_unit", "loss_usd_per_unit", "shadow_price_usd_per_unit"]]
        value = worth.max(axis=1) * full["available_per_y"]
        order = value.sort_values(ascending=False, kind="stable").index[:NAMED]
        parts = [
            f"{limit_name(data, limits, str(limit))} ({price_words(full.loc[limit])})"
            for limit in order
        ]
        verb = "bind" if len(parts) > 1 else "binds"
        texts.append(f"{words} {joined(parts)} {verb} most, of {len(full)} limits that are full.")
    return " ".join(texts)


def building_sentences(findings: Findings) -> Answers:
    """Return the first rung of the ladder, then what the last one leaves."""
    ladder = findings.ladder
    if ladder is None:
        return ()
    built = [share for share in sorted(ladder.plans) if len(ladder.plans[share].projects)]
    place = country_name(findings.network.data, ladder.territory)
    if not built:
        return (f"No project of known cost would bring more off the territory of {place}.",)
    share = built[0]
    row = ladder.table[ladder.table.index == share].iloc[0]
    data = findings.network.data
    names = bundle_names(data, ladder, share)
    saved = float(row["unmet_without_t_per_y"]) - float(row["unmet_t_per_y"])
    text = f"{joined(names)}, for {capex_words(row)}"
    if saved > DUST:
        kept = f"{percent(share)} of what touches the territory of {place} kept off it"
        text += f": with {kept}, {tonnes(saved)} more are delivered than with nothing built"
    left = float(row["unmet_t_per_y"])
    text += f"; {tonnes(left)} go undelivered." if left > DUST else "; nothing goes undelivered."
    return (text, *_last_rung(ladder, place))


def _last_rung(ladder: Ladder, place: str) -> Answers:
    """Return what the highest share kept off would take, and what no project relieves."""
    share = max(ladder.plans)
    row = ladder.table[ladder.table.index == share].iloc[0]
    left = float(row["unmet_t_per_y"])
    if left <= DUST or len(ladder.plans) == 1:
        return ()
    text = f"With {percent(share)} kept off the territory of {place}, {tonnes(left)} go undelivered"
    every = float(row["unmet_with_all_t_per_y"])
    least = f"{tonnes(every)} with every project of known cost"
    if every >= left - DUST:
        least = "no other project of known cost would lower that"
    return (f"{text} for {capex_words(row)}; {least}.",)
