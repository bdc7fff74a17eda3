"""The audit as plain text: the counts first, then what is sourced, then where it is thin."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corridor.report.audit.audit import Audit

__all__ = ["audit_text"]

WIDTH = 118
FEW = 4


def audit_text(found: Audit) -> str:
    """
    Return an audit as text.

    Parameters
    ----------
    found
        From `corridor.report.audit.audit.audit`.

    Returns
    -------
    text
        About 70 lines of at most 118 characters; the tables of the audit hold the rest.

    Examples
    --------
    >>> from corridor.report.audit.audit import audit
    >>> text = audit_text(audit(corridor.load_dataset()))
    >>> max(len(line) for line in text.splitlines()) <= 118
    True
    """
    blocks = [_counts(found), _kinds(found), _sourced(found), _weakest(found)]
    blocks += [_capacity(found), _places(found), _ranges(found), _backcasts(found)]
    return "\n".join(line for block in [*blocks, _covered(found)] for line in block)


def _counts(found: Audit) -> list[str]:
    """Say what there is."""
    n = {str(what): f"{count:,}" for what, count in found.counts["count"].items()}
    network = (
        f"Network: {n['nodes']} nodes, {n['links']} links ({n['open links']} open in "
        f"{found.year}), {n['transfers']} transfers, {n['borders']} borders"
    )
    facts = (
        f"Facts: {n['facts observed']} observed and {n['prices observed']} prices, of which "
        f"{n['facts in force']} in force: {n['reported']} reported, {n['derived']} derived, "
        f"{n['estimate']} estimates"
    )
    sources = f"Sources: {n['sources']}; rows without a source: {n['rows without a source']}"
    return [network, facts, sources]


def _kinds(found: Audit) -> list[str]:
    """Show kind by timing."""
    columns = [str(column) for column in found.kinds.columns]
    lines = [f"{'Facts in force by kind':<24}" + "".join(f"{column:>10}" for column in columns)]
    for kind, row in found.kinds.iterrows():
        lines.append(f"  {kind!s:<22}" + "".join(f"{int(n):>10,}" for n in row))
    return lines


def _sourced(found: Audit) -> list[str]:
    """Show the share of facts, and of the cost of the compared routes, that is sourced."""
    shares = found.shares
    share = shares.at["all facts in force", "facts_sourced_share"]
    lines = [f"Reported or derived: {_percent(share)} of all facts in force"]
    routes = shares.drop(index=["all facts in force", "all routes"], errors="ignore")
    if "all routes" in shares.index:
        every = shares.loc["all routes"]
        lines += _wrap(
            f"of the {every['facts']:.0f} facts that {len(routes)} compared routes read: "
            f"{_percent(every['facts_sourced_share'])}; of their cost, whole charges without any "
            f"estimate: {_percent(every['cost_sourced_share'])}; each charge split evenly over its "
            f"facts: {_percent(every['cost_fact_share'])}. By route (whole charges / split):"
        )
    for comparison, status in found.comparisons["status"].items():
        rows = routes[routes.index.str.startswith(f"{comparison}: ")]
        said = [
            f"{str(scope).rpartition(': ')[2]} {_percent(row['cost_sourced_share'])}/"
            f"{_percent(row['cost_fact_share'])} of {row['cost_usd_per_t']:,.0f} USD/t"
            for scope, row in rows.iterrows()
        ]
        skipped = status if status.startswith("no route") else f"skipped, {status}"
        lines += _wrap(f"{comparison}: {', '.join(said) or skipped}")
    return lines


def _weakest(found: Audit) -> list[str]:
    """List the estimates that carry most cost, and the oldest facts that the routes read."""
    if "all routes" not in found.shares.index:
        return ["No compared route: facts are not weighed by the cost that rests on them"]
    lines = ["Estimates that carry most cost (USD/t over these routes; each charge counted whole):"]
    for fact, row in found.estimates.iterrows():
        words = f"{_fact(fact)} ({row['routes']:.0f} routes): {row['title']}"
        lines.append(_cut(f"  {row['usd_per_t']:>6,.0f}  {words}"))
    lines.append("Oldest facts that these routes read, timeless ones aside:")
    for fact, row in found.oldest.head(FEW).iterrows():
        cost = f" ({row['usd_per_t']:,.0f} USD/t)" if row["usd_per_t"] else ""
        words = f"{_fact(fact)}, {row['kind']}{cost}: {row['title']}"
        lines.append(_cut(f"  {row['observed']:>6}  {words}"))
    return lines


def _capacity(found: Audit) -> list[str]:
    """Say how many open links have no capacity, by mode."""
    table = found.capacity
    each = ", ".join(
        f"{mode} {row['unknown']} of {row['open_links']}"
        + (f" and {row['partly']} in part" if row["partly"] else "")
        for mode, row in table.iterrows()
    )
    said = f"Unknown capacity (never taken as unlimited): {table['unknown'].sum()} open links"
    return [said + f" of {table['open_links'].sum()}", *_wrap(each or "none")]


def _places(found: Audit) -> list[str]:
    """Name the places that are coarse on the map."""
    rows = found.coarse_places
    named = [f"{node} {row['accuracy_km']:g}" for node, row in rows.iterrows()]
    few = ", ".join(named[: 3 * FEW]) + (", ..." if len(named) > 3 * FEW else "")
    return [f"Placed worse than to 5 km: {len(rows)} nodes (km)", *_wrap(few or "none")]


def _ranges(found: Audit) -> list[str]:
    """List the wide ranges that carry most cost."""
    rows = found.disagreements
    estimates = int((rows["kind"] == "estimate").sum())
    head = (
        f"High over twice low: {len(rows):,} facts in force, of which {estimates:,} estimates; "
        f"the dearest or widest of the {len(rows) - estimates:,} others:"
    )
    lines = [head]
    for fact, row in rows[rows["kind"] != "estimate"].head(FEW).iterrows():
        cost = "" if pd.isna(row["usd_per_t"]) else f" ({row['usd_per_t']:,.0f} USD/t)"
        lines.append(_cut(f"  {row['ratio']:>6.1f}  {_fact(fact)}{cost}: {row['title']}"))
    return lines


def _backcasts(found: Audit) -> list[str]:
    """Name the figures carried back from a later year."""
    rows = found.backcasts
    named = [f"{subject} ({n})" for subject, n in rows.groupby("subject").size().items()]
    few = ", ".join(named[: 4 * FEW]) + (", ..." if len(named) > 4 * FEW else "")
    said = f"Backcast, seen only after {found.year}: {len(rows)} facts"
    if "all routes" in found.shares.index:
        said += f", {rows['read_by_routes'].sum()} read by these routes"
    return [said, *_wrap(few or "none")]


def _covered(found: Audit) -> list[str]:
    """Show the coverage by corridor, country, commodity and attribute, in brief."""
    lines = [f"{'Coverage':<14}" + "".join(f"{c:>12}" for c in found.corridors.columns)]
    for corridor, row in found.corridors.iterrows():
        lines.append(f"  {corridor!s:<12}" + "".join(f"{n:>12,}" for n in row))
    best = found.countries.head(3 * FEW)
    rows = (f"{c} {r['nodes']}/{r['links']}/{r['facts']}" for c, r in best.iterrows())
    lines += _run(f"{len(found.countries)} countries, most facts first (nodes/links/facts)", rows)
    goods = found.commodities
    rows = (f"{c} {r['producers']}/{r['markets']}" for c, r in goods.iterrows())
    lines += _run(f"{len(goods)} commodities (producers/markets with tonnes on record)", rows)
    judged = found.attributes[found.attributes["facts"] > 0]
    judged = judged[judged["estimate"] == judged["facts"]]
    rows = (f"{a} {r['facts']}" for a, r in judged.iterrows())
    lines += _run(f"{len(judged)} attributes known by estimates alone (facts)", rows)
    empty = [str(a) for a in found.attributes.index[found.attributes["facts"] == 0]]
    return lines + _run(f"{len(empty)} attributes without a fact in {found.year}", empty)


def _run(head: str, items: Iterable[str]) -> list[str]:
    """Return a heading and its items as wrapped lines."""
    return _wrap(f"{head}: {', '.join(items) or 'none'}")


def _fact(name: object) -> str:
    """Return the id of a fact as words."""
    return " ".join(part for part in str(name).split("|") if part)


def _percent(share: Any) -> str:  # noqa: ANN401 - a cell of a table of floats
    return "unknown" if pd.isna(share) else f"{share:.0%}"


def _cut(line: str) -> str:
    """Cut a line to the width."""
    return line if len(line) <= WIDTH else line[: WIDTH - 3].rstrip() + "..."


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
