"""The result of an assignment as plain text, for the terminal: answers first."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from corridor.flows.result import Flows

__all__ = ["flows_text"]

WIDTH = 118
LINES = 12


def flows_text(flows: Flows) -> str:
    """
    Return what is delivered, what is not and why, the bottlenecks and the shares by corridor.

    Parameters
    ----------
    flows
        From `assign_flows`.

    Returns
    -------
    text
        Lines of at most 118 characters.

    Examples
    --------
    >>> net = corridor.build_network(corridor.load_dataset())
    >>> from corridor.flows.assign import assign_flows
    >>> from corridor.flows.demand import Demand
    >>> flows = assign_flows(net, Demand.of("copper", {"duisburg": 25.0}, unit="kt/y"))
    >>> print(flows_text(flows).splitlines()[0])
    2024, least cost: 25,000 of 25,000 t/y delivered (100 %) for 9 million USD/y, 379 USD/t
    """
    parts = [_head(flows), _unmet(flows), _bottlenecks(flows), _corridors(flows), _notes(flows)]
    return "\n".join(line for part in parts for line in part)


def _head(flows: Flows) -> list[str]:
    """Return how much is delivered and for how much."""
    aim = {"cost": "least cost", "netback": "highest netback"}[flows.assembly.options["objective"]]
    done, asked = flows.delivered_t_per_y, flows.demand_t_per_y
    share = f" ({done / asked:.0%})".replace("%", " %") if asked else ""
    line = (
        f"{flows.assembly.network.year}, {aim}: {done:,.0f} of {asked:,.0f} t/y delivered{share}"
        f" for {flows.cost_usd_per_y / 1e6:,.0f} million USD/y"
    )
    if done:
        line += f", {flows.usd_per_delivered_t:,.0f} USD/t"
    lines = [line]
    if flows.assembly.options["objective"] == "netback":
        lines.append(f"producers net {flows.netback_usd_per_y / 1e6:,.0f} million USD/y")
    if flows.status != "optimal":
        lines.append(f"search ended by {flows.status}; the optimum is at most {flows.gap:.1%} less")
    return lines


def _unmet(flows: Flows) -> list[str]:
    """Return what is not delivered, the largest first."""
    table = flows.unmet.sort_values(["unmet_t_per_y", "market"], ascending=[False, True])
    if table.empty:
        return ["all demand is met"]
    lines = [f"not delivered: {flows.unmet_t_per_y:,.0f} t/y"]
    for row in table.head(LINES).to_dict("records"):
        origin = f" from {row['origin']}" if row["origin"] else ""
        at = f": {', '.join(row['at'])}" if row["at"] else ""
        what = f"{row['unmet_t_per_y']:,.0f} t/y of {row['commodity']}{origin} to {row['market']}"
        lines.append(_wrap(f"{what}, {row['reason']}{at}"))
    return lines + _more(table)


def _bottlenecks(flows: Flows) -> list[str]:
    """Return the limits that hold flows back, and what one unit is worth."""
    table = flows.bottlenecks()
    if table.empty:
        return ["bottlenecks: none"]
    head = (
        f"  {'bottleneck':<52}{'available':>14} {'unit':<7}{'1 more, USD':>12}{'1 less, USD':>12}"
    )
    lines = [head]
    for row in table.reset_index().head(LINES).to_dict("records"):
        mark = " *" if row["set_by_unmet"] else ""
        gain, loss = _money(row["gain_usd_per_unit"]), _money(row["loss_usd_per_unit"])
        lines.append(
            f"  {row['limit']:<52.52}{row['available_per_y']:>14,.0f} {row['unit']:<7}"
            f"{gain:>12}{loss:>12}{mark}"
        )
    return lines + _more(table)


def _corridors(flows: Flows) -> list[str]:
    """Return the shares of the corridors, one line per commodity."""
    table = flows.by_corridor().reset_index()
    total = table[table["corridor"] == "any"].set_index("commodity")["flow_t_per_y"]
    lines = [f"  {'commodity':<16}{'t/y':>14}  share by corridor"] if len(total) else []
    for commodity, amount in total.items():
        rows = table[(table["commodity"] == commodity) & (table["corridor"] != "any")]
        rows = rows.sort_values(["share", "corridor"], ascending=[False, True])
        shares = [f"{r.corridor} {r.share:.0%}".replace("%", " %") for r in rows.itertuples()]
        lines.append(f"  {commodity:<16}{amount:>14,.0f}  {', '.join(shares) or 'none of them'}")
    return lines


def _notes(flows: Flows) -> list[str]:
    """Return what a reader must know of the numbers."""
    notes = []
    if not np.isnan(flows.share_on_unknown_capacity):
        share = f"{flows.share_on_unknown_capacity:.0%}".replace("%", " %")
        notes.append(f"{share} of the tonne-km run over links whose capacity no fact states.")
    if flows.limits["set_by_unmet"].any():
        notes.append("*: set by what is not delivered, not by a dearer way.")
    idle = flows.assembly.controls
    loose = sorted(
        set(idle.loc[(idle["effect"] == "quota") & ~idle["binds"].astype(bool), "control"])
    )
    if loose:
        notes.append(f"quotas that do not bind: {', '.join(loose)} (why: assembly.controls).")
    return [_wrap(note, indent="") for note in notes]


def _more(table: pd.DataFrame) -> list[str]:
    """Say how many rows are left out."""
    return [f"  and {len(table) - LINES} more"] if len(table) > LINES else []


def _money(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:,.1f}"


def _wrap(text: str, *, indent: str = "  ") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
