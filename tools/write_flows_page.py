"""
Write the tables of docs/flows.md, and its picture, from the bundled data.

    python tools/write_flows_page.py            # write the page and the picture
    python tools/write_flows_page.py --check    # end with 1 if the page is not up to date
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pandas as pd

import corridor as cr
from generated_parts import write_page

ROOT = Path(__file__).resolve().parents[1]
CPC = ("link:cpc", "link:cpc_atyrau")
CAUSES = ("territory", "passage", "cause")
GROWTH = ("scp_future", "tanap_24", "tap_level1", "tap_exp1")
# Supposed for the ladder, since nobody publishes them; the page says so.
SUPPOSED = {"btc_kazakh_contract": 0.0, "aktau_oil_berths": 100e6}


def table(head: list[str], rows: list[list[str]], *, right: int) -> str:
    """Return a table whose last columns are numbers."""
    marks = ["---"] * (len(head) - right) + ["---:"] * right
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, marks, *rows]) + "\n"


def million(value: float) -> str:
    """Return tonnes or dollars in millions, small ones with more digits."""
    return f"{value / 1e6:,.2f}" if abs(value) >= 1e5 or value == 0 else f"{value / 1e6:,.4f}"


def delivered(flows: cr.Flows) -> str:
    """Return delivered, cost and unmet, kept apart, and who carries the crude."""
    oil = flows.by_corridor().loc["crude_oil", "flow_t_per_y"]
    rows = [
        ["delivered, Mt/y", million(flows.delivered_t_per_y)],
        ["not delivered, Mt/y", million(flows.unmet_t_per_y)],
        ["cost of what moves, million USD/y", f"{flows.cost_usd_per_y / 1e6:,.0f}"],
        ["USD per tonne delivered", f"{flows.usd_per_delivered_t:,.1f}"],
        ["tonne-km on links of unknown capacity", f"{flows.share_on_unknown_capacity:.0%}"],
        ["crude that touches Russia, Mt/y", million(float(oil.get("russia", 0.0)))],
    ]
    return table(["2024", "value"], rows, right=1)


def bottlenecks(flows: cr.Flows) -> str:
    """Return what binds, with the price of one more and one less."""
    rows = [
        [
            f"`{limit}`",
            million(row["available_per_y"]),
            f"{row['gain_usd_per_unit']:,.1f}",
            f"{row['loss_usd_per_unit']:,.1f}",
            "yes" if row["set_by_unmet"] else "no",
        ]
        for limit, row in flows.bottlenecks().iterrows()
    ]
    head = ["limit", "set by unmet demand", "available, Mt/y", "USD/t, one more", "USD/t, one less"]
    return table(head, [[r[0], r[4], *r[1:4]] for r in rows], right=3)


def gas(net: cr.Network) -> str:
    """Return what each bundle brings to Italy from the Turkmen fields."""
    demand = cr.Demand.of("natural_gas", {"market_it": 10.0}, origin="TM", unit="bcm/y")
    bundles = [
        ("Trans-Caspian pipe", ("trans_caspian_gas_full",)),
        ("SCP, TANAP and TAP grow", GROWTH),
        ("pipe, SCP, TANAP and TAP", ("trans_caspian_gas_full", *GROWTH)),
    ]
    free = dict.fromkeys([name for _, names in bundles for name in names], 0.0)
    projects = net.data.projects
    found = cr.compare_bundles(
        net, demand, projects, bundles=[names for _, names in bundles], capex_usd=free
    )
    rows = [
        [name, million(float(got))]
        for name, got in zip(
            ["nothing", *(name for name, _ in bundles)], found["delivered_t_per_y"], strict=True
        )
    ]
    return table(["built", "gas to Italy, Mt/y"], rows, right=1)


def independence(curve: cr.IndependenceCurve) -> str:
    """Return how much of each commodity can be kept off Russian territory."""
    rows = [
        [
            str(scope),
            million(row["territory_t_per_y"]),
            f"{row['possible_share']:.1%}",
            million(row["unmet_without_t_per_y"]),
        ]
        for scope, row in curve.scopes.iterrows()
    ]
    head = ["commodity", "touches Russia, Mt/y", "can be kept off", "undelivered without it, Mt/y"]
    return table(head, rows, right=3)


def bends(curve: cr.IndependenceCurve) -> str:
    """Return the exact breakpoints for crude."""
    rows = [
        [
            f"{row['kept_off_share']:.2%}",
            million(row["extra_cost_usd_per_y"]),
            "impossible"
            if pd.isna(row["marginal_usd_per_t"])
            else f"{row['marginal_usd_per_t']:,.1f}",
        ]
        for _, row in curve.bends[curve.bends["scope"] == "crude_oil"].iterrows()
        if row["unmet_t_per_y"] == 0
    ]
    head = ["kept off", "further cost, million USD/y", "USD per further t"]
    return table(head, rows, right=2)


def ladder(net: cr.Network, oil: pd.DataFrame) -> str:
    """Return the cheapest bundle for each share of crude without Russian territory."""
    found = cr.expansion_ladder(net, oil, net.data.projects, capex_usd=SUPPOSED).table
    asked = found["delivered_t_per_y"] + found["unmet_t_per_y"]
    rows = [
        [
            f"{share:.0%}",
            str(row["bundle"]),
            f"{row['capex_usd'] / 1e6:,.0f}",
            f"{row['capex_low_usd'] / 1e6:,.0f} to {row['capex_high_usd'] / 1e6:,.0f}",
            million(row["unmet_t_per_y"]),
            " to ".join(
                million(asked[share] - row[f"delivered_{end}_t_per_y"]) for end in ("high", "low")
            ),
            "{possible_share:.0%} ({possible_low_share:.0%}-{possible_high_share:.0%})".format(
                **row
            ),
        ]
        for share, row in found.iterrows()
    ]
    head = ["off Russia", "bundle", "million USD", "range", "undelivered, Mt/y"]
    return table([*head, "range", "possible share"], rows, right=5)


def losses(found: pd.DataFrame) -> str:
    """Return the ten worst losses."""
    rows = [
        [
            f"`{element}`",
            str(row["name"]),
            million(row["flow_t_per_y"]),
            million(row["added_unmet_t_per_y"]),
            f"{row['added_cost_usd_per_y'] / 1e6:,.0f}",
        ]
        for element, row in found.head(10).iterrows()
    ]
    further = ["further undelivered, Mt/y", "further cost, million USD/y"]
    return table(["lost", "name", "carried, Mt/y", *further], rows, right=3)


def picture(curve: cr.IndependenceCurve) -> None:
    """Draw the independence curve of crude."""
    import matplotlib as mpl  # noqa: PLC0415 - not for --check

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the backend

    axes = curve.plot()
    figure = axes[0].figure if hasattr(axes, "__len__") else axes.figure
    figure.savefig(ROOT / "docs" / "img" / "independence.png", dpi=120, bbox_inches="tight")
    plt.close(figure)


def main() -> int:
    """Write the page, or check it."""
    warnings.simplefilter("ignore", cr.UnmetDemandWarning)
    check = "--check" in sys.argv[1:]
    net = cr.build_network(cr.load_dataset())
    demand = net.data.demand
    oil = demand[demand["commodity"] == "crude_oil"]
    base, shut = cr.assign_flows(net, demand), cr.assign_flows(net, demand, closed=CPC)
    curve = cr.independence_curve(net, demand)
    found = cr.criticality(net, demand).table
    parts = {
        "base": delivered(base) + "\n" + bottlenecks(base),
        "cpc": delivered(shut) + "\n" + bottlenecks(shut),
        "gas": gas(net),
        "independence": independence(curve),
        "bends": bends(curve),
        "ladder": ladder(net, oil),
        "criticality": losses(found),
        "causes": losses(cr.criticality(net, demand, by=CAUSES).table),
    }
    if not check:
        picture(curve)
    return write_page(ROOT / "docs" / "flows.md", parts, check=check)


if __name__ == "__main__":
    sys.exit(main())
