"""
Write the generated parts of the site's first pages: home, command line, getting started, concepts.

    python tools/write_guides.py            # write the pages
    python tools/write_guides.py --check    # end with 1 if one is not up to date
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

import matplotlib as mpl
import pandas as pd

import corridor as cr
from corridor.cli import _parser
from corridor.report.exhibits.all_tonnes.names import limit_name
from generated_parts import write_page
from page_blocks import outputs
from write_readme import evidence

DOCS = Path(__file__).resolve().parents[1] / "docs"
GUIDES = ("getting-started.md", "concepts.md")
CPC = ("link:cpc", "link:cpc_atyrau")
SIDES = ("caspian", "russia")
SHOWN = ("crude_oil", "uranium", "copper", "ferroalloys", "aluminium")


def answers(data: cr.Dataset) -> dict[str, str]:
    """Return the answers of the home page."""
    network = cr.build_network(data)
    return {
        "copper": copper(network),
        "cpc": without_cpc(network),
        "independence": independence(network),
        "evidence": evidence(data),
    }


def copper(network: cr.Network) -> str:
    """Set the Caspian beside Russia for one tonne of copper."""
    found = cr.compare_corridors(network, "copper", "balkhash_smelter", "duisburg")
    lines = [
        "| per tonne, 2024 | money, USD (P10-P90) | days (P10-P90) | CO2, kg | on Russian land |"
    ]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for corridor in SIDES:
        row = found.table.loc[corridor]
        cells = (
            f"by `{corridor}`",
            ranged(row, "cost_usd_per_t"),
            ranged(row, "time_d"),
            f"{row['co2_kg_per_t']:,.0f}",
            f"{row['territory_share_RU']:.0%} of the km",
        )
        lines.append(f"| {' | '.join(cells)} |")
    share = found.probability_better("russia", "caspian")
    estimates = [found.table.at[corridor, "estimate_share"] for corridor in SIDES]
    said = (
        f"In **{share:.0%}** of the draws of all facts the way through Russia costs less money. "
        f"{estimates[0]:.0%} of the Caspian's cost and {estimates[1]:.0%} of Russia's rest on "
        "estimates."
    )
    return "\n".join([*lines, "", said, ""])


def ranged(row: pd.Series, column: str) -> str:
    """Return the central value of a row's quantity with its P10 and P90."""
    stem, _, unit = column.partition("_")
    low, high = row[f"{stem}_low_{unit}"], row[f"{stem}_high_{unit}"]
    return f"{row[column]:,.0f} ({low:,.0f}-{high:,.0f})"


def without_cpc(network: cr.Network) -> str:
    """Say how much crude is delivered with and without CPC, and what is full then."""
    demand = network.data.demand
    oil = demand[demand["commodity"] == "crude_oil"]
    base = cr.assign_flows(network, oil)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cr.UnmetDemandWarning)  # it is what the page tells
        shut = cr.assign_flows(network, oil, closed=CPC)
    lost = base.delivered_t_per_y - shut.delivered_t_per_y
    full = shut.bottlenecks()
    names = [
        f"the {limit_name(network.data, shut.limits, str(limit))} "
        f"({row['available_per_y'] / 1e6:,.2f} Mt)"
        for limit, row in full[full["set_by_unmet"]].iterrows()
    ]
    held = " and ".join(names)
    return (
        f"Of the {base.delivered_t_per_y / 1e6:,.1f} Mt of crude that the demand table of "
        f"{network.year} lists, **{shut.delivered_t_per_y / 1e6:,.1f} Mt** a year still arrive and "
        f"{lost / 1e6:,.1f} Mt do not. What holds the rest back: {held}.\n"
    )


def independence(network: cr.Network) -> str:
    """Say what share of the cargo on Russian territory can be kept off it, and at what cost."""
    curve = cr.independence_curve(network, network.data.demand)
    head = "| touches Russia now, Mt/y | can be kept off | extra cost, USD per t kept off |"
    lines = [f"| cargo {head}", "| --- | ---: | ---: | ---: |"]
    ends = curve.bends[curve.bends["possible"]].groupby("scope").last()
    for scope in ("all", *SHOWN):
        if scope not in curve.scopes.index:
            continue
        row = curve.scopes.loc[scope]
        kept = row["territory_t_per_y"] * row["possible_share"]
        extra = ends.at[scope, "extra_cost_usd_per_y"] / kept if kept else 0.0
        name = str(scope).replace("_", " ")
        cells = (
            name,
            mega(row["territory_t_per_y"]),
            f"{row['possible_share']:.0%}",
            f"{extra:,.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    said = (
        "Delivering no less than now; beyond that share cargo would stay behind. The extra cost "
        "counts money and what the days are worth."
    )
    return "\n".join([*lines, "", said, ""])


def commands() -> str:
    """Return what each command of the command line does, and its options."""
    (group,) = (action for action in _parser()._actions if action.choices)  # noqa: SLF001
    lines = []
    for name, command in group.choices.items():
        lines += [f"## corridor {name}", "", str(command.description), ""]
        lines += ["| option | what it is |", "| --- | --- |"]
        lines += [option(action) for action in command._actions if action.dest != "help"]  # noqa: SLF001
        lines.append("")
    return "\n".join(lines)


def option(action: argparse.Action) -> str:
    """Return an option with what it is, and its default where it has one."""
    names = ", ".join(action.option_strings) or action.dest
    value = "\\|".join(action.choices) if action.choices else action.metavar or ""
    said = (action.help or "").replace("%(default)s", str(action.default))
    if action.choices and action.default and str(action.default) not in said:
        said += f" ({action.default})"
    return f"| `{f'{names} {value}'.strip()}` | {said}{'; needed' * bool(action.required)} |"


def mega(value: float) -> str:
    """Return tonnes in millions, small ones with more digits."""
    return f"{value / 1e6:,.1f}" if value >= 1e6 else f"{value / 1e6:.2g}"


def main() -> int:
    """Write the pages, or say whether they are up to date."""
    mpl.use("Agg")
    pd.set_option("display.width", 100, "display.max_columns", 20)
    check = "--check" in sys.argv[1:]
    stale = write_page(DOCS / "index.md", answers(cr.load_dataset()), check=check)
    stale |= write_page(DOCS / "command-line.md", {"commands": commands()}, check=check)
    for name in GUIDES:
        stale |= write_page(DOCS / name, outputs(DOCS / name), check=check)
    return stale


if __name__ == "__main__":
    raise SystemExit(main())
