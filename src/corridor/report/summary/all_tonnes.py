"""The answer in a few sentences, all tonnes: how much without Russia, at what price, who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.report.contents.numbers import money, number, percent, tonnes
from corridor.report.exhibits.all_tonnes.independence.curve import scope_ends
from corridor.report.exhibits.all_tonnes.independence.ladder import bundle_names, capex_words
from corridor.report.exhibits.all_tonnes.money.accounts import (
    closed_flows,
    recipients,
    transit_words,
)
from corridor.report.exhibits.all_tonnes.movement.capacity import price_words
from corridor.report.exhibits.all_tonnes.names import (
    commodity_name,
    country_name,
    joined,
    limit_name,
    project_name,
)
from corridor.report.exhibits.one_tonne.words import capital

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
    return _said(*_who(findings))


def binding_sentences(findings: Findings) -> Answers:
    """Return what binds first, today and with the territory closed."""
    return _said(*_binds(findings))


def _said(*texts: str) -> Answers:
    """Return texts as sentences; none where there is nothing to say."""
    return tuple(text for text in texts if text)


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
            return (
                f"Of all cargo that touches the territory of {_place(findings)}, nothing can be "
                "kept off it with everything still delivered."
            )
        return (
            f"All cargo: of what touches the territory of {_place(findings)} today, "
            f"{percent(top['possible_share'], 1)} can be kept off it with everything still "
            f"delivered, for {number(top['premium'], 0)} USD a tonne more in money, time, carbon "
            f"and risk, {money(top['extra_musd'] * MEGA)} a year."
        )
    return ""


def _who(findings: Findings) -> Answers:
    """Return who earns on the way today, and who pays for a closure."""
    flows = findings.flows
    if flows is None or not flows.delivered_t_per_y:
        return ()
    closed = closed_flows(findings, TERRITORY)
    earning = transit_words(recipients(findings, flows, closed))
    text = ""
    if earning:
        text = f"Transit, paid on cargo that only passes, earns most a year for {joined(earning)}."
    return (text, "" if closed is None else _closure(findings, flows, closed))


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
        text += f"; most is gained by {first['name']}, {money(first['change'] * MEGA)} of charges"
    return f"{text}."


def _binds(findings: Findings) -> Answers:
    """Return what binds first, today and with the territory closed."""
    closed = closed_flows(findings, TERRITORY)
    return (
        _tightest("Today", findings.flows),
        _tightest(f"Without the territory of {_place(findings)}", closed),
    )


def _tightest(when: str, flows: Flows | None) -> str:
    """Return the limits that are worth most among those that are full."""
    if flows is None:
        return ""
    full = flows.bottlenecks()
    if full.empty:
        return f"{when} no known capacity binds."
    data, limits = flows.assembly.network.data, flows.limits
    worth = full[["gain_usd_per_unit", "loss_usd_per_unit", "shadow_price_usd_per_unit"]]
    value = worth.max(axis=1) * full["available_per_y"]
    order = value.sort_values(ascending=False, kind="stable").index[:NAMED]
    parts = [
        f"{limit_name(data, limits, str(limit))} ({price_words(full.loc[limit])})"
        for limit in order
    ]
    if len(full) == 1:
        return f"{when} one limit is full: {parts[0]}."
    most = "" if len(full) <= NAMED else ", above all"
    return f"{when} {len(full)} limits are full{most}: {joined(parts)}."


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
    text = f"{capital(joined(names))}, for {capex_words(row)}"
    if saved > DUST:
        cargo = findings.ladder_cargo
        name = commodity_name(data, cargo) if cargo else "cargo"
        text += f": {tonnes(saved)} more are delivered with {percent(share)} of the {name} that "
        text += f"touches the territory of {place} kept off it"
    left = float(row["unmet_t_per_y"])
    text += f"; {tonnes(left)} go undelivered." if left > DUST else "; nothing goes undelivered."
    return (text, *_last_rung(ladder), *_supposed(findings))


def _supposed(findings: Findings) -> Answers:
    """Return whose capital no source states."""
    names = [project_name(findings.network.data, str(p)) for p in findings.supposed_capex_usd]
    if not names:
        return ()
    return (f"No source states the capital of {joined(names)}: it is supposed.",)


def _last_rung(ladder: Ladder) -> Answers:
    """Return what the highest share kept off would take, and what no project relieves."""
    share = max(ladder.plans)
    row = ladder.table[ladder.table.index == share].iloc[0]
    left = float(row["unmet_t_per_y"])
    if left <= DUST or len(ladder.plans) == 1:
        return ()
    text = f"With {percent(share)} kept off it, {tonnes(left)} go undelivered even so"
    every = float(row["unmet_with_all_t_per_y"])
    least = f"{tonnes(every)} with every project of known cost"
    if every >= left - DUST:
        least = "no other project of known cost would lower that"
    return (f"{text}, for {capex_words(row)}; {least}.",)
