"""One tonne in sentences: can it do without Russian land, at what premium, and how sure is that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.data.cells import list_items
from corridor.report.contents.numbers import number, percent, span
from corridor.report.exhibits.one_tonne.premium import corridors_off, premium_of
from corridor.report.exhibits.one_tonne.words import (
    cargo_words,
    corridor_noun,
    corridor_words,
    listed,
    reason_words,
)

if TYPE_CHECKING:
    from corridor.report.exhibits.one_tonne.premium import Premium
    from corridor.report.findings.findings import Findings
    from corridor.routes.comparison import Comparison

__all__ = [
    "certainty_sentences",
    "movable",
    "movement_sentences",
    "premium_sentences",
]

LAND = "RU"
CLOSED = "every way for "


def movable(findings: Findings) -> int:
    """Return how many of the pairs have a route off Russian land."""
    return sum(bool(corridors_off(cmp, LAND)[0]) for cmp in findings.comparisons.values())


def movement_sentences(findings: Findings) -> tuple[str, ...]:
    """
    Return, per pair, by which corridors it moves off Russian land, or what would have to open.

    Parameters
    ----------
    findings
        Results; the comparisons are read.

    Examples
    --------
    >>> from corridor.report.findings.findings import Findings
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> pair = ("natural_gas", "galkynysh", "market_it")
    >>> said = movement_sentences(Findings(net, {pair: corridor.compare_corridors(net, *pair)}))
    >>> said[0].startswith("Natural gas from Galkynysh to Italy market: no, in 2024 not even over")
    True
    """
    return tuple(_can_move(cmp) for cmp in findings.comparisons.values())


def premium_sentences(findings: Findings) -> tuple[str, ...]:
    """
    Return, per pair that can do both, what staying off Russian land costs, with its range.

    Parameters
    ----------
    findings
        Results; the comparisons are read.

    Examples
    --------
    >>> from corridor.report.findings.findings import Findings
    >>> premium_sentences(Findings(corridor.build_network(corridor.load_dataset())))
    ()
    """
    return tuple(_premium(cmp, found) for cmp, found in _premiums(findings))


def certainty_sentences(findings: Findings) -> tuple[str, ...]:
    """
    Return, per pair that can do both, in which share of the draws staying off costs more, or less.

    Parameters
    ----------
    findings
        Results; the comparisons are read.

    Examples
    --------
    >>> from corridor.report.findings.findings import Findings
    >>> certainty_sentences(Findings(corridor.build_network(corridor.load_dataset())))
    ()
    """
    return tuple(_certainty(cmp, found) for cmp, found in _premiums(findings))


def _premiums(findings: Findings) -> list[tuple[Comparison, Premium]]:
    """Return the pairs that can move both off and over Russian land, and the premium."""
    found = [(cmp, premium_of(cmp, LAND)) for cmp in findings.comparisons.values()]
    return [(cmp, premium) for cmp, premium in found if premium is not None]


def _what(cmp: Comparison) -> str:
    """Return cargo, producer and market in words."""
    names = cmp.network.nodes["name"]
    commodity = str(cmp.network.commodities.at[cmp.commodity, "name"])
    return f"{commodity} from {names[cmp.origin]} to {names[cmp.destination]}"


def _can_move(cmp: Comparison) -> str:
    """Say by which corridors a cargo moves off Russian land, or what would have to open."""
    off, through = corridors_off(cmp, LAND)
    what, year = _what(cmp), cmp.network.year
    if not off:
        alone = f"only over it in {year}" if through else f"no, in {year} not even over it"
        return f"{what}: {alone}; {_would_open(cmp)}."
    said = []
    for place, name in enumerate(off):
        row = cmp.routes[name].totals
        text = f"{corridor_words(cmp.network, name)} at {number(row['cost_usd_per_t'], 0)} USD/t"
        if not place:
            low, high = row["cost_low_usd_per_t"], row["cost_high_usd_per_t"]
            text += f" ({span(low, high, 0)}) in {number(row['time_d'], 0)} days"
        said.append(text)
    return f"{what}: yes, {listed(said)}."


def _would_open(cmp: Comparison) -> str:
    """Say which links would have to open for a way off Russian land, else why there is none."""
    rules, opens, others = cmp.network.data.corridors, [], []
    for name, reason in cmp.reasons.items():
        if LAND not in list_items(rules.at[name, "avoid_territories"]):
            continue
        words = corridor_words(cmp.network, name)
        text, _, cut = reason_words(cmp.network, reason).partition(": ")
        if reason.startswith(CLOSED) and cut:
            opens.append(f"{listed(cut.split('; '), 'or')}, {words}")
        else:
            others.append(f"{words} {text}")
    if opens:
        return f"to go off it, one of these has to open: {'; '.join(opens)}"
    return f"off it, {'; '.join(others)}" if others else "no corridor off it was compared"


def _premium(cmp: Comparison, found: Premium) -> str:
    """Say what staying off Russian land costs, with range, share of value and of draws."""
    net, dearer, slower = cmp.network, found.usd_per_t >= 0, found.days >= 0
    money, days = ("more", "less"), ("longer", "less")
    cargo = cargo_words(net, (cmp.commodity, cmp.origin, cmp.destination))
    text = f"{cargo}: {number(abs(found.usd_per_t), 0)} USD/t {money[not dearer]} "
    text += f"({_reach(found.low, found.high, money)})"
    if np.isfinite(found.value_usd_per_t):
        central, low, high = (
            100 * found.of_value(x) for x in (found.usd_per_t, found.low, found.high)
        )
        text += f", {number(abs(central), 1)} % of its value ({_reach(low, high, money, 1)})"
    text += f", and {number(abs(found.days), 0)} days {days[not slower]} "
    text += f"({_reach(found.days_low, found.days_high, days)}), "
    text += f"{corridor_words(net, found.off)} instead of {corridor_words(net, found.through)}"
    return f"{text}."


def _certainty(cmp: Comparison, found: Premium) -> str:
    """Say how sure the sign of a premium is, what it rests on, and what is left out of it."""
    net, dearer = cmp.network, found.usd_per_t >= 0
    share = found.dearer_share if dearer else 1.0 - found.dearer_share
    off, through = cmp.routes[found.off], cmp.routes[found.through]
    pair = (cmp.commodity, cmp.origin, cmp.destination)
    text = f"{cargo_words(net, pair)}: {corridor_noun(net, found.off)} is "
    text += f"{'dearer' if dearer else 'cheaper'} than {corridor_noun(net, found.through)} in "
    text += f"{percent(share)} of the draws; estimates carry {percent(off.estimate_share)} of its "
    text += f"cost, against {percent(through.estimate_share)}"
    return f"{text}{_left_out(cmp, found)}."


def _reach(low: float, high: float, words: tuple[str, str], digits: int = 0) -> str:
    """Return P10 to P90 of a difference; in words where it may go either way."""
    more, less = words
    if low >= 0 or high <= 0:
        ends = sorted((abs(low), abs(high)))
        return span(ends[0], ends[1], digits)
    return f"from {number(-low, digits)} {less} to {number(high, digits)} {more}"


def _left_out(cmp: Comparison, found: Premium) -> str:
    """Say which charges have no fact on one side alone: they tilt the difference."""
    absent = {
        name: {item.split(":")[0].replace("_", " ") for item in cmp.routes[name].not_included}
        for name in (found.off, found.through)
    }
    both = absent[found.off] & absent[found.through]
    said = []
    for name, charges in absent.items():
        alone = sorted(charges - both)
        if alone:
            verb = "is" if len(alone) == 1 else "are"
            said.append(f"{listed(alone)} {verb} left out of {corridor_noun(cmp.network, name)}")
    return f"; for want of a fact {', '.join(said)}" if said else ""
